//! What is said to whom: updates, the hotline's checklist, the intake, the services that are hit.

use std::collections::BTreeMap;

use super::said::{line, optional_line, optional_text, text};
use super::{Deciding, Refusal};
use crate::domain::command::SendUpdate;
use crate::domain::directory::{Named, RecordKind, is_address};
use crate::domain::event::{Fact, Recipient, UpdateDetails};
use crate::domain::intake;
use crate::domain::policy::{FieldKind, IntakeForm};
use crate::domain::time::whole_second;
use crate::domain::timeline::CUSTOMERS;
use crate::domain::words::ChecklistState;

/// The most recipients of one update.
const MOST_RECIPIENTS: usize = 1_000;

/// The most services of one incident.
const MOST_SERVICES: usize = 200;

/// An update that went out. What it must say was checked while it was drafted: what was really sent is
/// logged as it was.
pub fn send_update(update: &SendUpdate) -> Result<Fact, Refusal> {
    let audience =
        update.audience.as_ref().map_or(Ok(CUSTOMERS.to_owned()), |one| line("the audience", one))?;
    if update.to.len() > MOST_RECIPIENTS {
        return Err(Refusal::new(
            format!("the update has {} recipients", update.to.len()),
            format!("{MOST_RECIPIENTS} are the most; use a distribution list"),
        ));
    }
    let details = UpdateDetails {
        subject: optional_line("the subject", update.subject.as_ref())?,
        recipients: update.to.iter().map(|one| recipient(one)).collect::<Result<_, _>>()?,
        channel: optional_line("the channel", update.channel.as_ref())?,
        impact: optional_text("the impact", update.impact.as_ref())?,
        doing: optional_text("what is being done", update.doing.as_ref())?,
        next_update_by: update.next_update_by.map(whole_second),
        unchecked: optional_text("the reason", update.unchecked.as_ref())?,
    };
    Ok(Fact::UpdateSent {
        audience,
        text: optional_text("the update", update.text.as_ref())?,
        details: (details != UpdateDetails::default()).then(|| Box::new(details)),
    })
}

/// A recipient as people write it: `one@example.org`, or `Sample One <one@example.org>`.
pub(super) fn recipient(said: &str) -> Result<Recipient, Refusal> {
    let said = line("a recipient", said)?;
    let (name, address) = match said.rsplit_once('<') {
        Some((name, rest)) => (name.trim().trim_matches('"'), rest.trim_end_matches('>').trim()),
        None => ("", said.as_str()),
    };
    if !is_address(address) {
        return Err(Refusal::new(
            format!("`{said}` is not an address"),
            "write it like one@example.org or Sample One <one@example.org>",
        ));
    }
    Ok(Recipient { name: name.to_owned(), address: address.to_owned() })
}

impl Deciding<'_> {
    pub(super) fn mark_checklist(
        &self,
        item: &str,
        state: ChecklistState,
        why: Option<&String>,
    ) -> Result<Fact, Refusal> {
        let items = &self.live.policy.hotline.items;
        if !items.iter().any(|(id, _)| id == item) {
            let known = items.iter().map(|(id, _)| id.as_str()).collect::<Vec<_>>().join(", ");
            let would_do = if known.is_empty() {
                "its policy has none".to_owned()
            } else {
                format!("there are {known}")
            };
            return Err(Refusal::new(format!("the hotline checklist has no item `{item}`"), would_do));
        }
        let why = optional_text("the reason", why)?;
        if state == ChecklistState::NotApplicable && why.is_none() {
            return Err(Refusal::new("an item that does not apply needs its reason", "say why"));
        }
        if self.live.incident.hotline.state(item) == state && why.is_none() {
            return Err(Refusal::new(format!("the item is {state} already"), "there is nothing to mark"));
        }
        Ok(Fact::ChecklistMarked { item: item.to_owned(), state, why })
    }

    pub(super) fn name_services(&self, services: &[String]) -> Result<Fact, Refusal> {
        if services.len() > MOST_SERVICES {
            return Err(Refusal::new(
                format!("{} services are named", services.len()),
                format!("{MOST_SERVICES} are the most"),
            ));
        }
        let mut named: Vec<Named> = Vec::new();
        for service in services {
            let name = line("the service", service)?;
            let one = self.world.directory.named(&[RecordKind::Service], &name);
            if !named.iter().any(|other| self.world.directory.same(other, &one)) {
                named.push(one);
            }
        }
        if named == self.live.incident.services {
            return Err(Refusal::new("these services are named already", "there is nothing to change"));
        }
        Ok(Fact::ServicesNamed { services: named })
    }

    /// Answers go where they belong: services and ticket to the incident itself, the rest to the intake.
    pub(super) fn fill_intake(
        &self,
        form: Option<&str>,
        answers: &BTreeMap<String, String>,
    ) -> Result<Vec<Fact>, Refusal> {
        let form = self.intake_form(form)?;
        let incident = &self.live.incident;
        let mut facts = Vec::new();
        let mut kept: BTreeMap<String, String> = BTreeMap::new();
        for (id, words) in answers {
            let Some(field) = form.fields.iter().find(|field| field.id == *id) else {
                let known = form.fields.iter().map(|field| field.id.as_str()).collect::<Vec<_>>().join(", ");
                return Err(Refusal::new(
                    format!("the intake `{}` has no field `{id}`", form.id),
                    format!("there are {known}"),
                ));
            };
            let words = words.trim();
            match field.kind {
                FieldKind::Services => {
                    let names: Vec<String> = words
                        .split(['\n', ',', ';'])
                        .map(str::trim)
                        .filter(|name| !name.is_empty())
                        .map(str::to_owned)
                        .collect();
                    match self.name_services(&names) {
                        Ok(fact) => facts.push(fact),
                        // The same services once more are no news beside the other answers.
                        Err(refusal) if refusal.what.ends_with("already") => {}
                        Err(refusal) => return Err(refusal),
                    }
                }
                FieldKind::Ticket if words.is_empty() => {}
                FieldKind::Ticket => {
                    let ticket = line("the ticket number", words)?;
                    if incident.ticket.as_ref() != Some(&ticket) {
                        facts.push(Fact::IncidentAmended {
                            title: None,
                            ticket: Some(ticket),
                            environment: None,
                        });
                    }
                }
                FieldKind::YesNo if !matches!(words.to_lowercase().as_str(), "" | "yes" | "no") => {
                    return Err(Refusal::new(
                        format!("`{words}` answers “{}” neither with yes nor with no", field.label),
                        "say yes or no",
                    ));
                }
                FieldKind::Email if !words.is_empty() => {
                    recipient(words)?;
                    kept.insert(id.clone(), line(&field.label, words)?);
                }
                FieldKind::YesNo => {
                    kept.insert(id.clone(), words.to_lowercase());
                }
                FieldKind::Line if !words.is_empty() => {
                    kept.insert(id.clone(), line(&field.label, words)?);
                }
                FieldKind::Text if !words.is_empty() => {
                    kept.insert(id.clone(), text(&field.label, words)?);
                }
                FieldKind::Line | FieldKind::Text | FieldKind::Email => {
                    kept.insert(id.clone(), String::new());
                }
            }
        }
        kept.retain(|id, words| incident.intake.text(id).unwrap_or_default() != words);
        let is_another_form = incident.intake.form.as_ref() != Some(&form.id)
            && intake::form_of(&self.live.policy, incident.traits, &incident.intake)
                .is_none_or(|usual| usual.id != form.id);
        if !kept.is_empty() || is_another_form {
            facts.push(Fact::IntakeFilled { form: form.id.clone(), answers: kept });
        }
        if facts.is_empty() {
            return Err(Refusal::new("nothing in the intake is new", "answer another field"));
        }
        Ok(facts)
    }

    fn intake_form(&self, id: Option<&str>) -> Result<&IntakeForm, Refusal> {
        let (policy, incident) = (&self.live.policy, &self.live.incident);
        let found = match id {
            Some(id) => policy.intake.iter().find(|form| form.id == id),
            None => intake::form_of(policy, incident.traits, &incident.intake).or(policy.intake.first()),
        };
        found.ok_or_else(|| {
            let known = policy.intake.iter().map(|form| form.id.as_str()).collect::<Vec<_>>().join(", ");
            let would_do =
                if known.is_empty() { "log it as a note".to_owned() } else { format!("there are {known}") };
            let what = id.map_or_else(
                || format!("the policy `{}` has no intake form", policy.id.name),
                |id| format!("the policy `{}` has no intake form `{id}`", policy.id.name),
            );
            Refusal::new(what, would_do)
        })
    }
}
