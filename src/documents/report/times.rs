//! How a report says its times: wall times of one zone, short in tables, whole in sentences.

use chrono::TimeZone;
use chrono_tz::Tz;

use crate::domain::calendar::local_of;
use crate::domain::time::Instant;

/// The wall times of one report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    zone: Tz,
    /// What the zone is called at the first of the report's instants, such as `CST`: a time that stands by
    /// itself is one of these.
    usual: String,
    /// Whether the report speaks of an instant at which the zone is called otherwise.
    is_changing: bool,
}

impl Times {
    /// The times of a report that speaks of these instants.
    pub fn of(zone: Tz, instants: impl IntoIterator<Item = Instant>) -> Self {
        let mut instants: Vec<Instant> = instants.into_iter().collect();
        instants.sort_unstable();
        let name = |at: &Instant| zone.offset_from_utc_datetime(&at.naive_utc()).to_string();
        let usual = instants.first().map(name).unwrap_or_default();
        let is_changing = instants.iter().any(|at| name(at) != usual);
        Self { zone, usual, is_changing }
    }

    /// The zone.
    pub const fn zone(&self) -> Tz {
        self.zone
    }

    /// A sentence that says which times these are.
    pub fn note(&self) -> String {
        let zone = self.zone.name();
        let more = if self.is_changing { "; where the clock has changed, it is said" } else { "" };
        match self.usual.as_str() {
            "" => format!("Times are of {zone}."),
            usual if zone == usual => format!("Times are {usual}."),
            usual => format!("Times are {usual} ({zone}){more}."),
        }
    }

    /// The name of the zone after a time at which it is not the usual one.
    fn with_name(&self, at: Instant, words: String) -> String {
        let name = self.name_at(at);
        if self.usual.is_empty() || name == self.usual { words } else { format!("{words} {name}") }
    }

    /// `Mon 2 Mar 10:04`, for tables; with seconds where there are any, and with the zone's name where that
    /// is not the usual one.
    pub fn short(&self, at: Instant) -> String {
        let local = local_of(self.zone, at).format(Self::pattern(at, "%a %-d %b %H:%M"));
        self.with_name(at, local.to_string())
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

    /// `10:04`, with the zone's name where that is not the usual one.
    pub fn clock(&self, at: Instant) -> String {
        let local = local_of(self.zone, at).format(Self::pattern(at, "%H:%M"));
        self.with_name(at, local.to_string())
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
    fn the_zone_is_named_once_and_at_each_time_after_its_clock_has_changed() {
        let one = Times::of(Chicago, [at("2026-03-02T16:04Z")]);
        assert_eq!(one.short(at("2026-03-02T16:04Z")), "Mon 2 Mar 10:04");
        assert_eq!(one.full(at("2026-03-02T16:04Z")), "Mon 2 Mar 2026, 10:04 CST");
        assert_eq!(one.beside(at("2026-03-02T16:04Z"), at("2026-03-02T20:00Z")), "10:04");
        assert_eq!(one.beside(at("2026-03-02T16:04Z"), at("2026-03-03T20:00Z")), "Mon 2 Mar 10:04");
        assert_eq!(one.note(), "Times are CST (America/Chicago).");
        // 01:30 happens twice in the night of the change.
        let two = Times::of(Chicago, [at("2026-11-01T06:30Z"), at("2026-11-01T07:30Z")]);
        assert_eq!(two.short(at("2026-11-01T06:30Z")), "Sun 1 Nov 01:30");
        assert_eq!(two.short(at("2026-11-01T07:30Z")), "Sun 1 Nov 01:30 CST");
        assert_eq!(two.note(), "Times are CDT (America/Chicago); where the clock has changed, it is said.");
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
