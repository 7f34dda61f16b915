//! How long there is, in words: countdowns to a deadline and ages of what has been.
//!
//! Pure functions of whole seconds. The clock stays outside, and so does colour.
//!
//! Within the hour a countdown shows seconds; beyond it, minutes; beyond a day, hours. The unit
//! that is cut off is never shown as still there: a countdown rounds down, so nobody relies on
//! time that has gone, and it is short by less than the unit it ends in. An overdue time rounds
//! down as well: `−1 h 12` means that at least 1 h 12 min have gone by.

/// One minute in seconds.
const MINUTE: i64 = 60;
/// One hour in seconds.
const HOUR: i64 = 60 * MINUTE;
/// One day in seconds.
const DAY: i64 = 24 * HOUR;

/// The words for the time until a deadline, of at most eight characters for the next 99 days.
///
/// | seconds left | shown |
/// | --- | --- |
/// | up to an hour | `59:59`, `04:51`, `00:00` |
/// | up to a day | `1 h 00`, `1 h 12`, `23 h 59` |
/// | more | `1 d 0 h`, `1 d 4 h` |
/// | overdue | the same with a minus sign (U+2212): `−00:01`, `−02:10`, `−1 h 12` |
///
/// A deadline that is due this second is `00:00`, without a sign.
///
/// ```
/// use bridgewatch::ui::countdown::countdown;
///
/// assert_eq!(countdown(291), "04:51");
/// assert_eq!(countdown(-130), "−02:10");
/// ```
pub fn countdown(secs_left: i64) -> String {
    let sign = if secs_left < 0 { "−" } else { "" };
    // The one instant without a positive counterpart is 292 thousand million years overdue.
    let secs = secs_left.saturating_abs();
    if secs < HOUR {
        format!("{sign}{:02}:{:02}", secs / MINUTE, secs % MINUTE)
    } else if secs < DAY {
        format!("{sign}{} h {:02}", secs / HOUR, secs % HOUR / MINUTE)
    } else {
        format!("{sign}{} d {} h", secs / DAY, secs % DAY / HOUR)
    }
}

/// The countdown as a screen reader should say it, without signs and figures run together.
///
/// It names minutes, not seconds, and so stays the same for a minute: a live region that
/// carries it speaks once a minute and not once a second.
///
/// ```
/// use bridgewatch::ui::countdown::spoken;
///
/// assert_eq!(spoken(291), "due in 4 minutes");
/// assert_eq!(spoken(-130), "overdue by 2 minutes");
/// ```
pub fn spoken(secs_left: i64) -> String {
    let secs = secs_left.saturating_abs();
    let length = if secs < MINUTE {
        "less than a minute".to_owned()
    } else if secs < HOUR {
        plural(secs / MINUTE, "minute")
    } else if secs < DAY {
        two(plural(secs / HOUR, "hour"), secs % HOUR / MINUTE, "minute")
    } else {
        two(plural(secs / DAY, "day"), secs % DAY / HOUR, "hour")
    };
    if secs_left < 0 { format!("overdue by {length}") } else { format!("due in {length}") }
}

/// The words for how long ago something began: `0 min`, `6 min`, `1 h 12 min`, `2 d 4 h`.
///
/// Rounds down. A beginning in the future counts as now.
///
/// ```
/// use bridgewatch::ui::countdown::age;
///
/// assert_eq!(age(72 * 60 + 59), "1 h 12 min");
/// ```
pub fn age(secs: i64) -> String {
    let secs = secs.max(0);
    if secs < HOUR {
        format!("{} min", secs / MINUTE)
    } else if secs < DAY {
        format!("{} h {} min", secs / HOUR, secs % HOUR / MINUTE)
    } else {
        format!("{} d {} h", secs / DAY, secs % DAY / HOUR)
    }
}

/// After how many seconds [`countdown`] will read differently. At least one.
///
/// A screen that asks for its next frame then repaints each second within the hour, at the
/// turn of the minute beyond it, and at the turn of the hour beyond a day. Seconds are whole:
/// with a clock that reads finer, take off the part of the second that has gone.
///
/// ```
/// use bridgewatch::ui::countdown::{countdown, next_change_secs};
///
/// let left = 2 * 3600 + 90; // 2 h 01
/// assert_eq!(next_change_secs(left), 31);
/// assert_eq!(countdown(left - 30), "2 h 01");
/// assert_eq!(countdown(left - 31), "2 h 00");
/// ```
pub fn next_change_secs(secs_left: i64) -> i64 {
    let secs = secs_left.saturating_abs();
    let unit = unit_of(secs);
    if secs_left >= 0 {
        // It falls: the words hold down to the last second of their unit, and change after it.
        secs % unit + 1
    } else {
        // It rises, overdue.
        unit - secs % unit
    }
}

/// After how many seconds [`age()`] will read differently. At least one.
pub fn next_age_change_secs(secs: i64) -> i64 {
    if secs < 0 {
        return MINUTE.saturating_sub(secs);
    }
    let unit = if secs < DAY { MINUTE } else { HOUR };
    unit - secs % unit
}

/// The unit that [`countdown`] ends in for this many seconds, in seconds.
fn unit_of(secs: i64) -> i64 {
    if secs < HOUR {
        1
    } else if secs < DAY {
        MINUTE
    } else {
        HOUR
    }
}

/// A number with its noun, in the plural where there isn't one of them.
fn plural(count: i64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// A length in two units, the second left out where it is zero.
fn two(large: String, count: i64, noun: &str) -> String {
    if count == 0 { large } else { format!("{large} {}", plural(count, noun)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countdowns_read_right_at_each_boundary() {
        for (secs, words) in [
            (0, "00:00"),
            (1, "00:01"),
            (9, "00:09"),
            (59, "00:59"),
            (60, "01:00"),
            (61, "01:01"),
            (291, "04:51"),
            (38 * 60 + 20, "38:20"),
            (HOUR - 1, "59:59"),
            (HOUR, "1 h 00"),
            (HOUR + 1, "1 h 00"),
            (HOUR + 59, "1 h 00"),
            (HOUR + 60, "1 h 01"),
            (72 * 60, "1 h 12"),
            (2 * HOUR - 1, "1 h 59"),
            (2 * HOUR, "2 h 00"),
            (10 * HOUR + 5 * 60, "10 h 05"),
            (DAY - 1, "23 h 59"),
            (DAY, "1 d 0 h"),
            (DAY + HOUR - 1, "1 d 0 h"),
            (DAY + HOUR, "1 d 1 h"),
            (28 * HOUR, "1 d 4 h"),
            (2 * DAY - 1, "1 d 23 h"),
            (2 * DAY, "2 d 0 h"),
            (99 * DAY + 23 * HOUR, "99 d 23 h"),
            (-1, "−00:01"),
            (-59, "−00:59"),
            (-60, "−01:00"),
            (-130, "−02:10"),
            (1 - HOUR, "−59:59"),
            (-HOUR, "−1 h 00"),
            (-72 * 60, "−1 h 12"),
            (-72 * 60 - 59, "−1 h 12"),
            (1 - DAY, "−23 h 59"),
            (-DAY, "−1 d 0 h"),
            (-(28 * HOUR), "−1 d 4 h"),
        ] {
            assert_eq!(countdown(secs), words, "{secs} s left");
        }
    }

    #[test]
    fn ages_read_right_at_each_boundary() {
        for (secs, words) in [
            (-5, "0 min"),
            (0, "0 min"),
            (59, "0 min"),
            (60, "1 min"),
            (6 * 60 + 59, "6 min"),
            (HOUR - 1, "59 min"),
            (HOUR, "1 h 0 min"),
            (72 * 60, "1 h 12 min"),
            (DAY - 1, "23 h 59 min"),
            (DAY, "1 d 0 h"),
            (52 * HOUR, "2 d 4 h"),
        ] {
            assert_eq!(age(secs), words, "{secs} s");
        }
    }

    #[test]
    fn spoken_words_hold_for_a_minute_and_count_right() {
        for (secs, words) in [
            (0, "due in less than a minute"),
            (59, "due in less than a minute"),
            (60, "due in 1 minute"),
            (119, "due in 1 minute"),
            (120, "due in 2 minutes"),
            (HOUR, "due in 1 hour"),
            (72 * 60, "due in 1 hour 12 minutes"),
            (28 * HOUR, "due in 1 day 4 hours"),
            (2 * DAY, "due in 2 days"),
            (-1, "overdue by less than a minute"),
            (-130, "overdue by 2 minutes"),
        ] {
            assert_eq!(spoken(secs), words, "{secs} s left");
        }
    }

    /// A countdown read back into the seconds that it promises, and the unit that it ends in.
    fn read(words: &str) -> (i64, i64) {
        let (sign, rest) = words.strip_prefix('−').map_or((1, words), |rest| (-1, rest));
        let parts: Vec<&str> = rest.split([' ', ':']).collect();
        let number = |i: usize| parts[i].parse::<i64>().expect(words);
        let (secs, unit) = match parts.as_slice() {
            [_, _] => (number(0) * MINUTE + number(1), 1),
            [_, "h", _] => (number(0) * HOUR + number(2) * MINUTE, MINUTE),
            [_, "d", _, "h"] => (number(0) * DAY + number(2) * HOUR, HOUR),
            _ => panic!("{words} is no countdown"),
        };
        (sign * secs, unit)
    }

    /// Every second of two days and an hour around the deadline, either side.
    fn every_second() -> std::ops::RangeInclusive<i64> {
        -(2 * DAY + HOUR)..=2 * DAY + HOUR
    }

    #[test]
    fn a_countdown_is_off_by_less_than_its_unit_and_never_promises_more_than_is_left() {
        for left in every_second() {
            let (shown, unit) = read(&countdown(left));
            assert!((left - shown).abs() < unit, "{left} s left, shown as {shown}");
            assert!(shown.abs() <= left.abs(), "{left} s left, shown as {shown}");
        }
    }

    #[test]
    fn a_countdown_changes_exactly_when_it_said_it_would() {
        // One pass backwards from the far end: the next change is known from the second after.
        let mut changes_after = 0;
        let mut words_after = String::new();
        for left in every_second() {
            let words = countdown(left);
            changes_after = if words == words_after { changes_after + 1 } else { 1 };
            if left > *every_second().start() + DAY {
                assert_eq!(next_change_secs(left), changes_after, "{left} s left");
            }
            words_after = words;
        }
    }

    #[test]
    fn an_age_changes_exactly_when_it_said_it_would() {
        for secs in (-130..=2 * HOUR).chain(DAY - HOUR..=DAY + 2 * HOUR) {
            let wait = next_age_change_secs(secs);
            assert!(wait >= 1);
            assert_eq!(age(secs + wait - 1), age(secs), "{secs} s: too late");
            assert_ne!(age(secs + wait), age(secs), "{secs} s: too early");
        }
    }

    #[test]
    fn a_screen_that_sleeps_until_the_next_change_shows_every_countdown_once() {
        let mut left = 2 * HOUR + 3;
        let mut frames = Vec::new();
        while left > HOUR - 3 {
            frames.push(countdown(left));
            left -= next_change_secs(left);
        }
        // 2 h 00, sixty minutes down to 1 h 00, and then by the second: 59:59, 59:58.
        assert_eq!(frames.len(), 1 + 60 + 2);
        assert!(frames.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(frames.last().map(String::as_str), Some("59:58"));
    }

    #[test]
    fn the_ends_of_time_do_not_overflow() {
        for secs in [i64::MIN, i64::MIN + 1, i64::MAX] {
            assert!(!countdown(secs).is_empty());
            assert!(!spoken(secs).is_empty());
            assert!(!age(secs).is_empty());
            assert!(next_change_secs(secs) >= 1);
            assert!(next_age_change_secs(secs) >= 1);
        }
    }
}
