//! What somebody wants of a post-mortem. On the command line the variant's name in snake case stands
//! under `do`, the fields beside it.

use serde::Deserialize;

use super::facts::AgendaItem;
use super::words::{ReviewAnswer, ReviewPart, ReviewRole, ReviewSection};
use crate::domain::command::ItemName;
use crate::domain::time::Instant;

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ReviewWish {
    /// Set date and time of the meeting, or move it.
    ScheduleReview {
        /// When it begins.
        starts_at: Instant,
        /// How long; as it was, or as the policy has it, if left out.
        minutes: Option<u32>,
        /// IANA name of the zone it is announced in; the desk's if left out.
        zone: Option<String>,
        /// The reason; needed when it is moved.
        why: Option<String>,
    },
    /// It is not scheduled any more.
    CallOffReview {
        /// The reason.
        why: String,
    },
    /// Say where it is.
    SetReviewPlace {
        /// Room or bridge; an empty text clears it.
        place: String,
    },
    /// Give somebody a role at it.
    GiveReviewRole {
        /// The role.
        role: ReviewRole,
        /// To whom; nobody if left out.
        to: Option<String>,
    },
    /// Invite somebody.
    InviteToReview {
        /// Whom.
        whom: String,
        /// What they are to it; as it is proposed, or other, if left out.
        part: Option<ReviewPart>,
    },
    /// Invite somebody no more.
    UninviteFromReview {
        /// Whom.
        whom: String,
        /// The reason.
        why: Option<String>,
    },
    /// Somebody answered the invitation.
    AnswerReview {
        /// Who.
        whom: String,
        /// What.
        answer: ReviewAnswer,
        /// Words.
        text: Option<String>,
    },
    /// Set the agenda, all of it.
    SetReviewAgenda {
        /// Its items; those of the policy, fitted to the meeting, if left out.
        items: Option<Vec<AgendaItem>>,
    },
    /// The invitations went out.
    LogInvitationSent {
        /// To whom, as for an update; the addresses of who is invited, if left out.
        #[serde(default)]
        to: Vec<String>,
        /// Whether it says that the meeting is called off.
        #[serde(default)]
        cancels: bool,
    },
    /// The pre-read went out.
    LogPreReadSent {
        /// To whom, as for an update; the addresses of who is invited, if left out.
        #[serde(default)]
        to: Vec<String>,
    },
    /// It was held.
    HoldReview {
        /// Who was there.
        #[serde(default)]
        attended: Vec<String>,
        /// Words.
        text: Option<String>,
    },
    /// Log a point of the meeting.
    LogReviewPoint {
        /// Where it belongs.
        section: ReviewSection,
        /// The words.
        text: String,
    },
    /// Write the problem statement, a new version of it; what is left out stays, an empty text clears.
    WriteStatement(WriteStatement),
    /// The problem statement is agreed.
    AgreeStatement {
        /// Which version, by its number or entry; the newest if left out.
        version: Option<ItemName>,
        /// By whom.
        by: Vec<String>,
    },
}

/// See [`ReviewWish::WriteStatement`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WriteStatement {
    /// What deviated from what is expected.
    pub deviated: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// Since when.
    pub since: Option<String>,
    /// How far.
    pub extent: Option<String>,
    /// For whom.
    pub affected: Option<String>,
    /// What it is not.
    pub is_not: Option<String>,
}

impl ReviewWish {
    /// Their words on the command line.
    pub const VERBS: [&'static str; 14] = [
        "schedule_review",
        "call_off_review",
        "set_review_place",
        "give_review_role",
        "invite_to_review",
        "uninvite_from_review",
        "answer_review",
        "set_review_agenda",
        "log_invitation_sent",
        "log_pre_read_sent",
        "hold_review",
        "log_review_point",
        "write_statement",
        "agree_statement",
    ];
}
