//! The form of the desk itself: who sits at it, its zone, the hotline, its name. Shown at the first
//! start and in Settings.

use chrono::TimeZone as _;
use chrono_tz::{TZ_VARIANTS, Tz};
use egui::{Key, RichText, Ui};

use super::context::{Ask, Asks, Seen};
use super::forms::{Draft, FormKind, Forms};
use super::theme::{Tokens, font, space};
use super::widgets;
use crate::desk::Request;
use crate::domain::command::Wish;

/// How many zones are offered at once.
const OFFERED: usize = 5;

/// Fills the form from the desk, once.
pub fn prefill(forms: &mut Forms, seen: &Seen, zone: Tz) {
    let draft = forms.draft(&FormKind::Desk);
    if draft.fields.contains_key("zone") {
        return;
    }
    let settings = &seen.snapshot.world.settings;
    let name = if settings.is_set_up { settings.name.clone() } else { String::new() };
    let all = [
        ("manager", settings.manager.clone()),
        ("zone", zone.name().to_owned()),
        ("hotline", settings.hotline.clone()),
        ("name", name),
    ];
    for (field, text) in all {
        *draft.field(field) = text;
    }
}

/// The fields, and the button that submits them. Whether it asked for that.
pub fn desk_form_ui(
    ui: &mut Ui,
    seen: &Seen,
    forms: &mut Forms,
    submit_words: &str,
    asks: &mut Asks,
) -> bool {
    let draft = forms.draft(&FormKind::Desk);
    ui.spacing_mut().item_spacing.y = space::XS;
    let first = widgets::field(ui, "Your name", draft.field("manager"), "As it shall stand in the log");
    let is_fresh = ui.memory(|memory| memory.focused().is_none()) && draft.text("manager").is_empty();
    if is_fresh {
        first.request_focus();
    }
    let mut entered = enter(ui, &first);
    ui.add_space(space::S);
    zone_ui(ui, seen, draft);
    ui.add_space(space::S);
    let hotline = widgets::field(ui, "Number of the hotline", draft.field("hotline"), "(916) 356-8910");
    ui.add_space(space::S);
    let name = widgets::field(ui, "Name of the desk", draft.field("name"), "Bridgewatch");
    entered |= enter(ui, &hotline) || enter(ui, &name);
    ui.add_space(space::S);
    refusal_ui(ui, draft);
    ui.add_space(space::S);
    let mut pressed = false;
    ui.horizontal(|ui| pressed = widgets::primary_button(ui, submit_words, None).clicked());
    let is_asked = (entered || pressed) && !draft.is_out;
    if is_asked {
        match request(draft) {
            Ok(request) => asks.push(Ask::Do {
                request,
                form: Some(FormKind::Desk),
                said: Some("The desk is set up".to_owned()),
            }),
            Err(why) => draft.refusal = Some(why),
        }
    }
    is_asked
}

/// Why the form was refused, if it was.
pub fn refusal_ui(ui: &mut Ui, draft: &Draft) {
    if let Some(why) = &draft.refusal {
        let overdue = Tokens::of(ui).overdue;
        let said = ui.label(RichText::new(why).color(overdue));
        ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Assertive));
    }
}

/// Whether Enter was pressed in a field.
pub fn enter(ui: &Ui, field: &egui::Response) -> bool {
    field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
}

fn request(draft: &Draft) -> Result<Request, String> {
    let said =
        |field: &str| Some(draft.text(field).trim()).filter(|text| !text.is_empty()).map(str::to_owned);
    let manager = said("manager").ok_or("your name is missing; the log says with it who did what")?;
    let zone = zone_named(draft.text("zone"))
        .ok_or("the time zone is not one that is known here; type a city, such as Chicago, and pick one")?;
    let wish = Wish::ConfigureDesk {
        name: said("name"),
        manager: Some(manager),
        time_zone: Some(zone.name().to_owned()),
        hotline: said("hotline"),
        holidays: None,
        default_policy: None,
    };
    Ok(Request::of_desk(wish))
}

/// The zone of that name, in whatever case.
pub fn zone_named(text: &str) -> Option<Tz> {
    let text = text.trim();
    TZ_VARIANTS.iter().copied().find(|zone| zone.name().eq_ignore_ascii_case(text))
}

/// The zones in whose names all the words stand, those that begin a part with one first.
pub fn zones_like(text: &str) -> Vec<Tz> {
    let words: Vec<String> = text
        .to_lowercase()
        .split(|c: char| !c.is_alphanumeric() && c != '+' && c != '-')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let mut found: Vec<(bool, Tz)> = TZ_VARIANTS
        .iter()
        .copied()
        .filter_map(|zone| {
            let name = zone.name().to_lowercase();
            let begins = |word: &String| name.split(['/', '_']).any(|part| part.starts_with(word.as_str()));
            let holds = words.iter().all(|word| name.contains(word.as_str()));
            holds.then(|| (!words.iter().all(begins), zone))
        })
        .collect();
    found.sort_by_key(|(is_inside, zone)| (*is_inside, zone.name()));
    found.into_iter().map(|(_, zone)| zone).collect()
}

fn zone_ui(ui: &mut Ui, seen: &Seen, draft: &mut Draft) {
    let muted = Tokens::of(ui).text_muted;
    let response = widgets::field(ui, "Time zone", draft.field("zone"), "A city, such as Chicago");
    let typed = draft.text("zone").to_owned();
    if let Some(zone) = zone_named(&typed) {
        let there = zone.from_utc_datetime(&seen.now.naive_utc());
        let words = format!("It is {} there", there.format("%a %-d %b %H:%M %Z"));
        ui.label(RichText::new(words).font(font::small()).color(muted));
        return;
    }
    let found = zones_like(&typed);
    if enter(ui, &response)
        && let Some(first) = found.first()
    {
        first.name().clone_into(draft.field("zone"));
    }
    if found.is_empty() {
        let words = "No zone has that in its name; try a larger city nearby, or UTC";
        ui.label(RichText::new(words).font(font::small()).color(muted));
        return;
    }
    ui.horizontal_wrapped(|ui| {
        for zone in found.iter().take(OFFERED) {
            if widgets::quiet_button(ui, zone.name(), None).clicked() {
                zone.name().clone_into(draft.field("zone"));
            }
        }
        if found.len() > OFFERED {
            let more = format!("and {} more; type on", found.len() - OFFERED);
            ui.label(RichText::new(more).font(font::small()).color(muted));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_found_by_any_part_of_their_name() {
        for (typed, first) in [
            ("chicago", "America/Chicago"),
            ("new york", "America/New_York"),
            ("berlin eu", "Europe/Berlin"),
            ("indiana knox", "America/Indiana/Knox"),
        ] {
            assert_eq!(zones_like(typed).first().map(|zone| zone.name()), Some(first), "{typed}");
        }
        assert!(zones_like("nowhere").is_empty());
        assert_eq!(zone_named(" europe/BERLIN "), Some(Tz::Europe__Berlin));
    }
}
