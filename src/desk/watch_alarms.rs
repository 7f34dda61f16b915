//! What a person is told about their own watch, and what of it still stands in the window.

use std::sync::Arc;

use chrono::TimeDelta;

use super::alarms::ACTOR;
use crate::domain::decide::kept_until;
use crate::domain::event::{Fact, NewEvent, Subject};
use crate::domain::span;
use crate::domain::time::{Instant, whole_second};
use crate::domain::watch::notice::{WatchNotice, changes, notices, standing};
use crate::domain::world::World;
use crate::platform::{Notice, NoticeAction, Notifier, Urgency};

/// The tag under which notices about the watch are shown: a newer one takes the place of an older.
pub const TAG: &str = "watch";

/// Told later than this, a notice says how late it is; seconds.
const LATENESS_WORTH_SAYING_SECS: i64 = 120;

/// How often past shifts are written down as facts where nothing else asks for it, in days.
const KEEP_DAYS: i64 = 7;

/// What the changes were found from: the facts about the watch, the directory, who sits here.
type FoundFrom = (usize, usize, String);

/// Notices about the watch.
#[derive(Debug, Default)]
pub struct WatchAlarms {
    changes: Vec<WatchNotice>,
    found_from: Option<FoundFrom>,
    stands: Vec<WatchNotice>,
}

impl WatchAlarms {
    /// What was told and is still so.
    pub fn stands(&self) -> &[WatchNotice] {
        &self.stands
    }

    /// What is to be told by `now` and was not, the earliest first.
    pub fn pending(&mut self, world: &World, now: Instant) -> Vec<WatchNotice> {
        self.look(world, now);
        let mut all = notices(world, &self.changes, now);
        all.retain(|notice| notice.planned_at <= now);
        all
    }

    /// When the next one is to be told.
    pub fn next_at(&mut self, world: &World, now: Instant) -> Option<Instant> {
        self.look(world, now);
        notices(world, &self.changes, now).into_iter().map(|one| one.planned_at).find(|at| *at > now)
    }

    /// The facts of telling them at `now`.
    pub fn facts(pending: &[WatchNotice], now: Instant) -> Vec<NewEvent> {
        let told = pending
            .iter()
            .map(|one| Fact::WatchTold { what: one.key.clone(), late_secs: one.late_secs(now) });
        told.map(|fact| by_the_desk(fact, now)).collect()
    }

    /// Shows them: one by itself, several as one digest.
    pub fn tell(&mut self, pending: Vec<WatchNotice>, notifier: &mut dyn Notifier, now: Instant) {
        let Some(first) = pending.first() else { return };
        let (title, body) = if let [one] = pending.as_slice() {
            let mut body = one.body.clone();
            if one.late_secs(now) > LATENESS_WORTH_SAYING_SECS {
                body.push_str(&format!("\nTold {} late", span::words(one.late_secs(now))));
            }
            (one.title.clone(), body)
        } else {
            let lines: Vec<String> = pending.iter().map(|one| one.title.clone()).collect();
            (format!("{} things about your watch", pending.len()), lines.join("\n"))
        };
        let asks = pending.iter().any(|one| one.asks);
        notifier.show(Notice {
            tag: TAG.to_owned(),
            title,
            body,
            urgency: if asks || first.key.starts_with("begins/") {
                Urgency::Critical
            } else {
                Urgency::Normal
            },
            actions: vec![NoticeAction::Open],
        });
        for one in pending {
            self.stands.retain(|other| other.key != one.key);
            self.stands.push(one);
        }
    }

    /// Somebody has read one.
    pub fn dismiss(&mut self, key: &str, notifier: &mut dyn Notifier) {
        self.stands.retain(|one| one.key != key);
        self.withdraw_if_none(notifier);
    }

    /// Takes away what is not so any more; whether anything went.
    pub fn settle(&mut self, world: &World, notifier: &mut dyn Notifier, now: Instant) -> bool {
        if self.stands.is_empty() {
            return false;
        }
        self.look(world, now);
        let before = self.stands.len();
        let still = standing(world, &self.changes, now);
        self.stands.retain(|one| still.iter().any(|other| other.key == one.key));
        self.withdraw_if_none(notifier);
        self.stands.len() != before
    }

    fn withdraw_if_none(&self, notifier: &mut dyn Notifier) {
        if self.stands.is_empty() {
            notifier.withdraw(TAG);
        }
    }

    /// Finds what was changed anew where the facts are others.
    fn look(&mut self, world: &World, now: Instant) {
        let from = (
            Arc::as_ptr(&world.watch) as usize,
            Arc::as_ptr(&world.directory) as usize,
            world.settings.manager.clone(),
        );
        if self.found_from.as_ref() != Some(&from) {
            self.changes = changes(world, now);
            self.found_from = Some(from);
        }
    }
}

/// Past shifts as a fact, where a week of them is not written down yet.
pub fn keep_if_due(world: &World, now: Instant) -> Option<NewEvent> {
    let kept = world.watch.kept_until();
    let begins =
        || world.rota().tracks.iter().filter_map(|track| track.versions().first()).map(|one| one.from);
    let from = kept.or_else(|| begins().min())?;
    if now - from < TimeDelta::days(KEEP_DAYS) {
        return None;
    }
    kept_until(world, now).map(|fact| by_the_desk(fact, now))
}

fn by_the_desk(fact: Fact, now: Instant) -> NewEvent {
    NewEvent { subject: Subject::Watch, happened_at: whole_second(now), actor: ACTOR.to_owned(), fact }
}
