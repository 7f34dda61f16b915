//! Erasing a person: looked at beside the frames, done by the desk, and forgotten in what is being typed here.

use egui::Context;

use super::Shell;
use crate::desk::erasing::{ErasureLook, look_in};
use crate::domain::time::Instant;
use crate::ui::context::{Ask, Asks, Screen};
use crate::ui::directory::ErasingWish;
use crate::ui::files::Done;
use crate::ui::forms::{DirectoryForm, FormKind};
use crate::ui::preferences::Preferences;
use crate::ui::toast::Toast;

impl Shell {
    pub(super) fn carry_out_erasing(&mut self, wish: ErasingWish, ctx: &Context) {
        match wish {
            ErasingWish::Look { form, person } => {
                let draft = self.forms.draft(&form);
                (draft.is_out, draft.refusal) = (true, None);
                self.directory.erasure = None;
                let (folder, zone) = (self.snapshot.folder.clone(), self.snapshot.world.settings.zone);
                let now = self.clock.now();
                self.files.start(ctx, move || {
                    let look = look_in(&folder, zone, &person, now);
                    let look = look.map(|(look, _world)| Box::new(look)).map_err(|err| err.to_string());
                    Done::ErasureSeen { form, look }
                });
            }
            ErasingWish::Erase { form, person } => {
                let ticket = self.handle.erase(person);
                self.out_for(ticket, form);
                if let Some(out) = self.out.get_mut(&ticket) {
                    out.said = Some("The person is erased; Settings says where something is left".to_owned());
                }
            }
        }
    }

    /// Opens the form for the person that is chosen; where none is, the directory, to choose one.
    pub(super) fn erase_chosen(&mut self, asks: &mut Asks) {
        if let Some(id) = self.directory.chosen_person() {
            asks.push(Ask::Open(FormKind::Directory(DirectoryForm::Erase { id })));
            return;
        }
        self.go(Screen::Directory);
        self.toast = Some(Toast::note("Choose the person, then Erase… below their numbers", self.hands()));
    }

    pub(super) fn take_erasure(
        &mut self,
        form: &FormKind,
        look: Result<Box<ErasureLook>, String>,
        now: Instant,
    ) {
        match look {
            Ok(look) => {
                self.forms.draft(form).is_out = false;
                self.directory.wants_name = true;
                self.directory.erasure = Some(look);
            }
            Err(why) => self.file_refused(form, &why, now),
        }
    }

    /// Whoever was erased since goes from what is being typed here, and from the looks that were kept.
    pub(super) fn forget_erased(&mut self) {
        let all = &self.snapshot.forgotten;
        let new = all.len().saturating_sub(self.forgotten);
        if new == 0 {
            return;
        }
        self.forgotten = all.len();
        for one in all.iter().rev().take(new) {
            self.forms.forget(&|text| one.of_text(text));
            self.directory.erasure = self.directory.erasure.take().filter(|look| !one.means(&look.wish.name));
            if let Ok(preferences) = Preferences::from_text(&one.of_json(&self.preferences.to_text())) {
                self.preferences = preferences;
            }
        }
    }
}
