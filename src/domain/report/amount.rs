//! A measured amount, exact to the thousandth, so that "exactly at the target" means just that.

use std::fmt;
use std::str::FromStr;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How many parts one has.
const PARTS: i64 = 1_000;
/// The greatest that is read: nothing that a desk measures comes near it.
const MOST: i64 = 1_000_000_000;

/// An amount in thousandths, not negative. In files it is a decimal number in a text, such as `"4.1"`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

impl Amount {
    /// So many thousandths.
    pub const fn of_thousandths(thousandths: i64) -> Self {
        Self(thousandths)
    }

    /// In thousandths.
    pub const fn thousandths(self) -> i64 {
        self.0
    }

    /// For drawing; the exact one is [`Amount::thousandths`].
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / PARTS as f64
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / PARTS, (self.0 % PARTS).abs());
        if rest == 0 {
            return f.pad(&whole.to_string());
        }
        let digits = format!("{rest:03}");
        f.pad(&format!("{whole}.{}", digits.trim_end_matches('0')))
    }
}

/// Why a text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a number is meant, such as 35, 5.8 or 4.1, with at most three places after the point")]
pub struct NoAmount;

impl FromStr for Amount {
    type Err = NoAmount;

    /// A decimal number with a point, or with a comma where that cannot part thousands.
    fn from_str(text: &str) -> Result<Self, NoAmount> {
        let text = text.trim();
        let (whole, rest) = match (text.split_once('.'), text.split_once(',')) {
            (Some(parts), None) => parts,
            (None, Some((whole, rest))) if rest.len() < 3 => (whole, rest),
            (None, None) => (text, "0"),
            _ => return Err(NoAmount),
        };
        let is_plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_plain(whole) || !is_plain(rest) || rest.len() > 3 {
            return Err(NoAmount);
        }
        let whole: i64 = whole.parse().map_err(|_err| NoAmount)?;
        let rest: i64 = format!("{rest:0<3}").parse().map_err(|_err| NoAmount)?;
        if whole > MOST {
            return Err(NoAmount);
        }
        Ok(Self(whole * PARTS + rest))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reading;
        impl Visitor<'_> for Reading {
            type Value = Amount;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, such as 35, 5.8 or 4.1")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Amount, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Amount, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Amount, E> {
                self.visit_str(&number.to_string())
            }

            // The shortest digits that are this number: 4.1 is read as 4.1.
            fn visit_f64<E: Error>(self, number: f64) -> Result<Amount, E> {
                self.visit_str(&number.to_string())
            }
        }
        deserializer.deserialize_any(Reading)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_typed_is_read_exactly_or_refused() {
        for (text, thousandths) in [
            ("35", 35_000),
            (" 4.1 ", 4_100),
            ("4,1", 4_100),
            ("0.001", 1),
            ("05.80", 5_800),
            ("0", 0),
            ("1000000000", 1_000_000_000_000),
        ] {
            assert_eq!(text.parse(), Ok(Amount(thousandths)), "{text}");
        }
        for text in [
            "",
            ".5",
            "5.",
            "-1",
            "+1",
            "1,000",
            "1.0001",
            "1.2.3",
            "1 000",
            "NaN",
            "1e3",
            "4.1 of 5",
            "1000000001",
        ] {
            assert_eq!(text.parse::<Amount>(), Err(NoAmount), "{text}");
        }
        for (amount, words) in [(35_000, "35"), (4_100, "4.1"), (50, "0.05"), (5_001, "5.001")] {
            assert_eq!(Amount(amount).to_string(), words);
        }
    }

    #[test]
    fn a_number_and_a_text_are_read_alike() {
        for json in ["4.1", "\"4.1\""] {
            assert_eq!(serde_json::from_str::<Amount>(json).unwrap(), Amount(4_100), "{json}");
        }
        assert_eq!(serde_json::to_string(&Amount(4_100)).unwrap(), "\"4.1\"");
        assert!(serde_json::from_str::<Amount>("-1").is_err());
        assert!(serde_json::from_str::<Amount>("null").is_err());
    }

    proptest! {
        #[test]
        fn an_amount_reads_back_as_it_was(thousandths in 0..=MOST * PARTS) {
            let amount = Amount(thousandths);
            prop_assert_eq!(amount.to_string().parse(), Ok(amount));
            let json = serde_json::to_string(&amount).unwrap();
            prop_assert_eq!(serde_json::from_str::<Amount>(&json).unwrap(), amount);
        }
    }
}
