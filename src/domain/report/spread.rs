//! How long things took: spans of many incidents, and the few numbers that say how they lie.

use crate::domain::event::IncidentId;

/// The spans between two milestones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spread {
    spans: Vec<(i64, IncidentId)>,
    /// Incidents that reached the second milestone before the first: a slip that asks for a correction. Their
    /// spans count nowhere.
    pub backwards: Vec<IncidentId>,
}

/// The numbers of a [`Spread`]; seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// How many spans.
    pub n: usize,
    /// Their sum by their number.
    pub mean_secs: f64,
    /// The one in the middle; of an even number, half-way between the two in the middle.
    pub median_secs: f64,
    /// The 90th percentile by nearest rank: the smallest span that at least 90 of a hundred do not exceed. It
    /// is always a span that there was.
    pub p90_secs: i64,
    /// The longest.
    pub longest_secs: i64,
}

impl Spread {
    /// One more span of an incident.
    pub fn add(&mut self, id: IncidentId, secs: i64) {
        if secs < 0 {
            self.backwards.push(id);
        } else {
            self.spans.push((secs, id));
        }
    }

    /// The incidents behind it, the longest span first.
    pub fn incidents(&self) -> Vec<(IncidentId, i64)> {
        let mut all: Vec<(IncidentId, i64)> = self.spans.iter().map(|(secs, id)| (*id, *secs)).collect();
        all.sort_by_key(|(id, secs)| (std::cmp::Reverse(*secs), *id));
        all
    }

    /// Its numbers; none of no spans.
    pub fn summary(&self) -> Option<Summary> {
        let mut secs: Vec<i64> = self.spans.iter().map(|(secs, _)| *secs).collect();
        secs.sort_unstable();
        let n = secs.len();
        let longest_secs = *secs.last()?;
        let (upper, lower) = (*secs.get(n / 2)?, *secs.get((n - 1) / 2)?);
        // Nearest rank counts from 1: the ceiling of nine tenths of n.
        let rank = (9 * n).div_ceil(10);
        Some(Summary {
            n,
            mean_secs: secs.iter().map(|one| i128::from(*one)).sum::<i128>() as f64 / n as f64,
            median_secs: f64::midpoint(lower as f64, upper as f64),
            p90_secs: *secs.get(rank - 1)?,
            longest_secs,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn of(spans: &[i64]) -> Spread {
        let mut spread = Spread::default();
        for (place, secs) in spans.iter().enumerate() {
            spread.add(IncidentId(Uuid::from_u128(place as u128)), *secs);
        }
        spread
    }

    #[test]
    fn mean_median_and_percentile_are_as_they_are_defined() {
        let numbers = |spans: &[i64]| {
            let summary = of(spans).summary().unwrap();
            (summary.n, summary.mean_secs, summary.median_secs, summary.p90_secs, summary.longest_secs)
        };
        assert_eq!(of(&[]).summary(), None);
        assert_eq!(numbers(&[7]), (1, 7.0, 7.0, 7, 7));
        assert_eq!(numbers(&[4, 1]), (2, 2.5, 2.5, 4, 4));
        assert_eq!(numbers(&[3, 1, 2]), (3, 2.0, 2.0, 3, 3));
        let ten: Vec<i64> = (1..=10).collect();
        assert_eq!(numbers(&ten), (10, 5.5, 5.5, 9, 10), "the ninth of ten");
        let eleven: Vec<i64> = (1..=11).collect();
        assert_eq!(numbers(&eleven).3, 10, "the tenth of eleven: nine would be under 90 of a hundred");
        let late = of(&[5, -1, 0]);
        assert_eq!((late.summary().unwrap().n, late.backwards.len()), (2, 1));
        assert_eq!(late.incidents()[0].1, 5);
    }

    proptest! {
        #[test]
        fn ninety_of_a_hundred_do_not_exceed_the_percentile(spans in prop::collection::vec(0..1000_i64, 1..60)) {
            let summary = of(&spans).summary().unwrap();
            let within = |most: i64| spans.iter().filter(|one| **one <= most).count();
            prop_assert!(within(summary.p90_secs) * 10 >= spans.len() * 9);
            prop_assert!(within(summary.p90_secs - 1) * 10 < spans.len() * 9, "and it is the smallest such");
        }
    }
}
