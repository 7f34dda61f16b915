//! The pre-read of a post-mortem as a mail draft with the pack attached: what everybody reads a day before
//! (R item 6).

use super::eml::{Attachment, MailDraft, eml_with};
use super::invitation::Invitation;
use super::invitation_eml::{pack_attachment, place_and_time};

/// The draft to everybody who is invited, with the pack (HTML) attached.
pub fn pre_read_eml(invitation: &Invitation, pack: &str, zone: chrono_tz::Tz) -> Vec<u8> {
    let text = format!(
        "Please read the attached pack before the meeting.\n\n{}\n{}\n",
        place_and_time(invitation),
        invitation.description
    );
    let files: [Attachment; 1] = [pack_attachment(invitation, pack)];
    let draft = MailDraft {
        subject: format!("Pre-read: {}, {}", invitation.summary, invitation.time_words()),
        text,
        to: invitation.attendees.iter().map(|one| one.who.clone()).collect(),
        cc: Vec::new(),
        bcc: Vec::new(),
        from: Some(invitation.organizer.clone()).filter(|one| !one.address.is_empty()),
        at: invitation.stamp,
        zone,
        message_id: None,
    };
    eml_with(&draft, None, &files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::invitation::invitation_of;
    use crate::documents::report::trial::{at, planned};
    use chrono_tz::America::Chicago;

    #[test]
    fn everybody_who_is_invited_gets_the_pack() {
        let teller = planned();
        let now = at("2026-03-03T09:00");
        let invitation = invitation_of(teller.live(), &teller.world, now).expect("an invitation");
        let mail = String::from_utf8(pre_read_eml(&invitation, "<p>pack</p>", Chicago)).expect("UTF-8");
        assert!(mail.contains("Subject: Pre-read: Post-mortem of MI-0001"), "{mail}");
        assert!(mail.contains("pack.html"));
        assert!(!mail.contains("METHOD:REQUEST"), "it invites nobody anew");
        for one in &invitation.attendees {
            assert!(mail.contains(&one.who.address));
        }
    }
}
