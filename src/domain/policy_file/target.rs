//! The part of a policy about figures that other systems measure: what is wanted of each.

use std::collections::BTreeSet;

use super::Reader;
use super::shape::TargetShape;
use crate::domain::report::amount::Amount;
use crate::domain::report::targets::{Bound, Target, Unit};

impl Reader<'_> {
    pub(super) fn targets(&mut self, shapes: Vec<TargetShape>) -> Vec<Target> {
        let mut seen = BTreeSet::new();
        let mut targets = Vec::new();
        for shape in shapes {
            self.id(&shape.id);
            if !seen.insert(shape.id.get_ref().clone()) {
                let what = format!("the target `{}` is there twice; each id stands once", shape.id.get_ref());
                self.refuse(shape.id.span(), what);
            }
            let unit = Unit::ALL.into_iter().find(|unit| unit.word() == shape.unit.get_ref());
            let Some(unit) = unit else {
                let known = Unit::ALL.map(Unit::word).join("`, `");
                let what = format!("`{}` is no unit; there are `{known}`", shape.unit.get_ref());
                self.refuse(shape.unit.span(), what);
                continue;
            };
            let (bound, number) = match (&shape.at_most, &shape.at_least) {
                (Some(number), None) => (Bound::AtMost, number),
                (None, Some(number)) => (Bound::AtLeast, number),
                _ => {
                    let what =
                        format!("the target `{}` takes either `at_most` or `at_least`", shape.id.get_ref());
                    self.refuse(shape.id.span(), what);
                    continue;
                }
            };
            let value = match number.get_ref() {
                toml::Value::Integer(whole) => whole.to_string().parse::<Amount>(),
                toml::Value::Float(part) => part.to_string().parse(),
                other => other.as_str().unwrap_or_default().parse(),
            };
            let value = match value {
                Ok(value) => value,
                Err(why) => {
                    self.refuse(number.span(), why.to_string());
                    continue;
                }
            };
            if let Some(why) = unit.refusal(value) {
                self.refuse(number.span(), why);
            }
            let id = shape.id.get_ref().clone();
            targets.push(Target { id, title: shape.title, unit, bound, value, source: shape.source });
        }
        targets
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::policy_file::{CLOCK, read};

    fn target(lines: &str) -> String {
        format!(
            "title = \"T\"\n[[target]]\nid = \"answered\"\ntitle = \"Answered\"\n{lines}\nsource = \"C\"\n{CLOCK}"
        )
    }

    #[test]
    fn every_number_of_a_target_is_data() {
        let read = read("t", &target("unit = \"of five\"\nat_least = 4.1")).unwrap();
        assert_eq!((read.targets.len(), read.targets[0].wanted().as_str()), (1, "at least 4.1 of 5"));
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_its_line() {
        for (lines, said) in [
            (
                "unit = \"miles\"\nat_most = 1",
                "line 5: `miles` is no unit; there are `seconds`, `percent`, `of five`",
            ),
            ("unit = \"percent\"", "line 3: the target `answered` takes either `at_most` or `at_least`"),
            (
                "unit = \"percent\"\nat_most = 1\nat_least = 1",
                "line 3: the target `answered` takes either `at_most` or `at_least`",
            ),
            ("unit = \"percent\"\nat_most = 101", "line 6: 101 is more than 100 %"),
            (
                "unit = \"seconds\"\nat_most = -1",
                "line 6: a number is meant, such as 35, 5.8 or 4.1, with at most three places after the point",
            ),
        ] {
            let problems: Vec<String> =
                read("t", &target(lines)).unwrap_err().iter().map(ToString::to_string).collect();
            assert_eq!(problems, [said], "{lines}");
        }
        let twice = format!(
            "{}[[target]]\nid = \"answered\"\ntitle = \"A\"\nunit = \"percent\"\nat_most = 1\nsource = \"C\"\n",
            target("unit = \"percent\"\nat_most = 1")
        );
        let problems = read("t", &twice).unwrap_err();
        assert!(
            problems[0].to_string().ends_with("the target `answered` is there twice; each id stands once")
        );
    }
}
