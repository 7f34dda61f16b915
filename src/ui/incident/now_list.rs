//! What to do now: each deadline with its action, whom to call, what to say, and its buttons.

use std::collections::BTreeSet;

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, Label, Response, RichText, Sense, Ui, WidgetInfo, vec2};

use super::data::{ContactData, DeadlineData, PaneData};
use super::forms::{self, clock_of};
use super::parts::{copy_button, number_ui, paragraph, word_button};
use crate::desk::Request;
use crate::documents::when;
use crate::domain::command::Wish;
use crate::domain::event::IncidentId;
use crate::domain::policy::Completion;
use crate::domain::schedule::DeadlineState;
use crate::domain::world::Live;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{FormKind, Forms};
use crate::ui::icons::icon;
use crate::ui::theme::{Tokens, font, size, space};
use crate::ui::widgets::{self, Tone};

/// The width of the countdowns.
const COUNTDOWN_WIDTH: f32 = 100.0;
/// The width of the button that folds a row.
const CARET: f32 = size::CONTROL;

/// How a state is painted.
pub fn tone_of(state: DeadlineState) -> Tone {
    match state {
        DeadlineState::Overdue | DeadlineState::Missed => Tone::Overdue,
        DeadlineState::Warning => Tone::DueSoon,
        DeadlineState::Paused => Tone::Paused,
        DeadlineState::Met => Tone::Met,
        DeadlineState::Running | DeadlineState::NotNeeded => Tone::Neutral,
    }
}

fn ink_of(state: DeadlineState, tokens: &Tokens) -> Color32 {
    match state {
        DeadlineState::Running => tokens.text,
        other => tone_of(other).ink(tokens),
    }
}

/// The list. `turned` holds the clocks whose rows were folded or unfolded by hand.
pub fn now_list_ui(
    ui: &mut Ui,
    (seen, live): (&Seen<'_>, &Live),
    data: &PaneData,
    (open, turned): ((Option<&FormKind>, bool), &mut BTreeSet<String>),
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let tokens = Tokens::of(ui);
    widgets::section_heading(
        ui,
        "What to do now",
        (data.deadlines.len() > 1).then_some(data.deadlines.len()),
    );
    for (place, deadline) in data.deadlines.iter().enumerate() {
        if place > 0 {
            ui.add_space(space::XS);
            widgets::hairline(ui);
            ui.add_space(space::XS);
        }
        let usual = deadline.state == DeadlineState::Overdue || place == 0;
        let mut row = Row {
            seen,
            id: live.incident.id,
            deadline,
            is_first: place == 0,
            is_open: usual != turned.contains(&*deadline.clock),
            forms: &mut *forms,
            asks: &mut *asks,
        };
        ui.push_id(&deadline.clock, |ui| {
            if row.ui(ui) && !turned.remove(&*deadline.clock) {
                turned.insert(deadline.clock.to_string());
            }
        });
        let (kind, is_new) = open;
        if let Some(kind) = kind.filter(|kind| clock_of(kind) == Some(&*deadline.clock)) {
            forms::form_ui(ui, (seen, live), &data.deadlines, (kind, is_new), forms, asks);
        }
    }
    if let Some((form, labels)) = &data.missing {
        ui.add_space(space::S);
        ui.horizontal_wrapped(|ui| {
            let words = format!("Still to find out: {}", labels.join(", "));
            ui.add(Label::new(RichText::new(words).color(tokens.text_muted)).wrap());
            if word_button(ui, "Fill in…", None).clicked() {
                let (incident, form) = (live.incident.id, form.clone());
                asks.push(Ask::Open(FormKind::Intake { incident, form }));
            }
        });
    }
    if !data.rest.is_empty() {
        ui.add_space(space::S);
    }
    for line in &data.rest {
        paragraph(ui, line, font::body(), tokens.text_muted);
    }
    if let Some(owed) = &data.owed_still {
        ui.horizontal_wrapped(|ui| {
            ui.add(Label::new(RichText::new(&owed.words).color(tokens.due_soon)).wrap());
            if let Some(clock) = &owed.ownership {
                let button = widgets::quiet_button(ui, "Ownership confirmed…", None);
                if button.clicked() {
                    let (incident, clock) = (live.incident.id, clock.to_string());
                    asks.push(Ask::Open(FormKind::Done { incident, clock }));
                }
            }
        });
    }
}

/// One deadline while it is painted.
struct Row<'a> {
    seen: &'a Seen<'a>,
    id: IncidentId,
    deadline: &'a DeadlineData,
    is_first: bool,
    is_open: bool,
    forms: &'a mut Forms,
    asks: &'a mut Asks,
}

impl Row<'_> {
    /// Paints it; says whether it is to be folded or unfolded.
    fn ui(&mut self, ui: &mut Ui) -> bool {
        let mut turn = false;
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            self.countdown(ui);
            ui.vertical(|ui| {
                ui.set_width(ui.available_width());
                ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
                turn = self.head(ui);
                let muted = Tokens::of(ui).text_muted;
                if self.is_open {
                    paragraph(ui, &self.deadline.action, font::body(), muted);
                    paragraph(ui, &self.deadline.detail, font::small(), muted);
                    self.whom_and_what(ui);
                } else {
                    paragraph(ui, self.deadline.in_short(), font::body(), muted);
                    if !self.is_roomy(ui) {
                        ui.horizontal_wrapped(|ui| self.first_buttons(ui));
                    }
                }
            });
        });
        turn
    }

    /// Whom to call, what to say, and the buttons of an unfolded row.
    fn whom_and_what(&mut self, ui: &mut Ui) {
        for contact in &self.deadline.contacts {
            ui.scope(|ui| contact_ui(ui, contact, self.asks));
        }
        if let Some(script) = &self.deadline.script {
            script_ui(ui, &self.deadline.title, script, self.asks);
        }
        ui.add_space(2.0);
        ui.horizontal_wrapped(|ui| self.first_buttons(ui));
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            ui.add_space(-space::XS);
            self.other_buttons(ui);
        });
    }

    /// Figures and the word of the state, read as one.
    fn countdown(&self, ui: &mut Ui) {
        let tokens = Tokens::of(ui);
        let ink = ink_of(self.deadline.state, tokens);
        let (rect, response) = ui.allocate_exact_size(vec2(COUNTDOWN_WIDTH, 46.0), Sense::hover());
        let spoken = format!("{}: {}", self.deadline.title, self.deadline.spoken);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
        if ui.is_rect_visible(rect) {
            let painter = ui.painter();
            let top = egui::Align2::LEFT_TOP;
            painter.text(
                rect.left_top() + vec2(0.0, 4.0),
                top,
                &self.deadline.countdown,
                font::countdown(),
                ink,
            );
            let word_ink =
                if self.deadline.state == DeadlineState::Running { tokens.text_muted } else { ink };
            painter.text(
                rect.left_top() + vec2(0.0, 28.0),
                top,
                self.deadline.state_word(),
                font::small(),
                word_ink,
            );
        }
    }

    /// The title with what is said about its alarm, the first buttons of a folded row, and the
    /// button that folds and unfolds.
    fn head(&mut self, ui: &mut Ui) -> bool {
        let mut turn = false;
        ui.horizontal_top(|ui| {
            let beside = !self.is_open && self.is_roomy(ui);
            let buttons = if beside { self.first_width(ui) } else { 0.0 };
            let title = (ui.available_width() - buttons - CARET - space::S).max(0.0);
            ui.allocate_ui(vec2(title, size::CONTROL), |ui| {
                ui.set_width(title);
                self.title(ui);
            });
            if beside {
                self.first_buttons(ui);
            }
            let (caret, verb) =
                if self.is_open { (icon::CARET_UP, "Less about") } else { (icon::CARET_DOWN, "More about") };
            turn = widgets::icon_button(ui, caret, &format!("{verb}: {}", self.deadline.title)).clicked();
        });
        turn
    }

    fn title(&mut self, ui: &mut Ui) {
        let ink = Tokens::of(ui).text;
        ui.horizontal_wrapped(|ui| {
            ui.set_min_height(size::CONTROL);
            let title = RichText::new(&self.deadline.title).font(font::strong()).color(ink);
            ui.add(Label::new(title).wrap());
            let alarm = match (self.deadline.is_ringing, self.deadline.is_held) {
                (true, _) => Some("alarm rings"),
                (false, true) => Some("alarm held by quiet hours"),
                (false, false) => None,
            };
            if let Some(alarm) = alarm {
                widgets::badge(ui, alarm, Tone::DueSoon);
                if self.words(ui, "Acknowledge") {
                    let clock = self.deadline.clock.to_string();
                    self.ask(Wish::AcknowledgeAlarm { clock }, "alarm acknowledged");
                }
            }
            if let Some(snoozed) = &self.deadline.snoozed {
                widgets::badge(ui, snoozed, Tone::Neutral);
            }
        });
    }

    fn named(&self, response: Response, words: &str) -> Response {
        response.accessible_name(format!("{words}: {}", self.deadline.title))
    }

    /// A quiet button that is told apart by the deadline's title. The ellipsis is for the eye too.
    fn button(&self, ui: &mut Ui, words: &str) -> bool {
        let response = widgets::quiet_button(ui, words, None);
        self.named(response, words).clicked()
    }

    fn words(&self, ui: &mut Ui, words: &str) -> bool {
        let response = word_button(ui, words, None);
        self.named(response, words).clicked()
    }

    fn open(&mut self, kind: fn(IncidentId, String) -> FormKind) {
        self.asks.push(Ask::Open(kind(self.id, self.deadline.clock.to_string())));
    }

    fn ask(&mut self, wish: Wish, said: &str) {
        let moment = when(self.seen.now, self.seen.now, self.seen.zone);
        self.asks
            .request(Request::about(self.id, wish), format!("{}: {said}, {moment}", self.deadline.title));
    }

    /// The words of the first buttons, for the room they take.
    fn first_words(&self) -> Vec<String> {
        let deadline = self.deadline;
        if deadline.is_paused() {
            return vec!["Resume".to_owned()];
        }
        let mut words = Vec::new();
        words.extend(self.next_step().map(|whom| format!("Escalated to {whom}")));
        words.extend(self.wanted_escalation().map(|whom| format!("Escalated to {whom}…")));
        if deadline.audience.is_some() {
            words.push("Draft update…".to_owned());
        }
        words.push(deadline.done_word().to_owned());
        if deadline.completion == Completion::Command {
            words.push("Handed over…".to_owned());
        }
        words
    }

    /// Whether the first buttons have room beside the title.
    fn is_roomy(&self, ui: &Ui) -> bool {
        ui.max_rect().width() - self.first_width(ui) - CARET - space::S >= 130.0
    }

    fn first_width(&self, ui: &Ui) -> f32 {
        let width = |words: String| {
            let galley = ui.painter().layout_no_wrap(words, font::strong(), Color32::PLACEHOLDER);
            galley.size().x + 2.0 * ui.spacing().button_padding.x + space::S
        };
        self.first_words().into_iter().map(width).sum()
    }

    /// Whom the next step of its ladder reaches, once this one has passed.
    fn next_step(&self) -> Option<&String> {
        let passed = self.deadline.is_step && self.deadline.state == DeadlineState::Overdue;
        self.deadline.escalates_to.as_ref().filter(|_| passed)
    }

    /// To whom it is to be escalated now, where it is no step of a ladder.
    fn wanted_escalation(&self) -> Option<&String> {
        self.deadline.escalates_to.as_ref().filter(|_| self.deadline.wants_escalation)
    }

    /// What is most wanted: at most one of the pane is primary.
    fn first_buttons(&mut self, ui: &mut Ui) {
        let deadline = self.deadline;
        let mut primary = self.is_first;
        if deadline.is_paused() {
            if self.button(ui, "Resume") {
                self.ask(Wish::ResumeClock { clock: deadline.clock.to_string() }, "runs again");
            }
            return;
        }
        if let Some(whom) = self.next_step().cloned()
            && self.pressed(ui, &format!("Escalated to {whom}"), &mut primary)
        {
            let said = format!("escalated to {whom}");
            self.ask(Wish::Escalate { to: whom, text: None }, &said);
        }
        if let Some(whom) = self.wanted_escalation().cloned()
            && self.pressed(ui, &format!("Escalated to {whom}…"), &mut primary)
        {
            forms::offer_event(self.forms, self.asks, self.id, "escalated", &whom);
        }
        if deadline.audience.is_some() && self.pressed(ui, "Draft update…", &mut primary) {
            let audience = self.deadline.audience.clone().unwrap_or_default();
            self.asks.push(Ask::Open(FormKind::Draft { incident: self.id, audience }));
        }
        let word = deadline.done_word();
        if self.pressed(ui, word, &mut primary) {
            match deadline.done.clone().filter(|_| deadline.completion != Completion::Restore) {
                Some(wish) => self.ask(wish, said_done(deadline.completion)),
                None => self.asks.push(Ask::Open(deadline.finish.clone())),
            }
        }
        if deadline.completion == Completion::Command && self.button(ui, "Handed over…") {
            forms::offer_event(self.forms, self.asks, self.id, "command", "");
        }
    }

    /// What is wanted less often, as words alone.
    fn other_buttons(&mut self, ui: &mut Ui) {
        let deadline = self.deadline;
        let overdue = deadline.state == DeadlineState::Overdue;
        if deadline.done.is_some() && self.words(ui, deadline.done_at_word()) {
            self.open(|incident, clock| FormKind::Done { incident, clock });
        }
        if deadline.completion == Completion::Hotline && self.words(ui, "Log the call…") {
            forms::offer_event(self.forms, self.asks, self.id, "hotline", "");
        }
        let again = overdue && !deadline.is_step && !deadline.wants_escalation;
        if let Some(whom) = deadline.escalates_to.as_ref().filter(|_| again)
            && self.words(ui, &format!("Escalated to {whom}…"))
        {
            forms::offer_event(self.forms, self.asks, self.id, "escalated", whom);
        }
        if !deadline.is_paused() && self.words(ui, "Snooze…") {
            self.open(|incident, clock| FormKind::Snooze { incident, clock });
        }
        if self.words(ui, "Not needed because…") {
            self.open(|incident, clock| FormKind::NotNeeded { incident, clock });
        }
        if deadline.is_pausable && !overdue && !deadline.is_paused() && self.words(ui, "Pause…") {
            self.open(|incident, clock| FormKind::Pause { incident, clock });
        }
    }

    /// A button that is primary if none before it was.
    fn pressed(&self, ui: &mut Ui, words: &str, primary: &mut bool) -> bool {
        let response = if std::mem::take(primary) {
            widgets::primary_button(ui, words, None)
        } else {
            widgets::quiet_button(ui, words, None)
        };
        self.named(response, words).clicked()
    }
}

/// What is said once it is logged, in small letters.
fn said_done(completion: Completion) -> &'static str {
    match completion {
        Completion::CustomerUpdate
        | Completion::AudienceUpdate
        | Completion::PreRead
        | Completion::Invitations => "sent",
        Completion::Refer => "referred",
        Completion::Acknowledge => "resolver acknowledged",
        Completion::ResolverUpdate => "update received",
        Completion::Ownership => "ownership confirmed",
        Completion::Hotline => "hotline reached",
        Completion::Command => "command stays",
        _ => "done",
    }
}

/// Whom to call, with the number in figures that keep their columns.
fn contact_ui(ui: &mut Ui, contact: &ContactData, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    ui.spacing_mut().interact_size.y = 24.0;
    ui.horizontal_wrapped(|ui| {
        ui.add(Label::new(
            RichText::new(format!("Call {}", contact.name)).font(font::body()).color(tokens.text),
        ));
        let copies = format!("Copy the number of {}", contact.name);
        number_ui(ui, &contact.phone, (font::mono_strong(), tokens.text), &copies, asks);
        if !contact.alternates.is_empty() {
            let mut words = LayoutJob::default();
            words.append("or ", 0.0, TextFormat::simple(font::body(), tokens.text_muted));
            let numbers = contact.alternates.join(", ");
            words.append(&numbers, 0.0, TextFormat::simple(font::mono(), tokens.text_muted));
            ui.add(if numbers.len() > 40 { Label::new(words).wrap() } else { Label::new(words).extend() });
        }
    });
}

/// What to read out, in quotes.
fn script_ui(ui: &mut Ui, title: &str, script: &str, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    ui.horizontal_top(|ui| {
        let room = ui.available_width() - 24.0 - space::S;
        ui.scope(|ui| {
            ui.set_width(room);
            paragraph(ui, &format!("“{script}”"), font::body(), tokens.text_muted);
        });
        copy_button(ui, &format!("Copy the script: {title}"), script, asks);
    });
}

#[cfg(test)]
mod tests {
    use egui::Key;
    use egui::accesskit::Role;
    use egui_kittest::kittest::Queryable as _;

    use crate::domain::command::{SendUpdate, Wish};
    use crate::domain::words::{CallOutcome, Kind, Priority};
    use crate::ui::context::Ask;
    use crate::ui::forms::FormKind;
    use crate::ui::incident::trial::{Trial, harness};

    fn critical() -> Trial {
        Trial::opened("Payments API down", Some(Priority::Critical), Kind::Major)
    }

    fn sent() -> Wish {
        Wish::SendUpdate(SendUpdate::words(Some("customers"), None))
    }

    #[test]
    fn done_logs_what_meets_the_deadline_at_once() {
        let mut harness = harness(critical(), "13:30:07");
        harness.get_by_label("Sent: Initial notification").click();
        harness.run();
        let bench = harness.state();
        assert_eq!(bench.requests(), [(sent(), None, None)]);
        assert_eq!(bench.said(), ["Initial notification: sent, 13:30 CST"]);
        assert!(harness.query_by_label("Sent: Initial notification").is_none(), "it is met");
    }

    #[test]
    fn the_keyboard_reaches_done_and_presses_it() {
        let mut harness = harness(critical(), "13:30");
        harness.get_by_label("Sent: Initial notification").focus();
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        assert_eq!(harness.state().requests(), [(sent(), None, None)]);
    }

    #[test]
    fn the_hotline_is_done_when_somebody_was_reached_and_its_call_can_be_logged() {
        let mut harness = harness(critical(), "13:30");
        harness.get_by_label("More about: Hotline call").click();
        harness.run();
        harness.get_by_label("(916) 356-8910");
        harness.get_by_label("Log the call…: Hotline call").click();
        harness.run();
        assert!(harness.state().asked.contains(&Ask::Open(FormKind::Event(harness.state().trial.id))));
        harness.get_by_role_and_label(Role::RadioButton, "voicemail").click();
        harness.run();
        harness.get_by_label("Whom you spoke with").focus();
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        let wish = Wish::NotifyHotline {
            outcome: CallOutcome::Voicemail,
            spoke_with: None,
            reference: None,
            text: None,
            number: None,
            call_back_by: None,
        };
        let form = FormKind::Event(harness.state().trial.id);
        assert_eq!(harness.state().requests(), [(wish, None, Some(form))]);
        harness.get_by_label("Hotline reached: Hotline call");
    }

    #[test]
    fn triage_asks_for_the_priority_first() {
        let trial = Trial::opened("Label printers offline", None, Kind::Regular);
        let mut harness = harness(trial, "13:25");
        harness.get_by_label("Assign priority…: Primary triage").click();
        harness.run();
        assert_eq!(harness.state().requests(), []);
        assert!(harness.get_by_label("Critical").is_focused());
        harness.get_by_role_and_label(Role::RadioButton, "Medium").click();
        harness.run();
        harness.get_by_label("Assign Medium").click();
        harness.run();
        let form = FormKind::Priority(harness.state().trial.id);
        let wish = Wish::AssignPriority { priority: Priority::Medium, why: None };
        assert_eq!(harness.state().requests(), [(wish, None, Some(form))]);
    }

    #[test]
    fn an_alarm_that_rings_is_acknowledged_and_an_overdue_step_escalated() {
        let trial = Trial::opened("VPN drops", Some(Priority::Low), Kind::Regular)
            .with("13:44", Wish::ContactOnCall { whom: None })
            .told("14:16");
        let mut harness = harness(trial, "14:17");
        harness.get_by_label("On-call responds: overdue by 3 minutes");
        harness.get_by_label("alarm rings");
        harness.get_by_label("Acknowledge: On-call responds").click();
        harness.run();
        assert!(harness.query_by_label("alarm rings").is_none());
        harness.get_by_label("Escalated to Incident Manager: On-call responds").click();
        harness.run();
        assert_eq!(
            harness.state().requests(),
            [
                (Wish::AcknowledgeAlarm { clock: "on-call-response".to_owned() }, None, None),
                (Wish::Escalate { to: "Incident Manager".to_owned(), text: None }, None, None),
            ]
        );
        harness.get_by_label("Incident Manager responds: due in 15 minutes");
    }

    #[test]
    fn a_paused_clock_says_so_in_words_and_runs_again() {
        let trial = critical().with("13:25", Wish::Acknowledge { by: None }).with(
            "13:40",
            Wish::PauseClock { clock: "resolver-update".into(), why: "they are on site".into() },
        );
        let mut harness = harness(trial, "13:50");
        harness.get_by_label("Resolver's update: paused");
        harness.get_by_label("Paused since 13:40 CST: they are on site");
        harness.get_by_label("Resume: Resolver's update").click_accesskit();
        harness.run();
        let wish = Wish::ResumeClock { clock: "resolver-update".to_owned() };
        assert_eq!(harness.state().requests(), [(wish, None, None)]);
        assert!(harness.query_by_label("Resume: Resolver's update").is_none());
    }

    #[test]
    fn numbers_and_scripts_are_copied_as_they_are_said() {
        let mut harness = harness(critical(), "13:30");
        harness.get_by_label("Copy the script: Initial notification").click();
        harness.run();
        let script = "Payments API down. We opened an incident at Mon 2 Mar 13:20 CST, ticket INC0012345.";
        assert_eq!(harness.state().asked, [Ask::Copy(script.to_owned())]);
        harness.get_by_label(&format!("“{script}”"));
    }

    #[test]
    fn a_clock_with_two_deadlines_at_once_has_one_row_and_the_later_is_named_below() {
        let trial = Trial::opened("VPN drops", Some(Priority::High), Kind::Regular).with("13:25", sent());
        let harness = harness(trial, "18:00");
        harness.get_by_label("Sent: Update to customers");
        harness.get_by_label("Then Update to customers, third of 1, 4 and 8 h, by 21:25 CST");
    }

    #[test]
    fn command_stays_or_is_handed_over() {
        let trial = Trial::opened("VPN drops", Some(Priority::Low), Kind::Regular)
            .with("13:21", Wish::TakeCommand { by: None });
        let mut harness = harness(trial, "14:00");
        harness.get_by_label("Handed over…: Command handover").click();
        harness.run();
        assert!(harness.get_by_label("Who takes over").is_focused());
        harness.get_by_label("Who takes over").type_text("Sample Two");
        harness.run();
        harness.key_press(Key::Enter);
        harness.run();
        let form = FormKind::Event(harness.state().trial.id);
        let wish = Wish::HandOverCommand { to: "Sample Two".to_owned() };
        assert_eq!(harness.state().requests(), [(wish, None, Some(form))]);
        harness.get_by_label("command Sample Two");
    }
}
