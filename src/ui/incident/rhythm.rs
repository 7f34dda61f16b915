//! How a clock repeats, in words.

use crate::domain::span::Span;

/// A rhythm in words: `every hour`, `every 30 min`.
pub fn every(span: Span) -> String {
    match span {
        Span::Elapsed { secs: 3600 } => "every hour".to_owned(),
        Span::Elapsed { secs: 60 } => "every minute".to_owned(),
        Span::Days(1) => "every day".to_owned(),
        Span::BusinessDays(1) => "every business day".to_owned(),
        span => format!("every {span}"),
    }
}

/// `first`, `second` and so on.
pub fn ordinal(place: usize) -> String {
    const WORDS: [&str; 9] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"];
    place
        .checked_sub(1)
        .and_then(|at| WORDS.get(at))
        .map_or_else(|| format!("number {place}"), |word| (*word).to_owned())
}

/// The steps of a schedule with their unit said once: `1, 4 and 8 h`.
pub fn listed(steps: &[Span]) -> String {
    let words: Vec<String> = steps.iter().map(ToString::to_string).collect();
    let Some((last, earlier)) = words.split_last() else { return String::new() };
    if earlier.is_empty() {
        return last.clone();
    }
    let split = |text: &str| {
        text.split_once(' ').map(|(number, unit)| (number.to_owned(), unit.trim_end_matches('s').to_owned()))
    };
    let unit = split(last).map(|(_, unit)| unit);
    let same = unit.is_some() && earlier.iter().all(|one| split(one).map(|(_, unit)| unit) == unit);
    let heads: Vec<String> = if same {
        earlier.iter().filter_map(|one| split(one)).map(|(number, _)| number).collect()
    } else {
        earlier.to_vec()
    };
    format!("{} and {last}", heads.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_and_places_read_as_people_say_them() {
        let hours = |list: &[i64]| list.iter().map(|n| Span::Elapsed { secs: n * 3600 }).collect::<Vec<_>>();
        assert_eq!(listed(&hours(&[1, 4, 8])), "1, 4 and 8 h");
        assert_eq!(listed(&hours(&[1])), "1 h");
        assert_eq!(listed(&[Span::Elapsed { secs: 1800 }, Span::Elapsed { secs: 7200 }]), "30 min and 2 h");
        assert_eq!(listed(&[Span::Days(1), Span::Days(3)]), "1 and 3 days");
        assert_eq!(listed(&[]), "");
        assert_eq!(
            (ordinal(1), ordinal(9), ordinal(12)),
            ("first".into(), "ninth".into(), "number 12".into())
        );
        assert_eq!(every(Span::Elapsed { secs: 1800 }), "every 30 min");
    }
}
