//! What the board shows, in words: a pure function of the world, the present and the filter.
//!
//! Never here: egui, colours, the clock.

use std::cell::OnceCell;
use std::fmt;
use std::sync::Arc;

use chrono::TimeDelta;
use chrono_tz::Tz;

use super::filter::{Filter, Haystacks};
use crate::domain::board::{self, BoardRow, HotlineStanding};
use crate::domain::calendar::local_of;
use crate::domain::event::IncidentId;
use crate::domain::incident::Phase;
use crate::domain::schedule::DeadlineState;
use crate::domain::standings::Standings;
use crate::domain::time::Instant;
use crate::domain::words::Priority;
use crate::domain::world::{Live, World};
use crate::ui::countdown;
use crate::ui::repaint::{secs_left, ticks};

/// How loud a countdown is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loudness {
    /// It has passed.
    Overdue,
    /// The warning share of its span has run.
    Soon,
    /// It is within the hour.
    Near,
    /// It is later than that.
    Far,
}

/// A countdown as it stands in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Countdown {
    /// Its deadline.
    pub due: Instant,
    /// Its figures.
    pub figures: String,
    /// How loud it is.
    pub loudness: Loudness,
}

/// One incident, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowData {
    /// Its name for good.
    pub id: IncidentId,
    /// None while triage runs.
    pub priority: Option<Priority>,
    /// What is wrong.
    pub title: String,
    /// What people say on the phone.
    pub reference: String,
    /// Number in the ticket system.
    pub ticket: Option<String>,
    /// What to do; then, the most wanted first, how it stands.
    pub details: Vec<String>,
    /// Until its next deadline, if one is owed.
    pub countdown: Option<Countdown>,
    /// How old it is, or since when it is restored or closed.
    pub age: String,
    /// Whether service is back and it is not closed yet.
    pub is_restored: bool,
    /// All of it for a screen reader, steady for a minute.
    pub spoken: String,
}

/// An incident in its place. Its words are made when somebody reads them: of a crowded board few rows are in sight.
#[derive(Debug, Clone, PartialEq)]
pub struct RowLine {
    live: Arc<Live>,
    is_closed: bool,
    now: Instant,
    zone: Tz,
    words: OnceCell<Box<RowData>>,
}

impl RowLine {
    /// Its name for good.
    pub fn id(&self) -> IncidentId {
        self.live.incident.id
    }

    /// It in words.
    pub fn data(&self) -> &RowData {
        self.words.get_or_init(|| {
            let (live, now, zone) = (&self.live, self.now, self.zone);
            Box::new(if self.is_closed {
                closed_data(live, now, zone)
            } else {
                row_data(&board::row(live, now), now, zone)
            })
        })
    }
}

/// One line of the board.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// The heading of a group, and how many it holds.
    Heading(&'static str, usize),
    /// An incident.
    Row(RowLine),
}

/// The board, in words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BoardData {
    /// Its lines from the top.
    pub lines: Vec<Line>,
    /// How many incidents are open or restored, whatever the filter says.
    pub live: usize,
    /// The next instant at which a row comes to another group.
    pub next_turn: Option<Instant>,
    /// Whether a countdown here shows seconds.
    pub ticks: bool,
}

/// The board at `now`, of a world whose incidents stand so.
pub fn board_data(
    (world, standings): (&World, &Standings),
    now: Instant,
    filter: &Filter,
    haystacks: &mut Haystacks,
) -> BoardData {
    let zone = world.settings.zone;
    let terms = filter.terms();
    let standings = standings.in_order();
    let mut data = BoardData { live: standings.len(), ..BoardData::default() };
    let line = |live: &Arc<Live>, is_closed| {
        Line::Row(RowLine { live: Arc::clone(live), is_closed, now, zone, words: OnceCell::new() })
    };
    let mut shown: Vec<(&'static str, Line)> = Vec::with_capacity(standings.len());
    for (live, one) in standings {
        if let Some(due) = one.due {
            data.ticks |= ticks(due, now);
            let turns = [due, due - TimeDelta::hours(1)];
            let next_turn = turns.into_iter().filter(|turn| *turn > now).min();
            data.next_turn = [data.next_turn, next_turn].into_iter().flatten().min();
        }
        if haystacks.holds_all(live, &terms) {
            shown.push((one.group.title(), line(live, false)));
        }
    }
    if filter.with_closed {
        let mut closed: Vec<&Arc<Live>> = world
            .live
            .values()
            .filter(|live| !live.incident.phase.is_live())
            .filter(|live| haystacks.holds_all(live, &terms))
            .collect();
        closed.sort_by_key(|live| std::cmp::Reverse(live.incident.closed_at));
        shown.extend(closed.into_iter().map(|live| ("Closed lately", line(live, true))));
    }
    let mut shown = shown.into_iter().peekable();
    while let Some((heading, row)) = shown.next() {
        let mut group = vec![row];
        while let Some((_, row)) = shown.next_if(|(next, _)| *next == heading) {
            group.push(row);
        }
        data.lines.push(Line::Heading(heading, group.len()));
        data.lines.append(&mut group);
    }
    data
}

impl BoardData {
    /// The incidents in the order of the board.
    pub fn order(&self) -> impl DoubleEndedIterator<Item = IncidentId> + '_ {
        self.rows().map(RowLine::id)
    }

    /// The rows in the order of the board.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = &RowLine> {
        self.lines.iter().filter_map(|line| match line {
            Line::Row(row) => Some(row),
            Line::Heading(..) => None,
        })
    }
}

fn row_data(row: &BoardRow, now: Instant, zone: Tz) -> RowData {
    let countdown = row.next.as_ref().map(|next| Countdown {
        due: next.due,
        figures: countdown::countdown(secs_left(next.due, now)),
        loudness: match next.state {
            DeadlineState::Overdue => Loudness::Overdue,
            DeadlineState::Warning => Loudness::Soon,
            _ if ticks(next.due, now) => Loudness::Near,
            _ => Loudness::Far,
        },
    });
    let details = details(row, now, zone);
    let age = match row.restored_at {
        Some(at) => format!("restored {}", time_of(at, now, zone)),
        None => format!("{} old", countdown::age(secs_left(now, row.opened_at))),
    };
    let pressing = row.next.as_ref().map(|next| countdown::spoken(secs_left(next.due, now)));
    let spoken =
        spoken_of(&row.priority_title, &row.title, &row.reference, pressing.as_deref(), &details.join(", "));
    RowData {
        id: row.id,
        priority: row.priority,
        title: row.title.clone(),
        reference: row.reference.clone(),
        ticket: row.ticket.clone(),
        details,
        countdown,
        age,
        is_restored: row.restored_at.is_some(),
        spoken,
    }
}

fn closed_data(live: &Live, now: Instant, zone: Tz) -> RowData {
    let incident = &live.incident;
    let detail = match incident.phase {
        Phase::Cancelled => "Opened in error",
        Phase::Duplicate => "Duplicate of another",
        _ => "Closed",
    };
    let word = incident.phase.word();
    let age =
        incident.closed_at.map_or_else(|| word.to_owned(), |at| format!("{word} {}", time_of(at, now, zone)));
    let priority = live.policy.priority_title(incident.traits.priority);
    RowData {
        id: incident.id,
        priority: incident.traits.priority,
        title: incident.title.clone(),
        reference: incident.reference.clone(),
        ticket: incident.ticket.clone(),
        details: vec![detail.to_owned()],
        countdown: None,
        age,
        is_restored: false,
        spoken: spoken_of(priority, &incident.title, &incident.reference, None, detail),
    }
}

fn spoken_of(priority: &str, title: &str, reference: &str, pressing: Option<&str>, detail: &str) -> String {
    let pressing = pressing.map(|words| format!(", {words}")).unwrap_or_default();
    format!("{priority}, {title}, {reference}{pressing}: {detail}")
}

/// What stands below the title: first what to do, then how it stands.
fn details(row: &BoardRow, now: Instant, zone: Tz) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    match &row.next {
        Some(next) => parts.push(next.action.clone()),
        None => parts.push("Nothing is owed".to_owned()),
    }
    if row.overdue > 1 {
        parts.push(format!("{} overdue", row.overdue));
    }
    if row.next.as_ref().is_some_and(|next| next.is_quiet) {
        parts.push("alarm quiet".to_owned());
    }
    if let Some(who) = &row.command {
        parts.push(format!("command {who}"));
    }
    match row.hotline {
        HotlineStanding::Owed => parts.push("hotline owed".to_owned()),
        HotlineStanding::Done => parts.push("hotline done".to_owned()),
        HotlineStanding::NotAsked => {}
    }
    match (row.last_update_at, row.next_update_due) {
        (Some(last), Some(next)) => {
            parts.push(format!("updated {}, next by {}", time_of(last, now, zone), time_of(next, now, zone)));
        }
        (Some(last), None) => parts.push(format!("updated {}", time_of(last, now, zone))),
        // The countdown says by when where the first update is what comes next.
        (None, Some(next)) if row.next.as_ref().is_some_and(|one| one.due != next) => {
            parts.push(format!("first update by {}", time_of(next, now, zone)));
        }
        (None, _) => {}
    }
    let (engaged, called) = row.smes;
    if called > 0 {
        parts.push(format!("SMEs {engaged} of {called}"));
    }
    for ((open, overdue), one, several) in
        [(row.actions, "action", "actions"), (row.requests, "request", "requests")]
    {
        let word = if open == 1 { one } else { several };
        match overdue {
            _ if open == 0 => {}
            0 => parts.push(format!("{open} {word}")),
            _ => parts.push(format!("{open} {word}, {overdue} overdue")),
        }
    }
    parts.push(if row.is_major { "major" } else { "regular" }.to_owned());
    if !row.is_production {
        parts.push("non-production".to_owned());
    }
    parts
}

/// A time of day; with its weekday where it is not today's.
pub fn time_of(at: Instant, now: Instant, zone: Tz) -> String {
    let local = local_of(zone, at);
    if local.date() == local_of(zone, now).date() {
        local.format("%H:%M").to_string()
    } else {
        local.format("%a %H:%M").to_string()
    }
}

/// The board as text, a line each: what the tests read.
impl fmt::Display for BoardData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            match line {
                Line::Heading(title, count) => writeln!(f, "{title} {count}")?,
                Line::Row(row) => {
                    let row = row.data();
                    let priority = row.priority.map_or("Unassigned", Priority::title);
                    let figures = row.countdown.as_ref().map_or("", |countdown| countdown.figures.as_str());
                    writeln!(f, "  {priority} {} {} [{figures}] {}", row.reference, row.title, row.age)?;
                    writeln!(f, "    {}", row.details.join(" · "))?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]
mod tests {
    use super::*;
    use crate::desk::{Desk, DeskOptions, Name, Request};
    use crate::domain::command::{SendUpdate, Wish};
    use crate::domain::words::{CallOutcome, Kind};
    use crate::platform::RecordingNotifier;
    use chrono::DateTime;
    use expect_test::{Expect, expect};

    /// Monday 2 March 2026, 14:00 in Chicago.
    fn now() -> Instant {
        DateTime::parse_from_rfc3339("2026-03-02T20:00:00Z").unwrap().to_utc()
    }

    /// What was done, so many minutes ago, about the incident of that key.
    type Deed = (&'static str, i64, Wish);

    fn opened(title: &str, priority: Option<Priority>, kind: Kind, ticket: Option<&str>) -> Wish {
        Wish::OpenIncident {
            title: title.to_owned(),
            priority,
            kind: Some(kind),
            environment: None,
            ticket: ticket.map(str::to_owned),
            policy: None,
        }
    }

    fn sent() -> Wish {
        Wish::SendUpdate(SendUpdate::words(None, Some("We are looking into it")))
    }

    fn afternoon() -> Vec<Deed> {
        let reached = Wish::NotifyHotline {
            outcome: CallOutcome::Reached,
            spoke_with: None,
            reference: None,
            text: None,
            number: None,
            call_back_by: None,
        };
        vec![
            ("pay", 40, opened("Payments API down", Some(Priority::Critical), Kind::Major, Some("INC77"))),
            ("pay", 39, Wish::TakeCommand { by: Some("Robin".to_owned()) }),
            ("pay", 38, reached),
            ("pay", 37, sent()),
            ("badge", 3, opened("Badge readers", None, Kind::Regular, None)),
            ("slow", 1500, opened("Slow search", Some(Priority::Low), Kind::Regular, None)),
            ("slow", 1490, Wish::Refer { to: None }),
            ("slow", 1485, Wish::Acknowledge { by: None }),
            ("mail", 300, opened("Mail queue", Some(Priority::Low), Kind::Regular, None)),
            ("mail", 90, Wish::Restore { text: None }),
            ("gone", 200, opened("A drill", Some(Priority::Low), Kind::Regular, None)),
            ("gone", 100, Wish::Cancel { why: "it was a drill".to_owned() }),
        ]
    }

    fn world(deeds: Vec<Deed>) -> World {
        let folder = tempfile::tempdir().unwrap();
        let notifier = Box::new(RecordingNotifier::new().0);
        let options =
            DeskOptions { folder: folder.path().to_path_buf(), zone: Tz::America__Chicago, notifier };
        let mut desk = Desk::open(options, now()).unwrap();
        for (key, ago, wish) in deeds {
            let at = Some(now() - TimeDelta::minutes(ago));
            let name = Some(Name::Called(key.to_owned()));
            desk.handle(Request { name, at, actor: None, wish }, now()).unwrap();
        }
        desk.world().clone()
    }

    fn data_of(world: &World, now: Instant, filter: &Filter) -> BoardData {
        board_data((world, &Standings::of(world, now)), now, filter, &mut Haystacks::default())
    }

    fn check(words: &str, with_closed: bool, wanted: &Expect) {
        let filter = Filter { words: words.to_owned(), with_closed };
        let data = data_of(&world(afternoon()), now(), &filter);
        wanted.assert_eq(&data.to_string());
    }

    #[test]
    fn rows_say_what_to_do_by_when_and_how_it_stands() {
        check(
            "",
            false,
            &expect![[r#"
            Now 1
              Critical MI-0001 Payments API down [−25:00] 40 min old
                Tell the supervisor that no resolver can be determined · command Robin · hotline done · updated 13:23, next by 14:23 · major
            Next hour 1
              Unassigned MI-0002 Badge readers [12:00] 3 min old
                Assign a priority · regular
            Later 1
              Low MI-0003 Slow search [23 h 10] 1 d 1 h old
                Have it resolved, or have it evaluated · regular
            Restored, not closed 1
              Low MI-0004 Mail queue [] restored 12:30
                Nothing is owed · regular
        "#]],
        );
    }

    #[test]
    fn the_filter_wants_every_word_anywhere() {
        check(
            "LOOKING inc77 robin",
            false,
            &expect![[r#"
            Now 1
              Critical MI-0001 Payments API down [−25:00] 40 min old
                Tell the supervisor that no resolver can be determined · command Robin · hotline done · updated 13:23, next by 14:23 · major
        "#]],
        );
        check(
            "unassigned",
            false,
            &expect![[r#"
            Next hour 1
              Unassigned MI-0002 Badge readers [12:00] 3 min old
                Assign a priority · regular
        "#]],
        );
        check("looking badge", false, &expect![[""]]);
        check("drill", false, &expect![[""]]);
    }

    #[test]
    fn what_was_closed_lately_stands_last() {
        check(
            "drill",
            true,
            &expect![[r#"
            Closed lately 1
              Low MI-0005 A drill [] cancelled 12:20
                Opened in error
        "#]],
        );
    }

    #[test]
    fn the_words_of_a_row_are_made_when_somebody_reads_them() {
        let data = data_of(&world(afternoon()), now(), &Filter::default());
        assert_eq!((data.rows().count(), data.order().count()), (4, 4));
        assert!(data.rows().all(|row| row.words.get().is_none()));
        let first = data.rows().next().unwrap();
        assert_eq!((first.id(), first.data().reference.as_str()), (first.data().id, "MI-0001"));
        assert_eq!(data.rows().filter(|row| row.words.get().is_some()).count(), 1);
    }

    #[test]
    fn the_board_turns_when_a_row_changes_its_group() {
        let world = world(vec![("slow", 10, opened("Slow", Some(Priority::Medium), Kind::Regular, None))]);
        let at = |secs| {
            let now = now() + TimeDelta::seconds(secs);
            data_of(&world, now, &Filter::default())
        };
        let due = now() + TimeDelta::minutes(5);
        assert_eq!(at(0).next_turn, Some(due), "it goes to Now when it is due");
        assert!(at(0).to_string().starts_with("Next hour 1"));
        assert!(at(300).to_string().starts_with("Now 1"));
        assert!(at(0).ticks && at(300).ticks);
    }
}
