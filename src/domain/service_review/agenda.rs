//! What a review with a department has to speak about, from facts: service delivery since the last review,
//! trends, escalations, open actions, future needs (I).

use chrono::Months;
use chrono_tz::Tz;

use super::facts::NoteSection;
use super::schedule::{Reckoning, months_between};
use super::seen::SeenIncident;
use super::systemic::{self, Finding};
use super::{Note, ReviewAction, ServiceReviews, department_key, known};
use crate::domain::calendar::{instant_of, local_of};
use crate::domain::directory::{Directory, Named};
use crate::domain::policy::SystemicRules;
use crate::domain::span;
use crate::domain::time::Instant;
use crate::domain::typed_time::understood;
use crate::domain::words::Priority;

/// How far back a first review looks where there is no cycle; months (ours).
const USUAL_MONTHS: u32 = 6;

/// How service was delivered in a stretch of time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivery<'a> {
    /// The incidents that were opened in it, in the order in which they were.
    pub incidents: Vec<&'a SeenIncident>,
    /// How many of each priority, the most urgent first; none while triage runs.
    pub by_priority: Vec<(Option<Priority>, usize)>,
    /// How many deadlines were met.
    pub met: usize,
    /// How many were missed.
    pub missed: usize,
    /// How many incidents were restored.
    pub restored: usize,
    /// The mean time from opening to restoring; seconds. None where nothing was restored.
    pub mean_restore_secs: Option<i64>,
}

impl<'a> Delivery<'a> {
    /// What incidents of one department say of a stretch of time, its end outside.
    fn of(
        seen: &'a [SeenIncident],
        department: &Named,
        directory: &Directory,
        (from, until): (Instant, Instant),
    ) -> Self {
        let in_it = |one: &&SeenIncident| one.opened_at >= from && one.opened_at < until;
        let mut incidents: Vec<&SeenIncident> =
            seen.iter().filter(in_it).filter(|one| one.is_of(department, directory)).collect();
        incidents.sort_by(|one, two| (one.opened_at, &one.reference).cmp(&(two.opened_at, &two.reference)));
        let priorities = Priority::ALL.iter().copied().map(Some).chain([None]);
        let counted = priorities
            .map(|priority| (priority, incidents.iter().filter(|one| one.priority == priority).count()));
        let took: Vec<i64> = incidents
            .iter()
            .filter_map(|one| Some((one.restored_at? - one.opened_at).num_seconds().max(0)))
            .collect();
        let count = i64::try_from(took.len()).unwrap_or(i64::MAX);
        Self {
            by_priority: counted.filter(|(_, count)| *count > 0).collect(),
            met: incidents.iter().map(|one| one.met).sum(),
            missed: incidents.iter().map(|one| one.missed).sum(),
            restored: took.len(),
            mean_restore_secs: took.iter().sum::<i64>().checked_div(count),
            incidents,
        }
    }
}

/// What there is to speak about with a department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewBrief<'a> {
    /// The department, as it is called now.
    pub department: Named,
    /// Since when: the last review that was held, or the length of the cycle ago.
    pub from: Instant,
    /// Until when.
    pub until: Instant,
    /// Whether a review was held at `from`.
    pub is_since_a_review: bool,
    /// How service was delivered since then.
    pub delivery: Delivery<'a>,
    /// The same of a stretch of time as long before it.
    pub before: Delivery<'a>,
    /// What comes again and again, of the department and its services.
    pub findings: Vec<Finding<'a>>,
    /// To whom something was escalated since then, older first.
    pub escalations: Vec<(Instant, &'a SeenIncident, String)>,
    /// The actions that are to be done.
    pub actions: Vec<&'a ReviewAction>,
    /// What was noted since then, in order.
    pub notes: Vec<&'a Note>,
}

/// Some lines under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BriefSection {
    /// The heading.
    pub title: &'static str,
    /// The lines.
    pub lines: Vec<String>,
}

/// What there is to speak about with a department at `now`.
pub fn brief<'a>(
    reviews: &'a ServiceReviews,
    seen: &'a [SeenIncident],
    department: &Named,
    reckoning: &Reckoning<'_>,
    rules: SystemicRules,
    now: Instant,
) -> ReviewBrief<'a> {
    let directory = reckoning.directory;
    let cycle = reviews.cycle(department, directory);
    let held = reckoning.standing(reviews, department, now).last_held;
    let zone = reckoning.civil.zone;
    let from = held.map_or_else(
        || {
            let months = cycle.map_or(USUAL_MONTHS, |one| months_between(&one.cycle));
            let local = local_of(zone, now);
            local.checked_sub_months(Months::new(months)).map_or(now, |then| instant_of(zone, then))
        },
        |review| review.time.at.min(now),
    );
    let delivery = Delivery::of(seen, department, directory, (from, now));
    let before = Delivery::of(seen, department, directory, (from - (now - from), from));
    // What began before the last review and goes on counts as well.
    let since = from - chrono::TimeDelta::days(i64::from(rules.within_days));
    let own: Vec<&SeenIncident> = seen.iter().filter(|one| one.is_of(department, directory)).collect();
    let is_own = |finding: &Finding<'_>| {
        let goes_on = finding.incidents.last().is_some_and(|last| last.opened_at >= from);
        goes_on && finding.is_of(department, directory)
    };
    let mut findings = systemic::findings(seen, directory, rules, (since, now));
    findings.retain(is_own);
    let mut escalations: Vec<(Instant, &SeenIncident, String)> = own
        .iter()
        .flat_map(|one| one.escalated.iter().map(|(at, to)| (*at, *one, to.clone())))
        .filter(|(at, _, _)| *at >= from && *at < now)
        .collect();
    escalations.sort_by(|one, two| (one.0, &one.1.reference).cmp(&(two.0, &two.1.reference)));
    let wanted = department_key(department, directory);
    let is_noted = |one: &&Note| one.at >= from && department_key(&one.department, directory) == wanted;
    ReviewBrief {
        department: known(department, directory),
        from,
        until: now,
        is_since_a_review: held.is_some(),
        delivery,
        before,
        findings,
        escalations,
        actions: reviews.open_actions(department, directory),
        notes: reviews.notes.iter().filter(is_noted).collect(),
    }
}

impl ReviewBrief<'_> {
    /// All of it in words, under the headings of a review (I). Times are wall times of `zone`.
    pub fn sections(&self, directory: &Directory, zone: Tz) -> Vec<BriefSection> {
        let mut delivery = self.delivery_lines(zone);
        delivery.extend(self.noted(NoteSection::Delivery));
        let mut trends = self.trend_lines();
        trends.extend(self.noted(NoteSection::Trends));
        let escalations = self.escalations.iter().map(|(at, one, to)| {
            format!("{} {}: to {to}, {}", one.reference, one.title, understood(*at, zone))
        });
        let actions = self.actions.iter().map(|one| action_line(one, directory, zone, self.until));
        vec![
            BriefSection { title: "Service delivery", lines: delivery },
            BriefSection { title: "Trends", lines: trends },
            BriefSection { title: "Escalations", lines: or_none(escalations.collect(), "None") },
            BriefSection { title: "Open actions", lines: or_none(actions.collect(), "None") },
            BriefSection {
                title: "Future needs",
                lines: or_none(self.noted(NoteSection::Needs), "Nothing is noted yet: ask the department"),
            },
        ]
    }

    fn noted(&self, section: NoteSection) -> Vec<String> {
        let of_it = self.notes.iter().filter(|one| one.section == section);
        of_it.map(|one| format!("{} ({})", one.text, one.by)).collect()
    }

    fn delivery_lines(&self, zone: Tz) -> Vec<String> {
        let delivery = &self.delivery;
        let mut lines = vec![incidents_line(delivery)];
        if delivery.met + delivery.missed > 0 {
            lines.push(format!("Deadlines: {} met, {} missed", delivery.met, delivery.missed));
        }
        if let Some(secs) = delivery.mean_restore_secs {
            lines.push(format!(
                "Mean time to restore: {}, of {} restored",
                span::words(secs),
                delivery.restored
            ));
        }
        for one in &delivery.incidents {
            let priority = one.priority.map_or("no priority yet", Priority::word);
            let missed = if one.missed == 0 { String::new() } else { format!(", {} missed", one.missed) };
            let opened = understood(one.opened_at, zone);
            lines.push(format!("{} {}: {priority}, opened {opened}{missed}", one.reference, one.title));
        }
        lines
    }

    fn trend_lines(&self) -> Vec<String> {
        let (now, before) = (&self.delivery, &self.before);
        let mut lines = vec![format!(
            "Incidents: {} now, {} in the time before",
            now.incidents.len(),
            before.incidents.len()
        )];
        lines.push(format!("Deadlines missed: {} now, {} in the time before", now.missed, before.missed));
        if now.mean_restore_secs.is_some() || before.mean_restore_secs.is_some() {
            let said = |secs: Option<i64>| secs.map_or_else(|| "nothing restored".to_owned(), span::words);
            lines.push(format!(
                "Mean time to restore: {} now, {} in the time before",
                said(now.mean_restore_secs),
                said(before.mean_restore_secs)
            ));
        }
        for finding in &self.findings {
            let references: Vec<&str> = finding.incidents.iter().map(|one| one.reference.as_str()).collect();
            lines.push(format!("Systemic: {} ({})", finding.words(), references.join(", ")));
        }
        lines
    }
}

fn incidents_line(delivery: &Delivery<'_>) -> String {
    if delivery.incidents.is_empty() {
        return "No incidents".to_owned();
    }
    let each = delivery.by_priority.iter().map(|(priority, count)| {
        let word = priority.map_or("without a priority yet", Priority::word);
        format!("{count} {word}")
    });
    let noun = if delivery.incidents.len() == 1 { "incident" } else { "incidents" };
    format!("{} {noun}: {}", delivery.incidents.len(), each.collect::<Vec<_>>().join(", "))
}

/// An action in a line: its number, what, who, by when.
pub fn action_line(action: &ReviewAction, directory: &Directory, zone: Tz, now: Instant) -> String {
    let owner = directory.name_of(&action.given.owner);
    let by = action.given.due.map_or_else(String::new, |due| {
        let late = if action.is_overdue(now) { ", overdue" } else { "" };
        format!(", by {}{late}", understood(due, zone))
    });
    format!("{}. {}: {owner}{by}", action.number, action.given.what)
}

fn or_none(lines: Vec<String>, none: &str) -> Vec<String> {
    if lines.is_empty() { vec![none.to_owned()] } else { lines }
}
