//! A policy in the words in which people read it: its parts, in each its items, of each what is said.
//!
//! One telling serves the screen and the difference of two policies, so that what can be read can be
//! compared. Pure. Never here: TOML, painting.
//!
//! | file | is |
//! | --- | --- |
//! | `clock` | a clock |
//! | `communication` | audiences, the plan, intake forms, the hotline, contacts |
//! | `reviews` | calendars, the post-mortem, service reviews, targets, billing |
//! | `milestone` | the moments that clocks run between |
//! | `changes` | what is another in a newer policy |

mod changes;
mod clock;
mod communication;
mod milestone;
mod reviews;

pub use changes::{Change, Detail, How, changes};
pub use clock::calendar_words;
pub use milestone::milestone_words;

use crate::domain::policy::{Conditions, Policy};
use crate::domain::span::words;

/// The names of what is said of an item.
pub mod label {
    /// Which incidents it is for.
    pub const FOR: &str = "For";
    /// What starts a clock.
    pub const STARTS: &str = "Starts";
    /// When its deadlines fall.
    pub const DUE: &str = "Due";
    /// What meets a deadline.
    pub const MET: &str = "Met by";
    /// What ends it unmet.
    pub const ENDS: &str = "Ended by";
    /// The calendar it runs in.
    pub const CALENDAR: &str = "Calendar";
    /// What to do once it has passed.
    pub const EXPIRY: &str = "On expiry";
    /// Where it comes from.
    pub const SOURCE: &str = "From";
}

/// A part of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartKind {
    /// What it is called and for, reminders, the names of priorities.
    Whole,
    /// The clocks, those of ladders and of the plan among them.
    Clocks,
    /// Whom updates go to.
    Audiences,
    /// Who is told how often.
    Plan,
    /// What an escalation has to say.
    Intake,
    /// The hotline call.
    Hotline,
    /// Whom to call.
    Contacts,
    /// The calendars that clocks run in.
    Calendars,
    /// What is wanted of figures.
    Targets,
    /// The categories that are billed.
    Billing,
    /// The post-mortem meeting.
    PostMortem,
    /// The reviews of service delivery.
    ServiceReviews,
}

impl PartKind {
    /// Its heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Whole => "The policy itself",
            Self::Clocks => "Clocks",
            Self::Audiences => "Audiences",
            Self::Plan => "Plan of updates",
            Self::Intake => "Intake forms",
            Self::Hotline => "Hotline",
            Self::Contacts => "Contacts",
            Self::Calendars => "Calendars",
            Self::Targets => "Targets",
            Self::Billing => "Billing",
            Self::PostMortem => "Post-mortem",
            Self::ServiceReviews => "Service reviews",
        }
    }

    /// What one of its items is.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Whole => "Policy",
            Self::Clocks => "Clock",
            Self::Audiences => "Audience",
            Self::Plan => "Plan",
            Self::Intake => "Intake form",
            Self::Hotline => "Hotline",
            Self::Contacts => "Contact",
            Self::Calendars => "Calendar",
            Self::Targets => "Target",
            Self::Billing => "Billing",
            Self::PostMortem => "Post-mortem",
            Self::ServiceReviews => "Service reviews",
        }
    }
}

/// A part with its items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Which it is.
    pub kind: PartKind,
    /// In the order of the file.
    pub items: Vec<Item>,
}

/// One clock, one audience, one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// By what it is the same one in another version; each stands once in its part.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What is said of it: a name and words, in the order in which they are read; nothing empty.
    pub said: Vec<(&'static str, String)>,
}

impl Item {
    fn new(id: impl Into<String>, title: impl Into<String>) -> Self {
        Self { id: id.into(), title: title.into(), said: Vec::new() }
    }

    /// Says one thing more, if there is anything to say.
    fn say(mut self, name: &'static str, words: impl Into<String>) -> Self {
        let words = words.into();
        if !words.trim().is_empty() {
            self.said.push((name, words));
        }
        self
    }

    /// What is said of it under a name; nothing where nothing is.
    pub fn words(&self, name: &str) -> &str {
        self.said.iter().find(|(one, _)| *one == name).map_or("", |(_, words)| words)
    }
}

/// All that a policy says, part by part; a part of which it says nothing is left out.
pub fn parts(policy: &Policy) -> Vec<Part> {
    let part = |kind, items| Part { kind, items };
    let mut all = vec![
        part(PartKind::Whole, vec![whole(policy)]),
        part(PartKind::Clocks, policy.clocks.iter().map(|one| clock::item(policy, one)).collect()),
        part(PartKind::Audiences, communication::audiences(policy)),
        part(PartKind::Plan, communication::plan(policy)),
        part(PartKind::Intake, communication::intake(policy)),
        part(PartKind::Hotline, communication::hotline(policy)),
        part(PartKind::Contacts, communication::contacts(policy)),
        part(PartKind::Calendars, reviews::calendars(policy)),
        part(PartKind::Targets, reviews::targets(policy)),
        part(PartKind::Billing, reviews::billing(policy)),
        part(PartKind::PostMortem, reviews::post_mortem(policy)),
        part(PartKind::ServiceReviews, reviews::service_reviews(policy)),
    ];
    for one in &mut all {
        tell_apart(&mut one.items);
    }
    all.retain(|one| !one.items.is_empty());
    all
}

/// Gives a number to each id that stands there already, as that of an audience that the plan has twice.
fn tell_apart(items: &mut [Item]) {
    let mut seen = std::collections::BTreeMap::new();
    for item in items {
        let count: &mut usize = seen.entry(item.id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            item.id = format!("{} {count}", item.id);
        }
    }
}

fn whole(policy: &Policy) -> Item {
    let names = policy.priority_names.iter().map(|(priority, name)| format!("{priority} is “{name}”"));
    Item::new("policy", policy.title.clone())
        .say("Title", policy.title.clone())
        .say("About", policy.about.clone())
        .say(label::SOURCE, policy.source.clone())
        .say("Reminders", format!("every {}", words(policy.reminder_secs)))
        .say("Priorities", names.collect::<Vec<_>>().join(", "))
}

/// Which incidents something is for; nothing where it is for all.
fn for_whom(policy: &Policy, conditions: &Conditions) -> String {
    let priorities: Vec<&str> =
        conditions.priorities.iter().map(|one| policy.priority_title(Some(*one))).collect();
    let kinds: Vec<&str> = conditions.kinds.iter().map(|one| one.word()).collect();
    let environments: Vec<&str> = conditions.environments.iter().map(|one| one.word()).collect();
    let groups = [any_of(&priorities), any_of(&kinds), any_of(&environments)];
    groups.into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join(", ")
}

/// `a, b or c`.
fn any_of<T: AsRef<str>>(words: &[T]) -> String {
    joined(words, "or")
}

/// `a, b and c`.
fn all_of<T: AsRef<str>>(words: &[T]) -> String {
    joined(words, "and")
}

fn joined<T: AsRef<str>>(words: &[T], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., end] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {last} {}", first.join(", "), end.as_ref())
        }
    }
}

/// Whom to call, in order, with their numbers.
fn calls(policy: &Policy, ids: &[String]) -> String {
    let name = |id: &String| match policy.contacts.get(id) {
        Some(contact) => format!("{}, {}", contact.name, contact.phone),
        None => "the resolver team’s contacts".to_owned(),
    };
    ids.iter().map(name).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy_file::read;

    fn built_in(name: &str) -> Policy {
        let text = match name {
            "major-incident" => include_str!("../../../assets/policies/major-incident.toml"),
            "agency-escalation" => include_str!("../../../assets/policies/agency-escalation.toml"),
            "customer-care-sla" => include_str!("../../../assets/policies/customer-care-sla.toml"),
            _ => include_str!("../../../assets/policies/service-coordination.toml"),
        };
        read(name, text).unwrap()
    }

    fn item(policy: &Policy, kind: PartKind, id: &str) -> Item {
        let part = parts(policy).into_iter().find(|part| part.kind == kind).unwrap();
        part.items.into_iter().find(|item| item.id == id).unwrap()
    }

    #[test]
    fn a_clock_is_said_in_words() {
        let policy = built_in("major-incident");
        let wanted = [
            ("triage", label::STARTS, "opened"),
            ("triage", label::DUE, "after 15 min"),
            ("triage", label::MET, "priority assigned"),
            ("triage", label::FOR, ""),
            ("triage", label::CALENDAR, "around the clock"),
            ("triage", label::EXPIRY, "Tell the supervisor that no priority is assigned"),
            ("initial-notification", label::FOR, "Critical or High"),
            ("customer-update-critical", label::DUE, "every 1 h after the last"),
            ("customer-update-high", label::DUE, "1 h, 4 h and 8 h after the start"),
            ("post-mortem-held", label::DUE, "Critical 3 days, High 5 business days"),
            ("post-mortem-held", label::CALENDAR, "business: Mon to Fri, 09:00 to 16:00"),
            ("post-mortem-scheduled", label::STARTS, "restored or post-mortem called off"),
            ("hotline", label::STARTS, "it first applies"),
            ("hotline", label::FOR, "Critical or High, major"),
            ("incident-manager-response", label::STARTS, "escalated to incident manager"),
        ];
        for (id, name, words) in wanted {
            assert_eq!(item(&policy, PartKind::Clocks, id).words(name), words, "{id} {name}");
        }
    }

    #[test]
    fn each_built_in_policy_is_told_whole() {
        let all = [
            (
                "major-incident",
                vec![PartKind::Clocks, PartKind::Audiences, PartKind::Plan, PartKind::Hotline],
            ),
            ("agency-escalation", vec![PartKind::Clocks, PartKind::Intake]),
            ("customer-care-sla", vec![PartKind::Clocks, PartKind::Targets, PartKind::Billing]),
            ("service-coordination", vec![PartKind::Clocks, PartKind::ServiceReviews]),
        ];
        for (name, wanted) in all {
            let policy = built_in(name);
            let parts = parts(&policy);
            for kind in wanted {
                assert!(parts.iter().any(|part| part.kind == kind), "{name} {kind:?}");
            }
            for part in &parts {
                for item in &part.items {
                    assert!(!item.title.is_empty() && !item.said.is_empty(), "{name} {part:?}");
                }
            }
            let clocks = parts.iter().find(|part| part.kind == PartKind::Clocks).unwrap();
            assert_eq!(clocks.items.len(), policy.clocks.len());
        }
    }

    #[test]
    fn targets_and_billing_are_said_with_their_units() {
        let policy = built_in("customer-care-sla");
        let said = |kind, id: &str, name| item(&policy, kind, id).words(name).to_owned();
        assert_eq!(said(PartKind::Targets, "answered-within", "Wanted"), "at most 35 s");
        assert_eq!(
            said(PartKind::Billing, "security", "Billed to"),
            "the owner of the account, then the owner of the application"
        );
        assert_eq!(said(PartKind::Billing, "hardware-dispatch", "Rate"), "for each call");
    }

    #[test]
    fn an_audience_that_the_plan_has_twice_is_told_apart() {
        let mut items = vec![Item::new("a", "A"), Item::new("a", "A"), Item::new("b", "B")];
        tell_apart(&mut items);
        assert_eq!(items.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["a", "a 2", "b"]);
    }
}
