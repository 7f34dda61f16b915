//! Whether the log is what was written, and what would do where it is not.

use std::collections::BTreeSet;
use std::time::Duration;

use egui::{RichText, Ui};

use super::words::{at_words, check_words};
use super::{Check, DataWish, ask, line, said};
use crate::desk::upkeep::{Cure, VerifyReport};
use crate::documents::sentence;
use crate::domain::words::counted;
use crate::ui::context::{Asks, Seen};
use crate::ui::settings::muted;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// The most findings that are listed; the rest is counted.
const MOST_LISTED: usize = 50;

/// How often the window looks how far it is.
const LOOKS_AGAIN: Duration = Duration::from_millis(200);

pub(super) fn check_ui(ui: &mut Ui, seen: &Seen, check: Option<&Check>, asks: &mut Asks) {
    muted(
        ui,
        "Reads every entry with its hashes, the file itself, and what follows from the log. The desk goes on meanwhile",
    );
    let is_out = check.is_some_and(|check| check.found.is_none());
    ui.horizontal(|ui| {
        ui.add_enabled_ui(!is_out, |ui| {
            if widgets::quiet_button(ui, "Check the log", None).clicked() {
                ask(asks, DataWish::Check);
            }
        });
    });
    match check {
        None => {}
        Some(Check { course, found: None }) => {
            ui.ctx().request_repaint_after(LOOKS_AGAIN);
            let words = match course.so_far() {
                (_, 0) => "Checking the file…".to_owned(),
                (done, of) if done >= of => "Holding the history and the search against the log…".to_owned(),
                (done, of) => format!("Checking: {done} of {}…", counted(of, "entry", "entries")),
            };
            line(ui, words);
        }
        Some(Check { found: Some((_, Err(why))), .. }) => {
            let overdue = Tokens::of(ui).overdue;
            said(ui, RichText::new(format!("It could not be checked: {why}")).color(overdue));
        }
        Some(Check { found: Some((at, Ok(report))), .. }) => {
            let head = format!("{}. Checked {}", check_words(report), at_words(*at, seen.zone));
            said(ui, RichText::new(head).font(font::strong()));
            report_ui(ui, report, asks);
        }
    }
}

fn report_ui(ui: &mut Ui, report: &VerifyReport, asks: &mut Asks) {
    if report.unknown_kinds > 0 {
        let kept = counted(report.unknown_kinds, "entry is", "entries are");
        muted(
            ui,
            &format!("{kept} of a kind that this version does not know; that is no fault, and they are kept"),
        );
    }
    let overdue = Tokens::of(ui).overdue;
    for finding in report.findings.iter().take(MOST_LISTED) {
        line(ui, RichText::new(sentence(&finding.where_)).font(font::strong()).color(overdue));
        line(ui, sentence(&finding.what));
    }
    let rest = report.findings.len().saturating_sub(MOST_LISTED);
    if rest > 0 {
        muted(ui, &format!("and {rest} more; `bridgewatch verify` lists them all"));
    }
    let cures = report.cures();
    for cure in &cures {
        ui.add_space(space::XS);
        line(ui, cure.words());
    }
    if cures == BTreeSet::from([Cure::WriteAnew]) {
        ui.horizontal(|ui| {
            if widgets::quiet_button(ui, "Write the history anew", None).clicked() {
                ask(asks, DataWish::WriteAnew);
            }
        });
    }
}
