//! What a policy says about calendars, targets, billing and the two kinds of review.

use super::clock::hours_words;
use super::{Item, label};
use crate::domain::billing::rules::BillingCategory;
use crate::domain::calendar::Calendar;
use crate::domain::policy::{Policy, ReviewRules, ServiceReviewRules};
use crate::domain::review::facts::AgendaItem;
use crate::domain::span::words;
use crate::domain::words::Payer;

/// The calendars that the file has; the one around the clock is always there.
pub(super) fn calendars(policy: &Policy) -> Vec<Item> {
    let item = |(name, one): (&String, &Calendar)| match one {
        Calendar::Always => None,
        Calendar::Hours(hours) => Some(Item::new(name.clone(), name.clone()).say("Open", hours_words(hours))),
    };
    policy.calendars.iter().filter_map(item).collect()
}

pub(super) fn targets(policy: &Policy) -> Vec<Item> {
    let item = |one: &crate::domain::report::targets::Target| {
        Item::new(one.id.clone(), one.title.clone())
            .say("Wanted", one.wanted())
            .say(label::SOURCE, one.source.clone())
    };
    policy.targets.iter().map(item).collect()
}

pub(super) fn billing(policy: &Policy) -> Vec<Item> {
    let item = |one: &BillingCategory| {
        let payers: Vec<&str> = one.bill_to.iter().map(|payer| payer_words(*payer)).collect();
        let accounts: Vec<&str> = one.accounts.iter().map(|account| account.title.as_str()).collect();
        let of_account = one.accounts.iter().filter(|account| !account.words.is_empty());
        let account_words: Vec<String> =
            of_account.map(|account| format!("{}: {}", account.title, account.words.join(", "))).collect();
        Item::new(one.id.clone(), one.title.clone())
            .say("Rate", format!("for each {}", one.unit.word()))
            .say("Billed to", payers.join(", then "))
            .say("Words of tickets", one.words.join(", "))
            .say("Accounts", accounts.join(", "))
            .say("Words of accounts", account_words.join("; "))
            .say(label::SOURCE, one.source.clone())
    };
    policy.billing.iter().map(item).collect()
}

const fn payer_words(payer: Payer) -> &'static str {
    match payer {
        Payer::AccountOwner => "the owner of the account",
        Payer::ApplicationOwner => "the owner of the application",
        Payer::UserAgency => "the agency of the user",
        Payer::DeviceOwner => "the owner of the device",
    }
}

/// The meeting, where the policy says anything of it.
pub(super) fn post_mortem(policy: &Policy) -> Vec<Item> {
    let rules = &policy.review;
    if *rules == ReviewRules::default() {
        return Vec::new();
    }
    let (from, to) = rules.hours;
    let item = Item::new("post-mortem", "Post-mortem meeting")
        .say("Length", format!("{} min", rules.minutes))
        .say("Pre-read", format!("{} before", words(rules.pre_read_secs)))
        .say("Invitations", format!("within {}", words(rules.invitations_secs)))
        .say("Told that it begins", format!("{} before", words(rules.begins_secs)))
        .say("Hours", format!("{} to {}", from.format("%H:%M"), to.format("%H:%M")))
        .say("Agenda", agenda_words(&rules.agenda));
    vec![item]
}

/// The reviews of service delivery, where the policy says anything of them.
pub(super) fn service_reviews(policy: &Policy) -> Vec<Item> {
    let rules = &policy.service_review;
    if *rules == ServiceReviewRules::default() {
        return Vec::new();
    }
    let systemic = &rules.systemic;
    let item = Item::new("service-reviews", "Service review")
        .say("Length", format!("{} min", rules.minutes))
        .say("Agenda", agenda_words(&rules.agenda))
        .say("Systemic", format!("{} incidents within {} days", systemic.at_least, systemic.within_days));
    vec![item]
}

fn agenda_words(agenda: &[AgendaItem]) -> String {
    agenda.iter().map(|one| format!("{}, {} min", one.title, one.minutes)).collect::<Vec<_>>().join("; ")
}
