//! Settings: the desk, how the window looks, the watch without it, notifications, policies, and where the data is.

mod background;

use std::path::PathBuf;

use egui::{Frame, Margin, RichText, Ui};

pub use self::background::BackgroundState;
use self::background::background_ui;
use super::choice::{Choice, choice_ui};
use super::context::{Ask, Asks, Seen};
use super::desk_form::{self, enter};
use super::forms::{FormKind, Forms};
use super::icons::icon;
use super::preferences::{Preferences, scale_within};
use super::theme::{ThemeChoice, Tokens, font, space};
use super::{scroll, widgets};
use crate::desk::Request;
use crate::domain::command::Wish;
use crate::domain::policy::Policy;
use crate::domain::world::short;
use crate::platform::NotifierHealth;

/// What the screen keeps from frame to frame.
#[derive(Debug, Default)]
pub struct SettingsState {
    backup_path: String,
    /// Where the notifications page is to stand; none until somebody types.
    page_folder: Option<String>,
    backup_refusal: Option<String>,
    /// The watch without a window.
    pub background: BackgroundState,
}

/// The scales that are offered, in percent.
const SCALES: [u8; 6] = [100, 115, 130, 150, 175, 200];

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
    scroll::show(ui, scroll::area("settings"), |ui| {
        Frame::new().inner_margin(Margin::symmetric(24, 16)).show(ui, |ui| {
            ui.set_width(ui.available_width().min(680.0));
            ui.spacing_mut().item_spacing.y = space::S;
            ui.label(RichText::new("Settings").font(font::heading()));
            desk_ui(ui, seen, forms, asks);
            looks_ui(ui, preferences, asks);
            background_ui(ui, preferences, &state.background, asks);
            notifications_ui(ui, seen, asks);
            page_ui(ui, seen, state, asks);
            policies_ui(ui, seen, asks);
            data_ui(ui, seen, state, remarks, asks);
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

fn desk_ui(ui: &mut Ui, seen: &Seen, forms: &mut Forms, asks: &mut Asks) {
    section(ui, "Desk");
    if forms.open == Some(FormKind::Desk) {
        desk_form::prefill(forms, seen, seen.zone);
        desk_form::desk_form_ui(ui, seen, forms, "Save", asks);
        if widgets::quiet_button(ui, "Leave as it was", Some("Esc")).clicked() {
            forms.clear(&FormKind::Desk);
        }
        return;
    }
    let settings = &seen.snapshot.world.settings;
    fact(ui, "Your name", &settings.manager);
    fact(ui, "Time zone", settings.zone.name());
    fact(ui, "Hotline", &settings.hotline);
    fact(ui, "Name of the desk", &settings.name);
    ui.horizontal(|ui| {
        if widgets::quiet_button(ui, "Change…", None).clicked() {
            asks.push(Ask::Open(FormKind::Desk));
        }
    });
}

fn looks_ui(ui: &mut Ui, preferences: &Preferences, asks: &mut Asks) {
    section(ui, "Appearance");
    let themes = ThemeChoice::ALL.map(|choice| Choice::words(choice.label()));
    let mut chosen = ThemeChoice::ALL.iter().position(|one| *one == preferences.theme).unwrap_or(0);
    if choice_ui(ui, "Theme", &themes, &mut chosen)
        && let Some(theme) = ThemeChoice::ALL.get(chosen)
    {
        asks.push(Ask::Theme(*theme));
    }
    let scales = SCALES.map(|percent| Choice::words(format!("{percent} %")));
    let distance = |percent: &u8| (f32::from(*percent) / 100.0 - preferences.scale).abs();
    let nearest = SCALES.iter().enumerate().min_by(|(_, a), (_, b)| distance(a).total_cmp(&distance(b)));
    let mut chosen = nearest.map_or(0, |(at, _)| at);
    if choice_ui(ui, "Scale", &scales, &mut chosen)
        && let Some(percent) = SCALES.get(chosen)
    {
        asks.push(Ask::Scale(scale_within(f32::from(*percent) / 100.0)));
    }
}

fn notifications_ui(ui: &mut Ui, seen: &Seen, asks: &mut Asks) {
    section(ui, "Notifications");
    let tokens = Tokens::of(ui);
    let (glyph, ink, words) = match &seen.snapshot.notifier {
        NotifierHealth::Untried => (
            icon::BELL,
            tokens.text_muted,
            "Nothing was shown yet; send a test to see whether they arrive".to_owned(),
        ),
        NotifierHealth::Working { server } => {
            (icon::CHECK_CIRCLE, tokens.met, format!("They work: the last one was taken by {server}"))
        }
        NotifierHealth::Refused { reason } => (
            icon::BELL_SLASH,
            tokens.overdue,
            format!("The last one was not shown: {reason}. Alarms still stand at the top of this window"),
        ),
    };
    ui.horizontal_wrapped(|ui| {
        let (mark, _) = ui.allocate_exact_size(egui::vec2(space::L, space::L), egui::Sense::hover());
        let glyph_font = egui::FontId::proportional(16.0);
        ui.painter().text(mark.center(), egui::Align2::CENTER_CENTER, glyph, glyph_font, ink);
        ui.label(words);
    });
    ui.horizontal(|ui| {
        if widgets::quiet_button(ui, "Send a test notification", None).clicked() {
            asks.push(Ask::TestNotification);
        }
    });
}

/// Where this machine keeps the page for customers who look in (C).
fn page_ui(ui: &mut Ui, seen: &Seen, state: &mut SettingsState, asks: &mut Asks) {
    section(ui, "Notifications page");
    let place = seen.snapshot.page.as_ref();
    let trouble = seen.snapshot.page_trouble.as_ref();
    let words = place.map_or_else(
        || "Customers who look in rather than wait can be given a page: a file that is rewritten whenever an update is sent, with nothing internal on it".to_owned(),
        |place| {
            let verb = if trouble.is_some() { "To be kept" } else { "Kept" };
            format!("{verb} for {} as {} in {}", place.audience, crate::desk::PAGE_FILE, place.folder)
        },
    );
    muted(ui, &words);
    if let Some(why) = trouble.filter(|_| place.is_some()) {
        let words =
            format!("It cannot be written: {why}. Customers see the old one; it is tried again each minute");
        let said = ui.label(RichText::new(words).color(Tokens::of(ui).overdue));
        ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
    }
    let standing = place.map_or_else(String::new, |place| place.folder.clone());
    let text = state.page_folder.get_or_insert(standing);
    let field = widgets::field(ui, "Folder of the page", text, "/srv/share/notifications");
    let mut is_asked = enter(ui, &field);
    let mut is_ended = false;
    ui.horizontal(|ui| {
        is_asked |= widgets::quiet_button(ui, "Keep the page there", None).clicked();
        is_ended = place.is_some() && widgets::quiet_button(ui, "Keep no page", None).clicked();
    });
    if is_asked || is_ended {
        let folder = (!is_ended).then(|| text.trim().to_owned()).filter(|text| !text.is_empty());
        let said =
            if folder.is_some() { "The folder of the page is set" } else { "No page is kept any more" };
        let wish = Wish::SetNotificationsPage { folder, audience: None };
        state.page_folder = None;
        asks.request(Request::of_desk(wish), said);
    }
}

fn policies_ui(ui: &mut Ui, seen: &Seen, asks: &mut Asks) {
    section(ui, "Policies");
    let world = &seen.snapshot.world;
    for policy in world.in_force.values() {
        let is_usual = policy.id.name == world.settings.default_policy;
        policy_ui(ui, policy, is_usual);
    }
    let overdue = Tokens::of(ui).overdue;
    for problem in &seen.snapshot.policy_problems {
        ui.label(RichText::new(problem).color(overdue));
    }
    let folder = seen.snapshot.folder.join(crate::desk::policies::FOLDER);
    muted(
        ui,
        &format!(
            "Your own policies are TOML files in {}. A changed policy is for incidents opened from then on",
            folder.display()
        ),
    );
    ui.horizontal(|ui| {
        if widgets::quiet_button(ui, "Read them again", None).clicked() {
            asks.push(Ask::ReloadPolicies);
        }
    });
}

fn policy_ui(ui: &mut Ui, policy: &Policy, is_usual: bool) {
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(&policy.title).font(font::strong()));
        let id = format!("{} {}", policy.id.name, short(&policy.id.version));
        let ink = Tokens::of(ui).text_muted;
        ui.label(RichText::new(id).font(font::mono_small()).color(ink));
        let clocks = if policy.clocks.len() == 1 {
            "1 clock".to_owned()
        } else {
            format!("{} clocks", policy.clocks.len())
        };
        ui.label(RichText::new(clocks).font(font::small()).color(ink));
        if !policy.source.is_empty() {
            ui.label(RichText::new(format!("from {}", policy.source)).font(font::small()).color(ink));
        }
        if is_usual {
            widgets::badge(ui, "usual", widgets::Tone::Accent);
        }
    });
}

fn data_ui(ui: &mut Ui, seen: &Seen, state: &mut SettingsState, remarks: &[String], asks: &mut Asks) {
    section(ui, "Data");
    fact(ui, "Folder", &seen.snapshot.folder.display().to_string());
    let tokens = Tokens::of(ui);
    if let Some(trouble) = &seen.snapshot.trouble {
        ui.label(RichText::new(trouble).color(tokens.overdue));
    }
    for remark in seen.snapshot.remarks.iter().chain(remarks) {
        muted(ui, remark);
    }
    let field = widgets::field(
        ui,
        "Back up the log to this file",
        &mut state.backup_path,
        "/media/stick/bridgewatch.db",
    );
    if field.changed() {
        state.backup_refusal = None;
    }
    let mut is_asked = enter(ui, &field);
    ui.horizontal(|ui| is_asked |= widgets::quiet_button(ui, "Back up now", None).clicked());
    if is_asked {
        let path = PathBuf::from(state.backup_path.trim());
        if path.is_absolute() {
            state.backup_refusal = None;
            asks.push(Ask::Backup(path));
        } else {
            state.backup_refusal =
                Some("type the whole path of a new file, from the root of the disk".to_owned());
        }
    }
    if let Some(why) = &state.backup_refusal {
        ui.label(RichText::new(why).color(tokens.overdue));
    }
}
