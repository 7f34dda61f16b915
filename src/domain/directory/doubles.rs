//! Records that are likely the same: the same name however it is written, the same address, the same
//! number.
//!
//! Each sign is a key that records are sorted by, so that finding them costs a sort and not every pair.
//! Never here: a decision; a person looks at each pair.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::{Directory, Record, RecordId, RecordKind};

/// A number that more records have than so many belongs to a switchboard, an address to a shared mailbox:
/// they say nothing.
const MOST_SHARING: usize = 3;
/// A number with fewer digits than so many is an extension, which says nothing alone.
const LEAST_DIGITS: usize = 7;

/// What speaks for it that two records are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// The same name, without regard to case, spaces, marks and accents.
    Name,
    /// The same address for mail.
    Address,
    /// The same digits of a number.
    Number,
}

impl Sign {
    /// The words for it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Name => "the same name",
            Self::Address => "the same address",
            Self::Number => "the same number",
        }
    }
}

/// Two records that are likely the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Double {
    /// What both are.
    pub kind: RecordKind,
    /// The one whose name comes first.
    pub one: RecordId,
    /// The other.
    pub other: RecordId,
    /// What speaks for it, the strongest first; never empty.
    pub signs: Vec<Sign>,
}

/// All likely doubles of the records that are offered, those with the strongest signs first. Of several records with the same
/// sign each stands beside the first of them.
pub fn doubles(directory: &Directory) -> Vec<Double> {
    let mut pairs: BTreeMap<(RecordKind, usize, usize), BTreeSet<Sign>> = BTreeMap::new();
    let mut found = Vec::new();
    for kind in RecordKind::ALL {
        let all = directory.all(kind);
        let mut by_sign: BTreeMap<(Sign, String), Vec<usize>> = BTreeMap::new();
        for (place, (_, record)) in all.iter().enumerate() {
            for key in signs(record) {
                let places = by_sign.entry(key).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            }
        }
        for ((sign, _), places) in by_sign {
            if sign != Sign::Name && places.len() > MOST_SHARING {
                continue;
            }
            let Some((first, others)) = places.split_first() else { continue };
            for other in others {
                pairs.entry((kind, *first, *other)).or_default().insert(sign);
            }
        }
        let id = |place: usize| all.get(place).map(|(id, _)| *id);
        for ((kind, one, other), signs) in std::mem::take(&mut pairs) {
            if let (Some(one), Some(other)) = (id(one), id(other)) {
                found.push(Double { kind, one, other, signs: signs.into_iter().collect() });
            }
        }
    }
    // The strongest sign first; within one, by kind and name as they were found.
    found.sort_by_key(|double| (double.signs.first().copied(), std::cmp::Reverse(double.signs.len())));
    found
}

fn signs(record: &Record) -> Vec<(Sign, String)> {
    let (addresses, phones): (Vec<&String>, Vec<&String>) = match record {
        Record::Person(person) => (person.email.iter().collect(), person.phones.iter().collect()),
        Record::Team(party) | Record::Agency(party) => {
            (party.email.iter().collect(), party.phone.iter().collect())
        }
        Record::List(list) => (vec![&list.address], Vec::new()),
        Record::Service(_) | Record::Server(_) => (Vec::new(), Vec::new()),
    };
    let address = addresses.into_iter().map(|one| (Sign::Address, one.to_lowercase()));
    let digits = |phone: &String| phone.chars().filter(char::is_ascii_digit).collect::<String>();
    let numbers = phones.into_iter().map(digits).filter(|digits| digits.len() >= LEAST_DIGITS);
    let name = Some(plain(record.name())).filter(|name| !name.is_empty());
    name.map(|name| (Sign::Name, name))
        .into_iter()
        .chain(address)
        .chain(numbers.map(|digits| (Sign::Number, digits)))
        .collect()
}

/// A name as it is compared: small letters and digits alone, without accents. A name that has none of
/// either is compared as it is.
fn plain(name: &str) -> String {
    let letters: String = name
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .collect();
    if letters.is_empty() { name.trim().to_owned() } else { letters }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_however_it_is_written() {
        for (one, other) in [
            ("Zoë Sample", "zoe  sample"),
            ("Sample, Łukasz", "sample łukasz"),
            ("O’Sample", "O'Sample"),
            ("ＳＡＭＰＬＥ", "sample"),
            ("Sample-One", "Sample One"),
        ] {
            assert_eq!(plain(one), plain(other), "{one} {other}");
        }
        assert_ne!(plain("Sample One"), plain("Sample Two"));
        assert_ne!(plain("!!"), plain("??"));
    }
}
