//! The shell around the screens: takes the desk's snapshot and the present once a frame, lets the
//! screens paint, and afterwards carries out what they asked for.

mod asks;
pub(super) mod away;
mod data;
mod drill;
mod erasing;
mod files;
mod keeping;
mod keys;
mod layout;
mod policies;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{Context, Ui, UserAttentionType, ViewportCommand};

use self::asks::Out;
use self::away::Away;
use super::board::screen::BoardState;
use super::commands::{Pending, UiCommand, hint};
use super::context::{Asks, Screen, Seen};
use super::directory::DirectoryState;
use super::drill::DrillView;
use super::files::Beside;
use super::first_start;
use super::forms::{FormKind, Forms};
use super::help::HelpState;
use super::history::HistoryState;
use super::incident::Tab;
use super::palette::Palette;
use super::preferences::{Kept, Preferences};
use super::repaint::{self, Shown};
use super::reports::ReportsState;
use super::review::ReviewState;
use super::rota::RotaState;
use super::settings::SettingsState;
use super::toast::{Place, Toast};
use super::tray::TrayKeeper;
use super::view::View;
use super::wall::Wall;
use super::watch_strip::WatchStrip;
use super::{actions_screen, help, hotline_screen, new_incident};
use crate::desk::{DeskHandle, Snapshot, Ticket};
use crate::domain::event::IncidentId;
use crate::domain::time::Instant;
use crate::platform::{Autostart, Clock, Dialogs, RecordingTray};

/// Which deadline was the loudest, and since when.
type LoudestSince = ((IncidentId, Arc<str>, Instant), Instant);

/// The window's own state, apart from any window: what tests drive as well.
pub struct Shell {
    handle: DeskHandle,
    clock: Arc<dyn Clock>,
    snapshot: Arc<Snapshot>,
    view: View,
    board: BoardState,
    settings: SettingsState,
    forms: Forms,
    kept_forms: Forms,
    preferences: Preferences,
    kept_preferences: Preferences,
    unkept_since: Option<Instant>,
    remarks: Vec<String>,
    screen: Screen,
    directory: DirectoryState,
    history: HistoryState,
    rota: RotaState,
    reviews: ReviewState,
    reports: ReportsState,
    help: HelpState,
    drill: Option<DrillView>,
    watch: WatchStrip,
    /// The side of the incident that is shown.
    tab: Tab,
    selected: Option<IncidentId>,
    /// In a narrow window: whether the incident stands in the list's place.
    is_incident_open: bool,
    is_narrow: bool,
    /// How wide the list of the board was when it was last painted.
    list_width: f32,
    focus_pane: bool,
    focus_title: bool,
    has_sheet: bool,
    palette: Option<Palette>,
    wall: Arc<Wall>,
    is_looking_around: bool,
    pending: Pending,
    toast: Option<Toast>,
    out: BTreeMap<Ticket, Out>,
    files: Beside,
    /// How many of those who were erased while it ran are forgotten here.
    forgotten: usize,
    loudest_since: Option<LoudestSince>,
    told_at: Option<Instant>,
    away: Away,
    /// Whether there is a window, hidden or not.
    has_window: bool,
    tray: TrayKeeper,
    autostart: Option<Arc<dyn Autostart>>,
    /// Whether the command line says how the window is drawn.
    is_renderer_named: bool,
}

impl Shell {
    /// A shell over a running desk, with what the window kept when it last ran.
    pub fn new(handle: DeskHandle, clock: Arc<dyn Clock>, kept: Kept) -> Self {
        let now = clock.hands();
        let kept_tab = kept.forms.open.as_ref().map_or(Tab::Now, Tab::of_form);
        let mut reports = ReportsState::default();
        if let Some(FormKind::Service { department, form }) = &kept.forms.open {
            reports.show_service_form(department, form);
        }
        if matches!(kept.forms.open, Some(FormKind::Billing(_))) {
            reports.show_billing();
        }
        let toast = kept.remarks.first().map(|remark| Toast::note(remark.clone(), now));
        Self {
            snapshot: handle.snapshot(),
            view: View::default(),
            board: BoardState::default(),
            settings: SettingsState::with(kept.forms.open.as_ref()),
            focus_title: kept.forms.open == Some(FormKind::NewIncident),
            kept_forms: kept.forms.clone(),
            selected: kept.forms.open.as_ref().and_then(FormKind::incident),
            screen: match &kept.forms.open {
                Some(FormKind::Desk | FormKind::Settings(_) | FormKind::Policy(_)) => Screen::Settings,
                Some(FormKind::Record { .. } | FormKind::Directory(_)) => Screen::Directory,
                Some(FormKind::Watch(_) | FormKind::File(_)) => Screen::Rota,
                Some(FormKind::Tickets) => Screen::History,
                Some(FormKind::Review { .. }) => Screen::Reviews,
                Some(FormKind::Service { .. } | FormKind::Billing(_) | FormKind::Score(_)) => Screen::Reports,
                _ => Screen::Board,
            },
            directory: DirectoryState::default(),
            history: HistoryState::default(),
            rota: RotaState::default(),
            reviews: ReviewState::default(),
            reports,
            help: HelpState::default(),
            drill: None,
            watch: WatchStrip::default(),
            tab: kept_tab,
            forms: kept.forms,
            preferences: kept.preferences.clone(),
            kept_preferences: kept.preferences,
            unkept_since: None,
            remarks: kept.remarks,
            is_incident_open: false,
            is_narrow: false,
            list_width: 440.0,
            focus_pane: false,
            has_sheet: false,
            palette: None,
            wall: Arc::new(Wall::new(handle.clone(), Arc::clone(&clock))),
            is_looking_around: false,
            pending: Pending::default(),
            toast,
            out: BTreeMap::new(),
            files: Beside::default(),
            forgotten: 0,
            loudest_since: None,
            told_at: None,
            handle,
            clock,
            away: Away::default(),
            has_window: true,
            tray: TrayKeeper::new(Box::new(RecordingTray::default())),
            autostart: None,
            is_renderer_named: false,
        }
    }

    /// The same with other dialogs than the system's.
    #[must_use]
    pub fn with_dialogs(self, dialogs: Arc<dyn Dialogs>) -> Self {
        Self { files: self.files.with_dialogs(dialogs), ..self }
    }

    /// Gives a window its looks, and lets the desk wake it. Once, before the first frame.
    pub fn attach(&self, ctx: &Context) {
        super::fonts::install(ctx);
        super::theme::apply(ctx);
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        self.preferences.theme.set(ctx);
        ctx.set_zoom_factor(self.preferences.scale);
        let (waking, wall) = (ctx.clone(), Arc::clone(&self.wall));
        self.handle.wake_by(Box::new(move || {
            // Named, since the wall may be the window that is being painted.
            waking.request_repaint_of(egui::ViewportId::ROOT);
            wall.wake(&waking);
        }));
    }

    /// Whether nothing is to fade, whatever the system asks for.
    pub fn is_still(&self) -> bool {
        self.preferences.is_still
    }

    /// Takes in what has come from the desk. Called before each frame, and alone while the window
    /// is hidden.
    pub fn hear(&mut self, ctx: &Context) {
        let now = self.hands();
        self.snapshot = self.handle.snapshot();
        self.take_outcomes(ctx, now);
        self.forget_erased();
        self.take_files(ctx, now);
        self.mind_the_window(ctx, now);
        let banner = self.snapshot.banner.as_ref();
        let told_at =
            banner.filter(|banner| banner.telling.is_due && !banner.is_held).map(|banner| banner.told_at);
        if told_at > self.told_at && ctx.input(|input| input.viewport().focused != Some(true)) {
            ctx.send_viewport_cmd(ViewportCommand::RequestUserAttention(UserAttentionType::Critical));
        }
        self.told_at = told_at;
    }

    /// One frame.
    pub fn ui(&mut self, ui: &mut Ui) {
        self.hear(ui);
        let now = self.clock.now();
        let snapshot = Arc::clone(&self.snapshot);
        let seen = Seen { snapshot: &snapshot, now, zone: snapshot.world.settings.zone };
        let hands = self.hands();
        let mut asks = Asks::default();
        self.let_the_toast_go(ui, hands);
        if first_start::is_first_start(&seen) {
            self.first_start_ui(ui, &seen, &mut asks);
            self.preferences.first_hour.offer_once();
        } else {
            self.take_dropped(ui);
            self.window_ui(ui, &seen, &mut asks);
        }
        self.toast_ui(ui, hands, &mut asks);
        Wall::show(&self.wall, ui);
        self.question_ui(ui, now);
        self.note_screen(ui);
        let asked = !asks.0.is_empty();
        self.carry_out(asks.0, ui, hands);
        self.keep(ui, hands);
        self.hold_the_drill(ui);
        if asked {
            ui.request_repaint();
        }
        self.ask_for_the_next_frame(ui, now, hands);
    }

    fn window_ui(&mut self, ui: &mut Ui, seen: &Seen, asks: &mut Asks) {
        self.view.refresh(seen, &self.board.filter);
        self.watch.refresh(seen);
        self.settle_selection(seen);
        self.note_loudest(self.hands());
        let commands = self.commands_by_key(ui, self.hands());
        self.obey(&commands, ui, seen, asks);
        let mut pressed = Vec::new();
        self.layout_ui(ui, seen, &mut pressed, asks);
        self.obey(&pressed, ui, seen, asks);
        if self.forms.open == Some(FormKind::NewIncident) {
            let is_fresh = std::mem::take(&mut self.focus_title);
            new_incident::new_incident_ui(ui, seen, &mut self.forms, is_fresh, asks);
        }
        if self.has_sheet && help::sheet_ui(ui, asks) {
            self.has_sheet = false;
        }
        self.palette_ui(ui, seen, asks);
    }

    /// A message that was read goes with the next key, but for those that lead to its way back.
    fn let_the_toast_go(&mut self, ctx: &Context, now: Instant) {
        let is_any = |event: &egui::Event| {
            matches!(event, egui::Event::Key { key, pressed: true, modifiers, .. }
                if *key != egui::Key::Tab && !modifiers.command && !modifiers.ctrl)
        };
        // On a button of its own, Enter presses that.
        let is_pressed = ctx.input(|input| {
            let is_enter = input.key_pressed(egui::Key::Enter) || input.key_pressed(egui::Key::Space);
            input.events.iter().any(is_any) && !is_enter
        });
        if is_pressed && self.toast.as_ref().is_some_and(|toast| toast.goes_with_a_key(now)) {
            self.toast = None;
        }
    }

    fn toast_ui(&mut self, ctx: &Context, now: Instant, asks: &mut Asks) {
        self.toast = self.toast.take().filter(|toast| toast.until > now);
        if let Some(toast) = &self.toast {
            let keys = hint(UiCommand::Undo, ctx.os().is_mac());
            let place = match (self.screen, self.is_narrow) {
                (Screen::Board, false) => Place::List(self.list_width),
                (Screen::Board, true) => Place::AboveNote,
                _ => Place::Screen,
            };
            if toast.ui(ctx, &keys, place, asks) {
                self.toast = None;
            }
        }
    }

    /// Lets go of an incident that is not here any more, and takes the most urgent where none is
    /// selected.
    fn settle_selection(&mut self, seen: &Seen) {
        self.selected = self.selected.filter(|id| seen.snapshot.world.live.contains_key(id));
        if self.selected.is_none() {
            self.is_incident_open = false;
            self.selected = self.view.board.order().next();
        }
    }

    fn note_loudest(&mut self, now: Instant) {
        let key = self.view.loudest.as_ref().map(|one| (one.id, Arc::clone(&one.next.clock), one.next.due));
        let is_same = self.loudest_since.as_ref().map(|(old, _)| old) == key.as_ref();
        if !is_same {
            // What stands there from the start has stood there long enough.
            let since = if self.view.times_made == 1 { Instant::MIN_UTC } else { now };
            self.loudest_since = key.map(|key| (key, since));
        }
    }

    /// Wakes the window exactly when something in it will read differently.
    fn ask_for_the_next_frame(&self, ctx: &Context, now: Instant, hands: Instant) {
        let is_unseen = ctx.input(|input| {
            let viewport = input.viewport();
            viewport.minimized == Some(true) || viewport.visible() == Some(false)
        });
        if !is_unseen {
            let of_time = self.clock.really(repaint::wait(&self.shown(), now));
            let of_hands = repaint::wait(&self.shown_to_hands(), hands);
            ctx.request_repaint_after(of_time.min(of_hands));
        }
    }

    /// The present by the measure of hands and eyes: the same as now, but in a drill.
    fn hands(&self) -> Instant {
        self.clock.hands()
    }

    /// What of the screen changes by the measure of hands and eyes.
    fn shown_to_hands(&self) -> Shown {
        let mut shown = Shown::default();
        shown.turns.extend(self.toast.as_ref().map(|toast| toast.until));
        shown.turns.extend(self.pending.until());
        shown.turns.extend(self.unkept_since.map(|since| since + keeping::REST));
        shown
    }

    /// What time will change on the screen.
    pub fn shown(&self) -> Shown {
        let mut shown = Shown::default();
        if self.screen == Screen::Board {
            shown.dues.extend(&self.board.dues_in_sight);
            shown.turns.extend(self.view.board.next_turn);
        }
        // The screens over all incidents: the countdowns that they list, in sight or not.
        match self.screen {
            Screen::Actions => shown.dues.extend(actions_screen::dues(&self.snapshot.world)),
            Screen::Hotline => shown.dues.extend(hotline_screen::dues(&self.snapshot.world)),
            Screen::Reviews => shown.dues.extend(self.reviews.dues()),
            Screen::Reports => shown.dues.extend(self.reports.service.dues()),
            _ => {}
        }
        shown.dues.extend(self.view.loudest.as_ref().map(|loudest| loudest.next.due));
        if let Some(live) = self.selected.and_then(|id| self.snapshot.world.live.get(&id)) {
            let now = self.clock.now();
            shown.dues.extend(live.deadlines.iter().filter(|one| one.is_pressing(now)).map(|one| one.due));
        }
        shown.turns.extend(self.watch.turns_at());
        shown
    }

    /// Brings an incident into sight; one that is not at hand, as soon as it is.
    fn show(&mut self, id: IncidentId) {
        if !self.snapshot.world.live.contains_key(&id) {
            let ticket = self.handle.bring_in(id);
            self.out.insert(ticket, Out { is_shown: true, ..Out::default() });
            return;
        }
        self.screen = Screen::Board;
        self.selected = Some(id);
        self.is_incident_open = true;
        self.board.reveal = Some(id);
    }

    /// Whether the outcome of a request is still to come.
    #[cfg(test)]
    pub(super) fn is_waiting(&self) -> bool {
        !self.out.is_empty() || self.files.is_busy()
    }

    /// How many views of the history are kept.
    #[cfg(test)]
    pub(super) fn views_kept(&self) -> usize {
        self.preferences.views.to_stored().len()
    }

    /// Keeps everything that is to be kept, at once: the window closes.
    pub fn leave(&mut self) {
        self.keep_at_once();
    }

    fn first_start_ui(&mut self, ui: &mut Ui, seen: &Seen, asks: &mut Asks) {
        first_start::first_start_ui(ui, seen, &mut self.forms, self.is_looking_around, asks);
    }
}
