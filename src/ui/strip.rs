//! The top of every screen: the watch strip, and below it the one loudest deadline with what can be
//! done about it. When nothing presses it is calm and says so.

use egui::accesskit::{Live, Role};
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align, Color32, FontId, Layout, Rect, RichText, Sense, Shape, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::commands::{UiCommand, hint};
use super::context::{Ask, Asks, Seen};
use super::icons::{filled, icon};
use super::theme::{Tokens, font, size, space};
use super::view::{LoudestData, View, zoned};
use super::widgets::{self, PriorityMark};
use crate::domain::schedule::DeadlineState;
use crate::domain::words::Priority;

/// The height of the watch strip.
pub const STRIP_HEIGHT: f32 = 40.0;

/// The height of the bar, and of each further row in it.
const BAR_HEIGHT: f32 = 60.0;
const ROW_HEIGHT: f32 = 36.0;

/// The room that the loudest countdown takes, so that the words beside it never move.
const FIGURES_WIDTH: f32 = 144.0;

/// The room that the words shall have beside the buttons, if they need it; where there is less, the
/// buttons stand below.
const WORDS_ROOM: (f32, f32) = (320.0, 520.0);

/// The mark of a priority.
pub fn mark_of(priority: Option<Priority>) -> PriorityMark {
    match priority {
        Some(Priority::Critical) => PriorityMark::Critical,
        Some(Priority::High) => PriorityMark::High,
        Some(Priority::Medium) => PriorityMark::Medium,
        Some(Priority::Low) => PriorityMark::Low,
        None => PriorityMark::Unassigned,
    }
}

/// Paints the watch strip.
pub fn strip_ui(ui: &mut Ui, seen: &Seen, view: &View) {
    let tokens = Tokens::of(ui);
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = space::XL;
        ui.label(RichText::new(zoned(seen.now, seen)).font(font::mono_strong()));
        let settings = &seen.snapshot.world.settings;
        let counts = counts_job(view, tokens);
        let counts_width = ui.painter().layout_job(counts.clone()).size().x;
        let room = ui.available_width() - counts_width - space::XL;
        if !settings.manager.is_empty() && room > 120.0 {
            let mut job = LayoutJob::default();
            job.append("At the desk ", 0.0, TextFormat::simple(font::body(), tokens.text_muted));
            job.append(&settings.manager, 0.0, TextFormat::simple(font::strong(), tokens.text));
            job.wrap = TextWrapping::truncate_at_width(room);
            ui.label(job);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(counts));
    });
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

/// How high the bar is in the room that `ui` has.
pub fn bar_height(ui: &Ui, seen: &Seen, view: &View) -> f32 {
    let further = usize::from(digest(seen, view).is_some());
    let Some(loudest) = view.loudest.as_ref().filter(|loudest| loudest.is_within_hour) else {
        return ROW_HEIGHT + space::S + ROW_HEIGHT * further as f32;
    };
    let is_wide = stands_beside(ui, ui.available_width(), loudest);
    BAR_HEIGHT + ROW_HEIGHT * (further + usize::from(!is_wide)) as f32
}

/// Whether the buttons have room beside the words.
fn stands_beside(ui: &Ui, width: f32, loudest: &LoudestData) -> bool {
    let is_mac = ui.os().is_mac();
    let buttons: f32 = buttons_of(loudest, true)
        .into_iter()
        .map(|(command, words)| {
            let face = if command == UiCommand::Done { font::strong() } else { font::body() };
            let ink = Tokens::of(ui).text;
            let mut width =
                ui.painter().layout_no_wrap(words, face, ink).size().x + 2.0 * ui.spacing().button_padding.x;
            if is_hinted(command) {
                width += space::S
                    + ui.painter().layout_no_wrap(hint(command, is_mac), font::mono_small(), ink).size().x;
            }
            width + space::S
        })
        .sum();
    let ink = Tokens::of(ui).text;
    let words =
        ui.painter().layout_no_wrap(loudest.next.action.clone(), font::strong(), ink).size().x + space::S;
    width - 3.0 * space::L - FIGURES_WIDTH - buttons >= words.clamp(WORDS_ROOM.0, WORDS_ROOM.1)
}

/// The alarm that rings, if it speaks of more or of something else than the loudest deadline.
pub fn digest<'a>(seen: &Seen<'a>, view: &View) -> Option<&'a crate::desk::Banner> {
    let banner = seen.snapshot.banner.as_ref()?;
    let still: Vec<_> = banner.about.iter().filter(|one| view.ringing.contains(one)).collect();
    let loudest = view.loudest.as_ref().filter(|one| one.is_within_hour && one.rings);
    let is_said = match still.as_slice() {
        [] => true,
        [(id, clock, due)] => {
            loudest.is_some_and(|one| one.id == *id && one.next.clock == *clock && one.next.due == *due)
        }
        _ => false,
    };
    (!is_said).then_some(banner)
}

/// Paints the bar. What is pressed comes back as a command, as if its key had been pressed.
pub fn bar_ui(ui: &mut Ui, seen: &Seen, view: &View, commands: &mut Vec<UiCommand>, asks: &mut Asks) {
    let rect = ui.max_rect();
    ui.spacing_mut().item_spacing = vec2(space::S, 0.0);
    match view.loudest.as_ref().filter(|loudest| loudest.is_within_hour) {
        Some(loudest) => pressing_ui(ui, rect, loudest, digest(seen, view).is_none(), commands, asks),
        None => calm_ui(ui, seen, view),
    }
    if let Some(banner) = digest(seen, view) {
        digest_ui(ui, rect, banner, commands);
    }
}

fn calm_ui(ui: &mut Ui, seen: &Seen, view: &View) {
    let tokens = Tokens::of(ui);
    let spoken = match &view.loudest {
        Some(next) => format!(
            "Nothing is owed in the next hour. Next: {}, {}, {}",
            next.next.title, next.about, next.due
        ),
        None => "Nothing is owed".to_owned(),
    };
    let said = ui.horizontal(|ui| {
        ui.set_min_height(ROW_HEIGHT + space::S);
        ui.add_space(space::L);
        let (mark, _) = ui.allocate_exact_size(vec2(space::L, space::L), Sense::hover());
        let glyph = if seen.snapshot.world.settings.is_set_up { icon::CHECK_CIRCLE } else { icon::INFO };
        let glyph_font = FontId::proportional(size::TITLE);
        ui.painter().text(mark.center(), egui::Align2::CENTER_CENTER, glyph, glyph_font, tokens.met);
        let words = spoken.split_once(". ");
        let mut job = LayoutJob::default();
        let first = words.map_or(spoken.as_str(), |(first, _)| first);
        job.append(first, 0.0, TextFormat::simple(font::strong(), tokens.text));
        if let Some((_, rest)) = words {
            job.append(rest, space::L, TextFormat::simple(font::body(), tokens.text_muted));
        }
        job.wrap = TextWrapping::truncate_at_width(ui.available_width() - space::L);
        ui.label(job)
    });
    live(ui, said.inner.id, Live::Polite);
}

fn live(ui: &Ui, id: egui::Id, how: Live) {
    ui.accesskit_node_builder(id, |node| {
        node.set_live(how);
        node.set_live_atomic();
    });
}

fn pressing_ui(
    ui: &mut Ui,
    rect: Rect,
    loudest: &LoudestData,
    takes_a: bool,
    commands: &mut Vec<UiCommand>,
    asks: &mut Asks,
) {
    let tokens = Tokens::of(ui);
    let (ink, tint) = match loudest.next.state {
        DeadlineState::Overdue => (tokens.overdue, Some(tokens.overdue_tint)),
        DeadlineState::Warning => (tokens.due_soon, Some(tokens.due_soon_tint)),
        _ => (tokens.text, None),
    };
    if let Some(tint) = tint {
        let half = Rect::from_min_max(rect.min, pos2(rect.left() + rect.width() * 0.66, rect.bottom()));
        ui.painter().add(Shape::gradient_rect(half, egui::Direction::LeftToRight, [tint, tokens.surface]));
    }
    let row = Rect::from_min_size(rect.min, vec2(rect.width(), BAR_HEIGHT));
    let is_wide = stands_beside(ui, rect.width(), loudest);
    let words_right = if is_wide {
        let inside = row.shrink2(vec2(space::L, 0.0));
        let builder = UiBuilder::new().max_rect(inside).layout(Layout::right_to_left(Align::Center));
        let buttons = ui.scope_builder(builder, |ui| {
            buttons_ui(ui, loudest, takes_a, true, commands);
            ui.min_rect().left()
        });
        buttons.inner - space::L
    } else {
        row.right() - space::L
    };
    words_ui(ui, row, words_right, loudest, ink, asks);
    if !is_wide {
        let below =
            Rect::from_min_size(pos2(rect.left(), row.bottom() - space::XS), vec2(rect.width(), ROW_HEIGHT));
        let builder = UiBuilder::new()
            .max_rect(below.shrink2(vec2(space::L, 0.0)))
            .layout(Layout::left_to_right(Align::Center));
        ui.scope_builder(builder, |ui| buttons_ui(ui, loudest, takes_a, false, commands));
    }
}

/// The buttons of the bar from left to right, the loudest last.
fn buttons_of(loudest: &LoudestData, takes_a: bool) -> Vec<(UiCommand, String)> {
    let mut buttons = Vec::new();
    if loudest.rings && takes_a {
        buttons.push((UiCommand::Acknowledge, "Acknowledge".to_owned()));
    }
    buttons.push((UiCommand::Snooze, "Snooze…".to_owned()));
    buttons.extend(loudest.act.words_at.map(|words| (UiCommand::DoneAt, words.to_owned())));
    buttons.push((UiCommand::Done, loudest.act.words.clone()));
    buttons
}

/// The two keys that a hand on the phone needs are always in sight; the rest are in the sheet.
fn is_hinted(command: UiCommand) -> bool {
    matches!(command, UiCommand::Done | UiCommand::Acknowledge)
}

fn buttons_ui(
    ui: &mut Ui,
    loudest: &LoudestData,
    takes_a: bool,
    from_right: bool,
    commands: &mut Vec<UiCommand>,
) {
    let is_mac = ui.os().is_mac();
    let mut buttons = buttons_of(loudest, takes_a);
    if from_right {
        buttons.reverse();
    }
    for (command, words) in buttons {
        let keys = hint(command, is_mac);
        let shown = is_hinted(command).then_some(keys.as_str());
        let response = if command == UiCommand::Done {
            widgets::primary_button(ui, &words, shown)
        } else {
            widgets::quiet_button(ui, &words, shown)
        };
        if response.on_hover_text(keys.as_str()).clicked() {
            commands.push(command);
        }
    }
}

/// The countdown, what to do, and about what. Pressing the words opens the incident.
fn words_ui(ui: &mut Ui, row: Rect, words_right: f32, loudest: &LoudestData, ink: Color32, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let figures_at = Rect::from_min_max(
        pos2(row.left() + space::L, row.top()),
        pos2(row.left() + space::L + FIGURES_WIDTH, row.bottom()),
    );
    let figures = ui.interact(figures_at, ui.make_persistent_id("loudest figures"), Sense::hover());
    figures.widget_info(|| WidgetInfo::labeled(Role::Label, true, &loudest.spoken));
    live(ui, figures.id, if loudest.rings { Live::Assertive } else { Live::Polite });
    ui.painter().text(
        figures_at.left_center(),
        egui::Align2::LEFT_CENTER,
        &loudest.figures,
        font::display(),
        ink,
    );

    let words = Rect::from_min_max(
        pos2(figures_at.right(), row.top() + space::S),
        pos2(words_right, row.bottom() - space::S),
    );
    let open = ui.interact(words, ui.make_persistent_id("loudest words"), Sense::click());
    open.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Open {}", loudest.about)));
    let most = words.width().max(1.0);
    let action = elided(ui, &loudest.next.action, font::strong(), tokens.text, most);
    ui.painter().galley(words.left_top() + vec2(0.0, 2.0), action, tokens.text);
    let second = words.top() + 32.0;
    mark_of(loudest.priority).paint(ui.painter(), pos2(words.left() + space::S, second), tokens);
    let about = format!("{} · {}", loudest.about, loudest.due);
    let about = elided(ui, &about, font::small(), tokens.text_muted, most - space::XL);
    let about_at = pos2(words.left() + 20.0, second - about.size().y / 2.0);
    ui.painter().galley(about_at, about, tokens.text_muted);
    widgets::focus_ring(ui, words, &open);
    let open = match ui.visuals().interact_cursor {
        Some(cursor) => open.on_hover_cursor(cursor),
        None => open,
    };
    if open.on_hover_text(format!("{}\n{} · {}", loudest.next.action, loudest.about, loudest.due)).clicked()
    {
        asks.push(Ask::Select(Some(loudest.id)));
    }
}

/// One line of text, cut with an ellipsis where it is too long.
pub fn elided(ui: &Ui, text: &str, font: FontId, ink: Color32, most: f32) -> std::sync::Arc<egui::Galley> {
    let mut job = LayoutJob::simple_singleline(text.to_owned(), font, ink);
    job.wrap = TextWrapping::truncate_at_width(most.max(1.0));
    ui.painter().layout_job(job)
}

/// The alarm that rings, when it speaks of several deadlines or of another one than the loudest.
fn digest_ui(ui: &mut Ui, rect: Rect, banner: &crate::desk::Banner, commands: &mut Vec<UiCommand>) {
    let tokens = Tokens::of(ui);
    let row = Rect::from_min_max(pos2(rect.left(), rect.bottom() - ROW_HEIGHT), rect.max);
    let ink = if banner.telling.is_due { tokens.overdue } else { tokens.due_soon };
    ui.painter().hline(row.x_range(), row.top(), egui::Stroke::new(size::HAIRLINE, tokens.hairline));
    let inside = row.shrink2(vec2(space::L, 0.0));
    let builder = UiBuilder::new().max_rect(inside).layout(Layout::right_to_left(Align::Center));
    ui.scope_builder(builder, |ui| {
        let words = if banner.about.len() > 1 { "Acknowledge all" } else { "Acknowledge" };
        let keys = hint(UiCommand::Acknowledge, ui.os().is_mac());
        if widgets::quiet_button(ui, words, Some(&keys)).clicked() {
            commands.push(UiCommand::Acknowledge);
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let (bell, _) = ui.allocate_exact_size(vec2(space::L, space::L), Sense::hover());
            let glyph_font = FontId::proportional(size::TITLE);
            ui.painter().text(
                bell.center(),
                egui::Align2::CENTER_CENTER,
                filled::BELL_RINGING,
                glyph_font,
                ink,
            );
            let mut job = LayoutJob::default();
            job.append(&banner.telling.title, 0.0, TextFormat::simple(font::strong(), ink));
            let lines = banner.telling.body.replace('\n', " · ");
            job.append(&lines, space::M, TextFormat::simple(font::body(), tokens.text_muted));
            job.wrap = TextWrapping::truncate_at_width(ui.available_width());
            let said = ui.label(job).on_hover_text(&banner.telling.body);
            live(ui, said.id, Live::Assertive);
        });
    });
}

/// Says that the log cannot be written, and what that means. Loud, and calm.
pub fn trouble_ui(ui: &mut Ui, trouble: &str) {
    let tokens = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        let (mark, _) = ui.allocate_exact_size(vec2(space::L, space::L), Sense::hover());
        let glyph_font = FontId::proportional(size::TITLE);
        ui.painter().text(
            mark.center(),
            egui::Align2::CENTER_CENTER,
            filled::WARNING,
            glyph_font,
            tokens.overdue,
        );
        let mut job = LayoutJob::default();
        job.append("Not saved: ", 0.0, TextFormat::simple(font::strong(), tokens.overdue));
        job.append(trouble, 0.0, TextFormat::simple(font::body(), tokens.text));
        let calm = ". What you type stays in its form, and alarms still ring";
        job.append(calm, 0.0, TextFormat::simple(font::body(), tokens.text_muted));
        let said = ui.label(job);
        live(ui, said.id, Live::Assertive);
    });
}
