//! What is shown of the policies, made when the desk or the choice is another.

use std::sync::Arc;

use super::words::{in_use, use_words};
use crate::desk::Snapshot;
use crate::desk::policies::{PolicyFile, is_built_in};
use crate::documents::policy_words::{Part, parts};
use crate::domain::policy::Policy;
use crate::domain::words::counted;
use crate::domain::world::short;

/// Where a policy comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It is built in.
    BuiltIn,
    /// It is one's own.
    Own,
    /// It is one's own and takes the place of a built-in one.
    InPlace,
    /// It is built in and in force because one's own of that name cannot be used.
    StandsIn,
    /// It is one's own and cannot be used.
    Unusable,
}

impl Origin {
    /// In a few words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::BuiltIn => "built in",
            Self::Own => "your own",
            Self::InPlace => "your own, in place of the built-in",
            Self::StandsIn => "built in; your file of that name cannot be used",
            Self::Unusable => "your own; it cannot be used",
        }
    }

    /// In fewer words, for the list.
    const fn brief(self) -> &'static str {
        match self {
            Self::BuiltIn => "built in",
            Self::Own => "your own",
            Self::InPlace => "yours, in the built-in’s place",
            Self::StandsIn => "built in; yours cannot be used",
            Self::Unusable => "yours; it cannot be used",
        }
    }

    /// Whether there is a file that can be edited.
    pub const fn is_own(self) -> bool {
        !matches!(self, Self::BuiltIn)
    }
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// What it is called; its name where it cannot be read.
    pub title: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The beginning of its version; nothing where none is in force.
    pub version: String,
    /// How many clocks it has.
    pub clocks: usize,
    /// Whether it is the usual one.
    pub is_usual: bool,
    /// How many incidents that are not closed run under it.
    pub in_use: usize,
    /// How many things are to be mended in its file.
    pub problems: usize,
}

impl Row {
    /// The second line: what it is.
    pub fn second(&self) -> String {
        if self.version.is_empty() {
            return "not in force".to_owned();
        }
        let clocks = counted(self.clocks as u64, "clock", "clocks");
        format!("{}  {}  {clocks}", self.name, self.version)
    }

    /// The third line: where it comes from, and by whom it is used.
    pub fn third(&self) -> String {
        self.third_with(self.origin.brief())
    }

    fn third_with(&self, origin: &str) -> String {
        let mut words = vec![origin.to_owned()];
        if self.problems > 0 {
            words.push(counted(self.problems as u64, "thing to mend", "things to mend"));
        }
        if self.in_use > 0 {
            words.push(format!("in use by {}", self.in_use));
        }
        words.join(" · ")
    }

    /// All of it, as it is spoken.
    pub fn spoken(&self) -> String {
        let usual = if self.is_usual { ", usual" } else { "" };
        let third = self.third_with(self.origin.words());
        format!("{}{usual}, {}, {third}", self.title, self.second())
    }
}

/// The policy that is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Its line.
    pub row: Row,
    /// What is in force under its name.
    pub policy: Option<Arc<Policy>>,
    /// What it says.
    pub parts: Vec<Part>,
    /// Its file, where it is one's own.
    pub file: Option<PolicyFile>,
    /// By how many incidents it is used, in words.
    pub used: String,
}

impl Shown {
    /// The text that is shown: of the file, where there is one.
    pub fn text(&self) -> &str {
        match (&self.file, &self.policy) {
            (Some(file), _) => file.text.as_deref().unwrap_or_default(),
            (None, Some(policy)) => &policy.text,
            (None, None) => "",
        }
    }
}

/// All of it.
#[derive(Debug, Default)]
pub struct PoliciesData {
    /// The revision of the desk that it was made from.
    revision: Option<u64>,
    of: Option<String>,
    /// The list.
    pub rows: Vec<Row>,
    /// The chosen policy.
    pub shown: Option<Shown>,
}

impl PoliciesData {
    /// Makes it anew if the desk or the choice is another.
    pub fn refresh(&mut self, snapshot: &Snapshot, chosen: Option<&str>) {
        if self.revision == Some(snapshot.revision) && self.of.as_deref() == chosen {
            return;
        }
        self.rows = rows(snapshot);
        self.shown = chosen.and_then(|name| shown(snapshot, &self.rows, name));
        self.revision = Some(snapshot.revision);
        self.of = chosen.map(str::to_owned);
    }
}

/// The policies by name, those that cannot be used among them.
pub fn rows(snapshot: &Snapshot) -> Vec<Row> {
    let world = &snapshot.world;
    let unusable = snapshot.policy_files.iter().filter(|file| !world.in_force.contains_key(&file.name));
    let mut names: Vec<&str> =
        world.in_force.keys().map(String::as_str).chain(unusable.map(|file| file.name.as_str())).collect();
    names.sort_unstable();
    names.dedup();
    names.into_iter().map(|name| row(snapshot, name)).collect()
}

fn row(snapshot: &Snapshot, name: &str) -> Row {
    let world = &snapshot.world;
    let policy = world.in_force.get(name);
    let file = snapshot.policy_files.iter().find(|file| file.name == name);
    let problems = file.map_or(0, |file| file.problems.len());
    let origin = match (file, problems, is_built_in(name)) {
        (None, ..) => Origin::BuiltIn,
        (Some(_), 0, true) => Origin::InPlace,
        (Some(_), 0, false) => Origin::Own,
        (Some(_), _, true) => Origin::StandsIn,
        (Some(_), _, false) => Origin::Unusable,
    };
    Row {
        name: name.to_owned(),
        title: policy.map_or_else(|| name.to_owned(), |policy| policy.title.clone()),
        origin,
        version: policy.map(|policy| short(&policy.id.version).to_owned()).unwrap_or_default(),
        clocks: policy.map_or(0, |policy| policy.clocks.len()),
        is_usual: world.settings.default_policy == name,
        in_use: in_use(world, name).0,
        problems,
    }
}

fn shown(snapshot: &Snapshot, rows: &[Row], name: &str) -> Option<Shown> {
    let row = rows.iter().find(|row| row.name == name)?.clone();
    let policy = snapshot.world.in_force.get(name).map(Arc::clone);
    Some(Shown {
        parts: policy.as_deref().map(parts).unwrap_or_default(),
        policy,
        file: snapshot.policy_files.iter().find(|file| file.name == name).cloned(),
        used: use_words(&snapshot.world, name),
        row,
    })
}
