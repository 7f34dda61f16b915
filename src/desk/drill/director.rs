//! What of a script reaches the desk: the people of the drill, the report, and what each step leaves in the
//! log.

use std::path::Path;

use chrono::TimeDelta;

use crate::desk::core::{Desk, DeskOptions};
use crate::desk::error::DeskError;
use crate::desk::request::{Name, Request};
use crate::desk::sample;
use crate::domain::command::Wish;
use crate::domain::drill::course::{Course, KEY, Said};
use crate::domain::drill::script::Leaves;
use crate::domain::incident::Incident;
use crate::domain::time::{Instant, whole_second};
use crate::domain::words::Environment;
use crate::domain::world::World;
use crate::platform::SilentNotifier;

/// Who logs what the script leaves.
pub const SCRIPT_ACTOR: &str = "The script";

/// Sets up the desk of a drill in its empty folder: who sits at it, and the people it can call.
pub fn set_up(folder: &Path, zone: chrono_tz::Tz, now: Instant) -> Result<(), DeskError> {
    let notifier = Box::new(SilentNotifier);
    let mut desk = Desk::open(DeskOptions { folder: folder.to_path_buf(), zone, notifier }, now)?;
    desk.handle_all(sample::people(now), now).map_err(|(_, err)| err)?;
    Ok(())
}

/// A script that is played to a desk.
#[derive(Debug, Clone)]
pub struct Director {
    /// How far it has come.
    pub course: Course,
    /// Whether the incident was reported.
    has_reported: bool,
}

/// The incident of a drill, once it is reported.
pub(super) fn incident_of(world: &World) -> Option<&Incident> {
    world.of_key(KEY).map(|live| &live.incident)
}

impl Director {
    /// A script that is played from now on.
    pub const fn new(course: Course) -> Self {
        Self { course, has_reported: false }
    }

    /// What the script asks the desk to write down by `now`; asked once for each.
    pub fn look(&mut self, world: &World, now: Instant) -> Vec<Request> {
        let mut requests = Vec::new();
        if !std::mem::replace(&mut self.has_reported, true) {
            requests.append(&mut self.report());
        }
        let said = self.course.take(incident_of(world), now);
        requests.extend(said.iter().filter_map(left_by));
        requests
    }

    /// The report that the drill begins with.
    fn report(&self) -> Vec<Request> {
        let (reported, begun) = (&self.course.script().incident, self.course.begun());
        let opening = Wish::OpenIncident {
            title: reported.title.clone(),
            // What it is, is for the person at the desk to say.
            priority: None,
            kind: None,
            environment: Some(Environment::Production),
            ticket: Some(reported.ticket.clone()),
            policy: None,
        };
        let mut all = vec![by_the_script(opening, begun)];
        if !reported.services.is_empty() {
            all.push(by_the_script(Wish::NameServices { services: reported.services.clone() }, begun));
        }
        all
    }
}

fn by_the_script(wish: Wish, at: Instant) -> Request {
    Request {
        name: Some(Name::Called(KEY.to_owned())),
        at: Some(whole_second(at)),
        actor: Some(SCRIPT_ACTOR.to_owned()),
        wish,
    }
}

/// What a step leaves in the log by itself, if anything.
fn left_by(said: &Said) -> Option<Request> {
    let step = &said.step;
    let wish = match &step.leaves {
        Leaves::Nothing => return None,
        Leaves::Note => Wish::Note { text: format!("{}: {}", step.who, step.says), significant: false },
        Leaves::Request { what, due_secs } => Wish::AskInformation {
            from: step.who.clone(),
            what: what.clone(),
            due: Some(whole_second(said.at) + TimeDelta::seconds(*due_secs)),
            answerer: None,
        },
    };
    Some(by_the_script(wish, said.at))
}
