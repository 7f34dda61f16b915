//! Settings of the watch's seats: which there are, who holds them now, one more, one less.

use egui::{Label, RichText, Ui};

use super::form::{form_ui, is_open};
use super::{muted, section};
use crate::desk::Request;
use crate::domain::rota::person::Seat;
use crate::domain::settings::seats::{seats, use_of};
use crate::domain::settings::wish::DeskWish;
use crate::domain::time::Instant;
use crate::domain::world::World;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{FormKind, Forms, SettingsForm};
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets;

/// One seat as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SeatLine {
    seat: Seat,
    /// Who holds it now, in words.
    holder: String,
    /// What uses it from now on, in words; none if it could be put aside for that.
    used: Option<String>,
    /// Whether it was added, and so can be put aside.
    is_added: bool,
}

/// The seats that there are.
pub(super) fn lines(world: &World, now: Instant) -> Vec<SeatLine> {
    let rota = world.rota();
    let held = rota.shifts_at(now);
    let line = |seat: Seat| {
        let shift = held.iter().find(|shift| shift.seat == seat);
        let holder = shift
            .map_or_else(|| "nobody now".to_owned(), |shift| format!("{} now", rota.name(&shift.person)));
        let is_added = world.settings.seats.contains(&seat);
        let used = matches!(seat, Seat::Other(_)).then(|| use_of(world, &seat, now)).flatten();
        SeatLine { seat, holder, used, is_added }
    };
    seats(world, now).into_iter().map(line).collect()
}

/// Paints the seats.
pub(super) fn seats_ui(ui: &mut Ui, seen: &Seen, lines: &[SeatLine], forms: &mut Forms, asks: &mut Asks) {
    section(ui, "Seats of the watch");
    for line in lines {
        // A row with a button is as high as that.
        let height = if line.is_added && line.used.is_none() { size::CONTROL } else { 20.0 };
        ui.allocate_ui(egui::vec2(ui.available_width(), height), |ui| {
            ui.horizontal_centered(|ui| line_ui(ui, line, asks));
        });
    }
    let form = SettingsForm::Seat;
    if is_open(forms, &form) {
        form_ui(ui, seen, &form, ("A further seat", "Add the seat"), forms, asks, |ui, filling| {
            filling.line(ui, "seat", "Name of the seat", "shadow");
            muted(ui, "Rules and changes of the rota can fill it; nobody holds two seats at once");
            let seat = filling.name("seat", "the name of the seat")?;
            let said = format!("The watch has a seat {}", seat.to_lowercase());
            Ok((DeskWish::AddSeat { seat }, said))
        });
        return;
    }
    ui.horizontal(|ui| {
        if widgets::quiet_button(ui, "Add a seat…", None).clicked() {
            asks.push(Ask::Open(FormKind::Settings(form)));
        }
    });
}

fn line_ui(ui: &mut Ui, line: &SeatLine, asks: &mut Asks) {
    ui.spacing_mut().item_spacing.x = space::M;
    ui.allocate_ui(egui::vec2(128.0, 20.0), |ui| {
        ui.set_min_width(128.0);
        ui.add(Label::new(RichText::new(line.seat.word()).font(font::strong())).truncate());
    });
    ui.label(&line.holder);
    if let Some(used) = &line.used {
        let ink = Tokens::of(ui).text_muted;
        ui.add(Label::new(RichText::new(used).font(font::small()).color(ink)).truncate());
    } else if line.is_added && widgets::quiet_button(ui, &format!("Put {} aside", line.seat), None).clicked()
    {
        let wish = DeskWish::PutSeatAside { seat: line.seat.word().to_owned(), why: None };
        let said = format!("The seat {} is put aside", line.seat);
        asks.request(Request::of_desk(wish.into()), said);
    }
}
