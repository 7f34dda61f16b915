//! The invitation to a post-mortem, or the word that it is called off: what it says and to whom, for the
//! calendar and for the mail alike.
//!
//! Its purpose is the problem statement, not the root cause (R item 5). Never here: a format.

use chrono::TimeDelta;
use chrono_tz::Tz;

use super::eml::{Address, is_address};
use super::report::review::agenda_of;
use crate::domain::calendar::local_of;
use crate::domain::directory::{Directory, Named, RecordKind};
use crate::domain::draft::minute_words;
use crate::domain::event::{Fact, IncidentId};
use crate::domain::incident::Incident;
use crate::domain::review::{InvitationSent, ReviewAnswer, ReviewPart};
use crate::domain::time::{Instant, whole_second};
use crate::domain::world::{Live, World};

/// What follows the incident's name in the meeting's: the same on every desk, for every change of it.
const UID_SUFFIX: &str = "@post-mortem.bridgewatch";

/// Why there is nothing to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoInvitation {
    /// No time is set.
    #[error("the post-mortem has no date and time yet; set one with `schedule_review`")]
    NoTime,
    /// A cancellation was asked for, and nobody was invited.
    #[error("no invitation was sent that could be called off; see `log_invitation_sent`")]
    NothingToCancel,
}

/// What kind of meeting somebody is invited to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meeting {
    /// A post-mortem.
    PostMortem,
    /// A review of service delivery with a department (I).
    ServiceReview,
}

impl Meeting {
    /// What it is called.
    pub const fn word(self) -> &'static str {
        match self {
            Self::PostMortem => "Post-mortem",
            Self::ServiceReview => "Service review",
        }
    }

    /// The command that says who belongs to it.
    const fn inviting_command(self) -> &'static str {
        match self {
            Self::PostMortem => "invite_to_review",
            Self::ServiceReview => "set_review_cycle",
        }
    }
}

/// What somebody is asked to be at the meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttendeeRole {
    /// Leads it.
    Chair,
    /// Is needed.
    Required,
    /// May come.
    Optional,
}

/// Somebody who is invited and has an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendee {
    /// Their name and address.
    pub who: Address,
    /// What they are asked to be.
    pub role: AttendeeRole,
    /// What they answered to this time.
    pub answer: Option<ReviewAnswer>,
}

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// What kind of meeting it is.
    pub meeting: Meeting,
    /// The meeting's name for good.
    pub uid: String,
    /// Whether it says that the meeting is called off.
    pub cancels: bool,
    /// The number of the change, from 0.
    pub sequence: u32,
    /// When it begins.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// The zone it is announced in.
    pub zone: Tz,
    /// The incident's reference, or the department's name.
    pub reference: String,
    /// What it is called.
    pub summary: String,
    /// Room or bridge.
    pub place: Option<String>,
    /// Its purpose and agenda, or why it is called off.
    pub description: String,
    /// Who invites; the address is empty where none is known.
    pub organizer: Address,
    /// Who is invited.
    pub attendees: Vec<Attendee>,
    /// Who is invited and cannot be reached by mail: no address is known.
    pub without_address: Vec<String>,
    /// When it was made; a whole second.
    pub stamp: Instant,
}

/// The invitation as it stands at `now`: to the time that is set, or, where it was called off after
/// invitations went out, the word of that to those who hold one.
pub fn invitation_of(live: &Live, world: &World, now: Instant) -> Result<Invitation, NoInvitation> {
    let review = &live.incident.review;
    let desk = world.settings.zone;
    let made = Maker { live, world, now };
    match (&review.plan, review.invitations.last()) {
        (Some(plan), _) => Ok(made.request(plan.starts_at, plan.ends_at(), plan.zone_or(desk))),
        (None, Some(last)) => made.cancellation(last).ok_or(NoInvitation::NothingToCancel),
        (None, None) => Err(NoInvitation::NoTime),
    }
}

struct Maker<'a> {
    live: &'a Live,
    world: &'a World,
    now: Instant,
}

impl Maker<'_> {
    fn request(&self, starts_at: Instant, ends_at: Instant, zone: Tz) -> Invitation {
        let incident = &self.live.incident;
        let (attendees, without_address) = self.attendees();
        Invitation {
            meeting: Meeting::PostMortem,
            uid: uid(incident.id),
            cancels: false,
            sequence: incident.review.next_sequence(),
            starts_at,
            ends_at,
            zone,
            reference: incident.reference.clone(),
            summary: self.summary(),
            place: incident.review.place.clone(),
            description: self.purpose(starts_at, zone),
            organizer: self.organizer(),
            attendees,
            without_address,
            stamp: whole_second(self.now),
        }
    }

    /// For those who got the last invitation, at the time it said.
    fn cancellation(&self, last: &InvitationSent) -> Option<Invitation> {
        let incident = &self.live.incident;
        let starts_at = last.starts_at.or_else(|| set_times(incident).next_back().map(|(at, ..)| at))?;
        let set = set_times(incident).rfind(|(at, ..)| *at == starts_at);
        let (minutes, zone) = set.map_or((self.live.policy.review.minutes, None), |(_, minutes, zone)| {
            (minutes, zone.and_then(|zone| zone.parse().ok()))
        });
        let why = incident.review.called_off.as_ref().map_or("", |called_off| called_off.why.as_str());
        let attendee = |to: &crate::domain::event::Recipient| Attendee {
            who: Address { name: to.name.clone(), address: to.address.clone() },
            role: AttendeeRole::Required,
            answer: None,
        };
        let description = format!("{} is called off.\n\n{why}", self.summary());
        Some(Invitation {
            meeting: Meeting::PostMortem,
            uid: uid(incident.id),
            cancels: true,
            sequence: if last.cancels { last.sequence } else { incident.review.next_sequence() },
            starts_at,
            ends_at: starts_at + TimeDelta::minutes(minutes.into()),
            zone: zone.unwrap_or(self.world.settings.zone),
            reference: incident.reference.clone(),
            summary: self.summary(),
            place: incident.review.place.clone(),
            description: description.trim().to_owned(),
            organizer: self.organizer(),
            attendees: last
                .recipients
                .iter()
                .filter(|to| is_address(to.address.trim()))
                .map(attendee)
                .collect(),
            without_address: Vec::new(),
            stamp: whole_second(self.now),
        })
    }

    fn summary(&self) -> String {
        let incident = &self.live.incident;
        format!("Post-mortem of {}: {}", incident.reference, incident.title)
    }

    /// The purpose, the agenda by the clock, who leads and who writes.
    fn purpose(&self, starts_at: Instant, zone: Tz) -> String {
        let incident = &self.live.incident;
        let review = &incident.review;
        let ticket = incident.ticket.as_ref().map_or_else(String::new, |ticket| format!(", ticket {ticket}"));
        let mut text = format!("{}{ticket}\n\n", self.summary());
        text.push_str(
            "We meet to agree on the problem statement: what deviated from what is expected, where, since when, \
             how far, for whom, and what it is not. The root cause is not sought at this meeting.\n",
        );
        let agenda = agenda_of(review, &self.live.policy.review);
        if !agenda.is_empty() {
            text.push_str("\nAgenda\n");
            let mut at = starts_at;
            for item in &agenda {
                let time = local_of(zone, at).format("%H:%M");
                text.push_str(&format!("{time} {} ({} min)\n", item.title, item.minutes));
                at = at.checked_add_signed(TimeDelta::minutes(item.minutes.into())).unwrap_or(at);
            }
        }
        let roles = [("Facilitator", &review.facilitator), ("Scribe", &review.scribe)];
        let said = roles.into_iter().filter_map(|(role, named)| {
            Some(format!("{role}: {}", self.world.directory.name_of(named.as_ref()?)))
        });
        let said: Vec<String> = said.collect();
        if !said.is_empty() {
            text.push_str(&format!("\n{}\n", said.join("\n")));
        }
        text.trim_end().to_owned()
    }

    /// Who sits at the desk, and where the directory has no address of theirs, the facilitator.
    fn organizer(&self) -> Address {
        let directory = &self.world.directory;
        let manager = directory.named(&[RecordKind::Person], &self.world.settings.manager);
        let facilitator = self.live.incident.review.facilitator.clone();
        let all = [Some(manager), facilitator].into_iter().flatten().filter(|one| !one.name.is_empty());
        let all: Vec<(String, Option<String>)> = all.map(|one| address(directory, &one)).collect();
        let reached = all.iter().find_map(|(name, address)| Some((name.clone(), address.clone()?)));
        let (name, address) = reached.unwrap_or_else(|| {
            let first =
                all.into_iter().next().map_or_else(|| self.world.settings.name.clone(), |(name, _)| name);
            (first, String::new())
        });
        Address { name, address }
    }

    /// Who is invited, with the facilitator and the scribe; and of whom no address is known.
    fn attendees(&self) -> (Vec<Attendee>, Vec<String>) {
        let review = &self.live.incident.review;
        let mut wanted: Vec<(&Named, AttendeeRole, Option<ReviewAnswer>)> = Vec::new();
        if let Some(facilitator) = &review.facilitator {
            let answer = review.invitee(facilitator).and_then(|one| one.answer.as_ref());
            wanted.push((facilitator, AttendeeRole::Chair, answer.map(|answer| answer.answer)));
        }
        for one in &review.invitees {
            let role = match one.part {
                ReviewPart::Other => AttendeeRole::Optional,
                _ => AttendeeRole::Required,
            };
            wanted.push((&one.whom, role, one.answer.as_ref().map(|answer| answer.answer)));
        }
        wanted.extend(review.scribe.as_ref().map(|scribe| (scribe, AttendeeRole::Required, None)));
        let (mut attendees, mut without): (Vec<Attendee>, Vec<String>) = (Vec::new(), Vec::new());
        for (whom, role, answer) in wanted {
            let (name, address) = address(&self.world.directory, whom);
            match address {
                Some(address)
                    if !attendees.iter().any(|one| one.who.address.eq_ignore_ascii_case(&address)) =>
                {
                    attendees.push(Attendee { who: Address { name, address }, role, answer });
                }
                Some(_) => {}
                None if without.contains(&name) => {}
                None => without.push(name),
            }
        }
        (attendees, without)
    }
}

/// The times that were set, in the order in which that was said: when, how long, in which zone.
fn set_times(incident: &Incident) -> impl DoubleEndedIterator<Item = (Instant, u32, Option<&str>)> {
    incident.effective().filter_map(|entry| match entry.fact() {
        Fact::ReviewScheduled { at, minutes, zone, .. } => Some((*at, *minutes, zone.as_deref())),
        _ => None,
    })
}

/// What somebody is called, and their address where it can be one.
pub(super) fn address(directory: &Directory, whom: &Named) -> (String, Option<String>) {
    let callee = directory.callee(whom, "");
    let address = callee.email.map(|address| address.trim().to_owned()).filter(|address| is_address(address));
    (callee.whom.name, address)
}

/// The meeting's name in every calendar.
pub fn uid(incident: IncidentId) -> String {
    format!("{}{UID_SUFFIX}", incident.0)
}

impl Invitation {
    /// When it is, in words, such as `Thu 5 Mar 10:00 CST to 11:00 CST`.
    pub fn time_words(&self) -> String {
        let until = minute_words(self.ends_at, self.zone);
        let is_same_day =
            local_of(self.zone, self.starts_at).date() == local_of(self.zone, self.ends_at).date();
        let until =
            if is_same_day { until.splitn(4, ' ').nth(3).unwrap_or(&until).to_owned() } else { until };
        format!("{} to {until}", minute_words(self.starts_at, self.zone))
    }

    /// What keeps it from reaching everybody, a sentence each.
    pub fn lacks(&self) -> Vec<String> {
        let mut lacks: Vec<String> = Vec::new();
        if self.organizer.address.is_empty() {
            lacks.push(format!(
                "no address is known of who invites, {}; record it in the directory with `record_person`",
                self.organizer.name
            ));
        }
        lacks.extend(self.without_address.iter().map(|name| format!("no address is known of {name}")));
        if self.attendees.is_empty() {
            let command = self.meeting.inviting_command();
            lacks.push(format!("nobody is invited who has an address; see `{command}`"));
        }
        lacks
    }
}
