//! The small closed vocabularies of a post-mortem: roles, parts, answers, sections, states.
//!
//! In files they stand in snake case, on a screen as words.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$vdoc])* $variant),+
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word on a screen, in small letters.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.word())
            }
        }
    };
}

words!(
    /// Who does what at the meeting.
    ReviewRole {
        /// Leads it.
        Facilitator = "facilitator",
        /// Writes down what is said.
        Scribe = "scribe",
    }
);

words!(
    /// What somebody who is invited is to the post-mortem (R items 5 and 6).
    ReviewPart {
        /// Was on the crisis bridge, or worked on the incident.
        CrisisTeam = "crisis team",
        /// A Problem Manager who is affected.
        ProblemManager = "Problem Manager",
        /// The Service Problem Manager of a service that was hit.
        ServiceProblemManager = "Service Problem Manager",
        /// Anybody else.
        Other = "other",
    }
);

words!(
    /// What somebody said to an invitation.
    ReviewAnswer {
        /// They come.
        Accepted = "accepted",
        /// They may come.
        Tentative = "tentative",
        /// They do not come.
        Declined = "declined",
    }
);

words!(
    /// Where a point of the meeting belongs.
    ReviewSection {
        /// What went well.
        WentWell = "went well",
        /// What was hard.
        WasHard = "was hard",
        /// Anything else that was said.
        Minutes = "minutes",
    }
);

words!(
    /// How a post-mortem stands.
    State {
        /// No time is set.
        ToSchedule = "to schedule",
        /// A time is set.
        Scheduled = "scheduled",
        /// It was held.
        Held = "held",
        /// The problem statement is agreed.
        StatementAgreed = "statement agreed",
        /// The incident is closed, and nothing of the post-mortem is still to come.
        Closed = "closed",
    }
);
