//! The form of a rule: its fields become the text of a rule file, which is read as any other.

use chrono::TimeDelta;
use egui::{RichText, Ui};

use super::RotaState;
use crate::domain::calendar::local_of;
use crate::domain::rota::change::Window;
use crate::domain::rota::person::{PersonId, Seat};
use crate::domain::rota::rule::{Order, RuleDraft};
use crate::domain::rota::schedule::Shift;
use crate::domain::rota::turns::Turns;
use crate::domain::rota::{Rota, rule_file};
use crate::domain::settings::seats::seats;
use crate::domain::typed_time::understood;
use crate::domain::watch::wish::Effect;
use crate::ui::context::Seen;
use crate::ui::filling::{FIELD, Filling};
use crate::ui::forms::Draft;
use crate::ui::theme::{Tokens, font, space};

pub(super) const EFFECTS: [(Effect, &str); 3] = [
    (Effect::AtOnce, "At once"),
    (Effect::AfterShift, "After this shift"),
    (Effect::AfterRound, "After this round"),
];

/// The fields of a rule; the words on the button.
pub(super) fn rule_ui(ui: &mut Ui, filling: &mut Filling<'_>) -> &'static str {
    filling.line(ui, "name", "Name", "Main");
    filling.lines(ui, "participants", "Participants in order, one a line", "Sample One\nSample Two", 5);
    filling.line(ui, "every", "The watch passes on every", "1 week, 12 hours, 1 day, 2 months");
    filling.line(ui, "anchor", "First handoff, on the wall clock", "2026-03-02 09:00");
    filling.line(ui, "zone", "Time zone", "America/Chicago");
    filling.line(ui, "backup", "Backup", "offset 1 for who is primary next, names with commas, or empty");
    for seat in further_seats(filling.seen) {
        let label = format!("Seat {seat}");
        filling.line(ui, &field_of(&seat), &label, "offset 2, names with commas, or empty");
    }
    filling.line(ui, "weekdays", "Only on", "mon tue wed thu fri; empty for all");
    filling.line(ui, "hours", "Only in the hours", "09:00-17:00; empty for around the clock");
    filling.choice(ui, "holidays", "On the desk’s holidays", &["As usual", "Nobody"]);
    filling.choice(ui, "effect", "Takes effect", &EFFECTS.map(|(_, words)| words));
    filling.line(ui, "why", "Why", "Optional");
    preview_ui(ui, filling);
    "Adopt the rule"
}

/// The seats beside primary and backup.
fn further_seats(seen: &Seen) -> Vec<Seat> {
    let all = seats(&seen.snapshot.world, seen.now).into_iter();
    all.filter(|seat| matches!(seat, Seat::Other(_))).collect()
}

/// The field of a further seat.
fn field_of(seat: &Seat) -> String {
    format!("seat {seat}")
}

/// Who holds a seat, as it is typed.
fn order_text(order: Option<&Order>, name: &impl Fn(&PersonId) -> String) -> String {
    match order {
        Some(Order::Offset(offset)) => format!("offset {offset}"),
        Some(Order::Own(names)) => names.iter().map(name).collect::<Vec<_>>().join(", "),
        None => String::new(),
    }
}

/// The first shifts of the rule as it is typed, or what is wrong with it.
fn preview_ui(ui: &mut Ui, filling: &Filling<'_>) {
    let tokens = Tokens::of(ui);
    let text = rule_text(filling);
    let key = ui.scope_id().with("rule preview");
    let kept: Option<(String, Result<Vec<String>, String>)> = ui.data(|data| data.get_temp(key));
    let lines = if let Some((_, lines)) = kept.filter(|(of, _)| *of == text) {
        lines
    } else {
        let lines = preview(&text, filling.seen);
        ui.data_mut(|data| data.insert_temp(key, (text, lines.clone())));
        lines
    };
    ui.add_space(space::XS);
    match lines {
        Ok(lines) => {
            ui.label(RichText::new("Its next watches").font(font::small_strong()).color(tokens.text_muted));
            for line in lines {
                ui.label(RichText::new(line).font(font::small()));
            }
        }
        Err(why) => {
            ui.label(RichText::new(why).font(font::small()).color(tokens.due_soon));
        }
    }
}

fn preview(text: &str, seen: &Seen) -> Result<Vec<String>, String> {
    let file = rule_file::read(text)
        .map_err(|problems| problems.first().map_or_else(String::new, |one| one.what.clone()))?;
    let rota: Rota = file.rota();
    let begins = Turns::new(&file.rule, rota.holidays.dates()).begin();
    let from = begins.max(seen.now);
    let shifts =
        [8, 120, 800].into_iter().map(|days| rota.shifts(Window::new(from, from + TimeDelta::days(days))));
    let mut shifts = shifts.into_iter();
    let mut found = shifts.next().unwrap_or_default();
    for more in shifts {
        if found.len() >= 6 {
            break;
        }
        found = more;
    }
    let zone = file.rule.draft().zone;
    let line = |shift: &Shift| {
        format!("{} {}, {}", understood(shift.window.from, zone), rota.name(&shift.person), shift.seat)
    };
    Ok(found.iter().take(8).map(line).collect())
}

/// The rule as a file would say it.
pub(super) fn rule_text(filling: &Filling<'_>) -> String {
    // A JSON string is a TOML string as well.
    let quoted = |text: &str| serde_json::Value::String(text.trim().to_owned()).to_string();
    let list = |items: Vec<&str>| {
        let items: Vec<String> = items.into_iter().filter(|one| !one.trim().is_empty()).map(quoted).collect();
        format!("[{}]", items.join(", "))
    };
    let mut text = String::new();
    let mut put = |key: &str, value: String| text.push_str(&format!("{key} = {value}\n"));
    if let Some(name) = filling.text("name") {
        put("name", quoted(&name));
    }
    if let Some(zone) = filling.text("zone") {
        put("time_zone", quoted(&zone));
    }
    if let Some(anchor) = filling.text("anchor") {
        put("anchor", quoted(&anchor.replacen(' ', "T", 1)));
    }
    if let Some(every) = filling.text("every") {
        put("every", quoted(&every));
    }
    put("participants", list(filling.draft.text("participants").lines().collect()));
    let order = |text: &str| {
        if text.starts_with("offset") { quoted(text) } else { list(text.split(',').collect()) }
    };
    if let Some(backup) = filling.text("backup") {
        put("backup", order(&backup));
    }
    if let Some(days) = filling.text("weekdays") {
        put("weekdays", list(days.split([' ', ',']).collect()));
    }
    if let Some(hours) = filling.text("hours") {
        put("hours", quoted(&hours));
    }
    if filling.draft.text("holidays") == "1" {
        put("skip_holidays", "true".to_owned());
    }
    // A table comes last.
    let further: Vec<(Seat, String)> = further_seats(filling.seen)
        .into_iter()
        .filter_map(|seat| filling.text(&field_of(&seat)).map(|typed| (seat, order(&typed))))
        .collect();
    if !further.is_empty() {
        text.push_str("[seats]\n");
        for (seat, value) in further {
            text.push_str(&format!("{seat} = {value}\n"));
        }
    }
    text
}

/// Puts the rule of a line of rules into the fields, or what a first one begins with.
pub(super) fn fill_rule(draft: &mut Draft, state: &RotaState, track: &str, seen: &Seen) {
    "yes".clone_into(draft.field("filled"));
    let line = state.data.rules.iter().rev().find(|one| one.track == track);
    let Some(rule) = line.and_then(|one| one.rule.as_ref()) else {
        seen.zone.name().clone_into(draft.field("zone"));
        "1 week".clone_into(draft.field("every"));
        "offset 1".clone_into(draft.field("backup"));
        let monday = super::data::monday(local_of(seen.zone, seen.now).date());
        *draft.field("anchor") = format!("{monday} 09:00");
        return;
    };
    let rota = seen.snapshot.world.rota();
    let known: &RuleDraft = rule.draft();
    let name = |id: &PersonId| rota.name(id).to_owned();
    let mut put = |field: &str, text: String| *draft.field(field) = text;
    put("name", known.name.clone());
    put("zone", known.zone.name().to_owned());
    put("every", known.rhythm.to_string());
    put("anchor", known.anchor.format(FIELD).to_string());
    put("participants", known.participants.iter().map(name).collect::<Vec<_>>().join("\n"));
    let backup = known.seats.iter().find(|one| one.seat == Seat::Backup);
    put("backup", order_text(backup.map(|one| &one.order), &name));
    for one in known.seats.iter().filter(|one| matches!(one.seat, Seat::Other(_))) {
        put(&field_of(&one.seat), order_text(Some(&one.order), &name));
    }
    if let Some(days) = known.weekdays {
        let words = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let on = words.into_iter().zip(days).filter(|(_, on)| *on).map(|(word, _)| word);
        put("weekdays", on.collect::<Vec<_>>().join(" "));
    }
    put("hours", known.hours.map_or_else(String::new, |hours| hours.to_string()));
    put("holidays", if known.skips_holidays { "1".to_owned() } else { "0".to_owned() });
    put("effect", "1".to_owned());
}

/// When it takes effect.
pub(super) fn effect(filling: &Filling<'_>) -> Effect {
    let at: usize = filling.draft.text("effect").parse().unwrap_or(0);
    EFFECTS.get(at).map_or(Effect::AtOnce, |(effect, _)| *effect)
}
