//! Holidays from an iCalendar file: each all-day event is one, or several where it lasts longer; its summary is what
//! it is called.
//!
//! Events at a time of day and cancelled ones are left out, with a warning. Series are refused, since what they mean
//! is the other program's to say. Never here: which days are holidays already.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;

use super::ics_lines::{ContentLine, content_lines, unescaped};
use super::ics_time::moment;
use super::{ImportRefusal, Remark, one_line, quoted, told};

/// The most holidays of one file.
pub const MOST_HOLIDAYS: usize = 2_000;
/// The most days of one event.
const MOST_DAYS: u64 = 62;
/// The longest name of a holiday; characters.
const LONGEST_NAME_CHARS: usize = 300;
/// The properties that make a series of an event.
const SERIES: [&str; 4] = ["RRULE", "RDATE", "EXRULE", "RECURRENCE-ID"];

/// The holidays of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportedHolidays {
    /// The days, each once, with what it is called.
    pub days: BTreeMap<NaiveDate, Option<String>>,
    /// What to know about it, by line.
    pub warnings: Vec<Remark>,
}

/// Reads the all-day events of a calendar. Refused with everything that is wrong with it.
pub fn read(bytes: &[u8]) -> Result<ImportedHolidays, ImportRefusal> {
    let mut reader = Reader::default();
    for line in content_lines(bytes)? {
        match line {
            Ok(line) => reader.take(line),
            Err(remark) => reader.problems.push(remark),
        }
    }
    reader.finished()
}

#[derive(Default)]
struct Reader {
    found: ImportedHolidays,
    problems: Vec<Remark>,
    /// The components that have begun and not ended, with their lines.
    open: Vec<(String, usize)>,
    /// The properties of the event that is being read.
    event: Vec<ContentLine>,
    has_calendar: bool,
}

impl Reader {
    fn take(&mut self, line: ContentLine) {
        let word = line.value.trim().to_ascii_uppercase();
        match (line.name.as_str(), self.open.last()) {
            ("BEGIN", _) => {
                self.has_calendar |= self.open.is_empty() && word == "VCALENDAR";
                self.open.push((word, line.line));
            }
            ("END", _) => self.end(line.line, &word),
            (_, Some((component, _))) if component == "VEVENT" => self.event.push(line),
            _ => {}
        }
    }

    fn end(&mut self, line: usize, word: &str) {
        match self.open.pop() {
            Some((name, begun)) if name == word => {
                if word == "VEVENT" {
                    let event = std::mem::take(&mut self.event);
                    self.holiday(begun, &event);
                }
            }
            Some((name, begun)) => {
                let what = format!("{} ends here, but {name} of line {begun} has not ended", quoted(word));
                self.problems.push(Remark::at(line, what));
            }
            None => {
                self.problems.push(Remark::at(line, format!("{} ends here and never began", quoted(word))));
            }
        }
    }

    /// Reads an event that begins at a line.
    fn holiday(&mut self, begun: usize, event: &[ContentLine]) {
        let find = |name: &str| event.iter().find(|line| line.name == name);
        if find("STATUS").is_some_and(|line| line.value.trim().eq_ignore_ascii_case("CANCELLED")) {
            self.found.warnings.push(Remark::at(begun, "the event is cancelled, and was left out"));
            return;
        }
        if let Some(line) = event.iter().find(|line| SERIES.contains(&line.name.as_str())) {
            let what = format!("{} makes a series; export each holiday as an event of its own", line.name);
            self.problems.push(Remark::at(line.line, what));
            return;
        }
        let Some(starts) = find("DTSTART") else {
            self.problems.push(Remark::at(begun, "the event has no DTSTART, and so no day"));
            return;
        };
        let Some(first) = self.date(starts) else { return };
        let last = match find("DTEND") {
            None => Some(first),
            // The end is the day after the last.
            Some(line) => self.date(line).map(|end| end.pred_opt().unwrap_or(end).max(first)),
        };
        let Some(last) = last else { return };
        let name =
            find("SUMMARY").map(|line| one_line(&unescaped(&line.value))).filter(|name| !name.is_empty());
        if name.as_ref().is_some_and(|name| name.chars().count() > LONGEST_NAME_CHARS) {
            let what = format!("the SUMMARY is over {LONGEST_NAME_CHARS} characters long; shorten it");
            self.problems.push(Remark::at(begun, what));
            return;
        }
        if first.checked_add_days(Days::new(MOST_DAYS)).is_none_or(|end| last >= end) {
            let what = format!("the event lasts over {MOST_DAYS} days; is it a holiday?");
            self.problems.push(Remark::at(begun, what));
            return;
        }
        for day in first.iter_days().take_while(|day| *day <= last) {
            let said = self.found.days.entry(day).or_default();
            if said.is_none() {
                said.clone_from(&name);
            }
        }
        if self.found.days.len() > MOST_HOLIDAYS {
            let what = format!("there are over {MOST_HOLIDAYS} holidays; export a shorter span");
            self.problems.push(Remark::at(begun, what));
            self.found.days.clear();
        }
    }

    /// The date of a begin or an end; none, with a word about it, where it is none.
    fn date(&mut self, line: &ContentLine) -> Option<NaiveDate> {
        // Only dates count, and those have no zone.
        match moment(line, Tz::UTC) {
            Ok(moment) => {
                if moment.date.is_none() {
                    let what = "an event at a time of day is no holiday, and was left out";
                    self.found.warnings.push(Remark::at(line.line, what));
                }
                moment.date
            }
            Err(what) => {
                self.problems.push(Remark::at(line.line, what));
                None
            }
        }
    }

    fn finished(mut self) -> Result<ImportedHolidays, ImportRefusal> {
        if let Some((name, line)) = self.open.pop() {
            let what = format!("{} begins here and never ends; the file may be cut off", quoted(&name));
            self.problems.push(Remark::at(line, what));
        }
        if !self.has_calendar {
            self.problems = vec![Remark::whole("this is no calendar; one begins with BEGIN:VCALENDAR")];
        } else if self.problems.is_empty() && self.found.days.is_empty() {
            let what = "no event in the file lasts a whole day; export a calendar of holidays";
            self.problems.push(Remark::whole(what));
        }
        if !self.problems.is_empty() {
            return Err(ImportRefusal { problems: told(self.problems) });
        }
        self.found.warnings = told(self.found.warnings);
        Ok(self.found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn calendar(events: &[&str]) -> String {
        let events: Vec<String> =
            events.iter().map(|event| format!("BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n")).collect();
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}END:VCALENDAR\r\n", events.concat())
    }

    fn days(events: &[&str]) -> Vec<(String, String)> {
        let read = read(calendar(events).as_bytes()).unwrap();
        let said = |(day, name): (NaiveDate, Option<String>)| (day.to_string(), name.unwrap_or_default());
        read.days.into_iter().map(said).collect()
    }

    fn refused(events: &[&str]) -> String {
        read(calendar(events).as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn an_all_day_event_is_a_holiday_and_a_longer_one_is_several() {
        let found = days(&[
            "DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261226\r\nSUMMARY:Christmas\\, first day",
            "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270102\r\nSUMMARY:Turn of the\r\n  year",
            "DTSTART:20260704",
            // The same day once more, with a name.
            "DTSTART;VALUE=DATE:20260704\r\nSUMMARY:Independence Day",
        ]);
        let pair = |day: &str, name: &str| (day.to_owned(), name.to_owned());
        assert_eq!(
            found,
            [
                pair("2026-07-04", "Independence Day"),
                pair("2026-12-25", "Christmas, first day"),
                pair("2026-12-31", "Turn of the year"),
                pair("2027-01-01", "Turn of the year"),
            ]
        );
    }

    #[test]
    fn what_is_no_holiday_is_left_out_with_a_word() {
        let text = calendar(&[
            "DTSTART;VALUE=DATE:20261225",
            "DTSTART:20261224T090000Z\r\nDTEND:20261224T100000Z\r\nSUMMARY:Party",
            "DTSTART;VALUE=DATE:20261226\r\nSTATUS:CANCELLED",
        ]);
        let read = read(text.as_bytes()).unwrap();
        assert_eq!(read.days.len(), 1);
        let warnings: Vec<String> = read.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(
            warnings,
            [
                "line 7: an event at a time of day is no holiday, and was left out",
                "line 11: the event is cancelled, and was left out",
            ]
        );
    }

    #[test]
    fn a_file_is_refused_whole_with_line_and_reason() {
        for (events, words) in [
            (
                &["DTSTART;VALUE=DATE:20261225", "DTSTART;VALUE=DATE:20261325"][..],
                "line 7: “20261325” is no time",
            ),
            (&["SUMMARY:Some day"][..], "line 3: the event has no DTSTART"),
            (&["DTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=YEARLY"][..], "line 5: RRULE makes a series"),
            (
                &["DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20270101"][..],
                "line 3: the event lasts over 62 days",
            ),
            (&[][..], "no event in the file lasts a whole day"),
            (&["DTSTART:20261224T090000Z"][..], "no event in the file lasts a whole day"),
        ] {
            assert!(refused(events).starts_with(words), "{}", refused(events));
        }
        assert!(read(b"hello").unwrap_err().to_string().starts_with("this is no calendar"));
        assert!(read(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n").unwrap_err().to_string().contains("never ends"));
        let long = format!("DTSTART:20261225\r\nSUMMARY:{}", "x".repeat(100_000));
        assert!(refused(&[&long]).contains("over 300 characters"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused_with_reasons(text in "(BEGIN:|END:|VEVENT|VCALENDAR|DTSTART:|2026|1225|\r\n|[:;=]|.){0,60}") {
            match read(text.as_bytes()) {
                Ok(read) => prop_assert!(!read.days.is_empty()),
                Err(refusal) => prop_assert!(!refusal.problems.is_empty()),
            }
        }
    }
}
