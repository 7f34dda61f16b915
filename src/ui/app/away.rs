//! The window and the watch: closing the one while the other goes on, coming forward again, and the end.
//!
//! Where the system can hide a window it is hidden. On Linux it is closed and made anew: Wayland knows no
//! hidden windows, and what a person typed is kept here, not in the window.

use std::sync::Arc;
use std::time::Duration;

use egui::{Context, UserAttentionType, ViewportCommand};

use super::Shell;
use crate::desk::ToShow;
use crate::domain::time::Instant;
use crate::platform::{Autostart, DrawingChoice, NotifierHealth, TrayHealth};
use crate::ui::closing::{Answer, Closing, Question, question_ui};
use crate::ui::context::Screen;
use crate::ui::drawn::Drawn;
use crate::ui::files::Done;
use crate::ui::forms::FormKind;
use crate::ui::running::Running;
use crate::ui::toast::Toast;
use crate::ui::tray::TrayKeeper;

/// Whether a window that goes away is closed, and made anew when it is wanted.
pub(in crate::ui) const GOES_BY_CLOSING: bool = cfg!(all(unix, not(target_os = "macos")));

/// How the window ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum Parting {
    /// It goes, and the watch goes on.
    Away,
    /// The program ends.
    End,
}

/// What the shell keeps of all this.
#[derive(Debug, Default)]
pub(super) struct Away {
    pub question: Option<Question>,
    /// Whether the question was just asked.
    is_fresh: bool,
    parting: Option<Parting>,
    /// Whether a window is there and hidden.
    pub is_hidden: bool,
    /// What was asked for while there was no window.
    asked: Option<ToShow>,
    /// The screen of the frame before.
    screen: Option<Screen>,
    /// Whether it was said that notifications do not arrive; anew once one has arrived.
    is_refusal_told: bool,
}

impl Shell {
    /// What somebody asked for from outside, and the wish to close: taken in before each frame.
    pub(super) fn mind_the_window(&mut self, ctx: &Context, now: Instant) {
        let asked = self.away.asked.take();
        if let Some(what) = asked.or_else(|| self.handle.take_open_request()) {
            match what {
                ToShow::Incident(id) => self.show(id),
                ToShow::Rota => self.go(Screen::Rota),
                ToShow::NewIncident => self.open(FormKind::NewIncident),
                ToShow::Window => {}
                ToShow::Nothing => self.go_away(ctx),
                ToShow::End => self.end(ctx),
            }
            if !matches!(what, ToShow::Nothing | ToShow::End) {
                self.come_forward(ctx);
            }
        }
        if ctx.input(|input| input.viewport().close_requested()) {
            self.closing(ctx, now);
        }
        self.mind_the_notifier();
        let wait = self.keep_tray(now);
        // Once a minute also while nobody sees the window: the tray is seen.
        ctx.request_repaint_after(wait);
    }

    /// Says once that notifications do not arrive: whoever counts on them has to look at this window.
    fn mind_the_notifier(&mut self) {
        match &self.snapshot.notifier {
            // Nothing else that is being said is talked over.
            NotifierHealth::Refused { reason } if !self.away.is_refusal_told && self.toast.is_none() => {
                let words =
                    format!("Notifications do not arrive: {reason}. Alarms stand at the top of this window");
                self.toast = Some(Toast::refused(words, self.hands()));
                self.away.is_refusal_told = true;
            }
            NotifierHealth::Working { .. } => self.away.is_refusal_told = false,
            NotifierHealth::Refused { .. } | NotifierHealth::Untried => {}
        }
    }

    /// Keeps the tray as the desk is; how long that will hold.
    pub(in crate::ui) fn keep_tray(&mut self, now: Instant) -> Duration {
        let has_window = self.has_window && !self.away.is_hidden;
        let snapshot = self.handle.snapshot();
        let wait = self.tray.keep(&snapshot, has_window, now);
        let health = self.tray.health();
        let before = self.settings.background.tray.replace(health.clone());
        if let (Some(TrayHealth::Shown), TrayHealth::Missing { reason }) = (before, health) {
            let words = format!("The icon in the tray has gone: {reason}. Everything else works");
            self.toast = Some(Toast::note(words, self.hands()));
        }
        wait
    }

    fn come_forward(&mut self, ctx: &Context) {
        self.away.is_hidden = false;
        ctx.send_viewport_cmd(ViewportCommand::Visible(true));
        ctx.send_viewport_cmd(ViewportCommand::Minimized(false));
        ctx.send_viewport_cmd(ViewportCommand::Focus);
        if ctx.input(|input| input.viewport().focused != Some(true)) {
            // Where the system does not hand over the keyboard it can at least say that it was asked for.
            ctx.send_viewport_cmd(ViewportCommand::RequestUserAttention(UserAttentionType::Informational));
        }
        ctx.request_repaint();
    }

    /// Somebody closes the window.
    fn closing(&mut self, ctx: &Context, now: Instant) {
        if self.away.parting.is_some() {
            return;
        }
        // A drill is over with its window.
        if self.drill.is_some() || !Running::of(&self.snapshot.world, now).is_any() {
            self.away.parting = Some(Parting::End);
            return;
        }
        match self.preferences.closing {
            Some(Closing::Quits) => self.away.parting = Some(Parting::End),
            Some(Closing::KeepsWatching) if GOES_BY_CLOSING => self.away.parting = Some(Parting::Away),
            Some(Closing::KeepsWatching) => {
                ctx.send_viewport_cmd(ViewportCommand::CancelClose);
                self.go_away(ctx);
            }
            None => {
                ctx.send_viewport_cmd(ViewportCommand::CancelClose);
                self.come_forward(ctx);
                self.ask(Question::Closing);
            }
        }
    }

    fn ask(&mut self, question: Question) {
        if self.away.question != Some(question) {
            self.away.question = Some(question);
            self.away.is_fresh = true;
        }
    }

    /// The end is asked for by key or button: at once where nothing runs, and the second time.
    pub(super) fn quit(&mut self, ctx: &Context, now: Instant) {
        let is_asked = self.away.question.is_some();
        if is_asked || !Running::of(&self.snapshot.world, now).is_any() {
            self.end(ctx);
        } else {
            self.ask(Question::Quitting);
        }
    }

    fn go_away(&mut self, ctx: &Context) {
        self.keep_at_once();
        if GOES_BY_CLOSING {
            self.away.parting = Some(Parting::Away);
            ctx.send_viewport_cmd(ViewportCommand::Close);
        } else {
            self.away.is_hidden = true;
            ctx.send_viewport_cmd(ViewportCommand::Visible(false));
        }
        ctx.request_repaint();
    }

    fn end(&mut self, ctx: &Context) {
        self.away.parting = Some(Parting::End);
        ctx.send_viewport_cmd(ViewportCommand::Close);
        ctx.request_repaint();
    }

    /// Paints the question, if there is one, and does what is answered.
    pub(super) fn question_ui(&mut self, ctx: &Context, now: Instant) {
        let Some(question) = self.away.question else { return };
        let world = &self.snapshot.world;
        let runs = Running::of(world, now).words(world.settings.zone, now);
        let runs = if runs.is_empty() { "nothing runs any more".to_owned() } else { runs };
        let is_fresh = std::mem::take(&mut self.away.is_fresh);
        let Some(answer) = question_ui(ctx, question, &runs, &self.tray.health(), is_fresh) else { return };
        self.away.question = None;
        let remembered = match answer {
            Answer::KeepWatching => Some(Closing::KeepsWatching),
            Answer::Quit => Some(Closing::Quits),
            Answer::GoBack => None,
        };
        if question == Question::Closing && remembered.is_some() {
            self.preferences.closing = remembered;
            self.keep_at_once();
        }
        match answer {
            Answer::KeepWatching => self.go_away(ctx),
            Answer::Quit => self.end(ctx),
            Answer::GoBack => {}
        }
    }

    /// Looks at what starts with the session whenever Settings is gone to.
    pub(super) fn note_screen(&mut self, ctx: &Context) {
        let before = self.away.screen.replace(self.screen);
        if self.screen == Screen::Settings && before != Some(Screen::Settings) {
            self.ask_system(ctx, None);
        }
    }

    /// Asks the system whether the program starts with the session, beside the frames; changes it first, if
    /// that is wanted.
    pub(super) fn ask_system(&mut self, ctx: &Context, change: Option<bool>) {
        let Some(autostart) = self.autostart.clone() else { return };
        self.files.start(ctx, move || {
            let changed = change.map_or(Ok(()), |is_on| autostart.set(is_on));
            let refusal = changed.err().map(|err| err.to_string());
            let is_on = autostart.is_on().map_err(|err| err.to_string());
            Done::StartAtLogin { is_on, refusal }
        });
    }

    /// From now on with this tray, and this list of what starts with the session.
    pub(in crate::ui) fn set_system(&mut self, tray: TrayKeeper, autostart: Arc<dyn Autostart>) {
        self.tray = tray;
        self.settings.background.tray = None;
        self.autostart = Some(autostart);
    }

    /// Whether the command line says how the window is drawn, and not the preferences.
    pub(in crate::ui) const fn set_renderer_named(&mut self, is_named: bool) {
        self.is_renderer_named = is_named;
    }

    /// How the window is drawn that shows this from now on. What is not as it should be is said once, and a choice
    /// that failed falls.
    pub(in crate::ui) fn set_drawn(&mut self, drawn: &Drawn) {
        if drawn.has_chosen_failed && !self.is_renderer_named {
            self.preferences.drawing = DrawingChoice::Auto;
        }
        if let Some(words) = drawn.remark()
            && !self.remarks.contains(&words)
        {
            self.toast = Some(Toast::note(words.clone(), self.hands()));
            self.remarks.push(words);
        }
        self.settings.drawn = drawn.clone();
    }

    /// Whether a window shows this from now on.
    pub(in crate::ui) fn set_window(&mut self, has_window: bool) {
        self.has_window = has_window;
        self.away.parting = None;
        if has_window {
            self.away.is_hidden = false;
        }
    }

    /// What the window that comes now shows at first.
    pub(in crate::ui) const fn will_show(&mut self, what: ToShow) {
        self.away.asked = Some(what);
    }

    /// How the window ended, once it has.
    pub(in crate::ui) const fn parting(&self) -> Option<Parting> {
        self.away.parting
    }

    /// Hides the window that was just made.
    pub(in crate::ui) fn start_hidden(&mut self, ctx: &Context) {
        self.go_away(ctx);
    }

    /// How large the window is to be.
    pub(in crate::ui) const fn size(&self) -> [f32; 2] {
        self.preferences.size
    }
}

#[cfg(test)]
mod tests;
