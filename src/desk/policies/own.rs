//! Policies of one's own, as files of the data folder: reading one anew, copying, saving, putting aside.
//!
//! What is written is whole or the old; nothing is deleted, and a file that somebody else changed is not
//! written over. Called beside the frames and beside the desk's thread, which reads the folder again after it.

use std::path::{Path, PathBuf};

use super::{FOLDER, files_in, is_built_in, name_of, read_text};
use crate::domain::policy::Policy;
use crate::domain::policy_file::{self, PolicyProblem, version_of};
use crate::domain::policy_name::{ENDING, is_same_file, meant};
use crate::platform::{make_private_folder, write_private};

/// Why a text was not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSaved {
    /// Something is wrong in it.
    Problems(Vec<PolicyProblem>),
    /// The file is another than the one that was opened: its text now, or none if it is gone.
    Changed(Option<String>),
    /// It could not be read or written: why.
    Disk(String),
}

/// Where the file of a policy stands.
pub fn path_of(data_folder: &Path, name: &str) -> PathBuf {
    data_folder.join(FOLDER).join(format!("{name}{ENDING}"))
}

/// The text of one's own policy as it is on the disk now; none if there is no such file.
///
/// # Errors
/// When it cannot be read: why.
pub fn text_now(data_folder: &Path, name: &str) -> Result<Option<String>, String> {
    let path = path_of(data_folder, name);
    match std::fs::symlink_metadata(&path) {
        Err(err) if err.kind() == std::io::ErrorKind::NotFound => Ok(None),
        _ => read_text(&path).map(Some).map_err(|why| format!("{}: {why}", path.display())),
    }
}

/// Puts a text into a new file, under the name that is meant by what was typed; says which that is.
///
/// # Errors
/// When no file may be called so, when the name is taken, or when the file cannot be written: why.
pub fn copy(data_folder: &Path, typed: &str, text: &str) -> Result<String, String> {
    let name = meant(typed)?;
    free(data_folder, &name)?;
    let path = path_of(data_folder, &name);
    let folder = data_folder.join(FOLDER);
    make_private_folder(&folder).map_err(|err| err.to_string())?;
    write_private(&path, text.as_bytes()).map_err(|err| err.to_string())?;
    Ok(name)
}

/// Refuses a name that another policy has. A built-in's own name is free: that is how one takes its place.
fn free(data_folder: &Path, name: &str) -> Result<(), String> {
    let (files, _) = files_in(&data_folder.join(FOLDER), "toml");
    if let Some(file) = files.iter().find(|file| is_same_file(&name_of(file), name)) {
        return Err(format!(
            "the name “{}” is taken, by {}; type another, or edit that one",
            name_of(file),
            file.display()
        ));
    }
    let built_in = super::BUILT_IN.iter().map(|(one, _)| *one).find(|one| is_same_file(one, name));
    match built_in.filter(|one| *one != name) {
        Some(one) => Err(format!(
            "“{name}” is “{one}” but for its capitals; type “{one}” to take its place, or another name"
        )),
        None => Ok(()),
    }
}

/// Puts a text into the file of a policy of one's own. `opened` is the version of the text that it was opened
/// with, none where there was no file.
///
/// # Errors
/// When something is wrong in the text, when the file is another by now, or when it cannot be written.
pub fn save(data_folder: &Path, name: &str, text: &str, opened: Option<&str>) -> Result<Policy, NotSaved> {
    let policy = policy_file::read(name, text).map_err(NotSaved::Problems)?;
    let there = text_now(data_folder, name).map_err(NotSaved::Disk)?;
    if there.as_deref().map(version_of).as_deref() != opened {
        return Err(NotSaved::Changed(there));
    }
    let folder = data_folder.join(FOLDER);
    make_private_folder(&folder).map_err(|err| NotSaved::Disk(err.to_string()))?;
    write_private(&path_of(data_folder, name), text.as_bytes())
        .map_err(|err| NotSaved::Disk(err.to_string()))?;
    Ok(policy)
}

/// Renames the file of a policy so that it is not read any more; says what it is called then. `usual` is the
/// name of the desk's usual policy.
///
/// # Errors
/// When it is the usual one and nothing takes over, or when it cannot be renamed: why, and what would do.
pub fn put_aside(data_folder: &Path, name: &str, usual: &str) -> Result<PathBuf, String> {
    if name == usual && !is_built_in(name) {
        return Err(format!("“{name}” is the usual policy; make another the usual one first"));
    }
    let path = path_of(data_folder, name);
    if std::fs::symlink_metadata(&path).is_err() {
        return Err(format!("{} is not there any more; read the policies again", path.display()));
    }
    let numbers = std::iter::once(String::new()).chain((2..).map(|number| format!("-{number}")));
    let names = numbers.map(|number| path.with_file_name(format!("{name}{ENDING}.aside{number}")));
    let mut free = names.filter(|one| std::fs::symlink_metadata(one).is_err());
    let Some(aside) = free.next() else { return Err("no name is free for it".to_owned()) };
    std::fs::rename(&path, &aside).map_err(|err| format!("{} cannot be renamed: {err}", path.display()))?;
    Ok(aside)
}

#[cfg(test)]
mod tests {
    use super::super::{BUILT_IN, load};
    use super::*;

    fn text() -> &'static str {
        BUILT_IN[3].1
    }

    #[test]
    fn a_copy_is_in_force_under_its_name_and_a_name_is_given_once() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(copy(dir.path(), " night-desk.toml", text()).as_deref(), Ok("night-desk"));
        assert_eq!(std::fs::read_to_string(path_of(dir.path(), "night-desk")).unwrap(), text());
        assert!(load(dir.path()).in_force.contains_key("night-desk"));
        for typed in ["night-desk", "Night-Desk"] {
            let refusal = copy(dir.path(), typed, text()).unwrap_err();
            assert!(refusal.contains("is taken, by") && refusal.contains("edit that one"), "{refusal}");
        }
        let refusal = copy(dir.path(), "Major-Incident", text()).unwrap_err();
        assert!(refusal.contains("to take its place"), "{refusal}");
        assert!(copy(dir.path(), "a/b", text()).unwrap_err().contains("“/”"));
        assert_eq!(
            std::fs::read_dir(dir.path().join(FOLDER)).unwrap().count(),
            1,
            "nothing else was written"
        );
    }

    #[test]
    fn a_name_that_a_file_has_which_cannot_be_used_is_taken_too() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join(FOLDER)).unwrap();
        std::fs::write(path_of(dir.path(), "broken"), "title = ").unwrap();
        assert!(copy(dir.path(), "broken", text()).unwrap_err().contains("is taken"));
    }

    #[test]
    fn a_copy_under_a_built_ins_own_name_takes_its_place_and_gives_it_back() {
        let dir = tempfile::tempdir().unwrap();
        copy(dir.path(), "major-incident", text()).unwrap();
        assert_eq!(load(dir.path()).in_force["major-incident"].text, text());
        let aside = put_aside(dir.path(), "major-incident", "major-incident").unwrap();
        assert!(aside.ends_with("major-incident.toml.aside"), "{}", aside.display());
        assert_eq!(load(dir.path()).in_force["major-incident"].text, BUILT_IN[0].1);
        assert_eq!(std::fs::read_to_string(aside).unwrap(), text(), "nothing is deleted");
    }

    #[test]
    fn what_is_put_aside_again_and_again_never_takes_the_name_of_another() {
        let dir = tempfile::tempdir().unwrap();
        let asides: Vec<PathBuf> = (0..3)
            .map(|_| {
                copy(dir.path(), "night", text()).unwrap();
                put_aside(dir.path(), "night", "major-incident").unwrap()
            })
            .collect();
        let names: Vec<String> =
            asides.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
        assert_eq!(names, ["night.toml.aside", "night.toml.aside-2", "night.toml.aside-3"]);
        assert!(put_aside(dir.path(), "night", "major-incident").unwrap_err().contains("not there any more"));
        assert!(!load(dir.path()).in_force.contains_key("night"));
    }

    #[test]
    fn the_usual_policy_is_not_put_aside_unless_a_built_in_takes_over() {
        let dir = tempfile::tempdir().unwrap();
        copy(dir.path(), "night", text()).unwrap();
        let refusal = put_aside(dir.path(), "night", "night").unwrap_err();
        assert!(refusal.contains("make another the usual one first"), "{refusal}");
        assert!(path_of(dir.path(), "night").exists());
    }

    #[test]
    fn a_text_is_saved_whole_over_the_one_that_was_opened() {
        let dir = tempfile::tempdir().unwrap();
        copy(dir.path(), "night", text()).unwrap();
        let new = text().replacen("title = \"", "title = \"Night: ", 1);
        let policy = save(dir.path(), "night", &new, Some(version_of(text()).as_str())).unwrap();
        assert!(policy.title.starts_with("Night: "));
        assert_eq!(text_now(dir.path(), "night"), Ok(Some(new.clone())));
        assert_eq!(load(dir.path()).in_force["night"].id, policy.id);
    }

    #[test]
    fn a_text_with_problems_is_not_saved() {
        let dir = tempfile::tempdir().unwrap();
        copy(dir.path(), "night", text()).unwrap();
        let refused = save(dir.path(), "night", "title = 3", Some(version_of(text()).as_str())).unwrap_err();
        let NotSaved::Problems(problems) = refused else { panic!("{refused:?}") };
        assert_eq!(problems[0].line, Some(1));
        assert_eq!(text_now(dir.path(), "night"), Ok(Some(text().to_owned())));
    }

    #[test]
    fn a_file_that_somebody_else_changed_or_put_away_is_not_written_over() {
        let dir = tempfile::tempdir().unwrap();
        copy(dir.path(), "night", text()).unwrap();
        let theirs = format!("# theirs\n{}", text());
        std::fs::write(path_of(dir.path(), "night"), &theirs).unwrap();
        let opened = Some(version_of(text()));
        let refused = save(dir.path(), "night", text(), opened.as_deref()).unwrap_err();
        assert_eq!(refused, NotSaved::Changed(Some(theirs.clone())));
        assert_eq!(text_now(dir.path(), "night"), Ok(Some(theirs)));
        std::fs::remove_file(path_of(dir.path(), "night")).unwrap();
        let refused = save(dir.path(), "night", text(), opened.as_deref()).unwrap_err();
        assert_eq!(refused, NotSaved::Changed(None));
        assert_eq!(text_now(dir.path(), "night"), Ok(None), "it does not come back by itself");
        assert!(save(dir.path(), "night", text(), None).is_ok(), "but by somebody who saw that it is gone");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_said() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FOLDER), "a file where the folder should be").unwrap();
        assert!(copy(dir.path(), "night", text()).unwrap_err().contains(FOLDER));
    }
}
