//! How copies, sizes and checks are said.

use chrono_tz::Tz;

use crate::desk::upkeep::{Comparison, CopyKind, CopyState, DataSeen, Holds, VerifyReport};
use crate::domain::time::{Instant, whole_second};
use crate::domain::typed_time::understood;
use crate::domain::words::counted;

/// `812 bytes`, `4.2 kB`, `1.5 GB`.
pub fn size_words(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1_000 {
        return counted(bytes, "byte", "bytes");
    }
    let (mut tenths, mut unit) = (bytes.saturating_add(50) / 100, 0);
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths = (tenths + 500) / 1_000;
        unit += 1;
    }
    let unit = UNITS.get(unit).copied().unwrap_or_default();
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

/// An instant to the second, as it is said everywhere.
pub fn at_words(at: Instant, zone: Tz) -> String {
    understood(whole_second(at), zone)
}

/// `1 entry`, `3 entries`.
pub fn entries(count: u64) -> String {
    counted(count, "entry", "entries")
}

/// `3 entries, the last of Thu 5 Nov 02:00 CST`.
pub fn holds_words(holds: Holds, zone: Tz) -> String {
    match holds.last_at {
        Some(at) => format!("{}, the last of {}", entries(holds.events), at_words(at, zone)),
        None => entries(holds.events),
    }
}

/// What the log is, in a line.
pub fn log_words(seen: &DataSeen, zone: Tz) -> String {
    format!("{}: {}", size_words(seen.bytes), holds_words(seen.log, zone))
}

/// What a copy is called: when it was made, and what it is where it is no backup.
pub fn copy_name(kind: CopyKind, at: Instant, zone: Tz) -> String {
    let at = at_words(at, zone);
    match kind {
        CopyKind::Backup => at,
        CopyKind::SetAside => format!("Set aside {at}"),
        CopyKind::Damaged => format!("Damaged {at}"),
    }
}

/// What was seen of a copy.
pub fn copy_words(state: &CopyState, bytes: u64, zone: Tz) -> String {
    let state = match state {
        CopyState::Sound(holds) => format!("Sound: {}", holds_words(*holds, zone)),
        CopyState::Unusable(why) => format!("Cannot be used: {}", why.reason()),
        CopyState::NotLooked => "Not looked into yet".to_owned(),
    };
    format!("{state}, {}", size_words(bytes))
}

/// What a check found, in a line.
pub fn check_words(report: &VerifyReport) -> String {
    let desks = counted(report.heads.len() as u64, "desk", "desks");
    let incidents = counted(report.incidents, "incident", "incidents");
    let walked = format!("{} of {desks}, {incidents}", entries(report.events));
    match report.findings.len() as u64 {
        0 => format!("Sound: {walked}"),
        found => format!("{} in {walked}", counted(found, "finding", "findings")),
    }
}

/// What would be lost, in a sentence; none where nothing would.
pub fn lost_words(compared: &Comparison, zone: Tz) -> Option<String> {
    let from = compared.lost_from.filter(|_| compared.lost > 0)?;
    Some(format!(
        "It would lose {} that the log has beyond it, written down from {} on",
        entries(compared.lost),
        at_words(from, zone)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_as_people_say_them() {
        for (bytes, words) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (1_049, "1.0 kB"),
            (1_050, "1.1 kB"),
            (999_949, "999.9 kB"),
            (999_950, "1.0 MB"),
            (4_200_000, "4.2 MB"),
            (1_500_000_000, "1.5 GB"),
            (u64::MAX, "18446744.1 TB"),
        ] {
            assert_eq!(size_words(bytes), words, "{bytes}");
        }
    }
}
