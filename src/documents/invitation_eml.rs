//! The invitation to a meeting as a mail draft: opened, it is an unsent message to everybody who is
//! invited, which their programs show as an invitation, with the calendar file and the pack attached.
//!
//! Never here: who is invited, or what the pack says.

use chrono_tz::Tz;

use super::eml::{Attachment, CalendarPart, MailDraft, eml_with};
use super::invitation::Invitation;
use super::invitation_ics::{invitation_ics, method};
use super::plain_text::one_line;

/// The draft as a file's bytes. `pack` is the pre-read as HTML; a cancellation carries none. `zone` is that
/// of the mail's date.
pub fn invitation_eml(
    invitation: &Invitation,
    alarm_minutes: Option<u32>,
    pack: Option<&str>,
    zone: Tz,
) -> Vec<u8> {
    let calendar = invitation_ics(invitation, alarm_minutes);
    let stem = format!("{} {}", one_line(&invitation.reference), invitation.meeting.word().to_lowercase());
    let mut attachments = vec![Attachment {
        name: format!("{stem}.ics"),
        media_type: "application/ics",
        bytes: calendar.clone(),
    }];
    if let Some(pack) = pack.filter(|_| !invitation.cancels) {
        attachments.push(pack_attachment(invitation, pack));
    }
    let head = if invitation.cancels { "Called off" } else { "Invitation" };
    let draft = MailDraft {
        subject: format!("{head}: {}, {}", invitation.summary, invitation.time_words()),
        text: text(invitation, attachments.len() > 1),
        to: invitation.attendees.iter().map(|one| one.who.clone()).collect(),
        cc: Vec::new(),
        bcc: Vec::new(),
        from: Some(invitation.organizer.clone()).filter(|one| !one.address.is_empty()),
        at: invitation.stamp,
        zone,
        message_id: None,
    };
    let part = CalendarPart { method: method(invitation), bytes: calendar };
    eml_with(&draft, Some(&part), &attachments)
}

/// The pack (HTML) as a file that goes with a mail.
pub(super) fn pack_attachment(invitation: &Invitation, pack: &str) -> Attachment {
    Attachment {
        name: format!("{} post-mortem pack.html", invitation.reference),
        media_type: "text/html; charset=utf-8",
        bytes: pack.as_bytes().to_vec(),
    }
}

/// When and where, a line each.
pub(super) fn place_and_time(invitation: &Invitation) -> String {
    let mut text = format!("When: {}\n", invitation.time_words());
    if let Some(place) = &invitation.place {
        text.push_str(&format!("Where: {place}\n"));
    }
    text
}

fn text(invitation: &Invitation, has_pack: bool) -> String {
    let mut text = place_and_time(invitation);
    text.push_str(&format!("\n{}\n", invitation.description));
    if has_pack {
        text.push_str("\nThe post-mortem pack is attached; please read it before.\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::invitation::invitation_of;
    use crate::documents::report::trial::{Teller, at, hostile, planned};
    use chrono_tz::America::Chicago;

    fn mail(teller: &Teller, pack: Option<&str>) -> String {
        let invitation =
            invitation_of(teller.live(), &teller.world, at("2026-03-03T09:00")).expect("an invitation");
        String::from_utf8(invitation_eml(&invitation, None, pack, Chicago)).expect("UTF-8")
    }

    #[test]
    fn the_draft_is_an_invitation_with_its_files() {
        let mail = mail(&planned(), Some("<p>pack</p>"));
        for said in [
            "X-Unsent: 1\r\nFrom: \"Sample Manager\" <manager@example.org>\r\n",
            "Subject: Invitation: Post-mortem of MI-0001: Payments API down, Thu 5 Mar\r\n 10:00 CST to 11:00 CST\r\n",
            "Date: Tue, 3 Mar 2026 09:00:00 -0600\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; ",
            "Content-Type: multipart/alternative; ",
            "Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\nContent-Transfer-Encoding: base64\r\n\r\n",
            "Content-Disposition: attachment; filename=\"MI-0001-post-mortem.ics\"\r\n",
            "Content-Type: text/html; charset=utf-8; name=\"MI-0001-post-mortem-pack.html\"\r\n",
            "\r\n\r\nPHA+cGFjazwvcD4=\r\n--=_bridgewatch-parts--\r\n",
            "When: Thu 5 Mar 10:00 CST to 11:00 CST\r\nWhere: Room 4\r\n",
            "<engineer@example.org>",
        ] {
            assert!(mail.contains(said), "{said}\n{mail}");
        }
        assert!(!mail.contains("Message-ID"), "the mail program gives it");
    }

    #[test]
    fn without_a_pack_there_is_none_and_nothing_is_said_of_it() {
        let mail = mail(&planned(), None);
        assert!(!mail.contains("pack.html") && !mail.contains("attached"), "{mail}");
    }

    #[test]
    fn hostile_words_end_no_header_and_no_part() {
        let mail = mail(&hostile(), Some("--=_bridgewatch-parts--"));
        assert!(mail.is_ascii());
        assert!(mail.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
        let lines_of = |text: &str| mail.split("\r\n").filter(|line| *line == text).count();
        assert_eq!(lines_of("--=_bridgewatch-parts"), 3);
        assert_eq!(lines_of("--=_bridgewatch-parts--"), 1);
        assert_eq!(lines_of("--=_bridgewatch-forms"), 2);
        let (head, _) = mail.split_once("\r\n\r\n").expect("a head");
        assert_eq!(head.matches("Subject:").count(), 1);
        assert!(!head.contains("BEGIN:VEVENT\r\n"));
    }
}
