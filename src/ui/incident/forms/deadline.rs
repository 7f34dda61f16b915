//! Forms about one deadline: done at another time, not needed, snoozed, paused.

use chrono::TimeDelta;
use egui::Ui;

use super::{Form, WHY, WORDS};
use crate::documents::when;
use crate::domain::command::{Wish, done};
use crate::domain::policy::Completion;
use crate::domain::typed_time::Leaning;
use crate::ui::incident::data::{DeadlineData, clock_title, done_at_words};
use crate::ui::theme::space;
use crate::ui::widgets;

/// The spans for which an alarm is quietened at one press; minutes.
const SNOOZE_MINUTES: [i64; 4] = [5, 10, 15, 30];

/// What the optional words of a completion say.
pub const fn words_label(completion: Completion) -> &'static str {
    match completion {
        Completion::CustomerUpdate | Completion::AudienceUpdate => "What was sent",
        Completion::Refer => "To whom",
        Completion::Acknowledge => "Who acknowledged",
        Completion::ResolverUpdate => "What the resolver said",
        Completion::Ownership => "Who confirmed ownership",
        Completion::Hotline => "Whom you spoke with",
        Completion::Restore => "What brought it back",
        Completion::Answer => "The answer",
        Completion::Priority
        | Completion::Command
        | Completion::Milestone
        | Completion::Action
        | Completion::PreRead
        | Completion::Invitations
        | Completion::CallBack => "Words",
    }
}

pub fn done_ui(ui: &mut Ui, form: &mut Form<'_>, clock: &str) {
    let title = clock_title(form.live, clock);
    let found = form.live.clock(clock);
    let words = found.map_or("Done at…", |clock| done_at_words(clock.completion()));
    form.head(ui, &format!("{title}: {}", words.to_lowercase()));
    let Some(clock) = found else {
        Form::remark(ui, "The policy has no such clock any more; log what happened as a note");
        return;
    };
    let at = form.at(ui);
    let label = words_label(clock.completion());
    if matches!(clock.completion(), Completion::CustomerUpdate | Completion::ResolverUpdate) {
        form.lines(ui, label, WORDS, "Optional; Ctrl Enter saves");
    } else {
        form.line(ui, label, WORDS, "Optional");
    }
    if form.foot(ui, "Log as done") {
        match done(clock, form.said(WORDS)) {
            Some(wish) => form.send(wish, at, &format!("{title}: done")),
            None => {
                form.draft.refusal =
                    Some("more has to be said first; use the button of the deadline itself".to_owned());
            }
        }
    }
}

pub fn not_needed_ui(ui: &mut Ui, form: &mut Form<'_>, clock: &str) {
    let title = clock_title(form.live, clock);
    form.head(ui, &format!("{title}: not needed because…"));
    form.line(ui, "Why it is not needed", WHY, "The reason stands in the log");
    if form.foot(ui, "Log as not needed") {
        let wish = Wish::NotNeeded { clock: clock.to_owned(), why: form.typed(WHY) };
        form.send(wish, None, &format!("{title}: not needed"));
    }
}

pub fn snooze_ui(ui: &mut Ui, form: &mut Form<'_>, clock: &str) {
    let title = clock_title(form.live, clock);
    form.head(ui, &format!("{title}: snooze the alarm"));
    Form::remark(ui, "The deadline stays where it is");
    let until = form.time(ui, "Quiet until", "until", "or for so long:", Leaning::Future);
    let mut chosen = None;
    ui.add_space(space::XS);
    ui.horizontal_wrapped(|ui| {
        for minutes in SNOOZE_MINUTES {
            ui.add_enabled_ui(!form.draft.is_out, |ui| {
                if widgets::quiet_button(ui, &format!("{minutes} min"), None).clicked() {
                    chosen = Some(form.seen.now + TimeDelta::minutes(minutes));
                }
            });
        }
    });
    let sent = form.foot(ui, "Snooze");
    let until = chosen.or(until.filter(|_| sent));
    match until {
        Some(until) => {
            let said = format!("{title}: snoozed until {}", when(until, form.seen.now, form.seen.zone));
            form.send_saying(Wish::Snooze { clock: clock.to_owned(), until }, None, said);
        }
        None if sent => {
            form.draft.refusal = Some("no time is said; press 5 min, or type until when".to_owned());
        }
        None => {}
    }
}

pub fn pause_ui(ui: &mut Ui, form: &mut Form<'_>, deadline: Option<&DeadlineData>, clock: &str) {
    let title = clock_title(form.live, clock);
    form.head(ui, &format!("{title}: pause the clock"));
    if let Some(deadline) = deadline {
        Form::remark(
            ui,
            &format!("{} {} stay when it runs again", deadline.countdown, deadline.state_word()),
        );
    }
    form.line(ui, "Why it is paused", WHY, "The reason stands in the log");
    let at = form.at(ui);
    if form.foot(ui, "Pause the clock") {
        let wish = Wish::PauseClock { clock: clock.to_owned(), why: form.typed(WHY) };
        form.send(wish, at, &format!("{title}: paused"));
    }
}
