//! Amounts of money in whole cents. Never here: a fraction of a cent, or an exchange rate.

use std::collections::BTreeMap;
use std::fmt;

/// The largest amount of one rate; cents.
pub const MOST_CENTS: i64 = 100_000_000;

/// An amount in a currency.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money {
    /// Whole cents.
    pub cents: i64,
    /// Three letters, such as `USD`.
    pub currency: String,
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", amount(self.cents), self.currency)
    }
}

/// Cents as an amount: `12.50`.
pub fn amount(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// The cents of a typed amount: `12`, `12.5`, `12.50`. Refused with what would do.
pub fn cents(typed: &str) -> Result<i64, String> {
    let text = typed.trim();
    let why = || {
        let said: String = text.chars().take(40).collect();
        format!("`{said}` is no amount; write it in digits with a point before the cents, such as 12.50")
    };
    let (whole, part) = text.split_once('.').unwrap_or((text, "00"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(part) || part.len() > 2 || whole.len() > 12 {
        return Err(why());
    }
    let whole: i64 = whole.parse().map_err(|_err| why())?;
    let tenths = if part.len() == 1 { 10 } else { 1 };
    let part: i64 = part.parse::<i64>().map_err(|_err| why())? * tenths;
    let cents = whole * 100 + part;
    if cents > MOST_CENTS {
        return Err(format!("{} is more than the most, {}", amount(cents), amount(MOST_CENTS)));
    }
    Ok(cents)
}

/// A currency as it is kept: three capital letters. Refused with what would do.
pub fn currency(typed: &str) -> Result<String, String> {
    let text = typed.trim();
    if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Ok(text.to_ascii_uppercase());
    }
    let said: String = text.chars().take(40).collect();
    Err(format!("`{said}` is no currency; write three letters, such as USD"))
}

/// A sum, by currency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Amounts(pub BTreeMap<String, i64>);

impl Amounts {
    /// So much more.
    pub fn add(&mut self, money: &Money) {
        let sum = self.0.entry(money.currency.clone()).or_default();
        *sum = sum.saturating_add(money.cents);
    }

    /// Each currency's sum.
    pub fn all(&self) -> impl Iterator<Item = Money> + '_ {
        self.0.iter().map(|(currency, cents)| Money { cents: *cents, currency: currency.clone() })
    }
}

impl fmt::Display for Amounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("0.00");
        }
        let all: Vec<String> = self.all().map(|one| one.to_string()).collect();
        f.write_str(&all.join(" and "))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_read_to_the_cent_or_refused() {
        for (typed, wanted) in
            [("12.50", 1250), ("12.5", 1250), ("12", 1200), (" 0.01 ", 1), ("0", 0), ("1000000", MOST_CENTS)]
        {
            assert_eq!(cents(typed), Ok(wanted), "{typed}");
        }
        for typed in ["", ".", "12.", ".5", "-1", "1,50", "1.234", "1e3", "12 USD", "１２", "9999999999999"]
        {
            assert!(cents(typed).unwrap_err().contains("is no amount; write it in digits"), "{typed}");
        }
        assert_eq!(cents("1000000.01").unwrap_err(), "1000000.01 is more than the most, 1000000.00");
    }

    #[test]
    fn a_currency_is_three_letters() {
        assert_eq!(currency(" usd "), Ok("USD".to_owned()));
        for typed in ["", "$", "US", "USDT", "U5D", "€uro"] {
            assert!(currency(typed).unwrap_err().contains("write three letters"), "{typed}");
        }
    }

    #[test]
    fn sums_keep_currencies_apart() {
        let mut sum = Amounts::default();
        assert_eq!(sum.to_string(), "0.00");
        for (cents, currency) in [(1250, "USD"), (5, "EUR"), (1250, "USD")] {
            sum.add(&Money { cents, currency: currency.to_owned() });
        }
        assert_eq!(sum.to_string(), "0.05 EUR and 25.00 USD");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(all in 0..=MOST_CENTS) {
            prop_assert_eq!(cents(&amount(all)), Ok(all));
        }
    }
}
