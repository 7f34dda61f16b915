//! The words to read out: templates of a policy with an incident's facts filled in.

use std::collections::BTreeMap;

use minijinja::Value;

use super::draft::{intake_values, minute_words};
use super::known::{FIELDS, Known, NOT_KNOWN};
use super::schedule::Deadline;
use super::template::{check_text, environment};
use super::time::Instant;
use super::timeline::CUSTOMERS;

/// The names that a script may use beside those of an incident.
const MORE: &[&str] = &["started", "due", "next_update"];

/// Whether a template reads, and uses only names that there are.
pub fn check(template: &str) -> Result<(), String> {
    check_text(template, MORE).map_err(|err| format!("the script: {}", err.what))
}

/// A template with the facts of an incident filled in, and of one of its deadlines where it is about
/// one. Times are said to the minute. A fact that is missing is said to be missing. A template that fails is given as it stands, never
/// nothing.
pub fn render(template: &str, known: &Known<'_>, deadline: Option<&Deadline>) -> String {
    let clock_time = |at: Instant| minute_words(at, known.desk.zone);
    let said = |at: Option<Instant>| at.map_or_else(|| NOT_KNOWN.to_owned(), clock_time);
    let mut values: BTreeMap<String, Value> =
        FIELDS.iter().map(|(name, _)| ((*name).to_owned(), Value::from(known.said(name)))).collect();
    values.insert("started".to_owned(), Value::from(said(deadline.map(|one| one.starts))));
    values.insert("due".to_owned(), Value::from(said(deadline.map(|one| one.due))));
    values.insert("intake".to_owned(), intake_values(known, NOT_KNOWN));
    // Reckoned only where it is said: the clocks have to be run for it.
    let next_update = template
        .contains("next_update")
        .then(|| known.live.next_update_after(CUSTOMERS, known.now, &known.desk.civil()))
        .flatten();
    let next_update = next_update
        .map_or_else(|| "when there is more to say".to_owned(), |at| format!("by {}", clock_time(at)));
    values.insert("next_update".to_owned(), Value::from(next_update));
    environment().render_str(template, Value::from(values)).unwrap_or_else(|_| template.to_owned())
}
