//! What a policy wants of figures that other systems measure (C), and whether a period has it: met or
//! missed, exactly at the target is met.
//!
//! A period's figure is the mean of those in it, weighted by days: each day counts with the figure of the
//! shortest span that has it, of two alike the newer. So a week corrects its part of a year, and no day
//! counts twice.

use chrono::{Datelike, NaiveDate};

use super::amount::Amount;
use super::figures::{Figure, Figures};

/// What an amount is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Percent, 0 to 100.
    Percent,
    /// A mark from 0 to 5.
    OfFive,
}

impl Unit {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Seconds, Self::Percent, Self::OfFive];

    /// The word in a policy file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Percent => "percent",
            Self::OfFive => "of five",
        }
    }

    /// An amount with its unit: `35 s`, `6 %`, `4.1 of 5`.
    pub fn said(self, amount: Amount) -> String {
        match self {
            Self::Seconds => format!("{amount} s"),
            Self::Percent => format!("{amount} %"),
            Self::OfFive => format!("{amount} of 5"),
        }
    }

    /// The greatest that makes sense, if there is one.
    const fn most(self) -> Option<Amount> {
        match self {
            Self::Seconds => None,
            Self::Percent => Some(Amount::of_thousandths(100_000)),
            Self::OfFive => Some(Amount::of_thousandths(5_000)),
        }
    }

    /// Why an amount makes no sense in it; nothing if it does.
    pub fn refusal(self, amount: Amount) -> Option<String> {
        let most = self.most().filter(|most| amount > *most)?;
        Some(format!("{amount} is more than {}", self.said(most)))
    }
}

/// Which side of the target is the good one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bound {
    /// Up to it.
    AtMost,
    /// From it on.
    AtLeast,
}

impl Bound {
    /// The words on a screen, in small letters.
    pub const fn word(self) -> &'static str {
        match self {
            Self::AtMost => "at most",
            Self::AtLeast => "at least",
        }
    }
}

/// One target of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What figures name it by.
    pub id: String,
    /// What is measured, in words.
    pub title: String,
    /// What it is counted in.
    pub unit: Unit,
    /// Which side is the good one.
    pub bound: Bound,
    /// Where that side begins; itself belongs to it.
    pub value: Amount,
    /// Where the number comes from.
    pub source: String,
}

impl Target {
    /// Whether an amount is on the good side.
    pub fn is_met(&self, amount: Amount) -> bool {
        match self.bound {
            Bound::AtMost => amount <= self.value,
            Bound::AtLeast => amount >= self.value,
        }
    }

    /// What is wanted: `at most 35 s`.
    pub fn wanted(&self) -> String {
        format!("{} {}", self.bound.word(), self.unit.said(self.value))
    }
}

/// A figure that counts in a period, and for how many of its days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The figure.
    pub figure: Figure,
    /// The days of the period that count with it.
    pub days: u32,
}

/// A target, and what a period has of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// What is wanted.
    pub target: Target,
    /// The figures that count, in the order of their spans.
    pub counted: Vec<Counted>,
    /// The figure of the period; none where no day has one. Where it is no whole thousandth it is rounded
    /// away from the target's good side, so that a miss never reads as met.
    pub value: Option<Amount>,
    /// How many days have a figure.
    pub days: u32,
    /// How many days the period has.
    pub of_days: u32,
}

impl Measured {
    /// Whether the target is met; none without a figure.
    pub fn is_met(&self) -> Option<bool> {
        self.value.map(|value| self.target.is_met(value))
    }

    /// The figure in words: `34 s`, or that there is none.
    pub fn said(&self) -> String {
        self.value.map_or_else(|| "no figure".to_owned(), |value| self.target.unit.said(value))
    }
}

/// What the days of a period, both ends in it, have of each target.
pub fn measured(targets: &[Target], figures: &Figures, days: (NaiveDate, NaiveDate)) -> Vec<Measured> {
    let standing = figures.standing();
    targets.iter().map(|target| one(target, &standing, days)).collect()
}

fn one(target: &Target, standing: &[(usize, &Figure)], days: (NaiveDate, NaiveDate)) -> Measured {
    let number = |day: NaiveDate| i64::from(day.num_days_from_ce());
    let whole = (number(days.0), number(days.1));
    let mut of_measure: Vec<&(usize, &Figure)> =
        standing.iter().filter(|(_, figure)| figure.said.measure == target.id).collect();
    of_measure.sort_by_key(|(place, figure)| {
        (number(figure.said.until) - number(figure.said.from), std::cmp::Reverse(*place))
    });
    let mut free = if whole.0 <= whole.1 { vec![whole] } else { Vec::new() };
    let mut counted = Vec::new();
    for (_, figure) in of_measure {
        let days = take(&mut free, (number(figure.said.from), number(figure.said.until)));
        if days > 0 {
            counted
                .push(Counted { figure: (*figure).clone(), days: u32::try_from(days).unwrap_or(u32::MAX) });
        }
    }
    counted.sort_by_key(|one| (one.figure.said.from, one.figure.said.until));
    let days: u32 = counted.iter().map(|one| one.days).sum();
    let sum: i128 = counted
        .iter()
        .map(|one| i128::from(one.figure.said.value.thousandths()) * i128::from(one.days))
        .sum();
    let all = i128::from(days);
    let mean = (days > 0).then(|| match target.bound {
        Bound::AtMost => (sum + all - 1).div_euclid(all),
        Bound::AtLeast => sum.div_euclid(all),
    });
    let value = mean.and_then(|mean| i64::try_from(mean).ok()).map(Amount::of_thousandths);
    let of_days = u32::try_from((whole.1 - whole.0 + 1).max(0)).unwrap_or(u32::MAX);
    Measured { target: target.clone(), counted, value, days, of_days }
}

/// Takes the days of a span out of those that are free; how many that were.
fn take(free: &mut Vec<(i64, i64)>, span: (i64, i64)) -> i64 {
    let mut taken = 0;
    let mut rest = Vec::with_capacity(free.len() + 1);
    for (from, until) in free.drain(..) {
        let (begin, end) = (from.max(span.0), until.min(span.1));
        if begin > end {
            rest.push((from, until));
            continue;
        }
        taken += end - begin + 1;
        if from < begin {
            rest.push((from, begin - 1));
        }
        if end < until {
            rest.push((end + 1, until));
        }
    }
    *free = rest;
    taken
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::domain::event::{DeviceId, Event, EventId, Fact, Subject};
    use crate::domain::report::figures::FigureEntered;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn amount(text: &str) -> Amount {
        text.parse().unwrap()
    }

    fn target(bound: Bound, value: &str) -> Target {
        Target {
            id: "answered".to_owned(),
            title: "Answered".to_owned(),
            unit: Unit::Seconds,
            bound,
            value: amount(value),
            source: "C".to_owned(),
        }
    }

    fn tell(figures: &mut Figures, number: u128, fact: Fact) {
        let at = "2026-06-01T12:00:00Z".parse().unwrap();
        figures.evolve(&Event {
            device: DeviceId(Uuid::nil()),
            device_seq: number as u64,
            id: EventId(Uuid::from_u128(number)),
            subject: Subject::Figures,
            happened_at: at,
            recorded_at: at,
            actor: "Sample".to_owned(),
            fact,
        });
    }

    fn entered(from: &str, until: &str, value: &str) -> Fact {
        Fact::FigureEntered(Box::new(FigureEntered {
            measure: "answered".to_owned(),
            from: day(from),
            until: day(until),
            value: amount(value),
            source: None,
        }))
    }

    fn of(all: &[(&str, &str, &str)]) -> Figures {
        let mut figures = Figures::default();
        for (number, (from, until, value)) in (1..).zip(all) {
            tell(&mut figures, number, entered(from, until, value));
        }
        figures
    }

    fn march(bound: Bound, wanted: &str, figures: &Figures) -> Measured {
        measured(&[target(bound, wanted)], figures, (day("2026-03-01"), day("2026-03-31"))).remove(0)
    }

    #[test]
    fn exactly_at_the_target_is_met_and_a_thousandth_beside_it_missed() {
        for (bound, value, is_met) in [
            (Bound::AtMost, "34.999", true),
            (Bound::AtMost, "35", true),
            (Bound::AtMost, "35.001", false),
            (Bound::AtLeast, "34.999", false),
            (Bound::AtLeast, "35", true),
            (Bound::AtLeast, "35.001", true),
        ] {
            let figures = of(&[("2026-03-01", "2026-03-31", value)]);
            assert_eq!(march(bound, "35", &figures).is_met(), Some(is_met), "{bound:?} {value}");
        }
    }

    #[test]
    fn figures_are_weighted_by_the_days_they_have_in_the_period() {
        // Ten days of March at 30, one at 41; the rest of the month has none.
        let figures = of(&[("2026-02-01", "2026-03-10", "30"), ("2026-03-11", "2026-03-11", "41")]);
        let found = march(Bound::AtMost, "31", &figures);
        assert_eq!((found.value, found.days, found.of_days), (Some(amount("31")), 11, 31));
        assert_eq!(found.counted.iter().map(|one| one.days).collect::<Vec<_>>(), [10, 1]);
        assert_eq!(found.is_met(), Some(true));
        let none = measured(&[target(Bound::AtMost, "31")], &figures, (day("2026-04-01"), day("2026-04-30")));
        assert_eq!((none[0].value, none[0].is_met(), none[0].said()), (None, None, "no figure".to_owned()));
    }

    #[test]
    fn a_mean_between_thousandths_is_rounded_to_the_bad_side() {
        // 35, 35 and 35.001 over three days: a third of a thousandth beside the target.
        let three = [("01", "35"), ("02", "35"), ("03", "35.001")]
            .map(|(on, value)| (format!("2026-03-{on}"), value));
        let all: Vec<(&str, &str, &str)> =
            three.iter().map(|(on, value)| (on.as_str(), on.as_str(), *value)).collect();
        let figures = of(&all);
        assert_eq!(march(Bound::AtMost, "35", &figures).is_met(), Some(false));
        assert_eq!(march(Bound::AtMost, "35", &figures).value, Some(amount("35.001")));
        assert_eq!(march(Bound::AtLeast, "35", &figures).is_met(), Some(true));
    }

    #[test]
    fn a_shorter_span_has_its_days_before_a_longer_one_and_a_newer_entry_corrects() {
        let mut figures = of(&[
            ("2026-01-01", "2026-12-31", "20"),
            ("2026-03-01", "2026-03-07", "90"),
            ("2026-03-01", "2026-03-07", "51"),
        ]);
        let days = |figures: &Figures| {
            let found = march(Bound::AtMost, "35", figures);
            (found.value.unwrap(), found.counted.iter().map(|one| one.days).collect::<Vec<_>>())
        };
        assert_eq!(days(&figures), (amount("27"), vec![24, 7]));
        let back = |entry: u128| Fact::EntryRetracted { entry: EventId(Uuid::from_u128(entry)), why: None };
        tell(&mut figures, 9, back(3));
        assert_eq!(days(&figures).0, amount("35.807"), "the older entry stands again, rounded up");
        tell(&mut figures, 10, back(2));
        assert_eq!(days(&figures), (amount("20"), vec![31]));
        tell(&mut figures, 11, back(77));
        assert_eq!(
            figures.taken_back_by(EventId(Uuid::from_u128(77))),
            None,
            "nothing of that name was a figure"
        );
    }

    proptest! {
        #[test]
        fn no_day_counts_twice(spans in prop::collection::vec((0..60_u64, 0..40_u64, 0..100_i64), 0..12)) {
            let mut figures = Figures::default();
            let begin = day("2026-02-01");
            let mut covered = std::collections::BTreeSet::new();
            for (number, (from, length, value)) in (1..).zip(&spans) {
                let from = begin + chrono::Days::new(*from);
                let until = from + chrono::Days::new(*length);
                covered.extend(from.iter_days().take_while(|one| *one <= until).filter(|one| one.month() == 3));
                let value = Amount::of_thousandths(*value);
                let said = FigureEntered { measure: "answered".to_owned(), from, until, value, source: None };
                tell(&mut figures, number, Fact::FigureEntered(Box::new(said)));
            }
            let found = march(Bound::AtMost, "35", &figures);
            prop_assert_eq!(found.days as usize, covered.len());
            let least = spans.iter().map(|one| one.2).min().unwrap_or(0);
            let most = spans.iter().map(|one| one.2).max().unwrap_or(0);
            if let Some(value) = found.value {
                prop_assert!((least..=most).contains(&value.thousandths()), "a mean lies between");
            }
        }
    }
}
