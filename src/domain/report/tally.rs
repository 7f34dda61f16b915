//! Counts with the incidents behind them.

use crate::domain::event::IncidentId;

/// A count, and the incidents that make it up, each once, in the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many: of incidents, or of deadlines, of which an incident can have several.
    pub count: u64,
    /// The incidents.
    pub incidents: Vec<IncidentId>,
}

impl Tally {
    /// One more of an incident. Those of one incident come one after the other.
    pub fn add(&mut self, id: IncidentId) {
        self.count += 1;
        if self.incidents.last() != Some(&id) {
            self.incidents.push(id);
        }
    }
}

/// Deadlines that were met and missed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Score {
    /// Done in time; exactly on time is in time.
    pub met: Tally,
    /// Done late, ended undone after they had passed, or past and still owed.
    pub missed: Tally,
}

impl Score {
    /// One more deadline of an incident.
    pub fn add(&mut self, id: IncidentId, is_met: bool) {
        if is_met {
            self.met.add(id);
        } else {
            self.missed.add(id);
        }
    }

    /// Those that were met, or those that were missed.
    pub const fn side(&self, is_met: bool) -> &Tally {
        if is_met { &self.met } else { &self.missed }
    }

    /// How many there were.
    pub const fn all(&self) -> u64 {
        self.met.count + self.missed.count
    }

    /// The share that was met, from 0 to 1; none where there was nothing to meet.
    pub fn share_met(&self) -> Option<f64> {
        let all = self.met.count + self.missed.count;
        (all > 0).then(|| self.met.count as f64 / all as f64)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_incident_with_several_deadlines_is_named_once() {
        let mut score = Score::default();
        assert_eq!(score.share_met(), None);
        let [one, two] = [1, 2].map(|number| IncidentId(Uuid::from_u128(number)));
        for (id, is_met) in [(one, true), (one, true), (one, false), (two, true)] {
            score.add(id, is_met);
        }
        assert_eq!((score.met.count, score.met.incidents.as_slice()), (3, [one, two].as_slice()));
        assert_eq!((score.missed.count, score.missed.incidents.as_slice()), (1, [one].as_slice()));
        assert_eq!(score.share_met(), Some(0.75));
    }
}
