//! The policies in force: the four built in, and a user's own in the data folder.

pub mod own;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::domain::policy::Policy;
use crate::domain::policy_file::{self, MAX_POLICY_BYTES, PolicyProblem};
use crate::platform;

/// The built-in policies: name and text.
pub const BUILT_IN: [(&str, &str); 4] = [
    ("major-incident", include_str!("../../assets/policies/major-incident.toml")),
    ("agency-escalation", include_str!("../../assets/policies/agency-escalation.toml")),
    ("customer-care-sla", include_str!("../../assets/policies/customer-care-sla.toml")),
    ("service-coordination", include_str!("../../assets/policies/service-coordination.toml")),
];

/// The folder of a user's own policies inside the data folder.
pub const FOLDER: &str = "policies";

/// The most files that are read from a folder.
const MAX_FILES: usize = 200;

/// What was found: the policies that can be used, and what is wrong with the rest.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// By name; a user's own takes the place of a built-in one of the same name.
    pub in_force: BTreeMap<String, Arc<Policy>>,
    /// File, line and reason of each that could not be used.
    pub problems: Vec<String>,
    /// The files of the data folder by name, those that could not be used among them.
    pub files: Vec<PolicyFile>,
}

/// A policy file of the data folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFile {
    /// The name of its policy.
    pub name: String,
    /// Where it stands.
    pub path: PathBuf,
    /// Its text, if it could be read.
    pub text: Option<Arc<str>>,
    /// What is wrong with it; nothing where it is in force.
    pub problems: Vec<PolicyProblem>,
}

/// Whether a policy of that name is built in.
pub fn is_built_in(name: &str) -> bool {
    BUILT_IN.iter().any(|(one, _)| *one == name)
}

/// The name of the policy in a file.
fn name_of(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The built-in policies, and those of the data folder. One bad file stops nothing.
pub fn load(data_folder: &Path) -> Found {
    let mut found = Found::default();
    for (name, text) in BUILT_IN {
        let problems = found.take(name, text);
        found.say(&format!("built-in {name}"), &problems);
    }
    let (files, mut problems) = files_in(&data_folder.join(FOLDER), "toml");
    found.problems.append(&mut problems);
    for path in files {
        let name = name_of(&path);
        let (text, problems) = match read_text(&path) {
            Ok(text) => {
                let problems = found.take(&name, &text);
                (Some(Arc::from(text)), problems)
            }
            Err(what) => (None, vec![PolicyProblem { line: None, what }]),
        };
        found.say(&path.display().to_string(), &problems);
        found.files.push(PolicyFile { name, path, text, problems });
    }
    found
}

/// The files of one kind in a folder, by name, and why some are left out. No folder, no files.
pub(super) fn files_in(folder: &Path, extension: &str) -> (Vec<PathBuf>, Vec<String>) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(err) if err.kind() == std::io::ErrorKind::NotFound => return (Vec::new(), Vec::new()),
        Err(err) => return (Vec::new(), vec![format!("{}: {err}", folder.display())]),
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|one| one == extension))
        .collect();
    files.sort();
    let mut problems = Vec::new();
    if files.len() > MAX_FILES {
        problems.push(format!("{}: {} files; the first {MAX_FILES} are read", folder.display(), files.len()));
        files.truncate(MAX_FILES);
    }
    (files, problems)
}

/// The text of a policy file, read with a limit.
pub fn read_text(path: &Path) -> Result<String, String> {
    read_limited(path, MAX_POLICY_BYTES)
}

/// The text of a file of at most so many bytes.
pub(super) fn read_limited(path: &Path, most: usize) -> Result<String, String> {
    platform::read_text(path, most as u64).map_err(|err| err.to_string())
}

impl Found {
    /// Puts a policy in force, or says what is wrong with it.
    fn take(&mut self, name: &str, text: &str) -> Vec<PolicyProblem> {
        match policy_file::read(name, text) {
            Ok(policy) => {
                self.in_force.insert(name.to_owned(), Arc::new(policy));
                Vec::new()
            }
            Err(problems) => problems,
        }
    }

    fn say(&mut self, place: &str, problems: &[PolicyProblem]) {
        self.problems.extend(problems.iter().map(|problem| format!("{place}: {problem}")));
    }
}
