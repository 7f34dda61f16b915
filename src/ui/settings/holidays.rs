//! Settings of the desk's holidays: a year at a time, added by a typed day or a span, removed, brought in from a
//! calendar.

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono::{Datelike as _, NaiveDate};
use egui::{Label, RichText, Ui};

use super::calendars::effect_ui;
use super::form::{form_ui, framed, is_open};
use super::{muted, section};
use crate::desk::Request;
use crate::documents::sentence;
use crate::domain::calendar::local_of;
use crate::domain::settings::wish::{DeskWish, HolidayDay};
use crate::domain::typed_time::Leaning;
use crate::domain::words::counted;
use crate::imports::holidays_ics::ImportedHolidays;
use crate::platform::FileAsk;
use crate::ui::choice::{Choice, choice_ui};
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::files::{FileWish, path_field, typed_path};
use crate::ui::filling::Filling;
use crate::ui::forms::{FormKind, Forms, SettingsForm};
use crate::ui::icons::icon;
use crate::ui::theme::{Tokens, font, space};
use crate::ui::typed_field::read;
use crate::ui::widgets;

/// The most days of a file that are listed; the rest is counted.
const MOST_LINES: usize = 40;

/// A calendar that was read.
#[derive(Debug)]
pub struct HolidaysRead {
    /// Where it was read.
    pub path: PathBuf,
    /// What it says.
    pub found: ImportedHolidays,
}

/// What is looked at.
#[derive(Debug, Default)]
pub struct HolidayState {
    /// The year; this one until another is chosen.
    year: Option<i32>,
    /// What was read from a file.
    pub read: Option<HolidaysRead>,
}

/// A day as it stands in the list.
fn day_words(day: NaiveDate) -> String {
    day.format("%a %-d %b %Y").to_string()
}

/// Paints the holidays of a year, and the forms that change them.
pub(super) fn holidays_ui(
    ui: &mut Ui,
    seen: &Seen,
    state: &mut HolidayState,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    section(ui, "Holidays");
    let settings = &seen.snapshot.world.settings;
    let this = local_of(seen.zone, seen.now).year();
    let years: BTreeSet<i32> =
        settings.holidays.iter().map(NaiveDate::year).chain([this, this + 1]).collect();
    let years: Vec<i32> = years.into_iter().collect();
    let year = state.year.filter(|year| years.contains(year)).unwrap_or(this);
    let mut at = years.iter().position(|one| *one == year).unwrap_or(0);
    let options: Vec<Choice> = years.iter().map(|year| Choice::words(year.to_string())).collect();
    if choice_ui(ui, "Year", &options, &mut at) {
        state.year = years.get(at).copied();
    }
    let of_year: Vec<NaiveDate> =
        settings.holidays.iter().copied().filter(|day| day.year() == year).collect();
    if of_year.is_empty() {
        muted(ui, &format!("No holidays in {year}: business calendars are open on every working day"));
    }
    for day in of_year {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            let words = day_words(day);
            ui.allocate_ui(egui::vec2(140.0, 24.0), |ui| {
                ui.set_min_width(140.0);
                ui.label(RichText::new(&words).font(font::mono()));
            });
            if widgets::icon_button(ui, icon::X, &format!("Remove {words}")).clicked() {
                let wish = DeskWish::RemoveHolidays { days: vec![day] };
                asks.request(Request::of_desk(wish.into()), format!("{words} is no holiday any more"));
            }
            let name = settings.holiday_names.get(&day).map_or("", String::as_str);
            ui.add(Label::new(name).truncate());
        });
    }
    if is_open(forms, &SettingsForm::Holidays) {
        let title = ("Add holidays", "Add to the holidays");
        form_ui(ui, seen, &SettingsForm::Holidays, title, forms, asks, add_fields_ui);
    } else if is_open(forms, &SettingsForm::ImportHolidays) {
        import_ui(ui, seen, state, forms, asks);
    } else {
        ui.horizontal_wrapped(|ui| {
            for (words, form) in [
                ("Add holidays…", SettingsForm::Holidays),
                ("Bring in from a calendar…", SettingsForm::ImportHolidays),
            ] {
                if widgets::quiet_button(ui, words, None).clicked() {
                    asks.push(Ask::Open(FormKind::Settings(form)));
                }
            }
        });
    }
}

fn add_fields_ui(ui: &mut Ui, filling: &mut Filling<'_>) -> super::form::Asked {
    let first_day = day_ui(ui, filling, "first", "Day, or the first of several");
    let last_day = day_ui(ui, filling, "last", "Last day; empty for one day");
    filling.line(ui, "name", "Name", "Optional");
    let first_day = Some(first_day?.ok_or("the day is missing; type one such as 2026-12-25")?);
    let last_day = last_day?;
    let wish = DeskWish::AddHolidays { days: Vec::new(), first_day, last_day, name: filling.text("name") };
    effect_ui(ui, filling.seen, &wish);
    Ok((wish, "The holidays are added".to_owned()))
}

/// A field for a day, and how it was understood.
fn day_ui(
    ui: &mut Ui,
    filling: &mut Filling<'_>,
    name: &str,
    label: &str,
) -> Result<Option<NaiveDate>, String> {
    let response = widgets::field(ui, label, filling.draft.field(name), "2026-12-25, 25 dec, fri");
    filling.took(ui, &response);
    let day = typed_day(filling, name);
    let tokens = Tokens::of(ui);
    let (words, ink) = match &day {
        Ok(None) => return day,
        Ok(Some(day)) => (day.format("%A %-d %B %Y").to_string(), tokens.met),
        Err(why) => (why.clone(), tokens.overdue),
    };
    ui.add(Label::new(RichText::new(words).font(font::small()).color(ink)).wrap());
    day
}

/// The day in a field. A holiday may be far ahead: one without a year that is not the nearest such date is the next.
fn typed_day(filling: &Filling<'_>, name: &str) -> Result<Option<NaiveDate>, String> {
    let (now, zone) = (filling.seen.now, filling.seen.zone);
    filling.day(name, Leaning::Future).or_else(|why| {
        let text = filling.text(name).unwrap_or_default();
        let today = local_of(zone, now).date();
        let of_year = |year: i32| {
            let at = read(&format!("{text} {year} 23:59"), now, zone, Leaning::Future).ok().flatten();
            at.map(|at| local_of(zone, at).date())
        };
        let next = [today.year(), today.year() + 1].into_iter().filter_map(of_year).find(|day| *day >= today);
        next.map(Some).ok_or(why)
    })
}

/// A calendar: looked at first, brought in by a second press, whole or not at all.
fn import_ui(ui: &mut Ui, seen: &Seen, state: &HolidayState, forms: &mut Forms, asks: &mut Asks) {
    let kind = FormKind::Settings(SettingsForm::ImportHolidays);
    let is_fresh = std::mem::take(&mut forms.is_fresh);
    let draft = forms.draft(&kind);
    framed(ui, is_fresh, |ui| {
        ui.label(RichText::new("Holidays from a calendar").font(font::heading()));
        muted(
            ui,
            "Each event of a whole day becomes a holiday. First you see them; nothing changes until then",
        );
        let ask = FileAsk {
            title: "Holidays from a calendar".to_owned(),
            kind: "Calendar".to_owned(),
            endings: vec!["ics".to_owned()],
            ..FileAsk::default()
        };
        let mut filling = Filling { seen, draft, is_sent: false, wants_focus: is_fresh };
        let words = ("File", "/media/stick/holidays.ics");
        let response = path_field(ui, &kind, filling.draft, words, ask, asks, |_| {});
        filling.took(ui, &response);
        let target = typed_path(filling.draft, None);
        let read = state.read.as_ref();
        let read = read.filter(|one| target.as_ref().is_ok_and(|target| target.path == one.path));
        let (words, step) = match read {
            None => {
                let form = kind.clone();
                let look = target.map(|to| Ask::Files(FileWish::ReadHolidays { form, path: to.path }));
                ("Look at it", look)
            }
            Some(read) => {
                let wish = found_ui(ui, seen, &read.found);
                let count = read.found.days.len() as u64;
                let said = format!("{} brought in", counted(count, "holiday is", "holidays are"));
                let step = wish.map(|wish| Ask::Do {
                    request: Request::of_desk(wish.into()),
                    form: Some(kind.clone()),
                    said: Some(said),
                });
                ("Bring them in", step)
            }
        };
        if filling.foot_ui(ui, words, asks) {
            match step {
                Ok(ask) => {
                    filling.draft.refusal = None;
                    asks.push(ask);
                }
                Err(why) => filling.draft.refusal = Some(why),
            }
        }
    });
}

/// What a calendar would bring; the wish for it, or why there is nothing to wish for.
fn found_ui(ui: &mut Ui, seen: &Seen, found: &ImportedHolidays) -> Result<DeskWish, String> {
    let settings = &seen.snapshot.world.settings;
    for warning in &found.warnings {
        muted(ui, &sentence(&warning.to_string()));
    }
    let is_new = |day: &NaiveDate, name: &Option<String>| {
        !settings.holidays.contains(day)
            || name.as_ref().is_some_and(|name| settings.holiday_names.get(day) != Some(name))
    };
    let new = found.days.iter().filter(|(day, name)| is_new(day, name)).count();
    let all = counted(found.days.len() as u64, "holiday", "holidays");
    let head =
        ui.label(RichText::new(format!("{all} in it; {new} new or with another name")).font(font::strong()));
    ui.accesskit_node_builder(head.id, |node| node.set_live(egui::accesskit::Live::Polite));
    for (day, name) in found.days.iter().take(MOST_LINES) {
        let there = if is_new(day, name) { "" } else { ", there already" };
        let name = name.as_deref().unwrap_or("without a name");
        let words = format!("{}: {name}{there}", day_words(*day));
        ui.add(Label::new(RichText::new(words).font(font::small())).wrap());
    }
    if found.days.len() > MOST_LINES {
        ui.label(RichText::new(format!("and {} more", found.days.len() - MOST_LINES)).font(font::small()));
    }
    if new == 0 {
        return Err("every day in it is a holiday already, so there is nothing to bring in".to_owned());
    }
    let days = found.days.iter().map(|(date, name)| HolidayDay { date: *date, name: name.clone() }).collect();
    let wish = DeskWish::AddHolidays { days, first_day: None, last_day: None, name: None };
    effect_ui(ui, seen, &wish);
    Ok(wish)
}
