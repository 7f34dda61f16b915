//! Rules of the rota: adopted and ended, never reaching back.

use super::super::Refusal;
use super::super::said::{line, optional_text};
use super::Watching;
use crate::domain::directory::{Named, RecordKind};
use crate::domain::rota::history::{TakesEffect, Track};
use crate::domain::rota::rule_file;
use crate::domain::time::{Instant, whole_second};
use crate::domain::watch::facts::RuleAdopted;
use crate::domain::watch::wish::Effect;

impl Watching<'_> {
    pub(super) fn adopt(
        &self,
        rule: &str,
        track: Option<&String>,
        effect: Effect,
        from: Option<Instant>,
        why: Option<&String>,
    ) -> Result<RuleAdopted, Refusal> {
        let file = rule_file::read(rule).map_err(|problems| {
            let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
            Refusal::new(format!("the rule does not read: {}", all.join("; ")), "mend the rule")
        })?;
        let draft = file.rule.draft().clone();
        let track = match track.filter(|track| !track.trim().is_empty()) {
            Some(track) => line("the line of rules", track)?,
            None => draft.name.clone(),
        };
        let unknown = file.holidays.dates().difference(&self.world.settings.holidays).next();
        if let Some(date) = unknown {
            return Err(Refusal::new(
                format!("{date} is no holiday of this desk"),
                "set the desk's holidays with `configure_desk`, and leave them out of the rule",
            ));
        }
        let mut people: Vec<Named> = Vec::new();
        for person in file.rule.everybody() {
            let named = self.world.directory.named(&[RecordKind::Person], &person.0);
            if let Some(other) = people.iter().find(|other| self.id(other) == self.id(&named)) {
                return Err(Refusal::new(
                    format!("{} and {} are the same person", other.name, named.name),
                    "name each participant once",
                ));
            }
            people.push(named);
        }
        let rota = self.world.rota();
        let known = rota.tracks.iter().find(|one| one.name == track);
        let from = match known {
            // The first rule of a line may begin in the past: it changes nothing that was.
            None => from.map_or_else(
                || crate::domain::rota::turns::Turns::new(&file.rule, rota.holidays.dates()).begin(),
                whole_second,
            ),
            Some(known) => self.takes_effect(known, effect, from)?,
        };
        let same = known.and_then(|known| known.versions().last()).is_some_and(|last| {
            last.rule.as_ref().is_some_and(|rule| {
                let mine = self.world.watch.adoptions.iter().rev().find(|one| one.adopted.track == track);
                rule.draft().anchor == draft.anchor
                    && mine.is_some_and(|one| one.adopted.rule.as_ref() == Some(&draft))
            })
        });
        if same {
            return Err(Refusal::new(
                format!("“{track}” has that rule already"),
                "there is nothing to change",
            ));
        }
        Ok(RuleAdopted { track, rule: Some(draft), from, people, why: optional_text("the reason", why)? })
    }

    pub(super) fn end(
        &self,
        track: Option<&String>,
        effect: Effect,
        from: Option<Instant>,
        why: Option<&String>,
    ) -> Result<RuleAdopted, Refusal> {
        let rota = self.world.rota();
        let names: Vec<&str> = rota.tracks.iter().map(|one| one.name.as_str()).collect();
        let found = match (track, rota.tracks.as_slice()) {
            (Some(track), tracks) => tracks.iter().find(|one| one.name == track.trim()),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        let Some(found) = found else {
            let would_do = if names.is_empty() {
                "there is none to end".to_owned()
            } else {
                format!("name one of {}", names.join(", "))
            };
            return Err(Refusal::new("no such rule is in force", would_do));
        };
        let from = self.takes_effect(found, effect, from)?;
        let why = optional_text("the reason", why)?;
        Ok(RuleAdopted { track: found.name.clone(), rule: None, from, people: Vec::new(), why })
    }

    fn takes_effect(&self, track: &Track, effect: Effect, from: Option<Instant>) -> Result<Instant, Refusal> {
        let from = whole_second(from.unwrap_or(self.at));
        if from < self.at {
            return Err(Refusal::new(
                format!("{} is past, and past watches are facts", self.said(from)),
                "let the rule take effect now or later",
            ));
        }
        let when = match effect {
            Effect::AtOnce => TakesEffect::AtOnce,
            Effect::AfterShift => TakesEffect::AfterShift,
            Effect::AfterRound => TakesEffect::AfterRound,
        };
        Ok(track.takes_effect(when, from, self.world.rota().holidays.dates()))
    }
}
