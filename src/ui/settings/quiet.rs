//! Settings of this machine's notifications: the hours in which they wait, and what sounds.

use egui::{RichText, Ui};

use super::form::{Asked, form_ui, is_open};
use super::{muted, section};
use crate::desk::Request;
use crate::documents::when;
use crate::domain::decide::quiet_hours;
use crate::domain::settings::wish::DeskWish;
use crate::domain::weekdays;
use crate::domain::words::Sounds;
use crate::platform::NotifierHealth;
use crate::ui::choice::{Choice, choice_ui};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::filling::Filling;
use crate::ui::forms::{Draft, FormKind, Forms, SettingsForm};
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// The choices of what sounds, in the order in which they are offered.
const SOUNDS: [(Sounds, &str); 3] =
    [(Sounds::None, "Nothing"), (Sounds::Due, "Only what is due"), (Sounds::All, "Everything")];

/// Paints which notifications of this machine sound.
pub fn sounds_ui(ui: &mut Ui, seen: &Seen, asks: &mut Asks) {
    ui.add_space(space::XS);
    let standing = seen.snapshot.world.sounds();
    let words = SOUNDS.map(|(_, words)| Choice::words(words));
    let mut chosen = SOUNDS.iter().position(|(one, _)| *one == standing).unwrap_or(0);
    if choice_ui(ui, "What sounds on this machine", &words, &mut chosen)
        && let Some((sounds, words)) = SOUNDS.get(chosen)
    {
        let said = format!("Sounds of this machine: {}", words.to_lowercase());
        asks.request(Request::of_desk(DeskWish::SetSounds { sounds: *sounds }.into()), said);
    }
    if matches!(seen.snapshot.notifier, NotifierHealth::Working { plays_sounds: false, .. }) {
        let words = "This desktop’s notification service plays no sounds; alarms are seen, not heard";
        let said = ui.label(RichText::new(words).color(Tokens::of(ui).due_soon));
        ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
    } else if standing == Sounds::Due {
        muted(
            ui,
            "Deadlines that are due or overdue, the start of your own watch, a handoff that was offered",
        );
    }
}

/// Paints the quiet hours of this machine, or the form that changes them.
pub fn quiet_ui(ui: &mut Ui, seen: &Seen, forms: &mut Forms, asks: &mut Asks) {
    section(ui, "Quiet hours");
    let world = &seen.snapshot.world;
    let standing = world.quiet_hours();
    let words = match (standing, world.quiet_until(seen.now)) {
        (None, _) => "None: every notification of this machine comes when it is due".to_owned(),
        (Some(hours), None) => format!("This machine is quiet from {hours}"),
        (Some(hours), Some(until)) => {
            let until = when(until, seen.now, seen.zone);
            format!("This machine is quiet from {hours}. It is quiet now, until {until}")
        }
    };
    ui.label(words);
    muted(
        ui,
        "What may wait is held, and told as one digest when they end; this window shows it all the while. Never held: \
         what is due on a critical incident or on one without a priority yet, the start of your own watch, a handoff \
         that was offered",
    );
    let form = SettingsForm::Quiet;
    if is_open(forms, &form) {
        let draft = forms.draft(&FormKind::Settings(form.clone()));
        prefill(draft, seen);
        let title = ("Quiet hours of this machine", "Save the quiet hours");
        form_ui(ui, seen, &form, title, forms, asks, fields_ui);
        return;
    }
    ui.horizontal(|ui| {
        let words = if standing.is_some() { "Change the quiet hours…" } else { "Set quiet hours…" };
        if widgets::quiet_button(ui, words, None).clicked() {
            asks.push(Ask::Open(FormKind::Settings(form)));
        }
        if standing.is_some() && widgets::quiet_button(ui, "No quiet hours", None).clicked() {
            let wish = DeskWish::SetQuietHours { from: None, until: None, weekdays: Vec::new() };
            asks.request(Request::of_desk(wish.into()), "This machine has no quiet hours any more");
        }
    });
}

fn prefill(draft: &mut Draft, seen: &Seen) {
    if draft.fields.contains_key("from") {
        return;
    }
    let standing = seen.snapshot.world.quiet_hours();
    let time = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
    let (from, until, days) = standing.map_or_else(
        || ("22:00".to_owned(), "06:00".to_owned(), String::new()),
        |hours| (time(hours.from), time(hours.until), days_text(hours.days)),
    );
    for (field, text) in [("from", from), ("until", until), ("weekdays", days)] {
        *draft.field(field) = text;
    }
}

/// Days as they are typed; nothing for all.
pub(super) fn days_text(days: [bool; 7]) -> String {
    if days == weekdays::EVERY {
        return String::new();
    }
    let on = weekdays::SHORT.iter().zip(days).filter(|(_, on)| *on).map(|(word, _)| *word);
    on.collect::<Vec<_>>().join(" ")
}

/// The words of a field of days.
pub(super) fn typed_days(filling: &Filling<'_>) -> Vec<String> {
    let text = filling.text("weekdays").unwrap_or_default();
    text.split([' ', ',']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn fields_ui(ui: &mut Ui, filling: &mut Filling<'_>) -> Asked {
    filling.line(ui, "from", "From", "22:00");
    filling.line(ui, "until", "Until", "06:00");
    filling.line(ui, "weekdays", "Beginning on", "mon tue wed thu fri; empty for every day");
    let (from, until, weekdays) = (filling.text("from"), filling.text("until"), typed_days(filling));
    let understood = quiet_hours(from.as_ref(), until.as_ref(), &weekdays);
    let tokens = Tokens::of(ui);
    let (words, ink, asked) = match understood {
        Ok(Some(hours)) => {
            let next = if hours.until > hours.from { "" } else { " of the day after" };
            let said = format!(
                "Quiet from {} until {}{next}, beginning {}",
                hours.from.format("%H:%M"),
                hours.until.format("%H:%M"),
                weekdays::words(hours.days)
            );
            let wish = DeskWish::SetQuietHours { from, until, weekdays };
            (said, tokens.met, Ok((wish, format!("This machine is quiet from {hours}"))))
        }
        Ok(None) => {
            let why = "say from when until when, such as 22:00 and 06:00";
            (why.to_owned(), tokens.text_muted, Err(why.to_owned()))
        }
        Err(refusal) => (refusal.to_string(), tokens.overdue, Err(refusal.to_string())),
    };
    let said = ui.add(egui::Label::new(RichText::new(words).font(font::small()).color(ink)).wrap());
    ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
    asked
}
