//! What is systemic: the same service, department or symptom again and again in a stretch of time.
//!
//! A help-desk ticket belongs to the help desk unless its issue is systemic (I). What was found does not
//! depend on the order in which incidents are given.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use super::department_key;
use super::seen::SeenIncident;
use crate::domain::directory::{Directory, Named, RecordKind};
use crate::domain::policy::SystemicRules;
use crate::domain::time::Instant;

/// Words of a title that say no symptom: they join other words, or say only that something is wrong.
const SAYS_NOTHING: [&str; 73] = [
    "a",
    "about",
    "after",
    "again",
    "all",
    "an",
    "and",
    "any",
    "are",
    "at",
    "be",
    "been",
    "being",
    "but",
    "by",
    "can",
    "cannot",
    "could",
    "do",
    "does",
    "down",
    "error",
    "errors",
    "failed",
    "failing",
    "failure",
    "fails",
    "for",
    "from",
    "had",
    "has",
    "have",
    "in",
    "incident",
    "into",
    "is",
    "issue",
    "issues",
    "it",
    "its",
    "no",
    "not",
    "of",
    "offline",
    "on",
    "or",
    "our",
    "out",
    "outage",
    "over",
    "problem",
    "problems",
    "since",
    "some",
    "still",
    "that",
    "the",
    "their",
    "they",
    "this",
    "to",
    "unable",
    "unavailable",
    "up",
    "user",
    "users",
    "via",
    "was",
    "we",
    "were",
    "when",
    "with",
    "working",
];

/// The most words of one title that are compared.
const MOST_WORDS: usize = 12;

/// What comes again and again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pattern {
    /// A service.
    Service(Named),
    /// A department.
    Department(Named),
    /// Words that titles share, in the order of the alphabet.
    Symptom(Vec<String>),
}

impl Pattern {
    /// What kind of thing it is.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Service(_) => "service",
            Self::Department(_) => "department",
            Self::Symptom(_) => "symptom",
        }
    }

    /// What it is called.
    pub fn name(&self) -> String {
        match self {
            Self::Service(named) | Self::Department(named) => named.name.clone(),
            Self::Symptom(words) => words.join(" "),
        }
    }
}

/// Something systemic, with the incidents behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding<'a> {
    /// What comes again.
    pub pattern: Pattern,
    /// The incidents, in the order in which they were opened.
    pub incidents: Vec<&'a SeenIncident>,
    /// The stretch of time in which at least so many of them lie as make it systemic; days.
    pub within_days: u32,
}

impl Finding<'_> {
    /// What it says in a line.
    pub fn words(&self) -> String {
        let (all, close) = (self.incidents.len(), self.most_within());
        let count = if all == close {
            format!("{all} incidents")
        } else {
            format!("{all} incidents, {close} of them")
        };
        let (kind, name) = (self.pattern.kind(), self.pattern.name());
        format!("{kind} “{name}” again and again: {count} within {} days", self.within_days)
    }

    /// Whether it is about a department: it is the department's own, or one of its incidents hit it.
    pub fn is_of(&self, department: &Named, directory: &Directory) -> bool {
        match &self.pattern {
            Pattern::Department(one) => {
                department_key(one, directory) == department_key(department, directory)
            }
            _ => self.incidents.iter().any(|one| one.is_of(department, directory)),
        }
    }

    /// The most of its incidents that lie within the stretch of time.
    fn most_within(&self) -> usize {
        let within = TimeDelta::days(i64::from(self.within_days));
        let from = |first: &&&SeenIncident| {
            let ends = first.opened_at + within;
            self.incidents
                .iter()
                .filter(|one| one.opened_at >= first.opened_at && one.opened_at <= ends)
                .count()
        };
        self.incidents.iter().map(|first| from(&first)).max().unwrap_or(0)
    }
}

/// What a ticket is about, of which somebody asks whether it is systemic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A service by its name.
    Service(String),
    /// A department by its name.
    Department(String),
    /// The title of the ticket.
    Title(String),
}

/// The words of a title that say a symptom: in small letters, each once, in the order of the alphabet.
pub fn symptom_words(title: &str) -> Vec<String> {
    let lower = title.to_lowercase();
    let apart = |c: char| !c.is_alphanumeric() && c != '\'' && c != '’';
    let says = |word: &&str| {
        !word.is_empty() && !SAYS_NOTHING.contains(word) && !word.chars().all(|c| c.is_ascii_digit())
    };
    let words: BTreeSet<&str> =
        lower.split(apart).map(|word| word.trim_matches(['\'', '’'])).filter(says).collect();
    words.into_iter().take(MOST_WORDS).map(str::to_owned).collect()
}

/// Everything systemic among incidents that were opened in `[from, until)`: services and departments, then
/// symptoms, in the order of their names.
pub fn findings<'a>(
    seen: &'a [SeenIncident],
    directory: &Directory,
    rules: SystemicRules,
    (from, until): (Instant, Instant),
) -> Vec<Finding<'a>> {
    let mut all: Vec<&SeenIncident> =
        seen.iter().filter(|one| one.opened_at >= from && one.opened_at < until).collect();
    all.sort_by(|one, two| (one.opened_at, &one.reference).cmp(&(two.opened_at, &two.reference)));
    let mut found = Vec::new();
    for (pattern, of_it) in services(&all, directory).into_iter().chain(departments(&all, directory)) {
        found.extend(finding(pattern, &of_it, rules));
    }
    found.extend(symptoms(&all, rules));
    found
}

/// Whether what a ticket is about is systemic: what was found that speaks of it, if anything was.
pub fn is_systemic<'a>(
    subject: &Subject,
    seen: &'a [SeenIncident],
    directory: &Directory,
    rules: SystemicRules,
    (from, until): (Instant, Instant),
) -> Option<Finding<'a>> {
    let said = match subject {
        Subject::Title(title) => symptom_words(title),
        Subject::Service(_) | Subject::Department(_) => Vec::new(),
    };
    let speaks_of_it = |finding: &Finding<'_>| match (&finding.pattern, subject) {
        (Pattern::Service(one), Subject::Service(name)) => {
            is_called(one, name, RecordKind::Service, directory)
        }
        (Pattern::Department(one), Subject::Department(name)) => {
            is_called(one, name, RecordKind::Agency, directory)
        }
        (Pattern::Symptom(words), Subject::Title(_)) => words.iter().all(|word| said.contains(word)),
        _ => false,
    };
    let mut found = findings(seen, directory, rules, (from, until));
    found.retain(speaks_of_it);
    found.into_iter().max_by_key(|finding| finding.incidents.len())
}

fn is_called(named: &Named, name: &str, kind: RecordKind, directory: &Directory) -> bool {
    let wanted = directory.named(&[kind], name.trim());
    directory.same(named, &wanted) || directory.name_of(named).to_lowercase() == wanted.name.to_lowercase()
}

type Grouped<'a> = Vec<(Pattern, Vec<&'a SeenIncident>)>;

fn services<'a>(all: &[&'a SeenIncident], directory: &Directory) -> Grouped<'a> {
    let key = |one: &Named| {
        let kept = directory.meant(&[RecordKind::Service], one);
        kept.map_or_else(|| one.name.to_lowercase(), |id| id.0.to_string())
    };
    grouped(all, |one| &one.services, key, directory, Pattern::Service)
}

fn departments<'a>(all: &[&'a SeenIncident], directory: &Directory) -> Grouped<'a> {
    let key = |one: &Named| department_key(one, directory);
    grouped(all, |one| &one.departments, key, directory, Pattern::Department)
}

fn grouped<'a>(
    all: &[&'a SeenIncident],
    names: impl Fn(&'a SeenIncident) -> &'a [Named],
    key: impl Fn(&Named) -> String,
    directory: &Directory,
    pattern: fn(Named) -> Pattern,
) -> Grouped<'a> {
    let mut groups: BTreeMap<String, (Named, Vec<&'a SeenIncident>)> = BTreeMap::new();
    for one in all {
        let keys: BTreeMap<String, &Named> = names(one).iter().map(|named| (key(named), named)).collect();
        for (key, named) in keys {
            let called = Named { name: directory.name_of(named).to_owned(), record: named.record };
            let (least, of_it) = groups.entry(key).or_insert_with(|| (called.clone(), Vec::new()));
            // Of several ways of writing it one is taken that does not hang on the order.
            *least = called.min(least.clone());
            of_it.push(one);
        }
    }
    let mut found: Grouped<'a> = groups.into_values().map(|(named, of_it)| (pattern(named), of_it)).collect();
    found.sort_by_cached_key(|(pattern, _)| (pattern.name().to_lowercase(), pattern.clone()));
    found
}

/// Titles that share at least two words that say a symptom, or whose only such word is the same. Of two
/// findings the one whose incidents are among the other's is left out.
fn symptoms<'a>(all: &[&'a SeenIncident], rules: SystemicRules) -> Vec<Finding<'a>> {
    let mut shared: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
    for (place, one) in all.iter().enumerate() {
        let words = symptom_words(&one.title);
        if let [only] = words.as_slice() {
            shared.entry(vec![only.clone()]).or_default().push(place);
        }
        for (at, first) in words.iter().enumerate() {
            for second in words.iter().skip(at + 1) {
                shared.entry(vec![first.clone(), second.clone()]).or_default().push(place);
            }
        }
    }
    // The words of the same incidents are one symptom.
    let mut by_incidents: BTreeMap<Vec<usize>, BTreeSet<String>> = BTreeMap::new();
    for (words, places) in shared {
        let of_it: Vec<&SeenIncident> = places.iter().filter_map(|at| all.get(*at).copied()).collect();
        if is_again_and_again(&of_it, rules) {
            by_incidents.entry(places).or_default().extend(words);
        }
    }
    let within = |few: &[usize], many: &[usize]| {
        few.len() < many.len() && few.iter().all(|place| many.binary_search(place).is_ok())
    };
    let widest = by_incidents.keys().filter(|few| !by_incidents.keys().any(|many| within(few, many)));
    let mut found: Vec<Finding<'a>> = widest
        .filter_map(|places| {
            let of_it: Vec<&SeenIncident> = places.iter().filter_map(|at| all.get(*at).copied()).collect();
            let words = by_incidents.get(places)?.iter().cloned().collect();
            finding(Pattern::Symptom(words), &of_it, rules)
        })
        .collect();
    found.sort_by(|one, two| one.pattern.cmp(&two.pattern));
    found
}

fn finding<'a>(pattern: Pattern, of_it: &[&'a SeenIncident], rules: SystemicRules) -> Option<Finding<'a>> {
    is_again_and_again(of_it, rules).then(|| Finding {
        pattern,
        incidents: of_it.to_vec(),
        within_days: rules.within_days,
    })
}

/// Whether at least so many of these, in the order in which they were opened, lie within the stretch of
/// time that makes them systemic: the first and the last of them that far apart at most.
fn is_again_and_again(of_it: &[&SeenIncident], rules: SystemicRules) -> bool {
    let apart = usize::try_from(rules.at_least.max(1)).unwrap_or(usize::MAX) - 1;
    let within = TimeDelta::days(i64::from(rules.within_days));
    let last = of_it.iter().skip(apart);
    of_it.iter().zip(last).any(|(first, last)| last.opened_at - first.opened_at <= within)
}
