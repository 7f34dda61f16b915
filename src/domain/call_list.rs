//! Whom to call about something: the contacts that a policy names by their ids, with the numbers that
//! are dialled, and the resolver team of the directory.

use super::directory::{Callee, Directory, Named, RecordKind};
use super::people::resolver_teams;
use super::policy::RESOLVER_TEAM;
use super::settings::DeskSettings;
use super::world::Live;

/// The id of the contact whose number is the desk's own hotline number.
pub const HOTLINE_CONTACT: &str = "hotline";

/// The contacts of these ids, in order. A contact of the policy has its number first and then its
/// alternates; of the resolver team each contact and alternate stands by itself, in the order in which
/// they are called (C).
pub fn call_list(live: &Live, desk: &DeskSettings, directory: &Directory, ids: &[String]) -> Vec<Callee> {
    let mut list = Vec::new();
    for id in ids {
        if id == RESOLVER_TEAM {
            list.extend(resolver_order(live, directory));
        } else if let Some(contact) = live.policy.contacts.get(id) {
            let own_number = id == HOTLINE_CONTACT && !desk.hotline.is_empty();
            let first = if own_number { &desk.hotline } else { &contact.phone };
            list.push(Callee {
                whom: Named::plain(&contact.name),
                part: String::new(),
                phones: std::iter::once(first).chain(&contact.alternates).cloned().collect(),
                email: None,
            });
        }
    }
    list
}

/// Whom to call of the teams that are to restore it, in order. A team without contacts stands for
/// itself.
pub fn resolver_order(live: &Live, directory: &Directory) -> Vec<Callee> {
    let incident = &live.incident;
    let referred = incident.referred_to.as_ref();
    let referred = referred.map(|name| directory.named(&[RecordKind::Team, RecordKind::Person], name));
    let mut order = Vec::new();
    for team in resolver_teams(directory, &incident.services, referred.as_ref()) {
        let contacts = directory.call_order(&team);
        if contacts.is_empty() {
            order.push(directory.callee(&team, "team"));
        }
        order.extend(contacts);
    }
    order
}
