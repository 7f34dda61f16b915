//! The papers of a post-mortem: the pack or the report in every format, the invitation, and how they read.

use std::sync::Arc;

use chrono_tz::Tz;
use egui::{Label, RichText, Ui};

use super::aside;
use crate::desk::Outside;
use crate::documents::invitation::{NoInvitation, invitation_of};
use crate::documents::invitation_eml::invitation_eml;
use crate::documents::invitation_ics::invitation_ics;
use crate::documents::pre_read_eml::pre_read_eml;
use crate::documents::report::document::{Block, Cell, Document, Table, Tone, document_of};
use crate::documents::report::{Audience, Choice as Papers, Kind, Report, report_of};
use crate::documents::report_file::{Format, file_name, report_file};
use crate::documents::report_html::report_html;
use crate::documents::sentence;
use crate::documents::timeline_picture::{PictureChoice, TimelinePicture, timeline_picture};
use crate::domain::words::counted;
use crate::domain::world::Live;
use crate::platform::FileAsk;
use crate::ui::choice::{Choice, choice_ui};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::desk_form::{enter, refusal_ui};
use crate::ui::files::{FileWish, path_field, typed_path};
use crate::ui::forms::{Draft, FormKind, Forms, ReviewForm};
use crate::ui::incident::parts::paragraph;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::timeline_ui::{room_chars, timeline_ui};
use crate::ui::widgets;

/// How long before the meeting a calendar program tells of it, in minutes.
const REMIND_MINUTES: u32 = 15;
/// The widest the fields are, in points.
const FIELDS: f32 = 560.0;
/// The most rows of a table that the preview shows; the file has them all.
const MOST_ROWS: usize = 25;
/// The most characters of a text that the preview shows.
const MOST_CHARS: usize = 600;

/// The report that is shown, kept for as long as nothing in it reads differently.
#[derive(Debug, Default)]
pub(super) struct PapersData {
    made_of: Option<(usize, Papers, i64)>,
    report: Option<Arc<Report>>,
    document: Option<Arc<Document>>,
    /// The picture for the room that there is, in characters.
    picture: Option<(u32, Arc<TimelinePicture>)>,
}

impl PapersData {
    fn refresh(&mut self, seen: &Seen, live: &Arc<Live>, choice: Papers) {
        // An incident that did not change is the same one in memory.
        let of = (Arc::as_ptr(live) as usize, choice, seen.now.timestamp().div_euclid(60));
        if self.made_of == Some(of) {
            return;
        }
        let report = report_of(live, &seen.snapshot.world, choice, seen.now);
        self.document = Some(Arc::new(document_of(&report)));
        self.report = Some(Arc::new(report));
        self.picture = None;
        self.made_of = Some(of);
    }

    fn picture(&mut self, seen: &Seen, live: &Live, choice: Papers, width: f32) -> Arc<TimelinePicture> {
        let room = room_chars(width).round();
        if let Some((_, picture)) = self.picture.as_ref().filter(|(of, _)| *of == room as u32) {
            return Arc::clone(picture);
        }
        let is_outside = choice.audience == Audience::Outside;
        let of = PictureChoice { zone: choice.zone, room_chars: room, is_outside };
        let picture = Arc::new(timeline_picture(live, of, seen.now));
        self.picture = Some((room as u32, Arc::clone(&picture)));
        picture
    }
}

pub(super) fn papers_ui(
    ui: &mut Ui,
    seen: &Seen,
    live: &Arc<Live>,
    data: &mut PapersData,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let kind = FormKind::Review { incident: live.incident.id, form: ReviewForm::Papers };
    let draft = forms.draft(&kind);
    let fields = ui.scope(|ui| {
        ui.set_max_width(ui.available_width().min(FIELDS));
        let choice = match choice_of(ui, seen, draft) {
            Ok(choice) => choice,
            Err(why) => {
                paragraph(ui, &why, font::small(), Tokens::of(ui).overdue);
                return None;
            }
        };
        data.refresh(seen, live, choice);
        let (report, document) = (data.report.clone()?, data.document.clone()?);
        save_ui(ui, &kind, draft, (choice, &report), asks);
        invitation_ui(ui, seen, live, asks);
        Some((choice, document))
    });
    let Some((choice, document)) = fields.inner else { return };
    ui.add_space(space::M);
    widgets::section_heading(ui, "How it reads", None);
    let picture = data.picture(seen, live, choice, ui.available_width());
    document_ui(ui, &document, &picture);
}

/// Which papers, for whom, in which zone.
fn choice_of(ui: &mut Ui, seen: &Seen, draft: &mut Draft) -> Result<Papers, String> {
    let mut one_of = |ui: &mut Ui, name: &str, label: &str, words: &[&str]| {
        let mut at = draft.text(name).parse().unwrap_or(0).min(words.len().saturating_sub(1));
        let options: Vec<Choice> = words.iter().map(|words| Choice::words(*words)).collect();
        if choice_ui(ui, label, &options, &mut at) {
            *draft.field(name) = at.to_string();
        }
        at
    };
    let kind = one_of(ui, "papers", "What", &["Post-mortem pack", "Incident report"]);
    let audience = one_of(ui, "audience", "For whom", &["The desk and the crisis team", "Outside: no names"]);
    let zone_field = widgets::field(ui, "Times in the zone", draft.field("zone"), seen.zone.name());
    if zone_field.changed() {
        draft.refusal = None;
    }
    let zone: Tz = match draft.text("zone").trim() {
        "" => seen.zone,
        name => name.parse().map_err(|_err| {
            format!("“{name}” is not a time zone; use an IANA name such as America/Chicago")
        })?,
    };
    Ok(Papers {
        zone,
        audience: if audience == 0 { Audience::Internal } else { Audience::Outside },
        kind: if kind == 0 { Kind::PostMortemPack } else { Kind::IncidentReport },
    })
}

fn save_ui(
    ui: &mut Ui,
    form: &FormKind,
    draft: &mut Draft,
    (choice, report): (Papers, &Arc<Report>),
    asks: &mut Asks,
) {
    let options = Format::ALL.map(|format| Choice::words(format.word()));
    let mut at = draft.text("format").parse().unwrap_or(0).min(Format::ALL.len() - 1);
    if choice_ui(ui, "Format", &options, &mut at) {
        *draft.field("format") = at.to_string();
    }
    let format = Format::ALL.get(at).copied().unwrap_or(Format::Html);
    let what = format.what(choice.kind);
    if choice.audience == Audience::Outside {
        aside(ui, "Read it before it leaves: a nickname in a free text is not recognised as a name");
    }
    ui.horizontal_wrapped(|ui| {
        if widgets::primary_button(ui, &format!("Open the {what}"), None).clicked() {
            let name = file_name(report, format);
            let file = Outside::File { name: name.clone(), bytes: report_file(report, format) };
            asks.push(Ask::Outside(file, format!("{name} is written and opened")));
        }
    });
    let ask = FileAsk {
        title: format!("Save the {what}"),
        name: file_name(report, format),
        kind: format.word().to_owned(),
        endings: vec![format.ending().to_owned()],
        is_to_be_written: true,
        ..FileAsk::default()
    };
    let hint = format!("/media/stick/{}", file_name(report, format));
    let (is_out, mut is_sent) = (draft.is_out, false);
    let field = path_field(ui, form, draft, ("Or save it as", &hint), ask, asks, |ui| {
        ui.add_enabled_ui(!is_out, |ui| {
            is_sent |= widgets::quiet_button(ui, "Save it", None).clicked();
        });
    });
    is_sent |= enter(ui, &field);
    if field.changed() {
        draft.refusal = None;
    }
    refusal_ui(ui, draft);
    if is_sent && !draft.is_out {
        match typed_path(draft, Some(format.ending())) {
            Ok(to) => {
                let report = Arc::clone(report);
                asks.push(Ask::Files(FileWish::SaveReport { form: form.clone(), to, report, format }));
            }
            Err(why) => draft.refusal = Some(why),
        }
    }
}

/// The invitation and the pre-read, as a calendar and as mail drafts. They leave by a person's hand, who then
/// logs them as sent.
fn invitation_ui(ui: &mut Ui, seen: &Seen, live: &Live, asks: &mut Asks) {
    if live.incident.review.held.is_some() {
        return;
    }
    ui.add_space(space::S);
    widgets::section_heading(ui, "Invitation and pre-read", None);
    let world = &seen.snapshot.world;
    let invitation = match invitation_of(live, world, seen.now) {
        Ok(invitation) => invitation,
        Err(NoInvitation::NoTime) => return aside(ui, "Set date and time first"),
        Err(NoInvitation::NothingToCancel) => {
            return aside(ui, "No invitation was sent that could be called off");
        }
    };
    let whose = invitation.attendees.len();
    let what = if invitation.cancels { "cancellation" } else { "invitation" };
    aside(ui, &format!("The {what} goes to {}", counted(whose as u64, "address", "addresses")));
    if !invitation.without_address.is_empty() {
        let words = format!("No address is known of {}", invitation.without_address.join(", "));
        paragraph(ui, &words, font::small(), Tokens::of(ui).due_soon);
    }
    let pack = || {
        let kind = Kind::PostMortemPack;
        let choice = Papers { zone: seen.zone, audience: Audience::Internal, kind };
        report_html(&report_of(live, world, choice, seen.now))
    };
    let stem = format!("{} {what}", invitation.reference);
    let mut hand = |name: String, bytes: Vec<u8>| {
        let said = format!("{name} is written and opened; log it once it is sent");
        asks.push(Ask::Outside(Outside::File { name, bytes }, said));
    };
    ui.horizontal_wrapped(|ui| {
        if widgets::quiet_button(ui, &format!("Mail draft of the {what}"), None).clicked() {
            let pack = (!invitation.cancels).then(pack);
            hand(
                format!("{stem}.eml"),
                invitation_eml(&invitation, Some(REMIND_MINUTES), pack.as_deref(), seen.zone),
            );
        }
        if widgets::quiet_button(ui, &format!("{} for the calendar", sentence(what)), None).clicked() {
            hand(format!("{stem}.ics"), invitation_ics(&invitation, Some(REMIND_MINUTES)));
        }
        if !invitation.cancels && widgets::quiet_button(ui, "Mail draft of the pre-read", None).clicked() {
            let name = format!("{} pre-read.eml", invitation.reference);
            hand(name, pre_read_eml(&invitation, &pack(), seen.zone));
        }
    });
}

fn document_ui(ui: &mut Ui, document: &Document, picture: &TimelinePicture) {
    let tokens = Tokens::of(ui);
    ui.label(RichText::new(&document.kind).font(font::small_strong()).color(tokens.text_muted));
    ui.add(Label::new(RichText::new(cut(&document.title)).font(font::heading())).wrap());
    for note in &document.notes {
        aside(ui, note);
    }
    for section in &document.sections {
        ui.add_space(space::S);
        ui.add(Label::new(RichText::new(&section.title).font(font::title())).wrap());
        for block in &section.blocks {
            block_ui(ui, block, picture);
        }
    }
}

fn block_ui(ui: &mut Ui, block: &Block, picture: &TimelinePicture) {
    let tokens = Tokens::of(ui);
    match block {
        Block::Heading(words) => {
            ui.add(Label::new(RichText::new(cut(words)).font(font::strong())).wrap());
        }
        Block::Paragraph(words) => {
            ui.add(Label::new(cut(words)).wrap());
        }
        Block::Quote(words) => {
            let width = ui.available_width();
            ui.horizontal_top(|ui| {
                ui.add_space(space::M);
                ui.set_max_width(width - space::M);
                ui.add(Label::new(RichText::new(cut(words)).color(tokens.text_muted)).wrap());
            });
        }
        Block::Remark(words) => aside(ui, &cut(words)),
        Block::Facts(facts) => {
            for (name, words) in facts {
                ui.horizontal_top(|ui| {
                    ui.allocate_ui(egui::vec2(150.0, 18.0), |ui| {
                        ui.set_min_width(150.0);
                        ui.label(RichText::new(name).color(tokens.text_muted));
                    });
                    ui.add(Label::new(cut(words)).wrap());
                });
            }
        }
        Block::List(items) => {
            for item in items {
                ui.add(Label::new(format!("•  {}", cut(item))).wrap());
            }
        }
        Block::Table(table) => table_ui(ui, table),
        // That of the document is laid out for paper.
        Block::Picture(_) => timeline_ui(ui, picture),
    }
}

fn table_ui(ui: &mut Ui, table: &Table) {
    let tokens = Tokens::of(ui);
    let width = ui.available_width() - space::S * table.columns.len() as f32;
    let widths: Vec<f32> = table.widths().into_iter().map(|share| width * share as f32 / 10_000.0).collect();
    let row_ui = |ui: &mut Ui, cells: &mut dyn Iterator<Item = RichText>| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            for (cell, width) in cells.zip(&widths) {
                ui.allocate_ui(egui::vec2(*width, 16.0), |ui| {
                    ui.set_width(*width);
                    ui.add(Label::new(cell).wrap());
                });
            }
        });
    };
    let head =
        |title: &str| RichText::new(title.to_owned()).font(font::small_strong()).color(tokens.text_muted);
    row_ui(ui, &mut table.columns.iter().map(|column| head(column.title)));
    let said = |cell: &Cell| {
        let words = RichText::new(cut(&cell.text)).font(font::small());
        match cell.tone {
            Tone::Plain => words,
            Tone::Good => words.color(tokens.met),
            Tone::Bad => words.color(tokens.overdue),
            Tone::Struck => words.color(tokens.text_muted).strikethrough(),
        }
    };
    for row in table.rows.iter().take(MOST_ROWS) {
        row_ui(ui, &mut row.iter().map(said));
    }
    if table.rows.len() > MOST_ROWS {
        aside(ui, &format!("and {} more rows in the file", table.rows.len() - MOST_ROWS));
    }
}

/// As much of a text as the preview shows.
fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARS) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
    }
}
