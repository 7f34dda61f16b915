//! Puts a report into sections: which come, in which order, and what stands in each.

use super::document::{Block, Cell, Document, Section, Table, Tone};
use super::{AttendeeRow, Audience, Kind, Report, ReviewReport, Standing};
use crate::documents::sentence;
use crate::domain::schedule::DeadlineState;
use crate::domain::span;
use crate::domain::time::Instant;

pub(super) fn document_of(report: &Report) -> Document {
    let times = &report.times;
    let mut notes = vec![format!(
        "{}, made {} by the desk {}",
        report.choice.kind.title(),
        times.full(report.made_at),
        report.desk
    )];
    let audience = match report.choice.audience {
        Audience::Internal => "Internal: not for customers.",
        Audience::Outside => "Without names and internal notes.",
    };
    notes.push(format!("{audience} {}", times.note()));
    let (before, after) = review(report);
    let sections = [
        summary(report),
        milestones(report),
        course(report),
        clocks(report),
        updates(report),
        escalations(report),
        people(report),
        hotline(report),
        requests(report),
        actions(report),
    ];
    let sections = before.into_iter().chain(sections).chain(after).chain([log(report)]);
    Document {
        kind: report.choice.kind.title().to_owned(),
        title: format!("{}: {}", report.reference, report.title),
        notes,
        sections: sections.flatten().collect(),
        made_at: report.made_at,
        desk: report.desk.clone(),
    }
}

/// A section, unless nothing stands in it.
fn section(title: &str, blocks: Vec<Block>) -> Option<Section> {
    (!blocks.is_empty()).then(|| Section { title: title.to_owned(), blocks })
}

/// A table, unless it has no rows.
fn table(columns: &[(&'static str, u32)], rows: Vec<Vec<Cell>>) -> Vec<Block> {
    if rows.is_empty() {
        return Vec::new();
    }
    vec![Block::Table(Table { rows, ..Table::new(columns) })]
}

fn cells<const N: usize>(texts: [String; N]) -> Vec<Cell> {
    texts.into_iter().map(Cell::plain).collect()
}

fn maybe(report: &Report, at: Option<Instant>) -> String {
    at.map_or_else(String::new, |at| report.times.short(at))
}

fn summary(report: &Report) -> Option<Section> {
    let mut blocks: Vec<Block> = report.summary.iter().cloned().map(Block::Paragraph).collect();
    blocks.push(Block::Facts(report.facts.clone()));
    section("Summary", blocks)
}

fn milestones(report: &Report) -> Option<Section> {
    let times = &report.times;
    let rows = report.milestones.iter().map(|one| {
        let since = match one.since_opened_secs {
            0 => String::new(),
            secs if secs < 0 => format!("{} before", span::words(secs)),
            secs => span::words(secs),
        };
        let was =
            one.was.map_or_else(String::new, |at| format!("first said as {}", times.beside(at, one.at)));
        cells([one.title.clone(), times.short(one.at), since, was])
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let has_corrections = report.milestones.iter().any(|one| one.was.is_some());
    let columns: &[(&'static str, u32)] = if has_corrections {
        &[("Milestone", 30), ("Reached", 24), ("After the opening", 20), ("Corrected", 26)]
    } else {
        &[("Milestone", 40), ("Reached", 30), ("After the opening", 30)]
    };
    let rows = rows.into_iter().map(|row| row.into_iter().take(columns.len()).collect()).collect();
    let mut blocks = table(columns, rows);
    if !report.spans.is_empty() {
        blocks.push(Block::Heading("How long it took".to_owned()));
        let words = |secs: i64| if secs == 0 { "at once".to_owned() } else { span::words(secs) };
        let said = |(what, secs): &(String, i64)| (what.clone(), words(*secs));
        blocks.push(Block::Facts(report.spans.iter().map(said).collect()));
    }
    section("Milestones", blocks)
}

fn course(report: &Report) -> Option<Section> {
    section("Course", vec![Block::Picture(Box::new(report.picture.clone()))])
}

fn clocks(report: &Report) -> Option<Section> {
    let times = &report.times;
    let rows = report.clocks.iter().map(|one| {
        let (word, tone) = match one.state {
            DeadlineState::Met => ("✓ met", Tone::Good),
            DeadlineState::Missed => ("✗ missed", Tone::Bad),
            DeadlineState::Overdue => ("✗ overdue", Tone::Bad),
            DeadlineState::Running | DeadlineState::Warning => ("still to come", Tone::Plain),
            DeadlineState::Paused => ("paused", Tone::Plain),
            DeadlineState::NotNeeded => ("not needed", Tone::Plain),
        };
        let is_done = matches!(one.state, DeadlineState::Met | DeadlineState::Missed);
        let at = one.at.filter(|_| is_done).map_or_else(String::new, |at| times.beside(at, one.due));
        vec![
            Cell::plain(one.title.clone()),
            Cell::plain(times.short(one.due)),
            Cell::of(word, tone),
            Cell::plain(at),
            Cell::plain(one.words.clone()),
        ]
    });
    let columns = [("What", 28), ("Due", 18), ("Outcome", 14), ("At", 14), ("Words", 26)];
    section("Deadlines met and missed", table(&columns, rows.collect()))
}

fn updates(report: &Report) -> Option<Section> {
    let times = &report.times;
    let mut blocks = Vec::new();
    for one in &report.updates {
        blocks.push(Block::Heading(format!("{}, {}", times.short(one.at), one.audience)));
        let mut facts: Vec<(String, String)> = Vec::new();
        let mut fact = |label: &str, value: Option<String>| {
            facts.extend(value.map(|value| (label.to_owned(), value)));
        };
        fact("Subject", one.subject.clone());
        fact("To", (!one.recipients.is_empty()).then(|| one.recipients.join(", ")));
        fact("Channel", one.channel.clone());
        fact("Next update by", one.next_update_by.map(|at| times.full(at)));
        fact("Sent as it is", one.unchecked.clone());
        if !facts.is_empty() {
            blocks.push(Block::Facts(facts));
        }
        blocks.push(match &one.text {
            Some(text) => Block::Quote(text.clone()),
            None => Block::Remark("Its words were not logged.".to_owned()),
        });
    }
    section("Updates sent", blocks)
}

fn escalations(report: &Report) -> Option<Section> {
    let row = |one: &super::EscalationRow| {
        cells([report.times.short(one.at), one.what.clone(), one.whom.clone(), one.words.clone()])
    };
    let rows = report.escalations.iter().map(row).collect();
    section(
        "Referral, escalation, command",
        table(&[("When", 18), ("What", 24), ("Who", 24), ("Words", 34)], rows),
    )
}

fn people(report: &Report) -> Option<Section> {
    let times = &report.times;
    let row = |one: &super::PersonRow| {
        let on_bridge = one.bridge.iter().map(|(joined, left)| match left {
            Some(left) => format!("{} to {}", times.short(*joined), times.beside(*left, *joined)),
            None => format!("since {}", times.short(*joined)),
        });
        let mut bridge: Vec<String> = on_bridge.collect();
        bridge.extend(one.stood_down_at.map(|at| format!("stood down {}", times.short(at))));
        cells([one.who.clone(), one.role.clone(), one.reached.clone(), bridge.join("\n")])
    };
    let rows = report.people.iter().map(row).collect();
    section(
        "People",
        table(&[("Who", 24), ("Role", 16), ("How they were reached", 36), ("On the bridge", 24)], rows),
    )
}

fn hotline(report: &Report) -> Option<Section> {
    let row = |one: &super::HotlineRow| {
        cells([
            report.times.short(one.at),
            one.number.clone(),
            one.outcome.clone(),
            one.spoke_with.clone(),
            one.reference.clone(),
            one.words.clone(),
        ])
    };
    let rows = report.hotline.iter().map(row).collect();
    let columns =
        [("When", 17), ("Number", 17), ("Outcome", 13), ("Spoke with", 18), ("Reference", 13), ("Words", 22)];
    let mut blocks = table(&columns, rows);
    if !report.checklist.is_empty() {
        blocks.push(Block::Heading("Checklist".to_owned()));
        let rows =
            report.checklist.iter().map(|(item, state)| cells([item.clone(), state.clone()])).collect();
        blocks.extend(table(&[("Item", 55), ("State", 45)], rows));
    }
    section("Hotline", blocks)
}

fn requests(report: &Report) -> Option<Section> {
    let row = |one: &super::RequestRow| {
        cells([
            one.number.to_string(),
            report.times.short(one.asked_at),
            one.from.clone(),
            one.what.clone(),
            maybe(report, one.due),
            one.state.clone(),
        ])
    };
    let rows = report.requests.iter().map(row).collect();
    let columns = [("No.", 5), ("Asked", 16), ("By", 15), ("What", 25), ("Wanted by", 16), ("Answer", 23)];
    section("Requests for information", table(&columns, rows))
}

/// The post-mortem: what comes before what happened, and what after it. In the pack its outcome comes
/// first; in an incident report what follows is last.
fn review(report: &Report) -> (Vec<Option<Section>>, Vec<Option<Section>>) {
    let Some(review) = &report.review else { return (Vec::new(), Vec::new()) };
    let follow_ups = section("Follow-up actions", action_table(report, &review.follow_ups));
    let points = |title: &str, points: &[String]| {
        let list = (!points.is_empty()).then(|| Block::List(points.to_vec()));
        section(title, list.into_iter().collect())
    };
    if report.choice.kind == Kind::IncidentReport {
        return (Vec::new(), vec![statement(review), follow_ups]);
    }
    let before = vec![
        statement(review),
        meeting(review),
        points("What went well", &review.went_well),
        points("What was hard", &review.was_hard),
        points("Minutes", &review.minutes),
        follow_ups,
    ];
    (before, Vec::new())
}

fn statement(review: &ReviewReport) -> Option<Section> {
    let mut blocks = Vec::new();
    for one in &review.statements {
        blocks.push(Block::Quote(one.reads_as.clone()));
        blocks.push(Block::Remark(one.standing.clone()));
        blocks.push(Block::Facts(one.parts.clone()));
        if !one.lacks.is_empty() {
            blocks.push(Block::Remark(format!("Not said yet: {}", one.lacks.join(", ").to_lowercase())));
        }
    }
    section("Problem statement", blocks)
}

fn meeting(review: &ReviewReport) -> Option<Section> {
    let mut blocks = Vec::new();
    if !review.facts.is_empty() {
        blocks.push(Block::Facts(review.facts.clone()));
    }
    if !review.agenda.is_empty() {
        blocks.push(Block::Heading("Agenda".to_owned()));
        let rows =
            review.agenda.iter().map(|(title, minutes)| cells([title.clone(), format!("{minutes} min")]));
        blocks.extend(table(&[("Item", 80), ("Time", 20)], rows.collect()));
    }
    if !review.attendance.is_empty() {
        blocks.push(Block::Heading("Attendance".to_owned()));
        let there = |one: &AttendeeRow| match one.was_there {
            Some(true) => "✓ there",
            Some(false) => "not there",
            None => "",
        };
        let row = |one: &AttendeeRow| {
            cells([one.who.clone(), one.part.clone(), one.answer.clone(), there(one).to_owned()])
        };
        let rows = review.attendance.iter().map(row).collect();
        blocks.extend(table(&[("Who", 32), ("Part", 28), ("Answer", 24), ("There", 16)], rows));
    }
    section("Meeting", blocks)
}

/// The rows of actions, with what is overdue marked.
fn action_table(report: &Report, actions: &[super::ActionRow]) -> Vec<Block> {
    let row = |one: &super::ActionRow| {
        let tone = if one.is_overdue { Tone::Bad } else { Tone::Plain };
        vec![
            Cell::plain(one.number.to_string()),
            Cell::plain(one.what.clone()),
            Cell::plain(one.to.clone()),
            Cell::plain(maybe(report, one.due)),
            Cell::of(one.state.clone(), tone),
        ]
    };
    let columns = [("No.", 5), ("What", 37), ("Owner", 20), ("Due", 16), ("State", 22)];
    table(&columns, actions.iter().map(row).collect())
}

fn actions(report: &Report) -> Option<Section> {
    section("Actions", action_table(report, &report.actions))
}

fn log(report: &Report) -> Option<Section> {
    if report.choice.audience == Audience::Outside {
        // Its rows are the milestones and updates that stand above; the log as CSV has them too.
        return None;
    }
    let times = &report.times;
    let shown = report.log.iter().filter(|row| !row.is_repeat);
    let rows = shown.map(|row| {
        let mut words = row.words.clone();
        // What stood there before says that it was corrected.
        let taken_back = (row.standing == Standing::TakenBack).then(|| row.standing.word());
        for more in row.was.as_deref().into_iter().chain(taken_back) {
            words.push_str(&format!(" ({more})"));
        }
        let tone = if row.standing == Standing::TakenBack { Tone::Struck } else { Tone::Plain };
        let is_late = (row.recorded_at - row.happened_at).num_seconds() >= 60;
        let recorded =
            if is_late { times.minute_beside(row.recorded_at, row.happened_at) } else { String::new() };
        vec![
            Cell::plain(times.short(row.happened_at)),
            Cell::plain(recorded),
            Cell::plain(row.who.clone()),
            Cell::of(sentence(&row.what), tone),
            Cell::of(words.trim().to_owned(), tone),
        ]
    });
    let columns = [("Happened", 17), ("Recorded", 13), ("By", 16), ("What", 14), ("Words", 40)];
    let mut blocks = table(&columns, rows.collect());
    let repeats = report.log.iter().filter(|row| row.is_repeat).count();
    if repeats > 0 {
        let lines =
            if repeats == 1 { "1 reminder is".to_owned() } else { format!("{repeats} reminders are") };
        blocks.push(Block::Remark(format!(
            "{lines} left out of alarms that have a line here; the log as CSV has every entry."
        )));
    }
    section("Time log", blocks)
}
