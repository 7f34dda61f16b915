//! A drill and its scorecard in words.

use chrono_tz::Tz;

use crate::desk::drill::DrillNow;
use crate::documents::{hh_mm, sentence};
use crate::domain::drill::card::{Answers, Card, Line};
use crate::domain::report::tally::Score;
use crate::domain::span;
use crate::domain::words::counted;

/// Seconds as hours and minutes, such as `00:47`.
pub(super) fn clock_words(secs: i64) -> String {
    let minutes = secs.max(0) / 60;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// How far the script is, in a line.
pub(super) fn course_words(drill: &DrillNow) -> String {
    let elapsed = clock_words(drill.elapsed_secs);
    if drill.ended.is_some() {
        return format!("over after {elapsed} of the script");
    }
    let pace = match (drill.is_paused, drill.is_held, drill.factor) {
        (true, _, _) => "stands".to_owned(),
        (_, true, _) | (_, _, 1) => "as fast as the wall".to_owned(),
        (_, _, factor) => format!("{factor} times as fast"),
    };
    let next = match drill.next_in_secs {
        Some(secs) if secs < 60 => "next: now".to_owned(),
        Some(secs) => format!("next: in {}", span::words(secs / 60 * 60)),
        None => "next: when you have acted".to_owned(),
    };
    format!("{pace} · {elapsed} of the script · {next}")
}

/// What a line of the scorecard says of when it was done.
pub(super) fn done_words(line: &Line, zone: Tz) -> String {
    match (line.done, line.late_secs()) {
        (Some(done), Some(late)) => format!("done {}, {} late", hh_mm(done, zone), span::words(late)),
        (Some(done), None) => format!("done {}", hh_mm(done, zone)),
        (None, _) => "not done".to_owned(),
    }
}

/// How many deadlines were met and missed.
pub(super) fn sum_words(card: &Card) -> String {
    let running = match card.running {
        0 => String::new(),
        running => format!(", {running} with time left"),
    };
    format!("{} met, {} missed{running}", card.met(), card.missed())
}

pub(super) fn score_words(score: &Score) -> String {
    match score.met.count + score.missed.count {
        0 => "none was owed".to_owned(),
        all => format!("{} of {all} on time", score.met.count),
    }
}

pub(super) fn answers_words(answers: &Answers) -> String {
    if answers.rang == 0 {
        return "none rang".to_owned();
    }
    let rang = counted(answers.rang, "rang", "rang");
    if answers.answered == 0 {
        return format!("{rang}, none was answered");
    }
    format!(
        "{rang}, {} answered, after {} by the mean and {} at most",
        answers.answered,
        span::words(answers.mean_secs),
        span::words(answers.longest_secs)
    )
}

/// The rows beside the clocks: what they are about and what came of it.
pub(super) fn sums(card: &Card) -> [(&'static str, String); 4] {
    [
        ("Deadlines", sum_words(card)),
        ("Updates", score_words(&card.updates)),
        ("Hotline calls", score_words(&card.hotline)),
        ("Alarms", answers_words(&card.answers)),
    ]
}

/// The whole scorecard as text.
pub fn card_text(card: &Card, title: &str, zone: Tz) -> String {
    let mut text = format!(
        "Drill: {title}\nScorecard after {}\n\n",
        clock_words((card.ended - card.begun).num_seconds())
    );
    for (name, words) in sums(card) {
        text.push_str(&format!("{name}: {words}\n"));
    }
    text.push_str("\nWhat to do better\n");
    if card.better.is_empty() {
        text.push_str("Nothing was missed\n");
    }
    for words in &card.better {
        text.push_str(&format!("- {}\n", sentence(words)));
    }
    text.push_str("\nEach clock\n");
    for line in &card.lines {
        let word = if line.is_met { "met" } else { "missed" };
        let done = done_words(line, zone);
        text.push_str(&format!("{word}: {}, due {}, {done}\n", line.title, hh_mm(line.due, zone)));
    }
    text
}
