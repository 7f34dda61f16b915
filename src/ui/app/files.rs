//! Files in the window: starting the work on them, and what came of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::TimeDelta;
use egui::Context;

use super::Shell;
use super::asks::Out;
use crate::desk::billing::write_agency_files;
use crate::desk::handoff::{Exported, MergeReport, open_file, save_file};
use crate::desk::import::{Course, ImportDone};
use crate::desk::{HandoffDone, Request};
use crate::documents::directory_csv::directory_csv;
use crate::documents::report_file::report_file;
use crate::documents::scorecard_report::scorecard_file;
use crate::documents::sentence;
use crate::domain::calendar::local_of;
use crate::domain::report::figures::FigureEntered;
use crate::domain::time::Instant;
use crate::domain::words::counted;
use crate::domain::world::World;
use crate::imports::figures_csv::{self, new_figures, wish_of};
use crate::imports::holidays_ics::{self, ImportedHolidays};
use crate::imports::rota_preview::preview;
use crate::imports::{ImportedRota, MAX_IMPORT_BYTES, rota_file};
use crate::platform::{read_at_most, write_atomically};
use crate::ui::billing::{Asked as BillingAsked, bill};
use crate::ui::context::Screen;
use crate::ui::directory::file_forms::DirectoryLooked;
use crate::ui::files::{Done, FileWish, Target};
use crate::ui::forms::{DirectoryForm, FileForm, FormKind, ScoreForm, SettingsForm};
use crate::ui::history::{HowRead, Look, TicketsFound, TicketsInHand, TicketsLook, brought};
use crate::ui::rota::file_forms::{LookedAt, RotaRead, take_chosen};
use crate::ui::scorecard::{FiguresRead, ScoreLook};
use crate::ui::service::{Asked, look_through};
use crate::ui::settings::HolidaysRead;
use crate::ui::toast::Toast;

/// No person closes a dialog sooner than so long after asking for it: then there was none.
const FASTEST_HAND: TimeDelta = TimeDelta::milliseconds(350);

/// What is to be done with a file that the desk makes.
#[derive(Debug, Clone)]
pub(super) struct Saving {
    to: Target,
    passphrase: Option<String>,
}

impl Shell {
    pub(super) fn carry_out_files(&mut self, wish: FileWish, ctx: &Context, now: Instant) {
        match wish {
            FileWish::Choose { form, mut ask } => {
                ask.folder.clone_from(&self.preferences.folder);
                self.files.choose(form, ask, now, ctx);
            }
            FileWish::LookAtHandoff { form, path, passphrase } => {
                self.forms.draft(&form).is_out = true;
                self.files.start(ctx, move || {
                    let read = open_file(&path, passphrase.as_deref());
                    Done::Looked { form, path, read: read.map(Box::new).map_err(|err| err.to_string()) }
                });
            }
            FileWish::MergeHandoff { form } => {
                let Some(file) = self.handoff_of(&form).as_ref().map(|looked| (*looked.file).clone()) else {
                    return;
                };
                let ticket = self.handle.merge(file);
                self.out_for(ticket, form);
            }
            FileWish::SaveHandoff { form, to, passphrase, for_desk } => {
                let ticket = self.handle.export(for_desk);
                self.forms.draft(&form).is_out = true;
                let saving = Some(Saving { to, passphrase });
                self.out.insert(ticket, Out { form: Some(form), saving, ..Out::default() });
            }
            FileWish::ReadRota { form, path } => {
                self.forms.draft(&form).is_out = true;
                let zone = self.snapshot.world.settings.zone;
                self.files.start(ctx, move || {
                    let read = read_rota(&path, zone);
                    Done::RotaRead { form, path, read }
                });
            }
            FileWish::ReadHolidays { form, path } => {
                self.forms.draft(&form).is_out = true;
                self.files.start(ctx, move || {
                    let read = read_holidays(&path);
                    Done::HolidaysRead { form, path, read }
                });
            }
            FileWish::ReadDirectory { form, path, encoding } => {
                self.forms.draft(&form).is_out = true;
                let (world, happens) = (Arc::clone(&self.snapshot.world), self.clock.now());
                self.files.start(ctx, move || Done::DirectoryRead {
                    form,
                    read: DirectoryLooked::of_file(path, encoding, world, happens).map(Box::new),
                });
            }
            FileWish::SaveDirectory { form, to, only } => {
                self.forms.draft(&form).is_out = true;
                let (world, happens) = (Arc::clone(&self.snapshot.world), self.clock.now());
                self.files.start(ctx, move || {
                    let written = to.free().and_then(|()| {
                        write_atomically(&to.path, &directory_csv(&world, only, happens))
                            .map_err(|err| err.to_string())
                    });
                    let said = written.map(|()| format!("The directory: {} is written", to.path.display()));
                    Done::Saved { form, said }
                });
            }
            FileWish::PutDirectoryIn { form } => self.put_directory_in(form, self.clock.now()),
            FileWish::LookAtTickets { path, how } => self.look_at_tickets(path, how, ctx, self.clock.now()),
            FileWish::BringTicketsIn => {
                let Some(looked) = &self.history.tickets.looked else { return };
                let TicketsFound::Read { file, .. } = &looked.found else { return };
                let course = Arc::new(Course::default());
                let ticket = self.handle.import(Arc::clone(file), Arc::clone(&course));
                self.history.tickets.course = Some(course);
                self.out_for(ticket, FormKind::Tickets);
            }
            FileWish::StopTickets => {
                if let Some(course) = &self.history.tickets.course {
                    course.stop();
                }
            }
            FileWish::SaveReport { form, to, report, format } => {
                self.forms.draft(&form).is_out = true;
                self.files.start(ctx, move || {
                    let written = to.free().and_then(|()| {
                        write_atomically(&to.path, &report_file(&report, format))
                            .map_err(|err| err.to_string())
                    });
                    let what = sentence(format.what(report.choice.kind));
                    let said = written.map(|()| format!("{what}: {} is written", to.path.display()));
                    Done::Saved { form, said }
                });
            }
            FileWish::Save { form, to, bytes, what } => {
                self.forms.draft(&form).is_out = true;
                self.files.start(ctx, move || {
                    let written = to
                        .free()
                        .and_then(|()| write_atomically(&to.path, &bytes).map_err(|err| err.to_string()));
                    let said = written.map(|()| format!("{what}: {} is written", to.path.display()));
                    Done::Saved { form, said }
                });
            }
            FileWish::SaveAgencies { form, folder, detail, may_replace } => {
                self.forms.draft(&form).is_out = true;
                self.files.start(ctx, move || {
                    let written = write_agency_files(&detail, &folder, may_replace);
                    let said = written.map(|paths| {
                        let files = counted(paths.len() as u64, "file is", "files are");
                        format!("{files} written into {}", folder.display())
                    });
                    Done::Saved { form, said }
                });
            }
            FileWish::ReadFigures { form, path } => {
                self.forms.draft(&form).is_out = true;
                let (world, happens) = (Arc::clone(&self.snapshot.world), self.clock.now());
                self.files.start(ctx, move || {
                    let read = read_figures(&path, &world, happens);
                    Done::FiguresRead { form, path, read }
                });
            }
            FileWish::PutFiguresIn { form } => self.put_figures_in(form),
            FileWish::SaveScorecard { form, to, scoring, format } => {
                self.forms.draft(&form).is_out = true;
                self.files.start(ctx, move || {
                    let written = to.free().and_then(|()| {
                        write_atomically(&to.path, &scorecard_file(&scoring, format))
                            .map_err(|err| err.to_string())
                    });
                    let said = written.map(|()| format!("Scorecard: {} is written", to.path.display()));
                    Done::Saved { form, said }
                });
            }
            FileWish::PutRotaIn { form } => {
                let happens = self.clock.now();
                let Some(read) = &self.rota.in_hand.rota else { return };
                let why = format!("imported from {}", name_of(&read.path));
                let lines = preview(&read.rota.shifts, self.snapshot.world.rota());
                let wishes: Vec<Request> = lines
                    .iter()
                    .filter_map(|line| line.wish(Some(&why), happens))
                    .map(|wish| Request::of_desk(wish.into()))
                    .collect();
                let said = format!("{} put in", counted(wishes.len() as u64, "watch is", "watches are"));
                let ticket = self.handle.submit_all(wishes);
                self.out_for(ticket, form);
                if let Some(out) = self.out.get_mut(&ticket) {
                    out.said = Some(said);
                }
            }
        }
    }

    /// Brings in what was looked at, if the directory still is as it was then.
    fn put_directory_in(&mut self, form: FormKind, now: Instant) {
        let Some(looked) = self.directory.in_hand.take() else { return };
        if !looked.is_of(&self.snapshot.world) {
            let why = "The directory is another by now; look at the file again";
            self.file_refused(&form, why, now);
            return;
        }
        let requests: Vec<Request> = looked.found.wishes.iter().cloned().map(Request::of_desk).collect();
        let (new, changed, _) = looked.found.counts();
        let said = format!("{}: {new} new, {changed} changed", name_of(&looked.path));
        let ticket = self.handle.submit_all(requests);
        self.out_for(ticket, form);
        if let Some(out) = self.out.get_mut(&ticket) {
            out.said = Some(said);
        }
    }

    /// Looks through the whole log for a department's review.
    pub(super) fn look_through(&mut self, asked: Asked, ctx: &Context, now: Instant) {
        let (folder, zone) = (self.snapshot.folder.clone(), self.snapshot.world.settings.zone);
        self.files.start(ctx, move || Done::LookedThrough(look_through(&folder, zone, asked, now)));
    }

    /// Makes the billing detail of a month on a thread beside the frames.
    pub(super) fn bill(&mut self, asked: BillingAsked, ctx: &Context) {
        let (folder, world) = (self.snapshot.folder.clone(), Arc::clone(&self.snapshot.world));
        self.files.start(ctx, move || Done::Billed(bill(&folder, &world, asked)));
    }

    /// Looks into the history on a thread beside the frames.
    pub(super) fn look(&mut self, look: Look, ctx: &Context) {
        let folder = self.snapshot.folder.clone();
        self.files.start(ctx, move || {
            let number = look.number;
            Done::HistorySeen { number, sight: look.into_log(&folder) }
        });
    }

    /// Reads the log for a scorecard.
    pub(super) fn score(&mut self, look: ScoreLook, ctx: &Context, now: Instant) {
        let (folder, world) = (self.snapshot.folder.clone(), Arc::clone(&self.snapshot.world));
        self.files.start(ctx, move || Done::Scored(look.into_log(&folder, &world, now)));
    }

    fn put_figures_in(&mut self, form: FormKind) {
        let Some(read) = self.reports.score.figures.take() else { return };
        let new = new_figures(read.figures, &self.snapshot.world.figures);
        let wishes: Vec<Request> = new.iter().map(|one| Request::of_desk(wish_of(one).into())).collect();
        let said = format!("{} entered", counted(wishes.len() as u64, "figure is", "figures are"));
        let ticket = self.handle.submit_all(wishes);
        self.out_for(ticket, form);
        if let Some(out) = self.out.get_mut(&ticket) {
            out.said = Some(said);
        }
    }

    fn look_at_tickets(&mut self, path: PathBuf, how: HowRead, ctx: &Context, now: Instant) {
        self.forms.draft(&FormKind::Tickets).is_out = true;
        self.preferences.tickets = how.clone();
        let course = Arc::new(Course::default());
        self.history.tickets.course = Some(Arc::clone(&course));
        let (folder, world) = (self.snapshot.folder.clone(), Arc::clone(&self.snapshot.world));
        let look = TicketsLook { path, how, folder, world, now, course };
        self.files.start(ctx, move || Done::TicketsLooked { looked: look.into_file().map(Box::new) });
    }

    /// What became of the tickets at the desk.
    pub(super) fn tickets_are_in(&mut self, done: &ImportDone, now: Instant) {
        self.history.tickets = TicketsInHand::default();
        if done.is_stopped {
            self.file_refused(&FormKind::Tickets, &brought(done), now);
        } else {
            self.forms.clear(&FormKind::Tickets);
            self.toast = Some(Toast::done(brought(done), now));
        }
    }

    /// The handoff file, or log, that was looked at for a form.
    const fn handoff_of(&mut self, form: &FormKind) -> &mut Option<LookedAt> {
        match form {
            FormKind::Data(_) => &mut self.settings.data.import,
            _ => &mut self.rota.in_hand.handoff,
        }
    }

    pub(super) fn out_for(&mut self, ticket: crate::desk::Ticket, form: FormKind) {
        let draft = self.forms.draft(&form);
        draft.is_out = true;
        draft.refusal = None;
        let fields = draft.fields.clone();
        self.out.insert(ticket, Out { form: Some(form), fields, ..Out::default() });
    }

    /// Takes in what came of the work on files.
    pub(super) fn take_files(&mut self, ctx: &Context, now: Instant) {
        for done in self.files.take() {
            match done {
                Done::Chosen { form, path: Some(path), .. } => {
                    self.preferences.folder = path.parent().map(Path::to_path_buf);
                    take_chosen(self.forms.draft(&form), &path);
                }
                Done::Chosen { path: None, asked_at, .. } => {
                    if now - asked_at < FASTEST_HAND {
                        let words = "No file dialog came up; type the whole path instead";
                        self.toast = Some(Toast::note(words, now));
                    }
                }
                Done::Looked { form, path, read } => match read {
                    Ok(file) => {
                        let ticket = self.handle.preview((*file).clone());
                        *self.handoff_of(&form) = Some(LookedAt { path, file, brings: None });
                        self.out.insert(ticket, Out { form: Some(form), ..Out::default() });
                    }
                    Err(why) => self.file_refused(&form, &why, now),
                },
                Done::Saved { form, said } => match said {
                    Ok(said) => {
                        self.forms.clear(&form);
                        self.toast = Some(Toast::done(said, now));
                    }
                    Err(why) => self.file_refused(&form, &why, now),
                },
                Done::Billed(billed) => self.reports.billing.take(billed),
                Done::Scored(scored) => self.reports.score.take(scored),
                Done::FiguresRead { form, path, read } => match read {
                    Ok(figures) => {
                        self.forms.draft(&form).is_out = false;
                        self.reports.score.figures = Some(FiguresRead { path, figures });
                    }
                    Err(why) => self.file_refused(&form, &why, now),
                },
                Done::StartAtLogin { is_on, refusal } => {
                    self.settings.background.starts_at_login = Some(is_on);
                    self.settings.background.refusal = refusal;
                }
                Done::Policies(done) => self.take_policies(done, now),
                Done::Data(done) => self.take_data(done, now),
                Done::ErasureSeen { form, look } => self.take_erasure(&form, look, now),
                Done::LookedThrough(looked) => self.reports.service.take(looked),
                Done::HistorySeen { number, sight } => self.history.take(number, sight),
                Done::TicketsLooked { looked } => match looked {
                    Ok(looked) => {
                        self.forms.draft(&FormKind::Tickets).is_out = false;
                        self.history.tickets = TicketsInHand { looked: Some(looked), course: None };
                    }
                    Err(why) => self.file_refused(&FormKind::Tickets, &why, now),
                },
                Done::DirectoryRead { form, read } => match read {
                    Ok(looked) => {
                        self.forms.draft(&form).is_out = false;
                        self.directory.in_hand = Some(looked);
                    }
                    Err(why) => self.file_refused(&form, &why, now),
                },
                Done::HolidaysRead { form, path, read } => match read {
                    Ok(found) => {
                        self.forms.draft(&form).is_out = false;
                        self.settings.desk.holidays.read = Some(HolidaysRead { path, found });
                    }
                    Err(why) => self.file_refused(&form, &why, now),
                },
                Done::RotaRead { form, path, read } => match read {
                    Ok(rota) => {
                        self.forms.draft(&form).is_out = false;
                        self.rota.in_hand.rota = Some(RotaRead::new(path, rota));
                    }
                    Err(why) => self.file_refused(&form, &why, now),
                },
            }
            ctx.request_repaint();
        }
    }

    pub(super) fn file_refused(&mut self, form: &FormKind, why: &str, now: Instant) {
        let why = sentence(why);
        let draft = self.forms.draft(form);
        draft.is_out = false;
        draft.refusal = Some(why.clone());
        if self.forms.open.as_ref() != Some(form) {
            self.toast = Some(Toast::refused(why, now));
        }
    }

    /// What became of a handoff at the desk.
    pub(super) fn handoff_done(&mut self, done: &HandoffDone, out: Out, ctx: &Context, now: Instant) {
        let Some(form) = out.form else { return };
        match done {
            HandoffDone::Previewed(report) => {
                self.forms.draft(&form).is_out = false;
                if let FormKind::Data(form) = &form {
                    self.settings.data.reveals = Some(*form);
                }
                if let Some(looked) = self.handoff_of(&form) {
                    looked.brings = Some(report.clone());
                }
            }
            HandoffDone::Merged(report) => {
                *self.handoff_of(&form) = None;
                if let FormKind::Data(form) = &form {
                    self.data_changed(*form);
                }
                self.forms.clear(&form);
                self.toast = Some(Toast::done(merged(report), now));
            }
            HandoffDone::Exported(made) => {
                let Some(saving) = out.saving else { return };
                let made = made.clone();
                self.files.start(ctx, move || Done::Saved { form, said: save(&saving, &made) });
            }
        }
    }

    /// Files that were dropped onto the window open the form that is for them, not yet sent.
    pub(super) fn take_dropped(&mut self, ctx: &Context) {
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        let mut paths = dropped.iter().map(|file| file.path().to_path_buf());
        let Some(path) = paths.find(|path| !path.as_os_str().is_empty()) else { return };
        let ending = path.extension().map(|one| one.to_string_lossy().to_lowercase());
        let kind = match ending.as_deref() {
            Some(crate::desk::handoff::EXTENSION) => FormKind::File(FileForm::OpenHandoff),
            // A calendar is holidays where those are in sight, else a rota.
            Some("ics") if self.screen == Screen::Settings => {
                FormKind::Settings(SettingsForm::ImportHolidays)
            }
            Some("ics") => FormKind::File(FileForm::ImportRota),
            // A CSV can be anything: on the history it is tickets, on the directory records, with the reports figures.
            Some("csv") if self.screen == Screen::History => FormKind::Tickets,
            Some("csv") if self.screen == Screen::Directory => FormKind::Directory(DirectoryForm::Import),
            Some("csv") if self.screen == Screen::Reports => FormKind::Score(ScoreForm::ImportFigures),
            _ => return,
        };
        take_chosen(self.forms.draft(&kind), &path);
        self.open(kind);
    }
}

fn save(saving: &Saving, made: &Exported) -> Result<String, String> {
    saving.to.free()?;
    let path = &saving.to.path;
    save_file(path, made, saving.passphrase.as_deref()).map_err(|err| err.to_string())?;
    let sealed = if saving.passphrase.is_some() { ", sealed" } else { "" };
    let entries = counted(made.manifest.events, "entry", "entries");
    Ok(format!("{} is written: {entries}{sealed}", path.display()))
}

fn merged(report: &MergeReport) -> String {
    let new = counted(report.total(), "new entry is", "new entries are");
    let erased = report.erased_words().map_or_else(String::new, |words| format!(". {words}"));
    format!(
        "{new} merged; {} here already{erased}",
        if report.had == 1 { "1 was".to_owned() } else { format!("{} were", report.had) }
    )
}

fn read_rota(path: &Path, zone: chrono_tz::Tz) -> Result<ImportedRota, String> {
    let bytes = read_at_most(path, MAX_IMPORT_BYTES as u64).map_err(|err| err.to_string())?;
    rota_file(&name_of(path), &bytes, zone).map_err(|refusal| refusal.to_string())
}

fn read_holidays(path: &Path) -> Result<ImportedHolidays, String> {
    let bytes = read_at_most(path, MAX_IMPORT_BYTES as u64).map_err(|err| err.to_string())?;
    holidays_ics::read(&bytes).map_err(|refusal| refusal.to_string())
}

fn read_figures(path: &Path, world: &World, now: Instant) -> Result<Vec<FigureEntered>, String> {
    let bytes = read_at_most(path, MAX_IMPORT_BYTES as u64).map_err(|err| err.to_string())?;
    let today = local_of(world.settings.zone, now).date();
    figures_csv::read(&bytes, world.targets(), today).map_err(|refusal| refusal.to_string())
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
