//! What a person is told about their own watch and about service reviews, and what of it still stands in
//! the window.

use std::sync::Arc;

use chrono::TimeDelta;

use super::alarms::{ACTOR, heard};
use crate::domain::decide::kept_until;
use crate::domain::event::{Fact, NewEvent, Subject};
use crate::domain::notice::{DeskNotice, Topic};
use crate::domain::service_review;
use crate::domain::span;
use crate::domain::time::{Instant, whole_second};
use crate::domain::watch::notice as of_watch;
use crate::domain::words::Sounds;
use crate::domain::world::World;
use crate::platform::{Notice, NoticeAction, Notifier, Sound, Urgency};

/// The tag under which notices about the watch are shown: a newer one takes the place of an older.
pub const WATCH_TAG: &str = "watch";

/// The same for notices about service reviews.
const SERVICE_REVIEWS_TAG: &str = "service-reviews";

/// Told later than this, a notice says how late it is; seconds.
const LATENESS_WORTH_SAYING_SECS: i64 = 120;

/// How often past shifts are written down as facts where nothing else asks for it, in days.
const KEEP_DAYS: i64 = 7;

/// How long the clock has to have gone on before past shifts are written down by themselves; seconds.
const STEADY_SECS: i64 = 3_600;

/// A longer step between two looks at the clock is a jump, or sleep; seconds.
const LONGEST_STEP_SECS: i64 = 300;

/// What the changes were found from: the facts about the watch, the directory, who sits here.
type FoundFrom = (usize, usize, String);

/// Notices about what is no incident.
#[derive(Debug, Default)]
pub struct Notices {
    /// What was changed about one's own watch.
    changes: Vec<DeskNotice>,
    found_from: Option<FoundFrom>,
    stands: Vec<DeskNotice>,
}

impl Notices {
    /// What was told and is still so.
    pub fn stands(&self) -> &[DeskNotice] {
        &self.stands
    }

    /// Somebody was erased: what stands loses their words too.
    pub fn forget(&mut self, without: &dyn Fn(&str) -> String) {
        for one in self.changes.iter_mut().chain(&mut self.stands) {
            (one.title, one.body) = (without(&one.title), without(&one.body));
        }
    }

    /// What is to be told by `now` and was not, the earliest first; beside it what waits for the end of this
    /// machine's quiet hours.
    pub fn pending(&mut self, world: &World, now: Instant) -> (Vec<DeskNotice>, Vec<DeskNotice>) {
        let mut all = self.untold(world, now);
        all.retain(|notice| notice.planned_at <= now);
        all.into_iter().partition(|notice| notice.told_at(world, now) <= now)
    }

    /// When the next one is to be told.
    pub fn next_at(&mut self, world: &World, now: Instant) -> Option<Instant> {
        let told = self.untold(world, now).into_iter().map(|one| one.told_at(world, now));
        told.filter(|at| *at > now).min()
    }

    /// Shows in the window alone what quiet hours hold; whether it has more to show by that.
    pub fn hold(&mut self, held: Vec<DeskNotice>) -> bool {
        let before = self.stands.len();
        for one in held {
            if !self.stands.iter().any(|other| other.key == one.key) {
                self.stands.push(one);
            }
        }
        self.stands.len() != before
    }

    fn untold(&mut self, world: &World, now: Instant) -> Vec<DeskNotice> {
        self.look(world, now);
        let mut all = of_watch::notices(world, &self.changes, now);
        all.append(&mut service_review::notice::notices(world, now));
        all.sort_by_key(|notice| notice.planned_at);
        all
    }

    /// The facts of telling them at `now`.
    pub fn facts(pending: &[DeskNotice], now: Instant) -> Vec<NewEvent> {
        pending.iter().map(|one| by_the_desk(one.topic.subject(), one.told(now), now)).collect()
    }

    /// Shows them: one of a topic by itself, several as one digest.
    pub fn tell(
        &mut self,
        pending: Vec<DeskNotice>,
        notifier: &mut dyn Notifier,
        sounds: Sounds,
        now: Instant,
    ) {
        for topic in Topic::ALL {
            let of_topic: Vec<&DeskNotice> = pending.iter().filter(|one| one.topic == topic).collect();
            if let Some(notice) = shown(topic, &of_topic, sounds, now) {
                notifier.show(notice);
            }
        }
        for one in pending {
            self.stands.retain(|other| other.key != one.key);
            self.stands.push(one);
        }
    }

    /// The fact that somebody has read one which quiet hours hold, so that it is not told when they end; none of
    /// one that was told.
    pub fn read_while_held(&self, key: &str, world: &World, now: Instant) -> Option<NewEvent> {
        let one = self.stands.iter().find(|one| one.key == key && !one.was_told(world, now))?;
        Some(by_the_desk(one.topic.subject(), one.told(now), now))
    }

    /// Somebody has read one.
    pub fn dismiss(&mut self, key: &str, notifier: &mut dyn Notifier) {
        let before = self.topics();
        self.stands.retain(|one| one.key != key);
        self.withdraw_what_is_gone(&before, notifier);
    }

    /// Takes away what is not so any more; whether anything went.
    pub fn settle(&mut self, world: &World, notifier: &mut dyn Notifier, now: Instant) -> bool {
        if self.stands.is_empty() {
            return false;
        }
        self.look(world, now);
        let (before, topics) = (self.stands.len(), self.topics());
        let mut still = of_watch::standing(world, &self.changes, now);
        still.append(&mut service_review::notice::standing(world, now));
        self.stands.retain(|one| still.iter().any(|other| other.key == one.key));
        self.withdraw_what_is_gone(&topics, notifier);
        self.stands.len() != before
    }

    /// The topics of which something stands.
    fn topics(&self) -> Vec<Topic> {
        let stands = |topic: &Topic| self.stands.iter().any(|one| one.topic == *topic);
        Topic::ALL.into_iter().filter(stands).collect()
    }

    fn withdraw_what_is_gone(&self, before: &[Topic], notifier: &mut dyn Notifier) {
        let still = self.topics();
        for topic in before.iter().filter(|topic| !still.contains(topic)) {
            notifier.withdraw(tag(*topic));
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
            self.changes = of_watch::changes(world, now);
            self.found_from = Some(from);
        }
    }
}

/// Since when the clock has gone on without a jump, by the instants at which it was looked at.
#[derive(Debug, Default)]
pub struct Steady {
    since: Option<Instant>,
    last: Option<Instant>,
}

impl Steady {
    /// Takes in that the clock shows `now`; whether it has gone on for so long that what is past by it is past. A
    /// shift that was written down is never changed again, also where the clock was a month ahead.
    pub fn look(&mut self, now: Instant) -> bool {
        let goes_on = |last: Instant| (last..=last + TimeDelta::seconds(LONGEST_STEP_SECS)).contains(&now);
        if !self.last.is_some_and(goes_on) {
            self.since = Some(now);
        }
        self.last = Some(now);
        self.since.is_some_and(|since| now - since >= TimeDelta::seconds(STEADY_SECS))
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
    kept_until(world, now).map(|fact| by_the_desk(Subject::Watch, fact, now))
}

fn by_the_desk(subject: Subject, fact: Fact, now: Instant) -> NewEvent {
    NewEvent { subject, happened_at: whole_second(now), actor: ACTOR.to_owned(), fact }
}

const fn tag(topic: Topic) -> &'static str {
    match topic {
        Topic::Watch => WATCH_TAG,
        Topic::ServiceReviews => SERVICE_REVIEWS_TAG,
    }
}

/// What the operating system shows of them; none where there are none.
fn shown(topic: Topic, of_topic: &[&DeskNotice], sounds: Sounds, now: Instant) -> Option<Notice> {
    let first = of_topic.first()?;
    let (title, body) = if let [one] = of_topic {
        let mut body = one.body.clone();
        if one.late_secs(now) > LATENESS_WORTH_SAYING_SECS {
            body.push_str(&format!("\nTold {} late", span::words(one.late_secs(now))));
        }
        (one.title.clone(), body)
    } else {
        let late = |one: &DeskNotice| match one.late_secs(now) {
            late if late > LATENESS_WORTH_SAYING_SECS => format!(", told {} late", span::words(late)),
            _ => String::new(),
        };
        let lines: Vec<String> = of_topic.iter().map(|one| format!("{}{}", one.title, late(one))).collect();
        (topic.digest(of_topic.len()), lines.join("\n"))
    };
    let asks = of_topic.iter().any(|one| one.asks);
    let (is_loud, actions) = match topic {
        Topic::Watch => (asks || first.key.starts_with("begins/"), vec![NoticeAction::Open]),
        Topic::ServiceReviews => (asks, Vec::new()),
    };
    let urgency = if is_loud { Urgency::Critical } else { Urgency::Normal };
    // What quiet hours do not hold is as loud as what is due.
    let sound = heard(sounds, Sound::Message, of_topic.iter().any(|one| !one.may_wait));
    Some(Notice { tag: tag(topic).to_owned(), title, body, urgency, actions, sound })
}
