//! The bar below the watch strip: the one loudest deadline with what can be done about it, and the
//! alarm that rings where it speaks of more. When nothing presses the bar is calm and says so.

use std::sync::Arc;

use egui::accesskit::{Live, Role};
use egui::text::{LayoutJob, TextFormat};
use egui::{Align, Align2, Color32, Direction, FontId, Galley, Layout, Rect, Sense, Shape, Stroke, Ui};
use egui::{UiBuilder, WidgetInfo, pos2, vec2};

use super::commands::{UiCommand, hint};
use super::context::{Ask, Asks, Seen};
use super::icons::{filled, icon};
use super::incident::mark;
use super::strip::{elided, live};
use super::theme::{Tokens, font, size, space};
use super::view::{LoudestData, View};
use super::widgets;
use crate::desk::Banner;
use crate::domain::schedule::DeadlineState;

/// The height of the words of one line each, and of each further row.
const WORDS_HEIGHT: f32 = 60.0;
const ROW_HEIGHT: f32 = 36.0;

/// The room that the loudest countdown takes at least, so that the words beside it stay while it ticks.
const FIGURES_WIDTH: f32 = 144.0;

/// The room that the words shall have beside the buttons, if they need it; where there is less, the
/// buttons stand below.
const WORDS_ROOM: (f32, f32) = (320.0, 520.0);

/// The same where the words are broken into two lines.
const WORDS_IN_TWO: (f32, f32) = (220.0, 520.0);

/// Where everything of a pressing deadline stands in a given width.
struct Plan {
    /// What to do, in at most two lines.
    action: Arc<Galley>,
    /// From left to right, the loudest last.
    buttons: Vec<(UiCommand, String)>,
    /// The room of the countdown: more than usual where it counts days.
    figures_width: f32,
    /// Whether the buttons stand beside the words, not below.
    is_beside: bool,
    /// The height of the words.
    words_height: f32,
}

impl Plan {
    fn of(ui: &Ui, width: f32, loudest: &LoudestData, takes_a: bool) -> Self {
        let ink = Tokens::of(ui).text;
        let mut buttons = buttons_of(loudest, takes_a);
        let words = ui.painter().layout_no_wrap(loudest.next.action.clone(), font::strong(), ink).size().x;
        let figures = ui.painter().layout_no_wrap(loudest.figures.clone(), font::display(), ink).size().x;
        let figures_width = (figures + space::L).max(FIGURES_WIDTH);
        let room = width - 2.0 * space::L - figures_width;
        let beside = |buttons: &[_]| room - buttons_width(ui, buttons) - space::L;
        let mut is_beside = beside(&buttons) >= (words + space::S).clamp(WORDS_ROOM.0, WORDS_ROOM.1);
        if !is_beside {
            // Broken into two lines the words take little more than half of that.
            let wanted = (words * 0.6).clamp(WORDS_IN_TWO.0, WORDS_IN_TWO.1);
            let mut fewer = buttons.clone();
            fewer.retain(|(command, _)| *command != UiCommand::DoneAt);
            for some in [buttons.clone(), fewer] {
                if !is_beside && beside(&some) >= wanted {
                    (buttons, is_beside) = (some, true);
                }
            }
        }
        if !is_beside {
            // What the incident offers as well gives way first.
            for less in [UiCommand::DoneAt, UiCommand::Snooze] {
                if buttons_width(ui, &buttons) > width - 2.0 * space::L {
                    buttons.retain(|(command, _)| *command != less);
                }
            }
        }
        let most = if is_beside { room - buttons_width(ui, &buttons) - space::L } else { room };
        let mut job = LayoutJob::simple(loudest.next.action.clone(), font::strong(), ink, most.max(1.0));
        job.wrap.max_rows = 2;
        let action = ui.painter().layout_job(job);
        let words_height = WORDS_HEIGHT - 17.0 + action.size().y.max(17.0);
        Self { action, buttons, figures_width, is_beside, words_height }
    }

    fn height(&self) -> f32 {
        if self.is_beside { self.words_height } else { self.words_height + ROW_HEIGHT }
    }
}

/// The buttons of the bar.
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

/// How wide the buttons are side by side.
fn buttons_width(ui: &Ui, buttons: &[(UiCommand, String)]) -> f32 {
    let is_mac = ui.os().is_mac();
    let width =
        |words: String, face: FontId| ui.painter().layout_no_wrap(words, face, Color32::PLACEHOLDER).size().x;
    let one = |(command, words): &(UiCommand, String)| {
        let face = if *command == UiCommand::Done { font::strong() } else { font::body() };
        let hinted =
            is_hinted(*command).then(|| space::S + width(hint(*command, is_mac), font::mono_small()));
        width(words.clone(), face) + hinted.unwrap_or(0.0) + 2.0 * ui.spacing().button_padding.x
    };
    buttons.iter().map(one).sum::<f32>() + space::S * buttons.len().saturating_sub(1) as f32
}

/// How high the bar is in the room that `ui` has.
pub fn bar_height(ui: &Ui, seen: &Seen, view: &View) -> f32 {
    let digest = digest(seen, view);
    let first = match pressing(view) {
        Some(loudest) => Plan::of(ui, ui.available_width(), loudest, digest.is_none()).height(),
        None => ROW_HEIGHT + space::S,
    };
    if digest.is_some() { first + ROW_HEIGHT } else { first }
}

/// The loudest deadline, if it presses.
fn pressing(view: &View) -> Option<&LoudestData> {
    view.loudest.as_ref().filter(|loudest| loudest.is_within_hour)
}

/// The alarm that rings, if it speaks of more or of something else than the loudest deadline.
pub fn digest<'a>(seen: &Seen<'a>, view: &View) -> Option<&'a Banner> {
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
    let digest = digest(seen, view);
    match pressing(view) {
        Some(loudest) => pressing_ui(ui, rect, loudest, digest.is_none(), commands, asks),
        None => calm_ui(ui, seen, view),
    }
    if let Some(banner) = digest {
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
        ui.painter().text(mark.center(), Align2::CENTER_CENTER, glyph, glyph_font, tokens.met);
        let words = spoken.split_once(". ");
        let mut job = LayoutJob::default();
        let first = words.map_or(spoken.as_str(), |(first, _)| first);
        job.append(first, 0.0, TextFormat::simple(font::strong(), tokens.text));
        if let Some((_, rest)) = words {
            job.append(rest, space::L, TextFormat::simple(font::body(), tokens.text_muted));
        }
        ui.add(egui::Label::new(job).truncate())
    });
    live(ui, said.inner.id, Live::Polite);
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
    let plan = Plan::of(ui, rect.width(), loudest, takes_a);
    let (ink, tint) = match loudest.next.state {
        DeadlineState::Overdue => (tokens.overdue, Some(tokens.overdue_tint)),
        DeadlineState::Warning => (tokens.due_soon, Some(tokens.due_soon_tint)),
        _ => (tokens.text, None),
    };
    // What somebody has taken notice of stays, without the noise.
    if let Some(tint) = tint.filter(|_| !loudest.next.is_quiet) {
        let part = Rect::from_min_size(rect.min, vec2(rect.width() * 0.66, rect.height()));
        ui.painter().add(Shape::gradient_rect(part, Direction::LeftToRight, [tint, tokens.surface]));
    }
    let words = Rect::from_min_size(rect.min, vec2(rect.width(), plan.words_height));
    let words = words.shrink2(vec2(space::L, 0.0));
    let buttons = if plan.is_beside {
        words
    } else {
        Rect::from_min_size(words.left_bottom() - vec2(0.0, space::XS), vec2(words.width(), ROW_HEIGHT))
    };
    words_ui(ui, words, &plan, loudest, ink, asks);
    let layout = if plan.is_beside {
        Layout::right_to_left(Align::Center)
    } else {
        Layout::left_to_right(Align::Center)
    };
    ui.scope_builder(UiBuilder::new().max_rect(buttons).layout(layout), |ui| buttons_ui(ui, &plan, commands));
}

fn buttons_ui(ui: &mut Ui, plan: &Plan, commands: &mut Vec<UiCommand>) {
    let is_mac = ui.os().is_mac();
    let mut buttons: Vec<_> = plan.buttons.iter().collect();
    if plan.is_beside {
        // Laid out from the right, so that the loudest keeps its place.
        buttons.reverse();
    }
    for (command, words) in buttons {
        let keys = hint(*command, is_mac);
        let shown = is_hinted(*command).then_some(keys.as_str());
        let response = if *command == UiCommand::Done {
            widgets::primary_button(ui, words, shown)
        } else {
            widgets::quiet_button(ui, words, shown)
        };
        if response.on_hover_text(keys.as_str()).clicked() {
            commands.push(*command);
        }
    }
}

/// The countdown, what to do, and about what. Pressing the words opens the incident.
fn words_ui(ui: &mut Ui, rect: Rect, plan: &Plan, loudest: &LoudestData, ink: Color32, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let figures_at = Rect::from_min_size(rect.min, vec2(plan.figures_width, rect.height()));
    let figures = ui.interact(figures_at, ui.make_persistent_id("loudest figures"), Sense::hover());
    figures.widget_info(|| WidgetInfo::labeled(Role::Label, true, &loudest.spoken));
    live(ui, figures.id, if loudest.rings { Live::Assertive } else { Live::Polite });
    let at = figures_at.left_center();
    ui.painter().text(at, Align2::LEFT_CENTER, &loudest.figures, font::display(), ink);

    let taken = if plan.is_beside { buttons_width(ui, &plan.buttons) + space::L } else { 0.0 };
    let words = Rect::from_min_max(
        pos2(figures_at.right(), rect.top() + space::S),
        pos2(rect.right() - taken, rect.bottom() - space::S),
    );
    let open = ui.interact(words, ui.make_persistent_id("loudest words"), Sense::click());
    open.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Open {}", loudest.about)));
    ui.painter().galley(words.left_top() + vec2(0.0, 2.0), Arc::clone(&plan.action), tokens.text);
    let second = words.bottom() - 12.0;
    mark(loudest.priority).paint(ui.painter(), pos2(words.left() + space::S, second), tokens);
    let quiet = if loudest.next.is_quiet { " · alarm quietened" } else { "" };
    let about = format!("{} · {}{quiet}", loudest.about, loudest.due);
    let galley = elided(ui, &about, font::small(), tokens.text_muted, words.width() - space::XL);
    let about_at = pos2(words.left() + 20.0, second - galley.size().y / 2.0);
    ui.painter().galley(about_at, galley, tokens.text_muted);
    widgets::focus_ring(ui, words, &open);
    let open = match ui.visuals().interact_cursor {
        Some(cursor) => open.on_hover_cursor(cursor),
        None => open,
    };
    if open.on_hover_text(format!("{}\n{about}", loudest.next.action)).clicked() {
        asks.push(Ask::Select(Some(loudest.id)));
    }
}

/// The alarm that rings, when it speaks of several deadlines or of another one than the loudest.
fn digest_ui(ui: &mut Ui, rect: Rect, banner: &Banner, commands: &mut Vec<UiCommand>) {
    let tokens = Tokens::of(ui);
    let row = Rect::from_min_max(pos2(rect.left(), rect.bottom() - ROW_HEIGHT), rect.max);
    let ink = if banner.telling.is_due { tokens.overdue } else { tokens.due_soon };
    ui.painter().hline(row.x_range(), row.top(), Stroke::new(size::HAIRLINE, tokens.hairline));
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
            ui.painter().text(bell.center(), Align2::CENTER_CENTER, filled::BELL_RINGING, glyph_font, ink);
            let mut job = LayoutJob::default();
            job.append(&banner.telling.title, 0.0, TextFormat::simple(font::strong(), ink));
            let lines = banner.telling.body.replace('\n', " · ");
            job.append(&lines, space::M, TextFormat::simple(font::body(), tokens.text_muted));
            let said = ui.add(egui::Label::new(job).truncate()).on_hover_text(&banner.telling.body);
            live(ui, said.id, Live::Assertive);
        });
    });
}
