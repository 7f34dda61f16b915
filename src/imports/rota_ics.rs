//! A rota from an iCalendar file: each event is a shift, its summary says whose and in which seat.
//!
//! `Sample One, primary watch`, `Sample One, backup`, `Sample One (backup)`; only a name is primary.
//! Series are refused, since what they mean is the other program's to say. Never here: whether such
//! people are known.

use chrono_tz::Tz;

use super::ics_lines::{ContentLine, content_lines, unescaped};
use super::ics_time::{Length, Moment, length, moment};
use super::rota_shifts::{Gathering, MOST_SHIFTS};
use super::{ImportRefusal, ImportedRota, Remark, one_line, quoted};
use crate::domain::rota::change::Window;
use crate::domain::rota::person::Seat;
use crate::domain::time::Instant;

/// The properties that make a series of an event.
const SERIES: [&str; 4] = ["RRULE", "RDATE", "EXRULE", "RECURRENCE-ID"];
/// The properties of an event that are read; each stands once.
const READ: [&str; 5] = ["DTSTART", "DTEND", "DURATION", "SUMMARY", "STATUS"];

/// Reads the shifts of a calendar. Wall times without a zone, and whole days, are of `zone`.
///
/// Cancelled events are left out, with a warning. Refused with everything that is wrong with it.
pub fn read(bytes: &[u8], zone: Tz) -> Result<ImportedRota, ImportRefusal> {
    let mut reader =
        Reader { zone, gathering: Gathering::new(zone), open: Vec::new(), event: None, events: 0 };
    for line in content_lines(bytes)? {
        match line {
            Ok(line) => reader.take(line)?,
            Err(remark) if reader.open.is_empty() => {
                let what = format!("{}; a calendar begins with BEGIN:VCALENDAR", remark.what);
                return Err(ImportRefusal::of(Remark { what, ..remark }));
            }
            Err(remark) => reader.gathering.problem(remark.line.unwrap_or(1), remark.what),
        }
    }
    if let Some((name, line)) = reader.open.pop() {
        reader.gathering.problem(line, format!("{name} begins here and never ends; the file may be cut off"));
    }
    reader.gathering.finished("no event in the file is a shift; export the calendar of the rota")
}

struct Reader {
    zone: Tz,
    gathering: Gathering,
    /// The components that have begun and not ended, with their lines.
    open: Vec<(String, usize)>,
    /// The properties of the event that is being read.
    event: Option<Vec<ContentLine>>,
    events: usize,
}

impl Reader {
    fn take(&mut self, line: ContentLine) -> Result<(), ImportRefusal> {
        let word = line.value.trim().to_ascii_uppercase();
        match line.name.as_str() {
            "BEGIN" => self.begin(line.line, word),
            "END" => self.end(line.line, &word),
            _ if self.open.is_empty() => {
                let what = format!(
                    "{} stands outside a calendar; a calendar begins with BEGIN:VCALENDAR",
                    quoted(&line.name)
                );
                Err(ImportRefusal::of(Remark::at(line.line, what)))
            }
            // What stands in an alarm within the event is not the event's.
            _ => {
                if self.open.last().is_some_and(|(name, _)| name == "VEVENT")
                    && let Some(event) = &mut self.event
                {
                    event.push(line);
                }
                Ok(())
            }
        }
    }

    fn begin(&mut self, line: usize, word: String) -> Result<(), ImportRefusal> {
        if self.open.is_empty() && word != "VCALENDAR" {
            let what = format!(
                "{} stands outside a calendar; a calendar begins with BEGIN:VCALENDAR",
                quoted(&word)
            );
            return Err(ImportRefusal::of(Remark::at(line, what)));
        }
        if word == "VEVENT" {
            self.events += 1;
            if self.events > MOST_SHIFTS {
                let what = format!("there are over {MOST_SHIFTS} events; export a shorter span");
                return Err(ImportRefusal::of(Remark::at(line, what)));
            }
            if self.event.is_some() {
                return Err(ImportRefusal::of(Remark::at(line, "an event begins within an event")));
            }
            self.event = Some(Vec::new());
        }
        self.open.push((word, line));
        Ok(())
    }

    fn end(&mut self, line: usize, word: &str) -> Result<(), ImportRefusal> {
        match self.open.pop() {
            Some((name, begun)) if name == word => {
                if word == "VEVENT"
                    && let Some(event) = self.event.take()
                {
                    self.shift(begun, &event);
                }
                Ok(())
            }
            Some((name, begun)) => {
                let what = format!("{} ends here, but {name} of line {begun} has not ended", quoted(word));
                Err(ImportRefusal::of(Remark::at(line, what)))
            }
            None => Err(ImportRefusal::of(Remark::at(
                line,
                format!("{} ends here and never began", quoted(word)),
            ))),
        }
    }

    /// Reads an event that begins at a line.
    fn shift(&mut self, begun: usize, event: &[ContentLine]) {
        let find = |name: &str| event.iter().find(|line| line.name == name);
        if find("STATUS").is_some_and(|line| line.value.trim().eq_ignore_ascii_case("CANCELLED")) {
            self.gathering.warning(begun, "the event is cancelled, and was left out");
            return;
        }
        for name in READ {
            if let Some(again) = event.iter().filter(|line| line.name == name).nth(1) {
                self.gathering.problem(again.line, format!("{name} stands twice in one event"));
            }
        }
        if let Some(line) = event.iter().find(|line| SERIES.contains(&line.name.as_str())) {
            let what = format!("{} makes a series; export each shift as an event of its own", line.name);
            self.gathering.problem(line.line, what);
            return;
        }
        let window = self.window(begun, find);
        let who = if let Some(line) = find("SUMMARY") {
            self.who(line)
        } else {
            self.gathering.problem(begun, "the event has no SUMMARY; it says who is on watch");
            None
        };
        if let (Some(window), Some((person, seat))) = (window, who) {
            self.gathering.shift(begun, seat, &person, window);
        }
    }

    fn window<'a>(&mut self, begun: usize, find: impl Fn(&str) -> Option<&'a ContentLine>) -> Option<Window> {
        let Some(line) = find("DTSTART") else {
            self.gathering.problem(begun, "the event has no DTSTART, and so no begin");
            return None;
        };
        let from = self.moment(line);
        let until = match (find("DTEND"), find("DURATION")) {
            (Some(_), Some(line)) => {
                self.gathering.problem(line.line, "DURATION stands beside DTEND; one of them says the end");
                return None;
            }
            (Some(line), None) => {
                let until = self.moment(line)?;
                if from.as_ref().is_some_and(|from| from.date.is_some() != until.date.is_some()) {
                    let what = "DTSTART and DTEND have to be both dates or both times";
                    self.gathering.problem(line.line, what);
                    return None;
                }
                until.at
            }
            (None, Some(line)) => {
                let from = from.as_ref()?;
                let Some(length) = length(&line.value) else {
                    let what = format!("{} is no length; it looks like P7D or PT12H30M", quoted(&line.value));
                    self.gathering.problem(line.line, what);
                    return None;
                };
                self.after(line.line, from, length)?
            }
            (None, None) => {
                let from = from.as_ref()?;
                if from.date.is_none() {
                    self.gathering.problem(begun, "the event has neither DTEND nor DURATION, and so no end");
                    return None;
                }
                self.after(begun, from, Length::DAY)?
            }
        };
        Some(Window::new(from?.at, until))
    }

    fn moment(&mut self, line: &ContentLine) -> Option<Moment> {
        match moment(line, self.zone) {
            Ok(moment) => {
                if let Some(remark) = &moment.remark {
                    self.gathering.warning(line.line, remark);
                }
                Some(moment)
            }
            Err(what) => {
                self.gathering.problem(line.line, what);
                None
            }
        }
    }

    fn after(&mut self, line: usize, from: &Moment, length: Length) -> Option<Instant> {
        let until = from.after(length);
        if until.is_none() {
            self.gathering.problem(line, "the end lies beyond the calendar; write a shorter length");
        }
        until
    }

    /// Whose shift it is, and in which seat.
    fn who(&mut self, line: &ContentLine) -> Option<(String, Seat)> {
        let summary = one_line(&unescaped(&line.value));
        if let Some((person, seat)) = summary.rsplit_once(',')
            && let Some(word) = seat_word(seat)
        {
            return Some((person.to_owned(), self.gathering.seat(line.line, word)?));
        }
        if let Some((person, seat)) = summary.strip_suffix(')').and_then(|inside| inside.rsplit_once('('))
            && let Some(word) = seat_word(seat)
        {
            return Some((person.to_owned(), self.gathering.seat(line.line, word)?));
        }
        if summary.contains([',', '(']) {
            let what = format!("{} was read as a name, in the primary seat", quoted(&summary));
            self.gathering.warning(line.line, what);
        }
        Some((summary, Seat::Primary))
    }
}

/// The word of a seat: `primary`, `Backup`, `shadow`, `shadow watch`. Other words are part of a name.
fn seat_word(text: &str) -> Option<&str> {
    let text = text.trim();
    let word = text.strip_suffix(" watch").or_else(|| text.strip_suffix(" Watch")).unwrap_or(text);
    let is_usual = ["primary", "backup"].iter().any(|usual| word.eq_ignore_ascii_case(usual));
    (is_usual || Seat::is_word(word)).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rota::samples::span;
    use chrono_tz::America::Chicago;

    fn calendar(events: &[&str]) -> String {
        let written: Vec<String> =
            events.iter().map(|event| format!("BEGIN:VEVENT\n{event}\nEND:VEVENT\n")).collect();
        let events = written.concat();
        format!("BEGIN:VCALENDAR\nVERSION:2.0\n{events}END:VCALENDAR\n")
    }

    fn read(text: &str) -> Result<ImportedRota, String> {
        super::read(text.as_bytes(), Chicago).map_err(|refusal| refusal.to_string())
    }

    fn refused(events: &[&str]) -> String {
        read(&calendar(events)).expect_err("refused")
    }

    #[test]
    fn summaries_say_who_and_in_which_seat() {
        for (summary, person, seat, warned) in [
            ("Sample One", "Sample One", "primary", false),
            ("Sample One\\, primary watch", "Sample One", "primary", false),
            ("Sample One\\, Backup", "Sample One", "backup", false),
            ("Sample One (BACKUP)", "Sample One", "backup", false),
            ("Sample One (shadow watch)", "Sample One", "shadow", true),
            ("One\\, Sample\\, backup watch", "One, Sample", "backup", false),
            ("One\\, Sample", "One, Sample", "primary", true),
            ("Sample One (on call)", "Sample One (on call)", "primary", true),
            ("Sample\\nOne\\; \\\\ 👩\u{200D}🚒 שלום", "Sample One; \\ 👩\u{200D}🚒 שלום", "primary", false),
        ] {
            let event = format!("DTSTART:20260302T150000Z\nDURATION:PT1H\nSUMMARY:{summary}");
            let rota = read(&calendar(&[&event])).expect(summary);
            let shift = &rota.shifts[0];
            assert_eq!((shift.person.as_str(), shift.seat.word()), (person, seat));
            assert_eq!(rota.warnings.len(), usize::from(warned), "{:?}", rota.warnings);
            assert_eq!(shift.line, 3);
        }
    }

    #[test]
    fn every_way_to_write_a_time_is_read() {
        for (times, window) in [
            (
                "DTSTART;TZID=America/Chicago:20260302T090000\nDTEND;TZID=America/Chicago:20260309T090000",
                span("2026-03-02T15:00Z", "2026-03-09T14:00Z"),
            ),
            ("DTSTART:20260302T090000\nDURATION:P7D", span("2026-03-02T15:00Z", "2026-03-09T14:00Z")),
            (
                "DTEND;TZID=Europe/Berlin:20260302T180000\nDTSTART:20260302T150000Z",
                span("2026-03-02T15:00Z", "2026-03-02T17:00Z"),
            ),
            ("DTSTART;VALUE=DATE:20260308", span("2026-03-08T06:00Z", "2026-03-09T05:00Z")),
            (
                "DTSTART;VALUE=DATE:20261101\nDTEND;VALUE=DATE:20261103",
                span("2026-11-01T05:00Z", "2026-11-03T06:00Z"),
            ),
        ] {
            let rota = read(&calendar(&[&format!("{times}\nSUMMARY:Sample One")])).expect(times);
            assert_eq!(rota.shifts[0].window, window, "{times}");
        }
    }

    #[test]
    fn what_is_wrong_with_an_event_is_told_with_its_line() {
        const TIMES: &str = "DTSTART:20260302T150000Z\nDTEND:20260302T160000Z";
        for (event, said) in [
            (
                format!("{TIMES}\nSUMMARY:Sample One\nRRULE:FREQ=WEEKLY"),
                "line 7: RRULE makes a series; export each shift as an event of its own",
            ),
            (
                "DTEND:20260302T160000Z\nSUMMARY:S".to_owned(),
                "line 3: the event has no DTSTART, and so no begin",
            ),
            (TIMES.to_owned(), "line 3: the event has no SUMMARY; it says who is on watch"),
            (format!("{TIMES}\nSUMMARY: "), "line 3: nobody is named; write who is on watch"),
            (format!("{TIMES}\nSUMMARY:, backup"), "line 3: nobody is named; write who is on watch"),
            (
                "DTSTART:20260302T150000Z\nSUMMARY:S".to_owned(),
                "line 3: the event has neither DTEND nor DURATION, and so no end",
            ),
            (
                format!("{TIMES}\nDURATION:PT1H\nSUMMARY:S"),
                "line 6: DURATION stands beside DTEND; one of them says the end",
            ),
            (format!("{TIMES}\nSUMMARY:S\nSUMMARY:T"), "line 7: SUMMARY stands twice in one event"),
            (
                "DTSTART;VALUE=DATE:20260302\nDTEND:20260302T160000Z\nSUMMARY:S".to_owned(),
                "line 5: DTSTART and DTEND have to be both dates or both times",
            ),
            (
                "DTSTART:20260302T150000Z\nDURATION:-PT1H\nSUMMARY:S".to_owned(),
                "line 5: “-PT1H” is no length; it looks like P7D or PT12H30M",
            ),
            (
                "DTSTART:20260302T150000Z\nDURATION:P4000000000D\nSUMMARY:S".to_owned(),
                "line 5: the end lies beyond the calendar; write a shorter length",
            ),
            (
                "DTSTART:20260302T160000Z\nDTEND:20260302T150000Z\nSUMMARY:S".to_owned(),
                "line 3: the shift ends Mon 2 Mar 09:00 CST, and that isn’t after its begin Mon 2 Mar 10:00 CST",
            ),
            (format!("{TIMES}\nSUMMARY:S\nwords"), "line 7: “words” is no line of a calendar"),
        ] {
            assert_eq!(refused(&[&event]), said);
        }
    }

    #[test]
    fn what_is_no_calendar_is_refused() {
        for (text, said) in [
            ("", "no event in the file is a shift; export the calendar of the rota"),
            (
                "BEGIN:VCALENDAR\nEND:VCALENDAR",
                "no event in the file is a shift; export the calendar of the rota",
            ),
            (
                "start,end\n",
                "line 1: “start,end” is no line of a calendar; a calendar begins with BEGIN:VCALENDAR",
            ),
            (
                "BEGIN:VCARD\n",
                "line 1: “VCARD” stands outside a calendar; a calendar begins with BEGIN:VCALENDAR",
            ),
            ("X:1\n", "line 1: “X” stands outside a calendar; a calendar begins with BEGIN:VCALENDAR"),
            ("END:VEVENT", "line 1: “VEVENT” ends here and never began"),
            (
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR",
                "line 3: “VCALENDAR” ends here, but VEVENT of line 2 has not ended",
            ),
            ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nBEGIN:VEVENT", "line 3: an event begins within an event"),
            (
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:2026",
                "line 2: VEVENT begins here and never ends; the file may be cut off",
            ),
        ] {
            assert_eq!(read(text).expect_err("refused"), said);
        }
        let event = "BEGIN:VEVENT\nSTATUS:CANCELLED\nEND:VEVENT\n";
        let many = |count: usize| format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", event.repeat(count));
        assert!(read(&many(MOST_SHIFTS)).expect_err("refused").starts_with("no event"));
        assert!(read(&many(MOST_SHIFTS + 1)).expect_err("refused").contains("over 20000 events"));
    }

    #[test]
    fn alarms_cancelled_events_and_other_components_are_passed_over() {
        let text = "BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:X\nBEGIN:STANDARD\nDTSTART:19700101T000000\nRRULE:A\n\
                    END:STANDARD\nEND:VTIMEZONE\nBEGIN:VTODO\nSUMMARY:x\nEND:VTODO\nBEGIN:VEVENT\nDTSTART:20260302T150000Z\n\
                    DURATION:PT1H\nBEGIN:VALARM\nDURATION:PT5M\nSUMMARY:x\nEND:VALARM\nSUMMARY:Sample One\nEND:VEVENT\n\
                    BEGIN:VEVENT\nSTATUS:Cancelled\nEND:VEVENT\nEND:VCALENDAR\n";
        let rota = read(text).expect("read");
        assert_eq!(rota.shifts.len(), 1);
        assert_eq!(rota.warnings, [Remark::at(21, "the event is cancelled, and was left out")]);
    }

    #[test]
    fn a_hundred_problems_and_the_rest_as_a_number() {
        let said = refused(&["SUMMARY:x"; 300]);
        assert_eq!(said.lines().count(), 101);
        assert!(said.ends_with("and 200 more; see to these first"));
    }
}
