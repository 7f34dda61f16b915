//! The agenda that a policy proposes, fitted to a meeting.

use super::facts::AgendaItem;
use crate::domain::policy::ReviewRules;

/// How long an agenda is; minutes.
pub fn minutes_of(items: &[AgendaItem]) -> u32 {
    items.iter().fold(0, |sum, item| sum.saturating_add(item.minutes))
}

/// The agenda of the policy for a meeting of so many minutes: each item keeps its share, and none is
/// shorter than a minute. Empty where the policy proposes none.
pub fn default_agenda(rules: &ReviewRules, minutes: u32) -> Vec<AgendaItem> {
    fitted(&rules.agenda, minutes)
}

/// An agenda fitted to a meeting of so many minutes: see [`default_agenda`].
pub fn fitted(items: &[AgendaItem], minutes: u32) -> Vec<AgendaItem> {
    let total = minutes_of(items);
    if total == 0 || total == minutes {
        return items.to_vec();
    }
    // Each boundary between two items is moved in proportion, so that the last one is the meeting's end.
    let (mut before, mut begun) = (0_u64, 0_u64);
    let mut fitted = Vec::with_capacity(items.len());
    for item in items {
        before += u64::from(item.minutes);
        let ends = before * u64::from(minutes) / u64::from(total);
        let length = ends.saturating_sub(begun).max(1);
        begun += length;
        fitted.push(AgendaItem {
            title: item.title.clone(),
            minutes: u32::try_from(length).unwrap_or(u32::MAX),
        });
    }
    fitted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rules(minutes: &[u32]) -> ReviewRules {
        let item = |(place, minutes): (usize, &u32)| AgendaItem {
            title: format!("Item {place}"),
            minutes: *minutes,
        };
        ReviewRules { agenda: minutes.iter().enumerate().map(item).collect(), ..ReviewRules::default() }
    }

    fn fitted(minutes: &[u32], meeting: u32) -> Vec<u32> {
        default_agenda(&rules(minutes), meeting).iter().map(|item| item.minutes).collect()
    }

    #[test]
    fn each_item_keeps_its_share() {
        assert_eq!(fitted(&[5, 15, 10, 20, 10], 60), [5, 15, 10, 20, 10]);
        assert_eq!(fitted(&[5, 15, 10, 20, 10], 120), [10, 30, 20, 40, 20]);
        assert_eq!(fitted(&[5, 15, 10, 20, 10], 30), [2, 8, 5, 10, 5]);
        assert_eq!(fitted(&[10, 10], 45), [22, 23]);
        assert_eq!(fitted(&[], 60), [] as [u32; 0]);
        assert_eq!(fitted(&[30, 1, 1], 2), [1, 1, 1], "an item of no time is none");
    }

    proptest! {
        #[test]
        fn a_meeting_with_room_for_all_is_filled_to_the_minute(
            items in prop::collection::vec(5_u32..60, 1..12),
            meeting in 30_u32..480,
        ) {
            let fitted = fitted(&items, meeting);
            prop_assert_eq!(fitted.len(), items.len());
            prop_assert!(fitted.iter().all(|minutes| *minutes >= 1));
            if meeting as usize >= 12 * items.len() {
                prop_assert_eq!(fitted.iter().sum::<u32>(), meeting);
            }
        }
    }
}
