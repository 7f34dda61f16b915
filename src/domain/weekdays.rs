//! Weekdays as people name them, Monday first.
//!
//! Never here: what they are for.

/// The short names, Monday first, as they stand in files.
pub const SHORT: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The names on screen, Monday first.
pub const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// All seven.
pub const EVERY: [bool; 7] = [true; 7];

/// The days that some words name, by three letters or more each; none of the words all of them.
///
/// # Errors
/// What is no day, and what would do.
pub fn read<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<[bool; 7], (String, String)> {
    const FULL: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let mut days = [false; 7];
    for word in words.into_iter().map(str::trim).filter(|word| !word.is_empty()) {
        let said = word.to_lowercase();
        let at = FULL.iter().position(|full| said.chars().count() >= 3 && full.starts_with(said.as_str()));
        let Some(day) = at.and_then(|at| days.get_mut(at)) else {
            let short: String = word.chars().take(40).collect();
            return Err((format!("`{short}` is not a day"), format!("use {}", SHORT.join(", "))));
        };
        *day = true;
    }
    Ok(if days == [false; 7] { EVERY } else { days })
}

/// The days in words: `every day`, `Mon to Fri`, `Mon, Wed, Sat and Sun`.
pub fn words(days: [bool; 7]) -> String {
    let on: Vec<(usize, &str)> =
        NAMES.iter().copied().enumerate().filter(|(at, _)| days.get(*at).is_some_and(|on| *on)).collect();
    let is_a_run = on.windows(2).all(|pair| matches!(pair, [(one, _), (next, _)] if one + 1 == *next));
    match on.as_slice() {
        [] => "no day".to_owned(),
        all if all.len() == 7 => "every day".to_owned(),
        [(_, first), .., (_, last)] if is_a_run && on.len() > 2 => format!("{first} to {last}"),
        [(_, only)] => (*only).to_owned(),
        [before @ .., (_, last)] => {
            let before: Vec<&str> = before.iter().map(|(_, name)| *name).collect();
            format!("{} and {last}", before.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_said() {
        for (typed, said) in [
            ("", "every day"),
            ("mon tue wed thu fri", "Mon to Fri"),
            ("sunday  SAT", "Sat and Sun"),
            ("wed", "Wed"),
            ("mon wed fri", "Mon, Wed and Fri"),
            ("mon tue wed thu fri sat sun", "every day"),
        ] {
            assert_eq!(words(read(typed.split(' ')).unwrap()), said, "{typed}");
        }
        assert_eq!(words([false; 7]), "no day");
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for typed in ["mo", "moonday", "1", "m\u{301}on", "t"] {
            let (what, would_do) = read([typed]).unwrap_err();
            assert!(what.contains("is not a day") && would_do.contains("mon, tue"), "{typed}: {what}");
        }
        assert!(read(["x".repeat(100_000).as_str()]).unwrap_err().0.len() < 80);
    }
}
