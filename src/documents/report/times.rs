//! How a report says its times: wall times of one zone, short in tables, whole in sentences.

use chrono::{Offset, TimeZone};
use chrono_tz::Tz;

use crate::domain::calendar::local_of;
use crate::domain::time::Instant;

/// The wall times of one report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    zone: Tz,
    /// Whether the zone's clock changes within the report, so that each time names its offset.
    is_changing: bool,
    /// What the zone is called in the report: `CST`, or `CST and CDT`.
    names: String,
}

impl Times {
    /// The times of a report that speaks of these instants.
    pub fn of(zone: Tz, instants: impl IntoIterator<Item = Instant>) -> Self {
        let mut seen: Vec<(i32, String)> = Vec::new();
        let mut instants: Vec<Instant> = instants.into_iter().collect();
        instants.sort_unstable();
        for at in instants {
            let offset = zone.offset_from_utc_datetime(&at.naive_utc());
            let one = (offset.fix().local_minus_utc(), offset.to_string());
            if !seen.contains(&one) {
                seen.push(one);
            }
        }
        let names: Vec<&str> = seen.iter().map(|(_, name)| name.as_str()).collect();
        Self { zone, is_changing: seen.len() > 1, names: names.join(" and ") }
    }

    /// The zone.
    pub const fn zone(&self) -> Tz {
        self.zone
    }

    /// A sentence that says which times these are.
    pub fn note(&self) -> String {
        match (self.zone.name(), self.names.as_str()) {
            (zone, "") => format!("Times are of {zone}."),
            (zone, names) if zone == names => format!("Times are {zone}."),
            (zone, names) => format!("Times are {names} ({zone})."),
        }
    }

    /// `Mon 2 Mar 10:04`, for tables; with seconds where there are any, and with the zone's name where the
    /// clock changes within the report.
    pub fn short(&self, at: Instant) -> String {
        let local = local_of(self.zone, at).format(Self::pattern(at, "%a %-d %b %H:%M"));
        if self.is_changing { format!("{local} {}", self.name_at(at)) } else { local.to_string() }
    }

    /// The same without its day where that is the day of `beside`.
    pub fn beside(&self, at: Instant, beside: Instant) -> String {
        if local_of(self.zone, at).date() == local_of(self.zone, beside).date() {
            self.clock(at)
        } else {
            self.short(at)
        }
    }

    /// Like [`Times::beside`], cut to the minute: for when something was written down.
    pub fn minute_beside(&self, at: Instant, beside: Instant) -> String {
        self.beside(at - chrono::TimeDelta::seconds(at.timestamp().rem_euclid(60)), beside)
    }

    /// `10:04`, with the zone's name where the clock changes within the report.
    pub fn clock(&self, at: Instant) -> String {
        let local = local_of(self.zone, at).format(Self::pattern(at, "%H:%M"));
        if self.is_changing { format!("{local} {}", self.name_at(at)) } else { local.to_string() }
    }

    /// `Mon 2 Mar 2026, 10:04 CST`, for sentences and headings.
    pub fn full(&self, at: Instant) -> String {
        let local = local_of(self.zone, at).format(Self::pattern(at, "%a %-d %b %Y, %H:%M"));
        format!("{local} {}", self.name_at(at))
    }

    /// What the zone is called at an instant.
    pub fn name_at(&self, at: Instant) -> String {
        self.zone.offset_from_utc_datetime(&at.naive_utc()).to_string()
    }

    fn pattern(at: Instant, to_the_minute: &str) -> &str {
        if at.timestamp() % 60 == 0 {
            return to_the_minute;
        }
        match to_the_minute {
            "%a %-d %b %H:%M" => "%a %-d %b %H:%M:%S",
            "%a %-d %b %Y, %H:%M" => "%a %-d %b %Y, %H:%M:%S",
            _ => "%H:%M:%S",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rota::samples::at;
    use chrono_tz::America::Chicago;

    #[test]
    fn the_zone_is_named_once_or_at_each_time_where_the_clock_changes() {
        let one = Times::of(Chicago, [at("2026-03-02T16:04Z")]);
        assert_eq!(one.short(at("2026-03-02T16:04Z")), "Mon 2 Mar 10:04");
        assert_eq!(one.full(at("2026-03-02T16:04Z")), "Mon 2 Mar 2026, 10:04 CST");
        assert_eq!(one.beside(at("2026-03-02T16:04Z"), at("2026-03-02T20:00Z")), "10:04");
        assert_eq!(one.beside(at("2026-03-02T16:04Z"), at("2026-03-03T20:00Z")), "Mon 2 Mar 10:04");
        assert_eq!(one.note(), "Times are CST (America/Chicago).");
        // 01:30 happens twice in the night of the change.
        let two = Times::of(Chicago, [at("2026-11-01T06:30Z"), at("2026-11-01T07:30Z")]);
        assert_eq!(two.short(at("2026-11-01T06:30Z")), "Sun 1 Nov 01:30 CDT");
        assert_eq!(two.short(at("2026-11-01T07:30Z")), "Sun 1 Nov 01:30 CST");
        assert_eq!(two.note(), "Times are CDT and CST (America/Chicago).");
        assert_eq!(Times::of(Tz::UTC, [at("2026-11-01T07:30Z")]).note(), "Times are UTC.");
    }

    #[test]
    fn seconds_are_said_where_there_are_any() {
        let times = Times::of(Chicago, []);
        let at = at("2026-03-02T16:04Z") + chrono::TimeDelta::seconds(9);
        assert_eq!(times.short(at), "Mon 2 Mar 10:04:09");
        assert_eq!(times.full(at), "Mon 2 Mar 2026, 10:04:09 CST");
        assert_eq!(times.clock(at), "10:04:09");
    }
}
