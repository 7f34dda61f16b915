//! Reading a policy from its TOML text, whole or refused with line and reason.
//!
//! Everything wrong is found at once, so that a person mends a file in one go.

mod billing;
mod communication;
mod post_mortem;
mod service_review;
mod shape;
mod target;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;

use chrono::NaiveTime;
use sha2::{Digest, Sha256};
use toml::Spanned;

use self::shape::{CalendarEntry, ClockEntry, File, LadderEntry};
use crate::domain::calendar::{Calendar, OpeningHours};
use crate::domain::event::PolicyRef;
use crate::domain::policy::RESOLVER_TEAM;
use crate::domain::policy::{
    Again, Clock, Conditions, Contact, IntakeForm, Judged, PerPriority, Policy, Rhythm,
};
use crate::domain::script;
use crate::domain::span::Span;
use crate::domain::timeline::milestone;
use crate::domain::words::{Environment, Kind, Priority};

/// The largest policy text that is read, in bytes.
pub const MAX_POLICY_BYTES: usize = 256 * 1024;

/// The share of the span after which a warning is given where a clock says nothing.
const USUAL_WARNING_SHARE: f64 = 0.75;

/// One thing wrong with a policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyProblem {
    /// The line, from 1; none where it is about the file as a whole.
    pub line: Option<usize>,
    /// What is wrong and what would do.
    pub what: String,
}

impl fmt::Display for PolicyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// The version of a policy text: SHA-256 in hexadecimal.
pub fn version_of(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
        for nibble in [byte >> 4, byte & 15] {
            hex.extend(char::from_digit(u32::from(nibble), 16));
        }
        hex
    })
}

/// The name of the calendar that every policy has: around the clock, holidays too.
pub const AROUND_THE_CLOCK: &str = "24x7";

/// Reads a policy named `name`. Refused with all that is wrong with it.
pub fn read(name: &str, text: &str) -> Result<Policy, Vec<PolicyProblem>> {
    if text.len() > MAX_POLICY_BYTES {
        let what = format!("the file has {} bytes; a policy has at most {MAX_POLICY_BYTES}", text.len());
        return Err(vec![PolicyProblem { line: None, what }]);
    }
    let file: File = toml::from_str(text).map_err(|err| {
        let line = err.span().map(|span| line_of(text, span.start));
        vec![PolicyProblem { line, what: err.message().to_owned() }]
    })?;
    let mut reader = Reader { text, problems: Vec::new() };
    let policy = reader.policy(name, file);
    if reader.problems.is_empty() {
        Ok(policy)
    } else {
        reader.problems.sort_by_key(|problem| problem.line);
        Err(reader.problems)
    }
}

/// The line of a place in a text, from 1.
pub fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

struct Reader<'a> {
    text: &'a str,
    problems: Vec<PolicyProblem>,
}

impl Reader<'_> {
    fn refuse(&mut self, span: Range<usize>, what: impl Into<String>) {
        let line = Some(line_of(self.text, span.start));
        self.problems.push(PolicyProblem { line, what: what.into() });
    }

    fn policy(&mut self, name: &str, file: File) -> Policy {
        let mut calendars = BTreeMap::from([(AROUND_THE_CLOCK.to_owned(), Calendar::Always)]);
        for (name, entry) in &file.calendar {
            if let Some(hours) = self.opening_hours(entry) {
                calendars.insert(name.clone(), Calendar::Hours(hours));
            }
        }
        let contacts: BTreeMap<String, Contact> = file
            .contact
            .into_iter()
            .map(|(id, entry)| {
                (id, Contact { name: entry.name, phone: entry.phone, alternates: entry.alternates })
            })
            .collect();
        let mut priority_names = BTreeMap::new();
        for (word, title) in file.priority_names {
            if let Some(priority) = self.word::<Priority>(&word) {
                priority_names.insert(priority, title);
            }
        }
        let reminder_secs = match file.reminders.as_ref().map(|text| (self.span(text), text.span())) {
            Some((Some(Span::Elapsed { secs }), _)) if secs >= 60 => secs,
            Some((Some(_), span)) => {
                self.refuse(span, "reminders take minutes or hours, at least 1 min, such as `5 min`");
                300
            }
            Some((None, _)) | None => 300,
        };
        let mut context = Context { calendars, contacts, intake: Vec::new() };
        context.intake = self.intake(file.intake, &context);
        let mut clocks = Vec::new();
        for entry in file.clock {
            clocks.push(self.clock(entry, &context));
        }
        for entry in file.ladder {
            self.ladder(entry.into_inner(), &context, &mut clocks);
        }
        let audiences = self.audiences(file.audience);
        let plan = self.plan(file.plan, &audiences, &mut clocks);
        let hotline = self.hotline(file.hotline, &context);
        let review = self.post_mortem(file.post_mortem, file.agenda);
        let service_review = self.service_review(file.service_review, file.systemic);
        let billing = self.billing(&file.billing);
        let targets = self.targets(file.target);
        let mut seen = BTreeSet::new();
        for (clock, span) in &clocks {
            if !seen.insert(clock.id.clone()) {
                self.refuse(
                    span.clone(),
                    format!("the clock `{}` is there twice; each id stands once", clock.id),
                );
            }
        }
        if clocks.is_empty() {
            self.problems.push(PolicyProblem {
                line: None,
                what: "there is no clock; a policy has at least one [[clock]] or [[ladder]]".to_owned(),
            });
        }
        Policy {
            id: PolicyRef { name: name.to_owned(), version: version_of(self.text) },
            title: file.title,
            about: file.about,
            source: file.source,
            priority_names,
            calendars: std::mem::take(&mut context.calendars),
            contacts: std::mem::take(&mut context.contacts),
            reminder_secs,
            clocks: clocks.into_iter().map(|(clock, _)| clock).collect(),
            audiences,
            plan,
            intake: context.intake,
            hotline,
            review,
            service_review,
            billing,
            targets,
            text: self.text.to_owned(),
        }
    }

    fn opening_hours(&mut self, entry: &CalendarEntry) -> Option<OpeningHours> {
        const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let mut days = [false; 7];
        for day in &entry.days {
            let at = NAMES.iter().position(|name| name.eq_ignore_ascii_case(day.get_ref()));
            match at.and_then(|at| days.get_mut(at)) {
                Some(open) => *open = true,
                None => self.refuse(
                    day.span(),
                    format!("`{}` is not a day; use {}", day.get_ref(), NAMES.join(", ")),
                ),
            }
        }
        let time = |reader: &mut Self, text: &Spanned<String>| {
            let read = NaiveTime::parse_from_str(text.get_ref(), "%H:%M").ok();
            if read.is_none() {
                reader.refuse(text.span(), format!("`{}` is not a time of day; use `09:00`", text.get_ref()));
            }
            read
        };
        let (open, close) = (time(self, &entry.open)?, time(self, &entry.close)?);
        if open >= close {
            self.refuse(entry.close.span(), "closing has to come after opening on the same day");
            return None;
        }
        if days == [false; 7] {
            self.refuse(entry.open.span(), "a calendar is open on at least one day");
            return None;
        }
        Some(OpeningHours { days, open, close })
    }

    fn span(&mut self, text: &Spanned<String>) -> Option<Span> {
        match Span::parse(text.get_ref()) {
            Ok(span) => Some(span),
            Err(refusal) => {
                self.refuse(text.span(), refusal.to_string());
                None
            }
        }
    }

    fn word<T: std::str::FromStr<Err = super::words::UnknownWord>>(
        &mut self,
        text: &Spanned<String>,
    ) -> Option<T> {
        match text.get_ref().parse() {
            Ok(word) => Some(word),
            Err(refusal) => {
                let refusal: super::words::UnknownWord = refusal;
                self.refuse(text.span(), refusal.to_string());
                None
            }
        }
    }

    fn words<T: std::str::FromStr<Err = super::words::UnknownWord>>(
        &mut self,
        texts: &[Spanned<String>],
    ) -> Vec<T> {
        texts.iter().filter_map(|text| self.word(text)).collect()
    }

    fn conditions(
        &mut self,
        priorities: &[Spanned<String>],
        kinds: &[Spanned<String>],
        environments: &[Spanned<String>],
    ) -> Conditions {
        Conditions {
            priorities: self.words::<Priority>(priorities),
            kinds: self.words::<Kind>(kinds),
            environments: self.words::<Environment>(environments),
        }
    }

    fn milestones(&mut self, names: &[Spanned<String>], what: &str) -> Vec<String> {
        for name in names {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == ':';
            if name.get_ref().is_empty() || !name.get_ref().chars().all(plain) {
                self.refuse(
                    name.span(),
                    format!(
                        "`{}` in `{what}` is not a milestone; use small letters and dashes, such as {}",
                        name.get_ref(),
                        milestone::KNOWN.join(", ")
                    ),
                );
            }
        }
        names.iter().map(|name| name.get_ref().clone()).collect()
    }

    fn calendar(&mut self, name: Option<&Spanned<String>>, context: &Context) -> Calendar {
        let Some(name) = name else { return Calendar::Always };
        context.calendars.get(name.get_ref()).cloned().unwrap_or_else(|| {
            let known = context.calendars.keys().cloned().collect::<Vec<_>>().join(", ");
            self.refuse(name.span(), format!("there is no calendar `{}`; there are {known}", name.get_ref()));
            Calendar::Always
        })
    }

    fn call(&mut self, ids: &[Spanned<String>], context: &Context) -> Vec<String> {
        for id in ids {
            if !context.contacts.contains_key(id.get_ref()) && id.get_ref() != RESOLVER_TEAM {
                let what = format!(
                    "there is no [contact.{}]; `{RESOLVER_TEAM}` stands for the resolver team of the directory",
                    id.get_ref()
                );
                self.refuse(id.span(), what);
            }
        }
        ids.iter().map(|id| id.get_ref().clone()).collect()
    }

    fn say(&mut self, text: Option<&Spanned<String>>) -> Option<String> {
        let text = text?;
        if let Err(refusal) = script::check(text.get_ref()) {
            self.refuse(text.span(), refusal);
        }
        Some(text.get_ref().clone())
    }

    fn warning(&mut self, share: Option<&Spanned<f64>>) -> f64 {
        let Some(share) = share else { return USUAL_WARNING_SHARE };
        let value = *share.get_ref();
        if !(0.0..=1.0).contains(&value) {
            self.refuse(
                share.span(),
                format!("the warning share {value} is not between 0 and 1; 1 gives no warning"),
            );
        }
        value
    }

    fn rhythm(&mut self, entry: &ClockEntry, whole: Range<usize>) -> Rhythm {
        let mut by_priority = BTreeMap::new();
        for (word, text) in &entry.due_by_priority {
            if let (Some(priority), Some(span)) = (self.word::<Priority>(word), self.span(text)) {
                by_priority.insert(priority, span);
            }
        }
        let usual = entry.due.as_ref().and_then(|text| self.span(text));
        let every = entry.every.as_ref().and_then(|text| self.span(text));
        let steps: Vec<Span> = entry.schedule.iter().filter_map(|text| self.span(text)).collect();
        let once = entry.due.is_some() || !entry.due_by_priority.is_empty();
        let said =
            usize::from(once) + usize::from(entry.every.is_some()) + usize::from(!entry.schedule.is_empty());
        if said != 1 {
            self.refuse(whole, format!(
                "the clock `{}` has to say exactly one of `due` (or `due_by_priority`), `every`, `schedule`",
                entry.id.get_ref()
            ));
        }
        if let Some(span) = every {
            return Rhythm::Every(span);
        }
        if !steps.is_empty() {
            self.rising(&entry.schedule, &steps);
            return Rhythm::At(steps);
        }
        Rhythm::Once(PerPriority { usual, by_priority })
    }

    /// Refuses a schedule that does not rise.
    fn rising(&mut self, texts: &[Spanned<String>], steps: &[Span]) {
        for (earlier, later) in steps.iter().zip(steps.iter().skip(1)) {
            let rising = matches!((earlier, later), (Span::Elapsed { secs: a }, Span::Elapsed { secs: b }) if a < b)
                || matches!((earlier, later), (Span::Days(a), Span::Days(b)) | (Span::BusinessDays(a), Span::BusinessDays(b)) if a < b)
                || matches!((earlier, later), (Span::BusinessTime { secs: a }, Span::BusinessTime { secs: b }) if a < b);
            if !rising && let Some(first) = texts.first() {
                self.refuse(
                    first.span(),
                    format!("a schedule rises in one unit; `{later}` comes after `{earlier}`"),
                );
            }
        }
    }

    fn clock(&mut self, entry: Spanned<ClockEntry>, context: &Context) -> (Clock, Range<usize>) {
        let whole = entry.get_ref().id.span();
        let entry = entry.into_inner();
        self.id(&entry.id);
        let rhythm = self.rhythm(&entry, whole.clone());
        let mut priorities: Vec<Priority> = self.words(&entry.priorities);
        if let Rhythm::Once(PerPriority { usual: None, by_priority }) = &rhythm {
            if priorities.is_empty() {
                priorities = by_priority.keys().copied().collect();
            }
            if let Some(lacking) = priorities.iter().find(|priority| !by_priority.contains_key(priority)) {
                self.refuse(whole.clone(), format!("`due_by_priority` says nothing for {lacking}"));
            }
        }
        let judged = match entry.judged.as_ref().map(|text| (text.get_ref().as_str(), text.span())) {
            None | Some(("now", _)) => Judged::Now,
            Some(("at-start", _)) => Judged::AtStart,
            Some((other, span)) => {
                self.refuse(span, format!("`judged` is `now` or `at-start`, not `{other}`"));
                Judged::Now
            }
        };
        let again = match entry.again.as_ref().map(|text| (text.get_ref().as_str(), text.span())) {
            None | Some(("never", _)) => Again::Never,
            Some(("after-met", _)) => Again::AfterMet,
            Some(("always", _)) => Again::Always,
            Some((other, span)) => {
                self.refuse(span, format!("`again` is `never`, `after-met` or `always`, not `{other}`"));
                Again::Never
            }
        };
        for (list, what) in [(&entry.starts, "starts"), (&entry.met_by, "met_by")] {
            if list.is_empty() {
                self.refuse(
                    whole.clone(),
                    format!("`{what}` of the clock `{}` names no milestone", entry.id.get_ref()),
                );
            }
        }
        let clock = Clock {
            id: entry.id.get_ref().clone(),
            conditions: Conditions { priorities, ..self.conditions(&[], &entry.kinds, &entry.environments) },
            judged,
            starts: self.milestones(&entry.starts, "starts"),
            again,
            rhythm,
            met_by: self.milestones(&entry.met_by, "met_by"),
            until: self.milestones(&entry.until, "until"),
            calendar: self.calendar(entry.calendar.as_ref(), context),
            calendar_name: name_of(entry.calendar.as_ref()),
            warning_share: self.warning(entry.warning.as_ref()),
            pausable: entry.pausable,
            call: self.call(&entry.call, context),
            say: self.say(entry.say.as_ref()),
            title: entry.title,
            source: entry.source,
            action: entry.action,
            on_expiry: entry.on_expiry,
            escalates_to: entry.escalates_to,
            owed_at_closing: entry.owed_at_closing,
            next_step: None,
        };
        (clock, whole)
    }

    fn id(&mut self, id: &Spanned<String>) {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if id.get_ref().is_empty() || !id.get_ref().chars().all(plain) {
            self.refuse(
                id.span(),
                format!("the id `{}` has to be small letters, digits and dashes", id.get_ref()),
            );
        }
    }

    /// A ladder is a clock a step: each starts when the step before was escalated, all are met by
    /// the same milestone, and each falls silent once the next is taken.
    fn ladder(&mut self, entry: LadderEntry, context: &Context, clocks: &mut Vec<(Clock, Range<usize>)>) {
        self.id(&entry.id);
        let conditions = self.conditions(&entry.priorities, &entry.kinds, &entry.environments);
        let met_by = self.milestones(&entry.met_by, "met_by");
        let until = self.milestones(&entry.until, "until");
        let mut starts = self.milestones(&entry.starts, "starts");
        let (calendar, calendar_name) =
            (self.calendar(entry.calendar.as_ref(), context), name_of(entry.calendar.as_ref()));
        let warning_share = self.warning(entry.warning.as_ref());
        if entry.step.is_empty() {
            self.refuse(
                entry.id.span(),
                format!("the ladder `{}` has no [[ladder.step]]", entry.id.get_ref()),
            );
        }
        let reached: Vec<String> = entry.step.iter().map(|step| step.get_ref().reaches.clone()).collect();
        for (at, step) in entry.step.into_iter().enumerate() {
            let step = step.into_inner();
            self.id(&step.clock);
            let next = reached.get(at + 1).unwrap_or(&entry.ends_with).clone();
            let next_milestone = milestone::escalated_to(&next);
            let usual = self.span(&step.wait);
            let clock = Clock {
                id: step.clock.get_ref().clone(),
                title: step.title,
                source: entry.source.clone(),
                conditions: conditions.clone(),
                judged: Judged::Now,
                starts: std::mem::replace(&mut starts, vec![next_milestone.clone()]),
                again: Again::AfterMet,
                rhythm: Rhythm::Once(PerPriority { usual, by_priority: BTreeMap::new() }),
                met_by: met_by.clone(),
                until: until.clone(),
                calendar: calendar.clone(),
                calendar_name: calendar_name.clone(),
                warning_share,
                pausable: false,
                action: step.action,
                on_expiry: step.on_expiry,
                escalates_to: Some(next),
                call: self.call(&step.call, context),
                say: self.say(step.say.as_ref()),
                owed_at_closing: false,
                next_step: Some(next_milestone),
            };
            clocks.push((clock, step.clock.span()));
        }
    }
}

fn name_of(calendar: Option<&Spanned<String>>) -> String {
    calendar.map(|name| name.get_ref().clone()).unwrap_or_default()
}

/// What clocks refer to by name.
struct Context {
    calendars: BTreeMap<String, Calendar>,
    contacts: BTreeMap<String, Contact>,
    intake: Vec<IntakeForm>,
}

/// The clock that makes a policy of what tests are about.
#[cfg(test)]
const CLOCK: &str = r#"
[[clock]]
id = "x"
title = "X"
source = "ours"
starts = ["opened"]
due = "1 h"
met_by = ["done"]
action = "Do it"
on_expiry = "Do it now"
"#;
