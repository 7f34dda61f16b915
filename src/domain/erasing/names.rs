//! What stands in the place of each person that was erased.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::placeholder;

/// The words for each erasure, from the erasures and their numbers in the order of the fold. Two desks may have given
/// the same number to two people: the first keeps it, and the other is told apart from them.
pub fn names(erasures: impl IntoIterator<Item = (Uuid, u32)>) -> BTreeMap<Uuid, String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut names: BTreeMap<Uuid, String> = BTreeMap::new();
    for (erasure, number) in erasures {
        if names.contains_key(&erasure) {
            continue;
        }
        let given = placeholder(number);
        let mut name = given.clone();
        let mut next = 2_u32;
        while !taken.insert(name.clone()) {
            name = format!("{given}-{next}");
            next = next.saturating_add(1);
        }
        names.insert(erasure, name);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_two_desks_gave_is_told_apart_by_the_order_of_the_fold() {
        let [one, two, three] = [1, 2, 3].map(Uuid::from_u128);
        let found = names([(two, 1), (one, 1), (two, 1), (three, 2)]);
        assert_eq!(
            found.into_iter().collect::<Vec<_>>(),
            [
                (one, "Erased person 1-2".into()),
                (two, "Erased person 1".into()),
                (three, "Erased person 2".into())
            ]
        );
    }
}
