//! Templates of updates: a subject line and a text with named fields.
//!
//! A template is a text file: its first line is `Subject: …`, then an empty line, then the text. The
//! names in it are those of [`super::known::FIELDS`] and of [`MORE`]; `intake.NAME` is the answer to a
//! field of the intake. What is wrong with a template is said when it is read, with its line.

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, Value};

use super::known::FIELDS;

/// The template of an audience for which no other is named.
pub const USUAL: &str = "update";

/// The largest template that is read, in bytes.
pub const MAX_TEMPLATE_BYTES: usize = 64 * 1024;

/// The names that a template may use beside those of an incident.
pub const MORE: &[(&str, &str)] = &[
    ("audience", "what the audience is called"),
    ("occasion", "`initial`, `update`, `significant`, `escalated` or `restored`"),
    ("next_update", "when the next update comes, with the zone; empty where none is promised"),
    ("intake", "the answers of the intake by their ids, such as `intake.servers`"),
];

/// A template as read from its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its name: that of its file.
    pub name: String,
    /// The template of the subject line.
    pub subject: String,
    /// The template of the text.
    pub body: String,
}

/// What is wrong with a template, and what would do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct TemplateProblem {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what would do.
    pub what: String,
}

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    let mut tidy = SyntaxConfig::builder();
    tidy.trim_blocks(true).lstrip_blocks(true);
    if let Ok(tidy) = tidy.build() {
        environment.set_syntax(tidy);
    }
    environment
});

/// What fills in scripts and templates: plain text, and an unknown name is an error.
pub(super) fn environment() -> &'static Environment<'static> {
    &ENVIRONMENT
}

/// Whether a text with named fields reads, and uses only names that there are: those of an incident,
/// `more`, and answers of the intake. The line is counted within the text, from 1.
pub(super) fn check_text(text: &str, more: &[&str]) -> Result<(), TemplateProblem> {
    let parsed = environment().template_from_str(text).map_err(|err| TemplateProblem {
        line: err.line().unwrap_or(1),
        what: format!("it does not read: {err}"),
    })?;
    let is_known = |name: &str| {
        FIELDS.iter().any(|(known, _)| *known == name) || more.contains(&name) || name == "intake"
    };
    let mut unknown: Vec<String> =
        parsed.undeclared_variables(false).into_iter().filter(|name| !is_known(name)).collect();
    unknown.sort();
    let Some(name) = unknown.first() else { return Ok(()) };
    let line = text.lines().position(|line| line.contains(name.as_str())).map_or(1, |at| at + 1);
    let known: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).chain(more.iter().copied()).collect();
    Err(TemplateProblem { line, what: format!("there is no `{name}`; there are {}", known.join(", ")) })
}

impl Template {
    /// Reads a template, whole or refused with line and reason.
    pub fn read(name: &str, text: &str) -> Result<Self, TemplateProblem> {
        let problem = |line, what: String| TemplateProblem { line, what };
        if text.len() > MAX_TEMPLATE_BYTES {
            let what =
                format!("the file has {} bytes; a template has at most {MAX_TEMPLATE_BYTES}", text.len());
            return Err(problem(1, what));
        }
        let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
        let Some(subject) = first.strip_prefix("Subject:") else {
            return Err(problem(1, "the first line is `Subject: …`, the words of the subject".to_owned()));
        };
        let body = rest.trim_start_matches('\n').trim_end();
        if body.is_empty() {
            return Err(problem(2, "there is no text below the subject".to_owned()));
        }
        let names: Vec<&str> = MORE.iter().map(|(name, _)| *name).collect();
        check_text(subject, &names)?;
        let above = text.len() - rest.trim_start_matches('\n').len();
        let lines_above = text.get(..above).map_or(0, |above| above.matches('\n').count());
        check_text(body, &names)
            .map_err(|err| TemplateProblem { line: err.line + lines_above, what: err.what })?;
        Ok(Self { name: name.to_owned(), subject: subject.trim().to_owned(), body: body.to_owned() })
    }

    /// Subject and text with `values` filled in. A part that fails is given as it stands, never nothing.
    pub fn render(&self, values: &Value) -> (String, String) {
        let fill = |text: &str| environment().render_str(text, values).unwrap_or_else(|_| text.to_owned());
        let subject = fill(&self.subject).split_whitespace().collect::<Vec<_>>().join(" ");
        (subject, settled(&fill(&self.body)))
    }
}

/// Without the empty lines that branches of a template leave behind.
fn settled(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.trim().lines().map(str::trim_end) {
        if !(line.is_empty() && lines.last().is_some_and(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::context;

    #[test]
    fn a_template_is_a_subject_and_a_text() {
        let text = "Subject: {{ reference }}: {{ title }}\n\nImpact: {{ impact }}\n{% if next_update %}\nNext update by {{ next_update }}\n{% endif %}\n\n\nDone.\n";
        let template = Template::read("update", text).unwrap();
        let values = context! {
            reference => "MI-0001", title => "Down\nand out", impact => "nobody can pay", next_update => "",
        };
        let (subject, body) = template.render(&values);
        assert_eq!(subject, "MI-0001: Down and out", "a subject is one line");
        assert_eq!(body, "Impact: nobody can pay\n\nDone.");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, wanted) in [
            ("", "line 1: the first line is `Subject: …`"),
            ("Impact", "line 1: the first line is `Subject: …`"),
            ("Subject: x\n\n", "line 2: there is no text"),
            ("Subject: {{ nobody }}\n\ntext", "line 1: there is no `nobody`; there are reference, ticket"),
            ("Subject: x\n\nfirst\n{{ weather }}", "line 4: there is no `weather`"),
            ("Subject: x\n\nfirst\n{{ impact", "line 4: it does not read"),
            ("Subject: x\n\n{% if impact %}", "it does not read"),
        ] {
            let problem = Template::read("update", text).unwrap_err().to_string();
            assert!(problem.contains(wanted), "{text:?}: {problem}");
        }
        let long = format!("Subject: x\n\n{}", "x".repeat(MAX_TEMPLATE_BYTES));
        assert!(Template::read("update", &long).unwrap_err().what.contains("at most 65536"));
    }
}
