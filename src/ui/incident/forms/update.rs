//! The form that drafts an update to one audience, checks it, and logs it as sent.
//!
//! The text follows the facts and what is said of impact and work until somebody writes in it; then it
//! is theirs. It leaves as copied words, as a mail draft, or by the mail program; a person sends it.

use chrono::DateTime;
use egui::{RichText, Ui};

use super::{Form, WORDS};
use crate::desk::Outside;
use crate::documents::eml::{Address, MailDraft, eml};
use crate::documents::mailto::mailto;
use crate::domain::command::{SendUpdate, Wish};
use crate::domain::directory::RecordKind;
use crate::domain::draft::{Drafted, Said, draft, minute_words};
use crate::domain::event::Recipient;
use crate::domain::known::Known;
use crate::domain::time::Instant;
use crate::domain::timeline::CUSTOMERS;
use crate::domain::update::plan;
use crate::ui::context::Ask;
use crate::ui::icons::icon;
use crate::ui::incident::parts::paragraph;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// The draft's fields.
const IMPACT: &str = "impact";
const DOING: &str = "doing";
const SUBJECT: &str = "subject";
const TO: &str = "to";
const MORE: &str = "more";
/// Who can get an update.
const RECIPIENTS: [RecordKind; 4] =
    [RecordKind::List, RecordKind::Agency, RecordKind::Team, RecordKind::Person];
const UNCHECKED: &str = "unchecked";
/// The instant that the text promised while it still followed the facts; seconds.
const PROMISED: &str = "promised";

/// A recipient as people write it.
fn as_written(one: &Recipient) -> String {
    if one.name.is_empty() { one.address.clone() } else { format!("{} <{}>", one.name, one.address) }
}

/// The recipients that are typed: one a line, or with semicolons or commas between them. A comma before
/// the address belongs to the name.
fn typed_recipients(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for part in text.split(['\n', ';']) {
        let mut one = String::new();
        for piece in part.split(',').filter(|piece| !piece.trim().is_empty()) {
            if !one.is_empty() {
                one.push(',');
            }
            one.push_str(piece);
            if piece.contains('@') {
                all.push(std::mem::take(&mut one));
            }
        }
        // No address: it is refused in words, not dropped.
        all.push(one);
    }
    all.iter().map(|one| one.trim()).filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

/// The same as addresses of a mail.
fn addresses(typed: &[String]) -> Vec<Address> {
    let address = |one: &String| match one.rsplit_once('<') {
        Some((name, rest)) => Address {
            name: name.trim().trim_matches('"').to_owned(),
            address: rest.trim_end_matches('>').trim().to_owned(),
        },
        None => Address { name: String::new(), address: one.clone() },
    };
    typed.iter().map(address).collect()
}

/// Takes a person, a team, an agency or a distribution list of the directory into To (S).
fn add_recipient_ui(ui: &mut Ui, form: &mut Form<'_>) {
    let world = std::sync::Arc::clone(&form.seen.snapshot.world);
    form.pick(ui, "One more recipient", MORE, "A few letters of a list, team or person", &RECIPIENTS);
    let typed = form.typed(MORE);
    if typed.is_empty() || form.draft.is_out || !widgets::quiet_button(ui, "Add to To", None).clicked() {
        return;
    }
    let callee = world.directory.callee(&world.directory.named(&RECIPIENTS, &typed), "");
    let Some(address) = callee.email else {
        form.draft.refusal = Some(format!("the directory has no address of {typed}; type it in To"));
        return;
    };
    let one = as_written(&Recipient { name: callee.whom.name, address });
    let to = form.draft.field(TO);
    let between = if to.trim().is_empty() { "" } else { "\n" };
    *to = format!("{}{between}{one}", to.trim_end());
    form.draft.field(MORE).clear();
}

pub fn draft_ui(ui: &mut Ui, form: &mut Form<'_>, audience: &str) {
    let world = std::sync::Arc::clone(&form.seen.snapshot.world);
    let (live, now) = (form.live, form.seen.now);
    let title = live.policy.audience_title(audience);
    let known = Known { live, desk: &world.settings, directory: &world.directory, now };
    let standing = |name: &str| known.value(name).unwrap_or_default();
    form.prefill(IMPACT, &standing(IMPACT));
    form.prefill(DOING, &standing(DOING));
    let (impact, doing) = (form.typed(IMPACT), form.typed(DOING));
    let said = Said { audience, impact: &impact, doing: &doing };
    let mut made = draft(&world, live, said, now);
    form.head(ui, &format!("{} to {}", made.occasion.title(), title.to_lowercase()));
    form.rows(ui, "Impact", IMPACT, "Who cannot do what, since when", 2);
    form.rows(ui, "What is being done", DOING, "In words that fit the audience", 2);
    let recipients = made.recipients.iter().map(as_written).collect::<Vec<_>>().join("\n");
    form.prefill(TO, &recipients);
    form.rows(ui, "To", TO, "One address a line: Sample One <one@example.org>", 1);
    add_recipient_ui(ui, form);
    form.prefill(SUBJECT, &made.subject);
    form.line(ui, "Subject", SUBJECT, "What it is about");
    form.prefill(WORDS, &made.text);
    form.rows(ui, "Text", WORDS, "What is sent", 9);
    let text = form.typed(WORDS);
    let most = live.policy.audience(audience).map(|one| one.most_chars);
    let is_own = text.trim() != made.text.trim();
    keep_promise(form, &mut made, &text, is_own);
    ui.horizontal_wrapped(|ui| {
        let muted = Tokens::of(ui).text_muted;
        let chars = text.chars().count();
        let words = most.map_or_else(
            || format!("{chars} characters"),
            |most| format!("{chars} of at most {most} characters"),
        );
        ui.label(RichText::new(words).font(font::small()).color(muted));
        if is_own && !form.draft.is_out && widgets::quiet_button(ui, "Fill in anew", None).clicked() {
            made.text.clone_into(form.draft.field(WORDS));
        }
    });
    let lacks: Vec<String> = made.lacks(live, said, &text).into_iter().map(|one| one.what).collect();
    checks_ui(ui, &lacks, typed_recipients(&form.typed(TO)).is_empty());
    ways_out_ui(ui, form, &made, audience);
    if !lacks.is_empty() {
        form.line(
            ui,
            "Why it goes out as it is",
            UNCHECKED,
            "Only if it has to, without what is named above",
        );
    }
    let at = form.at_called(ui, "When it was sent");
    Form::remark(ui, "Send it first, then log it as sent; Ctrl Enter in the words");
    if form.foot(ui, "Log as sent") {
        let unchecked = form.said(UNCHECKED).filter(|_| !lacks.is_empty());
        if !lacks.is_empty() && unchecked.is_none() {
            form.draft.refusal =
                Some(format!("{}; mend the text, or say why it goes out as it is", lacks.join("; ")));
            return;
        }
        let channel = plan(live, now).into_iter().find(|line| line.audience.eq_ignore_ascii_case(audience));
        let wish = Wish::SendUpdate(SendUpdate {
            audience: Some(audience.to_owned()),
            text: form.said(WORDS),
            subject: form.said(SUBJECT),
            to: typed_recipients(&form.typed(TO)),
            channel: channel.map(|line| line.channel.word().to_owned()),
            impact: form.said(IMPACT),
            doing: form.said(DOING),
            next_update_by: made.next_update_by,
            unchecked,
        });
        form.send(wish, at, &format!("{} to {} logged", made.occasion.title(), title.to_lowercase()));
    }
}

/// A text that is somebody's own goes on promising what it promised while it followed the facts: an
/// earlier time than would be promised by now is kept all the same, and is what is logged.
fn keep_promise(form: &mut Form<'_>, made: &mut Drafted, text: &str, is_own: bool) {
    let (now, zone) = (form.seen.now, form.seen.snapshot.world.settings.zone);
    if !is_own {
        if !form.draft.is_out {
            let promised = made.next_update_by.map(|by| by.timestamp().to_string());
            *form.draft.field(PROMISED) = promised.unwrap_or_default();
        }
        return;
    }
    let promised = form.typed(PROMISED).parse().ok().and_then(|secs| DateTime::from_timestamp(secs, 0));
    let in_time = |at: &Instant| *at > now && made.next_update_by.is_some_and(|by| *at <= by);
    if let Some(at) = promised.filter(in_time) {
        let words = minute_words(at, zone);
        if text.contains(&words) {
            made.next_update_by = Some(at);
            made.next_update = Some(words);
        }
    }
}

/// What the text lacks, and whether anybody gets it; or that nothing is lacking.
fn checks_ui(ui: &mut Ui, lacks: &[String], is_to_nobody: bool) {
    let tokens = Tokens::of(ui);
    if is_to_nobody {
        check_ui(ui, icon::INFO, "Nobody is named in To", tokens.due_soon);
    } else if lacks.is_empty() {
        check_ui(ui, icon::CHECK, "All is there", tokens.met);
        return;
    }
    for lack in lacks {
        check_ui(ui, icon::WARNING, &crate::documents::sentence(lack), tokens.due_soon);
    }
}

/// A sign and what it means; screen readers hear the words.
fn check_ui(ui: &mut Ui, glyph: &str, words: &str, ink: egui::Color32) {
    let said = paragraph(ui, &format!("{glyph}  {words}"), font::small_strong(), ink);
    said.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, words));
}

/// The ways in which the draft leaves.
fn ways_out_ui(ui: &mut Ui, form: &mut Form<'_>, made: &Drafted, audience: &str) {
    let (text, subject) = (form.typed(WORDS), form.typed(SUBJECT));
    let to = addresses(&typed_recipients(&form.typed(TO)));
    let reference = form.live.incident.reference.clone();
    ui.add_space(space::XS);
    ui.horizontal_wrapped(|ui| {
        if widgets::quiet_button(ui, "Copy the text", None).clicked() {
            form.asks.push(Ask::Copy(text.clone()));
        }
        if widgets::quiet_button(ui, "Open as mail draft…", None).clicked() {
            let mail = MailDraft {
                subject: subject.clone(),
                text: text.clone(),
                to: to.clone(),
                cc: Vec::new(),
                bcc: Vec::new(),
                from: None,
                at: form.seen.now,
                zone: form.seen.zone,
                message_id: None,
            };
            let left_out: Vec<&str> = mail.unusable().iter().map(|one| one.address.as_str()).collect();
            if left_out.is_empty() {
                let stamp = form.seen.now.format("%Y%m%d-%H%M%S");
                let name = format!("{reference}-{audience}-{stamp}.eml");
                let outside = Outside::File { name, bytes: eml(&mail) };
                form.asks.push(Ask::Outside(
                    outside,
                    "Handed to your mail program, and kept in the outbox; send it, then log it here"
                        .to_owned(),
                ));
            } else {
                let words = format!("{} is no address; write it like one@example.org", left_out.join(", "));
                form.draft.refusal = Some(words);
            }
        }
        if widgets::quiet_button(ui, "Mail program…", None).clicked() {
            let plain: Vec<&str> = to.iter().map(|one| one.address.as_str()).collect();
            let none: [&str; 0] = [];
            match mailto(&plain, &none, &none, &subject, &text) {
                Ok(address) => {
                    let said = "Handed to your mail program; send it there, then log it here".to_owned();
                    form.asks.push(Ask::Outside(Outside::Address(address), said));
                }
                Err(too_long) => form.draft.refusal = Some(too_long.to_string()),
            }
        }
    });
    if made.recipients.is_empty() && audience.eq_ignore_ascii_case(CUSTOMERS) && to.is_empty() {
        Form::remark(ui, "Nobody is known: name the services, or agencies in the directory");
    }
}

#[cfg(test)]
mod tests {
    use super::typed_recipients;

    #[test]
    fn recipients_are_told_apart_by_lines_semicolons_and_commas() {
        for (typed, read) in [
            ("", &[][..]),
            (" ,; \n", &[]),
            ("one@example.org", &["one@example.org"]),
            ("one@example.org, two@example.org,", &["one@example.org", "two@example.org"]),
            ("one@example.org; two@example.org", &["one@example.org", "two@example.org"]),
            (
                "Sample, One <one@example.org>, Sample Two <two@example.org>\nthree@example.org",
                &["Sample, One <one@example.org>", "Sample Two <two@example.org>", "three@example.org"],
            ),
            ("one@example.org, nobody", &["one@example.org", "nobody"]),
        ] {
            assert_eq!(typed_recipients(typed), read, "{typed:?}");
        }
    }
}
