//! What is another in a newer policy, in words.

use std::collections::BTreeMap;

use super::{Item, Part, PartKind, label, parts};
use crate::domain::policy::Policy;

/// How something is another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It is new.
    Added,
    /// It is not there any more.
    Removed,
    /// Something of it is another.
    Changed,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The part it stands in.
    pub part: PartKind,
    /// What became of it.
    pub how: How,
    /// What it is called; if that changed, what it is called now.
    pub title: String,
    /// What of it is another; of what is new or gone, when it is due.
    pub details: Vec<Detail>,
}

/// One thing that is said otherwise. Nothing is said on a side that says nothing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// What it is.
    pub name: &'static str,
    /// As it was.
    pub old: String,
    /// As it is.
    pub new: String,
}

impl Detail {
    /// `Due: after 15 min, now after 10 min`.
    pub fn words(&self) -> String {
        let name = self.name;
        match (self.old.as_str(), self.new.as_str()) {
            ("", new) => format!("{name}: {new}, where nothing was said"),
            (old, "") => format!("{name}: {old}, no longer"),
            (old, new) => format!("{name}: {old}, now {new}"),
        }
    }
}

impl Change {
    /// `Clock changed: Primary triage`, without its details.
    pub fn head(&self) -> String {
        let how = match self.how {
            How::Added => "added",
            How::Removed => "removed",
            How::Changed => "changed",
        };
        format!("{} {how}: {}", self.part.word(), self.title)
    }

    /// All of it in one line.
    pub fn line(&self) -> String {
        let details: Vec<String> = match self.how {
            How::Changed => self.details.iter().map(Detail::words).collect(),
            How::Added => self.details.iter().map(|one| format!("{}: {}", one.name, one.new)).collect(),
            How::Removed => self.details.iter().map(|one| format!("{}: {}", one.name, one.old)).collect(),
        };
        if details.is_empty() { self.head() } else { format!("{}. {}", self.head(), details.join(". ")) }
    }
}

/// What is another in `new`, part by part, in each what is gone, then what is there in its order. Nothing
/// where both say the same, whatever their texts are.
pub fn changes(old: &Policy, new: &Policy) -> Vec<Change> {
    let (mut before, after) = (by_kind(parts(old)), by_kind(parts(new)));
    let mut found = Vec::new();
    let mut kinds: Vec<PartKind> = before.keys().chain(after.keys()).copied().collect();
    kinds.sort_unstable();
    kinds.dedup();
    for kind in kinds {
        let old_items = before.remove(&kind).unwrap_or_default();
        let new_items = after.get(&kind).map_or(&[] as &[Item], Vec::as_slice);
        for gone in old_items.iter().filter(|one| !new_items.iter().any(|other| other.id == one.id)) {
            let details = brief(gone, |old| Detail { name: label::DUE, old, new: String::new() });
            found.push(Change { part: kind, how: How::Removed, title: gone.title.clone(), details });
        }
        for item in new_items {
            match old_items.iter().find(|one| one.id == item.id) {
                None => {
                    let details = brief(item, |new| Detail { name: label::DUE, old: String::new(), new });
                    found.push(Change { part: kind, how: How::Added, title: item.title.clone(), details });
                }
                Some(old) if old != item => found.push(Change {
                    part: kind,
                    how: How::Changed,
                    title: item.title.clone(),
                    details: details(old, item),
                }),
                Some(_) => {}
            }
        }
    }
    found
}

fn by_kind(parts: Vec<Part>) -> BTreeMap<PartKind, Vec<Item>> {
    parts.into_iter().map(|part| (part.kind, part.items)).collect()
}

/// When something is due that is new or gone, if it is at all.
fn brief(item: &Item, detail: impl FnOnce(String) -> Detail) -> Vec<Detail> {
    let due = item.words(label::DUE);
    if due.is_empty() { Vec::new() } else { vec![detail(due.to_owned())] }
}

fn details(old: &Item, new: &Item) -> Vec<Detail> {
    let mut found = Vec::new();
    // The policy itself says its title among the rest.
    if old.title != new.title && !new.said.iter().any(|(name, _)| *name == "Title") {
        found.push(Detail { name: "Called", old: old.title.clone(), new: new.title.clone() });
    }
    let said = |item: &Item, name| item.words(name).to_owned();
    let gone = old.said.iter().filter(|(name, _)| !new.said.iter().any(|(one, _)| one == name));
    let names = new.said.iter().chain(gone).map(|(name, _)| *name);
    for name in names {
        let (before, after) = (said(old, name), said(new, name));
        if before != after {
            found.push(Detail { name, old: before, new: after });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy_file::read;

    const OLD: &str = r#"
title = "Sample policy"
reminders = "5 min"

[calendar.day]
days = ["mon", "tue"]
open = "08:00"
close = "18:00"

[contact.desk]
name = "Sample desk"
phone = "100"

[[clock]]
id = "triage"
title = "Triage"
source = "ours"
starts = ["opened"]
due = "15 min"
met_by = ["triaged"]
action = "Assign"
on_expiry = "Assign now"

[[clock]]
id = "tell"
title = "Tell"
source = "ours"
starts = ["opened"]
every = "1 h"
met_by = ["customer-update"]
until = ["restored"]
action = "Tell them"
on_expiry = "Tell them now"

[[target]]
id = "answered"
title = "Answered"
unit = "seconds"
at_most = 35
source = "C"
"#;

    /// What changes when one piece of the text becomes another.
    fn lines(was: &str, is: &str) -> Vec<String> {
        assert!(OLD.contains(was), "{was}");
        let (old, new) = (read("p", OLD).unwrap(), read("p", &OLD.replacen(was, is, 1)).unwrap());
        changes(&old, &new).iter().map(Change::line).collect()
    }

    #[test]
    fn each_change_is_said_in_words() {
        let cases: [(&str, &str, &[&str]); 12] = [
            (
                "due = \"15 min\"",
                "due = \"10 min\"",
                &["Clock changed: Triage. Due: after 15 min, now after 10 min"],
            ),
            (
                "due = \"15 min\"",
                "every = \"15 min\"",
                &["Clock changed: Triage. Due: after 15 min, now every 15 min after the last"],
            ),
            ("every = \"1 h\"", "every = \"60 min\"", &[]),
            (
                "title = \"Triage\"",
                "title = \"First look\"",
                &["Clock changed: First look. Called: Triage, now First look"],
            ),
            (
                "id = \"triage\"",
                "id = \"sorting\"",
                &["Clock removed: Triage. Due: after 15 min", "Clock added: Triage. Due: after 15 min"],
            ),
            ("until = [\"restored\"]\n", "", &["Clock changed: Tell. Ended by: restored, no longer"]),
            (
                "met_by = [\"triaged\"]",
                "met_by = [\"triaged\"]\npriorities = [\"high\"]",
                &["Clock changed: Triage. For: High, where nothing was said"],
            ),
            (
                "reminders = \"5 min\"",
                "reminders = \"1 min\"",
                &["Policy changed: Sample policy. Reminders: every 5 min, now every 1 min"],
            ),
            (
                "title = \"Sample policy\"",
                "title = \"Sample two\"",
                &["Policy changed: Sample two. Title: Sample policy, now Sample two"],
            ),
            (
                "at_most = 35",
                "at_most = 30",
                &["Target changed: Answered. Wanted: at most 35 s, now at most 30 s"],
            ),
            ("phone = \"100\"", "phone = \"101\"", &["Contact changed: Sample desk. Number: 100, now 101"]),
            (
                "close = \"18:00\"",
                "close = \"17:00\"",
                &[
                    "Calendar changed: day. Open: Mon and Tue, 08:00 to 18:00, now Mon and Tue, 08:00 to 17:00",
                ],
            ),
        ];
        for (was, is, wanted) in cases {
            assert_eq!(lines(was, is), wanted, "{was} -> {is}");
        }
    }

    #[test]
    fn a_calendar_that_a_clock_runs_in_changes_the_clock_too() {
        let with = OLD.replacen("due = \"15 min\"", "due = \"15 business min\"\ncalendar = \"day\"", 1);
        let (old, new) = (read("p", &with).unwrap(), read("p", &with.replace("18:00", "17:00")).unwrap());
        let found = changes(&old, &new);
        assert_eq!(
            found.iter().map(Change::head).collect::<Vec<_>>(),
            ["Clock changed: Triage", "Calendar changed: day"]
        );
    }

    #[test]
    fn comments_and_the_order_of_clocks_change_nothing() {
        assert_eq!(lines("[[target]]", "# A remark\n[[target]]"), Vec::<String>::new());
        let policy = read("p", OLD).unwrap();
        let mut turned = policy.clone();
        turned.clocks.reverse();
        assert_eq!(changes(&policy, &turned), []);
    }

    #[test]
    fn what_is_new_or_gone_as_a_whole_part_is_said_item_by_item() {
        let text = OLD.split("[[target]]").next().unwrap();
        let (old, new) = (read("p", OLD).unwrap(), read("p", text).unwrap());
        let heads = |found: Vec<Change>| found.iter().map(Change::line).collect::<Vec<_>>();
        assert_eq!(heads(changes(&old, &new)), ["Target removed: Answered"]);
        assert_eq!(heads(changes(&new, &old)), ["Target added: Answered"]);
    }
}
