//! Figures that other systems measure (C): entered for a span of days, corrected, taken back.

use chrono::{Datelike, NaiveDate};

use super::Refusal;
use super::said::{optional_line, text};
use crate::domain::calendar::local_of;
use crate::domain::event::Fact;
use crate::domain::report::amount::Amount;
use crate::domain::report::figures::{FigureEntered, FigureWish};
use crate::domain::report::targets::Target;
use crate::domain::time::Instant;
use crate::domain::world::World;

/// The longest span of one figure; days.
pub const LONGEST_FIGURE_DAYS: i64 = 3_660;

/// The fact of a wish about figures.
pub(super) fn fact(world: &World, wish: &FigureWish, at: Instant) -> Result<Fact, Refusal> {
    match wish {
        FigureWish::EnterFigure { measure, first_day, last_day, value, source } => {
            let today = local_of(world.settings.zone, at).date();
            let target = figure_target(world.targets(), measure).map_err(refusal)?;
            figure_span(*first_day, *last_day, today).map_err(refusal)?;
            figure_value(target, *value).map_err(refusal)?;
            let source = optional_line("where it comes from", source.as_ref())?;
            let measure = target.id.clone();
            let said = FigureEntered { measure, from: *first_day, until: *last_day, value: *value, source };
            let there = world.figures.of(&said.measure, said.from, said.until);
            if there.is_some_and(|there| there.said == said) {
                return Err(Refusal::new("this figure is there already", "another value corrects it"));
            }
            Ok(Fact::FigureEntered(Box::new(said)))
        }
        FigureWish::TakeBackFigure { entry, why } => {
            if world.figures.taken_back_by(*entry).is_some() {
                return Err(Refusal::new("that figure was taken back", "enter it anew"));
            }
            if !world.figures.stands(*entry) {
                return Err(Refusal::new("there is no such figure", "take the id from `log --json`"));
            }
            Ok(Fact::EntryRetracted { entry: *entry, why: Some(text("the reason", why)?) })
        }
    }
}

fn refusal((what, would_do): (String, String)) -> Refusal {
    Refusal::new(what, would_do)
}

/// What is wrong, and what would do.
pub type Wrong = (String, String);

/// The target that a figure is held against, by its id or its title.
pub fn figure_target<'a>(targets: &'a [Target], measure: &str) -> Result<&'a Target, Wrong> {
    let name = measure.trim();
    let is_meant = |one: &&Target| one.id.eq_ignore_ascii_case(name) || one.title.eq_ignore_ascii_case(name);
    targets.iter().find(is_meant).ok_or_else(|| {
        let known = targets.iter().map(|one| one.id.as_str()).collect::<Vec<_>>().join(", ");
        let short: String = name.chars().take(40).collect();
        let would_do = if known.is_empty() {
            "the policy has no [[target]]; write one into it".to_owned()
        } else {
            format!("there are {known}")
        };
        (format!("there is no target “{short}”"), would_do)
    })
}

/// Whether the days make a span: in order, over, and no longer than one figure can speak for.
pub fn figure_span(from: NaiveDate, until: NaiveDate, today: NaiveDate) -> Result<(), Wrong> {
    if until < from {
        return Err((format!("{until} is before {from}"), "write the last day after the first".to_owned()));
    }
    if until > today {
        return Err((
            format!("{until} is in the future"),
            "enter a figure once its days are over".to_owned(),
        ));
    }
    if from.year() < 1 || (until - from).num_days() >= LONGEST_FIGURE_DAYS {
        let days = (until - from).num_days() + 1;
        return Err((format!("the span has {days} days"), format!("{LONGEST_FIGURE_DAYS} are the most")));
    }
    Ok(())
}

/// Whether an amount makes sense in the unit of its target.
pub fn figure_value(target: &Target, value: Amount) -> Result<(), Wrong> {
    let would_do = |what| (what, format!("{} is counted in {}", target.title, target.unit.word()));
    target.unit.refusal(value).map_or(Ok(()), |what| Err(would_do(what)))
}
