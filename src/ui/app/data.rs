//! Looking after the data: the work is started beside the frames, what changes the log goes to the desk.

use std::path::PathBuf;
use std::sync::Arc;

use egui::Context;

use super::Shell;
use super::asks::Out;
use crate::desk::Ticket;
use crate::desk::exporting::{export_log, export_tables};
use crate::desk::import::Course;
use crate::desk::upkeep::{check, compare, look_at_data, prepare};
use crate::documents::sentence;
use crate::domain::time::Instant;
use crate::domain::words::counted;
use crate::ui::files::Done;
use crate::ui::forms::{DataForm, FormKind};
use crate::ui::rota::file_forms::take_chosen;
use crate::ui::settings::{Check, DataDone, DataWish};

impl Shell {
    pub(super) fn carry_out_data(&mut self, wish: DataWish, ctx: &Context) {
        let folder = self.snapshot.folder.clone();
        let form = |form| FormKind::Data(form);
        match wish {
            DataWish::Look => self.files.start(ctx, move || {
                let seen = look_at_data(&folder).map(Box::new).map_err(|err| sentence(&err.to_string()));
                Done::Data(DataDone::Seen(seen))
            }),
            DataWish::Check => {
                let course = Arc::new(Course::default());
                self.settings.data.check = Some(Check { course: Arc::clone(&course), found: None });
                self.files.start(ctx, move || {
                    let report = check(&folder, &course).map(Box::new).map_err(|err| err.to_string());
                    Done::Data(DataDone::Checked(report))
                });
            }
            DataWish::WriteAnew => {
                let ticket = self.handle.write_history_anew();
                let said = Some("The history is written anew; check the log again".to_owned());
                self.settings.data.check = None;
                self.out.insert(ticket, Out { said, ..Out::default() });
            }
            DataWish::BackUp { to } => {
                let said = format!("The log is copied to {}", to.display());
                let ticket = self.handle.backup_to(to);
                self.data_is_out(ticket, DataForm::Backup, said);
            }
            DataWish::LookAtCopy { path } => {
                take_chosen(self.forms.draft(&form(DataForm::Copy)), &path);
                self.working(&form(DataForm::Copy));
                self.settings.data.compared = None;
                self.files.start(ctx, move || {
                    let compared = compare(&folder, &path).map(Box::new).map_err(|err| err.to_string());
                    Done::Data(DataDone::Compared(path, compared))
                });
            }
            DataWish::LeaveCopy => {
                self.settings.data.compared = None;
                self.forms.clear(&form(DataForm::Copy));
            }
            DataWish::Restore { path } => {
                self.working(&form(DataForm::Copy));
                let now = self.clock.now();
                self.files.start(ctx, move || {
                    let prepared = prepare(&folder, &path, now).map(Box::new).map_err(|err| err.to_string());
                    Done::Data(DataDone::Prepared(prepared))
                });
            }
            DataWish::ExportLog { to } => {
                let form = form(DataForm::ExportLog);
                self.working(&form);
                self.files.start(ctx, move || {
                    let written = export_log(&folder, &to.path, to.may_replace);
                    let said = written.map_err(|err| err.to_string()).map(|head| {
                        format!(
                            "{} is written: {}",
                            to.path.display(),
                            counted(head.events, "entry", "entries")
                        )
                    });
                    Done::Saved { form, said }
                });
            }
            DataWish::ExportTables { into } => {
                let form = form(DataForm::ExportTables);
                self.working(&form);
                let (now, zone) = (self.clock.now(), self.snapshot.world.settings.zone);
                let day = now.with_timezone(&zone).format("%Y-%m-%d").to_string();
                self.files.start(ctx, move || {
                    let to = free_folder(into, &day);
                    let written = export_tables(&folder, &to, zone, now);
                    let said = written.map_err(|err| err.to_string()).map(|names| {
                        let tables = counted(names.len() as u64, "table is", "tables are");
                        format!("{tables} written into {}", to.display())
                    });
                    Done::Saved { form, said }
                });
            }
        }
    }

    /// The form waits for what comes of it.
    fn working(&mut self, form: &FormKind) {
        let draft = self.forms.draft(form);
        draft.is_out = true;
        draft.refusal = None;
    }

    fn data_is_out(&mut self, ticket: Ticket, form: DataForm, said: String) {
        self.out_for(ticket, FormKind::Data(form));
        if let Some(out) = self.out.get_mut(&ticket) {
            out.said = Some(said);
        }
    }

    pub(super) fn take_data(&mut self, done: DataDone, now: Instant) {
        match done {
            DataDone::Seen(seen) => self.settings.data.take(seen),
            DataDone::Checked(report) => {
                let at = self.clock.now();
                if let Some(check) = &mut self.settings.data.check {
                    check.found = Some((at, report));
                }
            }
            DataDone::Compared(path, compared) => {
                let form = FormKind::Data(DataForm::Copy);
                match compared {
                    Ok(compared) => {
                        self.forms.draft(&form).is_out = false;
                        self.settings.data.compared = Some((path, compared));
                        self.settings.data.reveals = Some(DataForm::Copy);
                    }
                    Err(why) => self.file_refused(&form, &why, now),
                }
            }
            DataDone::Prepared(prepared) => match prepared {
                Ok(prepared) => {
                    let ticket = self.handle.restore(*prepared);
                    let said = "The log is restored; the one that ran is set aside, and Settings says where";
                    self.data_is_out(ticket, DataForm::Copy, said.to_owned());
                }
                Err(why) => self.file_refused(&FormKind::Data(DataForm::Copy), &why, now),
            },
        }
    }

    /// What one of the forms of the data asked for is done.
    pub(super) fn data_changed(&mut self, form: DataForm) {
        match form {
            DataForm::Copy => self.settings.data.is_another_log(),
            DataForm::Backup | DataForm::ImportLog | DataForm::ExportLog | DataForm::ExportTables => {
                self.settings.data.look_again();
            }
        }
    }
}

/// A name for the tables of that day that is free in a folder.
fn free_folder(into: PathBuf, day: &str) -> PathBuf {
    let first = into.join(format!("bridgewatch-{day}"));
    let numbered = (2_u32..).map(|number| into.join(format!("bridgewatch-{day}-{number}")));
    std::iter::once(first.clone()).chain(numbered).find(|path| !path.exists()).unwrap_or(first)
}
