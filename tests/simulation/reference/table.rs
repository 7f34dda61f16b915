//! The table of the built-in clocks, row by row.

use bridgewatch::domain::words::Priority;

/// How long after its start something is due.
#[derive(Debug, Clone, Copy)]
pub enum Due {
    Minutes(i64),
    Days(u64),
    BusinessDays(u32),
    /// Three days where critical, five business days where high.
    ByPriority,
    /// An hour after the last one.
    EveryHour,
    /// At 1, 4 and 8 hours.
    Schedule,
}

/// What a start does while, or after, the clock has run. The table does not say; the policy file does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    Never,
    AfterMet,
    Always,
}

/// One row of the table.
pub struct Row {
    pub clock: &'static str,
    pub starts: &'static [&'static str],
    pub due: Due,
    pub met_by: &'static [&'static str],
    pub ended_by: &'static [&'static str],
    pub priorities: &'static [Priority],
    pub majors_only: bool,
    pub production_only: bool,
    pub again: Again,
}

const ANY: &[Priority] = &[];
pub const URGENT: &[Priority] = &[Priority::Critical, Priority::High];

const fn row(
    clock: &'static str,
    starts: &'static [&'static str],
    due: Due,
    met_by: &'static [&'static str],
    ended_by: &'static [&'static str],
    priorities: &'static [Priority],
) -> Row {
    let again = Again::Never;
    Row {
        clock,
        starts,
        due,
        met_by,
        ended_by,
        priorities,
        majors_only: false,
        production_only: false,
        again,
    }
}

/// The table of the built-in clocks. `escalated-notification` is what it says of a critical incident whose resolver did
/// not acknowledge; the rest is as it stands there.
pub const TABLE: &[Row] = &[
    row("triage", &["opened"], Due::Minutes(15), &["triaged"], &[], ANY),
    row("initial-notification", &["opened"], Due::Minutes(15), &["initial"], &[], URGENT),
    row("referral", &["opened"], Due::Minutes(15), &["referred"], &["restored"], ANY),
    Row {
        again: Again::Always,
        ..row(
            "resolver-acknowledgement",
            &["referred"],
            Due::Minutes(15),
            &["acknowledged"],
            &["restored"],
            ANY,
        )
    },
    row(
        "customer-update-critical",
        &["initial"],
        Due::EveryHour,
        &["customer-update"],
        &["restored"],
        &[Priority::Critical],
    ),
    row(
        "customer-update-high",
        &["initial"],
        Due::Schedule,
        &["customer-update"],
        &["restored"],
        &[Priority::High],
    ),
    row("resolver-update", &["acknowledged"], Due::EveryHour, &["resolver-update"], &["restored"], URGENT),
    // Judged by the priority before and after the change, below.
    Row {
        again: Again::AfterMet,
        ..row("significant-update", &["changed", "news"], Due::Minutes(15), &["told-of-change"], &[], ANY)
    },
    Row {
        again: Again::AfterMet,
        ..row(
            "escalated-notification",
            &["escalated-to-contacts"],
            Due::Minutes(15),
            &["told-of-escalation"],
            &["restored"],
            &[Priority::Critical],
        )
    },
    Row {
        again: Again::Always,
        ..row(
            "restored-notification",
            &["restored"],
            Due::Minutes(15),
            &["told-of-restoring"],
            &["reopened"],
            URGENT,
        )
    },
    Row { majors_only: true, ..row("hotline", &["qualified"], Due::Minutes(15), &["hotline"], &[], URGENT) },
    row("evaluation", &["referred"], Due::Days(2), &["restored"], &[], &[Priority::Medium, Priority::Low]),
    Row {
        majors_only: true,
        again: Again::AfterMet,
        ..row(
            "post-mortem-scheduled",
            &["restored"],
            Due::BusinessDays(1),
            &["meeting-set"],
            &["reopened"],
            ANY,
        )
    },
    Row {
        majors_only: true,
        ..row("post-mortem-held", &["restored"], Due::ByPriority, &["held"], &["reopened"], URGENT)
    },
    Row {
        majors_only: true,
        ..row("problem-statement", &["held"], Due::BusinessDays(1), &["agreed"], &["reopened"], ANY)
    },
    Row {
        again: Again::Always,
        ..row(
            "command-handover",
            &["command-taken", "command-handed-over", "command-kept"],
            Due::Minutes(180),
            &["command-kept", "command-handed-over"],
            &["restored"],
            ANY,
        )
    },
    Row {
        production_only: true,
        again: Again::AfterMet,
        ..row("on-call-response", &["on-call"], Due::Minutes(30), &["owned"], &["restored"], ANY)
    },
    Row {
        production_only: true,
        again: Again::AfterMet,
        ..row(
            "incident-manager-response",
            &["escalated-to-manager"],
            Due::Minutes(15),
            &["owned"],
            &["restored"],
            ANY,
        )
    },
];
