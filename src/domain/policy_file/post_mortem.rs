//! The part of a policy about the post-mortem: its meeting and the agenda that is proposed.

use chrono::NaiveTime;
use toml::Spanned;

use super::Reader;
use super::shape::{AgendaShape, PostMortemShape};
use crate::domain::policy::ReviewRules;
use crate::domain::review::facts::AgendaItem;
use crate::domain::span::Span;

/// The longest item or meeting; minutes.
const MOST_MINUTES: u32 = 1_440;

/// The most items of an agenda.
const MOST_ITEMS: usize = 50;

impl Reader<'_> {
    pub(super) fn post_mortem(
        &mut self,
        shape: Option<PostMortemShape>,
        agenda: Vec<AgendaShape>,
    ) -> ReviewRules {
        let mut rules = ReviewRules::default();
        if let Some(shape) = shape {
            if let Some(minutes) = shape.minutes {
                rules.minutes = self.minutes(&minutes, 5);
            }
            if let Some(hours) = shape.hours {
                rules.hours = self.hours(&hours).unwrap_or(rules.hours);
            }
            for (text, secs) in [
                (shape.pre_read, &mut rules.pre_read_secs),
                (shape.invitations, &mut rules.invitations_secs),
                (shape.begins, &mut rules.begins_secs),
            ] {
                if let Some(said) = text.and_then(|text| self.elapsed(&text)) {
                    *secs = said;
                }
            }
        }
        rules.agenda = self.agenda(&agenda);
        rules
    }

    pub(super) fn agenda(&mut self, agenda: &[AgendaShape]) -> Vec<AgendaItem> {
        if let Some(one) = agenda.get(MOST_ITEMS) {
            self.refuse(one.title.span(), format!("an agenda has at most {MOST_ITEMS} items"));
        }
        agenda.iter().map(|item| self.agenda_item(item)).collect()
    }

    fn agenda_item(&mut self, item: &AgendaShape) -> AgendaItem {
        let title = item.title.get_ref().trim();
        if title.is_empty() || title.chars().any(char::is_control) || title.chars().count() > 300 {
            self.refuse(item.title.span(), "the title of an item of the agenda is one line of words");
        }
        AgendaItem { title: title.to_owned(), minutes: self.minutes(&item.minutes, 1) }
    }

    pub(super) fn minutes(&mut self, minutes: &Spanned<u32>, least: u32) -> u32 {
        let value = *minutes.get_ref();
        if !(least..=MOST_MINUTES).contains(&value) {
            self.refuse(minutes.span(), format!("{value} minutes are not {least} to {MOST_MINUTES}"));
        }
        value
    }

    /// Two wall times of one day, the earlier first.
    fn hours(&mut self, hours: &Spanned<[String; 2]>) -> Option<(NaiveTime, NaiveTime)> {
        let time = |text: &String| NaiveTime::parse_from_str(text, "%H:%M").ok();
        let [from, until] = hours.get_ref();
        let read = time(from).zip(time(until)).filter(|(from, until)| from < until);
        if read.is_none() {
            self.refuse(hours.span(), "hours are two times of a day, such as [\"09:00\", \"17:00\"]");
        }
        read
    }

    /// A span of hours and minutes, in seconds.
    fn elapsed(&mut self, text: &Spanned<String>) -> Option<i64> {
        if let Span::Elapsed { secs } = self.span(text)? {
            return Some(secs);
        }
        self.refuse(text.span(), "this takes hours or minutes, such as `24 h`");
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::policy_file::{CLOCK, read};

    #[test]
    fn the_meeting_and_its_agenda_are_data() {
        let text = format!(
            "title = \"T\"\n[post_mortem]\nminutes = 90\npre_read = \"2 h\"\nhours = [\"08:00\", \"16:30\"]\n\n[[agenda]]\ntitle = \"Time line\"\nminutes = 30\n{CLOCK}"
        );
        let rules = read("t", &text).unwrap().review;
        assert_eq!((rules.minutes, rules.pre_read_secs, rules.begins_secs), (90, 7_200, 900));
        assert_eq!(rules.hours.1.to_string(), "16:30:00");
        assert_eq!((rules.agenda[0].title.as_str(), rules.agenda[0].minutes), ("Time line", 30));
        let bare = read("t", &format!("title = \"T\"\n{CLOCK}")).unwrap().review;
        assert_eq!((bare.minutes, bare.agenda.len()), (60, 0));
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_its_line() {
        let text = format!(
            "title = \"T\"\n[post_mortem]\nminutes = 4\npre_read = \"1 day\"\nhours = [\"9\", \"17:00\"]\n[[agenda]]\ntitle = \" \"\nminutes = 0\n{CLOCK}"
        );
        let problems: Vec<String> = read("t", &text).unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(
            problems,
            [
                "line 3: 4 minutes are not 5 to 1440",
                "line 4: this takes hours or minutes, such as `24 h`",
                "line 5: hours are two times of a day, such as [\"09:00\", \"17:00\"]",
                "line 7: the title of an item of the agenda is one line of words",
                "line 8: 0 minutes are not 1 to 1440",
            ]
        );
        let unknown = read("t", &format!("title = \"T\"\n[post_mortem]\nminute = 4\n{CLOCK}"));
        assert_eq!(unknown.unwrap_err()[0].line, Some(3));
    }
}
