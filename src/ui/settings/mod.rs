//! Settings, on sides: the desk, notifications, how the window looks, the watch without it, policies, the data.
//!
//! Never here: what a side holds.

mod appearance;
mod background;
mod calendars;
mod data;
mod desk;
mod form;
mod holidays;
mod notifications;
mod page;
mod policies;
mod quiet;
mod seats;
#[cfg(test)]
mod tests;

use egui::{Frame, Margin, RichText, Ui};

pub use self::background::BackgroundState;
use self::data::DataState;
pub use self::data::{Check, DataDone, DataWish};
use self::desk::DeskState;
pub use self::holidays::HolidaysRead;
use self::page::PageState;
pub use self::policies::{
    Checked, NAME, OPENED, PoliciesState, PolicyDone, PolicyWish, TEXT, words as policy_words,
};
use super::choice::{Choice, choice_ui};
use super::context::{Asks, Seen};
use super::drawn::Drawn;
use super::forms::{FormKind, Forms, SettingsForm};
use super::preferences::Preferences;
use super::theme::{Tokens, space};
use super::{scroll, widgets};

/// What is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SettingsSide {
    /// What the desk is.
    #[default]
    Desk,
    /// What tells people, here and outside.
    Notifications,
    /// How the window looks.
    Appearance,
    /// The watch without a window.
    Background,
    /// The clocks and their numbers.
    Policies,
    /// Where everything is kept.
    Data,
}

impl SettingsSide {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Desk, Self::Notifications, Self::Appearance, Self::Background, Self::Policies, Self::Data];

    /// The side of a form.
    pub const fn of_form(form: &SettingsForm) -> Self {
        match form {
            SettingsForm::Quiet => Self::Notifications,
            SettingsForm::Seat
            | SettingsForm::Calendar { .. }
            | SettingsForm::Holidays
            | SettingsForm::ImportHolidays => Self::Desk,
        }
    }

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Desk => "Desk",
            Self::Notifications => "Notifications",
            Self::Appearance => "Appearance",
            Self::Background => "Background",
            Self::Policies => "Policies",
            Self::Data => "Data",
        }
    }
}

/// What the screen keeps from frame to frame.
#[derive(Debug, Default)]
pub struct SettingsState {
    side: SettingsSide,
    /// The desk.
    pub desk: DeskState,
    page: PageState,
    /// What is known of the data.
    pub data: DataState,
    /// The watch without a window.
    pub background: BackgroundState,
    /// The policies.
    pub policies: PoliciesState,
    /// How the window is drawn.
    pub drawn: Drawn,
}

impl SettingsState {
    /// On the side of a form that is open.
    pub fn with(open: Option<&FormKind>) -> Self {
        let side = match open {
            Some(FormKind::Settings(form)) => SettingsSide::of_form(form),
            Some(FormKind::Policy(_)) => SettingsSide::Policies,
            _ => SettingsSide::default(),
        };
        Self { side, ..Self::default() }
    }

    /// Lets go of what is shown over a side, if anything is.
    pub fn let_go(&mut self) -> bool {
        self.side == SettingsSide::Policies && self.policies.let_go()
    }

    /// Shows a side.
    pub fn show(&mut self, side: SettingsSide) {
        self.side = side;
        self.data.look_again();
    }

    /// Whether a side is the one that is shown.
    pub fn shows(&self, side: SettingsSide) -> bool {
        self.side == side
    }
}

/// The widest that words and fields become.
const WIDTH: f32 = 680.0;

/// Paints the screen.
pub fn settings_ui(
    ui: &mut Ui,
    seen: &Seen,
    preferences: &Preferences,
    state: &mut SettingsState,
    remarks: &[String],
    forms: &mut Forms,
    asks: &mut Asks,
) {
    Frame::new().inner_margin(Margin::symmetric(16, 8)).show(ui, |ui| {
        let options = SettingsSide::ALL.map(|side| Choice::words(side.word()));
        let mut at = SettingsSide::ALL.iter().position(|side| *side == state.side).unwrap_or(0);
        if choice_ui(ui, "", &options, &mut at) {
            state.show(SettingsSide::ALL.get(at).copied().unwrap_or_default());
        }
    });
    widgets::hairline(ui);
    if state.side == SettingsSide::Policies {
        policies::policies_ui(ui, seen, &mut state.policies, forms, asks);
        return;
    }
    scroll::show(ui, scroll::area(("settings", state.side.word())), |ui| {
        Frame::new().inner_margin(Margin::symmetric(24, 8)).show(ui, |ui| {
            ui.set_width(ui.available_width().min(WIDTH));
            ui.spacing_mut().item_spacing.y = space::S;
            match state.side {
                SettingsSide::Desk => desk::desk_ui(ui, seen, &mut state.desk, forms, asks),
                SettingsSide::Notifications => {
                    notifications::notifications_ui(ui, seen, asks);
                    quiet::sounds_ui(ui, seen, asks);
                    quiet::quiet_ui(ui, seen, forms, asks);
                    page::page_ui(ui, seen, &mut state.page, asks);
                }
                SettingsSide::Appearance => appearance::looks_ui(ui, preferences, &state.drawn, asks),
                SettingsSide::Background => {
                    background::background_ui(ui, preferences, &state.background, asks);
                }
                // It has all the room there is.
                SettingsSide::Policies => {}
                SettingsSide::Data => data::data_ui(ui, seen, &mut state.data, remarks, forms, asks),
            }
            // Room for what is said in passing below the last button.
            ui.add_space(2.0 * space::XXL);
        });
    });
}

fn section(ui: &mut Ui, title: &str) {
    ui.add_space(space::M);
    widgets::section_heading(ui, title, None);
    widgets::hairline(ui);
    ui.add_space(space::XS);
}

/// A name and what it is, side by side.
fn fact(ui: &mut Ui, name: &str, words: &str) {
    ui.horizontal_top(|ui| {
        let muted = Tokens::of(ui).text_muted;
        ui.allocate_ui(egui::vec2(140.0, 20.0), |ui| {
            ui.set_min_width(140.0);
            ui.label(RichText::new(name).color(muted));
        });
        ui.vertical(|ui| ui.label(words));
    });
}

fn muted(ui: &mut Ui, words: &str) {
    let ink = Tokens::of(ui).text_muted;
    ui.label(RichText::new(words).color(ink));
}
