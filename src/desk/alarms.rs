//! What was told and is still on the screen: notices, the banner, and what their buttons mean.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::notices;
use super::request::Request;
use super::snapshot::{Banner, ToShow};
use crate::domain::alarm::{self, Alarm, Telling};
use crate::domain::command::Wish;
use crate::domain::event::{AlarmStage, Fact, IncidentId, NewEvent, Subject};
use crate::domain::time::{Instant, whole_second};
use crate::domain::words::Sounds;
use crate::domain::world::World;
use crate::platform::{Notice, NoticeAction, NoticePress, Notifier, NotifierHealth, Sound, Urgency};

/// Who tells alarms, in the log.
pub const ACTOR: &str = "Bridgewatch";

/// The tag under which every digest is shown: a newer one takes the place of an older.
const DIGEST_TAG: &str = "digest";

/// The tag of the notification that only tests.
const TEST_TAG: &str = "test";

type About = Vec<(IncidentId, Arc<str>, Instant)>;

/// The notices on the screen and the banner in the window.
pub struct Alarms {
    notifier: Box<dyn Notifier>,
    shown: BTreeMap<String, About>,
    banner: Option<Banner>,
    /// What quiet hours hold.
    held: About,
}

impl Alarms {
    pub fn new(notifier: Box<dyn Notifier>) -> Self {
        Self { notifier, shown: BTreeMap::new(), banner: None, held: About::new() }
    }

    pub fn banner(&self) -> Option<&Banner> {
        self.banner.as_ref()
    }

    /// Somebody was erased: what stands in the window loses their words too.
    pub fn forget(&mut self, without: &dyn Fn(&str) -> String) {
        if let Some(Banner { telling, .. }) = &mut self.banner {
            (telling.title, telling.body) = (without(&telling.title), without(&telling.body));
        }
    }

    /// Who shows notifications.
    pub fn notifier(&mut self) -> &mut dyn Notifier {
        &mut *self.notifier
    }

    pub fn health(&self) -> NotifierHealth {
        self.notifier.health()
    }

    /// The facts of telling these alarms at `now`.
    pub fn facts(alarms: &[Alarm], now: Instant) -> Vec<NewEvent> {
        let digest = alarms.len() > 1;
        let fact = |alarm: &Alarm| Fact::AlarmRaised {
            clock: alarm.clock.to_string(),
            due: alarm.due,
            stage: alarm.stage,
            late_secs: alarm.late_secs(now),
            digest,
        };
        let event = |alarm: &Alarm| NewEvent {
            subject: Subject::Incident(alarm.incident),
            happened_at: whole_second(now),
            actor: ACTOR.to_owned(),
            fact: fact(alarm),
        };
        alarms.iter().map(event).collect()
    }

    /// Shows it, in place of what was shown about the same deadline.
    pub fn tell(&mut self, telling: Telling, alarms: &[Alarm], sounds: Sounds, now: Instant) {
        let about = about(alarms);
        let tag = match about.as_slice() {
            [one] => tag_of(one),
            _ => DIGEST_TAG.to_owned(),
        };
        if about.len() > 1 {
            // A digest speaks for what single notices said.
            for one in &about {
                self.withdraw(&tag_of(one));
            }
        }
        self.notifier.show(Notice {
            tag: tag.clone(),
            title: telling.title.clone(),
            body: telling.body.clone(),
            urgency: if telling.is_due { Urgency::Critical } else { Urgency::Normal },
            actions: vec![NoticeAction::Acknowledge, NoticeAction::Open],
            sound: heard(sounds, if telling.is_due { Sound::Alarm } else { Sound::Warning }, telling.is_due),
        });
        self.shown.insert(tag, about.clone());
        let is_louder = alarms.iter().any(|alarm| alarm.stage != AlarmStage::Warning)
            || self.banner.as_ref().is_none_or(|banner| !banner.telling.is_due);
        if is_louder {
            self.banner = Some(Banner { telling, told_at: now, about, is_held: false });
        }
    }

    /// Shows in the window alone what quiet hours hold, unless something that was told is louder. Whether what is
    /// held is other than it was.
    pub fn hold(&mut self, world: &World, held: &[Alarm], now: Instant) -> bool {
        let about = about(held);
        let is_other = about != self.held;
        self.held.clone_from(&about);
        let has_room = self.banner.as_ref().is_none_or(|banner| banner.is_held || !banner.telling.is_due);
        let is_shown = self.banner.as_ref().is_some_and(|banner| banner.is_held && !is_other);
        if has_room
            && !is_shown
            && let Some(telling) = alarm::telling(world, held, now)
        {
            self.banner = Some(Banner { telling, told_at: now, about, is_held: true });
            return true;
        }
        is_other
    }

    /// Takes away what speaks of nothing that is still owed and unacknowledged; whether the banner
    /// went.
    pub fn settle(&mut self, world: &World, now: Instant) -> bool {
        let done: Vec<String> = self
            .shown
            .iter()
            .filter(|(_, about)| !about.iter().any(|one| still_rings(world, one, now)))
            .map(|(tag, _)| tag.clone())
            .collect();
        for tag in done {
            self.withdraw(&tag);
        }
        let rings = |banner: &Banner| banner.about.iter().any(|one| still_rings(world, one, now));
        if self.banner.as_ref().is_none_or(rings) {
            return false;
        }
        self.banner = None;
        true
    }

    fn withdraw(&mut self, tag: &str) {
        if self.shown.remove(tag).is_some() {
            self.notifier.withdraw(tag);
        }
    }

    /// What a pressed button asks for.
    pub fn pressed(&mut self, press: &NoticePress) -> (Vec<Request>, Option<ToShow>) {
        if press.tag == notices::WATCH_TAG {
            return (Vec::new(), (press.action == NoticeAction::Open).then_some(ToShow::Rota));
        }
        let about = self.shown.get(&press.tag).cloned().unwrap_or_default();
        match press.action {
            NoticeAction::Acknowledge => {
                let request = |(id, clock, _): &(IncidentId, Arc<str>, Instant)| {
                    Request::about(*id, Wish::AcknowledgeAlarm { clock: clock.to_string() })
                };
                (about.iter().map(request).collect(), None)
            }
            NoticeAction::Open => (Vec::new(), about.first().map(|(id, _, _)| ToShow::Incident(*id))),
        }
    }

    pub fn test(&mut self, sounds: Sounds) {
        self.notifier.show(Notice {
            tag: TEST_TAG.to_owned(),
            title: "This is a test".to_owned(),
            body: "Alarms will arrive like this. Nothing is due.".to_owned(),
            urgency: Urgency::Normal,
            actions: Vec::new(),
            sound: heard(sounds, Sound::Alarm, true),
        });
    }
}

/// What is heard of a notice by the choice of this machine.
pub fn heard(sounds: Sounds, sound: Sound, is_due: bool) -> Sound {
    match sounds {
        Sounds::All => sound,
        Sounds::Due if is_due => sound,
        Sounds::Due | Sounds::None => Sound::Silent,
    }
}

fn about(alarms: &[Alarm]) -> About {
    alarms.iter().map(|alarm| (alarm.incident, Arc::clone(&alarm.clock), alarm.due)).collect()
}

fn tag_of((id, clock, due): &(IncidentId, Arc<str>, Instant)) -> String {
    format!("{}/{clock}/{}", id.0, due.timestamp())
}

fn still_rings(world: &World, (id, clock, due): &(IncidentId, Arc<str>, Instant), now: Instant) -> bool {
    let Some(live) = world.live.get(id) else { return false };
    let presses =
        live.deadlines.iter().any(|one| one.clock == *clock && one.due == *due && one.is_pressing(now));
    let track = live.incident.alarm(clock, *due, now);
    let noticed = track.acknowledged_at >= track.last_told_at && track.acknowledged_at.is_some();
    let quiet = track.snoozed_until.is_some_and(|until| until > now);
    presses && !noticed && !quiet
}
