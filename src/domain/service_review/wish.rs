//! What somebody wants of the reviews of service delivery: commands about no incident.
//!
//! A review is named by its number or the id of its entry, or by its department where that one has one
//! that is planned.

use chrono::NaiveDate;
use serde::Deserialize;

use super::facts::NoteSection;
use crate::domain::command::ItemName;
use crate::domain::event::EventId;
use crate::domain::review::facts::AgendaItem;
use crate::domain::time::Instant;

/// What is wanted. On the command line and in files the variant's name in snake case stands under `do`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ServiceReviewWish {
    /// Say who looks after a department, and when its reviews are; what is left out stays as it was.
    SetReviewCycle(SetReviewCycle),
    /// Plan a review.
    PlanServiceReview {
        /// The department.
        department: String,
        /// When it begins; the next time of its cycle if left out.
        starts_at: Option<Instant>,
        /// How long; as its cycle has it, if left out.
        minutes: Option<u32>,
        /// Room or bridge; as its cycle has it, if left out.
        place: Option<String>,
        /// The reason.
        why: Option<String>,
    },
    /// Move a review that is planned.
    MoveServiceReview {
        /// The review.
        review: Option<ItemName>,
        /// Its department, where the review is not named.
        department: Option<String>,
        /// When it begins.
        starts_at: Instant,
        /// How long; as it was, if left out.
        minutes: Option<u32>,
        /// Room or bridge; as it was, if left out, and an empty text clears it.
        place: Option<String>,
        /// The reason.
        why: String,
    },
    /// A review is not planned any more.
    CallOffServiceReview {
        /// The review.
        review: Option<ItemName>,
        /// Its department, where the review is not named.
        department: Option<String>,
        /// The reason.
        why: String,
    },
    /// Set the agenda of a review, all of it.
    SetServiceReviewAgenda {
        /// The review.
        review: Option<ItemName>,
        /// Its department, where the review is not named.
        department: Option<String>,
        /// Its items; those of the policy, fitted to the meeting, if left out.
        items: Option<Vec<AgendaItem>>,
    },
    /// Invitations to a review went out.
    LogServiceReviewInvitation {
        /// The review.
        review: Option<ItemName>,
        /// Its department, where the review is not named.
        department: Option<String>,
        /// To whom, as for an update; the addresses of who belongs to it, if left out.
        #[serde(default)]
        to: Vec<String>,
        /// Whether it says that the review is called off.
        #[serde(default)]
        cancels: bool,
    },
    /// A review was held.
    HoldServiceReview {
        /// The review.
        review: Option<ItemName>,
        /// Its department, where the review is not named.
        department: Option<String>,
        /// Who was there.
        #[serde(default)]
        attended: Vec<String>,
        /// The minutes.
        text: Option<String>,
    },
    /// Note something about a department, for its next review or at one.
    NoteServiceReview {
        /// The review, if it was said at one.
        review: Option<ItemName>,
        /// The department, where the review is not named.
        department: Option<String>,
        /// Where it belongs.
        section: NoteSection,
        /// The words.
        text: String,
    },
    /// Give somebody a task.
    GiveServiceReviewAction {
        /// The review it came out of.
        review: Option<ItemName>,
        /// The department, where the review is not named.
        department: Option<String>,
        /// What is to be done.
        what: String,
        /// Who does it.
        owner: String,
        /// By when.
        due: Option<Instant>,
    },
    /// A task is done.
    FinishServiceReviewAction {
        /// The action.
        action: ItemName,
        /// Words.
        text: Option<String>,
    },
    /// A task will not be done.
    DropServiceReviewAction {
        /// The action.
        action: ItemName,
        /// The reason.
        why: String,
    },
    /// Log time spent for a department.
    LogEffort {
        /// The department.
        department: String,
        /// How long; minutes.
        minutes: u32,
        /// On which day; today if left out.
        on: Option<NaiveDate>,
        /// By whom; the actor if left out.
        by: Option<String>,
        /// For what.
        what: Option<String>,
    },
    /// Take back what was said of a review: effort, a note, an action or its end, that it was held.
    TakeBackServiceEntry {
        /// The entry's id.
        entry: EventId,
        /// The reason.
        why: String,
    },
}

/// See [`ServiceReviewWish::SetReviewCycle`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SetReviewCycle {
    /// The department.
    pub department: String,
    /// The service coordinator; needed at first.
    pub coordinator: Option<String>,
    /// The liaison; an empty text clears it.
    pub liaison: Option<String>,
    /// All key management people.
    pub attendees: Option<Vec<String>>,
    /// How many a year, 2 to 4; needed at first.
    pub per_year: Option<u32>,
    /// The date of the first one; needed at first.
    pub first: Option<NaiveDate>,
    /// The wall time at which they begin, such as `10:00`.
    pub time: Option<String>,
    /// How long they are; minutes.
    pub minutes: Option<u32>,
    /// Room or bridge; an empty text clears it.
    pub place: Option<String>,
}

impl ServiceReviewWish {
    /// The words that stand under `do`, in order.
    pub const VERBS: [&'static str; 13] = [
        "set_review_cycle",
        "plan_service_review",
        "move_service_review",
        "call_off_service_review",
        "set_service_review_agenda",
        "log_service_review_invitation",
        "hold_service_review",
        "note_service_review",
        "give_service_review_action",
        "finish_service_review_action",
        "drop_service_review_action",
        "log_effort",
        "take_back_service_entry",
    ];
}
