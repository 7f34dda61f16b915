//! The small closed vocabularies of the trade: priority, kind, environment, outcome.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A word that is not in the vocabulary, and the words that are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is not a {what}; use {known}")]
pub struct UnknownWord {
    /// What was being named.
    pub what: &'static str,
    /// What was said.
    pub word: String,
    /// What could have been said.
    pub known: String,
}

/// Folds what people write differently: case, and `_` or `-` for a space.
fn same_hand(text: &str) -> String {
    text.trim().to_lowercase().replace(['_', '-'], " ")
}

/// A count with its noun: `1 entry`, `3 entries`.
pub fn counted(count: u64, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident, $what:literal, { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in files and on the command line.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.word())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                let said = same_hand(text);
                Self::ALL.iter().copied().find(|one| same_hand(one.word()) == said).ok_or_else(|| UnknownWord {
                    what: $what,
                    word: text.chars().take(40).collect(),
                    known: Self::ALL.iter().map(|one| one.word()).collect::<Vec<_>>().join(", "),
                })
            }
        }
    };
}

vocabulary!(
    /// What a flat rate is for (C).
    BillingUnit, "unit of billing", {
        /// An incident.
        Incident = "incident",
        /// A call.
        Call = "call",
    }
);

vocabulary!(
    /// Which notifications of a machine sound.
    Sounds, "choice of sounds", {
        /// None.
        None = "none",
        /// What is due or overdue, the start of one's own watch, a handoff that was offered.
        Due = "due",
        /// All.
        All = "all",
    }
);

vocabulary!(
    /// A rule that says who pays (C, Billing process). A category names them in order.
    Payer, "rule of who pays", {
        /// The agency that owns the account; it passes on accounts without a billable agency, and those with
        /// access to a single application.
        AccountOwner = "account-owner",
        /// The agency that owns the application.
        ApplicationOwner = "application-owner",
        /// The agency of the user.
        UserAgency = "user-agency",
        /// The agency that owns the device.
        DeviceOwner = "device-owner",
    }
);

vocabulary!(
    /// How urgent an incident is (R); a policy may show it under another name (C: severity 1, 2, 3).
    /// The most urgent is the smallest.
    Priority, "priority", {
        /// The most urgent.
        Critical = "critical",
        /// Next.
        High = "high",
        /// Next.
        Medium = "medium",
        /// The least urgent.
        Low = "low",
    }
);

vocabulary!(
    /// Whether an incident asks for a response above and beyond the normal (R).
    Kind, "kind", {
        /// An incident like any other.
        Regular = "regular",
        /// High impact, cross-company coordination, management escalation.
        Major = "major",
    }
);

vocabulary!(
    /// Whether essential business services are touched (S).
    Environment, "environment", {
        /// Critical services are non-functional.
        Production = "production",
        /// Test and development.
        NonProduction = "non-production",
    }
);

vocabulary!(
    /// How a call ended.
    CallOutcome, "outcome", {
        /// Somebody was spoken with. Only this satisfies a deadline.
        Reached = "reached",
        /// A message was left.
        Voicemail = "voicemail",
        /// It rang out.
        NoAnswer = "no answer",
        /// Engaged.
        Busy = "busy",
        /// They would not take it.
        Refused = "refused",
    }
);

vocabulary!(
    /// What somebody is to an incident (R item 1, C).
    Involvement, "role", {
        /// A subject matter expert.
        Sme = "SME",
        /// Works on restoring service.
        Resolver = "resolver",
        /// The on-call of a team.
        OnCall = "on-call",
        /// A contact of a customer agency.
        Customer = "customer contact",
        /// Somebody an escalation goes to.
        Escalation = "escalation contact",
        /// The Second Level Business Partner of a service (R).
        Partner = "business partner",
        /// Anybody else.
        Other = "other",
    }
);

vocabulary!(
    /// How an item of a checklist stands.
    ChecklistState, "state", {
        /// Still to be done.
        Open = "open",
        /// Done.
        Done = "done",
        /// It does not apply, for a reason.
        NotApplicable = "not applicable",
    }
);

impl Priority {
    /// The word with a capital, as it stands on screen.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Critical => "Critical",
            Self::High => "High",
            Self::Medium => "Medium",
            Self::Low => "Low",
        }
    }
}
