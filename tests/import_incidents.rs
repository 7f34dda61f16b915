//! Tickets of another system at the desk: what they become, again and again, and how calm it stays.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::ops::ControlFlow;
use std::path::Path;

use bridgewatch::desk::import::{ImportReport, TicketStanding, preview};
use bridgewatch::desk::{Desk, DeskError, DeskOptions, Request};
use bridgewatch::domain::command::Wish;
use bridgewatch::domain::event::Fact;
use bridgewatch::domain::incident::{Incident, Phase};
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::words::{Kind, Priority};
use bridgewatch::imports::civil_times::DateOrder;
use bridgewatch::imports::encoding::Encoding;
use bridgewatch::imports::incident_mapping::Mapping;
use bridgewatch::imports::incidents_csv::{ImportedIncidents, Reading, read};
use bridgewatch::platform::{NotifierRecord, RecordingNotifier};
use bridgewatch::store::Store;
use chrono::TimeDelta;
use chrono_tz::America::Chicago;
use support::at;
use tempfile::TempDir;

const REAL: &str = include_str!("data/servicenow_incident_event_log.csv");

const HEADER: &str = "number,incident_state,sys_mod_count,opened_at,sys_updated_by,sys_updated_at,priority,\
                      assignment_group,assigned_to,short_description,cmdb_ci,resolved_at,closed_at\n";

fn now() -> Instant {
    at("2026-03-02T10:00:00-06:00")
}

fn file(text: &str) -> ImportedIncidents {
    let reading = Reading {
        system: "ServiceNow",
        mapping: &Mapping::default(),
        zone: Chicago,
        order: DateOrder::Dmy,
        encoding: Encoding::Utf8,
        latest: now(),
    };
    read(text.as_bytes(), &reading, &mut |_| ControlFlow::Continue(())).unwrap_or_else(|err| panic!("{err}"))
}

fn rows(rows: &[&str]) -> ImportedIncidents {
    file(&format!("{HEADER}{}\n", rows.join("\n")))
}

fn open(folder: &Path, now: Instant) -> (Desk, NotifierRecord) {
    let (notifier, record) = RecordingNotifier::new();
    let options = DeskOptions { folder: folder.to_path_buf(), zone: Chicago, notifier: Box::new(notifier) };
    (Desk::open(options, now).unwrap(), record)
}

fn desk() -> (TempDir, Desk, NotifierRecord) {
    let folder = tempfile::tempdir().unwrap();
    let (desk, record) = open(folder.path(), now());
    (folder, desk, record)
}

fn import(desk: &mut Desk, file: &ImportedIncidents) -> ImportReport {
    desk.import(file, now(), &mut |_, _| ControlFlow::Continue(())).unwrap()
}

fn incident(folder: &Path, number: &str) -> Incident {
    let store = Store::open_read_only(folder).unwrap();
    let id = store.find_incidents(number).unwrap()[0];
    Incident::fold(store.incident_events(id).unwrap()).unwrap()
}

/// What happened when, in the order of the log; what the ticket said beside it left out.
fn story(folder: &Path, number: &str) -> Vec<String> {
    let incident = incident(folder, number);
    let told = |fact: &Fact| {
        Some(match fact {
            Fact::IncidentOpened(opened) => format!("opened {} {:?}", opened.title, opened.priority),
            Fact::ServicesNamed { services } => format!("service {}", services[0].name),
            Fact::Referred { to } => format!("referred {}", to.as_deref().unwrap()),
            Fact::Acknowledged { by } => format!("acknowledged {}", by.as_deref().unwrap_or("-")),
            Fact::PriorityAssigned { priority, .. } => format!("priority {priority}"),
            Fact::IncidentAmended { title, .. } => format!("title {}", title.as_deref().unwrap()),
            Fact::Restored { .. } => "restored".to_owned(),
            Fact::Closed { .. } => "closed".to_owned(),
            Fact::Cancelled { .. } => "cancelled".to_owned(),
            Fact::Reopened { why } => format!("reopened, {why}"),
            Fact::TicketRead(_) | Fact::AlarmAcknowledged { .. } => return None,
            other => panic!("{other:?}"),
        })
    };
    let line =
        |at: Instant, words: String| format!("{} {words}", at.with_timezone(&Chicago).format("%d %H:%M"));
    let entries = incident.entries.iter();
    entries.filter_map(|one| told(one.fact()).map(|words| line(one.happened_at, words))).collect()
}

const TURNS: [&str; 8] = [
    "INC1,New,0,01-02-2016 09:00,One,01-02-2016 09:10,3 - Moderate,G1,?,No mail,Mail,?,?",
    "INC1,Active,1,01-02-2016 09:00,Two,01-02-2016 09:30,3 - Moderate,G1,Sample One,No mail,Mail,?,?",
    "INC1,Active,2,01-02-2016 09:00,Two,01-02-2016 09:40,2 - High,G2,Sample One,No mail at all,Mail,?,?",
    "INC1,Resolved,3,01-02-2016 09:00,Two,01-02-2016 11:00,2 - High,G2,Sample Two,No mail at all,Mail,01-02-2016 10:55,?",
    "INC1,Active,4,01-02-2016 09:00,Two,01-02-2016 12:00,2 - High,G2,Sample Two,No mail at all,Mail,01-02-2016 10:55,?",
    "INC1,Awaiting Vendor,5,01-02-2016 09:00,Two,01-02-2016 12:30,2 - High,G2,Sample Two,No mail at all,Mail,?,?",
    "INC1,Resolved,6,01-02-2016 09:00,Two,01-02-2016 13:00,2 - High,G2,Sample Two,No mail at all,Mail,01-02-2016 12:58,?",
    "INC1,Closed,7,01-02-2016 09:00,Bot,06-02-2016 13:00,2 - High,G2,Sample Two,No mail at all,Mail,01-02-2016 12:58,06-02-2016 13:00",
];

const STORY: [&str; 12] = [
    "01 09:00 opened No mail Some(Medium)",
    "01 09:00 service Mail",
    "01 09:10 referred G1",
    "01 09:30 acknowledged Sample One",
    "01 09:40 title No mail at all",
    "01 09:40 priority high",
    "01 09:40 referred G2",
    "01 10:55 restored",
    "01 12:00 reopened, the ticket went back to Active",
    "01 12:00 acknowledged Sample Two",
    "01 12:58 restored",
    "06 13:00 closed",
];

#[test]
fn the_states_of_a_ticket_become_what_happened_when_it_happened() {
    let (folder, mut desk, _record) = desk();
    let report = import(&mut desk, &rows(&TURNS));
    assert_eq!((report.rows, report.incidents, report.new, report.known), (8, 1, 1, 0));
    assert_eq!(story(folder.path(), "INC1"), STORY);
    let incident = incident(folder.path(), "inc1");
    assert_eq!((incident.key.as_str(), incident.reference.as_str()), ("INC1", "INC1"));
    assert_eq!((incident.ticket.as_deref(), incident.phase), (Some("INC1"), Phase::Closed));
    assert_eq!(incident.entries[2].event.actor, "One");
    let said: Vec<&str> = incident
        .entries
        .iter()
        .filter_map(|entry| match entry.fact() {
            Fact::TicketRead(read) => Some(read.fields.get("state").map_or("-", String::as_str)),
            _ => None,
        })
        .collect();
    assert_eq!(said, ["New", "Active", "-", "Resolved", "Active", "Awaiting Vendor", "Resolved", "Closed"]);
    assert_eq!(Store::open_read_only(folder.path()).unwrap().verify().unwrap().findings, []);
}

#[test]
fn a_file_that_grows_brings_only_what_is_new_and_tells_the_same_story() {
    for cut in 1..TURNS.len() {
        let (folder, mut desk, _record) = desk();
        import(&mut desk, &rows(&TURNS[..cut]));
        let again = import(&mut desk, &rows(&TURNS[..cut]));
        assert_eq!((again.known, again.entries), (1, 0), "{cut}");
        // The later file may have all rows, or only those that came since.
        let later = if cut % 2 == 0 { rows(&TURNS) } else { rows(&TURNS[cut..]) };
        let report = import(&mut desk, &later);
        assert_eq!((report.new, report.changed, report.known), (0, 1, 0), "{cut}");
        assert_eq!(report.tickets[0].1, TicketStanding::Changed);
        assert_eq!(story(folder.path(), "INC1"), STORY, "{cut}");
        assert_eq!(import(&mut desk, &rows(&TURNS)).entries, 0, "{cut}");
        assert_eq!(Store::open_read_only(folder.path()).unwrap().verify().unwrap().findings, []);
    }
}

#[test]
fn a_system_that_writes_the_last_restoration_into_every_row_is_seen_through() {
    let (folder, mut desk, _record) = desk();
    let last = "01-02-2016 12:58,06-02-2016 13:00";
    let enriched: Vec<String> = TURNS
        .iter()
        .map(|row| {
            let cells: Vec<&str> = row.split(',').collect();
            format!("{},{last}", cells[..11].join(","))
        })
        .collect();
    import(&mut desk, &file(&format!("{HEADER}{}\n", enriched.join("\n"))));
    let expected = STORY.join("\n").replace("01 10:55 restored", "01 11:00 restored");
    assert_eq!(story(folder.path(), "INC1").join("\n"), expected);
}

#[test]
fn hostile_texts_come_through_whole_and_harmless() {
    let (folder, mut desk, _record) = desk();
    let long = "x".repeat(100_000);
    let row = format!(
        "INC1,New,0,01-02-2016 09:00,\u{202e}evil,01-02-2016 09:10,1,\"=cmd|' /C calc'!A0\",?,\"{long}\",\
         \"<b>\u{7}a\r\nb</b>\",?,?"
    );
    import(&mut desk, &rows(&[&row]));
    let incident = incident(folder.path(), "INC1");
    assert_eq!(incident.title.chars().count(), 300);
    assert_eq!(incident.services[0].name, "<b> a b</b>");
    assert_eq!(incident.referred_to.as_deref(), Some("=cmd|' /C calc'!A0"));
    let read = incident.entries.iter().find_map(|entry| match entry.fact() {
        Fact::TicketRead(read) => Some(read),
        _ => None,
    });
    let read = read.unwrap();
    assert_eq!(
        (read.fields["title"].len(), read.fields["service"].as_str()),
        (100_000, "<b>\u{7}a\r\nb</b>")
    );
    assert_eq!(import(&mut desk, &rows(&[&row])).entries, 0);
}

#[test]
fn what_the_desk_keeps_itself_gets_the_tickets_words_and_keeps_its_own_milestones() {
    let (folder, mut desk, _record) = desk();
    let wish = Wish::OpenIncident {
        title: "Mail is down".to_owned(),
        priority: Some(Priority::Low),
        kind: Some(Kind::Regular),
        environment: None,
        ticket: Some("INC1".to_owned()),
        policy: None,
    };
    desk.handle(Request::of_desk(wish), now()).unwrap();
    let report = import(&mut desk, &rows(&TURNS));
    assert_eq!((report.new, report.changed), (0, 1));
    let mine = incident(folder.path(), "INC1");
    assert_eq!(
        (mine.reference.as_str(), mine.phase, mine.title.as_str()),
        ("MI-0001", Phase::Open, "Mail is down")
    );
    assert_eq!(mine.entries.len(), 1 + TURNS.len());
    assert_eq!(import(&mut desk, &rows(&TURNS)).entries, 0);
}

#[test]
fn an_import_rings_no_bell_and_what_is_due_later_does() {
    let (folder, mut desk, record) = desk();
    // Open for ten years; opened five minutes ago; restored long ago and never closed.
    let file = rows(&[
        "INC1,Active,1,01-02-2016 09:00,Two,01-02-2016 09:30,1 - Critical,G1,Sample One,No mail,Mail,?,?",
        "INC2,New,0,02-03-2026 09:55,Two,02-03-2026 09:56,1 - Critical,G1,?,No web,Web,?,?",
        "INC3,Resolved,4,01-02-2016 09:00,Two,01-02-2016 11:00,2 - High,G2,?,No net,Net,01-02-2016 10:55,?",
    ]);
    let report = import(&mut desk, &file);
    assert!(report.quiet_deadlines >= 3, "{report:?}");
    let overdue = |desk: &Desk, now| desk.world().counts(now).1;
    assert!(overdue(&desk, now()) >= 3, "they stand on the board");
    for minutes in 0..9 {
        desk.tick(now() + TimeDelta::minutes(minutes)).unwrap();
    }
    let told: Vec<String> = record.shown().into_iter().map(|notice| notice.title).collect();
    assert!(told.iter().all(|title| title.contains("INC2")), "only of what is near: {told:?}");
    desk.tick(now() + TimeDelta::minutes(10)).unwrap();
    let due: Vec<String> = record.shown().into_iter().map(|notice| notice.title).collect();
    assert!(
        due.iter().any(|title| title.starts_with("2 deadlines are due") || title.contains("Due now INC2")),
        "{due:?}"
    );
    // A restart repeats nothing either.
    let before = record.shown().len();
    drop(desk);
    let soon = now() + TimeDelta::seconds(630);
    let (mut desk, record) = open(folder.path(), soon);
    desk.tick(soon).unwrap();
    assert!(before > 0 && record.shown().is_empty());
    assert_eq!(Store::open_read_only(folder.path()).unwrap().verify().unwrap().findings, []);
}

#[test]
fn what_rang_before_an_import_rings_on() {
    let (_folder, mut desk, record) = desk();
    let opened = "INC2,New,0,02-03-2026 09:50,Two,02-03-2026 09:51,1 - Critical,?,?,No web,Web,?,?";
    import(&mut desk, &rows(&[opened]));
    let later = now() + TimeDelta::minutes(6);
    desk.tick(later).unwrap();
    let rang = record.shown().len();
    assert!(rang > 0);
    let news = "INC2,New,1,02-03-2026 09:50,Two,02-03-2026 09:59,1 - Critical,?,Sample One,No web,Web,?,?";
    desk.import(&rows(&[opened, news]), later, &mut |_, _| ControlFlow::Continue(())).unwrap();
    desk.tick(later + TimeDelta::minutes(5)).unwrap();
    assert!(record.shown().len() > rang, "the reminder comes");
}

#[test]
fn what_is_long_closed_is_not_at_hand_and_is_found_by_name() {
    let (folder, mut desk, _record) = desk();
    let report = import(&mut desk, &file(REAL));
    assert_eq!((report.rows, report.incidents, report.new), (2040, 300, 300));
    assert_eq!(desk.world().live.len(), 0, "all of them are closed for years");
    drop(desk);
    let (mut desk, record) = open(folder.path(), now());
    assert_eq!(desk.world().live.len(), 0, "and a start does not fold them");
    assert_eq!(desk.world().next_reference, 1, "the desk's own numbers are its own");
    desk.tick(now()).unwrap();
    assert_eq!(record.shown(), []);
    let request = Request {
        name: Some(bridgewatch::desk::Name::Called("INC0000294".to_owned())),
        at: None,
        actor: None,
        wish: Wish::Note { text: "looked at again".to_owned(), significant: false },
    };
    desk.handle(request, now()).unwrap();
    assert_eq!(desk.world().live.len(), 1);
    let again = import(&mut desk, &file(REAL));
    assert_eq!((again.new, again.changed, again.known, again.entries), (0, 0, 300, 0));
    assert_eq!(Store::open_read_only(folder.path()).unwrap().verify().unwrap().findings, []);
}

#[test]
fn the_preview_says_what_the_import_then_does() {
    let (folder, mut desk, _record) = desk();
    import(&mut desk, &rows(&TURNS[..3]));
    let two = rows(&[TURNS[3], "INC2,New,0,02-02-2016 09:50,Two,02-02-2016 09:51,4,?,?,No web,Web,?,?"]);
    let store = Store::open_read_only(folder.path()).unwrap();
    let count = store.event_count().unwrap();
    let mut on = |_, _| ControlFlow::Continue(());
    let said = preview(Some(&store), desk.world(), &two, &mut on).unwrap();
    assert_eq!(store.event_count().unwrap(), count);
    let done = import(&mut desk, &two);
    assert_eq!((said.new, said.changed, said.entries), (1, 1, done.entries));
    assert_eq!(said.tickets, done.tickets);
    let alone = preview(None, desk.world(), &two, &mut on).unwrap();
    assert_eq!((alone.new, alone.changed), (2, 0));
}

#[test]
fn an_import_that_is_stopped_changes_nothing() {
    let (folder, mut desk, _record) = desk();
    let before = Store::open_read_only(folder.path()).unwrap().all_events().unwrap();
    let file = file(REAL);
    let mut told = Vec::new();
    let stopped = desk.import(&file, now(), &mut |done, of| {
        told.push((done, of));
        if done == 200 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(matches!(stopped, Err(DeskError::ImportStopped)));
    assert_eq!((told.len(), told.last()), (201, Some(&(200, 300))));
    let store = Store::open_read_only(folder.path()).unwrap();
    assert_eq!(store.all_events().unwrap(), before);
    assert_eq!((store.rows().unwrap(), desk.world().live.len()), (Vec::new(), 0));
    assert_eq!(import(&mut desk, &file).new, 300);
}

#[test]
fn a_reference_that_is_taken_is_told_apart() {
    let (folder, mut desk, _record) = desk();
    let wish = Wish::OpenIncident {
        title: "Mail is down".to_owned(),
        priority: None,
        kind: None,
        environment: None,
        ticket: None,
        policy: None,
    };
    desk.handle(Request::of_desk(wish), now()).unwrap();
    let mine = "MI-0002,New,0,02-02-2016 09:50,Two,02-02-2016 09:51,4,?,?,No web,Web,?,?";
    import(&mut desk, &rows(&[mine]));
    let store = Store::open_read_only(folder.path()).unwrap();
    let shown: Vec<String> = store.rows().unwrap().into_iter().map(|row| row.reference).collect();
    assert_eq!(shown, ["MI-0002", "MI-0001"]);
    assert_eq!(store.verify().unwrap().findings, []);
}
