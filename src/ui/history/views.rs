//! Views of the history that are kept under a name: what is searched and narrowed, as it was typed, so that
//! `-30d` means the last 30 days whenever the view is opened.
//!
//! Some are there for everybody; a person's own are kept with the looks of the window. One that a newer or an
//! older program wrote and that cannot be read here is kept as it is and not shown. Never here: painting.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::look::{Column, Order};
use super::state::{KINDS, PHASES, PRIORITIES, Wanted};

/// The most views a person has.
const MOST: usize = 40;
/// The longest name; characters.
const LONGEST: usize = 60;

/// A view with its name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct View {
    pub name: String,
    pub wanted: Wanted,
}

/// A person's own views, in the order in which they were made.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Views {
    all: Vec<Kept>,
}

/// One that is kept.
#[derive(Debug, Clone, PartialEq)]
enum Kept {
    Read(View),
    /// It cannot be read here.
    Unread(Value),
}

/// A view as it is stored: words, never places in a list, so that a list may grow.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    name: String,
    #[serde(default)]
    words: String,
    #[serde(default)]
    service: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    priority: Option<String>,
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    from: String,
    #[serde(default)]
    before: String,
    #[serde(default)]
    sorted_by: Option<String>,
    #[serde(default)]
    is_descending: bool,
}

/// The place of a word in a list of what can be chosen, after all of them.
fn place<T>(all: &[T], word: Option<&String>, word_of: impl Fn(&T) -> &str) -> Option<usize> {
    match word {
        None => Some(0),
        Some(word) => all.iter().position(|one| word_of(one) == word).map(|place| place + 1),
    }
}

/// The word of a place.
fn word<T>(all: &[T], place: usize, word_of: impl Fn(&T) -> &str) -> Option<String> {
    place.checked_sub(1).and_then(|place| all.get(place)).map(|one| word_of(one).to_owned())
}

impl Stored {
    fn of(view: &View) -> Self {
        let View { name, wanted } = view;
        Self {
            name: name.clone(),
            words: wanted.words.clone(),
            service: wanted.service.clone(),
            person: wanted.person.clone(),
            kind: word(KINDS, wanted.kind, |(kind, _)| kind),
            priority: word(PRIORITIES, wanted.priority, |one| one.word),
            state: word(&PHASES, wanted.phase, |one| one.word()),
            from: wanted.from.clone(),
            before: wanted.before.clone(),
            sorted_by: Some(wanted.order.column.word().to_owned()),
            is_descending: wanted.order.is_descending,
        }
    }

    /// The view, where this program knows all that it asks for.
    fn read(self) -> Option<View> {
        let order = match &self.sorted_by {
            None => Order::default(),
            Some(word) => {
                let column = Column::ALL.into_iter().find(|one| one.word() == word)?;
                Order { column, is_descending: self.is_descending }
            }
        };
        let wanted = Wanted {
            kind: place(KINDS, self.kind.as_ref(), |(kind, _)| kind)?,
            priority: place(PRIORITIES, self.priority.as_ref(), |one| one.word)?,
            phase: place(&PHASES, self.state.as_ref(), |one| one.word())?,
            words: self.words,
            service: self.service,
            person: self.person,
            from: self.from,
            before: self.before,
            order,
        };
        checked(&self.name).ok().map(|name| View { name, wanted })
    }
}

/// A name as it is kept, or why it is none.
fn checked(name: &str) -> Result<String, String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err("the name is missing; type a word or two".to_owned());
    }
    if name.chars().count() > LONGEST {
        return Err(format!("that has {} characters; {LONGEST} are the most", name.chars().count()));
    }
    if name.chars().any(crate::documents::plain_text::is_unfit) {
        return Err("there is a character in it that cannot be shown; type it anew".to_owned());
    }
    Ok(name)
}

/// The views that are there for everybody.
pub(super) fn built_in() -> Vec<View> {
    let view = |name: &str, wanted: Wanted| View { name: name.to_owned(), wanted };
    let phase = |wanted: crate::domain::incident::Phase| {
        PHASES.iter().position(|phase| *phase == wanted).map_or(0, |place| place + 1)
    };
    let urgent = PRIORITIES.iter().position(|one| one.priorities.len() > 1).map_or(0, |place| place + 1);
    let open = Wanted { phase: phase(crate::domain::incident::Phase::Open), ..Wanted::default() };
    let restored = Wanted { phase: phase(crate::domain::incident::Phase::Restored), ..Wanted::default() };
    let lately = Wanted { priority: urgent, from: "-30d".to_owned(), ..Wanted::default() };
    vec![
        view("Open now", open),
        view("Critical and high, last 30 days", lately),
        view("Restored, not closed", restored),
    ]
}

impl Views {
    /// What was kept, one by one.
    pub fn from_stored(values: Vec<Value>) -> Self {
        let read = |value: Value| {
            let stored = serde_json::from_value::<Stored>(value.clone()).ok();
            stored.and_then(Stored::read).map_or(Kept::Unread(value), Kept::Read)
        };
        Self { all: values.into_iter().map(read).collect() }
    }

    /// What is to be kept.
    pub fn to_stored(&self) -> Vec<Value> {
        let value = |kept: &Kept| match kept {
            Kept::Read(view) => serde_json::to_value(Stored::of(view)).unwrap_or_default(),
            Kept::Unread(value) => value.clone(),
        };
        self.all.iter().map(value).collect()
    }

    /// How many cannot be read here.
    pub fn unread(&self) -> usize {
        self.all.iter().filter(|kept| matches!(kept, Kept::Unread(_))).count()
    }

    /// Those that can be opened.
    pub(super) fn own(&self) -> impl Iterator<Item = &View> {
        self.all.iter().filter_map(|kept| match kept {
            Kept::Read(view) => Some(view),
            Kept::Unread(_) => None,
        })
    }

    /// A name that no other view has; `mine` may keep its own.
    fn free(&self, name: &str, mine: Option<&str>) -> Result<String, String> {
        let name = checked(name)?;
        let built_in = built_in();
        let is_same = |view: &View| view.name.to_lowercase() == name.to_lowercase();
        let is_other = |view: &&View| mine != Some(view.name.as_str());
        if built_in.iter().any(is_same) || self.own().filter(is_other).any(is_same) {
            return Err(format!("another view is called {name} already; choose another name"));
        }
        Ok(name)
    }

    /// One more view of what is shown.
    pub(super) fn add(&mut self, name: &str, wanted: &Wanted) -> Result<(), String> {
        if self.all.len() >= MOST {
            return Err(format!("{MOST} views are the most; remove one that is not used"));
        }
        let name = self.free(name, None)?;
        self.all.push(Kept::Read(View { name, wanted: wanted.clone() }));
        Ok(())
    }

    /// Another name for a view.
    pub(super) fn rename(&mut self, old: &str, name: &str) -> Result<(), String> {
        let name = self.free(name, Some(old))?;
        for kept in &mut self.all {
            if let Kept::Read(view) = kept
                && view.name == old
            {
                view.name.clone_from(&name);
            }
        }
        Ok(())
    }

    /// Takes a view away.
    pub(super) fn remove(&mut self, name: &str) {
        self.all.retain(|kept| !matches!(kept, Kept::Read(view) if view.name == name));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn views_come_back_as_they_were_and_relative_times_stay_relative() {
        let wanted = Wanted {
            words: "card \"not paid\"".to_owned(),
            service: "Payments".to_owned(),
            person: "Sample One".to_owned(),
            kind: 2,
            priority: 1,
            phase: 3,
            from: "-7d".to_owned(),
            before: "2026-03-02".to_owned(),
            order: Order { column: Column::Title, is_descending: true },
        };
        let mut views = Views::default();
        views.add("  Mine,   of\tlate ", &wanted).unwrap();
        let again = Views::from_stored(views.to_stored());
        assert_eq!(again, views);
        let view = again.own().next().unwrap();
        assert_eq!((view.name.as_str(), &view.wanted), ("Mine, of late", &wanted));
        assert_eq!(views.to_stored()[0]["from"], "-7d");
        assert_eq!(views.to_stored()[0]["kind"], KINDS[1].0);
    }

    #[test]
    fn what_cannot_be_read_here_is_kept_and_stops_nothing() {
        let newer = json!({"name": "Newer", "priority": "catastrophic"});
        let values = vec![
            newer.clone(),
            json!({"name": "Good", "state": "open"}),
            json!(5),
            json!({"name": "More", "shape": "round"}),
            json!({"name": "\u{202E}x"}),
            json!({"name": "Sorted", "sorted_by": "colour"}),
        ];
        let mut views = Views::from_stored(values.clone());
        let names: Vec<&str> = views.own().map(|view| view.name.as_str()).collect();
        assert_eq!((names, views.unread()), (vec!["Good"], 5));
        views.remove("Newer");
        views.rename("Good", "Better").unwrap();
        let stored = views.to_stored();
        assert_eq!((stored.len(), &stored[0], &stored[2]), (6, &newer, &json!(5)), "kept as they are");
        assert_eq!(stored[1]["name"], "Better");
    }

    #[test]
    fn a_name_is_free_and_one_line() {
        let mut views = Views::default();
        views.add("Mine", &Wanted::default()).unwrap();
        views.add("Other", &Wanted::default()).unwrap();
        assert!(views.add(" ", &Wanted::default()).unwrap_err().contains("the name is missing"));
        assert!(views.add("MINE", &Wanted::default()).unwrap_err().contains("another view is called MINE"));
        assert!(views.add("open now", &Wanted::default()).unwrap_err().contains("choose another name"));
        assert!(views.add(&"x".repeat(61), &Wanted::default()).unwrap_err().contains("60 are the most"));
        assert!(views.rename("Mine", "other").unwrap_err().contains("already"));
        views.rename("Mine", "mine").unwrap();
        for number in 0..MOST - 2 {
            views.add(&format!("View {number}"), &Wanted::default()).unwrap();
        }
        assert!(views.add("One more", &Wanted::default()).unwrap_err().contains("40 views are the most"));
    }

    #[test]
    fn everybody_has_three_that_ask_for_what_they_say() {
        let all = built_in();
        assert_eq!(all.len(), 3);
        assert!(all.iter().all(|view| view.wanted.is_narrow()));
        assert_eq!(PRIORITIES[all[1].wanted.priority - 1].word, "critical-or-high");
    }
}
