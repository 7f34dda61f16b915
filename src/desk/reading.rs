//! Looking without writing: the world as the log has it, its history, and what can be found in it, beside
//! an open window.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use chrono_tz::Tz;

use super::billing::billing;
use super::error::DeskError;
use super::import::{self, ImportReport, Progress};
use super::policies;
use crate::domain::billing::detail::BillingDetail;
use crate::domain::billing::month::Month;
use crate::domain::event::Event;
use crate::domain::incident::IncidentRow;
use crate::domain::policy::Policy;
use crate::domain::reference;
use crate::domain::world::World;
use crate::imports::incidents_csv::ImportedIncidents;
pub use crate::store::search::{EntryState, Hit, HitIncident, MOST_HITS, Search, Snippet};
use crate::store::{Store, StoreError};

/// A line of the history with the services that were hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    /// The incident.
    pub incident: IncidentRow,
    /// The names of its services, by the alphabet.
    pub services: Vec<String>,
}

/// Looks into the log of a folder beside the desk that writes it. It changes nothing, and whoever has one
/// works on a thread of their own: a look takes as long as the disk does.
#[derive(Debug)]
pub struct Looker {
    store: Store,
}

impl Looker {
    /// Opens the log of a folder for reading.
    pub fn open(folder: &Path) -> Result<Self, DeskError> {
        Ok(Self { store: Store::open_read_only(folder)? })
    }

    /// Every incident that ever was, by when it was opened. The cost follows the history.
    pub fn rows(&self) -> Result<Vec<HistoryRow>, DeskError> {
        let mut services = self.store.services()?;
        let rows = self.store.rows()?.into_iter();
        let with_services = |incident: IncidentRow| {
            let services = services.remove(&incident.id).unwrap_or_default();
            HistoryRow { incident, services }
        };
        Ok(rows.map(with_services).collect())
    }

    /// What importing a file of tickets would bring; `world` needs no incident in it.
    pub fn preview(
        &self,
        world: &World,
        file: &ImportedIncidents,
        progress: &mut Progress<'_>,
    ) -> Result<ImportReport, DeskError> {
        import::preview(Some(&self.store), world, file, progress)
    }

    /// The billing detail of a month; `world` needs no incident in it.
    pub fn billing(&self, world: &World, month: Month) -> Result<BillingDetail, DeskError> {
        let made = billing(Some(&self.store), world, month, &mut |_| ControlFlow::Continue(()))?;
        Ok(made.unwrap_or_else(|| BillingDetail::new(month, world.settings.zone)))
    }

    /// The entries that have what is looked for: see [`Store::search`].
    pub fn search(&self, search: &Search) -> Result<Vec<Hit>, DeskError> {
        Ok(self.store.search(search)?)
    }
}

/// Everything that ever was, folded: closed incidents too. The cost follows the log.
pub fn whole_world(events: Vec<Event>, zone: Tz, in_force: BTreeMap<String, Arc<Policy>>) -> World {
    let mut world = World::new(zone, in_force);
    world.told_apart = reference::told_apart_in(&events);
    world.load(events);
    world
}

/// The whole log of a folder, folded under the policies in force, without its lock: beside an open desk.
/// The world of a desk without a fact where there is no log yet, in `zone` as long as none is set.
pub fn look_whole(folder: &Path, zone: Tz) -> Result<World, DeskError> {
    let in_force = policies::load(folder).in_force;
    match Store::open_read_only(folder) {
        Ok(store) => Ok(whole_world(store.all_events()?, zone, in_force)),
        Err(StoreError::Absent { .. }) => Ok(World::new(zone, in_force)),
        Err(err) => Err(err.into()),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::desk::{Desk, DeskOptions, Request};
    use crate::domain::command::Wish;
    use crate::domain::event::IncidentId;
    use crate::domain::incident::Phase;
    use crate::domain::time::Instant;
    use crate::domain::words::{Kind, Priority};
    use crate::platform::RecordingNotifier;

    fn morning() -> Instant {
        "2026-03-02T14:00:00Z".parse().unwrap()
    }

    fn closed(desk: &mut Desk, number: usize) -> IncidentId {
        let opened = Wish::OpenIncident {
            title: format!("Sample {number}"),
            priority: Some(Priority::Low),
            kind: Some(Kind::Regular),
            environment: None,
            ticket: None,
            policy: None,
        };
        desk.handle(Request::of_desk(opened), morning()).unwrap();
        let live = desk.world().live.values().find(|live| live.incident.phase == Phase::Open).unwrap();
        let id = live.incident.id;
        let services = Wish::NameServices { services: vec!["Printing".to_owned(), "Mail".to_owned()] };
        desk.handle(Request::about(id, services), morning()).unwrap();
        desk.handle(Request::about(id, Wish::Close { why: Some("a drill".to_owned()) }), morning()).unwrap();
        id
    }

    /// Something is written, which lets go of what is done with.
    fn write(desk: &mut Desk, now: Instant) {
        let name = Some(format!("Sample desk at {now}"));
        let wish = Wish::ConfigureDesk {
            name,
            manager: None,
            time_zone: None,
            hotline: None,
            holidays: None,
            default_policy: None,
        };
        desk.handle(Request::of_desk(wish), now).unwrap();
    }

    #[test]
    fn what_was_looked_up_stays_at_hand_up_to_the_last_twenty_and_the_history_has_them_all() {
        let folder = tempfile::tempdir().unwrap();
        let notifier = Box::new(RecordingNotifier::new().0);
        let options =
            DeskOptions { folder: folder.path().to_path_buf(), zone: chrono_tz::America::Chicago, notifier };
        let mut desk = Desk::open(options, morning()).unwrap();
        let ids: Vec<IncidentId> = (0..21).map(|number| closed(&mut desk, number)).collect();
        let later = morning() + TimeDelta::days(3);
        write(&mut desk, later);
        assert_eq!(desk.world().live.len(), 0);

        for id in &ids {
            desk.bring_to_hand(*id).unwrap();
        }
        // What is looked up again is the newest again.
        desk.bring_to_hand(ids[1]).unwrap();
        desk.bring_to_hand(ids[0]).unwrap();
        write(&mut desk, later + TimeDelta::hours(1));
        let is_there = |place: usize| desk.world().live.contains_key(&ids[place]);
        assert_eq!(desk.world().live.len(), 20);
        assert!(is_there(0) && is_there(1) && !is_there(2) && is_there(20));

        let refused = desk.bring_to_hand(IncidentId(uuid::Uuid::nil())).unwrap_err().to_string();
        assert!(refused.contains("not in the log"), "{refused}");

        let looker = Looker::open(folder.path()).unwrap();
        let rows = looker.rows().unwrap();
        assert_eq!(rows.len(), 21);
        assert!(rows.iter().all(|row| row.services == ["Mail", "Printing"]));
        let search = Search { words: "sample 20".to_owned(), limit: 9, ..Search::default() };
        let found = looker.search(&search).unwrap();
        assert!(found.iter().any(|hit| hit.incident.as_ref().is_some_and(|one| one.id == ids[20])));
    }

    #[test]
    fn a_folder_without_a_log_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Looker::open(folder.path()).is_err());
    }
}
