//! The sheet of all keys, over whatever is open and at the end of Help.

use egui::accesskit::Role;
use egui::{Frame, Grid, Id, Margin, Modal, RichText, ScrollArea, Ui};

use crate::ui::commands::{ALL, Entry, words_of};
use crate::ui::context::{Ask, Asks, Screen};
use crate::ui::icons::icon;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// The entries with keys that have all of these words, in what they do or in their keys.
pub(super) fn fitting(words: &[String], is_mac: bool) -> Vec<&'static Entry> {
    let fits = |entry: &&Entry| {
        let keys = entry.keys.iter().map(|keys| words_of(*keys, is_mac)).collect::<Vec<_>>().join(" ");
        let text = format!("{} {keys}", entry.words).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    ALL.iter().filter(|entry| !entry.keys.is_empty()).filter(fits).collect()
}

/// Keys in two columns: what they do, and which they are.
pub(super) fn keys_ui(ui: &mut Ui, salt: &str, entries: &[&Entry]) {
    let is_mac = ui.os().is_mac();
    let half = entries.len().div_ceil(2).max(1);
    let is_wide = ui.available_width() > 640.0;
    let parts: Vec<&[&Entry]> = if is_wide { entries.chunks(half).collect() } else { vec![entries] };
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::XXL;
        for (at, part) in parts.iter().enumerate() {
            Grid::new((salt, at)).num_columns(2).spacing([space::M, space::XS]).show(ui, |ui| {
                for entry in *part {
                    ui.horizontal(|ui| {
                        ui.set_min_width(104.0);
                        ui.spacing_mut().item_spacing.x = space::XS;
                        for keys in entry.keys {
                            widgets::key_hint(ui, &words_of(*keys, is_mac));
                        }
                    });
                    ui.label(entry.words);
                    ui.end_row();
                }
            });
        }
    });
}

/// The sheet over whatever is open. Whether it shall go.
pub fn sheet_ui(ctx: &egui::Context, asks: &mut Asks) -> bool {
    let id = Id::unique("all keys");
    let room = ctx.content_rect().size() - egui::vec2(112.0, 112.0);
    let area = Modal::default_area(id).role(Role::Dialog).accessible_name("All keys").default_size(room);
    let tokens = Tokens::of(ctx);
    let frame = Frame::popup(&ctx.global_style()).inner_margin(Margin::same(24));
    let shown = Modal::new(id).area(area).frame(frame).backdrop_color(tokens.backdrop).show(ctx, |ui| {
        ui.set_width(room.x.min(860.0));
        let mut closes = false;
        ui.horizontal(|ui| {
            ui.label(RichText::new("All keys").font(font::title()));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                closes = widgets::icon_button(ui, icon::X, "Close").clicked();
                if widgets::quiet_button(ui, "Help for this screen", None).clicked() {
                    asks.push(Ask::Go(Screen::Help));
                    closes = true;
                }
            });
        });
        ui.add_space(space::S);
        let all: Vec<&Entry> = ALL.iter().collect();
        ScrollArea::vertical().max_height(room.y - 80.0).show(ui, |ui| keys_ui(ui, "sheet", &all));
        let words = "Letters work wherever nothing is being typed";
        ui.add_space(space::S);
        ui.label(RichText::new(words).font(font::small()).color(tokens.text_muted));
        closes
    });
    shown.inner || shown.backdrop_response.clicked()
}
