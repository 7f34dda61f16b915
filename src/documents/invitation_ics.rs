//! The invitation to a meeting as iCalendar (RFC 5545, 5546): a request that calendar programs ask to
//! accept, or a cancellation that takes it out again.
//!
//! Never here: who is invited, or what it says.

use super::ics::{Ics, universal};
use super::ics_zone::write_zone;
use super::invitation::{Attendee, AttendeeRole, Invitation};
use super::plain_text::one_line;
use crate::domain::review::ReviewAnswer;
use crate::domain::rota::change::Window;

/// The invitation as a file's bytes. With `alarm_minutes`, the calendar program tells of it so many minutes
/// before.
pub fn invitation_ics(invitation: &Invitation, alarm_minutes: Option<u32>) -> Vec<u8> {
    let mut ics = Ics::default();
    ics.line("BEGIN", "VCALENDAR");
    ics.line("VERSION", "2.0");
    ics.line("PRODID", &format!("-//Bridgewatch//{}//EN", invitation.meeting.word()));
    ics.line("CALSCALE", "GREGORIAN");
    ics.line("METHOD", method(invitation));
    write_zone(&mut ics, invitation.zone, Window::new(invitation.starts_at, invitation.ends_at));
    ics.line("BEGIN", "VEVENT");
    ics.text("UID", &invitation.uid);
    ics.line("SEQUENCE", &invitation.sequence.to_string());
    ics.line("DTSTAMP", &universal(invitation.stamp));
    ics.time("DTSTART", invitation.starts_at, invitation.zone);
    ics.time("DTEND", invitation.ends_at, invitation.zone);
    ics.text("SUMMARY", &one_line(&invitation.summary));
    let place = invitation.place.as_deref().map(one_line).filter(|place| !place.is_empty());
    if let Some(place) = place {
        ics.text("LOCATION", &place);
    }
    ics.text("DESCRIPTION", &invitation.description);
    ics.line("STATUS", if invitation.cancels { "CANCELLED" } else { "CONFIRMED" });
    ics.line("TRANSP", "OPAQUE");
    ics.text("CATEGORIES", invitation.meeting.word());
    write_organizer(&mut ics, invitation);
    for attendee in &invitation.attendees {
        write_attendee(&mut ics, attendee, invitation.cancels);
    }
    if let Some(minutes) = alarm_minutes.filter(|_| !invitation.cancels) {
        ics.line("BEGIN", "VALARM");
        ics.line("ACTION", "DISPLAY");
        ics.line("TRIGGER", &if minutes == 0 { "PT0S".to_owned() } else { format!("-PT{minutes}M") });
        ics.text("DESCRIPTION", &one_line(&invitation.summary));
        ics.line("END", "VALARM");
    }
    ics.line("END", "VEVENT");
    ics.line("END", "VCALENDAR");
    ics.into_bytes()
}

/// What the file asks of a calendar program.
pub fn method(invitation: &Invitation) -> &'static str {
    if invitation.cancels { "CANCEL" } else { "REQUEST" }
}

/// Who invites. The format asks for an address; where none is known, one that says so.
fn write_organizer(ics: &mut Ics, invitation: &Invitation) {
    let organizer = &invitation.organizer;
    let value = if organizer.address.is_empty() {
        "invalid:nomail".to_owned()
    } else {
        format!("mailto:{}", organizer.address)
    };
    ics.line(&format!("ORGANIZER{}", common_name(&organizer.name)), &value);
}

fn write_attendee(ics: &mut Ics, attendee: &Attendee, cancels: bool) {
    let role = match attendee.role {
        AttendeeRole::Chair => "CHAIR",
        AttendeeRole::Required => "REQ-PARTICIPANT",
        AttendeeRole::Optional => "OPT-PARTICIPANT",
    };
    let answer = match attendee.answer {
        None => "NEEDS-ACTION",
        Some(ReviewAnswer::Accepted) => "ACCEPTED",
        Some(ReviewAnswer::Tentative) => "TENTATIVE",
        Some(ReviewAnswer::Declined) => "DECLINED",
    };
    let rsvp = if cancels || attendee.answer.is_some() { "FALSE" } else { "TRUE" };
    let name = common_name(&attendee.who.name);
    ics.line(
        &format!("ATTENDEE{name};CUTYPE=INDIVIDUAL;ROLE={role};PARTSTAT={answer};RSVP={rsvp}"),
        &format!("mailto:{}", attendee.who.address),
    );
}

/// A name as the parameter CN: quoted, without the one mark that a quoted value may not have.
fn common_name(name: &str) -> String {
    let name = one_line(name).replace('"', "'");
    if name.is_empty() { String::new() } else { format!(";CN=\"{name}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::eml::Address;
    use crate::documents::invitation::{NoInvitation, invitation_of};
    use crate::documents::report::trial::{HOSTILE, Teller, at, planned};
    use serde_json::json;

    fn invitation(teller: &Teller) -> Invitation {
        invitation_of(teller.live(), &teller.world, at("2026-03-03T09:00")).expect("an invitation")
    }

    /// The lines of a calendar, unfolded.
    fn lines(invitation: &Invitation, alarm: Option<u32>) -> Vec<String> {
        let text = String::from_utf8(invitation_ics(invitation, alarm)).expect("UTF-8");
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "folded");
        text.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_request_has_all_that_a_calendar_asks_for() {
        let lines = lines(&invitation(&planned()), Some(15));
        for line in [
            "METHOD:REQUEST",
            "TZID:America/Chicago",
            "UID:00000000-0000-0000-0000-000000000001@post-mortem.bridgewatch",
            "SEQUENCE:0",
            "DTSTAMP:20260303T150000Z",
            "DTSTART;TZID=America/Chicago:20260305T100000",
            "DTEND;TZID=America/Chicago:20260305T110000",
            "SUMMARY:Post-mortem of MI-0001: Payments API down",
            "LOCATION:Room 4",
            "STATUS:CONFIRMED",
            "ORGANIZER;CN=\"Sample Manager\":mailto:manager@example.org",
            "ATTENDEE;CN=\"Sample Manager\";CUTYPE=INDIVIDUAL;ROLE=CHAIR;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:manager@example.org",
            "ATTENDEE;CN=\"Sample Engineer\";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:engineer@example.org",
            "ATTENDEE;CN=\"Sample Problem Manager\";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:problem@example.org",
            "TRIGGER:-PT15M",
        ] {
            assert!(lines.iter().any(|one| one == line), "{line}\n{lines:#?}");
        }
        let description =
            lines.iter().find(|line| line.starts_with("DESCRIPTION:Post-mortem")).expect("a description");
        assert!(description.contains("agree on the problem statement"), "{description}");
        assert!(
            description.contains("\\n10:00 What happened (20 min)\\n10:20 Problem statement (40 min)"),
            "{description}"
        );
        assert!(description.contains("Facilitator: Sample Manager"), "{description}");
        assert!(!description.contains("refused"), "what was found is not told before: {description}");
    }

    #[test]
    fn a_move_after_it_was_sent_is_a_higher_number_of_the_same_meeting() {
        let mut teller = planned();
        let first = invitation(&teller);
        teller.tell("14:00", &json!({"log_invitation_sent": {}}));
        assert_eq!(invitation(&teller).sequence, 0, "sent again, it is the same");
        teller.tell(
            "15:00",
            &json!({"schedule_review": {"starts_at": "2026-03-04T10:00:00-06:00", "why": "leave"}}),
        );
        let moved = invitation(&teller);
        assert_eq!((moved.sequence, &moved.uid), (1, &first.uid));
        assert!(moved.attendees.iter().all(|one| one.answer.is_none()), "answers were to the other time");
    }

    #[test]
    fn called_off_goes_to_those_who_hold_an_invitation() {
        let mut teller = planned();
        teller.tell("14:00", &json!({"log_invitation_sent": {"to": ["Sample Old <old@example.org>"]}}));
        teller.tell("15:00", &json!({"call_off_review": {"why": "not needed; a drill"}}));
        let invitation = invitation(&teller);
        let lines = lines(&invitation, Some(15));
        for line in [
            "METHOD:CANCEL",
            "STATUS:CANCELLED",
            "SEQUENCE:1",
            "DTSTART;TZID=America/Chicago:20260305T100000",
        ] {
            assert!(lines.iter().any(|one| one == line), "{line}\n{lines:#?}");
        }
        let attendees: Vec<&String> = lines.iter().filter(|line| line.starts_with("ATTENDEE")).collect();
        assert_eq!(attendees.len(), 1);
        assert!(attendees[0].ends_with("mailto:old@example.org"));
        assert!(lines.iter().any(|line| line.contains("is called off.\\n\\nnot needed\\; a drill")));
        assert!(!lines.iter().any(|line| line == "BEGIN:VALARM"));
    }

    #[test]
    fn without_a_time_there_is_nothing_to_send() {
        let mut teller = planned();
        teller.tell("15:00", &json!({"call_off_review": {"why": "a drill"}}));
        let none = invitation_of(teller.live(), &teller.world, at("16:00"));
        assert_eq!(none, Err(NoInvitation::NoTime));
    }

    #[test]
    fn who_has_no_address_is_said() {
        let lacks = invitation(&planned()).lacks();
        assert_eq!(lacks, ["no address is known of Sample Guest"]);
    }

    #[test]
    fn hostile_words_add_no_property_and_no_attendee() {
        let mut invitation = invitation(&planned().with_words(|text| format!("{text} {HOSTILE}")));
        invitation.organizer =
            Address { name: "a\";CN=b\r\nATTENDEE:c:,;".to_owned(), address: String::new() };
        let lines = lines(&invitation, Some(0));
        let begins = |property: &str| lines.iter().filter(|line| line.starts_with(property)).count();
        assert_eq!((begins("BEGIN:VEVENT"), begins("ATTENDEE"), begins("ORGANIZER")), (1, 3, 1));
        assert!(
            lines.iter().any(|line| line == "ORGANIZER;CN=\"a';CN=b ATTENDEE:c:,;\":invalid:nomail"),
            "{lines:#?}"
        );
        let unfit = |c: char| crate::documents::plain_text::is_unfit(c) && c != '\t';
        assert!(lines.iter().all(|line| !line.contains(unfit)));
        assert!(lines.iter().any(|line| line.starts_with("SUMMARY:") && line.contains("=1+1")));
        let unescaped =
            |line: &&String| line.starts_with("DESCRIPTION") && line.replace("\\,", "").contains(',');
        assert_eq!(lines.iter().find(unescaped), None);
    }
}
