//! A record of the directory, to read: numbers and addresses to copy, contacts in order.

use egui::{Label, RichText, Ui};

use super::data::Detail;
use crate::domain::directory::{
    Directory, DistributionList, Named, Party, Person, Record, RecordId, RecordKind, Server, Service,
};
use crate::domain::words::counted;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::forms::{DirectoryForm, FormKind};
use crate::ui::incident::parts::{copy_button, fact_ui, paragraph, word_button};
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
        Record::List(list) => list_ui(ui, list, asks),
        Record::Server(server) => server_ui(ui, directory, server),
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
    known(ui, "Time zone", person.time_zone.as_ref());
    let learned = person.learned_on.map(|date| date.format("%-d %B %Y").to_string());
    known(ui, "Manager learning", learned.as_ref());
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
    known(ui, "Department", named(&service.department).as_ref());
    fact_ui(ui, "Affected agencies", names(&service.agencies).as_deref());
    fact_ui(ui, "Servers", names(&service.servers).as_deref());
    known(ui, "Distribution lists", names(&service.lists).as_ref());
    known(ui, "Billed to", named(&service.billed_to).as_ref());
    known(ui, "Note", service.note.as_ref());
}

fn list_ui(ui: &mut Ui, list: &DistributionList, asks: &mut Asks) {
    to_copy(ui, &list.address, asks);
    known(ui, "Reaches", list.reaches.as_ref());
    known(ui, "Gets updates as", list.audience.as_ref());
    known(ui, "Note", list.note.as_ref());
}

fn server_ui(ui: &mut Ui, directory: &Directory, server: &Server) {
    let owner = server.owner.as_ref().map(|one| directory.name_of(one).to_owned());
    fact_ui(ui, "Hosts", server.hosts.as_deref());
    known(ui, "Where", server.place.as_ref());
    fact_ui(ui, "Looked after by", owner.as_deref());
    known(ui, "Note", server.note.as_ref());
}

/// What can be done with it.
pub(super) fn buttons_ui(ui: &mut Ui, id: RecordId, kind: RecordKind, asks: &mut Asks) {
    let name = id.0.to_string();
    let mut open = |ui: &mut Ui, words: &str, form: FormKind| {
        if widgets::quiet_button(ui, words, None).clicked() {
            asks.push(Ask::Open(form));
        }
    };
    ui.horizontal_wrapped(|ui| {
        open(ui, "Change…", FormKind::Record { kind: kind.word().to_owned(), name });
        if kind == RecordKind::Agency {
            open(ui, "Coordinator…", FormKind::Directory(DirectoryForm::Coordinator { id }));
        }
        open(ui, "Merge a double…", FormKind::Directory(DirectoryForm::NameDouble { of: id }));
        open(ui, "Retire…", FormKind::Directory(DirectoryForm::Retire { id }));
        if kind == RecordKind::Person {
            open(ui, "Erase…", FormKind::Directory(DirectoryForm::Erase { id }));
        }
    });
}

/// What stands beside its own fields: coordinator, watches, leave, doubles, and what points at it.
pub(super) fn detail_ui(
    ui: &mut Ui,
    seen: &Seen,
    (id, record): (RecordId, &Record),
    detail: &Detail,
    asks: &mut Asks,
) {
    let directory = &seen.snapshot.world.directory;
    if record.kind() == RecordKind::Agency {
        widgets::section_heading(ui, "As a department", None);
        match &detail.cycle {
            None => {
                said(ui, "It has no service coordinator, so no reviews of service delivery are held with it");
            }
            Some(cycle) => {
                fact_ui(ui, "Service coordinator", Some(directory.name_of(&cycle.coordinator)));
                known(
                    ui,
                    "Liaison",
                    cycle.liaison.as_ref().map(|one| directory.name_of(one).to_owned()).as_ref(),
                );
                let often = counted(u64::from(cycle.per_year), "review a year", "reviews a year");
                fact_ui(ui, "Service reviews", Some(&format!("{often}, the first on {}", cycle.first)));
            }
        }
    }
    lines_ui(ui, "Watches ahead", &detail.watches);
    lines_ui(ui, "Away", &detail.leave);
    if !detail.doubles.is_empty() {
        widgets::section_heading(ui, "Likely doubles", Some(detail.doubles.len()));
        for (double, name) in &detail.doubles {
            let signs: Vec<&str> = double.signs.iter().map(|sign| sign.words()).collect();
            said(ui, &format!("{name}: {}", signs.join(", ")));
            let other = if double.one == id { double.other } else { double.one };
            if word_button(ui, &format!("Look at {name} beside it…"), None).clicked() {
                let form = DirectoryForm::Merge { one: id, other };
                asks.push(Ask::Open(FormKind::Directory(form)));
            }
        }
    }
    if !detail.merges.is_empty() {
        widgets::section_heading(ui, "Merged into it", Some(detail.merges.len()));
        for (merge, name) in &detail.merges {
            ui.horizontal_wrapped(|ui| {
                ui.add(Label::new(name).wrap());
                if word_button(ui, "Take back…", None).clicked() {
                    let form = DirectoryForm::Part { entry: merge.entry };
                    asks.push(Ask::Open(FormKind::Directory(form)));
                }
            });
        }
    }
    widgets::section_heading(ui, "Pointed at by", Some(detail.uses.len()));
    if detail.uses.is_empty() {
        said(ui, "Nothing that is open or ahead");
    }
    super::ends::uses_ui(ui, &detail.uses, Some(asks));
}

fn lines_ui(ui: &mut Ui, heading: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    widgets::section_heading(ui, heading, Some(lines.len()));
    for line in lines {
        paragraph(ui, line, font::body(), Tokens::of(ui).text);
    }
}

fn said(ui: &mut Ui, words: &str) {
    paragraph(ui, words, font::body(), Tokens::of(ui).text_muted);
}
