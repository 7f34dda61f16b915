//! Forms about people: a call that was made, somebody added or stood down.

use egui::Ui;

use super::{Form, WHY, WORDS};
use crate::domain::command::Wish;
use crate::domain::directory::{Named, RecordKind};
use crate::domain::typed_time::Leaning;
use crate::domain::words::{CallOutcome, Involvement};
use crate::ui::choice::Choice;

/// The records that can be called.
pub const CALLABLE: [RecordKind; 3] = [RecordKind::Person, RecordKind::Team, RecordKind::Agency];

/// The choice that puts somebody on the incident without a call.
const NOT_CALLED: &str = "not called";

/// What somebody is to the incident so far: as they were put on it, or as the directory offers them.
fn usual_role(form: &Form<'_>, whom: &Named) -> Involvement {
    let (live, world) = (form.live, &form.seen.snapshot.world);
    if let Some(one) = live.incident.people.find(whom, &world.directory) {
        return one.role;
    }
    let offered = crate::ui::incident::people_data::offered_to(world, live);
    offered
        .iter()
        .find(|one| world.directory.same(&one.callee.whom, whom))
        .map_or(Involvement::Sme, |one| one.role)
}

pub fn call_ui(ui: &mut Ui, form: &mut Form<'_>, whom: &str) {
    let name = if whom.is_empty() {
        form.head(ui, "Log a call");
        form.pick(ui, "Whom", "whom", "A few letters, or any name", &CALLABLE);
        form.typed("whom")
    } else {
        form.head(ui, &format!("Log a call to {whom}"));
        whom.to_owned()
    };
    let world = &form.seen.snapshot.world;
    let named = world.directory.named(&CALLABLE, &name);
    let callee = world.directory.callee(&named, "");
    let role = usual_role(form, &named);
    form.prefill("via", callee.phones.first().map_or("", String::as_str));
    form.line(ui, "Number or channel", "via", "The number that was dialled, chat, mail");
    let mut outcomes: Vec<_> =
        CallOutcome::ALL.iter().map(|one| (one.word(), Choice::words(one.word()))).collect();
    outcomes.push((NOT_CALLED, Choice::words("not called yet")));
    let outcome = form.choose_quietly(ui, "How it ended", "outcome", CallOutcome::Reached.word(), &outcomes);
    let roles: Vec<_> = Involvement::ALL.iter().map(|one| (one.word(), Choice::words(one.word()))).collect();
    let role: Involvement =
        form.choose_quietly(ui, "Role", "role", role.word(), &roles).parse().unwrap_or(role);
    form.line(ui, "Words", WORDS, "What was said, optional");
    if let Ok(outcome) = outcome.parse::<CallOutcome>() {
        let by = form.time(ui, "Call back by", "call_back_by", "no call back is owed", Leaning::Future);
        let at = form.at(ui);
        if form.foot(ui, "Log the call") {
            let wish = Wish::AttemptContact {
                whom: name.clone(),
                role: Some(role),
                via: form.said("via"),
                outcome,
                text: form.said(WORDS),
                call_back_by: by,
            };
            form.send(wish, at, &format!("Call to {name} logged: {outcome}"));
        }
        return;
    }
    let at = form.at(ui);
    if form.foot(ui, "Put on the incident") {
        let wish = Wish::AddPerson { whom: name.clone(), role: Some(role), why: form.said(WORDS) };
        form.send(wish, at, &format!("{name} is on the incident"));
    }
}

pub fn stand_down_ui(ui: &mut Ui, form: &mut Form<'_>, whom: &str) {
    form.head(ui, &format!("Stand down {whom}"));
    form.line(ui, "Why", WHY, "Optional");
    let at = form.at(ui);
    if form.foot(ui, "Stand down") {
        let wish = Wish::StandDown { whom: whom.to_owned(), why: form.said(WHY) };
        form.send(wish, at, &format!("{whom} stood down"));
    }
}
