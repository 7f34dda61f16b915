//! The billing detail of a month: a line for each incident that is billed, what cannot be billed and what
//! would do, and what is not billed.
//!
//! An incident belongs to the month in which it was opened, in the desk's zone, so each is in exactly one;
//! and it makes at most one line.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::facts::BilledAs;
use super::money::{Amounts, Money};
use super::month::Month;
use super::payer::{Bill, Known};
use super::rules::{BillingCategory, category, meant};
use crate::domain::directory::RecordId;
use crate::domain::event::{Fact, IncidentId};
use crate::domain::incident::{Incident, IncidentRow, Phase};
use crate::domain::ticket::{FIELD_CATEGORY, FIELD_SUBCATEGORY, KnownTicket, Said};
use crate::domain::time::Instant;
use crate::domain::words::{BillingUnit, Payer};
use crate::domain::world::{Live, World};

/// The incident that something is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Its name for good.
    pub id: IncidentId,
    /// What people say on the phone.
    pub reference: String,
    /// Number in the ticket system.
    pub ticket: Option<String>,
    /// What is wrong, in a line.
    pub title: String,
    /// When it was opened.
    pub opened_at: Instant,
}

/// One incident that is billed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The incident.
    pub about: About,
    /// The category's id.
    pub category: String,
    /// What the category is called.
    pub title: String,
    /// What the rate is for.
    pub unit: BillingUnit,
    /// The flat rate, which is what is billed.
    pub rate: Money,
    /// The agency that pays.
    pub agency: RecordId,
    /// What it is called now.
    pub agency_name: String,
    /// The rule that says so.
    pub rule: Payer,
    /// That rule in words.
    pub why: String,
}

/// Why an incident cannot be billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trouble {
    /// Nothing says as what.
    NoCategory,
    /// Its ticket means several categories.
    SeveralCategories,
    /// Its category is in no policy.
    UnknownCategory,
    /// Its category has no rate for its year.
    NoRate,
    /// What a rule needs is not known.
    NoPayer,
    /// The directory does not have the agency.
    UnknownAgency,
    /// Another incident has the same ticket, and a ticket is billed once.
    SameTicket,
}

impl Trouble {
    /// The word in files and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoCategory => "no category",
            Self::SeveralCategories => "several categories",
            Self::UnknownCategory => "unknown category",
            Self::NoRate => "no rate",
            Self::NoPayer => "no payer",
            Self::UnknownAgency => "unknown agency",
            Self::SameTicket => "same ticket",
        }
    }
}

/// An incident that is to be billed and cannot be yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The incident.
    pub about: About,
    /// The category's id, where it is known.
    pub category: Option<String>,
    /// What the category is called, where it is known.
    pub title: Option<String>,
    /// Why not, in a word.
    pub trouble: Trouble,
    /// Why not.
    pub what: String,
    /// What would do.
    pub would_do: String,
    /// What was said of its billing so far.
    pub said: BilledAs,
}

/// An incident that is not billed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unbilled {
    /// The incident.
    pub about: About,
    /// Why.
    pub why: String,
}

/// How many lines of a category an agency has, and what they come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many.
    pub lines: u64,
    /// What they come to.
    pub amounts: Amounts,
}

impl Sum {
    fn add(&mut self, rate: &Money) {
        self.lines += 1;
        self.amounts.add(rate);
    }
}

/// What an agency pays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgencySum {
    /// The agency.
    pub agency: RecordId,
    /// What it is called now.
    pub name: String,
    /// By what each category is called.
    pub categories: BTreeMap<String, Sum>,
    /// All of them.
    pub whole: Sum,
}

/// The earlier incident of each ticket that several have, over the whole history: a ticket is billed once.
#[derive(Debug, Clone, Default)]
pub struct Twins {
    later: BTreeMap<IncidentId, String>,
}

impl Twins {
    /// Those among the lines of the history. What was opened in error or is a duplicate has no say.
    pub fn of(rows: &[IncidentRow]) -> Self {
        let mut all: Vec<(String, &IncidentRow)> = rows
            .iter()
            .filter(|row| !matches!(row.phase, Phase::Cancelled | Phase::Duplicate))
            .filter_map(|row| Some((row.ticket.as_ref()?.trim().to_lowercase(), row)))
            .filter(|(ticket, _)| !ticket.is_empty())
            .collect();
        all.sort_by(|(one, row), (other, other_row)| {
            one.cmp(other).then_with(|| row.opening.place().cmp(&other_row.opening.place()))
        });
        let mut later = BTreeMap::new();
        let mut first: Option<(&str, &IncidentRow)> = None;
        for (ticket, row) in &all {
            match first.filter(|(of, _)| of == ticket) {
                Some((_, earlier)) => {
                    later.insert(row.id, earlier.reference.clone());
                }
                None => first = Some((ticket, row)),
            }
        }
        Self { later }
    }

    /// The reference of the incident that had the ticket first, where that is another.
    pub fn earlier(&self, id: IncidentId) -> Option<&str> {
        self.later.get(&id).map(String::as_str)
    }
}

/// The billing detail of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillingDetail {
    /// The month.
    pub month: Month,
    /// The zone of its wall clock.
    pub zone: Tz,
    /// What is billed, in the order in which it came.
    pub lines: Vec<Line>,
    /// What cannot be billed yet.
    pub exceptions: Vec<Exception>,
    /// What is not billed.
    pub unbilled: Vec<Unbilled>,
}

impl BillingDetail {
    /// The detail of a month without an incident.
    pub const fn new(month: Month, zone: Tz) -> Self {
        Self { month, zone, lines: Vec::new(), exceptions: Vec::new(), unbilled: Vec::new() }
    }

    /// One more incident. One that was not opened in the month changes nothing.
    pub fn take(&mut self, live: &Live, world: &World, twins: &Twins) {
        let incident = &live.incident;
        if !self.month.window(self.zone).contains(incident.opened_at) {
            return;
        }
        let about = about(incident);
        if let Some(why) = not_billed(incident) {
            self.unbilled.push(Unbilled { about, why });
            return;
        }
        match judged(live, world, twins, self.zone) {
            Ok(Judged { category, rate, bill }) => self.lines.push(Line {
                about,
                category: category.id.clone(),
                title: category.title.clone(),
                unit: category.unit,
                rate,
                agency: bill.agency,
                agency_name: bill.name,
                rule: bill.rule,
                why: bill.why,
            }),
            Err(refused) => {
                let Refused { category, title, trouble, what, would_do } = refused;
                let said = incident.billed_as.clone().unwrap_or_default();
                self.exceptions.push(Exception { about, category, title, trouble, what, would_do, said });
            }
        }
    }

    /// How many incidents were opened in the month: each is a line, an exception or not billed.
    pub fn incidents(&self) -> usize {
        self.lines.len() + self.exceptions.len() + self.unbilled.len()
    }

    /// What all lines come to.
    pub fn whole(&self) -> Sum {
        let mut whole = Sum::default();
        self.lines.iter().for_each(|line| whole.add(&line.rate));
        whole
    }

    /// What each agency pays, by name.
    pub fn agencies(&self) -> Vec<AgencySum> {
        let mut all: BTreeMap<(String, RecordId), AgencySum> = BTreeMap::new();
        for line in &self.lines {
            let key = (line.agency_name.to_lowercase(), line.agency);
            let sum = all.entry(key).or_insert_with(|| AgencySum {
                agency: line.agency,
                name: line.agency_name.clone(),
                categories: BTreeMap::new(),
                whole: Sum::default(),
            });
            sum.categories.entry(line.title.clone()).or_default().add(&line.rate);
            sum.whole.add(&line.rate);
        }
        all.into_values().collect()
    }

    /// What each category comes to, by what it is called.
    pub fn categories(&self) -> BTreeMap<String, Sum> {
        let mut all: BTreeMap<String, Sum> = BTreeMap::new();
        for line in &self.lines {
            all.entry(line.title.clone()).or_default().add(&line.rate);
        }
        all
    }
}

fn about(incident: &Incident) -> About {
    About {
        id: incident.id,
        reference: incident.reference.clone(),
        ticket: incident.ticket.clone(),
        title: incident.title.clone(),
        opened_at: incident.opened_at,
    }
}

/// Why an incident is not billed at all, if it is not.
fn not_billed(incident: &Incident) -> Option<String> {
    match incident.phase {
        Phase::Cancelled => Some("opened in error".to_owned()),
        Phase::Duplicate => Some(
            incident
                .effective()
                .rev()
                .find_map(|entry| match entry.fact() {
                    Fact::MarkedDuplicate { of, .. } => Some(format!("the same as {of}")),
                    _ => None,
                })
                .unwrap_or_else(|| "the same as another incident".to_owned()),
        ),
        Phase::Open | Phase::Restored | Phase::Closed => {
            incident.billed_as.as_ref().and_then(|said| said.not_billed.clone())
        }
    }
}

struct Judged<'a> {
    category: &'a BillingCategory,
    rate: Money,
    bill: Bill,
}

struct Refused {
    category: Option<String>,
    title: Option<String>,
    trouble: Trouble,
    what: String,
    would_do: String,
}

fn refused(
    category: Option<&BillingCategory>,
    trouble: Trouble,
    what: impl Into<String>,
    would_do: impl Into<String>,
) -> Refused {
    let title = category.map(|one| one.title.clone());
    let category = category.map(|one| one.id.clone());
    Refused { category, title, trouble, what: what.into(), would_do: would_do.into() }
}

/// What an incident is billed as: what was said, or what its ticket means.
fn category_of<'a>(
    said: &BilledAs,
    texts: &[&str],
    rules: &'a [BillingCategory],
) -> Result<&'a BillingCategory, Refused> {
    if let Some(id) = &said.category {
        return category(rules, id).ok_or_else(|| {
            let known: Vec<&str> = rules.iter().map(|one| one.id.as_str()).collect();
            let what = format!("the policy has no category {id}");
            let would_do = if known.is_empty() {
                "add it to the policy under [[billing]]".to_owned()
            } else {
                format!("bill it as one of {}", known.join(", "))
            };
            refused(None, Trouble::UnknownCategory, what, would_do)
        });
    }
    match meant(rules, texts).as_slice() {
        [only] => Ok(only),
        [] => {
            let what = if texts.is_empty() {
                "nothing says as what it is billed".to_owned()
            } else {
                format!("no category has words for {}", texts.join(", "))
            };
            let would_do = "say as what it is billed, or add the words to the policy";
            Err(refused(None, Trouble::NoCategory, what, would_do))
        }
        several => {
            let names: Vec<&str> = several.iter().map(|one| one.title.as_str()).collect();
            let what = format!("{} can mean {}", texts.join(", "), names.join(" or "));
            Err(refused(None, Trouble::SeveralCategories, what, "say as which it is billed"))
        }
    }
}

/// The texts of an incident's ticket by which its category is recognised.
fn texts(said: &Said) -> Vec<&str> {
    [FIELD_CATEGORY, FIELD_SUBCATEGORY].iter().filter_map(|name| said.field(name)).collect()
}

/// What an incident is billed as by what is known now: what was said, or what its ticket means.
pub fn category_now<'a>(live: &'a Live, world: &'a World) -> Option<&'a BillingCategory> {
    let said = live.incident.billed_as.clone().unwrap_or_default();
    let ticket = KnownTicket::of(&live.incident).said;
    category_of(&said, &texts(&ticket), world.billing_rules(live)).ok()
}

fn judged<'a>(live: &'a Live, world: &'a World, twins: &Twins, zone: Tz) -> Result<Judged<'a>, Refused> {
    let incident = &live.incident;
    let nothing = BilledAs::default();
    let said = incident.billed_as.as_ref().unwrap_or(&nothing);
    let ticket = KnownTicket::of(incident).said;
    let texts = texts(&ticket);
    let category = category_of(said, &texts, world.billing_rules(live))?;
    if let Some(earlier) = twins.earlier(incident.id) {
        let ticket = incident.ticket.as_deref().unwrap_or_default();
        let what = format!("{earlier} has the ticket {ticket} too, and a ticket is billed once");
        let would_do = "mark one of them a duplicate, or correct its ticket";
        return Err(refused(Some(category), Trouble::SameTicket, what, would_do));
    }
    let known = Known { incident, said, texts: &texts, directory: &world.directory };
    let bill = known.bill(category).map_err(|lacking| {
        let trouble = if lacking.is_unknown_agency { Trouble::UnknownAgency } else { Trouble::NoPayer };
        refused(Some(category), trouble, lacking.what, lacking.would_do)
    })?;
    let year = Month::of(incident.opened_at, zone).year();
    let rate = world.rates.rate(&category.id, year).ok_or_else(|| {
        let what = format!("{} has no rate for {year}", category.title);
        refused(Some(category), Trouble::NoRate, what, format!("set the rate of {} for {year}", category.id))
    })?;
    Ok(Judged { category, rate: rate.money.clone(), bill })
}
