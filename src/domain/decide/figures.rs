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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use uuid::Uuid;

    use super::*;
    use crate::domain::event::{DeviceId, Event, EventId, Subject};
    use crate::domain::policy_file;

    /// Midnight in Chicago: 2 March begins.
    fn midnight() -> Instant {
        "2026-03-02T06:00:00Z".parse().unwrap()
    }

    fn world() -> World {
        let text = include_str!("../../../assets/policies/customer-care-sla.toml");
        let policy = Arc::new(policy_file::read("customer-care-sla", text).unwrap());
        let in_force = BTreeMap::from([("customer-care-sla".to_owned(), policy)]);
        World::new(chrono_tz::America::Chicago, in_force)
    }

    fn enter(measure: &str, first: &str, last: &str, value: &str) -> FigureWish {
        FigureWish::EnterFigure {
            measure: measure.to_owned(),
            first_day: first.parse().unwrap(),
            last_day: last.parse().unwrap(),
            value: value.parse().unwrap(),
            source: None,
        }
    }

    fn tell(world: &mut World, number: u128, fact: Fact) {
        world.evolve(Event {
            device: DeviceId(Uuid::nil()),
            device_seq: number as u64,
            id: EventId(Uuid::from_u128(number)),
            subject: Subject::Figures,
            happened_at: midnight(),
            recorded_at: midnight(),
            actor: "Sample".to_owned(),
            fact,
        });
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_what_would_do() {
        let world = world();
        for (measure, first, last, value, said) in [
            (
                "speed",
                "2026-03-01",
                "2026-03-01",
                "1",
                "there is no target “speed”; there are answered-within, ",
            ),
            ("abandoned", "2026-03-01", "2026-02-28", "1", "2026-02-28 is before 2026-03-01; "),
            ("abandoned", "2026-03-01", "2026-03-03", "1", "2026-03-03 is in the future; "),
            ("abandoned", "2016-02-21", "2026-03-01", "1", "the span has 3662 days; 3660 are the most"),
            ("abandoned", "2026-03-01", "2026-03-01", "100.001", "100.001 is more than 100 %; "),
            ("satisfaction", "2026-03-01", "2026-03-01", "5.001", "5.001 is more than 5 of 5; "),
        ] {
            let refusal = fact(&world, &enter(measure, first, last, value), midnight()).unwrap_err();
            assert!(refusal.to_string().starts_with(said), "{refusal}");
        }
    }

    #[test]
    fn today_counts_as_over_and_tomorrow_does_not() {
        let world = world();
        let today = enter("abandoned", "2026-03-01", "2026-03-02", "6");
        assert!(fact(&world, &today, midnight()).is_ok());
        let a_second_before = midnight() - chrono::TimeDelta::seconds(1);
        assert!(fact(&world, &today, a_second_before).is_err(), "it is still the first in Chicago");
    }

    #[test]
    fn the_same_twice_is_refused_and_another_value_corrects() {
        let mut world = world();
        let wish = enter("Callers who hang up", "2026-03-01", "2026-03-01", "6");
        let entered = fact(&world, &wish, midnight()).unwrap();
        tell(&mut world, 1, entered);
        let again = fact(&world, &wish, midnight()).unwrap_err().to_string();
        assert_eq!(again, "this figure is there already; another value corrects it");
        let corrected =
            fact(&world, &enter("abandoned", "2026-03-01", "2026-03-01", "7"), midnight()).unwrap();
        tell(&mut world, 2, corrected);
        let day = "2026-03-01".parse().unwrap();
        assert_eq!(world.figures.of("abandoned", day, day).unwrap().said.value.to_string(), "7");

        let back = |entry: u128, why: &str| FigureWish::TakeBackFigure {
            entry: EventId(Uuid::from_u128(entry)),
            why: why.to_owned(),
        };
        assert!(fact(&world, &back(2, " "), midnight()).unwrap_err().what.contains("the reason is empty"));
        assert!(fact(&world, &back(9, "x"), midnight()).unwrap_err().what.contains("no such figure"));
        let taken = fact(&world, &back(2, "a slip"), midnight()).unwrap();
        tell(&mut world, 3, taken);
        assert!(fact(&world, &back(2, "x"), midnight()).unwrap_err().what.contains("was taken back"));
        assert_eq!(world.figures.of("abandoned", day, day).unwrap().said.value.to_string(), "6");
    }

    #[test]
    fn the_targets_of_the_desks_own_policy_come_before_those_of_the_care_center() {
        let mut world = world();
        assert_eq!(world.targets().len(), 4);
        let text = "title = \"Own\"\n[[target]]\nid = \"own\"\ntitle = \"Own\"\nunit = \"percent\"\nat_least = 50\n\
                    source = \"ours\"\n[[clock]]\nid = \"x\"\ntitle = \"X\"\nsource = \"ours\"\nstarts = [\"opened\"]\n\
                    due = \"1 h\"\nmet_by = [\"done\"]\naction = \"Do it\"\non_expiry = \"Do it now\"\n";
        let own = Arc::new(policy_file::read("major-incident", text).unwrap());
        world.in_force.insert("major-incident".to_owned(), own);
        assert_eq!(world.targets().iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["own"]);
    }
}
