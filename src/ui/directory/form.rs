//! The form of a record of the directory. What is typed is kept until it is accepted.

use egui::{Key, RichText, TextEdit, Ui};
use uuid::Uuid;

use crate::desk::Request;
use crate::domain::command::{RecordList, RecordParty, RecordPerson, RecordServer, RecordService, Wish};
use crate::domain::directory::{Directory, Named, Party, Record, RecordId, RecordKind};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::desk_form::{enter, refusal_ui};
use crate::ui::forms::{Draft, FormKind, Forms};
use crate::ui::pick_field::pick_field;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// What was put into the fields, by which the form knows that they were filled.
const FILLED: &str = "filled";

/// One field of a form: its name, label and hint, and how it is typed.
struct Field {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    typed: Typed,
}

/// How a field is typed.
enum Typed {
    Line,
    Lines,
    Pick(&'static [RecordKind]),
}

const fn field(name: &'static str, label: &'static str, hint: &'static str, typed: Typed) -> Field {
    Field { name, label, hint, typed }
}

const ANYBODY: &[RecordKind] = &[RecordKind::Person, RecordKind::Team];

const PERSON: [Field; 7] = [
    field("name", "Name", "As it is said on the phone", Typed::Line),
    field("role", "Role", "What they do", Typed::Line),
    field("phones", "Numbers, one a line", "The first is tried first", Typed::Lines),
    field("email", "Email", "one@example.org", Typed::Line),
    field("time_zone", "Time zone, if not the desk’s", "America/Chicago", Typed::Line),
    field("learned_on", "Manager learning completed on", "2026-03-02", Typed::Line),
    field("note", "Note", "Optional", Typed::Line),
];
const PARTY: [Field; 6] = [
    field("name", "Name", "As it is said on the phone", Typed::Line),
    field(
        "contacts",
        "Escalation contacts in order, one a line",
        "Sample One / their alternate",
        Typed::Lines,
    ),
    field("phone", "Its own number", "Optional", Typed::Line),
    field("email", "Its address for mail", "list@example.org", Typed::Line),
    field("audience", "Gets updates as", "executives, it-management, service-desk; optional", Typed::Line),
    field("note", "Note", "Optional", Typed::Line),
];
const SERVICE: [Field; 10] = [
    field("name", "Name", "As users call it", Typed::Line),
    field("resolver", "Resolver team", "The team that restores it", Typed::Pick(&[RecordKind::Team])),
    field("partner", "Second Level Business Partner", "From the service catalog", Typed::Pick(ANYBODY)),
    field("owner", "Owner", "Optional", Typed::Pick(ANYBODY)),
    field("department", "Department", "Whose reviews speak of it", Typed::Pick(&[RecordKind::Agency])),
    field("agencies", "Affected agencies, one a line", "Optional", Typed::Lines),
    field("servers", "Servers", "Several with commas", Typed::Pick(&[RecordKind::Server])),
    field("lists", "Distribution lists for status", "Several with commas", Typed::Pick(&[RecordKind::List])),
    field("billed_to", "Billed to", "The agency that owns it", Typed::Pick(&[RecordKind::Agency])),
    field("note", "Note", "Optional", Typed::Line),
];
const LIST: [Field; 5] = [
    field("name", "Name", "As people call it", Typed::Line),
    field("email", "Its address for mail", "list@example.org", Typed::Line),
    field("reaches", "Whom it reaches", "All offices; optional", Typed::Line),
    field("audience", "Gets updates as", "customers, executives, service-desk; optional", Typed::Line),
    field("note", "Note", "Optional", Typed::Line),
];
const SERVER: [Field; 5] = [
    field("name", "Name", "As it is called on the network", Typed::Line),
    field("hosts", "What it hosts", "Optional", Typed::Line),
    field("place", "Where it is", "Optional", Typed::Line),
    field("owner", "Team that looks after it", "Optional", Typed::Pick(&[RecordKind::Team])),
    field("note", "Note", "Optional", Typed::Line),
];

const fn fields(kind: RecordKind) -> &'static [Field] {
    match kind {
        RecordKind::Person => &PERSON,
        RecordKind::Team | RecordKind::Agency => &PARTY,
        RecordKind::Service => &SERVICE,
        RecordKind::List => &LIST,
        RecordKind::Server => &SERVER,
    }
}

/// The record that a form is about: named by its id, or by its name.
pub(super) fn meant(directory: &Directory, kind: RecordKind, said: &str) -> Option<RecordId> {
    let by_id = Uuid::parse_str(said).ok().map(|id| directory.standing(RecordId(id)));
    let is_there = |id: &RecordId| directory.record(*id).is_some_and(|kept| kept.record.kind() == kind);
    by_id.filter(is_there).or_else(|| directory.by_name(&[kind], said))
}

/// Paints the form of a new record, or of the one that is meant.
pub fn form_ui(
    ui: &mut Ui,
    seen: &Seen,
    (kind, said): (RecordKind, &str),
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let form = FormKind::Record { kind: kind.word().to_owned(), name: said.to_owned() };
    let directory = std::sync::Arc::clone(&seen.snapshot.world.directory);
    let is_fresh = std::mem::take(&mut forms.is_fresh);
    let draft = forms.draft(&form);
    let is_new = !draft.fields.contains_key(FILLED);
    let record = meant(&directory, kind, said);
    let standing = record.and_then(|id| directory.record(id)).map(|kept| &kept.record);
    if is_new {
        fill(draft, &directory, standing);
    }
    let title = match standing {
        None => format!("New {}", kind.word()),
        Some(record) => format!("Change {}", record.name()),
    };
    ui.label(RichText::new(title).font(font::heading()));
    let mut is_sent = false;
    for (place, one) in fields(kind).iter().enumerate() {
        ui.add_space(space::XS);
        let text = draft.field(one.name);
        let response = match &one.typed {
            Typed::Line => widgets::field(ui, one.label, text, one.hint),
            Typed::Pick(kinds) => pick_field(ui, one.label, text, one.hint, &directory, kinds),
            Typed::Lines => lines_ui(ui, one, text),
        };
        if (is_new || is_fresh) && place == 0 {
            response.request_focus();
        }
        if response.changed() {
            draft.refusal = None;
        }
        is_sent |= !matches!(one.typed, Typed::Lines) && enter(ui, &response);
        is_sent |= response.has_focus()
            && ui.input(|input| input.modifiers.command && input.key_pressed(Key::Enter));
    }
    ui.add_space(space::S);
    refusal_ui(ui, draft);
    ui.horizontal_wrapped(|ui| {
        ui.add_enabled_ui(!draft.is_out, |ui| {
            is_sent |= widgets::primary_button(ui, "Keep", None).clicked();
        });
        if widgets::quiet_button(ui, "Cancel", Some("Esc")).clicked() {
            asks.push(Ask::CloseForm);
        }
    });
    if is_sent && !draft.is_out {
        let done = format!("{} is kept", draft.text("name").trim());
        let request = Request::of_desk(wish(draft, kind, record));
        asks.push(Ask::Do { request, form: Some(form), said: Some(done) });
    }
}

fn lines_ui(ui: &mut Ui, one: &Field, text: &mut String) -> egui::Response {
    let muted = Tokens::of(ui).text_muted;
    let label = ui.label(RichText::new(one.label).font(font::small()).color(muted)).id;
    let edit = TextEdit::multiline(text)
        .id_salt(one.label)
        .hint_text(one.hint)
        .desired_rows(3)
        .desired_width(f32::INFINITY)
        .margin(egui::Margin::symmetric(12, 5));
    ui.add(edit).labelled_by(label)
}

/// Puts the record as it stands into the fields.
fn fill(draft: &mut Draft, directory: &Directory, record: Option<&Record>) {
    "yes".clone_into(draft.field(FILLED));
    let Some(record) = record else { return };
    let mut put = |field: &str, text: String| *draft.field(field) = text;
    let named =
        |one: &Option<Named>| one.as_ref().map_or_else(String::new, |one| directory.name_of(one).to_owned());
    let all = |named: &[Named], between: &str| {
        named.iter().map(|one| directory.name_of(one)).collect::<Vec<_>>().join(between)
    };
    put("name", record.name().to_owned());
    match record {
        Record::Person(person) => {
            put("role", person.role.clone().unwrap_or_default());
            put("phones", person.phones.join("\n"));
            put("email", person.email.clone().unwrap_or_default());
            put("time_zone", person.time_zone.clone().unwrap_or_default());
            put("learned_on", person.learned_on.map_or_else(String::new, |date| date.to_string()));
            put("note", person.note.clone().unwrap_or_default());
        }
        Record::Team(party) | Record::Agency(party) => {
            put("contacts", contact_lines(directory, party));
            put("phone", party.phone.clone().unwrap_or_default());
            put("email", party.email.clone().unwrap_or_default());
            put("audience", party.audience.clone().unwrap_or_default());
            put("note", party.note.clone().unwrap_or_default());
        }
        Record::Service(service) => {
            put("resolver", named(&service.resolver));
            put("partner", named(&service.partner));
            put("owner", named(&service.owner));
            put("department", named(&service.department));
            put("agencies", all(&service.agencies, "\n"));
            put("servers", all(&service.servers, ", "));
            put("lists", all(&service.lists, ", "));
            put("billed_to", named(&service.billed_to));
            put("note", service.note.clone().unwrap_or_default());
        }
        Record::List(list) => {
            put("email", list.address.clone());
            put("reaches", list.reaches.clone().unwrap_or_default());
            put("audience", list.audience.clone().unwrap_or_default());
            put("note", list.note.clone().unwrap_or_default());
        }
        Record::Server(server) => {
            put("hosts", server.hosts.clone().unwrap_or_default());
            put("place", server.place.clone().unwrap_or_default());
            put("owner", named(&server.owner));
            put("note", server.note.clone().unwrap_or_default());
        }
    }
}

/// The contacts as they are typed: one a line, alternates after a slash.
fn contact_lines(directory: &Directory, party: &Party) -> String {
    let line = |rung: &crate::domain::directory::Rung| {
        let people = std::iter::once(&rung.contact).chain(&rung.alternates);
        people.map(|one| directory.name_of(one)).collect::<Vec<_>>().join(" / ")
    };
    party.contacts.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn wish(draft: &Draft, kind: RecordKind, id: Option<RecordId>) -> Wish {
    let said = |field: &str| Some(draft.text(field).trim().to_owned());
    let lines = |field: &str| {
        let lines = draft.text(field).lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect::<Vec<String>>()
    };
    let several = |field: &str| {
        let names = draft.text(field).split([',', ';', '\n']).map(str::trim).filter(|name| !name.is_empty());
        Some(names.map(str::to_owned).collect::<Vec<String>>())
    };
    let name = draft.text("name").trim().to_owned();
    let rename_to = None;
    match kind {
        RecordKind::Person => Wish::RecordPerson(RecordPerson {
            name,
            id,
            rename_to,
            role: said("role"),
            phones: Some(lines("phones")),
            email: said("email"),
            note: said("note"),
            time_zone: said("time_zone"),
            learned_on: said("learned_on"),
        }),
        RecordKind::Team | RecordKind::Agency => {
            let rung = |line: String| {
                let people = line.split('/').map(str::trim).filter(|name| !name.is_empty());
                people.map(str::to_owned).collect::<Vec<String>>()
            };
            let contacts = lines("contacts").into_iter().map(rung).filter(|rung| !rung.is_empty()).collect();
            let party = RecordParty {
                name,
                id,
                rename_to,
                email: said("email"),
                phone: said("phone"),
                contacts: Some(contacts),
                audience: said("audience"),
                note: said("note"),
            };
            if kind == RecordKind::Team { Wish::RecordTeam(party) } else { Wish::RecordAgency(party) }
        }
        RecordKind::Service => Wish::RecordService(RecordService {
            name,
            id,
            rename_to,
            owner: said("owner"),
            resolver: said("resolver"),
            partner: said("partner"),
            department: said("department"),
            agencies: Some(lines("agencies")),
            servers: several("servers"),
            lists: several("lists"),
            billed_to: said("billed_to"),
            note: said("note"),
        }),
        RecordKind::List => Wish::RecordList(RecordList {
            name,
            id,
            rename_to,
            address: said("email"),
            reaches: said("reaches"),
            audience: said("audience"),
            note: said("note"),
        }),
        RecordKind::Server => Wish::RecordServer(RecordServer {
            name,
            id,
            rename_to,
            hosts: said("hosts"),
            place: said("place"),
            owner: said("owner"),
            note: said("note"),
        }),
    }
}
