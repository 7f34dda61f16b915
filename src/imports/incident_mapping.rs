//! Which column of a ticket system's export says what: found by name, and changed by whoever imports.
//!
//! Never here: a file, or what a cell means.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::ticket::{
    FIELD_ASSIGNEE, FIELD_CATEGORY, FIELD_GROUP, FIELD_OPENER, FIELD_PRIORITY, FIELD_SERVICE, FIELD_STATE,
    FIELD_SUBCATEGORY, FIELD_SYMPTOM, FIELD_TITLE,
};

/// Something that a column can say of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The ticket's number.
    Number,
    /// Its state.
    State,
    /// When it was opened.
    Opened,
    /// When this revision of it came about.
    Updated,
    /// Who made this revision.
    UpdatedBy,
    /// How many revisions there were before; where no column says so, its time stands for it.
    Revision,
    /// The priority.
    Priority,
    /// The short description.
    Title,
    /// The category; also the service where no column says that.
    Category,
    /// The subcategory.
    Subcategory,
    /// The symptom.
    Symptom,
    /// The service or configuration item.
    Service,
    /// The group it is assigned to.
    Group,
    /// The person it is assigned to.
    Assignee,
    /// Who opened it.
    Opener,
    /// When it was resolved.
    Resolved,
    /// When it was closed.
    Closed,
}

impl Field {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::Number,
        Self::State,
        Self::Opened,
        Self::Updated,
        Self::UpdatedBy,
        Self::Revision,
        Self::Priority,
        Self::Title,
        Self::Category,
        Self::Subcategory,
        Self::Symptom,
        Self::Service,
        Self::Group,
        Self::Assignee,
        Self::Opener,
        Self::Resolved,
        Self::Closed,
    ];

    /// The word on the command line, and the name under which the log keeps what it says.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::State => FIELD_STATE,
            Self::Opened => "opened",
            Self::Updated => "updated",
            Self::UpdatedBy => "updated_by",
            Self::Revision => "revision",
            Self::Priority => FIELD_PRIORITY,
            Self::Title => FIELD_TITLE,
            Self::Category => FIELD_CATEGORY,
            Self::Subcategory => FIELD_SUBCATEGORY,
            Self::Symptom => FIELD_SYMPTOM,
            Self::Service => FIELD_SERVICE,
            Self::Group => FIELD_GROUP,
            Self::Assignee => FIELD_ASSIGNEE,
            Self::Opener => FIELD_OPENER,
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }

    /// Whether a file without it says too little.
    pub const fn is_needed(self) -> bool {
        matches!(self, Self::Number | Self::State | Self::Opened | Self::Updated)
    }

    /// Whether it says what the log has places of its own for: which ticket, which revision, when, who.
    pub(super) const fn is_envelope(self) -> bool {
        matches!(self, Self::Number | Self::Updated | Self::UpdatedBy | Self::Revision)
    }

    /// The headers that `ServiceNow` gives it, by name and by label, in small letters.
    const fn headers(self) -> &'static [&'static str] {
        match self {
            Self::Number => &["number"],
            Self::State => &["incident_state", "state", "incident state"],
            Self::Opened => &["opened_at", "opened"],
            Self::Updated => &["sys_updated_on", "sys_updated_at", "updated"],
            Self::UpdatedBy => &["sys_updated_by", "updated by"],
            Self::Revision => &["sys_mod_count", "updates"],
            Self::Priority => &["priority"],
            Self::Title => &["short_description", "short description"],
            Self::Category => &["category"],
            Self::Subcategory => &["subcategory"],
            Self::Symptom => &["u_symptom", "symptom"],
            Self::Service => &["business_service", "cmdb_ci", "service", "configuration item"],
            Self::Group => &["assignment_group", "assignment group"],
            Self::Assignee => &["assigned_to", "assigned to"],
            Self::Opener => &["opened_by", "opened by"],
            Self::Resolved => &["resolved_at", "resolved"],
            Self::Closed => &["closed_at", "closed"],
        }
    }
}

impl FromStr for Field {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let word = word.trim().to_lowercase().replace([' ', '-'], "_");
        Self::ALL.into_iter().find(|field| field.word() == word).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|field| field.word()).collect();
            format!("`{word}` is no field of a ticket; there are {}", known.join(", "))
        })
    }
}

/// The columns that are to be read otherwise than by their usual names. It is kept between imports.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The header of a field's column; an empty one: the field is not read.
    pub columns: BTreeMap<Field, String>,
}

impl Mapping {
    /// Takes one change, written `field=Column`.
    pub fn set(&mut self, change: &str) -> Result<(), String> {
        let (field, column) = change.split_once('=').ok_or_else(|| {
            format!("`{change}` names no column; write field=Column, such as title=Summary")
        })?;
        self.columns.insert(field.parse()?, column.trim().to_owned());
        Ok(())
    }

    /// The header that each field is read from, as far as the headers have one: what a person sees before
    /// they change it.
    pub fn matched(&self, headers: &[String]) -> BTreeMap<Field, String> {
        let header = |name: &str| {
            headers.iter().find(|header| header.trim().to_lowercase() == name.trim().to_lowercase())
        };
        let of = |field: Field| match self.columns.get(&field).map(String::as_str) {
            Some("") => None,
            Some(column) => header(column),
            None => field.headers().iter().find_map(|name| header(name)),
        };
        Field::ALL.into_iter().filter_map(|field| Some((field, of(field)?.clone()))).collect()
    }

    /// The place of each field's column among the headers, or what is wrong with them.
    pub(super) fn places(&self, headers: &[String]) -> Result<BTreeMap<Field, usize>, Vec<String>> {
        let place = |name: &str| {
            headers.iter().position(|header| header.trim().to_lowercase() == name.trim().to_lowercase())
        };
        let mut places = BTreeMap::new();
        let mut problems = Vec::new();
        for field in Field::ALL {
            let found = match self.columns.get(&field).map(String::as_str) {
                Some("") => None,
                Some(column) => {
                    let found = place(column);
                    if found.is_none() {
                        problems.push(format!(
                            "there is no column {} for the field {}; there are {}",
                            super::quoted(column),
                            field.word(),
                            listed(headers)
                        ));
                        continue;
                    }
                    found
                }
                None => field.headers().iter().find_map(|name| place(name)),
            };
            match found {
                Some(found) => {
                    places.insert(field, found);
                }
                None if field.is_needed() => problems.push(format!(
                    "no column says the field {} ({}); say which does, with {}=Column",
                    field.word(),
                    field.headers().join(" or "),
                    field.word()
                )),
                None => {}
            }
        }
        for (field, at) in &places {
            let twice = headers.get(*at).is_some_and(|name| {
                headers.iter().filter(|one| one.trim().eq_ignore_ascii_case(name.trim())).count() > 1
            });
            if twice {
                problems
                    .push(format!("the column of the field {} is there twice; name each once", field.word()));
            }
        }
        if problems.is_empty() { Ok(places) } else { Err(problems) }
    }
}

/// The most headers that a refusal lists.
const MOST_LISTED: usize = 40;

fn listed(headers: &[String]) -> String {
    let names: Vec<String> = headers.iter().take(MOST_LISTED).map(|name| super::quoted(name)).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn columns_are_found_by_name_and_by_label_and_as_they_were_told() {
        let by_label = headers(&["Number", "Updated", "Opened", "State", "Summary", "Updates"]);
        let mut mapping = Mapping::default();
        let places = mapping.places(&by_label).unwrap();
        assert_eq!((places[&Field::Opened], places[&Field::Revision]), (2, 5));
        assert!(!places.contains_key(&Field::Title));
        mapping.set("title = summary").unwrap();
        mapping.set("revision=").unwrap();
        let places = mapping.places(&by_label).unwrap();
        assert_eq!(places[&Field::Title], 4);
        assert!(!places.contains_key(&Field::Revision));
        let matched = mapping.matched(&by_label);
        assert_eq!(matched.get(&Field::Title).map(String::as_str), Some("Summary"), "as the file writes it");
        assert_eq!(matched.get(&Field::Opened).map(String::as_str), Some("Opened"));
        assert!(!matched.contains_key(&Field::Revision) && !matched.contains_key(&Field::Closed));
    }

    #[test]
    fn what_is_missing_or_not_understood_is_said() {
        let mut mapping = Mapping::default();
        assert!(mapping.set("title").unwrap_err().contains("field=Column"));
        assert!(
            mapping.set("colour=x").unwrap_err().starts_with("`colour` is no field of a ticket; there are")
        );
        mapping.set("title=Subject").unwrap();
        let problems = mapping.places(&headers(&["number", "state", "opened", "State"])).unwrap_err();
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert!(problems[0].contains("the field updated (sys_updated_on"), "{problems:?}");
        assert!(problems[1].starts_with("there is no column “Subject” for the field title"), "{problems:?}");
        assert!(problems[2].contains("the field state is there twice"), "{problems:?}");
    }

    #[test]
    fn a_mapping_is_kept_as_it_was() {
        let mut mapping = Mapping::default();
        mapping.set("opened=Erfasst am").unwrap();
        let kept = serde_json::to_string(&mapping).unwrap();
        assert_eq!(kept, r#"{"columns":{"opened":"Erfasst am"}}"#);
        assert_eq!(serde_json::from_str::<Mapping>(&kept).unwrap(), mapping);
    }
}
