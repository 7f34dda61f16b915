//! Reading a rota rule from its TOML text, whole or refused with line and reason.
//!
//! Everything wrong is found at once: unknown keys, wrong kinds of value, names, times and what
//! doesn't fit together. Never here: the file itself; the caller reads it.
//!
//! ```toml
//! time_zone = "America/Chicago"
//! anchor = "2026-03-02T09:00"        # local
//! every = "1 week"                    # "n hours|days|weeks|months"
//! participants = ["First", "Second", "Third"]
//! backup = "offset 1"                 # or a list of its own; none if left out
//! # and if wanted:
//! name = "Main"
//! weekdays = ["mon", "tue", "wed", "thu", "fri"]
//! hours = "09:00-17:00"               # past midnight where the end isn't later
//! skip_holidays = true
//! holidays = ["2026-12-25"]
//! [seats]
//! shadow = "offset 2"                 # or a list of its own
//! ```

use std::fmt;
use std::ops::Range;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Rota;
use super::history::Track;
use super::leave::Holidays;
use super::person::{Person, PersonId, Seat};
use super::rhythm::{Rhythm, Unit};
use super::rule::{
    Field, Hours, LONGEST_NAME_CHARS, MOST_PARTICIPANTS, Order, Rule, RuleDraft, RuleRefusal, SeatOrder,
};

/// The largest rule text that is read, in bytes.
pub const MAX_RULE_BYTES: usize = 64 * 1024;
/// The most problems that are told of one file.
pub const MOST_PROBLEMS: usize = 100;
/// The most holidays of one file.
const MOST_HOLIDAYS: usize = 2_000;
/// What a rule without a name is called.
const USUAL_NAME: &str = "Main";
/// A refusal quotes what was written, but never a whole page of it.
const QUOTED_CHARS: usize = 40;
const KEYS: [&str; 11] = [
    "name",
    "time_zone",
    "anchor",
    "every",
    "participants",
    "backup",
    "weekdays",
    "hours",
    "skip_holidays",
    "holidays",
    "seats",
];
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// One thing wrong with a rule file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleProblem {
    /// The line, from 1; none where it is about the file as a whole.
    pub line: Option<usize>,
    /// What is wrong and what would do.
    pub what: String,
}

impl fmt::Display for RuleProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// A rule file that was read: the rule, and the holidays that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFile {
    /// The rule; people are named by what they are called.
    pub rule: Rule,
    /// The holidays, for a rule that skips them.
    pub holidays: Holidays,
}

impl RuleFile {
    /// A rota of this rule alone, from its anchor on, as a preview of it.
    pub fn rota(&self) -> Rota {
        let everybody = self.rule.everybody().into_iter();
        Rota {
            people: everybody.map(|person| (person.clone(), Person::named(person.0.clone()))).collect(),
            tracks: vec![Track::of(self.rule.clone())],
            holidays: self.holidays.clone(),
            ..Rota::default()
        }
    }
}

/// Reads a rule. Refused with all that is wrong with it, by line.
pub fn read(text: &str) -> Result<RuleFile, Vec<RuleProblem>> {
    if text.len() > MAX_RULE_BYTES {
        let what = format!("the file has {} bytes; a rule has at most {MAX_RULE_BYTES}", text.len());
        return Err(vec![RuleProblem { line: None, what }]);
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { text, problems: Vec::new() };
    if !errors.is_empty() {
        for err in errors {
            let line = err.span().map(|span| line_of(text, span.start));
            reader.problems.push(RuleProblem { line, what: err.message().to_owned() });
        }
        return Err(reader.told());
    }
    let file = reader.file(table.get_ref());
    match file {
        Some(file) if reader.problems.is_empty() => Ok(file),
        _ => Err(reader.told()),
    }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

fn quoted(text: &str) -> String {
    let short: String = text.chars().take(QUOTED_CHARS).collect();
    if short.len() < text.len() { format!("“{short}…”") } else { format!("“{short}”") }
}

/// A list of people with where each stands.
#[derive(Default)]
struct People {
    ids: Vec<PersonId>,
    spans: Vec<Range<usize>>,
    whole: Range<usize>,
}

struct Reader<'a> {
    text: &'a str,
    problems: Vec<RuleProblem>,
}

type Value<'a> = Spanned<DeValue<'a>>;

impl Reader<'_> {
    fn refuse(&mut self, span: &Range<usize>, what: impl Into<String>) {
        let line = Some(line_of(self.text, span.start));
        self.problems.push(RuleProblem { line, what: what.into() });
    }

    fn told(mut self) -> Vec<RuleProblem> {
        self.problems.sort();
        self.problems.dedup();
        let rest = self.problems.len().saturating_sub(MOST_PROBLEMS);
        self.problems.truncate(MOST_PROBLEMS);
        if rest > 0 {
            let what = format!("and {rest} more; mend these first");
            self.problems.push(RuleProblem { line: None, what });
        }
        self.problems
    }

    fn file(&mut self, table: &DeTable<'_>) -> Option<RuleFile> {
        for key in table.keys().filter(|key| !KEYS.contains(&key.get_ref().as_ref())) {
            let what = format!(
                "the key {} is unknown; there are {}",
                quoted(key.get_ref().as_ref()),
                KEYS.join(", ")
            );
            self.refuse(&key.span(), what);
        }
        let zone = self.wanted(table, "time_zone", "\"America/Chicago\"").and_then(|one| self.zone(one));
        let anchor = self.wanted(table, "anchor", "\"2026-03-02T09:00\"").and_then(|one| self.anchor(one));
        let rhythm = self.wanted(table, "every", "\"1 week\"").and_then(|one| self.rhythm(one));
        let participants = self
            .wanted(table, "participants", "[\"First\", \"Second\"]")
            .and_then(|one| self.people(one, "participants"));
        let name = find(table, "name")
            .map_or(Some(USUAL_NAME.to_owned()), |one| self.text_of(one, "name").map(str::to_owned));
        let weekdays = find(table, "weekdays").and_then(|one| self.weekdays(one));
        let hours = find(table, "hours").and_then(|one| self.hours(one));
        let said = find(table, "skip_holidays").map(|one| self.truth(one, "skip_holidays"));
        let skips_holidays = said.flatten().unwrap_or(false);
        let holidays = find(table, "holidays").map_or_else(Holidays::default, |one| self.holidays(one));
        if let (Some(one), None | Some(Some(false))) = (find(table, "holidays"), said) {
            self.refuse(
                &one.span(),
                "holidays change nothing unless `skip_holidays = true` stands beside them",
            );
        }
        let (seats, seat_people) = self.seats(table);
        // Judged also where a part could not be read, with something usual in its place, so that
        // nothing waits for a second try. The file is refused then all the same.
        let participants = participants?;
        let draft = RuleDraft {
            name: name.unwrap_or_else(|| USUAL_NAME.to_owned()),
            participants: participants.ids.clone(),
            rhythm: rhythm.or(Rhythm::new(1, Unit::Weeks).ok())?,
            anchor: anchor.unwrap_or(DateTime::UNIX_EPOCH.naive_utc()),
            zone: zone.unwrap_or(Tz::UTC),
            weekdays,
            hours,
            skips_holidays,
            seats,
        };
        match Rule::new(draft) {
            Ok(rule) => Some(RuleFile { rule, holidays }),
            Err(refusals) => {
                for refusal in refusals {
                    let span = place(table, &refusal, &participants, &seat_people);
                    self.refuse(&span, refusal.what);
                }
                None
            }
        }
    }

    fn wanted<'t, 'v>(&mut self, table: &'t DeTable<'v>, key: &str, such_as: &str) -> Option<&'t Value<'v>> {
        let value = find(table, key);
        if value.is_none() {
            let what = format!("`{key}` is missing; write {key} = {such_as}");
            self.problems.push(RuleProblem { line: None, what });
        }
        value
    }

    fn text_of<'t>(&mut self, value: &'t Value<'_>, key: &str) -> Option<&'t str> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            let found = value.get_ref().type_str();
            self.refuse(&value.span(), format!("`{key}` is a text in quotes, not a value of kind {found}"));
        }
        text
    }

    fn entry<'t>(&mut self, value: &'t Value<'_>, key: &str) -> Option<&'t str> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            let found = value.get_ref().type_str();
            let what = format!("each entry of `{key}` is a text in quotes, not a value of kind {found}");
            self.refuse(&value.span(), what);
        }
        text
    }

    fn truth(&mut self, value: &Value<'_>, key: &str) -> Option<bool> {
        let truth = value.get_ref().as_bool();
        if truth.is_none() {
            self.refuse(&value.span(), format!("`{key}` is true or false, without quotes"));
        }
        truth
    }

    fn list<'t, 'v>(&mut self, value: &'t Value<'v>, key: &str, most: usize) -> Option<&'t [Value<'v>]> {
        let Some(list) = value.get_ref().as_array() else {
            let found = value.get_ref().type_str();
            self.refuse(&value.span(), format!("`{key}` is a list in brackets, not a value of kind {found}"));
            return None;
        };
        if list.len() > most {
            self.refuse(&value.span(), format!("`{key}` names {}; at most {most} will do", list.len()));
            return None;
        }
        Some(list)
    }

    fn zone(&mut self, value: &Value<'_>) -> Option<Tz> {
        let name = self.text_of(value, "time_zone")?;
        let zone = name.parse().ok();
        if zone.is_none() {
            let what =
                format!("{} is not a time zone; write an IANA name such as America/Chicago", quoted(name));
            self.refuse(&value.span(), what);
        }
        zone
    }

    /// A wall time, in quotes or as a TOML date and time.
    fn anchor(&mut self, value: &Value<'_>) -> Option<NaiveDateTime> {
        let bare = value.get_ref().as_datetime().map(ToString::to_string);
        let text = match &bare {
            Some(text) => text.as_str(),
            None => self.text_of(value, "anchor")?,
        };
        let known = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"];
        let anchor = known.iter().find_map(|form| NaiveDateTime::parse_from_str(text.trim(), form).ok());
        if anchor.is_none() {
            let what = format!(
                "{} is not a date and time on the wall clock; write one such as 2026-03-02T09:00, without an offset: `time_zone` says where",
                quoted(text)
            );
            self.refuse(&value.span(), what);
        }
        anchor
    }

    fn rhythm(&mut self, value: &Value<'_>) -> Option<Rhythm> {
        let text = self.text_of(value, "every")?;
        match Rhythm::parse(text) {
            Ok(rhythm) => Some(rhythm),
            Err(refusal) => {
                self.refuse(&value.span(), refusal.to_string());
                None
            }
        }
    }

    fn people(&mut self, value: &Value<'_>, key: &str) -> Option<People> {
        let list = self.list(value, key, MOST_PARTICIPANTS)?;
        let mut people = People { whole: value.span(), ..People::default() };
        for one in list {
            let Some(name) = self.entry(one, key).map(str::trim) else { continue };
            if name.chars().count() > LONGEST_NAME_CHARS || name.chars().any(char::is_control) {
                let what = format!("a name has at most {LONGEST_NAME_CHARS} characters, on one line");
                self.refuse(&one.span(), what);
            }
            people.ids.push(PersonId::new(name));
            people.spans.push(one.span());
        }
        // A list of nothing but what can't be read has been refused; it isn't empty too.
        (list.is_empty() || !people.ids.is_empty()).then_some(people)
    }

    fn weekdays(&mut self, value: &Value<'_>) -> Option<[bool; 7]> {
        let mut days = [false; 7];
        let mut all_read = true;
        for one in self.list(value, "weekdays", 7)? {
            let text = self.entry(one, "weekdays");
            let at =
                text.and_then(|text| DAYS.iter().position(|name| name.eq_ignore_ascii_case(text.trim())));
            match (at.and_then(|at| days.get_mut(at)), text) {
                (Some(day), _) => *day = true,
                (None, Some(text)) => {
                    self.refuse(
                        &one.span(),
                        format!("{} is not a day; use {}", quoted(text), DAYS.join(", ")),
                    );
                    all_read = false;
                }
                (None, None) => all_read = false,
            }
        }
        all_read.then_some(days)
    }

    fn hours(&mut self, value: &Value<'_>) -> Option<Hours> {
        let text = self.text_of(value, "hours")?;
        let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
        let hours = text.split_once(['-', '–']).and_then(|(from, until)| {
            let hours = Hours { from: time(from)?, until: time(until)? };
            (hours.from != hours.until).then_some(hours)
        });
        if hours.is_none() {
            let what = format!(
                "{} is not hours of a day; write two different times such as 09:00-17:00, or leave `hours` out for whole days",
                quoted(text)
            );
            self.refuse(&value.span(), what);
        }
        hours
    }

    fn holidays(&mut self, value: &Value<'_>) -> Holidays {
        let mut holidays = Holidays::default();
        for one in self.list(value, "holidays", MOST_HOLIDAYS).unwrap_or_default() {
            let bare = one.get_ref().as_datetime().map(ToString::to_string);
            let text = bare.as_deref().or_else(|| self.entry(one, "holidays"));
            let Some(text) = text else { continue };
            if let Ok(date) = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d") {
                holidays.add(date, "a holiday");
            } else {
                let what = format!("{} is not a date; write one such as 2026-12-25", quoted(text));
                self.refuse(&one.span(), what);
            }
        }
        holidays
    }

    /// The seats beside primary that could be read, with the people of their own orders.
    fn seats(&mut self, table: &DeTable<'_>) -> (Vec<SeatOrder>, Vec<People>) {
        let mut named: Vec<(Seat, &Value<'_>)> = Vec::new();
        named.extend(find(table, "backup").map(|value| (Seat::Backup, value)));
        if let Some(value) = find(table, "seats") {
            match value.get_ref().as_table() {
                Some(seats) => {
                    named.extend(
                        seats
                            .iter()
                            .map(|(key, value)| (Seat::from(key.get_ref().clone().into_owned()), value)),
                    );
                }
                None => {
                    self.refuse(&value.span(), "`seats` is a table; write [seats] and a line for each seat");
                }
            }
        }
        let (mut seats, mut lists) = (Vec::new(), Vec::new());
        for (seat, value) in named {
            if let Some((order, people)) = self.order(&seat, value) {
                lists.push(people);
                seats.push(SeatOrder { seat, order });
            }
        }
        (seats, lists)
    }

    fn order(&mut self, seat: &Seat, value: &Value<'_>) -> Option<(Order, People)> {
        let whole = || People { whole: value.span(), ..People::default() };
        if let Some(text) = value.get_ref().as_str() {
            let number = text.trim().strip_prefix("offset").map(str::trim);
            let offset = number.filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
            let offset = offset.and_then(|number| number.parse::<u32>().ok());
            if offset.is_none() {
                let what = format!(
                    "{} does not say who is {seat}; write “offset 1” for the next participant, or a list of names",
                    quoted(text)
                );
                self.refuse(&value.span(), what);
            }
            return offset.map(|offset| (Order::Offset(offset), whole()));
        }
        if value.get_ref().as_array().is_none() {
            let what = format!("`{seat}` is “offset 1” or a list of names, in quotes");
            self.refuse(&value.span(), what);
            return None;
        }
        let people = self.people(value, seat.word())?;
        Some((Order::Own(people.ids.clone()), people))
    }
}

fn find<'t, 'v>(table: &'t DeTable<'v>, key: &str) -> Option<&'t Value<'v>> {
    table.get(key)
}

/// Where in the text a refusal points.
fn place(
    table: &DeTable<'_>,
    refusal: &RuleRefusal,
    participants: &People,
    seats: &[People],
) -> Range<usize> {
    let key = |key: &str| find(table, key).map(Spanned::span).unwrap_or_default();
    let within = |people: &People, at: &Option<usize>| {
        at.and_then(|at| people.spans.get(at)).unwrap_or(&people.whole).clone()
    };
    match &refusal.field {
        Field::Name => key("name"),
        Field::Participants(at) => within(participants, at),
        Field::Anchor => key("anchor"),
        Field::Rhythm => key("every"),
        Field::Weekdays => key("weekdays"),
        Field::Seat(seat, at) => seats.get(*seat).map(|people| within(people, at)).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rota::samples::{lines, span};
    use proptest::prelude::*;

    const SAMPLE: &str = r#"
time_zone = "America/Chicago"
anchor = "2026-03-02T09:00"        # local
every = "1 week"                    # "n hours|days|weeks|months"
participants = ["First", "Second", "Third"]
backup = "offset 1"                 # or a list of its own; none if left out
"#;

    fn check(text: &str, expected: &[&str]) {
        let problems = read(text).map(|file| file.rule).unwrap_err();
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn the_sample_gives_its_shifts() {
        let rota = read(SAMPLE).unwrap().rota();
        let window = span("2026-03-01T00:00-06:00", "2026-03-10T00:00-05:00");
        assert_eq!(
            lines(&rota, window, Tz::America__Chicago),
            [
                "primary First 03-02 09:00-06 03-09 09:00-05",
                "backup Second 03-02 09:00-06 03-09 09:00-05",
                "primary Second 03-09 09:00-05 03-16 09:00-05",
                "backup Third 03-09 09:00-05 03-16 09:00-05",
            ]
        );
    }

    #[test]
    fn everything_that_can_be_said_is_read() {
        let file = read(
            r#"
name = "Days"
time_zone = "Europe/Berlin"
anchor = 2026-03-02T09:00:00
every = "1 day"
participants = ["First", "Second", "Third"]
backup = ["Fourth", "Fifth"]
weekdays = ["mon", "TUE", "fri"]
hours = "17:00-09:00"
skip_holidays = true
holidays = ["2026-12-25", 2026-12-26]
seats.shadow = "offset 2"
"#,
        )
        .unwrap();
        let draft = file.rule.draft();
        assert_eq!(draft.name, "Days");
        assert_eq!(draft.weekdays, Some([true, true, false, false, true, false, false]));
        assert_eq!(draft.hours.unwrap().to_string(), "17:00-09:00");
        assert_eq!(file.holidays.dates().len(), 2);
        let seats: Vec<&str> = file.rule.seats().map(Seat::word).collect();
        assert_eq!(seats, ["primary", "backup", "shadow"]);
        assert_eq!(file.rota().people.len(), 5);
        let written = serde_json::to_string(&file.rule).unwrap();
        assert_eq!(serde_json::from_str::<Rule>(&written).unwrap(), file.rule);
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once_with_its_line() {
        check(
            "",
            &[
                "`anchor` is missing; write anchor = \"2026-03-02T09:00\"",
                "`every` is missing; write every = \"1 week\"",
                "`participants` is missing; write participants = [\"First\", \"Second\"]",
                "`time_zone` is missing; write time_zone = \"America/Chicago\"",
            ],
        );
        check(
            r#"
time_zone = "America/Chicagoo"
anchor = "2026-03-02T09:00Z"
every = "fortnightly"
participants = [
    "First",
    "Second",
    "First",
    7,
]
back-up = "offset 1"
backup = "next"
weekdays = ["mon", "someday"]
hours = "9 to 5"
skip_holidays = "yes"
holidays = ["2026-02-30"]
[seats]
Shadow = "offset 1"
"#,
            &[
                "line 2: “America/Chicagoo” is not a time zone; write an IANA name such as America/Chicago",
                "line 3: “2026-03-02T09:00Z” is not a date and time on the wall clock; write one such as 2026-03-02T09:00, without an offset: `time_zone` says where",
                "line 4: “fortnightly” is not a rhythm; write a whole number and a unit, such as 12 hours, 1 day, 1 week or 2 months",
                "line 8: First is there twice; each participant stands once",
                "line 9: each entry of `participants` is a text in quotes, not a value of kind integer",
                "line 11: the key “back-up” is unknown; there are name, time_zone, anchor, every, participants, backup, weekdays, hours, skip_holidays, holidays, seats",
                "line 12: “next” does not say who is backup; write “offset 1” for the next participant, or a list of names",
                "line 13: “someday” is not a day; use mon, tue, wed, thu, fri, sat, sun",
                "line 14: “9 to 5” is not hours of a day; write two different times such as 09:00-17:00, or leave `hours` out for whole days",
                "line 15: `skip_holidays` is true or false, without quotes",
                "line 16: “2026-02-30” is not a date; write one such as 2026-12-25",
                "line 18: “Shadow” can’t be a further seat; name each seat once, in small letters, digits and dashes",
            ],
        );
        check(
            r#"
name = ""
time_zone = "UTC"
anchor = "1900-01-01T00:00"
every = "30 hours"
participants = ["First", "First", "Second", ""]
backup = "offset 4"
weekdays = []
[seats]
backup = "offset 1"
primary = "offset 1"
"#,
            &[
                "line 2: a rule needs a name of at most 120 characters on one line; write one such as Main",
                "line 4: the anchor has to lie between 1970 and 2199",
                "line 5: with weekdays, hours or holidays an hourly rhythm begins anew each day, and so a turn can’t outlast it; count in days instead",
                "line 6: First is there twice; each participant stands once",
                "line 6: a participant has no name; write one",
                "line 7: offset 4 of 4 participants gives backup to somebody who holds another seat; use an offset from 1 to 3 that no other seat has",
                "line 8: no weekday is named; name at least one, or leave them out",
                "line 10: “backup” can’t be a further seat; name each seat once, in small letters, digits and dashes",
                "line 11: “primary” can’t be a further seat; name each seat once, in small letters, digits and dashes",
            ],
        );
    }

    #[test]
    fn the_same_person_can_never_hold_both_seats() {
        for (participants, backup) in [
            (r#"["First", "Second"]"#, r#""offset 0""#),
            (r#"["First", "Second"]"#, r#""offset 2""#),
            (r#"["First"]"#, r#""offset 1""#),
            (r#"["First", "Second"]"#, r#"["First"]"#),
        ] {
            let text = format!(
                "time_zone = \"UTC\"\nanchor = \"2026-03-02T09:00\"\nevery = \"1 week\"\nparticipants = {participants}\nbackup = {backup}\n"
            );
            let problems = read(&text).unwrap_err();
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert_eq!(problems[0].line, Some(5));
        }
    }

    #[test]
    fn damaged_and_oversized_text_is_refused_whole() {
        check(
            "time_zone = \nanchor = \"x",
            &[
                "line 1: string values must be quoted, expected literal string",
                "line 2: invalid basic string, expected `\"`",
            ],
        );
        check("every = \"1 week\"\nevery = \"2 weeks\"\n", &["line 2: duplicate key"]);
        check(&"#".repeat(MAX_RULE_BYTES + 1), &["the file has 65537 bytes; a rule has at most 65536"]);
        let many = format!(
            "time_zone = \"UTC\"\nanchor = \"2026-03-02T09:00\"\nevery = \"1 week\"\nparticipants = [{}]\n",
            "\"A\", ".repeat(MOST_PARTICIPANTS + 1)
        );
        check(&many, &["line 4: `participants` names 201; at most 200 will do"]);
        let long = format!("participants = [{}]", "1,\n".repeat(MOST_PARTICIPANTS));
        assert_eq!(read(&long).unwrap_err().len(), MOST_PROBLEMS + 1);
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in any::<String>(), cut in 0..SAMPLE.len(), put in any::<char>()) {
            let _read = read(&text).map(|file| file.rota());
            let (head, tail) = SAMPLE.split_at(cut);
            if let Err(problems) = read(&format!("{head}{put}{tail}")) {
                prop_assert!(!problems.is_empty());
            }
        }
    }
}
