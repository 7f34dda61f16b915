//! What the history's screen keeps from frame to frame: what is asked for, what was last seen, and where the
//! keyboard is.

use std::sync::Arc;

use chrono_tz::Tz;
use egui::Id;
use uuid::Uuid;

use super::import_form::TicketsInHand;
use super::look::{Column, Look, Order, Sight};
use super::views_ui::Doing;
use crate::desk::reading::HistoryRow;
use crate::domain::incident::Phase;
use crate::domain::time::Instant;
use crate::domain::typed_time::{Leaning, TypedTimeRefusal};
use crate::domain::words::Priority;
use crate::ui::context::Seen;
use crate::ui::typed_field;

/// The states that can be chosen, after all of them.
pub(super) const PHASES: [Phase; 5] =
    [Phase::Open, Phase::Restored, Phase::Closed, Phase::Cancelled, Phase::Duplicate];

/// Priorities that can be chosen together.
pub(super) struct Urgency {
    /// The word under which a view keeps them.
    pub word: &'static str,
    /// Their words on screen.
    pub title: &'static str,
    /// They.
    pub priorities: &'static [Priority],
}

/// The priorities that can be chosen, after all of them.
pub(super) const PRIORITIES: &[Urgency] = &[
    Urgency { word: "critical", title: "Critical", priorities: &[Priority::Critical] },
    Urgency { word: "high", title: "High", priorities: &[Priority::High] },
    Urgency { word: "medium", title: "Medium", priorities: &[Priority::Medium] },
    Urgency { word: "low", title: "Low", priorities: &[Priority::Low] },
    Urgency {
        word: "critical-or-high",
        title: "Critical or high",
        priorities: &[Priority::Critical, Priority::High],
    },
];

/// The kinds of entry that can be chosen, after all of them: the stored kind, and its words. Each always has
/// words to be found by.
pub(super) const KINDS: &[(&str, &str)] = &[
    ("note_logged", "Notes"),
    ("update_sent", "Updates"),
    ("escalated", "Escalations"),
    ("contact_attempted", "Calls"),
    ("hotline_called", "Hotline calls"),
    ("priority_assigned", "Priorities"),
    ("action_delegated", "Actions"),
    ("information_requested", "Requests"),
    ("problem_statement_written", "Statements"),
];

/// What a person asks for, as it was typed and chosen.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Wanted {
    pub words: String,
    /// The name of a service.
    pub service: String,
    /// The name of a person.
    pub person: String,
    /// Of the kinds of entry, after all of them.
    pub kind: usize,
    /// Of the priorities, after all of them.
    pub priority: usize,
    /// Of the states, after all of them.
    pub phase: usize,
    pub from: String,
    pub before: String,
    pub order: Order,
}

impl Wanted {
    /// Whether anything narrows what is shown.
    pub fn is_narrow(&self) -> bool {
        let Self { words, service, person, from, before, .. } = self;
        self.priority > 0
            || self.phase > 0
            || self.kind > 0
            || [words, service, person, from, before].iter().any(|text| !text.trim().is_empty())
    }

    /// Whether it narrows by what stands behind "More".
    pub fn has_more(&self) -> bool {
        self.kind > 0 || [&self.service, &self.person].iter().any(|text| !text.trim().is_empty())
    }

    /// Whether it asks for the same as another, however that is sorted.
    pub fn asks_the_same(&self, other: &Self) -> bool {
        *self == Self { order: self.order, ..other.clone() }
    }

    /// The same without what narrows it.
    pub fn cleared(&self) -> Self {
        Self { order: self.order, ..Self::default() }
    }
}

/// What the screen keeps from frame to frame.
#[derive(Debug, Default)]
pub struct HistoryState {
    pub(super) wanted: Wanted,
    /// What was last asked for, of which revision of the desk.
    asked: Option<(Wanted, u64)>,
    number: u64,
    answered: u64,
    /// The history of that revision.
    rows: Option<(u64, Arc<[HistoryRow]>)>,
    pub(super) sight: Option<Sight>,
    pub(super) refusal: Option<String>,
    /// The line that has the keyboard, or had it last.
    pub(super) at: usize,
    pub(super) wants_find: bool,
    pub(super) wants_list: bool,
    /// Whether the fields behind "More" were asked for.
    pub(super) shows_more: bool,
    /// What is being done to the views.
    pub(super) doing: Doing,
    /// Whether the form was open in the frame before.
    pub(super) had_form: bool,
    /// The file of tickets that was looked at.
    pub tickets: TicketsInHand,
}

/// The field that searches the history.
pub fn find_id() -> Id {
    Id::unique("history find")
}

/// What is focused when a line has the keyboard.
pub(super) fn line_id(name: Uuid) -> Id {
    Id::unique(("history line", name))
}

impl HistoryState {
    /// Puts the keyboard into the field that searches.
    pub fn take_keyboard(&mut self) {
        self.wants_find = true;
    }

    /// Lets go of what is being done to a view; whether anything was.
    pub fn let_go(&mut self) -> bool {
        std::mem::take(&mut self.doing) != Doing::Nothing
    }

    /// Puts the keyboard into the list.
    pub fn take_list(&mut self) {
        self.wants_list = true;
    }

    /// To the line below or above.
    pub fn step(&mut self, down: bool) {
        self.at = if down { self.at.saturating_add(1) } else { self.at.saturating_sub(1) };
        self.clamp();
        self.wants_list = true;
    }

    /// Sorts by a column, or the other way round.
    pub(super) fn sort_by(&mut self, column: Column) {
        self.wanted.order = self.wanted.order.pressed(column);
    }

    /// Whether a look is out.
    pub(super) fn is_looking(&self) -> bool {
        self.answered < self.number
    }

    /// Looks again, also where nothing has changed.
    pub(super) fn look_again(&mut self) {
        self.asked = None;
        self.rows = None;
        self.refusal = None;
    }

    /// The look that is to be taken now, if what is wanted or the log is another than it was. While one is
    /// out, the log alone asks for none: what is typed does.
    pub(super) fn next_look(&mut self, seen: &Seen) -> Option<Look> {
        let revision = seen.snapshot.revision;
        if let Some((wanted, of)) = &self.asked {
            let is_same = *wanted == self.wanted;
            if is_same && (*of == revision || self.is_looking()) {
                return None;
            }
        }
        let Ok(from) = period(&self.wanted.from, seen.now, seen.zone) else { return None };
        let Ok(before) = period(&self.wanted.before, seen.now, seen.zone) else { return None };
        self.asked = Some((self.wanted.clone(), revision));
        self.number += 1;
        let rows = self.rows.as_ref().filter(|(of, _)| *of == revision).map(|(_, rows)| Arc::clone(rows));
        Some(Look {
            number: self.number,
            words: self.wanted.words.clone(),
            priorities: place(PRIORITIES, self.wanted.priority).map_or(&[], |one| one.priorities),
            service: self.wanted.service.clone(),
            person: self.wanted.person.clone(),
            kind: place(KINDS, self.wanted.kind).map(|(kind, _)| *kind),
            phase: place(&PHASES, self.wanted.phase).copied(),
            from,
            before,
            order: self.wanted.order,
            rows,
        })
    }

    /// Takes in what a look saw. An older one than was taken in already is let go of.
    pub fn take(&mut self, number: u64, sight: Result<Sight, String>) {
        if number <= self.answered {
            return;
        }
        self.answered = number;
        match sight {
            Ok(sight) => {
                if number == self.number
                    && let (Sight::Rows { all, .. }, Some((_, revision))) = (&sight, &self.asked)
                {
                    self.rows = Some((*revision, Arc::clone(all)));
                }
                let name = self.sight.as_ref().and_then(|old| old.name(self.at));
                let place = (0..sight.len()).find(|place| sight.name(*place) == name && name.is_some());
                self.at = place.unwrap_or(0);
                self.sight = Some(sight);
                self.refusal = None;
            }
            Err(why) => self.refusal = Some(why),
        }
    }

    fn clamp(&mut self) {
        let len = self.sight.as_ref().map_or(0, Sight::len);
        self.at = self.at.min(len.saturating_sub(1));
    }
}

/// What is chosen after "all of them".
fn place<T>(all: &'static [T], choice: usize) -> Option<&'static T> {
    choice.checked_sub(1).and_then(|place| all.get(place))
}

/// An end of the period: a date alone is its midnight, nothing is no end.
pub fn period(text: &str, now: Instant, zone: Tz) -> Result<Option<Instant>, TypedTimeRefusal> {
    match typed_field::read(text, now, zone, Leaning::Past) {
        Err(TypedTimeRefusal::TimeMissing(_)) => {
            typed_field::read(&format!("{} 00:00", text.trim()), now, zone, Leaning::Past)
        }
        read => read,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::IncidentId;

    fn hits(entry: u128) -> Sight {
        Sight::Hits(vec![crate::desk::reading::Hit {
            entry: crate::domain::event::EventId(Uuid::from_u128(entry)),
            incident: None,
            subject: crate::domain::event::Subject::Incident(IncidentId(Uuid::nil())),
            kind: "note_logged".to_owned(),
            happened_at: Instant::MIN_UTC,
            actor: String::new(),
            state: crate::desk::reading::EntryState::Stands,
            rank: 1,
            snippet: crate::desk::reading::Snippet::default(),
        }])
    }

    #[test]
    fn an_older_answer_never_replaces_a_newer_one() {
        let mut state = HistoryState { number: 3, ..HistoryState::default() };
        state.take(2, Ok(hits(2)));
        assert!(state.is_looking(), "the third is still out");
        state.take(1, Ok(hits(1)));
        assert_eq!(state.sight, Some(hits(2)));
        state.take(3, Err("the disk is away".to_owned()));
        assert_eq!(
            (state.sight.clone(), state.refusal.as_deref()),
            (Some(hits(2)), Some("the disk is away"))
        );
        state.take(2, Ok(hits(9)));
        assert_eq!(state.sight, Some(hits(2)));
        assert!(!state.is_looking());
    }

    #[test]
    fn a_date_alone_is_its_midnight() {
        let zone = chrono_tz::America::Chicago;
        let now = "2026-03-02T20:00:00Z".parse().unwrap();
        let read = |text: &str| period(text, now, zone).map(|at| at.map(|at| at.to_rfc3339()));
        assert_eq!(read("2026-02-01"), Ok(Some("2026-02-01T06:00:00+00:00".to_owned())));
        assert_eq!(read("2026-02-01 08:30"), Ok(Some("2026-02-01T14:30:00+00:00".to_owned())));
        assert_eq!(read(" "), Ok(None));
        assert!(read("soonish").is_err());
        assert!(read("2026-02-30").is_err());
    }
}
