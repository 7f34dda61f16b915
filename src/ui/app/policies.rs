//! Policies of one's own in the window: starting the work on their files, and what came of it.

use std::path::Path;
use std::sync::Arc;

use egui::Context;

use super::Shell;
use crate::desk::policies::own::{self, NotSaved};
use crate::desk::policies::{BUILT_IN, is_built_in};
use crate::desk::{DeskHandle, Snapshot};
use crate::documents::sentence;
use crate::domain::policy_file::version_of;
use crate::domain::time::Instant;
use crate::ui::files::Done;
use crate::ui::forms::{FormKind, PolicyForm};
use crate::ui::settings::{Checked, NAME, OPENED, PolicyDone, PolicyWish, TEXT, policy_words};
use crate::ui::toast::Toast;

impl Shell {
    pub(super) fn carry_out_policies(&mut self, wish: PolicyWish, ctx: &Context) {
        let (folder, handle) = (self.snapshot.folder.clone(), self.handle.clone());
        match wish {
            PolicyWish::Open { name } => self.files.start(ctx, move || {
                let text = own::text_now(&folder, &name);
                Done::Policies(PolicyDone::Opened { name, text })
            }),
            PolicyWish::Check { name, against } => {
                let text = self.edited(&name);
                let before = self.snapshot.world.in_force.get(&name).map(Arc::clone);
                self.files.start(ctx, move || {
                    let checked = Checked::of(&name, text, against, before.as_deref());
                    Done::Policies(PolicyDone::Checked { name, checked })
                });
            }
            PolicyWish::Copy { of } => {
                let form = FormKind::Policy(PolicyForm::Copy { of: of.clone() });
                let draft = self.forms.draft(&form);
                (draft.is_out, draft.refusal) = (true, None);
                let (typed, text) = (draft.text(NAME).to_owned(), text_of(&self.snapshot, &of));
                self.files.start(ctx, move || {
                    let copied = text
                        .ok_or_else(|| {
                            format!("the text of “{of}” cannot be read; see what is wrong with its file")
                        })
                        .and_then(|text| own::copy(&folder, &typed, &text));
                    read_again(&handle, copied.is_ok());
                    Done::Policies(PolicyDone::Copied { of, copied })
                });
            }
            PolicyWish::Save { name } => {
                let form = FormKind::Policy(PolicyForm::Edit { name: name.clone() });
                let draft = self.forms.draft(&form);
                (draft.is_out, draft.refusal) = (true, None);
                let text = draft.text(TEXT).to_owned();
                let opened = Some(draft.text(OPENED).to_owned()).filter(|version| !version.is_empty());
                // What is being saved is safe before it is.
                self.keep_at_once();
                self.files.start(ctx, move || {
                    let saved = own::save(&folder, &name, &text, opened.as_deref());
                    read_again(&handle, saved.is_ok());
                    let saved = saved.map(|policy| policy.id.version);
                    Done::Policies(PolicyDone::Saved { name, text, saved })
                });
            }
            PolicyWish::PutAside { name } => {
                let form = FormKind::Policy(PolicyForm::PutAside { name: name.clone() });
                let draft = self.forms.draft(&form);
                (draft.is_out, draft.refusal) = (true, None);
                let usual = self.snapshot.world.settings.default_policy.clone();
                self.files.start(ctx, move || {
                    let aside = own::put_aside(&folder, &name, &usual);
                    read_again(&handle, aside.is_ok());
                    Done::Policies(PolicyDone::PutAside { name, aside })
                });
            }
        }
    }

    /// What is typed in the editor of a policy.
    fn edited(&mut self, name: &str) -> String {
        let form = FormKind::Policy(PolicyForm::Edit { name: name.to_owned() });
        self.forms.draft(&form).text(TEXT).to_owned()
    }

    pub(super) fn take_policies(&mut self, done: PolicyDone, now: Instant) {
        // The desk may have read the folder again since this frame's snapshot.
        self.snapshot = self.handle.snapshot();
        match done {
            PolicyDone::Opened { name, text } => self.policy_opened(&name, text),
            PolicyDone::Checked { name, checked } => self.settings.policies.take_checked(&name, checked),
            PolicyDone::Copied { of, copied } => {
                let form = FormKind::Policy(PolicyForm::Copy { of: of.clone() });
                match copied {
                    Ok(name) => {
                        self.forms.clear(&form);
                        let takes = if is_built_in(&name) {
                            "it takes the place of the built-in one for incidents opened from now on"
                                .to_owned()
                        } else {
                            format!("a copy of {of}")
                        };
                        self.toast = Some(Toast::done(format!("{name} is here: {takes}"), now));
                        self.settings.policies.choose(&name);
                        self.open(FormKind::Policy(PolicyForm::Edit { name }));
                    }
                    Err(why) => self.policy_refused(&form, &why, now),
                }
            }
            PolicyDone::Saved { name, text, saved } => self.policy_saved(&name, &text, saved, now),
            PolicyDone::PutAside { name, aside } => {
                let form = FormKind::Policy(PolicyForm::PutAside { name: name.clone() });
                match aside {
                    Ok(aside) => {
                        self.forms.clear(&form);
                        self.settings.policies.take_list();
                        self.toast = Some(Toast::done(put_aside_words(&name, &aside), now));
                    }
                    Err(why) => self.policy_refused(&form, &why, now),
                }
            }
        }
    }

    /// The text of the file is there. What was typed already stays.
    fn policy_opened(&mut self, name: &str, text: Result<Option<String>, String>) {
        let form = FormKind::Policy(PolicyForm::Edit { name: name.to_owned() });
        let draft = self.forms.draft(&form);
        let is_untouched =
            !draft.fields.contains_key(TEXT) || version_of(draft.text(TEXT)) == draft.text(OPENED);
        let editor = &mut self.settings.policies.editor;
        editor.is_reading = false;
        match text {
            Ok(Some(text)) if is_untouched => {
                *draft.field(OPENED) = version_of(&text);
                *draft.field(TEXT) = text;
            }
            Ok(there) => {
                let version = there.as_deref().map(version_of).unwrap_or_default();
                if is_untouched {
                    draft.refusal =
                        Some("The file is not there any more; read the policies again".to_owned());
                } else if version != draft.text(OPENED) {
                    editor.theirs = Some(there.into());
                }
            }
            Err(why) => draft.refusal = Some(sentence(&why)),
        }
    }

    fn policy_saved(&mut self, name: &str, text: &str, saved: Result<String, NotSaved>, now: Instant) {
        let form = FormKind::Policy(PolicyForm::Edit { name: name.to_owned() });
        match saved {
            Ok(version) => {
                let draft = self.forms.draft(&form);
                draft.is_out = false;
                if draft.text(TEXT) == text {
                    self.forms.clear(&form);
                    self.settings.policies.take_list();
                } else {
                    // What was typed meanwhile goes on from what is saved now.
                    *draft.field(OPENED) = version;
                    self.settings.policies.editor.go_on();
                }
                let words = policy_words::in_force_from_now(&self.snapshot.world, name);
                self.toast = Some(Toast::done(format!("{name} is saved: {words}"), now));
            }
            Err(NotSaved::Problems(problems)) => {
                self.settings.policies.editor.let_go();
                self.policy_refused(&form, &policy_words::not_saved(&problems), now);
            }
            Err(NotSaved::Changed(there)) => {
                self.settings.policies.editor.let_go();
                self.settings.policies.editor.theirs = Some(there.into());
                let why = "not saved: somebody else changed the file; choose above what becomes of it";
                self.policy_refused(&form, why, now);
            }
            Err(NotSaved::Disk(why)) => {
                self.policy_refused(&form, &format!("not saved: {why}; what you typed is kept"), now);
            }
        }
    }

    fn policy_refused(&mut self, form: &FormKind, why: &str, now: Instant) {
        let why = sentence(why);
        let draft = self.forms.draft(form);
        draft.is_out = false;
        draft.refusal = Some(why.clone());
        if self.forms.open.as_ref() != Some(form) {
            self.toast = Some(Toast::refused(why, now));
        }
    }
}

/// Lets the desk read the folder again, once something in it is another.
fn read_again(handle: &DeskHandle, is_another: bool) {
    if is_another {
        // Where the desk has stopped the window says so already; the file stands all the same.
        handle.with(|desk, _| desk.reload_policies()).ok();
    }
}

/// The text of a policy: of one's own file, where there is one, otherwise of the built-in.
fn text_of(snapshot: &Snapshot, name: &str) -> Option<String> {
    match snapshot.policy_files.iter().find(|file| file.name == name) {
        Some(file) => file.text.as_deref().map(str::to_owned),
        None => BUILT_IN.iter().find(|(one, _)| *one == name).map(|(_, text)| (*text).to_owned()),
    }
}

fn put_aside_words(name: &str, aside: &Path) -> String {
    let file = aside.file_name().map(|one| one.to_string_lossy().into_owned()).unwrap_or_default();
    let takes_over = if is_built_in(name) { "; the built-in one takes over" } else { "" };
    format!("{name} is put aside as {file}{takes_over}")
}
