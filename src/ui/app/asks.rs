//! Carrying out what the screens asked for, and what came of it. The one place where a request
//! leaves the window.

use std::collections::BTreeMap;

use egui::Context;

use super::Shell;
use crate::desk::{OutcomeOf, Request, sample};
use crate::domain::command::Wish;
use crate::domain::event::{EventId, IncidentId};
use crate::domain::time::Instant;
use crate::ui::context::{Ask, Screen};
use crate::ui::forms::{DirectoryForm, FormKind};
use crate::ui::help::Offer;
use crate::ui::incident::Tab;
use crate::ui::preferences::scale_within;
use crate::ui::settings::SettingsSide;
use crate::ui::toast::Toast;

/// A request that is out.
#[derive(Debug, Default)]
pub(super) struct Out {
    pub form: Option<FormKind>,
    /// What stood in the form when it was submitted.
    pub fields: BTreeMap<String, String>,
    pub said: Option<String>,
    pub is_opening: bool,
    /// Whether the incident it names is shown once it is there.
    pub is_shown: bool,
    /// What is to be done with the file that the desk makes.
    pub saving: Option<super::files::Saving>,
}

impl Shell {
    /// Carries out what the screens asked for. `now` is by the measure of hands.
    pub(super) fn carry_out(&mut self, asks: Vec<Ask>, ctx: &Context, now: Instant) {
        for ask in asks {
            match ask {
                Ask::Do { request, form, said } => self.submit(request, form, said),
                Ask::DoAll { requests, said } => {
                    let ticket = self.handle.submit_all(requests);
                    self.out.insert(ticket, Out { said: Some(said), ..Out::default() });
                }
                Ask::Select(Some(id)) => {
                    self.show(id);
                }
                Ask::Select(None) => {
                    self.is_incident_open = false;
                    self.board.reveal = self.selected;
                }
                Ask::Show(id) => self.look_up(id),
                Ask::KeepViews(views) => self.preferences.views = views,
                Ask::Look(look) => self.look(*look, ctx),
                Ask::Go(screen) => self.go(screen),
                Ask::GoSettings(side) => {
                    self.settings.show(side);
                    self.go(Screen::Settings);
                }
                Ask::Turn(tab) => self.turn(ctx, tab),
                Ask::Outside(outside, said) => {
                    let ticket = self.handle.outside(outside);
                    self.out.insert(ticket, Out { said: Some(said), ..Out::default() });
                }
                Ask::Policies(wish) => self.carry_out_policies(wish, ctx),
                Ask::Files(wish) => self.carry_out_files(wish, ctx, now),
                Ask::Bill(asked) => self.bill(asked, ctx),
                Ask::Score(look) => self.score(look, ctx, self.clock.now()),
                Ask::LookThrough(asked) => self.look_through(asked, ctx, self.clock.now()),
                Ask::Open(kind) => self.open(kind),
                Ask::CloseForm => self.close_form(),
                Ask::Focus(id) => ctx.memory_mut(|memory| memory.request_focus(id)),
                Ask::FocusList => self.board.reveal = self.selected,
                Ask::Copy(text) => {
                    ctx.copy_text(text);
                    self.toast = Some(Toast::note("Copied", now));
                }
                Ask::Say(words) => self.toast = Some(Toast::note(words, now)),
                Ask::LookAround => self.look_around(now),
                Ask::ShowTopic(topic) => {
                    self.go(Screen::Help);
                    self.help.show(topic);
                }
                Ask::SawDuty(duty) => {
                    self.preferences.first_hour.seen.insert(duty.to_owned());
                }
                Ask::AnswerFirstHour => self.preferences.first_hour.offer = Offer::Answered,
                Ask::Drill(wish) => self.drill_wish(wish, ctx),
                Ask::ShowHandoff => {
                    self.rota.show_handoff();
                    self.go(Screen::Rota);
                }
                Ask::DismissNotice(key) => self.handle.dismiss_notice(key),
                Ask::TestNotification => self.handle.test_notification(),
                Ask::ReloadPolicies => {
                    self.handle.reload_policies();
                    self.toast = Some(Toast::note("The policies are read again", now));
                }
                Ask::Theme(theme) => {
                    self.preferences.theme = theme;
                    theme.set(ctx);
                }
                Ask::Scale(scale) => {
                    self.preferences.scale = scale_within(scale);
                    ctx.set_zoom_factor(self.preferences.scale);
                }
                Ask::Still(is_still) => {
                    self.preferences.is_still = is_still;
                    super::super::motion::apply(ctx, is_still);
                }
                Ask::Drawing(choice) => self.preferences.drawing = choice,
                Ask::Closing(closing) => self.preferences.closing = closing,
                Ask::StartAtLogin(is_on) => self.ask_system(ctx, Some(is_on)),
                Ask::Quit => self.quit(ctx, now),
                Ask::Data(wish) => self.carry_out_data(wish, ctx),
                Ask::Erase(wish) => self.carry_out_erasing(wish, ctx),
            }
        }
    }

    fn submit(&mut self, request: Request, form: Option<FormKind>, said: Option<String>) {
        let is_opening = matches!(request.wish, Wish::OpenIncident { .. });
        let mut fields = BTreeMap::new();
        if let Some(kind) = &form {
            let draft = self.forms.draft(kind);
            draft.is_out = true;
            draft.refusal = None;
            fields.clone_from(&draft.fields);
            // What is being submitted is safe before the desk has answered.
            self.keep_at_once();
        }
        let ticket = self.handle.submit(request);
        self.out.insert(ticket, Out { form, fields, said, is_opening, ..Out::default() });
    }

    fn look_around(&mut self, now: Instant) {
        self.is_looking_around = true;
        self.forms.clear(&FormKind::Desk);
        for request in sample::requests(self.clock.now()) {
            let ticket = self.handle.submit(request);
            self.out.insert(ticket, Out::default());
        }
        self.toast = Some(Toast::note("All of this is made up: look around, press anything", now));
    }

    pub(super) fn take_outcomes(&mut self, ctx: &Context, now: Instant) {
        let outcomes = self.handle.take_outcomes();
        if !outcomes.is_empty() {
            // They may have come after the snapshot of this frame: what they did is to be seen.
            self.snapshot = self.handle.snapshot();
        }
        for outcome in outcomes {
            let Some(out) = self.out.remove(&outcome.ticket) else { continue };
            match &outcome.result {
                Ok(_) if outcome.handoff.is_some() => {
                    if let Some(done) = &outcome.handoff {
                        self.handoff_done(done, out, ctx, now);
                    }
                }
                Ok(_) if outcome.imported.is_some() => {
                    if let Some(done) = &outcome.imported {
                        self.tickets_are_in(done, now);
                    }
                }
                Ok(entries) => self.accepted(out, entries, &outcome, now),
                Err(why) => self.refused(out, why, now),
            }
        }
    }

    fn accepted(&mut self, out: Out, entries: &[EventId], outcome: &OutcomeOf, now: Instant) {
        if let Some(kind) = &out.form {
            self.settle_draft(kind, &out.fields);
            if matches!(kind, FormKind::Directory(DirectoryForm::Erase { .. })) {
                // What was typed in it may have been changed meanwhile, as everything that is typed.
                self.forms.clear(kind);
            }
        }
        if let Some(FormKind::Data(form)) = &out.form {
            self.data_changed(*form);
        }
        if let Some(words) = out.said {
            let undo = outcome.incident.filter(|id| self.can_undo(*id, entries));
            self.toast = Some(Toast { undo, ..Toast::done(words, now) });
        }
        let shows = out.is_shown || (out.is_opening && out.form.is_some());
        if shows && let Some(id) = outcome.incident {
            self.show(id);
        }
    }

    /// Shows an incident of any age, with the keyboard in it. What is closed is held at hand by the desk for as
    /// long as it may be looked at.
    fn look_up(&mut self, id: IncidentId) {
        let live = self.snapshot.world.live.get(&id);
        if live.is_some_and(|live| !live.incident.phase.is_live()) {
            let ticket = self.handle.bring_in(id);
            self.out.insert(ticket, Out::default());
        }
        self.show(id);
        self.focus_pane = true;
    }

    /// Forgets what was submitted. What was typed meanwhile stays.
    fn settle_draft(&mut self, kind: &FormKind, submitted: &BTreeMap<String, String>) {
        let draft = self.forms.draft(kind);
        draft.is_out = false;
        draft.refusal = None;
        if draft.fields == *submitted {
            self.forms.clear(kind);
            return;
        }
        for (field, text) in submitted {
            let typed = draft.field(field);
            let rest = typed.strip_prefix(text.as_str()).map(str::trim_start).map(str::to_owned);
            if let Some(rest) = rest {
                *typed = rest;
            }
        }
        draft.begun_at = None;
    }

    fn can_undo(&self, id: IncidentId, entries: &[EventId]) -> bool {
        let world = &self.snapshot.world;
        let latest = world.live.get(&id).and_then(|live| live.incident.undoable_by(&world.settings.manager));
        latest.is_some_and(|entry| entries.contains(&entry.event.id))
    }

    /// The words go into the form they came from, and everything typed stays.
    fn refused(&mut self, out: Out, why: &str, now: Instant) {
        let Some(kind) = out.form else {
            self.toast = Some(Toast::refused(format!("Not done: {why}"), now));
            return;
        };
        let draft = self.forms.draft(&kind);
        draft.is_out = false;
        draft.refusal = Some(why.to_owned());
        if matches!(kind, FormKind::Data(_)) {
            // Its fields are always there; say it here too, for another screen may be in sight.
            self.toast = Some(Toast::refused(format!("Not done: {why}"), now));
        } else if matches!(kind, FormKind::Note(_)) {
            // Its line is always there; say it here too, for another incident may be in sight.
            self.toast = Some(Toast::refused(format!("Not logged: {why}"), now));
        } else if self.forms.open.is_none() {
            self.open(kind);
        } else if self.forms.open.as_ref() != Some(&kind) {
            self.toast = Some(Toast::refused(format!("Not done: {why}. What was typed is kept"), now));
        }
    }

    pub(super) fn open(&mut self, kind: FormKind) {
        match &kind {
            FormKind::NewIncident => self.focus_title = true,
            FormKind::Desk => {
                self.settings.show(SettingsSide::Desk);
                self.screen = Screen::Settings;
            }
            FormKind::Settings(form) => {
                self.settings.show(SettingsSide::of_form(form));
                self.screen = Screen::Settings;
            }
            FormKind::Policy(_) => {
                self.settings.show(SettingsSide::Policies);
                self.screen = Screen::Settings;
            }
            FormKind::Record { .. } | FormKind::Directory(_) => self.screen = Screen::Directory,
            FormKind::Watch(_) | FormKind::File(_) => {
                self.screen = Screen::Rota;
                if kind.is_of_the_handoff() {
                    self.rota.show_handoff();
                }
            }
            FormKind::Tickets => self.screen = Screen::History,
            FormKind::Data(_) => {
                self.settings.show(SettingsSide::Data);
                self.screen = Screen::Settings;
            }
            FormKind::Review { incident, form } => {
                self.screen = Screen::Reviews;
                self.reviews.show_form(*incident, form);
            }
            FormKind::Billing(_) => {
                self.screen = Screen::Reports;
                self.reports.show_billing();
            }
            FormKind::Score(_) => {
                self.screen = Screen::Reports;
                self.reports.show_score();
            }
            FormKind::Service { department, form } => {
                self.screen = Screen::Reports;
                self.reports.show_service_form(department, form);
            }
            other => {
                if let Some(id) = other.incident() {
                    self.screen = Screen::Board;
                    self.selected = Some(id);
                    self.is_incident_open = true;
                    self.tab = Tab::of_form(other);
                }
            }
        }
        self.forms.open = Some(kind);
        self.forms.is_fresh = true;
    }

    pub(super) fn close_form(&mut self) {
        if let Some(kind) = self.forms.open.take() {
            self.forms.draft(&kind).refusal = None;
            if !matches!(kind, FormKind::Desk | FormKind::Settings(_)) {
                self.board.reveal = self.selected;
            }
        }
    }

    pub(super) fn go(&mut self, screen: Screen) {
        if screen == Screen::Help && self.screen != Screen::Help {
            self.help.come(self.screen);
        }
        if screen == Screen::Board && self.screen == Screen::Board {
            self.is_incident_open = false;
        }
        self.screen = screen;
        match screen {
            Screen::Settings => self.settings.data.look_again(),
            Screen::Board => self.board.reveal = self.selected,
            Screen::Directory => self.directory.take_focus(),
            Screen::History => self.history.take_keyboard(),
            _ => {}
        }
    }
}
