//! Who pays for an incident: the rules of its category in their order, each with what is known.
//!
//! What was said of the incident counts before what follows from elsewhere. Nothing is guessed: where a rule
//! applies and lacks something, that is the answer.

use super::facts::BilledAs;
use super::rules::{BillingCategory, OTHER_ACCOUNT, accounts_meant};
use crate::domain::directory::{Directory, Named, Record, RecordId, RecordKind};
use crate::domain::incident::Incident;
use crate::domain::words::{Involvement, Payer};

/// What is missing, and what would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// What is missing.
    pub what: String,
    /// What would do.
    pub would_do: String,
    /// Whether an agency is named that the directory does not have.
    pub is_unknown_agency: bool,
}

impl Lacking {
    fn new(what: impl Into<String>, would_do: impl Into<String>) -> Self {
        Self { what: what.into(), would_do: would_do.into(), is_unknown_agency: false }
    }
}

/// Who pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// The agency.
    pub agency: RecordId,
    /// What it is called now.
    pub name: String,
    /// The rule that says so.
    pub rule: Payer,
    /// That rule in words, with what it rests on.
    pub why: String,
}

/// What one rule says.
enum Says {
    /// This agency pays, because.
    To(Named, String),
    /// It is for the next rule, because.
    Passes(&'static str),
}

/// What is known of an incident when it is asked who pays.
pub(super) struct Known<'a> {
    pub incident: &'a Incident,
    pub said: &'a BilledAs,
    /// The texts of its ticket by which things are recognised.
    pub texts: &'a [&'a str],
    pub directory: &'a Directory,
}

impl Known<'_> {
    /// Who pays by the rules of a category, or what is missing.
    pub fn bill(&self, category: &BillingCategory) -> Result<Bill, Lacking> {
        let mut passed: Option<&'static str> = None;
        for rule in &category.bill_to {
            let says = match rule {
                Payer::AccountOwner => self.account_owner(category)?,
                Payer::ApplicationOwner => self.application_owner()?,
                Payer::UserAgency => self.user_agency()?,
                Payer::DeviceOwner => self.device_owner()?,
            };
            match says {
                Says::Passes(why) => passed = Some(why),
                Says::To(agency, why) => {
                    let (agency, name) = self.recorded(&agency)?;
                    let why = passed.map_or_else(|| why.clone(), |passed| format!("{passed}: {why}"));
                    return Ok(Bill { agency, name, rule: *rule, why });
                }
            }
        }
        let rules: Vec<&str> = category.bill_to.iter().map(|one| one.word()).collect();
        Err(Lacking::new(
            format!("no rule of {} says who pays ({})", category.title, rules.join(", ")),
            "say what else it is billed as, or why it is not billed",
        ))
    }

    /// An agency of the directory, also one that was recorded after it was named.
    fn recorded(&self, agency: &Named) -> Result<(RecordId, String), Lacking> {
        let is_agency = |id: &RecordId| {
            matches!(self.directory.record(*id).map(|kept| &kept.record), Some(Record::Agency(_)))
        };
        let known = agency.record.filter(is_agency);
        let found = known.or_else(|| self.directory.by_name(&[RecordKind::Agency], &agency.name));
        found.and_then(|id| Some((id, self.directory.record(id)?.record.name().to_owned()))).ok_or_else(
            || Lacking {
                is_unknown_agency: true,
                ..Lacking::new(
                    format!("the directory has no agency {}", agency.name),
                    "keep it in the directory as an agency, or name another",
                )
            },
        )
    }

    fn account_owner(&self, category: &BillingCategory) -> Result<Says, Lacking> {
        if self.said.has_single_application == Some(true) {
            return Ok(Says::Passes("an account with access to a single application"));
        }
        if self.said.has_no_agency == Some(true) {
            return Ok(Says::Passes("an account without a billable agency"));
        }
        let meant = accounts_meant(category, self.texts);
        let kind = match (&self.said.account, meant.as_slice()) {
            (Some(kind), _) => kind.as_str(),
            (None, [kind]) => kind.id.as_str(),
            (None, _) => {
                return Err(Lacking::new(
                    "what kind of account it is, is not known",
                    "say which, or that it has no billable agency or a single application",
                ));
            }
        };
        let kinds = || category.accounts.iter().map(|one| one.title.as_str()).collect::<Vec<_>>().join(", ");
        if !category.accounts.iter().any(|one| one.id == kind) {
            return Err(Lacking::new(
                format!("an account of another kind than {} has no payer of its own", kinds()),
                "say that it has access to a single application, or no billable agency",
            ));
        }
        let title = category.account_title(kind);
        match &self.said.owner {
            Some(owner) => Ok(Says::To(owner.clone(), format!("the agency that owns the {title} account"))),
            None => Err(Lacking::new(
                format!("the agency that owns the {title} account is not known"),
                "say which it is, or that there is no billable agency",
            )),
        }
    }

    /// A name by its record as it is now, also where the record came after the name.
    fn service(&self, named: &Named) -> Option<(&str, Option<&Named>)> {
        let record = named.record.filter(|id| {
            matches!(self.directory.record(*id).map(|kept| &kept.record), Some(Record::Service(_)))
        });
        let id = record.or_else(|| self.directory.by_name(&[RecordKind::Service], &named.name))?;
        match &self.directory.record(id)?.record {
            Record::Service(service) => Some((&service.name, service.billed_to.as_ref())),
            _ => None,
        }
    }

    fn application_owner(&self) -> Result<Says, Lacking> {
        let applications: Vec<&Named> = match &self.said.application {
            Some(application) => vec![application],
            None => self.incident.services.iter().collect(),
        };
        if applications.is_empty() {
            return Err(Lacking::new(
                "no application is named",
                "say which, or name the service that is hit",
            ));
        }
        let mut owners: Vec<(&str, &Named)> = Vec::new();
        for application in applications {
            let Some((name, owner)) = self.service(application) else {
                return Err(Lacking::new(
                    format!("the directory has no service {}", application.name),
                    "keep it there with the agency it is billed to, or say which application it is",
                ));
            };
            let Some(owner) = owner else {
                return Err(Lacking::new(
                    format!("the directory does not say to which agency {name} is billed"),
                    "keep that with the service",
                ));
            };
            if !owners.iter().any(|(_, one)| one.is_same(owner)) {
                owners.push((name, owner));
            }
        }
        match owners.as_slice() {
            [(name, owner)] => {
                Ok(Says::To((*owner).clone(), format!("the agency that owns the application {name}")))
            }
            several => {
                let names: Vec<&str> =
                    several.iter().map(|(_, owner)| self.directory.name_of(owner)).collect();
                Err(Lacking::new(
                    format!("the services that are hit are billed to several agencies: {}", names.join(", ")),
                    "say which application it is",
                ))
            }
        }
    }

    fn user_agency(&self) -> Result<Says, Lacking> {
        if let Some(agency) = &self.said.user_agency {
            return Ok(Says::To(agency.clone(), "the agency of the user".to_owned()));
        }
        let customers = self.incident.people.all.iter().filter(|one| one.role == Involvement::Customer);
        let agencies = distinct(customers.map(|one| &one.whom).filter(|whom| self.is_agency(whom)));
        if !agencies.is_empty() {
            return self.only(&agencies, "the agency of the user, who is the customer contact");
        }
        let services = self.incident.services.iter().filter_map(|named| {
            let id = named.record.or_else(|| self.directory.by_name(&[RecordKind::Service], &named.name))?;
            match &self.directory.record(id)?.record {
                Record::Service(service) => Some(&service.agencies),
                _ => None,
            }
        });
        let agencies = distinct(services.flatten());
        if agencies.is_empty() {
            return Err(Lacking::new("the agency of the user is not known", "say which it is"));
        }
        self.only(&agencies, "the agency of the user, the only one that the service affects")
    }

    fn is_agency(&self, named: &Named) -> bool {
        let record = named.record.and_then(|id| self.directory.record(id));
        matches!(record.map(|kept| &kept.record), Some(Record::Agency(_)))
    }

    fn only(&self, agencies: &[&Named], why: &str) -> Result<Says, Lacking> {
        match agencies {
            [agency] => Ok(Says::To((*agency).clone(), why.to_owned())),
            several => {
                let names: Vec<&str> = several.iter().map(|one| self.directory.name_of(one)).collect();
                Err(Lacking::new(
                    format!("the user can be of several agencies: {}", names.join(", ")),
                    "say of which",
                ))
            }
        }
    }

    fn device_owner(&self) -> Result<Says, Lacking> {
        match &self.said.device_owner {
            Some(owner) => Ok(Says::To(owner.clone(), "the agency that owns the device".to_owned())),
            None => Err(Lacking::new("the agency that owns the device is not known", "say which it is")),
        }
    }
}

fn distinct<'a>(all: impl Iterator<Item = &'a Named>) -> Vec<&'a Named> {
    let mut once: Vec<&Named> = Vec::new();
    for one in all {
        if !once.iter().any(|other| other.is_same(one)) {
            once.push(one);
        }
    }
    once
}

/// What a kind of account is called, also one that the policy does not list.
pub fn account_words(category: Option<&BillingCategory>, id: &str) -> String {
    if id == OTHER_ACCOUNT {
        return "another kind of account".to_owned();
    }
    category.map_or(id, |category| category.account_title(id)).to_owned()
}
