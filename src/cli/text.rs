//! The shapes of what the command line prints for people: columns that line up.

use std::io::Write;

use chrono_tz::Tz;

use crate::domain::board;
use crate::domain::schedule::{Deadline, DeadlineState, Outcome};
use crate::domain::span;
use crate::domain::time::{Instant, whole_second};
use crate::domain::world::Live;

/// Rows of cells, printed with the columns lined up; the last column is as long as it is.
#[derive(Default)]
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these headings.
    pub fn new(headings: &[&str]) -> Self {
        Self { rows: vec![headings.iter().map(|one| (*one).to_owned()).collect()] }
    }

    /// One more row. Words may be another desk's: what would steer a terminal becomes a space.
    pub fn row(&mut self, cells: Vec<String>) {
        let plain = |cell: String| cell.replace(char::is_control, " ");
        self.rows.push(cells.into_iter().map(plain).collect());
    }

    /// Whether there is nothing but headings.
    pub fn is_empty(&self) -> bool {
        self.rows.len() < 2
    }

    /// Prints it.
    pub fn print(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in &self.rows {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                let gap = width.saturating_sub(cell.chars().count()) + 2;
                line.extend(std::iter::repeat_n(' ', gap));
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// An instant in the desk's zone, to the second only where it is not a whole minute.
pub fn time(at: Instant, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    let form = if at.timestamp() % 60 == 0 { "%Y-%m-%d %H:%M %Z" } else { "%Y-%m-%d %H:%M:%S %Z" };
    local.format(form).to_string()
}

/// The row of an incident.
pub fn incident_row(live: &Live, now: Instant, zone: Tz) -> Vec<String> {
    let row = board::row(live, now);
    let next =
        row.next.as_ref().map_or_else(String::new, |next| format!("{} {}", left(next.due, now), next.action));
    let mut title = row.title.clone();
    if row.is_major {
        title.push_str(" (major)");
    }
    vec![
        row.reference,
        row.priority_title,
        live.incident.phase.word().to_owned(),
        row.ticket.unwrap_or_default(),
        time(row.opened_at, zone),
        title,
        next,
    ]
}

/// The row of a deadline.
pub fn deadline_row(live: &Live, deadline: &Deadline, now: Instant, zone: Tz) -> Vec<String> {
    let state = deadline.state(now);
    let note = match &deadline.outcome {
        Outcome::Done { at } if state == DeadlineState::Missed => {
            format!("done {}, {} late", time(*at, zone), span::words((*at - deadline.due).num_seconds()))
        }
        Outcome::Done { at } => format!("done {}", time(*at, zone)),
        Outcome::Ended { why, .. } | Outcome::NotNeeded { why, .. } => why.clone(),
        Outcome::Paused { since } => format!("since {}", time(*since, zone)),
        Outcome::Open => format!(
            "{} {}",
            left(deadline.due, now),
            live.clock(&deadline.clock).map_or("", |clock| match state {
                DeadlineState::Overdue => clock.on_expiry.as_str(),
                _ => clock.action.as_str(),
            })
        ),
    };
    vec![
        live.incident.reference.clone(),
        deadline.clock.to_string(),
        state.word().to_owned(),
        time(deadline.due, zone),
        note,
    ]
}

fn left(due: Instant, now: Instant) -> String {
    let secs = (due - whole_second(now)).num_seconds();
    if secs < 0 { format!("{} late:", span::words(secs)) } else { format!("in {}:", span::words(secs)) }
}
