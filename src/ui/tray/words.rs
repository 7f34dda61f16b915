//! The words in the tray: how many are open, and what is next. They change once a minute at most.

use chrono::TimeDelta;

use crate::domain::board::NextDeadline;
use crate::domain::span;
use crate::domain::time::Instant;
use crate::ui::repaint::secs_left;

const MINUTE: i64 = 60;

/// What is said at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// The words beside the picture.
    pub words: String,
    /// The line of the menu that leads to what is loudest.
    pub line: Option<String>,
    /// Whether something is overdue, or nothing is told any more.
    pub is_urgent: bool,
    /// How long it reads the same as long as nothing happens.
    pub holds: TimeDelta,
}

/// What is said of so many open incidents and the loudest deadline, with its incident's reference.
pub(super) fn said(
    open: u64,
    loudest: Option<&(String, NextDeadline)>,
    is_stopped: bool,
    now: Instant,
) -> Said {
    let count = if open == 0 { "nothing open".to_owned() } else { format!("{open} open") };
    let minute = TimeDelta::seconds(MINUTE);
    if is_stopped {
        let words = "the desk has stopped, and tells no alarm; start Bridgewatch again".to_owned();
        return Said { words, line: None, is_urgent: true, holds: minute };
    }
    let Some((reference, next)) = loudest else {
        let words = if open == 0 { count } else { format!("{count}, nothing is due") };
        return Said { words, line: None, is_urgent: false, holds: minute };
    };
    let left = secs_left(next.due, now);
    let what = format!("{} {reference}", lower(&next.title));
    let (words, when) = if left >= 0 {
        let when = if left < MINUTE {
            "in less than a minute".to_owned()
        } else {
            format!("in {}", span::words(left))
        };
        (format!("{count}, next: {what} {when}"), when)
    } else if left > -MINUTE {
        (format!("{count}, overdue: {what}, just now"), "overdue".to_owned())
    } else {
        let by = span::words(left);
        (format!("{count}, overdue: {what}, by {by}"), format!("overdue by {by}"))
    };
    // To the next full minute before or after it.
    let turn = if left >= 0 { left % MINUTE + 1 } else { MINUTE - left.abs() % MINUTE };
    let within = TimeDelta::milliseconds(i64::from(now.timestamp_subsec_millis().min(999)));
    Said {
        words,
        line: Some(format!("{reference}: {}, {when}", next.title)),
        is_urgent: left < 0,
        holds: TimeDelta::seconds(turn) - within,
    }
}

/// Within a sentence; `SME engaged` stays as it is.
fn lower(title: &str) -> String {
    let mut chars = title.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), second) if !second.is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::domain::policy::Completion;
    use crate::domain::schedule::DeadlineState;

    fn now() -> Instant {
        "2026-03-02T14:05:00Z".parse().unwrap()
    }

    fn next(secs: i64) -> (String, NextDeadline) {
        let next = NextDeadline {
            clock: Arc::from("customer-update-critical"),
            title: "Customer update".to_owned(),
            action: String::new(),
            due: now() + TimeDelta::seconds(secs),
            state: DeadlineState::Running,
            is_quiet: false,
            completion: Completion::Milestone,
        };
        ("MI-0412".to_owned(), next)
    }

    #[test]
    fn what_is_next_is_said_by_the_minute_and_what_is_overdue_otherwise() {
        for (secs, words, is_urgent) in [
            (4_800, "3 open, next: customer update MI-0412 in 1 h 20 min", false),
            (291, "3 open, next: customer update MI-0412 in 4 min", false),
            (60, "3 open, next: customer update MI-0412 in 1 min", false),
            (59, "3 open, next: customer update MI-0412 in less than a minute", false),
            (0, "3 open, next: customer update MI-0412 in less than a minute", false),
            (-1, "3 open, overdue: customer update MI-0412, just now", true),
            (-60, "3 open, overdue: customer update MI-0412, by 1 min", true),
            (-730, "3 open, overdue: customer update MI-0412, by 12 min", true),
        ] {
            let said = said(3, Some(&next(secs)), false, now());
            assert_eq!((said.words.as_str(), said.is_urgent), (words, is_urgent), "{secs}");
        }
        assert_eq!(
            said(3, Some(&next(291)), false, now()).line.as_deref(),
            Some("MI-0412: Customer update, in 4 min")
        );
        assert_eq!(said(0, None, false, now()).words, "nothing open");
        assert_eq!(said(2, None, false, now()).words, "2 open, nothing is due");
        assert!(said(2, None, true, now()).words.contains("stopped"));
    }

    #[test]
    fn words_hold_exactly_until_they_read_otherwise() {
        for secs in [-3_700, -121, -120, -61, -60, -59, -1, 0, 1, 59, 60, 61, 119, 120, 3_599, 3_601, 90_000]
        {
            let pair = next(secs);
            let first = said(3, Some(&pair), false, now());
            assert!(first.holds >= TimeDelta::seconds(1) && first.holds <= TimeDelta::seconds(60), "{secs}");
            let before = now() + first.holds - TimeDelta::seconds(1);
            assert_eq!(said(3, Some(&pair), false, before).words, first.words, "{secs}");
            if secs.abs() < 86_400 {
                let after = said(3, Some(&pair), false, now() + first.holds).words;
                assert_ne!(after, first.words, "{secs}");
            }
        }
    }

    #[test]
    fn a_word_of_capitals_stays() {
        assert_eq!(lower("SME engaged"), "SME engaged");
        assert_eq!(lower("Übergabe"), "übergabe");
        assert_eq!(lower(""), "");
    }
}
