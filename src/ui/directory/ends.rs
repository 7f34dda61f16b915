//! The forms by which a record ends or doubles become one, and that of a department's coordinator. What
//! would be hit is shown before anything is asked for.

use chrono::NaiveDate;
use egui::{Label, RichText, Ui};

use super::DirectoryState;
use crate::desk::Request;
use crate::domain::command::Wish;
use crate::domain::directory::doubles::Double;
use crate::domain::directory::sheet::{cycle_of, texts};
use crate::domain::directory::uses::{Use, uses};
use crate::domain::directory::{Directory, Record, RecordId, RecordKind, filled};
use crate::domain::service_review::wish::{ServiceReviewWish, SetReviewCycle};
use crate::domain::typed_time::Leaning;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::filling::Filling;
use crate::ui::forms::{DirectoryForm, FormKind, Forms};
use crate::ui::incident::parts::{fact_ui, paragraph, word_button, word_button_in};
use crate::ui::pick_field::pick_field;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::widgets;

/// The most lines of one list; the rest is counted.
const MOST_LINES: usize = 40;
/// The field that says which record stays.
const STAYS: &str = "stays";
/// How many reviews a year a department has (I).
const PER_YEAR: [&str; 3] = ["2 a year", "3 a year", "4 a year"];

/// Paints the open form.
pub(super) fn form_ui(
    ui: &mut Ui,
    seen: &Seen,
    form: &DirectoryForm,
    state: &mut DirectoryState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let kind = FormKind::Directory(form.clone());
    let wants_focus = std::mem::take(&mut forms.is_fresh);
    let draft = forms.draft(&kind);
    let mut filling = Filling { seen, draft, is_sent: false, wants_focus };
    ui.spacing_mut().item_spacing.y = space::XS;
    let made = match form {
        DirectoryForm::Retire { id } => retire_ui(ui, &mut filling, *id),
        DirectoryForm::NameDouble { of } => name_double_ui(ui, &mut filling, *of),
        DirectoryForm::Merge { one, other } => merge_ui(ui, &mut filling, (*one, *other)),
        DirectoryForm::Part { entry } => part_ui(ui, &mut filling, *entry),
        DirectoryForm::Coordinator { id } => coordinator_ui(ui, &mut filling, *id),
        DirectoryForm::Doubles
        | DirectoryForm::Import
        | DirectoryForm::Export
        | DirectoryForm::Erase { .. } => return,
    };
    let Some(Made { button, next, said, shows }) = made else {
        heading(ui, "It is not there any more");
        if widgets::quiet_button(ui, "Close", Some("Esc")).clicked() {
            asks.push(Ask::CloseForm);
        }
        return;
    };
    if !filling.foot_ui(ui, button, asks) {
        return;
    }
    match next {
        Ok(Next::Do(wish)) => {
            if let Some((kind, id)) = shows {
                state.show(kind, id);
            }
            asks.push(Ask::Do { request: Request::of_desk(*wish), form: Some(kind), said: Some(said) });
        }
        Ok(Next::Open(form)) => asks.push(Ask::Open(FormKind::Directory(form))),
        Err(why) => filling.draft.refusal = Some(why),
    }
}

/// What a form makes of what is typed.
struct Made {
    /// The words on its button.
    button: &'static str,
    /// What comes of it, or why it cannot.
    next: Result<Next, String>,
    /// What is said when it is done.
    said: String,
    /// The record that is shown afterwards.
    shows: Option<(RecordKind, RecordId)>,
}

/// What comes of a form.
enum Next {
    /// The desk is asked.
    Do(Box<Wish>),
    /// Another form goes on.
    Open(DirectoryForm),
}

fn heading(ui: &mut Ui, words: &str) {
    ui.add(Label::new(RichText::new(words).font(font::heading())).wrap());
}

fn aside(ui: &mut Ui, words: &str) {
    paragraph(ui, words, font::small(), Tokens::of(ui).text_muted);
}

/// What points at a record, by kind; where asks are taken, an incident can be gone to.
pub(super) fn uses_ui(ui: &mut Ui, all: &[Use], mut asks: Option<&mut Asks>) {
    let mut last = None;
    for one in all.iter().take(MOST_LINES) {
        if last.replace(one.kind) != Some(one.kind) {
            ui.add_space(space::XS);
            paragraph(ui, one.kind.heading(), font::small_strong(), Tokens::of(ui).text_muted);
        }
        match (one.incident, asks.as_mut()) {
            (Some(incident), Some(asks)) => {
                if word_button(ui, &one.words, None).clicked() {
                    asks.push(Ask::Show(incident));
                }
            }
            _ => {
                paragraph(ui, &one.words, font::body(), Tokens::of(ui).text);
            }
        }
    }
    if all.len() > MOST_LINES {
        aside(ui, &format!("and {} more", all.len() - MOST_LINES));
    }
}

fn retire_ui(ui: &mut Ui, filling: &mut Filling<'_>, id: RecordId) -> Option<Made> {
    let world = &filling.seen.snapshot.world;
    let kept = world.directory.record(id).filter(|kept| !kept.is_retired)?;
    let (name, kind) = (kept.record.name().to_owned(), kept.record.kind());
    let all = uses(world, id, filling.seen.now);
    heading(ui, &format!("Retire {name}"));
    aside(ui, "It is not offered any more; the log still names it, and what points at it stays as it is");
    let label = if all.is_empty() { "Why; may be empty" } else { "Why" };
    filling.line(ui, "why", label, "Left, replaced by");
    if all.is_empty() {
        aside(ui, "Nothing that is open or ahead points at it");
    } else {
        widgets::section_heading(ui, "Still pointed at by", Some(all.len()));
        uses_ui(ui, &all, None);
    }
    let why = filling.text("why");
    let next = if why.is_none() && !all.is_empty() {
        Err(format!("say why {name} is retired although it is still pointed at"))
    } else {
        let name = id.0.to_string();
        Ok(Next::Do(Box::new(Wish::RetireRecord { kind: kind.word().to_owned(), name, why })))
    };
    let said = format!("{name} is not offered any more; the log still names it");
    Some(Made { button: "Retire it", next, said, shows: None })
}

fn name_double_ui(ui: &mut Ui, filling: &mut Filling<'_>, of: RecordId) -> Option<Made> {
    let directory = &filling.seen.snapshot.world.directory;
    let kept = directory.record(of)?;
    let (name, kind) = (kept.record.name(), kept.record.kind());
    heading(ui, &format!("A double of {name}"));
    aside(ui, "Name the other record; both are looked at before they are merged");
    let response = pick_field(
        ui,
        "Its double",
        filling.draft.field("double"),
        "A few letters of the other record",
        directory,
        &[kind],
    );
    filling.took(ui, &response);
    let typed = filling.text("double").unwrap_or_default();
    let found = directory.by_name(&[kind], &typed).filter(|other| *other != directory.standing(of));
    let next = match found {
        Some(other) => Ok(Next::Open(DirectoryForm::Merge { one: of, other })),
        None => Err(format!("no other {} is called that; take one of the list", kind.word())),
    };
    Some(Made { button: "Look at the two", next, said: String::new(), shows: None })
}

fn merge_ui(ui: &mut Ui, filling: &mut Filling<'_>, (one, other): (RecordId, RecordId)) -> Option<Made> {
    let world = &filling.seen.snapshot.world;
    let directory = &world.directory;
    let (one, other) = (directory.standing(one), directory.standing(other));
    let record = |id: RecordId| directory.record(id).filter(|kept| !kept.is_retired).map(|kept| &kept.record);
    let (first, second) = (record(one)?, record(other)?);
    if one == other {
        return None;
    }
    heading(ui, &format!("Merge two records of {}", first.name()));
    aside(
        ui,
        "From then on whatever points at the double means the record that stays, everywhere. It can be taken back",
    );
    let label = |id: RecordId, record: &Record| {
        let cells = texts(directory, record, cycle_of(world, id, record));
        let more = cells.into_iter().map(|(_, text)| text).find(|text| !text.is_empty());
        more.map_or_else(|| record.name().to_owned(), |more| format!("{}, {more}", record.name()))
    };
    let names = [label(one, first), label(other, second)];
    let stays = filling.choice(ui, STAYS, "Which one stays", &[&names[0], &names[1]]);
    let (kept, gone) = if stays == 0 { (one, other) } else { (other, one) };
    let (stays, double) = if kept == one { (first, second) } else { (second, first) };
    let both = filled(stays, double);
    let cells = |record: &Record| texts(directory, record, None);
    widgets::section_heading(ui, "What stays", None);
    for ((column, after), (_, before)) in cells(&both).into_iter().zip(cells(stays)) {
        if after.is_empty() {
            continue;
        }
        let words = if after == before { after } else { format!("{after} (taken over)") };
        fact_ui(ui, &column_words(column), Some(&words));
    }
    let left: Vec<(&str, String)> = cells(double)
        .into_iter()
        .zip(cells(&both))
        .filter(|((column, text), (_, both))| !text.is_empty() && text != both && *column != "phones")
        .map(|(cell, _)| cell)
        .collect();
    if !left.is_empty() {
        widgets::section_heading(ui, "Said by the double alone, and left behind", Some(left.len()));
        for (column, text) in left {
            fact_ui(ui, &column_words(column), Some(&text));
        }
    }
    let all = uses(world, gone, filling.seen.now);
    let moves = format!("What moves from {} to it", double.name());
    widgets::section_heading(ui, &moves, Some(all.len()));
    uses_ui(ui, &all, None);
    let (kind, name) = (stays.kind(), stays.name().to_owned());
    let wish = Wish::MergeRecords {
        kind: kind.word().to_owned(),
        kept: kept.0.to_string(),
        gone: gone.0.to_string(),
    };
    let said = format!("Both are {name} now");
    Some(Made { button: "Merge them", next: Ok(Next::Do(Box::new(wish))), said, shows: Some((kind, kept)) })
}

/// A column as it is said on screen.
fn column_words(column: &str) -> String {
    crate::documents::sentence(&column.replace('_', " "))
}

fn part_ui(ui: &mut Ui, filling: &mut Filling<'_>, entry: crate::domain::event::EventId) -> Option<Made> {
    let directory = &filling.seen.snapshot.world.directory;
    let merge = directory.merges().of_entry(entry)?;
    let name = |id: RecordId| directory.own(id).map_or("", |kept| kept.record.name());
    let (gone, kept) = (name(merge.gone), name(directory.standing(merge.kept)));
    heading(ui, "Take the merge back");
    aside(
        ui,
        &format!(
            "{gone} is a record of its own again, and means itself wherever it was named before the merge. What {kept} \
             took over stays there"
        ),
    );
    filling.line(ui, "why", "Why", "Needed");
    let next =
        filling.name("why", "the reason").map(|why| Next::Do(Box::new(Wish::PartRecords { entry, why })));
    let said = format!("{gone} is a record of its own again");
    Some(Made { button: "Take it back", next, said, shows: None })
}

fn coordinator_ui(ui: &mut Ui, filling: &mut Filling<'_>, id: RecordId) -> Option<Made> {
    let world = std::sync::Arc::clone(&filling.seen.snapshot.world);
    let directory = &world.directory;
    let kept = directory.record(id)?;
    let name = kept.record.name().to_owned();
    let cycle = cycle_of(&world, id, &kept.record);
    if filling.draft.fields.is_empty() {
        let mut put = |field: &str, text: String| *filling.draft.field(field) = text;
        if let Some(cycle) = cycle {
            put("coordinator", directory.name_of(&cycle.coordinator).to_owned());
            let liaison = cycle.liaison.as_ref().map(|one| directory.name_of(one).to_owned());
            put("liaison", liaison.unwrap_or_default());
            put("per_year", cycle.per_year.saturating_sub(2).to_string());
            put("first", cycle.first.to_string());
        } else {
            put("per_year", "0".to_owned());
        }
    }
    heading(ui, &format!("Service coordinator of {name}"));
    aside(ui, "Reports, Service reviews keeps the rest: time, place, who belongs to the reviews");
    filling.person(ui, "coordinator", "Service coordinator");
    filling.person(ui, "liaison", "Liaison; empty for nobody");
    let often = filling.choice(ui, "per_year", "Reviews of service delivery", &PER_YEAR);
    filling.day_line(ui, ("first", "The first one is on"), Leaning::Future);
    let wish = coordinator_wish(filling, &name, often, cycle.map(|one| one.first));
    let said = format!("The coordinator of {name} is kept");
    Some(Made { button: "Keep", next: wish.map(|wish| Next::Do(Box::new(wish))), said, shows: None })
}

fn coordinator_wish(
    filling: &Filling<'_>,
    department: &str,
    often: usize,
    standing: Option<NaiveDate>,
) -> Result<Wish, String> {
    let coordinator = filling.name("coordinator", "the service coordinator")?;
    let first = filling.day("first", Leaning::Future)?;
    let first = first.ok_or_else(|| "the day of the first review is missing".to_owned())?;
    let set = SetReviewCycle {
        department: department.to_owned(),
        coordinator: Some(coordinator),
        liaison: Some(filling.text("liaison").unwrap_or_default()),
        per_year: Some(u32::try_from(often).unwrap_or_default() + 2),
        // What stays as it was is not said again: it may be long ago.
        first: (standing != Some(first)).then_some(first),
        ..SetReviewCycle::default()
    };
    Ok(ServiceReviewWish::SetReviewCycle(set).into())
}

/// All likely doubles, each to be looked at.
pub(super) fn doubles_ui(
    ui: &mut Ui,
    directory: &Directory,
    all: &[Double],
    is_fresh: &mut bool,
    asks: &mut Asks,
) {
    heading(ui, "Likely doubles");
    aside(
        ui,
        "Records that have the same name, address or number; you look at each pair before it is merged",
    );
    let name = |id: RecordId| directory.record(id).map_or("", |kept| kept.record.name());
    if all.is_empty() {
        aside(ui, "None is left");
    }
    for double in all.iter().take(MOST_LINES) {
        let signs: Vec<&str> = double.signs.iter().map(|sign| sign.words()).collect();
        let words = format!("{} and {}…", name(double.one), name(double.other));
        let response = word_button_in(ui, &words, None, font::strong());
        // The first one takes the keyboard.
        if std::mem::take(is_fresh) {
            response.request_focus();
        }
        aside(ui, &format!("{}: {}", double.kind.word(), signs.join(", ")));
        if response.clicked() {
            let form = DirectoryForm::Merge { one: double.one, other: double.other };
            asks.push(Ask::Open(FormKind::Directory(form)));
        }
    }
    if all.len() > MOST_LINES {
        aside(ui, &format!("and {} more; merge these first", all.len() - MOST_LINES));
    }
    ui.add_space(space::S);
    if widgets::quiet_button(ui, "Close", Some("Esc")).clicked() {
        asks.push(Ask::CloseForm);
    }
}
