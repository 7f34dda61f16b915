//! Reading tickets out of a file.

use chrono_tz::America::Chicago;
use proptest::prelude::*;

use super::*;
use crate::domain::ticket::TicketState;
use crate::domain::words::Priority;

const HEADER: &str = "number,incident_state,sys_mod_count,opened_at,sys_updated_by,sys_updated_at,priority,resolved_at,\
                      closed_at,assignment_group,vendor\r\n";

fn latest() -> Instant {
    at(1_800_000_000)
}

fn read_as(bytes: &[u8], encoding: Encoding) -> Result<ImportedIncidents, Unread> {
    let reading = Reading {
        system: "ServiceNow",
        mapping: &Mapping::default(),
        zone: Chicago,
        order: DateOrder::Dmy,
        encoding,
        latest: latest(),
    };
    super::read(bytes, &reading, &mut |_| ControlFlow::Continue(()))
}

fn read(rows: &str) -> Result<ImportedIncidents, String> {
    read_as(format!("{HEADER}{rows}").as_bytes(), Encoding::Utf8).map_err(|err| err.to_string())
}

#[test]
fn rows_become_tickets_with_their_revisions_in_order() {
    let read = read(
        "INC2,Closed,4,01-03-2016 09:00,Sample One,02-03-2016 10:00,3 - Moderate,01-03-2016 12:00,02-03-2016 10:00,G,?\r\n\
         INC1,New,0,01-03-2016 09:00,?,01-03-2016 09:01,1 - Critical,?,,G,=1+1\r\n\
         INC2,New,0,01-03-2016 09:00,Sample Two,01-03-2016 09:05,2 - High,?,?,?,?\r\n\
         INC2,Active,2,01-03-2016 09:00,Sample Two,01-03-2016 09:04,2 - High,?,?,G,?\r\n",
    )
    .unwrap();
    assert_eq!((read.rows(), read.len(), read.is_empty()), (4, 2, false));
    let tickets: Vec<Ticket> = read.tickets().collect();
    assert_eq!(tickets.iter().map(|one| one.number.as_str()).collect::<Vec<_>>(), ["INC2", "INC1"]);
    let states: Vec<_> = tickets[0].revisions.iter().map(|one| (one.number, one.said.state())).collect();
    assert_eq!(states, [(0, TicketState::New), (2, TicketState::Active), (4, TicketState::Closed)]);
    let last = &tickets[0].revisions[2];
    assert_eq!(last.by.as_deref(), Some("Sample One"));
    assert_eq!(last.resolved_at.unwrap().to_rfc3339(), "2016-03-01T18:00:00+00:00");
    assert_eq!((last.said.field("group"), last.said.field("vendor")), (Some("G"), None));
    let first = &tickets[1].revisions[0];
    assert_eq!((first.said.priority(), first.by.as_deref()), (Some(Priority::Critical), None));
    assert_eq!(first.said.field("vendor"), Some("=1+1"), "a formula is a text like any other");
    assert_eq!(first.said.field("number"), None, "the log has a place for it");
}

#[test]
fn all_that_is_wrong_is_told_with_line_column_and_reason() {
    let good = "INC1,New,0,01-03-2016 09:00,x,01-03-2016 09:01,1 - Critical,?,?,G,?\n";
    let said = read(&format!(
        "{good}INC1,New,0,31-02-2016 09:00,x,01-03-2016 09:01,1 - Critical,?,?,G,?\n\
         INC1,New,0,01-03-2016 09:00,x\n\
         ,New,x,01-03-2016 09:00,x,?,urgent,01-03-2096 09:00,?,G,?\n\
         INC1,New,0,?,x,01-03-2016 09:01,1,?,?,G,\"a\nb\"\n{good}"
    ))
    .unwrap_err();
    assert_eq!(
        said,
        "line 3, column “opened_at”: there is no day “31-02-2016” in the order dmy\n\
         line 4: the row has 5 cells and the first line names 11; see whether a text with a comma lacks its quotes\n\
         line 5, column “number”: the number of the ticket is missing; each row needs one\n\
         line 5, column “resolved_at”: “01-03-2096 09:00” is in the future; see whether zone and order of dates are right\n\
         line 5, column “priority”: “urgent” is no priority; write 1 to 5, or critical, high, moderate, low\n\
         line 5, column “sys_mod_count”: “x” is no count of revisions; write a number\n\
         line 6, column “opened_at”: the time is missing; each row needs one"
    );
    let many = read(&"INC1\n".repeat(300)).unwrap_err();
    assert_eq!(many.lines().count(), MOST_PROBLEMS + 1);
    assert!(many.ends_with("and perhaps more; see to these first"));
}

#[test]
fn what_is_no_table_of_tickets_is_refused_whole() {
    let refused = |text: &str| read_as(text.as_bytes(), Encoding::Utf8).unwrap_err().to_string();
    assert_eq!(refused(""), "the file is empty; its first line names the columns");
    assert_eq!(refused(HEADER), "there is no row in the file; each row after the first line is a ticket");
    let said = refused("number,state\nINC1,New\n");
    assert!(said.contains("line 1: no column says the field opened (opened_at or opened)"), "{said}");
    assert!(said.contains("say which does, with updated=Column"), "{said}");
    let open = read("INC1,New,0,\"01-03-2016 09:00,x,01-03-2016 09:01,1,?,?,G,?\n").unwrap_err();
    assert!(open.starts_with("line 2: a quote opens here and never closes"), "{open}");
    let long = read(&format!("{},New,0,01-03-2016 09:00,x,01-03-2016 09:01,1,?,?,G,?\n", "9".repeat(101)));
    assert!(long.unwrap_err().contains("the number has 101 characters"));
}

#[test]
fn an_encoding_is_chosen_and_never_guessed() {
    let row = b"INC1,New,0,01-03-2016 09:00,M\xFCller,01-03-2016 09:01,1,?,?,G,?\n";
    let file = [HEADER.as_bytes(), row].concat();
    let refused = read_as(&file, Encoding::Utf8).unwrap_err().to_string();
    assert_eq!(
        refused,
        "line 2, column “sys_updated_by”: a character that is no UTF-8; save the file as UTF-8, or say that it is \
         windows-1252"
    );
    let read = read_as(&file, Encoding::Windows1252).unwrap();
    assert_eq!(read.tickets().next().unwrap().revisions[0].by.as_deref(), Some("Müller"));
    let marked =
        [b"\xEF\xBB\xBF", HEADER.as_bytes(), b"INC1,New,0,01-03-2016 09:00,x,01-03-2016 09:01,1,?,?,G,?"]
            .concat();
    assert_eq!(read_as(&marked, Encoding::Utf8).unwrap().len(), 1);
}

#[test]
fn times_that_the_clock_skips_or_doubles_are_taken_and_counted() {
    let read = read(
        "INC1,New,0,13-03-2016 02:30,x,13-03-2016 03:00,1,?,?,G,?\n\
         INC1,Closed,1,13-03-2016 02:30,x,01-11-2015 01:30,1,?,01-11-2015 01:30,G,?\n",
    )
    .unwrap();
    assert_eq!((read.notes.skipped_times, read.notes.doubled_times), (2, 2));
    let said = read.notes.first[0].to_string();
    assert_eq!(
        said,
        "line 2, column “opened_at”: “13-03-2016 02:30” does not exist in America/Chicago, whose clock skips it; the \
         first instant after it was taken"
    );
    let ticket = read.tickets().next().unwrap();
    assert_eq!(ticket.opened_at, ticket.revisions[0].at, "02:30 does not exist; 03:00 does");
}

#[test]
fn columns_that_are_named_twice_lose_nothing() {
    let file =
        "number,state,opened,updated,note,note,,vendor\nINC1,New,01-03-2016 09:00,01-03-2016 09:01,a,b,c,d\n";
    let read = read_as(file.as_bytes(), Encoding::Utf8).unwrap();
    let revision = read.tickets().next().unwrap().revisions.remove(0);
    let said: Vec<(&str, &str)> =
        revision.said.0.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let times = ("opened", "01-03-2016 09:00");
    assert_eq!(
        said,
        [("column 7", "c"), ("note", "a"), ("note (2)", "b"), times, ("state", "New"), ("vendor", "d")]
    );
    assert_eq!(revision.number, 1_456_844_460, "where nothing counts revisions, their time does");
}

#[test]
fn the_reading_can_be_stopped() {
    let rows = "INC1,New,0,01-03-2016 09:00,x,01-03-2016 09:01,1,?,?,G,?\n".repeat(2_500);
    let file = format!("{HEADER}{rows}");
    let reading = Reading {
        system: "ServiceNow",
        mapping: &Mapping::default(),
        zone: Chicago,
        order: DateOrder::Dmy,
        encoding: Encoding::Utf8,
        latest: latest(),
    };
    let mut told = Vec::new();
    let mut stop = |bytes| {
        told.push(bytes);
        if told.len() == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    assert_eq!(super::read(file.as_bytes(), &reading, &mut stop).unwrap_err(), Unread::Stopped);
    assert_eq!(told.len(), 2);
    assert!(told[0] <= told[1]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_spoilt_file_is_read_or_refused_with_reasons(
        changes in prop::collection::vec((0..400_usize, 0..4_u8, any::<u8>()), 0..10)
    ) {
        let row = "INC1,New,0,01-03-2016 09:00,\"a \"\"b\"\"\",01-03-2016 09:01,1 - Critical,?,?,G,é\r\n";
        let mut bytes = format!("{HEADER}{row}{row}").into_bytes();
        for (place, kind, byte) in changes {
            let place = place.min(bytes.len().saturating_sub(1));
            match kind {
                0 if !bytes.is_empty() => drop(bytes.remove(place)),
                1 => bytes.truncate(place.max(40)),
                2 => bytes.insert(place, byte),
                _ if !bytes.is_empty() => bytes[place] = byte,
                _ => {}
            }
        }
        for encoding in Encoding::ALL {
            match read_as(&bytes, encoding) {
                Ok(read) => prop_assert!(read.tickets().all(|ticket| !ticket.revisions.is_empty())),
                Err(Unread::Refused { flaws, .. }) => prop_assert!(!flaws.is_empty()),
                Err(Unread::Stopped) => prop_assert!(false, "nobody stopped it"),
            }
        }
    }
}
