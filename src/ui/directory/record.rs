//! A record of the directory, to read: numbers and addresses to copy, contacts in order.

use egui::{Label, RichText, Ui};

use crate::domain::directory::{Directory, Named, Party, Person, Record, Service};
use crate::ui::context::Asks;
use crate::ui::incident::parts::{copy_button, fact_ui, paragraph};
use crate::ui::theme::{Tokens, font};
use crate::ui::widgets;

/// Paints it.
pub fn record_ui(ui: &mut Ui, directory: &Directory, record: &Record, asks: &mut Asks) {
    let ink = Tokens::of(ui).text;
    paragraph(ui, record.name(), font::heading(), ink);
    match record {
        Record::Person(person) => person_ui(ui, person, asks),
        Record::Team(party) | Record::Agency(party) => party_ui(ui, directory, party, asks),
        Record::Service(service) => service_ui(ui, directory, service),
    }
}

fn known(ui: &mut Ui, name: &str, value: Option<&String>) {
    if let Some(value) = value {
        fact_ui(ui, name, Some(value));
    }
}

/// A number or an address, to be copied.
fn to_copy(ui: &mut Ui, what: &str, asks: &mut Asks) {
    ui.horizontal_wrapped(|ui| {
        let ink = Tokens::of(ui).text;
        ui.add(Label::new(RichText::new(what).font(font::mono_strong()).color(ink)));
        copy_button(ui, &format!("Copy {what}"), what, asks);
    });
}

fn person_ui(ui: &mut Ui, person: &Person, asks: &mut Asks) {
    known(ui, "Role", person.role.as_ref());
    for phone in person.phones.iter().chain(&person.email) {
        to_copy(ui, phone, asks);
    }
    known(ui, "Note", person.note.as_ref());
}

fn party_ui(ui: &mut Ui, directory: &Directory, party: &Party, asks: &mut Asks) {
    for what in party.phone.iter().chain(&party.email) {
        to_copy(ui, what, asks);
    }
    known(ui, "Gets updates as", party.audience.as_ref());
    known(ui, "Note", party.note.as_ref());
    widgets::section_heading(ui, "Escalation contacts, in order", Some(party.contacts.len()));
    let muted = Tokens::of(ui).text_muted;
    if party.contacts.is_empty() {
        paragraph(ui, "None is kept; change the record to name them", font::body(), muted);
    }
    for (place, rung) in party.contacts.iter().enumerate() {
        contact_ui(ui, directory, &format!("{}.", place + 1), &rung.contact, asks);
        for alternate in &rung.alternates {
            contact_ui(ui, directory, "or", alternate, asks);
        }
    }
}

fn contact_ui(ui: &mut Ui, directory: &Directory, place: &str, whom: &Named, asks: &mut Asks) {
    let tokens = Tokens::of(ui);
    let callee = directory.callee(whom, "");
    ui.horizontal_wrapped(|ui| {
        ui.add(Label::new(RichText::new(place).color(tokens.text_muted)));
        ui.add(Label::new(RichText::new(&callee.whom.name).font(font::strong()).color(tokens.text)));
        match callee.phones.first() {
            Some(phone) => {
                ui.add(Label::new(RichText::new(phone).font(font::mono()).color(tokens.text)));
                copy_button(ui, &format!("Copy the number of {}", callee.whom.name), phone, asks);
            }
            None => {
                ui.add(Label::new(RichText::new("no number is known").color(tokens.due_soon)));
            }
        }
    });
}

fn service_ui(ui: &mut Ui, directory: &Directory, service: &Service) {
    let named = |one: &Option<Named>| one.as_ref().map(|one| directory.name_of(one).to_owned());
    let names = |all: &[Named]| {
        let all: Vec<&str> = all.iter().map(|one| directory.name_of(one)).collect();
        Some(all.join(", ")).filter(|names| !names.is_empty())
    };
    fact_ui(ui, "Resolver team", named(&service.resolver).as_deref());
    fact_ui(ui, "Second Level Business Partner", named(&service.partner).as_deref());
    known(ui, "Owner", named(&service.owner).as_ref());
    fact_ui(ui, "Affected agencies", names(&service.agencies).as_deref());
    let servers = Some(service.servers.join(", ")).filter(|servers| !servers.is_empty());
    fact_ui(ui, "Servers", servers.as_deref());
    known(ui, "Billed to", named(&service.billed_to).as_ref());
    known(ui, "Note", service.note.as_ref());
}
