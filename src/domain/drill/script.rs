//! The script of a drill, as data: the incident, and what happens minute by minute or as an answer to what
//! was done. Read whole from TOML, or refused with all that is wrong with it.

use serde::Deserialize;
use toml::Spanned;

use crate::domain::policy_file::{PolicyProblem, line_of};
use crate::domain::span::Span;
use crate::domain::timeline::milestone;
use crate::domain::words::Priority;

/// The largest script that is read, in bytes.
pub const MAX_SCRIPT_BYTES: usize = 64 * 1024;

/// The most steps of a script.
const MOST_STEPS: usize = 200;

/// The longest words of a step, in characters.
const MOST_CHARS: usize = 600;

/// The longest drill, in seconds.
const LONGEST_SECS: i64 = 24 * 3600;

/// The script of a drill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// What the drill is called.
    pub title: String,
    /// What it is about, in a sentence.
    pub about: String,
    /// When it ends in any case, in seconds after its begin.
    pub ends_secs: i64,
    /// What is reported at its begin.
    pub incident: Reported,
    /// What happens, in the order of the file.
    pub steps: Vec<Step>,
}

/// The incident that a drill begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// What is wrong, in a line.
    pub title: String,
    /// Its number in the ticket system.
    pub ticket: String,
    /// The services that are hit.
    pub services: Vec<String>,
    /// The priority that it should get.
    pub priority: Priority,
    /// Whether it should be made a major one.
    pub is_major: bool,
}

/// When a step happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// So many seconds after the begin.
    At(i64),
    /// So many seconds after a milestone of the incident was first reached.
    After(String, i64),
}

/// One thing that happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub when: When,
    /// Who says it.
    pub who: String,
    /// What is said.
    pub says: String,
    /// What a good desk does now.
    pub hint: String,
    /// What it leaves in the log by itself.
    pub leaves: Leaves,
}

/// What a step leaves in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaves {
    /// Nothing: it is for the person at the desk to log.
    Nothing,
    /// A note with its words.
    Note,
    /// A request for information that is owed an answer.
    Request {
        /// What somebody wants to know.
        what: String,
        /// By when, in seconds after it was asked.
        due_secs: i64,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: Spanned<String>,
    about: Spanned<String>,
    ends: Spanned<String>,
    incident: ReportedShape,
    #[serde(default)]
    step: Vec<StepShape>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReportedShape {
    title: Spanned<String>,
    ticket: Spanned<String>,
    services: Vec<Spanned<String>>,
    priority: Priority,
    major: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepShape {
    at: Option<Spanned<String>>,
    after: Option<Spanned<String>>,
    wait: Option<Spanned<String>>,
    who: Spanned<String>,
    says: Spanned<String>,
    hint: Option<Spanned<String>>,
    asks: Option<Spanned<String>>,
    due_in: Option<Spanned<String>>,
    #[serde(default)]
    logs: bool,
}

/// Reads a script. Refused with all that is wrong with it.
pub fn read(text: &str) -> Result<Script, Vec<PolicyProblem>> {
    if text.len() > MAX_SCRIPT_BYTES {
        let what = format!("the script has {} bytes; {MAX_SCRIPT_BYTES} are the most", text.len());
        return Err(vec![PolicyProblem { line: None, what }]);
    }
    let file: File = toml::from_str(text).map_err(|err| {
        let line = err.span().map(|span| line_of(text, span.start));
        vec![PolicyProblem { line, what: err.message().to_owned() }]
    })?;
    let mut reader = Reader { text, problems: Vec::new() };
    let script = reader.script(file);
    if reader.problems.is_empty() {
        Ok(script)
    } else {
        reader.problems.sort_by_key(|problem| problem.line);
        Err(reader.problems)
    }
}

struct Reader<'a> {
    text: &'a str,
    problems: Vec<PolicyProblem>,
}

impl Reader<'_> {
    fn refuse(&mut self, at: &Spanned<String>, what: impl Into<String>) {
        let line = Some(line_of(self.text, at.span().start));
        self.problems.push(PolicyProblem { line, what: what.into() });
    }

    fn script(&mut self, file: File) -> Script {
        let incident = Reported {
            title: self.words(&file.incident.title),
            ticket: self.words(&file.incident.ticket),
            services: file.incident.services.iter().map(|one| self.words(one)).collect(),
            priority: file.incident.priority,
            is_major: file.incident.major,
        };
        let ends_secs = self.secs(&file.ends);
        if file.step.is_empty() {
            self.problems.push(PolicyProblem {
                line: None,
                what: "nothing happens in it; write at least one [[step]]".to_owned(),
            });
        }
        if file.step.len() > MOST_STEPS {
            let what = format!("there are {} steps; {MOST_STEPS} are the most", file.step.len());
            self.problems.push(PolicyProblem { line: None, what });
        }
        let steps = file.step.iter().map(|step| self.step(step, ends_secs)).collect();
        Script { title: self.words(&file.title), about: self.words(&file.about), ends_secs, incident, steps }
    }

    fn step(&mut self, shape: &StepShape, ends_secs: i64) -> Step {
        let when = match (&shape.at, &shape.after, &shape.wait) {
            (Some(at), None, None) => {
                let secs = self.secs(at);
                if secs > ends_secs {
                    self.refuse(at, "this is after the end of the drill; end it later");
                }
                When::At(secs)
            }
            (None, Some(after), Some(wait)) => {
                let name = after.get_ref();
                let is_known = milestone::KNOWN.contains(&name.as_str())
                    || name.starts_with(milestone::UPDATE_TO)
                    || name.starts_with("escalated-to:");
                if !is_known {
                    self.refuse(
                        after,
                        format!(
                            "`{name}` is no milestone; there are {}, and {}AUDIENCE",
                            milestone::KNOWN.join(", "),
                            milestone::UPDATE_TO
                        ),
                    );
                }
                When::After(name.clone(), self.secs(wait))
            }
            _ => {
                self.refuse(&shape.who, "say when: either `at`, or `after` a milestone with `wait`");
                When::At(0)
            }
        };
        let leaves = match (&shape.asks, &shape.due_in, shape.logs) {
            (None, None, false) => Leaves::Nothing,
            (None, None, true) => Leaves::Note,
            (Some(asks), Some(due_in), false) => {
                Leaves::Request { what: self.words(asks), due_secs: self.secs(due_in) }
            }
            _ => {
                self.refuse(&shape.who, "a step asks something with `due_in`, or logs its words, or neither");
                Leaves::Nothing
            }
        };
        Step {
            when,
            who: self.words(&shape.who),
            says: self.words(&shape.says),
            hint: shape.hint.as_ref().map(|hint| self.words(hint)).unwrap_or_default(),
            leaves,
        }
    }

    /// Words of one line that are there.
    fn words(&mut self, text: &Spanned<String>) -> String {
        let words = text.get_ref().split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            self.refuse(text, "there are no words here; write some");
        }
        if words.chars().count() > MOST_CHARS || words.chars().any(char::is_control) {
            self.refuse(text, format!("these are no words of at most {MOST_CHARS} characters"));
        }
        words
    }

    /// A length of elapsed time, `0 min` too.
    fn secs(&mut self, text: &Spanned<String>) -> i64 {
        let typed = text.get_ref().trim();
        if ["0 s", "0 min", "0 h"].contains(&typed) {
            return 0;
        }
        match Span::parse(typed) {
            Ok(Span::Elapsed { secs }) if secs <= LONGEST_SECS => secs,
            Ok(Span::Elapsed { .. }) => {
                self.refuse(text, "a drill has a day at most; write 24 h or less");
                0
            }
            Ok(_) => {
                self.refuse(text, "a drill runs in minutes and hours; write such as 15 min");
                0
            }
            Err(refusal) => {
                self.refuse(text, refusal.to_string());
                0
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "title = \"T\"\nabout = \"A\"\nends = \"90 min\"\n[incident]\ntitle = \"I\"\n\
        ticket = \"X-1\"\nservices = [\"S\"]\npriority = \"critical\"\nmajor = true\n";

    fn with(step: &str) -> Result<Script, Vec<String>> {
        read(&format!("{LEAST}[[step]]\n{step}\n"))
            .map_err(|problems| problems.iter().map(PolicyProblem::to_string).collect())
    }

    #[test]
    fn a_step_says_when_who_what_and_what_it_leaves() {
        let script =
            with("at = \"9 min\"\nwho = \"A\"\nsays = \"B\"\nasks = \"C\"\ndue_in = \"20 min\"").unwrap();
        assert_eq!((script.ends_secs, script.incident.priority), (5400, Priority::Critical));
        let step = &script.steps[0];
        assert_eq!((&step.when, step.who.as_str(), step.says.as_str()), (&When::At(540), "A", "B"));
        assert_eq!(step.leaves, Leaves::Request { what: "C".to_owned(), due_secs: 1200 });
        let script = with("after = \"referred\"\nwait = \"0 min\"\nwho = \"A\"\nsays = \"B\"").unwrap();
        assert_eq!(script.steps[0].when, When::After("referred".to_owned(), 0));
        assert_eq!(script.steps[0].leaves, Leaves::Nothing);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line_and_reason() {
        for (step, wanted) in [
            ("at = \"9\"\nwho = \"A\"\nsays = \"B\"", "line 11: “9” has no unit"),
            ("at = \"2 h\"\nwho = \"A\"\nsays = \"B\"", "line 11: this is after the end of the drill"),
            ("at = \"2 days\"\nwho = \"A\"\nsays = \"B\"", "line 11: a drill runs in minutes and hours"),
            ("at = \"25 h\"\nwho = \"A\"\nsays = \"B\"", "line 11: a drill has a day at most"),
            ("who = \"A\"\nsays = \"B\"", "line 11: say when"),
            ("at = \"1 min\"\nwait = \"1 min\"\nwho = \"A\"\nsays = \"B\"", "line 13: say when"),
            (
                "after = \"noon\"\nwait = \"1 min\"\nwho = \"A\"\nsays = \"B\"",
                "line 11: `noon` is no milestone",
            ),
            ("at = \"1 min\"\nwho = \"A\"\nsays = \" \"", "line 13: there are no words here"),
            ("at = \"1 min\"\nwho = \"A\"\nsays = \"B\"\nasks = \"C\"", "line 12: a step asks something"),
            (
                "at = \"1 min\"\nwho = \"A\"\nsays = \"B\"\ncolour = \"red\"",
                "line 14: unknown field `colour`",
            ),
        ] {
            let problems = with(step).unwrap_err();
            assert!(problems.iter().any(|one| one.starts_with(wanted)), "{wanted}: {problems:?}");
        }
        assert_eq!(read(LEAST).unwrap_err()[0].what, "nothing happens in it; write at least one [[step]]");
        assert!(read(&"#".repeat(MAX_SCRIPT_BYTES + 1)).unwrap_err()[0].what.contains("are the most"));
        let long = with(&format!("at = \"1 min\"\nwho = \"A\"\nsays = \"{}\"", "x".repeat(601))).unwrap_err();
        assert!(long[0].contains("at most 600 characters"), "{long:?}");
    }
}
