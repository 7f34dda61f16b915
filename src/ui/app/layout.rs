//! Where everything stands: the rail, the strip and the bar on top, the screen below. In a narrow
//! window the incident takes the place of the list.

use egui::accesskit::Role;
use egui::{CentralPanel, Frame, Margin, Panel, RichText, Sense, Ui, WidgetInfo, vec2};

use super::Shell;
use crate::ui::board::screen::board_ui;
use crate::ui::commands::{UiCommand, hint};
use crate::ui::context::{Asks, Screen, Seen};
use crate::ui::theme::{Tokens, font};
use crate::ui::{
    actions_screen, directory, help, history, hotline_screen, incident, loudest, rail, reports, review, rota,
    settings, strip, watch_strip,
};

/// Below this width, in points, the incident takes the place of the list.
const NARROW: f32 = 900.0;

/// What of the room the list takes, and its bounds.
const LIST_SHARE: f32 = 0.535;
const LIST_BOUNDS: (f32, f32) = (440.0, 720.0);

/// The ground of the screens. The window is cleared to its colour already: to fill it once more would cost all of its
/// pixels, each frame, where the processor draws.
const fn ground() -> Frame {
    Frame::NONE
}

impl Shell {
    pub(super) fn layout_ui(
        &mut self,
        ui: &mut Ui,
        seen: &Seen,
        pressed: &mut Vec<UiCommand>,
        asks: &mut Asks,
    ) {
        let tokens = Tokens::of(ui);
        let window = ui.max_rect().width();
        self.is_narrow = window < NARROW;
        self.drill_banner_ui(ui, seen, asks);
        let rail_frame = Frame::new().fill(tokens.surface_sunken).inner_margin(Margin {
            left: 3,
            right: 3,
            top: 12,
            bottom: 12,
        });
        Panel::left("rail").exact_size(rail::width(window)).resizable(false).frame(rail_frame).show(
            ui,
            |ui| {
                rail::rail_ui(ui, self.screen, asks);
            },
        );
        let ground = ground();
        let strip_frame = ground.inner_margin(Margin::symmetric(16, 0));
        Panel::top("strip").exact_size(strip::height(ui)).resizable(false).frame(strip_frame).show(
            ui,
            |ui| {
                strip::strip_ui(ui, seen, &self.view, &self.watch, asks);
            },
        );
        let height = loudest::bar_height(ui, seen, &self.view);
        Panel::top("loudest").exact_size(height).resizable(false).frame(ground).show(ui, |ui| {
            loudest::bar_ui(ui, seen, &self.view, pressed, asks);
        });
        if let Some(trouble) = &seen.snapshot.trouble {
            let frame = Frame::new().fill(tokens.overdue_tint).inner_margin(Margin::symmetric(16, 8));
            Panel::top("trouble").resizable(false).frame(frame).show(ui, |ui| {
                strip::trouble_ui(ui, trouble, seen.snapshot.is_stopped);
            });
        }
        if !seen.snapshot.notices.is_empty() {
            let frame = Frame::new().fill(tokens.due_soon_tint).inner_margin(Margin::symmetric(16, 6));
            Panel::top("watch notice").resizable(false).frame(frame).show(ui, |ui| {
                watch_strip::notice_ui(ui, seen, asks);
            });
        }
        let is_said =
            self.screen == Screen::Settings && self.settings.shows(settings::SettingsSide::Notifications);
        if let Some(why) = seen.snapshot.page_trouble.as_ref().filter(|_| !is_said) {
            let frame = Frame::new().fill(tokens.due_soon_tint).inner_margin(Margin::symmetric(16, 8));
            Panel::top("page trouble").resizable(false).frame(frame).show(ui, |ui| {
                strip::page_trouble_ui(ui, why);
            });
        }
        if self.preferences.first_hour.offer == help::Offer::Offered {
            let frame = Frame::new().fill(tokens.accent_tint).inner_margin(Margin::symmetric(16, 6));
            Panel::top("first hour").resizable(false).frame(frame).show(ui, |ui| help::offer_ui(ui, asks));
        }
        if self.drill_card_ui(ui, seen, asks) {
            return;
        }
        match self.screen {
            Screen::Board => self.board_screen_ui(ui, seen, asks),
            Screen::Rota => {
                CentralPanel::default().frame(ground).show(ui, |ui| {
                    rota::rota_ui(ui, seen, &mut self.rota, &mut self.forms, asks);
                });
            }
            Screen::Reviews => {
                CentralPanel::default().frame(ground).show(ui, |ui| {
                    review::review_ui(ui, seen, &mut self.reviews, &mut self.forms, asks);
                });
            }
            Screen::Actions => {
                CentralPanel::default().frame(ground).show(ui, |ui| {
                    actions_screen::actions_screen_ui(ui, seen, asks);
                });
            }
            Screen::Hotline => {
                CentralPanel::default().frame(ground).show(ui, |ui| {
                    hotline_screen::hotline_screen_ui(ui, seen, asks);
                });
            }
            Screen::Directory => {
                CentralPanel::default().frame(ground).show(ui, |ui| {
                    directory::directory_ui(ui, seen, &mut self.directory, &mut self.forms, asks);
                });
            }
            Screen::Reports => {
                CentralPanel::default().frame(ground).show(ui, |ui| {
                    reports::reports_ui(ui, seen, &mut self.reports, &mut self.forms, asks);
                });
            }
            Screen::History => {
                CentralPanel::default().frame(ground).show(ui, |ui| {
                    let kept = &self.preferences;
                    let state = (&mut self.history, &kept.tickets, &kept.views);
                    history::history_ui(ui, seen, state, &mut self.forms, asks);
                });
            }
            Screen::Help => {
                let around = self.around();
                CentralPanel::default().frame(ground).show(ui, |ui| {
                    help::help_ui(ui, &mut self.help, &self.preferences.first_hour, around, asks);
                });
            }
            Screen::Settings => {
                CentralPanel::default().frame(ground).show(ui, |ui| {
                    let (state, forms) = (&mut self.settings, &mut self.forms);
                    settings::settings_ui(ui, seen, &self.preferences, state, &self.remarks, forms, asks);
                });
            }
        }
    }

    fn board_screen_ui(&mut self, ui: &mut Ui, seen: &Seen, asks: &mut Asks) {
        let ground = ground();
        if !self.is_narrow {
            let (least, most) = LIST_BOUNDS;
            let width = (ui.available_width() * LIST_SHARE).round().clamp(least, most);
            self.list_width = width;
            Panel::left("board").exact_size(width).resizable(false).frame(ground).show(ui, |ui| {
                board_ui(ui, &self.view.board, &mut self.board, self.selected, asks);
            });
            CentralPanel::default().frame(ground).show(ui, |ui| self.incident_ui(ui, seen, asks));
            return;
        }
        CentralPanel::default().frame(ground).show(ui, |ui| {
            if self.is_incident_open && self.selected.is_some() {
                self.board.dues_in_sight.clear();
                self.incident_ui(ui, seen, asks);
            } else {
                board_ui(ui, &self.view.board, &mut self.board, self.selected, asks);
            }
        });
    }

    fn incident_ui(&mut self, ui: &mut Ui, seen: &Seen, asks: &mut Asks) {
        let Some(live) = self.selected.and_then(|id| seen.snapshot.world.live.get(&id)) else {
            ui.vertical_centered(|ui| {
                ui.add_space(160.0_f32.min(ui.available_height() * 0.3));
                let words = "The incident that you choose stands here: what to do now, whom to call, its log";
                ui.set_max_width(ui.available_width().min(320.0));
                ui.label(RichText::new(words).font(font::body()).color(Tokens::of(ui).text_muted));
            });
            return;
        };
        // Where the keyboard goes when a row is entered: from here Tab leads through the incident.
        let name = format!("{} {}", live.incident.reference, live.incident.title);
        let (anchor, _) = ui.allocate_space(vec2(0.0, 0.0));
        let rect = egui::Rect::from_min_size(ui.cursor().min, vec2(1.0, 1.0));
        let gate = ui.interact(rect, anchor.with("gate"), Sense::focusable_noninteractive());
        gate.widget_info(|| WidgetInfo::labeled(Role::Group, true, &name));
        if std::mem::take(&mut self.focus_pane) {
            gate.request_focus();
        }
        let keys = hint(UiCommand::Back, ui.os().is_mac());
        let way_back = self.is_narrow.then_some(keys.as_str());
        incident::pane_ui(ui, seen, (live, self.tab, way_back), &mut self.forms, asks);
    }
}
