//! The words to read out: templates of a policy with an incident's facts filled in.

use minijinja::{Environment, UndefinedBehavior, Value, context};

use super::schedule::Deadline;
use super::settings::DeskSettings;
use super::time::Instant;
use super::typed_time;
use super::words::Priority;
use super::world::Live;

/// The names that a template may use.
const FIELDS: &[&str] = &[
    "reference",
    "ticket",
    "title",
    "priority",
    "kind",
    "environment",
    "opened",
    "started",
    "due",
    "hotline",
    "manager",
    "desk",
    "command",
    "next_update",
];

fn environment<'a>() -> Environment<'a> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment
}

/// Whether a template reads, and uses only names that there are.
pub fn check(template: &str) -> Result<(), String> {
    let environment = environment();
    let parsed =
        environment.template_from_str(template).map_err(|err| format!("the script does not read: {err}"))?;
    let mut unknown: Vec<String> = parsed
        .undeclared_variables(false)
        .into_iter()
        .filter(|name| !FIELDS.contains(&name.as_str()))
        .collect();
    unknown.sort();
    match unknown.first() {
        None => Ok(()),
        Some(name) => Err(format!("the script uses `{name}`; there are {}", FIELDS.join(", "))),
    }
}

/// A template with the facts of an incident and one of its deadlines filled in, as it is said at
/// `now`. A fact that is missing is said to be missing. A template that fails is given as it stands,
/// never nothing.
pub fn render(template: &str, live: &Live, deadline: &Deadline, desk: &DeskSettings, now: Instant) -> String {
    let (incident, policy) = (&live.incident, &live.policy);
    let clock_time = |at| typed_time::understood(at, desk.zone);
    let next_update =
        || live.next_update_after(now, &desk.civil()).map(|at| format!("by {}", clock_time(at)));
    let asks_for_next = template.contains("next_update");
    let values: Value = context! {
        reference => incident.reference.as_str(),
        ticket => incident.ticket.clone().unwrap_or_else(|| "(no ticket number yet)".to_owned()),
        title => incident.title.as_str(),
        priority => incident.traits.priority.map_or("not yet assigned", |one: Priority| policy.priority_title(Some(one))),
        kind => incident.traits.kind.word(),
        environment => incident.traits.environment.word(),
        opened => clock_time(incident.opened_at),
        started => clock_time(deadline.starts),
        due => clock_time(deadline.due),
        hotline => desk.hotline.as_str(),
        manager => if desk.manager.is_empty() { "the escalation manager" } else { desk.manager.as_str() },
        desk => desk.name.as_str(),
        command => incident.command.clone().unwrap_or_else(|| "nobody yet".to_owned()),
        next_update => asks_for_next.then(next_update).flatten().unwrap_or_else(|| "when there is more to say".to_owned()),
    };
    environment().render_str(template, values).unwrap_or_else(|_| template.to_owned())
}
