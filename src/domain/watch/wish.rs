//! What somebody wants of the rota and the handoff: commands about no incident.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::command::ItemName;
use crate::domain::event::EventId;
use crate::domain::rota::person::Seat;
use crate::domain::time::Instant;

/// When a new rule takes over; see [`crate::domain::rota::history::TakesEffect`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// At once, or at the instant that is named.
    #[default]
    AtOnce,
    /// When the turn that runs then passes on.
    AfterShift,
    /// When everybody was primary in the round that runs then.
    AfterRound,
}

/// A wish about the rota or the handoff. On the command line and in files the variant's name in snake
/// case stands under `do`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum WatchWish {
    /// Adopt a rule from an instant on. Past watches stay as they were.
    AdoptRule {
        /// The rule, as it stands in a file for `rota preview`.
        rule: String,
        /// The line of rules it belongs to; the rule's own name if left out.
        track: Option<String>,
        /// When it takes over from the rule before it.
        #[serde(default)]
        takes_effect: Effect,
        /// The instant from which that is reckoned; when it is decided, if left out.
        from: Option<Instant>,
        /// The reason.
        why: Option<String>,
    },
    /// End a line of rules: from then on nobody is on watch by it.
    EndRule {
        /// The line of rules; the only one if left out.
        track: Option<String>,
        /// When it ends.
        #[serde(default)]
        takes_effect: Effect,
        /// The instant from which that is reckoned; when it is decided, if left out.
        from: Option<Instant>,
        /// The reason.
        why: Option<String>,
    },
    /// Put somebody on watch, whoever was.
    OverrideWatch {
        /// The seat; primary if left out.
        seat: Option<Seat>,
        /// From when.
        from: Instant,
        /// Until when.
        until: Instant,
        /// Who.
        person: String,
        /// The reason.
        why: Option<String>,
    },
    /// Offer that somebody stands in for another, where that one is on watch.
    CoverWatch {
        /// The seat; whichever they hold if left out.
        seat: Option<Seat>,
        /// From when.
        from: Instant,
        /// Until when.
        until: Instant,
        /// Who is away.
        absent: String,
        /// Who stands in.
        by: String,
        /// The reason.
        why: Option<String>,
        /// How those who have to agree did, where that is recorded on their behalf.
        agreed: Option<String>,
    },
    /// Offer that two people exchange watches.
    SwapWatch {
        /// What one gives.
        one: SwapHalf,
        /// What the other gives.
        other: SwapHalf,
        /// The reason.
        why: Option<String>,
        /// How those who have to agree did, where that is recorded on their behalf.
        agreed: Option<String>,
    },
    /// Agree to a change.
    AcceptChange {
        /// The change.
        change: ItemName,
        /// Whose word it is; the actor's if left out.
        of: Option<String>,
        /// How they said it; needed where another records it.
        why: Option<String>,
    },
    /// Say no to a change.
    DeclineChange {
        /// The change.
        change: ItemName,
        /// Whose word it is; the actor's if left out.
        of: Option<String>,
        /// The reason; needed where another records it.
        why: Option<String>,
    },
    /// Take a change back before it is agreed.
    WithdrawChange {
        /// The change.
        change: ItemName,
        /// The reason.
        why: Option<String>,
    },
    /// End an agreed change from now on.
    UndoChange {
        /// The change.
        change: ItemName,
        /// The reason.
        why: Option<String>,
    },
    /// Somebody is away: from and until, or whole days.
    RecordLeave {
        /// Who.
        person: String,
        /// From when.
        from: Option<Instant>,
        /// Until when.
        until: Option<Instant>,
        /// The first day, a date in the person's zone.
        first_day: Option<NaiveDate>,
        /// The last day, itself included.
        last_day: Option<NaiveDate>,
        /// Words.
        note: Option<String>,
    },
    /// They are not away after all.
    WithdrawLeave {
        /// The leave.
        leave: ItemName,
        /// The reason.
        why: Option<String>,
    },
    /// Log a note for whoever has the watch next.
    NoteWatch {
        /// The words.
        text: String,
    },
    /// Offer the watch to somebody, with the brief of this moment.
    OfferHandoff {
        /// To whom; who is primary next, if left out.
        to: Option<String>,
        /// Words beside the brief.
        words: Option<String>,
        /// By when it is to be accepted; 30 minutes from now if left out.
        accept_by: Option<Instant>,
    },
    /// Accept one incident of a handoff.
    AcceptHandoffItem {
        /// The handoff; the one that is offered if left out.
        handoff: Option<EventId>,
        /// The incident's number in the brief, from 1.
        item: usize,
    },
    /// Accept a handoff: the watch is taken over, and command with it.
    AcceptHandoff {
        /// The handoff; the one that is offered if left out.
        handoff: Option<EventId>,
    },
    /// Decline a handoff; asks why.
    DeclineHandoff {
        /// The handoff; the one that is offered if left out.
        handoff: Option<EventId>,
        /// The reason.
        why: String,
    },
    /// Take a handoff back before it is accepted.
    WithdrawHandoff {
        /// The handoff; the one that is offered if left out.
        handoff: Option<EventId>,
        /// The reason.
        why: Option<String>,
    },
}

/// One half of a swap as it is said.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SwapHalf {
    /// Whose watch it is.
    pub person: String,
    /// In which seat; primary if left out.
    pub seat: Option<Seat>,
    /// From when.
    pub from: Instant,
    /// Until when.
    pub until: Instant,
}

impl WatchWish {
    /// The words that stand under `do`, in order.
    pub const VERBS: [&'static str; 17] = [
        "adopt_rule",
        "end_rule",
        "override_watch",
        "cover_watch",
        "swap_watch",
        "accept_change",
        "decline_change",
        "withdraw_change",
        "undo_change",
        "record_leave",
        "withdraw_leave",
        "note_watch",
        "offer_handoff",
        "accept_handoff_item",
        "accept_handoff",
        "decline_handoff",
        "withdraw_handoff",
    ];
}
