//! The moments of an incident, in the order they happened: what the clocks run on.
//!
//! A milestone is a name; a policy may use any of those below, and any of its own that is
//! reached by [`Fact::MilestoneReached`].

use super::event::Fact;
use super::incident::Entry;
use super::time::Instant;
use super::words::{CallOutcome, Environment, Involvement, Kind, Priority};

/// Names of the milestones that facts reach by themselves.
pub mod milestone {
    /// The incident was opened.
    pub const OPENED: &str = "opened";
    /// A priority was assigned for the first time.
    pub const TRIAGED: &str = "triaged";
    /// Referred to a resolver.
    pub const REFERRED: &str = "referred";
    /// The resolver acknowledged.
    pub const ACKNOWLEDGED: &str = "acknowledged";
    /// The first update to customers.
    pub const INITIAL_NOTIFICATION: &str = "initial-notification";
    /// Any update to customers.
    pub const CUSTOMER_UPDATE: &str = "customer-update";
    /// An update to customers after a significant change.
    pub const UPDATED_NOTIFICATION: &str = "updated-notification";
    /// An update to customers after service was restored.
    pub const RESTORED_NOTIFICATION: &str = "restored-notification";
    /// An update to customers after the resolver's contacts were called (C, Referred 15 minutes).
    pub const ESCALATED_NOTIFICATION: &str = "escalated-notification";
    /// An update to any audience: `update-to:` and the audience's id.
    pub const UPDATE_TO: &str = "update-to:";
    /// The resolver said how it stands.
    pub const RESOLVER_UPDATE: &str = "resolver-update";
    /// An assigned priority became another.
    pub const PRIORITY_CHANGED: &str = "priority-changed";
    /// New information was marked significant.
    pub const SIGNIFICANT_INFORMATION: &str = "significant-information";
    /// The on-call was contacted.
    pub const ON_CALL_CONTACTED: &str = "on-call-contacted";
    /// Somebody confirmed ownership.
    pub const OWNERSHIP_CONFIRMED: &str = "ownership-confirmed";
    /// The hotline was reached.
    pub const HOTLINE_NOTIFIED: &str = "hotline-notified";
    /// Somebody took command.
    pub const COMMAND_TAKEN: &str = "command-taken";
    /// Command went to somebody else.
    pub const COMMAND_HANDED_OVER: &str = "command-handed-over";
    /// Who has command stays.
    pub const COMMAND_KEPT: &str = "command-kept";
    /// Service is back.
    pub const RESTORED: &str = "restored";
    /// It is not over.
    pub const REOPENED: &str = "reopened";
    /// The post-mortem has a date and time.
    pub const POST_MORTEM_SCHEDULED: &str = "post-mortem-scheduled";
    /// It has none any more.
    pub const POST_MORTEM_CALLED_OFF: &str = "post-mortem-called-off";
    /// The post-mortem was held.
    pub const POST_MORTEM_HELD: &str = "post-mortem-held";
    /// The problem statement is agreed.
    pub const PROBLEM_STATEMENT_AGREED: &str = "problem-statement-agreed";
    /// Closed, cancelled or a duplicate.
    pub const CLOSED: &str = "closed";
    /// Not a moment of its own: the instant a clock's own conditions came true.
    pub const QUALIFIED: &str = "qualified";
    /// Escalated to somebody: `escalated-to:` and the name in lower case with dashes.
    pub fn escalated_to(whom: &str) -> String {
        let mut slug = String::from("escalated-to:");
        for word in whom.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            if !slug.ends_with(':') {
                slug.push('-');
            }
            slug.push_str(&word.to_lowercase());
        }
        slug
    }

    /// The names that a policy may use without any `milestone` fact of its own.
    pub const KNOWN: &[&str] = &[
        OPENED,
        TRIAGED,
        REFERRED,
        ACKNOWLEDGED,
        INITIAL_NOTIFICATION,
        CUSTOMER_UPDATE,
        UPDATED_NOTIFICATION,
        ESCALATED_NOTIFICATION,
        RESTORED_NOTIFICATION,
        RESOLVER_UPDATE,
        PRIORITY_CHANGED,
        SIGNIFICANT_INFORMATION,
        ON_CALL_CONTACTED,
        OWNERSHIP_CONFIRMED,
        HOTLINE_NOTIFIED,
        COMMAND_TAKEN,
        COMMAND_HANDED_OVER,
        COMMAND_KEPT,
        RESTORED,
        REOPENED,
        POST_MORTEM_CALLED_OFF,
        CLOSED,
        QUALIFIED,
    ];
}

/// The audience whose updates the notification clocks watch (C).
pub const CUSTOMERS: &str = "customers";

/// What decides which clocks an incident has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traits {
    /// None while triage runs.
    pub priority: Option<Priority>,
    /// Regular or major.
    pub kind: Kind,
    /// Production or not.
    pub environment: Environment,
}

/// Something that a clock may react to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moment {
    /// A milestone was reached.
    Reached(String),
    /// A clock was paused.
    Paused(String),
    /// A clock runs again.
    Resumed(String),
    /// A deadline of a clock was declared not needed.
    NotNeeded {
        /// The clock's id.
        clock: String,
        /// The deadline that was meant.
        due: Instant,
        /// The reason given.
        why: String,
    },
}

/// The moments of one incident in the order they happened, and its traits over time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    /// Older first; those of one fact stay together, in the order given by that fact.
    pub moments: Vec<(Instant, Moment)>,
    /// The traits from each instant on; the first holds from the opening, and before it.
    pub traits: Vec<(Instant, Traits)>,
}

impl Timeline {
    /// Reads the moments out of entries that are sorted by when they happened.
    pub fn of(opened: Traits, opened_at: Instant, entries: &[&Entry]) -> Self {
        let mut reader = Reader {
            timeline: Self {
                moments: Vec::with_capacity(entries.len() + 4),
                traits: vec![(opened_at, opened)],
            },
            now: opened,
            informed: false,
            restored: false,
            change_untold: false,
            escalation_untold: false,
            review_set: false,
            statement_agreed: false,
        };
        for entry in entries {
            reader.read(entry.happened_at, entry.fact());
        }
        reader.timeline
    }

    /// The same as if an audience was told at `at`, after all that happened.
    #[must_use]
    pub fn with_told(&self, audience: &str, at: Instant) -> Self {
        let mut told = self.clone();
        if !audience.eq_ignore_ascii_case(CUSTOMERS) {
            let name = format!("{}{}", milestone::UPDATE_TO, audience.to_lowercase());
            told.moments.push((at, Moment::Reached(name)));
            return told;
        }
        told.moments.push((at, Moment::Reached(milestone::CUSTOMER_UPDATE.to_owned())));
        if self.first(milestone::INITIAL_NOTIFICATION).is_none() {
            told.moments.push((at, Moment::Reached(milestone::INITIAL_NOTIFICATION.to_owned())));
        }
        told
    }

    /// The traits after all that happened.
    pub fn traits_now(&self) -> Traits {
        self.traits.last().map_or(
            Traits { priority: None, kind: Kind::Regular, environment: Environment::Production },
            |(_, traits)| *traits,
        )
    }

    /// When a milestone was reached, each time, in order.
    pub fn reached(&self, name: &str) -> impl Iterator<Item = Instant> {
        self.moments.iter().filter_map(move |(at, moment)| match moment {
            Moment::Reached(reached) if reached == name => Some(*at),
            _ => None,
        })
    }

    /// When a milestone was last reached.
    pub fn last(&self, name: &str) -> Option<Instant> {
        self.moments.iter().rev().find_map(|(at, moment)| match moment {
            Moment::Reached(reached) if reached == name => Some(*at),
            _ => None,
        })
    }

    /// When a milestone was first reached.
    pub fn first(&self, name: &str) -> Option<Instant> {
        self.moments.iter().find_map(|(at, moment)| match moment {
            Moment::Reached(reached) if reached == name => Some(*at),
            _ => None,
        })
    }
}

struct Reader {
    timeline: Timeline,
    now: Traits,
    informed: bool,
    restored: bool,
    change_untold: bool,
    escalation_untold: bool,
    /// A post-mortem is scheduled, or was held.
    review_set: bool,
    statement_agreed: bool,
}

impl Reader {
    fn reach(&mut self, at: Instant, name: &str) {
        self.timeline.moments.push((at, Moment::Reached(name.to_owned())));
    }

    fn set_traits(&mut self, at: Instant, traits: Traits) {
        if traits != self.now {
            self.now = traits;
            self.timeline.traits.push((at, traits));
        }
    }

    fn read(&mut self, at: Instant, fact: &Fact) {
        match fact {
            Fact::IncidentOpened(opened) => {
                self.reach(at, milestone::OPENED);
                if opened.priority.is_some() {
                    self.reach(at, milestone::TRIAGED);
                }
            }
            Fact::IncidentAmended { environment: Some(environment), .. } => {
                self.set_traits(at, Traits { environment: *environment, ..self.now });
            }
            Fact::PriorityAssigned { priority, .. } => {
                let before = self.now.priority;
                self.set_traits(at, Traits { priority: Some(*priority), ..self.now });
                match before {
                    None => self.reach(at, milestone::TRIAGED),
                    Some(before) if before != *priority => {
                        self.change_untold = true;
                        self.reach(at, milestone::PRIORITY_CHANGED);
                    }
                    Some(_) => {}
                }
            }
            Fact::KindChanged { kind, .. } => self.set_traits(at, Traits { kind: *kind, ..self.now }),
            Fact::Referred { .. } => self.reach(at, milestone::REFERRED),
            Fact::Acknowledged { .. } => self.reach(at, milestone::ACKNOWLEDGED),
            Fact::UpdateSent { audience, .. } if audience.eq_ignore_ascii_case(CUSTOMERS) => {
                self.update_sent(at);
            }
            Fact::UpdateSent { audience, .. } => {
                self.reach(at, &format!("{}{}", milestone::UPDATE_TO, audience.to_lowercase()));
            }
            Fact::ResolverUpdateLogged { .. } => self.reach(at, milestone::RESOLVER_UPDATE),
            // However an attempt to reach the on-call ended, from then on they owe an answer (S, step 4).
            Fact::OnCallContacted { .. } | Fact::ContactAttempted { role: Involvement::OnCall, .. } => {
                self.reach(at, milestone::ON_CALL_CONTACTED);
            }
            Fact::Escalated { to, .. } => {
                self.escalation_untold = true;
                self.reach(at, &milestone::escalated_to(to));
            }
            Fact::OwnershipConfirmed { .. } => self.reach(at, milestone::OWNERSHIP_CONFIRMED),
            Fact::HotlineCalled { outcome: CallOutcome::Reached, .. } => {
                self.reach(at, milestone::HOTLINE_NOTIFIED);
            }
            Fact::ClockPaused { clock, .. } => {
                self.timeline.moments.push((at, Moment::Paused(clock.clone())));
            }
            Fact::ClockResumed { clock } => self.timeline.moments.push((at, Moment::Resumed(clock.clone()))),
            Fact::DeadlineNotNeeded { clock, due, why } => self
                .timeline
                .moments
                .push((at, Moment::NotNeeded { clock: clock.clone(), due: *due, why: why.clone() })),
            Fact::MilestoneReached { milestone: name, .. } => {
                self.review_set |= name == milestone::POST_MORTEM_SCHEDULED;
                match name.as_str() {
                    milestone::POST_MORTEM_HELD => self.review_held(at),
                    milestone::PROBLEM_STATEMENT_AGREED => self.statement_agreed(at),
                    _ => self.reach(at, name),
                }
            }
            Fact::ReviewScheduled { .. } => {
                self.review_set = true;
                self.reach(at, milestone::POST_MORTEM_SCHEDULED);
            }
            Fact::ReviewCalledOff { .. } => {
                self.review_set = false;
                self.reach(at, milestone::POST_MORTEM_CALLED_OFF);
            }
            Fact::ReviewHeld { .. } => self.review_held(at),
            Fact::ProblemStatementAgreed { .. } => self.statement_agreed(at),
            Fact::CommandTaken { .. } => self.reach(at, milestone::COMMAND_TAKEN),
            Fact::CommandHandedOver { .. } => self.reach(at, milestone::COMMAND_HANDED_OVER),
            Fact::CommandKept { .. } => self.reach(at, milestone::COMMAND_KEPT),
            Fact::NoteLogged { significant: true, .. } => {
                self.change_untold = true;
                self.reach(at, milestone::SIGNIFICANT_INFORMATION);
            }
            Fact::Restored { .. } => {
                self.restored = true;
                self.reach(at, milestone::RESTORED);
                // A meeting that was set before service came back is set.
                if self.review_set {
                    self.reach(at, milestone::POST_MORTEM_SCHEDULED);
                }
            }
            Fact::Reopened { .. } => {
                self.restored = false;
                self.reach(at, milestone::REOPENED);
            }
            Fact::Closed { .. } | Fact::Cancelled { .. } | Fact::MarkedDuplicate { .. } => {
                self.reach(at, milestone::CLOSED);
            }
            _ => {}
        }
    }

    fn review_held(&mut self, at: Instant) {
        self.review_set = true;
        self.reach(at, milestone::POST_MORTEM_HELD);
        // What was agreed at the meeting may be written down before it is logged as held.
        if self.statement_agreed {
            self.reach(at, milestone::PROBLEM_STATEMENT_AGREED);
        }
    }

    fn statement_agreed(&mut self, at: Instant) {
        self.statement_agreed = true;
        self.reach(at, milestone::PROBLEM_STATEMENT_AGREED);
    }

    /// One update to customers can be several things at once: the first, one after a significant
    /// change, and one after the restoration (C, Notifications).
    fn update_sent(&mut self, at: Instant) {
        self.reach(at, milestone::CUSTOMER_UPDATE);
        if self.change_untold {
            self.change_untold = false;
            self.reach(at, milestone::UPDATED_NOTIFICATION);
        }
        if self.escalation_untold {
            self.escalation_untold = false;
            self.reach(at, milestone::ESCALATED_NOTIFICATION);
        }
        if self.restored {
            self.reach(at, milestone::RESTORED_NOTIFICATION);
        }
        if !self.informed {
            self.informed = true;
            self.reach(at, milestone::INITIAL_NOTIFICATION);
        }
    }
}
