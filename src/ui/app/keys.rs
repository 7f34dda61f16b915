//! What each command does, whether it came by its key or by its button.

use std::sync::Arc;

use chrono::TimeDelta;
use egui::{Context, FocusDirection};

use super::Shell;
use crate::desk::Request;
use crate::documents::hotline_sheet_of::hotline_script;
use crate::domain::command::Wish;
use crate::domain::event::IncidentId;
use crate::domain::intake::form_of;
use crate::domain::known::Known;
use crate::domain::script;
use crate::domain::standings::Ringing;
use crate::domain::time::Instant;
use crate::domain::timeline::CUSTOMERS;
use crate::domain::update::most_wanted_audience;
use crate::ui::board::screen::{filter_id, row_id};
use crate::ui::commands::{Situation, UiCommand, pressed};
use crate::ui::context::{Ask, Asks, Screen, Seen};
use crate::ui::directory::find_id;
use crate::ui::forms::{FileForm, FormKind};
use crate::ui::help;
use crate::ui::history;
use crate::ui::incident::data::has_done_form;
use crate::ui::incident::{Tab, note_field_id, offer_event, show_from_top, tab_id};
use crate::ui::loudest::digest;
use crate::ui::palette::{Choice, Outcome, Palette};
use crate::ui::toast::Toast;
use crate::ui::view::{Does, LoudestData, zoned};

/// A deadline must have stood at the top this long before a key acts on it: a hand that was about
/// to confirm one must not confirm the next, which took its place in that moment.
const STOOD_MILLIS: i64 = 1_000;

impl Shell {
    /// The commands of this frame's keys.
    pub(super) fn commands_by_key(&mut self, ctx: &Context, now: Instant) -> Vec<UiCommand> {
        let focused = ctx.memory(egui::Memory::focused);
        let on_row = focused.is_none() || focused == self.selected.map(row_id);
        let situation = Situation {
            // Asked of the memory: in this pass no popup was painted yet.
            is_typing: ctx.text_edit_focused() || egui::Popup::is_any_open(ctx),
            in_dialog: self.forms.open == Some(FormKind::NewIncident)
                || self.palette.is_some()
                || self.away.question.is_some(),
            in_form: self.forms.open.is_some(),
            is_on_list: on_row && self.screen == Screen::Board,
        };
        let pending = &mut self.pending;
        let mut given = ctx.input_mut(|input| pressed(input, situation, pending, now));
        if self.has_sheet {
            use UiCommand::{Back, Keys, Larger, Quit, Smaller, UsualSize};
            given.retain(|command| matches!(command, Keys | Back | Larger | Smaller | UsualSize | Quit));
        }
        if self.away.question.is_some() {
            // Escape is the question's own.
            given.retain(|command| matches!(command, UiCommand::Quit));
        }
        given
    }

    pub(super) fn obey(&mut self, commands: &[UiCommand], ctx: &Context, seen: &Seen, asks: &mut Asks) {
        for command in commands {
            match command {
                UiCommand::NewIncident => self.open(FormKind::NewIncident),
                UiCommand::Search if self.screen == Screen::Directory => {
                    ctx.memory_mut(|memory| memory.request_focus(find_id()));
                }
                UiCommand::Search if self.screen == Screen::History => self.history.take_keyboard(),
                UiCommand::Search if self.screen == Screen::Help => self.help.take_keyboard(),
                UiCommand::Search => {
                    self.screen = Screen::Board;
                    self.is_incident_open = false;
                    ctx.memory_mut(|memory| memory.request_focus(filter_id()));
                }
                UiCommand::Next => self.step(ctx, true),
                UiCommand::Previous => self.step(ctx, false),
                UiCommand::OpenIncident => {
                    self.is_incident_open = true;
                    self.focus_pane = true;
                }
                UiCommand::Done | UiCommand::DoneAt | UiCommand::Snooze => {
                    self.about_loudest(*command, seen, asks);
                }
                UiCommand::Acknowledge => self.acknowledge(seen, asks),
                UiCommand::Update => match self.selected {
                    Some(id) => self.open(draft_of(seen, id)),
                    None => self.nothing_selected(self.hands()),
                },
                UiCommand::Note => match self.selected {
                    Some(id) => {
                        self.screen = Screen::Board;
                        self.is_incident_open = true;
                        ctx.memory_mut(|memory| memory.request_focus(note_field_id(id)));
                    }
                    None => self.nothing_selected(self.hands()),
                },
                UiCommand::LogCall => {
                    self.open_about(self.hands(), |incident| FormKind::Call {
                        incident,
                        whom: String::new(),
                    });
                }
                UiCommand::LogHotlineCall => self.open_about(self.hands(), FormKind::HotlineCall),
                UiCommand::Delegate => self.open_about(self.hands(), FormKind::Delegate),
                UiCommand::FillIntake => self.fill_intake(seen),
                UiCommand::CopyWords => match self.words_to_say(seen) {
                    Some(words) => asks.push(Ask::Copy(words)),
                    None => self.toast = Some(Toast::note("There are no words to say here", self.hands())),
                },
                UiCommand::Undo => self.undo(self.hands(), asks),
                UiCommand::GoBoard => self.go(Screen::Board),
                UiCommand::GoRota => {
                    self.go(Screen::Rota);
                    self.rota.take_keyboard();
                }
                UiCommand::GoActions => self.go(Screen::Actions),
                UiCommand::GoHotline => self.go(Screen::Hotline),
                UiCommand::GoReviews => self.go(Screen::Reviews),
                UiCommand::GoDirectory => self.go(Screen::Directory),
                UiCommand::GoReports => self.go(Screen::Reports),
                UiCommand::GoHistory => self.go(Screen::History),
                UiCommand::TabNow => self.turn(ctx, Tab::Now),
                UiCommand::TabPeople => self.turn(ctx, Tab::People),
                UiCommand::TabUpdates => self.turn(ctx, Tab::Updates),
                UiCommand::TabTasks => self.turn(ctx, Tab::Tasks),
                UiCommand::TabHotline => self.turn(ctx, Tab::Hotline),
                UiCommand::TabIntake => self.turn(ctx, Tab::Intake),
                UiCommand::GoSettings => self.go(Screen::Settings),
                UiCommand::GoSide(side) => asks.push(Ask::GoSettings(*side)),
                UiCommand::GoHandoff => asks.push(Ask::ShowHandoff),
                UiCommand::SaveHandoff => asks.push(Ask::Open(FormKind::File(FileForm::SaveHandoff))),
                UiCommand::OpenHandoff => asks.push(Ask::Open(FormKind::File(FileForm::OpenHandoff))),
                UiCommand::ImportRota => asks.push(Ask::Open(FormKind::File(FileForm::ImportRota))),
                UiCommand::ImportTickets => asks.push(Ask::Open(FormKind::Tickets)),
                UiCommand::ErasePerson => self.erase_chosen(asks),
                UiCommand::GoHelp => self.go(Screen::Help),
                UiCommand::Palette => self.turn_palette(),
                UiCommand::Wall => self.wall.turn(ctx),
                UiCommand::Keys => self.has_sheet = !self.has_sheet,
                UiCommand::Back => self.back(ctx),
                UiCommand::Larger => asks.push(Ask::Scale(self.preferences.scale + 0.1)),
                UiCommand::Smaller => asks.push(Ask::Scale(self.preferences.scale - 0.1)),
                UiCommand::UsualSize => asks.push(Ask::Scale(1.0)),
                UiCommand::Quit => asks.push(Ask::Quit),
            }
        }
    }

    /// Opens the palette, or puts it away. Over a dialog it would hide what asks for an answer.
    fn turn_palette(&mut self) {
        let in_dialog = self.forms.open == Some(FormKind::NewIncident);
        self.palette = if self.palette.is_some() || in_dialog { None } else { Some(Palette::default()) };
    }

    /// The palette, if it is open, over whatever is. What was chosen is done as if by its key.
    pub(super) fn palette_ui(&mut self, ui: &egui::Ui, seen: &Seen, asks: &mut Asks) {
        let Some(mut palette) = self.palette.take() else { return };
        let situation =
            Situation { in_form: self.forms.open.is_some(), is_on_list: true, ..Situation::default() };
        match palette.ui(ui, &seen.snapshot.world, situation) {
            Outcome::Stays => self.palette = Some(palette),
            Outcome::Goes => {}
            Outcome::Chose(Choice::Command(command)) => self.obey(&[command], ui, seen, asks),
            Outcome::Chose(Choice::Incident(id)) => asks.push(Ask::Select(Some(id))),
        }
    }

    /// To the row below or above.
    fn step(&mut self, ctx: &Context, down: bool) {
        if self.screen == Screen::Reviews {
            ctx.memory_mut(|memory| memory.move_focus(FocusDirection::None));
            self.reviews.step(down);
            return;
        }
        if self.screen == Screen::Reports {
            ctx.memory_mut(|memory| memory.move_focus(FocusDirection::None));
            self.reports.step(down);
            return;
        }
        if self.screen == Screen::History {
            ctx.memory_mut(|memory| memory.move_focus(FocusDirection::None));
            self.history.step(down);
            return;
        }
        if self.screen == Screen::Help {
            ctx.memory_mut(|memory| memory.move_focus(FocusDirection::None));
            self.help.step(down);
            return;
        }
        self.screen = Screen::Board;
        // egui would move the focus by the same arrow.
        ctx.memory_mut(|memory| memory.move_focus(FocusDirection::None));
        let order: Vec<IncidentId> = self.view.board.order().collect();
        let at = self.selected.and_then(|id| order.iter().position(|one| *one == id));
        let next = match (at, down) {
            (None, _) => order.first(),
            (Some(at), true) => order.get(at + 1).or(order.last()),
            (Some(at), false) => order.get(at.saturating_sub(1)),
        };
        if let Some(id) = next {
            self.selected = Some(*id);
            self.board.reveal = Some(*id);
        }
    }

    /// Opens a form about the selected incident.
    fn open_about(&mut self, now: Instant, form: impl FnOnce(IncidentId) -> FormKind) {
        match self.selected {
            Some(id) => self.open(form(id)),
            None => self.nothing_selected(now),
        }
    }

    /// Opens the intake form that fits the selected incident.
    fn fill_intake(&mut self, seen: &Seen) {
        let live = self.selected.and_then(|id| seen.snapshot.world.live.get(&id));
        let form = live.and_then(|live| {
            let fits = form_of(&live.policy, live.incident.traits, &live.incident.intake);
            fits.or(live.policy.intake.first()).map(|form| form.id.clone())
        });
        match form {
            Some(form) => self.open_about(self.hands(), |incident| FormKind::Intake { incident, form }),
            None => self.toast = Some(Toast::note("No intake is asked for here", self.hands())),
        }
    }

    /// The words to say of the side that is shown.
    fn words_to_say(&self, seen: &Seen) -> Option<String> {
        let world = &seen.snapshot.world;
        let live = world.live.get(&self.selected?)?;
        let known = Known { live, desk: &world.settings, directory: &world.directory, now: seen.now };
        match self.tab {
            Tab::Intake => {
                let form = form_of(&live.policy, live.incident.traits, &live.incident.intake)?;
                Some(script::render(form.say.as_ref()?, &known, None))
            }
            Tab::Hotline => hotline_script(&known),
            _ => live.pressing(seen.now).into_iter().find_map(|one| {
                let say = live.clock(&one.clock)?.say.as_ref()?;
                Some(script::render(say, &known, Some(one)))
            }),
        }
    }

    /// Shows one side of the selected incident, and puts the keyboard onto its tab.
    pub(super) fn turn(&mut self, ctx: &Context, tab: Tab) {
        let Some(id) = self.selected else { return };
        self.screen = Screen::Board;
        self.is_incident_open = true;
        self.tab = tab;
        show_from_top(ctx);
        ctx.memory_mut(|memory| memory.request_focus(tab_id(id, tab)));
    }

    fn nothing_selected(&mut self, now: Instant) {
        self.toast = Some(Toast::note("No incident is selected; open one first", now));
    }

    /// What the bar at the top is about, if it presses and has stood there long enough.
    fn loudest(&mut self, now: Instant) -> Option<LoudestData> {
        let Some(loudest) = self.view.loudest.clone().filter(|loudest| loudest.is_within_hour) else {
            self.toast = Some(Toast::note(
                "Nothing is owed in the next hour; choose the deadline in its incident",
                now,
            ));
            return None;
        };
        let has_stood = self.loudest_since.as_ref().is_some_and(|(_, since)| {
            now.signed_duration_since(*since) >= TimeDelta::milliseconds(STOOD_MILLIS)
        });
        if !has_stood {
            let words =
                format!("The top has just changed to: {}. Press again if you mean it", loudest.next.title);
            self.toast = Some(Toast::note(words, now));
            return None;
        }
        Some(loudest)
    }

    fn about_loudest(&mut self, command: UiCommand, seen: &Seen, asks: &mut Asks) {
        let Some(loudest) = self.loudest(self.hands()) else { return };
        let (incident, clock) = (loudest.id, loudest.next.clock.to_string());
        match command {
            UiCommand::DoneAt if has_done_form(loudest.next.completion) => {
                self.open(FormKind::Done { incident, clock });
            }
            UiCommand::Snooze => self.open(FormKind::Snooze { incident, clock }),
            UiCommand::Done => match loudest.act.does {
                Does::Ask(wish) => asks.request(
                    Request::about(incident, wish),
                    format!(
                        "{}: {}, {}",
                        loudest.next.title,
                        lower_first(&loudest.act.words),
                        zoned(seen.now, seen)
                    ),
                ),
                Does::Escalate(to) => offer_event(&mut self.forms, asks, incident, "escalated", &to),
                Does::Draft(audience) => self.open(FormKind::Draft { incident, audience }),
                Does::Finish => self.finish(seen, incident, &clock),
            },
            _ => self.finish(seen, incident, &clock),
        }
    }

    /// Opens the form that finishes a deadline.
    fn finish(&mut self, seen: &Seen, incident: IncidentId, clock: &str) {
        let live = seen.snapshot.world.live.get(&incident);
        self.open(live.map_or(FormKind::Priority(incident), |live| FormKind::to_finish(live, clock)));
    }

    /// Takes notice of the alarms that the top of the window speaks of: those of a digest, otherwise
    /// that of the loudest deadline.
    fn acknowledge(&mut self, seen: &Seen, asks: &mut Asks) {
        let rings = |one: &&Ringing| self.view.ringing.contains(one);
        let about: Vec<Ringing> = match (digest(seen, &self.view), &self.view.loudest) {
            (Some(banner), _) => banner.about.iter().filter(rings).cloned().collect(),
            (None, Some(loudest)) if loudest.rings => {
                vec![(loudest.id, Arc::clone(&loudest.next.clock), loudest.next.due)]
            }
            _ => self.view.ringing.clone(),
        };
        let said = match about.len() {
            0 => {
                self.toast = Some(Toast::note("No alarm rings", self.hands()));
                return;
            }
            1 => "Alarm acknowledged; the deadline stays".to_owned(),
            count => format!("{count} alarms acknowledged; the deadlines stay"),
        };
        for (id, clock, _) in about {
            let wish = Wish::AcknowledgeAlarm { clock: clock.to_string() };
            asks.request(Request::about(id, wish), said.clone());
        }
    }

    /// Takes back the last entry: of the incident that the message at the foot speaks of, else of
    /// the selected one.
    fn undo(&mut self, now: Instant, asks: &mut Asks) {
        let spoken_of = self.toast.as_ref().and_then(|toast| toast.undo);
        match spoken_of.or(self.selected) {
            Some(id) => asks.request(
                Request::about(id, Wish::Undo {}),
                "Taken back; the entry stays readable in the log",
            ),
            None => self.nothing_selected(now),
        }
    }

    /// Closes what is open, the topmost first, or goes back.
    fn back(&mut self, ctx: &Context) {
        if self.palette.take().is_some() {
            // It was on top of everything.
        } else if self.has_sheet {
            self.has_sheet = false;
        } else if egui::Popup::is_any_open(ctx) {
            // It closes by itself. Asked of the memory: in this pass no popup was painted yet.
        } else if self.forms.open == Some(FormKind::NewIncident) {
            self.close_form();
        } else if self.screen != Screen::Board {
            let is_of_screen = matches!(
                self.forms.open,
                Some(
                    FormKind::Desk
                        | FormKind::Record { .. }
                        | FormKind::Directory(_)
                        | FormKind::Watch(_)
                        | FormKind::File(_)
                        | FormKind::Tickets
                        | FormKind::Billing(_)
                        | FormKind::Review { .. }
                        | FormKind::Service { .. }
                        | FormKind::Score(_)
                        | FormKind::Settings(_)
                        | FormKind::Policy(_)
                )
            );
            if self.screen == Screen::Settings && self.settings.let_go() {
                // What saving changes makes room for the text first.
            } else if is_of_screen {
                self.close_form();
            } else if self.screen == Screen::Reports && self.reports.let_go(ctx) {
                // The incidents behind a number make room for the numbers first.
            } else if self.screen == Screen::Rota && self.rota.let_go() {
                // A span that was chosen is let go of first.
            } else if self.screen == Screen::Directory
                && ctx.memory(|memory| memory.had_focus_last_frame(find_id()))
            {
                self.directory.take_focus();
            } else if self.screen == Screen::History && self.history.let_go() {
                // What was being done to a view is let go of first.
            } else if self.screen == Screen::History
                && ctx.memory(|memory| memory.had_focus_last_frame(history::find_id()))
            {
                self.history.take_list();
            } else if self.screen == Screen::Help
                && ctx.memory(|memory| memory.had_focus_last_frame(help::find_id()))
            {
                self.help.take_list();
            } else {
                self.go(Screen::Board);
            }
        } else if self.was_typing_outside_a_form(ctx) {
            self.board.reveal = self.selected;
        } else if self.forms.open.is_some() {
            self.close_form();
        } else if self.is_narrow && self.is_incident_open {
            self.is_incident_open = false;
            self.board.reveal = self.selected;
        } else if !self.board.filter.words.is_empty() {
            self.board.filter.words.clear();
        } else if self.toast.is_some() {
            self.toast = None;
        } else {
            self.board.reveal = self.selected;
        }
    }

    /// Escape has already taken the keyboard from the field, so it is asked who had it before.
    fn was_typing_outside_a_form(&self, ctx: &Context) -> bool {
        let note = self.selected.map(note_field_id);
        ctx.memory(|memory| {
            memory.had_focus_last_frame(filter_id()) || note.is_some_and(|id| memory.had_focus_last_frame(id))
        })
    }
}

/// The form that drafts the update that is most wanted.
fn draft_of(seen: &Seen, incident: IncidentId) -> FormKind {
    let live = seen.snapshot.world.live.get(&incident);
    let audience = live.map_or_else(|| CUSTOMERS.to_owned(), |live| most_wanted_audience(live, seen.now));
    FormKind::Draft { incident, audience }
}

/// The words with a small first letter, for the middle of a sentence.
fn lower_first(words: &str) -> String {
    let mut chars = words.chars();
    // A word that stands for oneself, as in "I stay", keeps its capital.
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(chars).collect(),
        _ => words.to_owned(),
    }
}
