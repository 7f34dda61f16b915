//! What a policy says about whom is told and called: audiences, the plan, intake forms, the hotline, contacts.

use super::{Item, calls, for_whom, label};
use crate::domain::policy::Policy;
use crate::domain::span::words;

pub(super) fn audiences(policy: &Policy) -> Vec<Item> {
    let item = |one: &crate::domain::policy::Audience| {
        Item::new(one.id.clone(), one.title.clone())
            .say("Longest text", format!("{} characters", one.most_chars))
            .say("Always to", one.recipients.join(", "))
    };
    policy.audiences.iter().map(item).collect()
}

pub(super) fn plan(policy: &Policy) -> Vec<Item> {
    let item = |one: &crate::domain::policy::PlanEntry| {
        let first = one.first_secs.map(|secs| format!("{} after the opening", words(secs)));
        Item::new(one.audience.clone(), policy.audience_title(&one.audience))
            .say(label::FOR, for_whom(policy, &one.conditions))
            .say("First", first.unwrap_or_default())
            .say("Then", one.cadence.clone())
            .say("By", one.channel.word())
            .say("Template", one.template.clone())
    };
    policy.plan.iter().map(item).collect()
}

pub(super) fn intake(policy: &Policy) -> Vec<Item> {
    let item = |form: &crate::domain::policy::IntakeForm| {
        let field = |required| {
            let of = form.fields.iter().filter(move |field| field.is_required == required);
            of.map(|field| field.label.as_str()).collect::<Vec<_>>().join("; ")
        };
        Item::new(form.id.clone(), form.title.clone())
            .say(label::FOR, for_whom(policy, &form.conditions))
            .say("Asked", if form.is_on_request { "only where somebody chooses it" } else { "" })
            .say("Owed", field(true))
            .say("Also asked", field(false))
            .say("Call", calls(policy, &form.call))
            .say("Say", form.say.clone().unwrap_or_default())
            .say(label::SOURCE, form.source.clone())
    };
    policy.intake.iter().map(item).collect()
}

pub(super) fn hotline(policy: &Policy) -> Vec<Item> {
    let rules = &policy.hotline;
    let ready: Vec<&str> = rules.ready.iter().map(|(_, label)| label.as_str()).collect();
    let items: Vec<&str> = rules.items.iter().map(|(_, words)| words.as_str()).collect();
    let item = Item::new("hotline", "Hotline call")
        .say("Call", calls(policy, &rules.call))
        .say("Have ready", ready.join("; "))
        .say("Checklist", items.join("; "));
    if item.said.is_empty() { Vec::new() } else { vec![item] }
}

pub(super) fn contacts(policy: &Policy) -> Vec<Item> {
    let item = |(id, one): (&String, &crate::domain::policy::Contact)| {
        Item::new(id.clone(), one.name.clone())
            .say("Number", one.phone.clone())
            .say("Then", one.alternates.join(", "))
    };
    policy.contacts.iter().map(item).collect()
}
