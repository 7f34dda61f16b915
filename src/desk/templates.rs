//! The templates of updates: those built in, and a user's own in the data folder.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::policies::{files_in, read_limited};
use crate::domain::template::{MAX_TEMPLATE_BYTES, Template};

/// The built-in templates: name and text.
pub const BUILT_IN: [(&str, &str); 6] = [
    ("update", include_str!("../../assets/templates/update.txt")),
    ("customers", include_str!("../../assets/templates/customers.txt")),
    ("it-management", include_str!("../../assets/templates/it-management.txt")),
    ("executives", include_str!("../../assets/templates/executives.txt")),
    ("technical-bridge", include_str!("../../assets/templates/technical-bridge.txt")),
    ("service-desk", include_str!("../../assets/templates/service-desk.txt")),
];

/// The folder of a user's own templates inside the data folder.
pub const FOLDER: &str = "templates";

/// The templates that can be used, by name, and what is wrong with the rest: file, line, reason. A
/// user's own takes the place of a built-in one of the same name; one bad file stops nothing.
pub fn load(data_folder: &Path) -> (BTreeMap<String, Arc<Template>>, Vec<String>) {
    let mut found = BTreeMap::new();
    let mut problems = Vec::new();
    let mut take = |name: &str, place: &str, text: &str| match Template::read(name, text) {
        Ok(template) => {
            found.insert(name.to_owned(), Arc::new(template));
        }
        Err(problem) => problems.push(format!("{place}: {problem}")),
    };
    for (name, text) in BUILT_IN {
        take(name, &format!("built-in template {name}"), text);
    }
    let (files, mut of_folder) = files_in(&data_folder.join(FOLDER), "txt");
    for path in files {
        match read_limited(&path, MAX_TEMPLATE_BYTES) {
            Ok(text) => {
                let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
                take(&name.unwrap_or_default(), &path.display().to_string(), &text);
            }
            Err(why) => of_folder.push(format!("{}: {why}", path.display())),
        }
    }
    problems.append(&mut of_folder);
    (found, problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_templates_read() {
        let folder = tempfile::tempdir().unwrap();
        let (found, problems) = load(folder.path());
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(found.len(), BUILT_IN.len());
    }

    #[test]
    fn a_users_own_takes_the_place_and_a_bad_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let own = folder.path().join(FOLDER);
        std::fs::create_dir(&own).unwrap();
        std::fs::write(own.join("customers.txt"), "Subject: {{ title }}\n\nOurs: {{ impact }}\n").unwrap();
        std::fs::write(own.join("update.txt"), "Dear all\n").unwrap();
        std::fs::write(own.join("notes.md"), "not one of them").unwrap();
        let (found, problems) = load(folder.path());
        assert_eq!(found["customers"].body, "Ours: {{ impact }}");
        assert!(found["update"].body.contains("Impact"), "the built-in one stays");
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains("update.txt: line 1: the first line is `Subject: …`"), "{problems:?}");
    }
}
