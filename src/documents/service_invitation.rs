//! The invitation to a review of service delivery, or the word that it is called off (I): what it says and
//! to whom, in the form that calendar and mail are written from.
//!
//! Never here: a format.

use chrono::TimeDelta;
use chrono_tz::Tz;

use super::eml::Address;
use super::invitation::{Attendee, AttendeeRole, Invitation, Meeting, address};
use crate::domain::calendar::local_of;
use crate::domain::directory::{Directory, Named, RecordKind};
use crate::domain::event::Recipient;
use crate::domain::review::agenda::fitted;
use crate::domain::service_review::{ReviewState, ServiceReview, people};
use crate::domain::time::{Instant, whole_second};
use crate::domain::world::World;

/// What follows the review's name in the meeting's: the same on every desk, for every change of it.
const UID_SUFFIX: &str = "@service-review.bridgewatch";

/// Why there is nothing to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoServiceInvitation {
    /// It was held.
    #[error("the review was held already; plan the next one with `plan_service_review`")]
    Held,
    /// It was called off, and nobody was invited.
    #[error("the review was called off before anybody was invited; nobody has to hear of it")]
    NothingToCancel,
}

/// The invitation as it stands at `now`: to the time that is set, or, where the review was called off after
/// invitations went out, the word of that to everybody who got one.
pub fn service_invitation_of(
    review: &ServiceReview,
    world: &World,
    now: Instant,
) -> Result<Invitation, NoServiceInvitation> {
    let cancels = match (review.state(), review.invitations.is_empty()) {
        (ReviewState::Held, _) => return Err(NoServiceInvitation::Held),
        (ReviewState::CalledOff, true) => return Err(NoServiceInvitation::NothingToCancel),
        (ReviewState::CalledOff, false) => true,
        (ReviewState::Planned, _) => false,
    };
    let directory = &world.directory;
    let summary = format!("Service review with {}", directory.name_of(&review.department));
    let (attendees, without_address) =
        if cancels { (invited(review), Vec::new()) } else { belonging(review, world) };
    let description = if cancels {
        let why = review.called_off.as_deref().unwrap_or_default();
        format!("{summary} is called off.\n\n{why}").trim().to_owned()
    } else {
        purpose(review, &summary, world)
    };
    let ends_at = review.time.at.checked_add_signed(TimeDelta::minutes(review.time.minutes.into()));
    Ok(Invitation {
        meeting: Meeting::ServiceReview,
        uid: format!("{}{UID_SUFFIX}", review.entry.0),
        cancels,
        sequence: review.next_sequence(),
        starts_at: review.time.at,
        ends_at: ends_at.unwrap_or(review.time.at),
        zone: world.settings.zone,
        reference: directory.name_of(&review.department).to_owned(),
        summary,
        place: review.time.place.clone(),
        description,
        organizer: organizer(review, world),
        attendees,
        without_address,
        stamp: whole_second(now),
    })
}

/// What a review is for (I), and its agenda by the clock: the one that was set, or the policy's.
fn purpose(review: &ServiceReview, summary: &str, world: &World) -> String {
    let zone: Tz = world.settings.zone;
    let mut text = format!(
        "{summary}\n\nWe speak about how services were delivered since the last review, trends, and what the \
         department will need. Please bring your view of quality, timeliness and effectiveness.\n"
    );
    let usual = fitted(&world.service_review_rules().agenda, review.time.minutes);
    let agenda = if review.agenda.is_empty() { &usual } else { &review.agenda };
    if !agenda.is_empty() {
        text.push_str("\nAgenda\n");
        let mut at = review.time.at;
        for item in agenda {
            let time = local_of(zone, at).format("%H:%M");
            text.push_str(&format!("{time} {} ({} min)\n", item.title, item.minutes));
            at = at.checked_add_signed(TimeDelta::minutes(item.minutes.into())).unwrap_or(at);
        }
    }
    text.trim_end().to_owned()
}

/// The service coordinator, and where the directory has no address of theirs, who sits at the desk.
fn organizer(review: &ServiceReview, world: &World) -> Address {
    let directory: &Directory = &world.directory;
    let coordinator = people::of_review(&world.service_reviews, review, directory).into_iter().next();
    let manager = directory.named(&[RecordKind::Person], &world.settings.manager);
    let all = coordinator.map(|one| one.whom).into_iter().chain([manager]);
    let all: Vec<(String, Option<String>)> =
        all.filter(|one: &Named| !one.name.is_empty()).map(|one| address(directory, &one)).collect();
    let reached = all.iter().find_map(|(name, address)| Some((name.clone(), address.clone()?)));
    let (name, address) = reached.unwrap_or_else(|| {
        (all.into_iter().next().map_or_else(|| world.settings.name.clone(), |(name, _)| name), String::new())
    });
    Address { name, address }
}

/// Who belongs to it, the coordinator leading; and of whom no address is known.
fn belonging(review: &ServiceReview, world: &World) -> (Vec<Attendee>, Vec<String>) {
    let (mut attendees, mut without): (Vec<Attendee>, Vec<String>) = (Vec::new(), Vec::new());
    let all = people::of_review(&world.service_reviews, review, &world.directory);
    for (place, callee) in all.iter().enumerate() {
        let role = if place == 0 { AttendeeRole::Chair } else { AttendeeRole::Required };
        match address(&world.directory, &callee.whom) {
            (name, Some(address)) => add(&mut attendees, Address { name, address }, role),
            (name, None) => without.push(name),
        }
    }
    (attendees, without)
}

/// Everybody who ever got an invitation to it.
fn invited(review: &ServiceReview) -> Vec<Attendee> {
    let mut attendees = Vec::new();
    for Recipient { name, address } in review.invitations.iter().flat_map(|sent| &sent.recipients) {
        let who = Address { name: name.clone(), address: address.trim().to_owned() };
        if super::eml::is_address(&who.address) {
            add(&mut attendees, who, AttendeeRole::Required);
        }
    }
    attendees
}

fn add(attendees: &mut Vec<Attendee>, who: Address, role: AttendeeRole) {
    if !attendees.iter().any(|one| one.who.address.eq_ignore_ascii_case(&who.address)) {
        attendees.push(Attendee { who, role, answer: None });
    }
}
