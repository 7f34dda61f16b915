//! The facts of an incident by their names, as scripts, templates and the hotline's list use them.
//!
//! One place says what a name means, so that a script, an update and a checklist say the same.

use super::directory::Directory;
use super::draft::{lists, minute_words, servers};
use super::incident::Phase;
use super::settings::DeskSettings;
use super::time::Instant;
use super::world::Live;

/// The names, each with what it is.
pub const FIELDS: &[(&str, &str)] = &[
    ("reference", "what people say on the phone, such as MI-0412"),
    ("ticket", "the number in the ticket system"),
    ("title", "what is wrong, in a line"),
    ("priority", "as the policy shows it"),
    ("kind", "major or regular"),
    ("environment", "production or non-production"),
    ("opened", "when it was opened, with the zone"),
    ("restored", "when service came back, with the zone"),
    ("hotline", "the hotline's number"),
    ("manager", "who sits at the desk"),
    ("desk", "what the desk is called"),
    ("command", "who has command"),
    ("services", "the services that are hit"),
    ("resolver", "whom it was referred to"),
    ("partner", "the Second Level Business Partners of the services that are hit"),
    ("impact", "the impact, as it was said last"),
    ("doing", "what is being done, as it was said last"),
    ("escalated", "to whom it was escalated last"),
];

/// An incident with what the names are looked up in.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The incident.
    pub live: &'a Live,
    /// The desk.
    pub desk: &'a DeskSettings,
    /// The directory.
    pub directory: &'a Directory,
    /// The present: times on another day carry their date.
    pub now: Instant,
}

impl Known<'_> {
    /// What is known under a name of [`FIELDS`], or under the id of an intake field; none where nothing
    /// is. Servers and distribution lists that nobody said are those of the services that are hit (S).
    pub fn value(&self, name: &str) -> Option<String> {
        let incident = &self.live.incident;
        let time = |at| minute_words(at, self.desk.zone);
        let said = || incident.intake.text(name).map(str::to_owned);
        let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        match name {
            "reference" => filled(&incident.reference),
            "ticket" => incident.ticket.clone(),
            "title" => filled(&incident.title),
            "priority" => {
                incident.traits.priority.map(|one| self.live.policy.priority_title(Some(one)).to_owned())
            }
            "kind" => filled(incident.traits.kind.word()),
            "environment" => filled(incident.traits.environment.word()),
            "opened" => Some(time(incident.opened_at)),
            "restored" => incident.restored_at.filter(|_| incident.phase != Phase::Open).map(time),
            "hotline" => filled(&self.desk.hotline),
            "manager" => filled(&self.desk.manager),
            "desk" => filled(&self.desk.name),
            "command" => incident.command.clone(),
            "services" => self.names(incident.services.iter()),
            "resolver" => incident.referred_to.clone(),
            "partner" => {
                let services = incident.services.iter().filter_map(|one| self.directory.service(one));
                self.names(services.filter_map(|service| service.partner.as_ref()))
            }
            "impact" => self.impact(),
            "doing" => incident.updates.last_words().1.map(str::to_owned),
            "escalated" => incident.escalated_to.clone(),
            "servers" => said().or_else(|| self.names(servers(self.directory, incident).iter())),
            "distribution_lists" => said().or_else(|| self.names(lists(self.directory, incident).iter())),
            _ => said(),
        }
    }

    /// What was last said of the impact; before the first update, what the intake says of it.
    fn impact(&self) -> Option<String> {
        let incident = &self.live.incident;
        let said = incident.updates.last_words().0.map(str::to_owned);
        said.or_else(|| {
            let parts = ["scope", "users_affected", "business_impact"];
            let parts: Vec<&str> = parts.iter().filter_map(|name| incident.intake.text(name)).collect();
            (!parts.is_empty()).then(|| parts.join("; "))
        })
    }

    fn names<'n>(&self, named: impl Iterator<Item = &'n super::directory::Named>) -> Option<String> {
        let mut names: Vec<String> = Vec::new();
        for one in named {
            let name = self.directory.name_of(one).to_owned();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// The same, with words that say so where nothing is known.
    pub fn said(&self, name: &str) -> String {
        self.value(name).unwrap_or_else(|| {
            match name {
                "ticket" => "(no ticket number yet)",
                "priority" => "not yet assigned",
                "manager" => "the escalation manager",
                "command" => "nobody yet",
                _ => NOT_KNOWN,
            }
            .to_owned()
        })
    }
}

/// What stands where a fact is not known.
pub const NOT_KNOWN: &str = "(not known yet)";
