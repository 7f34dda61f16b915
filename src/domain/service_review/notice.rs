//! What a person is told about service reviews: an action that is due, a review that is owed. Calmly: an
//! action warns, is due, and is told again once a day until it is done; a review that is owed is told once.

use chrono::TimeDelta;

use super::ReviewAction;
use super::schedule::Reckoning;
use super::schedule::Slot;
use crate::domain::directory::Named;
use crate::domain::notice::{DeskNotice, Topic};
use crate::domain::service_review::department_key;
use crate::domain::time::Instant;
use crate::domain::typed_time::understood;
use crate::domain::world::World;

/// The share of an action's span after which it warns, in hundredths.
const WARNING_PERCENT: i32 = 75;

/// How often it is told that an action is not done (ours).
const REMINDER_DAYS: i64 = 1;

/// How long it is news that a review is owed: longer than it takes until the next date of its cycle.
const OWED_DAYS: i64 = 366;

/// How much of an action's words stands in a line; characters.
const LINE_CHARS: usize = 120;

/// What will be told, told or not; looks a day ahead. Earlier first.
pub fn notices(world: &World, now: Instant) -> Vec<DeskNotice> {
    let mut found = standing(world, now);
    found.retain(|notice| !world.service_reviews.told.has(&notice.key, now));
    found.sort_by(|one, two| (one.planned_at, &one.key).cmp(&(two.planned_at, &two.key)));
    found
}

/// The same, what was told already included: what is still so.
pub fn standing(world: &World, now: Instant) -> Vec<DeskNotice> {
    let reviews = &world.service_reviews;
    let open = reviews.actions.iter().filter(|one| one.is_open());
    let mut found: Vec<DeskNotice> = open.flat_map(|one| of_action(world, one, now)).collect();
    if !reviews.cycles.is_empty() {
        let reckoning = Reckoning::of(world);
        for cycle in &reviews.cycles {
            let department = &cycle.cycle.department;
            let stands = reckoning.standing(reviews, department, now);
            // The next one too, so that the desk waits for it.
            for slot in stands.owed.into_iter().chain(stands.open) {
                found.push(owed(world, department, &cycle.cycle.coordinator, slot));
            }
        }
    }
    found.retain(|notice| notice.lapses_at > now);
    found
}

fn of_action(world: &World, action: &ReviewAction, now: Instant) -> Vec<DeskNotice> {
    let Some(due) = action.given.due else { return Vec::new() };
    let directory = &world.directory;
    let who = directory.name_of(&action.given.owner);
    let department = directory.name_of(&action.given.department);
    let said = understood(due, world.settings.zone);
    let entry = action.entry.0;
    let body =
        format!("{}\nOf the service review with {department}, due {said}", first_line(&action.given.what));
    let notice = |key: String, planned_at: Instant, lapses_at: Instant, title: String| DeskNotice {
        topic: Topic::ServiceReviews,
        key,
        planned_at,
        lapses_at,
        asks: false,
        may_wait: true,
        title,
        body: body.clone(),
    };
    // By its due time, so that what was told stays true of it.
    let stamp = due.timestamp();
    let warns_at = due - (due - action.given_at) * (100 - WARNING_PERCENT) / 100;
    let mut found = vec![notice(
        format!("action-warning/{entry}/{stamp}"),
        warns_at,
        due,
        format!("Action {} of {who} is due soon", action.number),
    )];
    let reminder = TimeDelta::days(REMINDER_DAYS);
    // The one of now and the one after it, so that the desk waits for that.
    let now_is = ((now - due).num_seconds().max(0)) / reminder.num_seconds();
    for nth in [now_is, now_is + 1] {
        let at = due + TimeDelta::days(nth * REMINDER_DAYS);
        let (key, title) = if nth == 0 {
            (format!("action-due/{entry}/{stamp}"), format!("Action {} of {who} is due", action.number))
        } else {
            let days = if nth == 1 { "1 day".to_owned() } else { format!("{nth} days") };
            (
                format!("action-late/{entry}/{stamp}/{nth}"),
                format!("Action {} of {who} is {days} late", action.number),
            )
        };
        found.push(notice(key, at, at + reminder, title));
    }
    found
}

fn owed(world: &World, department: &Named, coordinator: &Named, slot: Slot) -> DeskNotice {
    let directory = &world.directory;
    DeskNotice {
        topic: Topic::ServiceReviews,
        key: format!("review-owed/{}/{}", department_key(department, directory), slot.named),
        planned_at: slot.at,
        lapses_at: slot.at + TimeDelta::days(OWED_DAYS),
        asks: false,
        may_wait: true,
        title: format!("A service review with {} is owed", directory.name_of(department)),
        body: format!(
            "It was to be by {}, and none is planned. Set a date with {}, the coordinator.",
            understood(slot.at, world.settings.zone),
            directory.name_of(coordinator)
        ),
    }
}

fn first_line(words: &str) -> String {
    let line = words.lines().next().unwrap_or_default();
    if line.chars().count() <= LINE_CHARS {
        return line.to_owned();
    }
    let mut short: String = line.chars().take(LINE_CHARS).collect();
    short.push('…');
    short
}
