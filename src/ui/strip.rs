//! The watch strip on top of every screen, and what is said below it when the log cannot be written.

use egui::accesskit::Live;
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align, Color32, FontId, Layout, RichText, Sense, Ui, vec2};

use super::context::{Asks, Seen};
use super::icons::filled;
use super::theme::{Tokens, font, size, space};
use super::view::{View, zoned};
use super::watch_strip::WatchStrip;

/// A window lower than this, in points, has a large scale: what stands on every screen is dense.
pub const SHORT_WINDOW: f32 = 500.0;

/// The height of the watch strip in the window that `ui` is of.
pub fn height(ui: &Ui) -> f32 {
    if ui.ctx().content_rect().height() < SHORT_WINDOW { 30.0 } else { 40.0 }
}

/// Paints the watch strip.
pub fn strip_ui(ui: &mut Ui, seen: &Seen, view: &View, watch: &WatchStrip, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = space::XL;
        ui.label(RichText::new(zoned(seen.now, seen)).font(font::mono_strong()));
        let settings = &seen.snapshot.world.settings;
        let counts = counts_job(view, tokens);
        let counts_width = ui.painter().layout_job(counts.clone()).size().x;
        quiet_ui(ui, seen, watch, ui.available_width() - counts_width - space::XL);
        let room = ui.available_width() - counts_width - space::XL;
        if watch.is_kept() && room > 120.0 {
            watch.ui(ui, seen, room, asks);
        } else if !settings.manager.is_empty() && room > 120.0 {
            let mut job = LayoutJob::default();
            job.append("At the desk ", 0.0, TextFormat::simple(font::body(), tokens.text_muted));
            job.append(&settings.manager, 0.0, TextFormat::simple(font::strong(), tokens.text));
            job.wrap = TextWrapping::truncate_at_width(room);
            ui.label(job);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(counts));
    });
}

/// Says that quiet hours run: at length where there is room for it, and always so to screen readers.
fn quiet_ui(ui: &mut Ui, seen: &Seen, watch: &WatchStrip, room: f32) {
    let Some(until) = seen.snapshot.world.quiet_until(seen.now) else { return };
    let short = format!("Quiet until {}", crate::documents::when(until, seen.now, seen.zone));
    let long = format!("{short}; critical alarms still ring");
    let ink = Tokens::of(ui).text_muted;
    let width = |words: String, font| ui.painter().layout_no_wrap(words, font, ink).size().x;
    // Who is on watch comes first.
    let others: f32 =
        watch.words(seen.now).into_iter().map(|words| width(words, font::strong()) + space::M).sum();
    if room < width(short.clone(), font::body()) {
        return;
    }
    let is_roomy = room - width(long.clone(), font::body()) - space::XL > others.max(260.0);
    let shown = if is_roomy { &long } else { &short };
    let said = ui.label(RichText::new(shown).color(ink));
    ui.accesskit_node_builder(said.id, |node| node.set_label(long.clone()));
    live(ui, said.id, Live::Polite);
    said.on_hover_text(long);
}

/// `4 open · 1 overdue · 2 alarms`, each in its colour.
fn counts_job(view: &View, tokens: &Tokens) -> LayoutJob {
    let counts = view.counts;
    let mut job = LayoutJob::default();
    let mut say =
        |words: String, ink: Color32, font: FontId| job.append(&words, 0.0, TextFormat::simple(font, ink));
    say(format!("{} open", counts.open), tokens.text_muted, font::body());
    if counts.overdue > 0 {
        say(" · ".to_owned(), tokens.text_muted, font::body());
        say(format!("{} overdue", counts.overdue), tokens.overdue, font::strong());
    }
    if counts.alarms > 0 {
        let noun = if counts.alarms == 1 { "alarm" } else { "alarms" };
        say(" · ".to_owned(), tokens.text_muted, font::body());
        say(format!("{} {noun}", counts.alarms), tokens.due_soon, font::strong());
    }
    job
}

/// One line of text, cut with an ellipsis where it is too long.
pub fn elided(ui: &Ui, text: &str, font: FontId, ink: Color32, most: f32) -> std::sync::Arc<egui::Galley> {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, ink);
    job.wrap = TextWrapping::truncate_at_width(most.max(1.0));
    ui.painter().layout_job(job)
}

/// Says that the log cannot be written, or that the desk has stopped, and what that means. Loud, and
/// calm.
pub fn trouble_ui(ui: &mut Ui, trouble: &str, is_stopped: bool) {
    let tokens = Tokens::of(ui);
    ui.horizontal_top(|ui| {
        let (mark, _) = ui.allocate_exact_size(vec2(space::L, 18.0), Sense::hover());
        let glyph_font = FontId::proportional(size::TITLE);
        ui.painter().text(
            mark.center(),
            egui::Align2::CENTER_CENTER,
            filled::WARNING,
            glyph_font,
            tokens.overdue,
        );
        let mut job = LayoutJob::default();
        let (what, so) = if is_stopped {
            ("No alarm: ", ". Start Bridgewatch again; what was accepted is on the disk")
        } else {
            ("Not saved: ", ". What you type stays in its form, and alarms still ring")
        };
        job.append(what, 0.0, TextFormat::simple(font::strong(), tokens.overdue));
        job.append(trouble, 0.0, TextFormat::simple(font::body(), tokens.text));
        job.append(so, 0.0, TextFormat::simple(font::body(), tokens.text_muted));
        let said = ui.add(egui::Label::new(job).wrap());
        live(ui, said.id, Live::Assertive);
    });
}

/// Says that the notifications page cannot be written, and what customers see meanwhile.
pub fn page_trouble_ui(ui: &mut Ui, why: &str) {
    let tokens = Tokens::of(ui);
    let mut job = LayoutJob::default();
    job.append(
        "The notifications page cannot be written: ",
        0.0,
        TextFormat::simple(font::strong(), tokens.due_soon),
    );
    job.append(why, 0.0, TextFormat::simple(font::body(), tokens.text));
    let so = ". Customers see the old one; choose another folder in Settings";
    job.append(so, 0.0, TextFormat::simple(font::body(), tokens.text_muted));
    let said = ui.add(egui::Label::new(job).wrap());
    live(ui, said.id, Live::Polite);
}

/// Says to screen readers that they shall speak when it changes.
pub fn live(ui: &Ui, id: egui::Id, how: Live) {
    ui.accesskit_node_builder(id, |node| {
        node.set_live(how);
        node.set_live_atomic();
    });
}
