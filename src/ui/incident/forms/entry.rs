//! Forms about an older entry of the log: corrected, or taken back. The old stays readable.

use egui::Ui;

use super::{AT, Form, WHY, WORDS};
use crate::documents::{LogLine, log_line, when};
use crate::domain::command::Wish;
use crate::domain::event::EventId;
use crate::domain::typed_time::Leaning;
use crate::ui::incident::parts::paragraph;
use crate::ui::theme::{Tokens, font};

/// The entry as it stands, and whether it is still there to be mended.
fn standing(ui: &mut Ui, form: &Form<'_>, entry: EventId) -> Option<LogLine> {
    let tokens = Tokens::of(ui);
    let Some(line) = form.live.incident.entry(entry).map(|entry| log_line(entry, form.seen.zone)) else {
        Form::remark(ui, "That entry is not in this log");
        return None;
    };
    let words: String = line.as_text().chars().take(300).collect();
    paragraph(ui, &words, font::body(), tokens.text_muted);
    Some(line)
}

pub fn correct_ui(ui: &mut Ui, form: &mut Form<'_>, id: EventId) {
    form.head(ui, "Correct an entry");
    if standing(ui, form, id).is_none() {
        return;
    }
    let Some(entry) = form.live.incident.entry(id) else { return };
    let stands = format!("{} stays, if left empty", when(entry.happened_at, form.seen.now, form.seen.zone));
    let to_at = form.time(ui, "It really happened", AT, &stands, Leaning::Past);
    let words = entry.fact().words().unwrap_or_default().to_owned();
    let takes_words = entry.fact().takes_words();
    if takes_words {
        form.prefill(WORDS, &words);
        form.lines(ui, "It really said", WORDS, "");
    }
    form.line(ui, "Why it is corrected", WHY, "The reason stands in the log");
    if form.foot(ui, "Correct the entry") {
        let text = Some(form.typed(WORDS)).filter(|typed| takes_words && *typed != words.trim());
        let wish = Wish::CorrectEntry { entry: id, to_at, text, why: form.typed(WHY) };
        form.send_saying(wish, None, "Entry corrected".to_owned());
    }
}

pub fn take_back_ui(ui: &mut Ui, form: &mut Form<'_>, id: EventId) {
    form.head(ui, "Take back an entry");
    if standing(ui, form, id).is_none() {
        return;
    }
    Form::remark(ui, "It stays readable, struck through, and counts no more");
    form.line(ui, "Why it is taken back", WHY, "The reason stands in the log");
    if form.foot(ui, "Take back the entry") {
        let wish = Wish::RetractEntry { entry: id, why: form.typed(WHY) };
        form.send_saying(wish, None, "Entry taken back".to_owned());
    }
}
