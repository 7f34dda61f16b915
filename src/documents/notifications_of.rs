//! What the notifications page shows: only what was sent to its audience, and nothing internal.

use super::notifications_page::{NotificationItem, NotificationsPage};
use super::when;
use crate::domain::incident::Phase;
use crate::domain::time::Instant;
use crate::domain::update::SentUpdate;
use crate::domain::world::{Live, World};

/// The page for one audience, as it stands at `now`. An incident stands on it once that audience was told
/// of it; its title is the subject of what was sent last, where that was logged.
pub fn notifications_of(world: &World, audience: &str, now: Instant) -> NotificationsPage {
    let title = |live: &Live| live.policy.audience_title(audience);
    let named = world.live.values().map(|live| title(live)).next();
    let mut page = NotificationsPage {
        title: "Incident notifications".to_owned(),
        audience: named.unwrap_or_else(|| super::sentence(audience)),
        desk: world.settings.name.clone(),
        written_at: now,
        zone: world.settings.zone,
        contact: None,
        open: Vec::new(),
        settled: Vec::new(),
    };
    for live in world.live.values() {
        let sent: Vec<&SentUpdate> = live.incident.updates.to(audience).collect();
        let Some(item) = item(world, live, &sent, now) else { continue };
        match live.incident.phase {
            Phase::Open => page.open.push(item),
            Phase::Restored | Phase::Closed => page.settled.push(item),
            // Opened in error, or spoken of by another incident: what was sent of it is not news any more.
            Phase::Cancelled | Phase::Duplicate => {}
        }
    }
    for items in [&mut page.open, &mut page.settled] {
        items.sort_by_key(|item| std::cmp::Reverse(item.last_sent_at));
    }
    page
}

fn item(world: &World, live: &Live, sent: &[&SentUpdate], now: Instant) -> Option<NotificationItem> {
    let incident = &live.incident;
    let (last, earlier) = sent.split_last()?;
    let words = |one: &SentUpdate| {
        one.text
            .clone()
            .or_else(|| one.details.subject.clone())
            .unwrap_or_else(|| "We are working on it.".to_owned())
    };
    let state = match (incident.phase, incident.restored_at) {
        (Phase::Open, _) => "We are working on it".to_owned(),
        (_, Some(at)) => format!("Restored {}", when(at, now, world.settings.zone)),
        _ => "Closed".to_owned(),
    };
    let is_open = incident.phase == Phase::Open;
    let by_clock = || live.next_update_after(&last.audience, last.at, &world.settings.civil());
    Some(NotificationItem {
        reference: incident.reference.clone(),
        ticket: incident.ticket.clone(),
        title: last.details.subject.clone().unwrap_or_else(|| incident.title.clone()),
        priority: live.policy.priority_title(incident.traits.priority).to_owned(),
        state,
        last_words: words(last),
        last_sent_at: last.at,
        next_update_by: last.details.next_update_by.or_else(by_clock).filter(|_| is_open),
        earlier: earlier.iter().rev().map(|one| (one.at, words(one))).collect(),
    })
}
