//! Settings of the calendars that policies name: their hours, where they come from, what they mean, and the desk's
//! own.

use egui::{Label, RichText, Ui};

use super::form::{form_ui, is_open};
use super::quiet::{days_text, typed_days};
use super::{muted, section};
use crate::domain::calendar::Calendar;
use crate::domain::settings::calendars::{Moved, NamedCalendar, calendars, effect, words};
use crate::domain::settings::wish::DeskWish;
use crate::domain::time::Instant;
use crate::domain::typed_time::understood;
use crate::domain::words::counted;
use crate::domain::world::World;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::filling::Filling;
use crate::ui::forms::{Draft, FormKind, Forms, SettingsForm};
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// The most deadlines that are named before they move; the rest is counted.
const MOST_MOVED: usize = 5;

/// One calendar as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CalendarLine {
    calendar: NamedCalendar,
    hours: String,
    source: String,
    /// What it means, in an example; none where it is always open.
    example: Option<String>,
}

/// The calendars that policies in force name.
pub(super) fn lines(world: &World, now: Instant) -> Vec<CalendarLine> {
    let zone = world.settings.zone;
    let line = |calendar: NamedCalendar| {
        let policies = calendar.policies.join(", ");
        let source = if calendar.is_own {
            format!("The desk’s own; by {policies} it would be {}", words(&calendar.of_policies))
        } else if calendar.can_be_own() {
            format!("By {policies}")
        } else {
            "In every policy".to_owned()
        };
        let example = matches!(calendar.calendar, Calendar::Hours(_)).then(|| {
            let ends = whole_minute(calendar.one_business_day(world, now));
            format!("One business day from now ends {}", understood(ends, zone))
        });
        CalendarLine { hours: words(&calendar.calendar), source, example, calendar }
    };
    calendars(world).into_iter().map(line).collect()
}

/// An instant without its seconds: an example needs none.
fn whole_minute(at: Instant) -> Instant {
    chrono::DateTime::from_timestamp(at.timestamp() - at.timestamp().rem_euclid(60), 0).unwrap_or(at)
}

/// Paints the calendars.
pub(super) fn calendars_ui(
    ui: &mut Ui,
    seen: &Seen,
    lines: &[CalendarLine],
    forms: &mut Forms,
    asks: &mut Asks,
) {
    section(ui, "Calendars");
    for line in lines {
        let name = &line.calendar.name;
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            ui.label(RichText::new(name).font(font::strong()));
            ui.label(&line.hours);
        });
        let ink = Tokens::of(ui).text_muted;
        for words in [Some(&line.source), line.example.as_ref()].into_iter().flatten() {
            ui.add(Label::new(RichText::new(words).font(font::small()).color(ink)).wrap());
        }
        let form = SettingsForm::Calendar { name: name.clone() };
        if is_open(forms, &form) {
            let draft = forms.draft(&FormKind::Settings(form.clone()));
            prefill(draft, &line.calendar.calendar);
            let title = format!("Hours of {name}");
            form_ui(ui, seen, &form, (&title, "Save the hours"), forms, asks, |ui, filling| {
                Ok(fields_ui(ui, filling, name))
            });
        } else if line.calendar.can_be_own() {
            ui.horizontal(|ui| {
                let words = format!("Change {name}…");
                if widgets::quiet_button(ui, &words, None).clicked() {
                    asks.push(Ask::Open(FormKind::Settings(form)));
                }
            });
        }
        ui.add_space(space::XS);
    }
}

fn prefill(draft: &mut Draft, calendar: &Calendar) {
    if draft.fields.contains_key("open") {
        return;
    }
    let Calendar::Hours(hours) = calendar else { return };
    *draft.field("weekdays") = days_text(hours.days);
    *draft.field("open") = hours.open.format("%H:%M").to_string();
    *draft.field("close") = hours.close.format("%H:%M").to_string();
}

fn fields_ui(ui: &mut Ui, filling: &mut Filling<'_>, name: &str) -> (DeskWish, String) {
    filling.line(ui, "weekdays", "Working days", "mon tue wed thu fri; empty for every day");
    filling.line(ui, "open", "Opens at", "09:00");
    filling.line(ui, "close", "Closes at", "16:00");
    muted(
        ui,
        "They stand for that name in every policy. Empty times give it the hours of the policies again",
    );
    let wish = DeskWish::SetCalendar {
        calendar: name.to_owned(),
        open: filling.text("open"),
        close: filling.text("close"),
        weekdays: typed_days(filling),
    };
    effect_ui(ui, filling.seen, &wish);
    let said = match &wish {
        DeskWish::SetCalendar { open: None, close: None, .. } => {
            format!("{name} has the hours of the policies again")
        }
        _ => format!("{name} has hours of the desk’s own"),
    };
    (wish, said)
}

/// What was last found: of which world and wish, and what it does or why it would be refused.
type Found = (usize, DeskWish, Result<Vec<Moved>, String>);

/// Says which open deadlines would move, or why the wish would be refused; reckoned anew when it or the facts are
/// others.
pub(super) fn effect_ui(ui: &mut Ui, seen: &Seen, wish: &DeskWish) {
    let world = &seen.snapshot.world;
    let of = std::sync::Arc::as_ptr(world) as usize;
    let key = ui.scope_id().with("what would move");
    let kept: Option<Found> = ui.data(|data| data.get_temp(key));
    let found = if let Some((_, _, found)) = kept.filter(|(world, kept, _)| *world == of && kept == wish) {
        found
    } else {
        let found = effect(world, wish, seen.now).map_err(|refusal| refusal.to_string());
        ui.data_mut(|data| data.insert_temp(key, (of, wish.clone(), found.clone())));
        found
    };
    let tokens = Tokens::of(ui);
    let (words, ink) = match &found {
        Ok(moved) if moved.is_empty() => ("No open deadline moves".to_owned(), tokens.met),
        Ok(moved) => {
            let noun = counted(moved.len() as u64, "open deadline moves", "open deadlines move");
            (format!("{noun}:"), tokens.due_soon)
        }
        Err(why) => (why.clone(), tokens.text_muted),
    };
    let said = ui.add(Label::new(RichText::new(words).font(font::small_strong()).color(ink)).wrap());
    ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
    let Ok(moved) = found else { return };
    for one in moved.iter().take(MOST_MOVED) {
        let (from, to) = (understood(one.from, seen.zone), understood(one.to, seen.zone));
        let words = format!("{} {}: from {from} to {to}", one.reference, one.title);
        ui.add(Label::new(RichText::new(words).font(font::small())).wrap());
    }
    if moved.len() > MOST_MOVED {
        ui.label(RichText::new(format!("and {} more", moved.len() - MOST_MOVED)).font(font::small()));
    }
}
