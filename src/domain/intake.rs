//! What an escalation has to say (S): the answers to the fields of a policy's intake form, and what
//! is still missing. What is missing is owed and blocks nothing.

use std::collections::BTreeMap;

use super::event::Fact;
use super::incident::Entry;
use super::policy::{IntakeField, IntakeForm, Policy};
use super::time::Instant;
use super::timeline::Traits;

/// One answer, with who gave it and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The words.
    pub text: String,
    /// Who logged them.
    pub by: String,
    /// When they were said.
    pub at: Instant,
}

/// The intake of an incident as its facts make it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intake {
    /// The form that was last filled in, if one was.
    pub form: Option<String>,
    /// The answers by the ids of their fields.
    pub answers: BTreeMap<String, Answer>,
}

impl Intake {
    /// One more entry, in the order in which they happened.
    pub fn take(&mut self, entry: &Entry) {
        let Fact::IntakeFilled { form, answers } = entry.fact() else { return };
        self.form = Some(form.clone());
        for (field, text) in answers {
            if text.is_empty() {
                self.answers.remove(field);
            } else {
                let (by, at) = (entry.event.actor.clone(), entry.happened_at);
                self.answers.insert(field.clone(), Answer { text: text.clone(), by, at });
            }
        }
    }

    /// What was answered to a field.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.answers.get(field).map(|answer| answer.text.as_str())
    }
}

/// The form an incident is asked for: the one that was filled in last, else the first whose conditions
/// hold and that does not wait to be chosen.
pub fn form_of<'a>(policy: &'a Policy, traits: Traits, intake: &Intake) -> Option<&'a IntakeForm> {
    let chosen = intake.form.as_ref().and_then(|id| policy.intake.iter().find(|form| form.id == *id));
    chosen.or_else(|| policy.intake.iter().find(|form| !form.is_on_request && form.conditions.hold(traits)))
}

/// The required fields of a form that `known` says nothing about.
pub fn missing(form: &IntakeForm, known: impl Fn(&IntakeField) -> bool) -> Vec<&IntakeField> {
    form.fields.iter().filter(|field| field.is_required && !known(field)).collect()
}
