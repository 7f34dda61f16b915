//! Help as data: topics with the screen they belong to, their words, and where what they speak of is done.
//!
//! A key stands in the words as the name of its command in braces, such as `{Search}`, so that it is never
//! wrong. Never here: painting.

use super::first_hour;
use super::words;
use crate::ui::commands::{ALL, UiCommand, hint};
use crate::ui::context::Screen;
use crate::ui::incident::Tab;
use crate::ui::settings::SettingsSide;

/// One topic.
#[derive(Debug, Clone, Copy)]
pub struct Topic {
    /// Names it for good.
    pub id: &'static str,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// The screen it belongs to; none for what is so everywhere.
    pub screen: Option<Screen>,
    /// Its words, a paragraph each.
    pub text: &'static [&'static str],
    /// Where it is done.
    pub links: &'static [Link],
    /// What stands below its words.
    pub more: More,
}

/// A way to where something is done.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    /// The words on its button.
    pub words: &'static str,
    /// Where it leads.
    pub to: Goal,
}

/// Where a link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// To a screen.
    Screen(Screen),
    /// To a side of Settings.
    Settings(SettingsSide),
    /// To a side of the selected incident.
    Side(Tab),
    /// To the handoff.
    Handoff,
    /// To the form for a new incident.
    NewIncident,
}

/// What stands below the words of a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum More {
    /// Nothing.
    Nothing,
    /// The six duties, each with where it is done.
    FirstHour,
    /// The button that starts the drill.
    Drill,
}

/// All topics, the board's first; what is so everywhere comes last.
pub fn all() -> impl Iterator<Item = &'static Topic> {
    words::ALL.iter().copied().flatten()
}

/// The words of a paragraph, with the keys of the commands that it names.
pub fn filled(text: &str, is_mac: bool) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        words.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            words.push('{');
            rest = after;
            continue;
        };
        match command_named(name) {
            Some(command) => words.push_str(&hint(command, is_mac)),
            None => words.push_str(&format!("{{{name}}}")),
        }
        rest = after;
    }
    words.push_str(rest);
    words
}

fn command_named(name: &str) -> Option<UiCommand> {
    ALL.iter().map(|entry| entry.command).find(|command| format!("{command:?}") == name)
}

impl Topic {
    /// All that is searched: words, links, and what stands below them.
    fn text_for_search(&self, is_mac: bool) -> String {
        let mut text = self.text.iter().map(|part| filled(part, is_mac)).collect::<Vec<_>>().join(" ");
        for link in self.links {
            text.push(' ');
            text.push_str(link.words);
        }
        if self.more == More::FirstHour {
            text.push_str(&first_hour::text());
        }
        text.to_lowercase()
    }
}

/// The words of a search, in small letters.
pub fn words_of_search(typed: &str) -> Vec<String> {
    typed.split_whitespace().map(str::to_lowercase).collect()
}

/// A part of Help: the topics of one screen, or of everywhere.
#[derive(Debug, Clone)]
pub struct Part {
    /// What it is called.
    pub title: &'static str,
    /// Its topics.
    pub topics: Vec<&'static Topic>,
}

/// What is shown. Without words all topics by screen, those of the screen one comes from first; with words
/// those that have all of them, where titles have them first.
pub fn found(typed: &str, from: Screen, is_mac: bool) -> Vec<Part> {
    let wanted = words_of_search(typed);
    if !wanted.is_empty() {
        let in_title = |topic: &&Topic| {
            let title = topic.title.to_lowercase();
            wanted.iter().all(|word| title.contains(word))
        };
        let fits = |topic: &&Topic| {
            let text = format!("{} {}", topic.title.to_lowercase(), topic.text_for_search(is_mac));
            wanted.iter().all(|word| text.contains(word))
        };
        let (mut titles, rest): (Vec<_>, Vec<_>) = all().filter(fits).partition(in_title);
        titles.extend(rest);
        return vec![Part { title: "Found", topics: titles }];
    }
    let of = |screen: Option<Screen>| all().filter(move |topic| topic.screen == screen).collect::<Vec<_>>();
    let rest = Screen::ALL.into_iter().filter(|screen| *screen != from);
    let screens = std::iter::once(from).chain(rest);
    let mut parts: Vec<Part> =
        screens.map(|screen| Part { title: screen.word(), topics: of(Some(screen)) }).collect();
    parts.push(Part { title: "Everywhere", topics: of(None) });
    parts.retain(|part| !part.topics.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn titles(typed: &str) -> Vec<&'static str> {
        let parts = found(typed, Screen::Board, false);
        parts.into_iter().flat_map(|part| part.topics).map(|topic| topic.title).collect()
    }

    #[test]
    fn every_screen_and_every_side_of_an_incident_has_a_topic() {
        for screen in Screen::ALL {
            assert!(all().any(|topic| topic.screen == Some(screen)), "{screen:?}");
        }
        for tab in Tab::ALL {
            let leads = |topic: &Topic| topic.links.iter().any(|link| link.to == Goal::Side(tab));
            assert!(all().any(leads), "{tab:?}");
        }
    }

    #[test]
    fn each_topic_has_words_a_name_of_its_own_and_links_that_lead_somewhere_else() {
        let mut ids = BTreeSet::new();
        for topic in all() {
            assert!(ids.insert(topic.id), "{} is there twice", topic.id);
            assert!(!topic.text.is_empty() && !topic.title.is_empty(), "{}", topic.id);
            for link in topic.links {
                assert!(!link.words.is_empty(), "{}", topic.id);
                assert_ne!(link.to, Goal::Screen(Screen::Help), "{} leads to itself", topic.id);
            }
            let leads = !topic.links.is_empty() || topic.more != More::Nothing || topic.screen.is_none();
            assert!(leads, "{} has a screen and leads nowhere", topic.id);
        }
    }

    #[test]
    fn each_key_in_the_words_is_that_of_a_command() {
        for topic in all() {
            for part in topic.text {
                let words = filled(part, false);
                assert!(!words.contains(['{', '}']), "{}: {words}", topic.id);
            }
        }
        assert_eq!(filled("Press {GoRota} or {Done}", false), "Press G then R or D");
        assert_eq!(filled("{Nothing} {", false), "{Nothing} {", "what is no command stays as it is");
    }

    #[test]
    fn the_topics_of_the_screen_one_comes_from_stand_first() {
        for screen in Screen::ALL {
            let first = found("", screen, false)[0].topics[0];
            assert_eq!(first.screen, Some(screen));
        }
        let all_shown: usize = found("  ", Screen::Rota, false).iter().map(|part| part.topics.len()).sum();
        assert_eq!(all_shown, all().count(), "and none is lost");
    }

    #[test]
    fn a_search_asks_for_every_word_and_puts_titles_first() {
        let found = titles("hotline");
        assert!(found.len() > 2 && found[0].to_lowercase().contains("hotline"), "{found:?}");
        assert!(found.iter().any(|title| !title.to_lowercase().contains("hotline")), "texts count too");
        assert_eq!(titles("HANDOFF passphrase"), titles("passphrase handoff"), "in any order and case");
        assert!(titles("passphrase").iter().any(|title| title.contains("handoff") || title.contains("file")));
        assert_eq!(titles("zebra rota"), Vec::<&str>::new());
        assert_eq!(
            titles("post mortem logistics include")[0],
            "Your first hour: six duties",
            "R’s words too"
        );
    }

    #[test]
    fn what_help_always_said_it_still_says() {
        let everything: String =
            all().flat_map(|topic| topic.text).map(|part| filled(part, false)).collect::<Vec<_>>().join(" ");
        for words in [
            "one deadline that speaks loudest",
            "the most urgent first",
            "nothing leaves by itself",
            "Past watches are facts and never change",
            "accepts it, each major incident by itself",
            "outlive the incident",
            "2 to 4 a year",
            "half a word is enough",
            "with a passphrase",
            "twice changes nothing",
            "Nothing is ever deleted",
            "14:05, -10m, yesterday 22:30, fri 9:00",
            "Everything works without a network",
        ] {
            assert!(everything.contains(words), "{words}");
        }
    }
}
