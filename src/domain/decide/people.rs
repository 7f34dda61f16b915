//! People on an incident: added, called, on the bridge, stood down.

use super::said::{line, optional_line, optional_text};
use super::{Deciding, Refusal};
use crate::domain::command::Wish;
use crate::domain::directory::{Named, RecordKind};
use crate::domain::event::Fact;
use crate::domain::people::Participant;
use crate::domain::words::Involvement;

/// The records that can be called.
const CALLABLE: [RecordKind; 3] = [RecordKind::Person, RecordKind::Team, RecordKind::Agency];

impl Deciding<'_> {
    /// Somebody by name: who is on the incident under it, else the one record of that name, else the
    /// name alone.
    pub(super) fn somebody(&self, what: &str, name: &str) -> Result<Named, Refusal> {
        let name = line(what, name)?;
        let wanted = name.to_lowercase();
        let directory = &self.world.directory;
        let incident = &self.live.incident;
        // Who was invited under a record that was merged since is still the same one.
        let is_merged = |one: &&Named| one.record.is_some_and(|id| directory.standing(id) != id);
        let mut here = incident
            .review
            .invitees
            .iter()
            .map(|one| &one.whom)
            .filter(is_merged)
            .chain(incident.people.all.iter().map(|one| &one.whom))
            .filter(|one| directory.name_of(one).to_lowercase() == wanted);
        Ok(here.next_back().cloned().unwrap_or_else(|| directory.named(&CALLABLE, &name)))
    }

    pub(super) fn optional_somebody(
        &self,
        what: &str,
        name: Option<&String>,
    ) -> Result<Option<Named>, Refusal> {
        name.filter(|name| !name.trim().is_empty()).map(|name| self.somebody(what, name)).transpose()
    }

    fn role(&self, whom: &Named, role: Option<Involvement>) -> Involvement {
        let here = || self.live.incident.people.find(whom, &self.world.directory).map(|one| one.role);
        role.or_else(here).unwrap_or(Involvement::Sme)
    }

    pub(super) fn about_people(&self, wish: &Wish) -> Result<Fact, Refusal> {
        let (people, directory) = (&self.live.incident.people, &self.world.directory);
        match wish {
            Wish::AddPerson { whom, role, why } => {
                let whom = self.somebody("who is added", whom)?;
                let role = self.role(&whom, *role);
                let here = people.find(&whom, directory).filter(|one| one.stood_down_at.is_none());
                if here.is_some_and(|one| one.role == role) {
                    return Err(Refusal::new(
                        format!("{} is on the incident as {role} already", whom.name),
                        "log a call, or give another role",
                    ));
                }
                Ok(Fact::PersonAdded { whom, role, why: optional_text("the reason", why.as_ref())? })
            }
            Wish::StandDown { whom, why } => {
                let whom = self.somebody("who is stood down", whom)?;
                match people.find(&whom, directory) {
                    Some(one) if one.stood_down_at.is_none() => {
                        Ok(Fact::PersonStoodDown { whom, why: optional_text("the reason", why.as_ref())? })
                    }
                    Some(_) => Err(Refusal::new(
                        format!("{} was stood down already", whom.name),
                        "there is nothing to change",
                    )),
                    None => Err(Refusal::new(
                        format!("{} is not on the incident", whom.name),
                        "name somebody who is",
                    )),
                }
            }
            Wish::AttemptContact { whom, role, via, outcome, text, call_back_by } => {
                let whom = self.somebody("who was called", whom)?;
                Ok(Fact::ContactAttempted {
                    role: self.role(&whom, *role),
                    whom,
                    via: optional_line("the number or channel", via.as_ref())?,
                    outcome: *outcome,
                    text: optional_text("the words", text.as_ref())?,
                    call_back_by: self.later("the call back", *call_back_by)?,
                })
            }
            Wish::JoinBridge { whom } => {
                let whom = self.somebody("who joined", whom)?;
                if let Some(since) = people.find(&whom, directory).and_then(Participant::on_bridge_since) {
                    return Err(Refusal::new(
                        format!("{} is on the bridge since {}", whom.name, self.local(since)),
                        "there is nothing to change",
                    ));
                }
                Ok(Fact::BridgeJoined { whom })
            }
            Wish::LeaveBridge { whom } => {
                let whom = self.somebody("who left", whom)?;
                match people.find(&whom, directory).and_then(Participant::on_bridge_since) {
                    None => Err(Refusal::new(
                        format!("{} is not on the bridge", whom.name),
                        "log that they joined first",
                    )),
                    Some(since) if self.at < since => Err(Refusal::new(
                        format!(
                            "{} comes before {} joined, {}",
                            self.local(self.at),
                            whom.name,
                            self.local(since)
                        ),
                        "say a later time",
                    )),
                    Some(_) => Ok(Fact::BridgeLeft { whom }),
                }
            }
            _ => Err(Refusal::new("this is not about people", "see `bridgewatch apply --help`")),
        }
    }
}
