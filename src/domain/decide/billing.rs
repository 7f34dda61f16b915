//! Billing (C): the rate of a year, and as what an incident is billed.

use super::said::{line, optional_text};
use super::{Deciding, Refusal};
use crate::domain::billing::facts::{BilledAs, RateSet};
use crate::domain::billing::money::{cents, currency};
use crate::domain::billing::rules::{OTHER_ACCOUNT, category};
use crate::domain::billing::wish::{BillAs, SetRate};
use crate::domain::directory::{Named, RecordKind};
use crate::domain::event::Fact;
use crate::domain::world::World;

/// The years that can have a rate.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2200;

/// A word that names nothing, and what does.
fn one_of(what: &str, said: &str, known: &[&str]) -> Refusal {
    let said: String = said.chars().take(40).collect();
    let would_do = if known.is_empty() {
        "the policy has none; add it under [[billing]]".to_owned()
    } else {
        format!("use {}", known.join(", "))
    };
    Refusal::new(format!("there is no {what} `{said}`"), would_do)
}

/// The fact of a rate.
pub(super) fn rate(world: &World, set: &SetRate) -> Result<Fact, Refusal> {
    let id = line("the category", &set.category)?.to_lowercase();
    let known = world.billing_categories();
    if !known.iter().any(|one| one.id == id) {
        return Err(one_of("category", &id, &known.iter().map(|one| one.id.as_str()).collect::<Vec<_>>()));
    }
    if !YEARS.contains(&set.year) {
        return Err(Refusal::new(
            format!("{} is no year that has rates", set.year),
            format!("say one from {} to {}", YEARS.start(), YEARS.end()),
        ));
    }
    let split = |why: String| {
        let (what, would_do) = why
            .split_once("; ")
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .unwrap_or((why, "say less".to_owned()));
        Refusal::new(what, would_do)
    };
    let cents = cents(&set.amount).map_err(split)?;
    let said = set.currency.as_deref().map(str::trim).filter(|said| !said.is_empty());
    let currency = match said.or(world.rates.currency()) {
        Some(said) => currency(said).map_err(split)?,
        None => {
            return Err(Refusal::new("the currency is missing", "say it in three letters, such as USD"));
        }
    };
    let note = optional_text("the note", set.note.as_ref())?;
    let stands = world.rates.rate(&id, set.year);
    if stands
        .is_some_and(|one| one.money.cents == cents && one.money.currency == currency && one.note == note)
    {
        return Err(Refusal::new(
            format!("the rate of {id} for {} is that already", set.year),
            "there is nothing to change",
        ));
    }
    Ok(Fact::RateSet(Box::new(RateSet { category: id, year: set.year, cents, currency, note })))
}

impl Deciding<'_> {
    /// As what the incident is billed: what was said before, and what is said now.
    pub(super) fn bill_as(&self, said: &BillAs) -> Result<Fact, Refusal> {
        if *said == BillAs::default() {
            return Err(Refusal::new(
                "nothing is said of its billing",
                "say the category, the account, an agency, or why it is not billed",
            ));
        }
        let before = self.live.incident.billed_as.clone().unwrap_or_default();
        let billed = BilledAs {
            category: self.billing_category(said.category.as_ref(), before.category.clone())?,
            owner: self.agency("the owner of the account", said.owner.as_ref(), before.owner.clone())?,
            has_no_agency: said.no_agency.or(before.has_no_agency),
            has_single_application: said.single_application.or(before.has_single_application),
            user_agency: self.agency(
                "the user's agency",
                said.user_agency.as_ref(),
                before.user_agency.clone(),
            )?,
            application: self.named(
                RecordKind::Service,
                "the application",
                said.application.as_ref(),
                before.application.clone(),
            )?,
            device_owner: self.agency(
                "the owner of the device",
                said.device_owner.as_ref(),
                before.device_owner.clone(),
            )?,
            not_billed: match &said.not_billed {
                None => before.not_billed.clone(),
                Some(_) => optional_text("why it is not billed", said.not_billed.as_ref())?,
            },
            account: before.account.clone(),
        };
        let account =
            self.account(said.account.as_ref(), billed.account.clone(), billed.category.as_deref())?;
        let billed = BilledAs { account, ..billed };
        if billed.has_no_agency == Some(true)
            && let Some(owner) = &billed.owner
        {
            return Err(Refusal::new(
                format!("the account would have no billable agency and belong to {}", owner.name),
                "say one of the two; an empty owner clears it",
            ));
        }
        if billed == before {
            return Err(Refusal::new("that was said of its billing already", "there is nothing to change"));
        }
        Ok(Fact::BilledAs(Box::new(billed)))
    }

    fn billing_category(
        &self,
        said: Option<&String>,
        before: Option<String>,
    ) -> Result<Option<String>, Refusal> {
        let Some(said) = said else { return Ok(before) };
        let id = said.trim().to_lowercase();
        if id.is_empty() {
            return Ok(None);
        }
        let rules = self.world.billing_rules(self.live);
        if category(rules, &id).is_none() {
            let known: Vec<&str> = rules.iter().map(|one| one.id.as_str()).collect();
            return Err(one_of("category", &id, &known));
        }
        Ok(Some(id))
    }

    fn account(
        &self,
        said: Option<&String>,
        before: Option<String>,
        of_category: Option<&str>,
    ) -> Result<Option<String>, Refusal> {
        let Some(said) = said else { return Ok(before) };
        let id = said.trim().to_lowercase().replace(['_', ' '], "-");
        if id.is_empty() {
            return Ok(None);
        }
        let rules = self.world.billing_rules(self.live);
        let of_those = rules.iter().filter(|one| of_category.is_none_or(|id| one.id == id));
        let mut known: Vec<&str> =
            of_those.flat_map(|one| &one.accounts).map(|account| account.id.as_str()).collect();
        if let (Some(of), true) = (of_category, known.is_empty()) {
            return Err(Refusal::new(
                format!("the category {of} asks for no account"),
                "leave the account out, or name another category",
            ));
        }
        known.push(OTHER_ACCOUNT);
        if !known.contains(&id.as_str()) {
            return Err(one_of("kind of account", &id, &known));
        }
        Ok(Some(id))
    }

    fn agency(
        &self,
        what: &str,
        said: Option<&String>,
        before: Option<Named>,
    ) -> Result<Option<Named>, Refusal> {
        self.named(RecordKind::Agency, what, said, before)
    }

    fn named(
        &self,
        kind: RecordKind,
        what: &str,
        said: Option<&String>,
        before: Option<Named>,
    ) -> Result<Option<Named>, Refusal> {
        let Some(said) = said else { return Ok(before) };
        if said.trim().is_empty() {
            return Ok(None);
        }
        Ok(Some(self.world.directory.named(&[kind], &line(what, said)?)))
    }
}
