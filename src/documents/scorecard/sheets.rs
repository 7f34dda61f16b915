//! Which tables a scorecard has.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};

use super::sheet::{Cell, Head, Row, Sheet, Tone};
use super::{Scoring, words};
use crate::domain::report::compared::{Behind, Compared, Deadlines, What, score_of};
use crate::domain::report::period;
use crate::domain::report::scorecard::{PAIRS, Scorecard};
use crate::domain::report::spread::Summary;
use crate::domain::report::tally::Tally;
use crate::domain::words::Priority;

/// A table of the scorecard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SheetId {
    /// Targets and figures.
    Targets,
    /// Incidents by priority.
    Priorities,
    /// Incidents by service.
    Services,
    /// Incidents by day or week, and priority.
    Days,
    /// Incidents by weekday.
    Weekdays,
    /// Incidents by hour.
    Hours,
    /// Deadlines by clock.
    Clocks,
    /// Deadlines by priority.
    DeadlinesByPriority,
    /// Deadlines by service.
    DeadlinesByService,
    /// Times between milestones.
    Times,
    /// Load on watch.
    Watch,
}

impl SheetId {
    /// All of them, in order.
    pub const ALL: [Self; 11] = [
        Self::Targets,
        Self::Priorities,
        Self::Services,
        Self::Days,
        Self::Weekdays,
        Self::Hours,
        Self::Clocks,
        Self::DeadlinesByPriority,
        Self::DeadlinesByService,
        Self::Times,
        Self::Watch,
    ];

    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Targets => "targets",
            Self::Priorities => "incidents-by-priority",
            Self::Services => "incidents-by-service",
            Self::Days => "incidents-by-day",
            Self::Weekdays => "incidents-by-weekday",
            Self::Hours => "incidents-by-hour",
            Self::Clocks => "deadlines-by-clock",
            Self::DeadlinesByPriority => "deadlines-by-priority",
            Self::DeadlinesByService => "deadlines-by-service",
            Self::Times => "times-between-milestones",
            Self::Watch => "load-on-watch",
        }
    }

    /// Its heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Targets => "Targets",
            Self::Priorities => "Incidents by priority",
            Self::Services => "Incidents by service",
            Self::Days => "When they were opened",
            Self::Weekdays => "By weekday",
            Self::Hours => "By hour of the day",
            Self::Clocks => "Deadlines by clock",
            Self::DeadlinesByPriority => "Deadlines by priority",
            Self::DeadlinesByService => "Deadlines by service",
            Self::Times => "Times between milestones",
            Self::Watch => "Load on watch",
        }
    }
}

/// From so many days on, days are put together to weeks.
const MOST_DAYS: i64 = 62;

const fn words_head(title: &'static str, share: u32) -> Head {
    Head { title, share, unit: None }
}

const fn head(title: &'static str, share: u32, unit: &'static str) -> Head {
    Head { title, share, unit: Some(unit) }
}

const fn now(what: What) -> Behind {
    Behind { is_before: false, what }
}

const fn then(what: What) -> Behind {
    Behind { is_before: true, what }
}

/// All tables of a scorecard that have a row, in order.
pub fn sheets(scoring: &Scoring) -> Vec<Sheet> {
    let compared = &*scoring.compared;
    let all = [
        targets(scoring),
        priorities(compared),
        services(compared),
        days(compared),
        weekdays(compared),
        hours(compared),
        clocks(compared),
        deadlines_by_priority(compared),
        deadlines_by_service(compared),
        times(compared),
        watch(compared),
    ];
    all.into_iter().filter(|sheet| !sheet.rows.is_empty()).collect()
}

fn targets(scoring: &Scoring) -> Sheet {
    let rows = scoring.targets.iter().map(|found| {
        let (words, tone) = match found.is_met() {
            Some(true) => ("met", Tone::Good),
            Some(false) => ("missed", Tone::Bad),
            None => ("no figure", Tone::Plain),
        };
        let number = found.value.map(|value| value.to_string());
        let before = scoring.before(&found.target);
        Row {
            name: found.target.title.clone(),
            cells: vec![
                Cell::words(found.target.wanted()),
                Cell::number(found.said(), number),
                Cell::words(words).toned(tone),
                Cell::words(format!("{} of {}", found.days, found.of_days)),
                Cell::number(
                    before.map_or_else(
                        || "no figure".to_owned(),
                        crate::domain::report::targets::Measured::said,
                    ),
                    before.and_then(|one| one.value).map(|value| value.to_string()),
                ),
            ],
            bar: None,
        }
    });
    Sheet {
        id: SheetId::Targets,
        heads: vec![
            words_head("Measure", 28),
            words_head("Wanted", 18),
            head("Figure", 14, "as wanted"),
            words_head("Target", 12),
            words_head("Days", 14),
            head("Before", 14, "as wanted"),
        ],
        rows: rows.collect(),
        remark: Some(
            "The figure of the period is the mean of those in it, weighted by the days that have one; of two spans \
             the shorter counts for its days"
                .to_owned(),
        ),
    }
}

/// Rows of counts, now and before.
fn counted<K: Ord + Clone>(
    (here, earlier): (&BTreeMap<K, Tally>, &BTreeMap<K, Tally>),
    keys: impl IntoIterator<Item = K>,
    name: impl Fn(&K) -> String,
    what: impl Fn(&K) -> What,
) -> Vec<Row> {
    let count = |map: &BTreeMap<K, Tally>, key: &K| map.get(key).map_or(0, |one| one.count);
    let most = here.values().map(|one| one.count).max().unwrap_or(0).max(1) as f64;
    let row = |key: K| {
        let share = count(here, &key) as f64 / most;
        Row {
            name: name(&key),
            cells: vec![
                Cell::count(count(here, &key), now(what(&key))),
                Cell::count(count(earlier, &key), then(what(&key))),
            ],
            bar: Some((share, share)),
        }
    };
    keys.into_iter().map(row).collect()
}

fn heads_of_counts(of: &'static str) -> Vec<Head> {
    vec![words_head(of, 60), head("Incidents", 20, "incidents"), head("Before", 20, "incidents")]
}

fn both<K: Ord + Clone, V>(here: &BTreeMap<K, V>, earlier: &BTreeMap<K, V>) -> BTreeSet<K> {
    here.keys().chain(earlier.keys()).cloned().collect()
}

/// Priorities in their order, those without one last.
fn in_order(keys: BTreeSet<Option<Priority>>) -> Vec<Option<Priority>> {
    let mut keys: Vec<Option<Priority>> = keys.into_iter().collect();
    keys.sort_by_key(|one| (one.is_none(), *one));
    keys
}

fn priorities(compared: &Compared) -> Sheet {
    let (here, earlier) = (&compared.card.by_priority, &compared.before.by_priority);
    let keys = in_order(both(here, earlier));
    let rows = counted((here, earlier), keys, |one| words::priority(*one), |one| What::Priority(*one));
    Sheet { id: SheetId::Priorities, heads: heads_of_counts("Priority"), rows, remark: None }
}

fn services(compared: &Compared) -> Sheet {
    let (here, earlier) = (&compared.card.by_service, &compared.before.by_service);
    let mut keys: Vec<String> = both(here, earlier).into_iter().collect();
    let count = |map: &BTreeMap<String, Tally>, key: &String| map.get(key).map_or(0, |one| one.count);
    keys.sort_by_key(|key| std::cmp::Reverse((count(here, key), count(earlier, key))));
    let rows = counted(
        (here, earlier),
        keys,
        |name| words::service(name).to_owned(),
        |name| What::Service(name.clone()),
    );
    let remark = Some("An incident with two services counts under both".to_owned());
    Sheet { id: SheetId::Services, heads: heads_of_counts("Service"), rows, remark }
}

fn weekdays(compared: &Compared) -> Sheet {
    let (here, earlier) = (&compared.card.by_weekday, &compared.before.by_weekday);
    let keys: Vec<u32> = if here.is_empty() && earlier.is_empty() { Vec::new() } else { (0..7).collect() };
    let rows =
        counted((here, earlier), keys, |day| words::weekday(*day).to_owned(), |day| What::Weekday(*day));
    Sheet { id: SheetId::Weekdays, heads: heads_of_counts("Opened on a"), rows, remark: None }
}

fn hours(compared: &Compared) -> Sheet {
    let (here, earlier) = (&compared.card.by_hour, &compared.before.by_hour);
    let keys: Vec<u32> = if here.is_empty() && earlier.is_empty() { Vec::new() } else { (0..24).collect() };
    let rows = counted((here, earlier), keys, |hour| words::hour(*hour), |hour| What::Hour(*hour));
    let remark = Some(format!("Wall times of {}", compared.card.zone.name()));
    Sheet { id: SheetId::Hours, heads: heads_of_counts("Opened"), rows, remark }
}

/// The stretches by which openings are shown: the first and the last day of each.
fn stretches(card: &Scorecard) -> Vec<(NaiveDate, NaiveDate)> {
    let Some((first, last)) = period::days(card.period, card.zone) else { return Vec::new() };
    let (Some(begin), Some(end)) = (card.by_day.keys().next(), card.by_day.keys().next_back()) else {
        return Vec::new();
    };
    // A long period without an incident at its ends is shown from the first to the last.
    let is_long = (last - first).num_days() >= MOST_DAYS;
    let (first, last) = if is_long { (*begin, *end) } else { (first, last) };
    if (last - first).num_days() < MOST_DAYS {
        return first.iter_days().take_while(|day| *day <= last).map(|day| (day, day)).collect();
    }
    let monday = |day: NaiveDate| {
        day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday()))).unwrap_or(day)
    };
    let is_very_long = (last - first).num_days() >= MOST_DAYS * 7;
    let mut all = Vec::new();
    let mut at = if is_very_long { first.with_day(1).unwrap_or(first) } else { monday(first) };
    while at <= last {
        let next = if is_very_long {
            at.checked_add_months(chrono::Months::new(1))
        } else {
            at.checked_add_days(Days::new(7))
        };
        let Some(next) = next else { break };
        all.push((at, next.pred_opt().unwrap_or(at)));
        at = next;
    }
    all
}

fn days(compared: &Compared) -> Sheet {
    let card = &compared.card;
    let columns: Vec<Option<Priority>> = Priority::ALL.iter().copied().map(Some).chain([None]).collect();
    let stretches = stretches(card);
    let is_single = stretches.iter().all(|(from, until)| from == until);
    let rows = stretches.into_iter().map(|(from, until)| {
        let counts: Vec<u64> = columns
            .iter()
            .map(|priority| {
                let of_day = card.by_day.range(from..=until).filter_map(|(_, of_day)| of_day.get(priority));
                of_day.map(|tally| tally.count).sum()
            })
            .collect();
        let what = |priority| now(What::Days { from, until, priority });
        let mut cells: Vec<Cell> = columns
            .iter()
            .zip(&counts)
            .map(|(priority, count)| Cell::count(*count, what(Some(*priority))))
            .collect();
        cells.push(Cell::count(counts.iter().sum(), what(None)));
        Row { name: words::days(from, until), cells, bar: None }
    });
    let mut heads = vec![words_head(if is_single { "Day" } else { "Days" }, 34)];
    for title in ["Critical", "High", "Medium", "Low", "Not yet", "All"] {
        heads.push(head(title, 11, "incidents"));
    }
    Sheet { id: SheetId::Days, rows: rows.collect(), heads, remark: None }
}

/// A row of deadlines; none where there were none in either period.
fn deadlines(compared: &Compared, name: String, of: &Deadlines) -> Option<Row> {
    let side = |card: &Scorecard, is_met| score_of(card, of).map_or(0, |score| score.side(is_met).count);
    let (met, missed) = (side(&compared.card, true), side(&compared.card, false));
    let (met_then, missed_then) = (side(&compared.before, true), side(&compared.before, false));
    if met + missed + met_then + missed_then == 0 {
        return None;
    }
    let what = |is_met| What::Deadlines { of: of.clone(), is_met };
    let share = |met: u64, missed: u64| {
        let number = (met + missed > 0).then(|| format!("{:.1}", met as f64 * 100.0 / (met + missed) as f64));
        Cell::number(words::percent(met, met + missed), number)
    };
    let tone = if missed > 0 { Tone::Bad } else { Tone::Plain };
    Some(Row {
        name,
        cells: vec![
            Cell::count(met, now(what(true))),
            Cell::count(missed, now(what(false))).toned(tone),
            share(met, missed),
            Cell::count(met_then, then(what(true))),
            Cell::count(missed_then, then(what(false))),
            share(met_then, missed_then),
        ],
        bar: (met + missed > 0).then(|| (met as f64 / (met + missed) as f64, 1.0)),
    })
}

fn heads_of_deadlines(of: &'static str) -> Vec<Head> {
    vec![
        words_head(of, 26),
        head("Met", 9, "deadlines"),
        head("Missed", 9, "deadlines"),
        head("On time", 10, "percent"),
        head("Met before", 13, "deadlines"),
        head("Missed before", 16, "deadlines"),
        head("On time before", 16, "percent"),
    ]
}

fn clocks(compared: &Compared) -> Sheet {
    let (card, before) = (&compared.card, &compared.before);
    let ids = both(&card.clocks, &before.clocks);
    let mut rows: Vec<Row> = ids
        .into_iter()
        .filter_map(|id| {
            let name = words::clock(card, before, &id);
            deadlines(compared, name, &Deadlines::Clock(id))
        })
        .collect();
    rows.sort_by_cached_key(|row| row.name.to_lowercase());
    for (name, of) in [
        ("All updates", Deadlines::Updates),
        ("All hotline calls", Deadlines::Hotline),
        ("All deadlines", Deadlines::All),
    ] {
        rows.extend(deadlines(compared, name.to_owned(), &of));
    }
    let remark = Some("A deadline that has passed and is owed counts as missed".to_owned());
    Sheet { id: SheetId::Clocks, heads: heads_of_deadlines("Clock"), rows, remark }
}

fn deadlines_by_priority(compared: &Compared) -> Sheet {
    let keys = in_order(both(&compared.card.clocks_by_priority, &compared.before.clocks_by_priority));
    let row = |one| deadlines(compared, words::priority(one), &Deadlines::Priority(one));
    let rows = keys.into_iter().filter_map(row).collect();
    Sheet { id: SheetId::DeadlinesByPriority, heads: heads_of_deadlines("Priority"), rows, remark: None }
}

fn deadlines_by_service(compared: &Compared) -> Sheet {
    let keys = both(&compared.card.clocks_by_service, &compared.before.clocks_by_service);
    let row = |name: String| {
        let title = words::service(&name).to_owned();
        deadlines(compared, title, &Deadlines::Service(name))
    };
    let mut rows: Vec<Row> = keys.into_iter().filter_map(row).collect();
    let missed = |row: &Row| -> u64 {
        let cell = row.cells.get(1).and_then(|cell| cell.number.as_ref());
        cell.and_then(|number| number.parse().ok()).unwrap_or(0)
    };
    rows.sort_by_key(|row| std::cmp::Reverse(missed(row)));
    let remark = Some("The most missed first".to_owned());
    Sheet { id: SheetId::DeadlinesByService, heads: heads_of_deadlines("Service"), rows, remark }
}

fn times(compared: &Compared) -> Sheet {
    let summary =
        |card: &Scorecard, place: usize| card.spreads.get(place).and_then(|(_, spread)| spread.summary());
    let mut rows = Vec::new();
    for (place, one) in PAIRS.iter().enumerate() {
        let (here, earlier) = (summary(&compared.card, place), summary(&compared.before, place));
        if here.is_none() && earlier.is_none() {
            continue;
        }
        let cell = |of: Option<Summary>, behind: Behind, take: fn(Summary) -> f64| {
            let secs = of.map(take);
            let text = secs.map_or_else(|| "–".to_owned(), words::secs);
            let behind = of.is_some().then_some(behind);
            Cell::number(text, secs.map(|secs| format!("{:.0}", secs.round()))).with(behind)
        };
        let (what, what_then) = (now(What::Pair(place)), then(What::Pair(place)));
        rows.push(Row {
            name: words::pair(*one),
            cells: vec![
                Cell::count(here.map_or(0, |one| one.n as u64), what.clone()),
                cell(here, what.clone(), |one| one.mean_secs),
                cell(here, what.clone(), |one| one.median_secs),
                cell(here, what.clone(), |one| one.p90_secs as f64),
                cell(here, what, |one| one.longest_secs as f64),
                cell(earlier, what_then.clone(), |one| one.median_secs),
                cell(earlier, what_then, |one| one.p90_secs as f64),
            ],
            // Each pair by itself: they differ by days, and one that took a year would hide the others.
            bar: here.filter(|one| one.p90_secs > 0).map(|one| (one.median_secs / one.p90_secs as f64, 1.0)),
        });
    }
    Sheet {
        id: SheetId::Times,
        heads: vec![
            words_head("From and to", 28),
            head("Incidents", 10, "incidents"),
            head("Mean", 10, "seconds"),
            head("Half within", 12, "seconds"),
            head("9 of 10 within", 15, "seconds"),
            head("Longest", 12, "seconds"),
            head("Half before", 13, "seconds"),
            head("9 of 10 before", 15, "seconds"),
        ],
        rows,
        remark: Some(
            "Half within is the median, of an even number half-way between the two in the middle; 9 of 10 within \
             is the smallest span that at least 90 of a hundred do not exceed"
                .to_owned(),
        ),
    }
}

fn watch(compared: &Compared) -> Sheet {
    let count = |count: u32| Cell::number(count.to_string(), Some(count.to_string()));
    let hours = |secs: i64| Cell::number(words::hours(secs), Some(words::hours(secs)));
    let most = compared.load.iter().map(|one| one.load.secs).max().unwrap_or(0).max(1) as f64;
    let rows = compared.load.iter().map(|one| {
        let share = one.load.secs as f64 / most;
        Row {
            name: format!("{}, {}", one.person, one.seat.word()),
            cells: vec![
                count(one.load.shifts),
                hours(one.load.secs),
                count(one.load.nights),
                count(one.load.weekends),
                hours(one.load.night_secs),
                hours(one.load.weekend_secs),
                hours(one.before.secs),
            ],
            bar: Some((share, share)),
        }
    });
    Sheet {
        id: SheetId::Watch,
        heads: vec![
            words_head("Who, and the seat", 28),
            head("Shifts", 9, "shifts"),
            head("Hours", 9, "hours"),
            head("Nights", 9, "nights"),
            head("Weekends", 11, "weekends"),
            head("At night", 10, "hours"),
            head("At weekends", 14, "hours"),
            head("Hours before", 14, "hours"),
        ],
        rows: rows.collect(),
        remark: Some(
            "A shift belongs to the period in which it begins, its hours to where they lie; what is still to come \
             counts as it is planned".to_owned(),
        ),
    }
}
