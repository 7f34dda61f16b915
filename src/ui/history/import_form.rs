//! The form that brings in another system's tickets: looked at first, brought in by a second press.

use std::sync::Arc;

use egui::{Frame, Key, Label, Margin, RichText, Ui};

use super::in_width;
use super::tickets::{HowRead, TicketsFound, TicketsLooked};
use crate::desk::import::{Course, ImportDone, ImportReport};
use crate::domain::words::counted;
use crate::imports::civil_times::DateOrder;
use crate::imports::encoding::Encoding;
use crate::imports::incident_mapping::Field;
use crate::platform::FileAsk;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::desk_form::refusal_ui;
use crate::ui::files::{FileWish, path_field, typed_path};
use crate::ui::filling::Filling;
use crate::ui::forms::{Draft, FormKind, Forms};
use crate::ui::theme::{Tokens, font, space};
use crate::ui::{scroll, widgets};

/// The most lines that are listed of what is wrong.
const MOST_LINES: usize = 100;
/// What is typed to leave a field out.
const LEFT_OUT: &str = "-";
/// The width of a field's column, and of the form.
const COLUMN: f32 = 210.0;
const FORM: f32 = 920.0;
/// How often the window looks how far it is.
const LOOKS_AGAIN: std::time::Duration = std::time::Duration::from_millis(200);

/// What was looked at and waits for a decision, and how far the work is that is out.
#[derive(Debug, Default)]
pub struct TicketsInHand {
    /// A file that was looked at.
    pub looked: Option<Box<TicketsLooked>>,
    /// How far it is.
    pub course: Option<Arc<Course>>,
}

/// What is said once an import is over.
pub fn brought(done: &ImportDone) -> String {
    let ImportReport { new, changed, known, incidents, quiet_deadlines, .. } = &done.report;
    let words = format!("{new} new, {changed} changed, {known} known already");
    let quiet = match quiet_deadlines {
        0 => String::new(),
        count => format!(
            "; {} past already and on the board without a bell",
            counted(*count as u64, "deadline was", "deadlines were")
        ),
    };
    if done.is_stopped {
        let in_now = new + changed + known;
        return format!(
            "Stopped after {in_now} of {}: {words}{quiet}. The same file again brings the rest",
            counted(*incidents as u64, "incident", "incidents")
        );
    }
    format!("{}: {words}{quiet}", counted(*incidents as u64, "incident", "incidents"))
}

fn field_name(field: Field) -> String {
    format!("column {}", field.word())
}

/// Puts how a file was read last into a form that was not filled in yet.
fn begin(draft: &mut Draft, how: &HowRead) {
    if !draft.text("order").is_empty() {
        return;
    }
    let place = |at: Option<usize>| at.unwrap_or(0).to_string();
    *draft.field("order") = place(DateOrder::ALL.iter().position(|one| *one == how.order));
    *draft.field("encoding") = place(Encoding::ALL.iter().position(|one| *one == how.encoding));
    *draft.field("zone") = how.zone.clone().unwrap_or_default();
    for (field, column) in &how.mapping.columns {
        let text = if column.is_empty() { LEFT_OUT } else { column };
        text.clone_into(draft.field(&field_name(*field)));
    }
}

/// How the file is to be read, as it stands in the form.
fn how_read(draft: &Draft) -> HowRead {
    let at = |name: &str| draft.text(name).parse::<usize>().unwrap_or(0);
    let mut how = HowRead {
        zone: Some(draft.text("zone").trim().to_owned()).filter(|zone| !zone.is_empty()),
        order: DateOrder::ALL.get(at("order")).copied().unwrap_or_default(),
        encoding: Encoding::ALL.get(at("encoding")).copied().unwrap_or_default(),
        ..HowRead::default()
    };
    for field in Field::ALL {
        let text = draft.text(&field_name(field)).trim();
        if !text.is_empty() {
            let column = if text == LEFT_OUT { "" } else { text };
            how.mapping.columns.insert(field, column.to_owned());
        }
    }
    how
}

/// Paints the form in the place of the table.
pub(super) fn form_ui(
    ui: &mut Ui,
    seen: &Seen,
    (in_hand, how): (&TicketsInHand, &HowRead),
    forms: &mut Forms,
    asks: &mut Asks,
) {
    scroll::show(ui, scroll::area("tickets form"), |ui| {
        Frame::new().inner_margin(Margin::symmetric(24, 14)).show(ui, |ui| {
            ui.set_width(ui.available_width().min(FORM));
            let is_new = std::mem::take(&mut forms.is_fresh);
            let draft = forms.draft(&FormKind::Tickets);
            begin(draft, how);
            let filling = Filling { seen, draft, is_sent: false, wants_focus: is_new };
            filled_ui(ui, filling, in_hand, asks);
        });
    });
}

fn filled_ui(ui: &mut Ui, mut filling: Filling<'_>, in_hand: &TicketsInHand, asks: &mut Asks) {
    ui.spacing_mut().item_spacing.y = space::XS;
    ui.label(RichText::new("Import from a ticket system").font(font::heading()));
    aside(
        ui,
        "A CSV as ServiceNow exports it: a row a ticket, or a row for each revision of it. First it is looked at; \
         nothing changes until you bring them in. The same file again changes nothing, a later one brings what is new.",
    );
    let ask = FileAsk {
        title: "Import from a ticket system".to_owned(),
        kind: "CSV".to_owned(),
        endings: vec!["csv".to_owned()],
        ..FileAsk::default()
    };
    let response = path_field(
        ui,
        &FormKind::Tickets,
        filling.draft,
        ("File", "/media/stick/incidents.csv"),
        ask,
        asks,
        |_| {},
    );
    filling.took(ui, &response);
    let zone = filling.seen.zone.name().to_owned();
    filling.line(ui, "zone", "Time zone of its times", &format!("Empty: {zone}, the desk's"));
    filling.choice(
        ui,
        "order",
        "Order of its dates",
        &["Day month year, 29-02-2016", "Month day year, 02/29/2016", "Year month day, 2016-02-29"],
    );
    filling.choice(ui, "encoding", "Encoding", &["UTF-8", "Windows-1252"]);

    let how = how_read(filling.draft);
    let target = typed_path(filling.draft, None);
    let looked = in_hand.looked.as_deref();
    let of_file = looked.filter(|one| target.as_ref().is_ok_and(|target| target.path == one.path));
    let headers = of_file.map(|one| one.headers.as_slice()).unwrap_or_default();
    let current = of_file.filter(|one| one.how == how);
    let (words, wish) = match current.map(|looked| &looked.found) {
        Some(TicketsFound::Read { brings, .. }) if brings.entries == 0 => {
            ("Bring them in", Err("nothing in it is new here, so there is nothing to bring in".to_owned()))
        }
        Some(TicketsFound::Read { .. }) => ("Bring them in", Ok(FileWish::BringTicketsIn)),
        _ => {
            let zone = how.zone(filling.seen.zone);
            let how = how.clone();
            let wish = zone.and(target).map(|to| FileWish::LookAtTickets { path: to.path, how });
            ("Look at it", wish)
        }
    };
    filling.is_sent |= buttons_ui(ui, filling.draft, words, in_hand, asks);
    // Below the buttons, which so stay where they are however much is said.
    if let Some(looked) = current {
        looked_ui(ui, looked);
    }
    columns_ui(ui, &mut filling, &how, headers);
    filling.is_sent |= ui.input(|input| input.modifiers.command && input.key_pressed(Key::Enter));
    if filling.is_sent && !filling.draft.is_out {
        match wish {
            Ok(wish) => {
                filling.draft.refusal = None;
                asks.push(Ask::Files(wish));
            }
            Err(why) => filling.draft.refusal = Some(why),
        }
    }
}

/// The button of the next step, or how far the one is that is out. Whether it was pressed.
fn buttons_ui(ui: &mut Ui, draft: &Draft, words: &str, in_hand: &TicketsInHand, asks: &mut Asks) -> bool {
    ui.add_space(space::S);
    refusal_ui(ui, draft);
    let mut is_pressed = false;
    ui.horizontal_wrapped(|ui| {
        if draft.is_out {
            if widgets::primary_button(ui, "Stop", None).clicked() {
                asks.push(Ask::Files(FileWish::StopTickets));
            }
            ui.label(so_far(in_hand));
            ui.request_repaint_after(LOOKS_AGAIN);
        } else {
            is_pressed = widgets::primary_button(ui, words, Some("Ctrl Enter")).clicked();
        }
        if widgets::quiet_button(ui, "Close", Some("Esc")).clicked() {
            asks.push(Ask::CloseForm);
        }
    });
    is_pressed
}

/// How far the work is, in words.
fn so_far(in_hand: &TicketsInHand) -> String {
    let (done, of) = in_hand.course.as_ref().map_or((0, 0), |course| course.so_far());
    match (done * 100).checked_div(of) {
        Some(share) => format!("Working on it, {} % done", share.min(100)),
        None => "Working on it".to_owned(),
    }
}

fn aside(ui: &mut Ui, words: &str) {
    let ink = Tokens::of(ui).text_muted;
    ui.add(Label::new(RichText::new(words).font(font::small()).color(ink)).wrap());
}

/// A line for each field: which column says it, and a place to name another.
fn columns_ui(ui: &mut Ui, filling: &mut Filling<'_>, how: &HowRead, headers: &[String]) {
    widgets::section_heading(ui, "Columns", None);
    if headers.is_empty() {
        aside(ui, "Once the file was looked at, each field stands here with its column");
        return;
    }
    aside(
        ui,
        "What is grey was found by its usual name. Type another column's name where it is not right, or - to leave \
         the field out.",
    );
    let usual = how.mapping.matched(headers);
    let in_a_row = ((ui.available_width() + space::M) / (COLUMN + space::M)).floor().max(1.0) as usize;
    for row in Field::ALL.chunks(in_a_row) {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            for field in row {
                in_width(ui, COLUMN, |ui| {
                    let word = field.word().replace('_', " ");
                    let hint = match usual.get(field) {
                        Some(header) => header.clone(),
                        None if field.is_needed() => "none found, and it is needed".to_owned(),
                        None => "none, left out".to_owned(),
                    };
                    filling.line(ui, &field_name(*field), &format!("Column of {word}"), &hint);
                });
            }
        });
    }
}

fn looked_ui(ui: &mut Ui, looked: &TicketsLooked) {
    ui.add_space(space::S);
    let (words, lines) = match &looked.found {
        TicketsFound::Read { file, brings } => {
            let notes = file.notes.first.iter().map(ToString::to_string).collect::<Vec<_>>();
            (would_bring(brings), notes)
        }
        TicketsFound::Refused { rows, flaws } => {
            let seen = counted(*rows as u64, "row was", "rows were");
            let words = format!("Nothing of it can be brought in; {seen} looked at. What is wrong:");
            (words, flaws.iter().map(ToString::to_string).collect())
        }
    };
    let said = ui.add(Label::new(RichText::new(words).font(font::strong())).wrap());
    ui.accesskit_node_builder(said.id, |node| node.set_live(egui::accesskit::Live::Polite));
    for line in lines.iter().take(MOST_LINES) {
        aside(ui, line);
    }
    if lines.len() >= MOST_LINES {
        aside(ui, &format!("These are the first {MOST_LINES}"));
    }
}

fn would_bring(brings: &ImportReport) -> String {
    format!(
        "{}, {}: {} new, {} changed, {} known already; it would bring {}",
        counted(brings.rows as u64, "row", "rows"),
        counted(brings.incidents as u64, "incident", "incidents"),
        brings.new,
        brings.changed,
        brings.known,
        counted(brings.entries as u64, "entry", "entries")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_a_file_was_read_comes_back_into_the_form_as_it_was() {
        let mut how = HowRead {
            zone: Some("Europe/Lisbon".to_owned()),
            order: DateOrder::Ymd,
            encoding: Encoding::Windows1252,
            ..HowRead::default()
        };
        how.mapping.set("title=Summary").unwrap();
        how.mapping.set("revision=").unwrap();
        let mut draft = Draft::default();
        begin(&mut draft, &how);
        assert_eq!(how_read(&draft), how);
        // What was typed is not written over.
        "Asia/Tokyo".clone_into(draft.field("zone"));
        begin(&mut draft, &how);
        assert_eq!(how_read(&draft).zone.as_deref(), Some("Asia/Tokyo"));
        assert!(how_read(&draft).zone(chrono_tz::UTC).is_ok());
        "Nowhere".clone_into(draft.field("zone"));
        assert!(how_read(&draft).zone(chrono_tz::UTC).unwrap_err().contains("not a time zone"));
    }

    #[test]
    fn a_stopped_import_says_how_far_it_came_and_what_to_do() {
        let report =
            ImportReport { incidents: 9, new: 3, known: 1, quiet_deadlines: 1, ..Default::default() };
        let done = ImportDone { report, is_stopped: true };
        let words = brought(&done);
        assert!(
            words.starts_with("Stopped after 4 of 9 incidents: 3 new, 0 changed, 1 known already"),
            "{words}"
        );
        assert!(words.ends_with("The same file again brings the rest"), "{words}");
        assert!(words.contains("1 deadline was past already"), "{words}");
    }
}
