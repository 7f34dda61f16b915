//! What the numbers of a period say, a sentence a finding.

use super::sheet::Tone;
use super::{Scoring, words};
use crate::domain::report::compared::{Behind, Compared, Deadlines, What, score_of};
use crate::domain::report::period;
use crate::domain::report::scorecard::{PAIRS, Scorecard};
use crate::domain::report::spread::Summary;
use crate::domain::timeline::milestone;
use crate::domain::words::counted;

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its words, with the spaces around them.
    pub words: String,
    /// What is behind it, where it is a number.
    pub behind: Option<Behind>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its parts, in order.
    pub parts: Vec<Part>,
    /// Whether it is good or bad news; its words say the same.
    pub tone: Tone,
}

impl Finding {
    fn new() -> Self {
        Self { parts: Vec::new(), tone: Tone::Plain }
    }

    /// Words beside words are one part, so that they are read in one breath.
    fn says(mut self, words: impl Into<String>) -> Self {
        let words = words.into();
        match self.parts.last_mut() {
            Some(last) if last.behind.is_none() => last.words.push_str(&words),
            _ => self.parts.push(Part { words, behind: None }),
        }
        self
    }

    fn counts(mut self, words: impl Into<String>, is_before: bool, what: What) -> Self {
        self.parts.push(Part { words: words.into(), behind: Some(Behind { is_before, what }) });
        self
    }

    /// The whole sentence.
    pub fn text(&self) -> String {
        self.parts.iter().map(|part| part.words.as_str()).collect()
    }
}

/// What is to be said of a period, the most important first.
pub fn findings(scoring: &Scoring) -> Vec<Finding> {
    let compared = &*scoring.compared;
    let mut all = vec![incidents(compared)];
    all.extend(priorities(compared));
    all.extend(on_time(compared, "Deadlines met", &Deadlines::All));
    all.extend(on_time(compared, "Updates on time", &Deadlines::Updates));
    all.extend(on_time(compared, "Hotline called in time", &Deadlines::Hotline));
    all.extend(took(compared, "acknowledged", (milestone::OPENED, milestone::ACKNOWLEDGED)));
    all.extend(took(compared, "restored", (milestone::OPENED, milestone::RESTORED)));
    all.extend(targets(scoring));
    all.extend(not_counted(compared));
    all.extend(overdue(compared));
    all.extend(backwards(compared));
    all
}

fn incidents(compared: &Compared) -> Finding {
    let (now, before) = (compared.card.incidents.count, compared.before.incidents.count);
    let earlier = period::during(compared.before.period, compared.before.zone);
    let count = counted(now, "incident", "incidents");
    let mut finding = Finding::new();
    finding =
        if now > 0 { finding.counts(count, false, What::Incidents) } else { finding.says("No incident") };
    if !compared.is_over() {
        finding = finding.says(" so far");
    }
    let difference = match now.cmp(&before) {
        std::cmp::Ordering::Greater => format!(", {} more than ", now - before),
        std::cmp::Ordering::Less => format!(", {} fewer than ", before - now),
        std::cmp::Ordering::Equal if now == 0 => return finding.says(format!(", and none {earlier}")),
        std::cmp::Ordering::Equal => ", as many as ".to_owned(),
    };
    if before == 0 {
        return finding.says(format!("; there was none {earlier}"));
    }
    finding
        .says(format!("{difference}the "))
        .counts(before.to_string(), true, What::Incidents)
        .says(format!(" {earlier}"))
}

fn priorities(compared: &Compared) -> Option<Finding> {
    let mut counts: Vec<_> = compared.card.by_priority.iter().collect();
    counts.sort_by_key(|(priority, _)| (priority.is_none(), **priority));
    let mut finding = Finding::new();
    for (place, (priority, tally)) in counts.iter().enumerate() {
        if place > 0 {
            finding = finding.says(", ");
        }
        let words = match priority {
            Some(priority) => format!("{} {}", tally.count, priority.word()),
            None => format!("{} without a priority", tally.count),
        };
        finding = finding.counts(words, false, What::Priority(**priority));
    }
    (!counts.is_empty()).then_some(finding)
}

fn on_time(compared: &Compared, what: &str, of: &Deadlines) -> Option<Finding> {
    let score = score_of(&compared.card, of).filter(|score| score.all() > 0)?;
    let side = |is_met| What::Deadlines { of: of.clone(), is_met };
    let percent = words::percent(score.met.count, score.all());
    let mut finding = Finding::new().says(format!("{what}: "));
    let met = format!("{} of {}", score.met.count, score.all());
    finding = if score.met.count > 0 { finding.counts(met, false, side(true)) } else { finding.says(met) };
    finding = finding.says(format!(", {percent}"));
    let before = score_of(&compared.before, of).filter(|score| score.all() > 0);
    if let Some(before) = before {
        finding = finding.says(format!(", before {}", words::percent(before.met.count, before.all())));
    }
    if score.missed.count > 0 {
        let missed = format!("{} missed", score.missed.count);
        finding = finding.says("; ").counts(missed, false, side(false));
        finding.tone = Tone::Bad;
    } else {
        finding.tone = Tone::Good;
    }
    Some(finding)
}

fn summary(card: &Scorecard, place: usize) -> Option<Summary> {
    card.spreads.get(place).and_then(|(_, spread)| spread.summary())
}

fn took(compared: &Compared, verb: &str, pair: (&str, &str)) -> Option<Finding> {
    let place = PAIRS.iter().position(|one| *one == pair)?;
    let here = summary(&compared.card, place)?;
    let said = |one: Summary| (words::secs(one.median_secs), words::secs(one.p90_secs as f64));
    let (half, most) = said(here);
    let mut finding = Finding::new();
    finding = if here.n == 1 {
        finding.says(format!("One was {verb}, within ")).counts(half, false, What::Pair(place))
    } else {
        finding
            .says(format!("Half were {verb} within "))
            .counts(half, false, What::Pair(place))
            .says(", nine of ten within ")
            .counts(most, false, What::Pair(place))
    };
    if let Some(before) = summary(&compared.before, place) {
        let (half, most) = said(before);
        finding = finding.says("; before ").counts(half, true, What::Pair(place));
        if before.n > 1 {
            finding = finding.says(" and ").counts(most, true, What::Pair(place));
        }
    }
    Some(finding)
}

fn targets(scoring: &Scoring) -> Option<Finding> {
    let judged = scoring.targets.iter().filter(|one| one.value.is_some());
    let missed: Vec<String> = judged
        .clone()
        .filter(|one| one.is_met() == Some(false))
        .map(|one| format!("{} {}, wanted {}", one.target.title, one.said(), one.target.wanted()))
        .collect();
    let all = judged.count();
    if all == 0 {
        return None;
    }
    let met = all - missed.len();
    let mut finding = Finding::new().says(format!("Targets: {met} of {all} with a figure met"));
    finding.tone = Tone::Good;
    if !missed.is_empty() {
        finding = finding.says(format!("; missed: {}", missed.join("; ")));
        finding.tone = Tone::Bad;
    }
    Some(finding)
}

fn not_counted(compared: &Compared) -> Option<Finding> {
    let card = &compared.card;
    let mut finding = Finding::new().says("Not counted: ");
    let (cancelled, duplicates) = (card.cancelled.count, card.duplicates.count);
    if cancelled > 0 {
        finding = finding.counts(format!("{cancelled} opened in error"), false, What::Cancelled);
    }
    if duplicates > 0 {
        if cancelled > 0 {
            finding = finding.says(", ");
        }
        let words = counted(duplicates, "duplicate", "duplicates");
        finding = finding.counts(words, false, What::Duplicates);
    }
    (cancelled + duplicates > 0).then_some(finding)
}

fn overdue(compared: &Compared) -> Option<Finding> {
    let count = compared.card.actions_overdue.count;
    let words = counted(count, "action is overdue", "actions are overdue");
    let finding = Finding { tone: Tone::Bad, ..Finding::new() };
    (count > 0).then(|| finding.counts(words, false, What::ActionsOverdue))
}

fn backwards(compared: &Compared) -> Option<Finding> {
    let of = |place: usize| compared.card.spreads.get(place).map_or(0, |(_, spread)| spread.backwards.len());
    let places: Vec<usize> = (0..PAIRS.len()).filter(|place| of(*place) > 0).collect();
    let mut finding = Finding::new().says("Milestones the wrong way round, which ask for a correction: ");
    for (number, place) in places.iter().enumerate() {
        if number > 0 {
            finding = finding.says(", ");
        }
        let pair = PAIRS.get(*place).map(|one| words::pair(*one).to_lowercase()).unwrap_or_default();
        finding = finding.counts(format!("{} {pair}", of(*place)), false, What::Backwards(*place));
    }
    (!places.is_empty()).then_some(finding)
}
