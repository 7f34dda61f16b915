//! A field for a time typed as people say it, with what was understood beside it.
//!
//! What was understood is shown, with the zone, before anything is accepted; what was not is
//! refused in words in the same place. Never here: the meaning of the time to a form.

use chrono_tz::Tz;
use egui::{Label, Response, RichText, Ui};

use super::theme::{Tokens, font};
use super::widgets;
use crate::documents::when;
use crate::domain::span;
use crate::domain::time::Instant;
use crate::domain::typed_time::{self, Leaning, TypedTimeRefusal, understood};

/// A field for a time: its response, and what it holds.
pub struct TypedTime {
    /// The response of the field.
    pub response: Response,
    /// The time; none where nothing is typed, which means what the caller said it means.
    pub at: Result<Option<Instant>, TypedTimeRefusal>,
}

/// What a text means: none where it is empty.
pub fn read(
    text: &str,
    now: Instant,
    zone: Tz,
    leaning: Leaning,
) -> Result<Option<Instant>, TypedTimeRefusal> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    typed_time::parse(text, now, zone, leaning).map(Some)
}

/// What is said beside the field about a time that was understood: "Mon 2 Mar 14:05 CST, 27 min ago".
pub fn said(at: Instant, now: Instant, zone: Tz) -> String {
    let secs = (at - now).num_seconds();
    let apart = match secs {
        -59..=59 => "now".to_owned(),
        ..=-60 => format!("{} ago", span::words(secs)),
        60.. => format!("in {}", span::words(secs)),
    };
    format!("{}, {apart}", understood(at, zone))
}

/// A field for a typed time under its label. `empty_means` is said while nothing is typed.
pub fn typed_time_field(
    ui: &mut Ui,
    label: &str,
    text: &mut String,
    empty_means: &str,
    leaning: Leaning,
    (now, zone): (Instant, Tz),
) -> TypedTime {
    ui.vertical(|ui| {
        let hint = match leaning {
            Leaning::Past => "14:05, -10m, yesterday 22:30",
            Leaning::Future => "in 20 min, 15:30, tomorrow 8:00",
        };
        let response = widgets::field(ui, label, text, hint);
        let at = read(text, now, zone, leaning);
        let tokens = Tokens::of(ui);
        let (words, ink) = match &at {
            Ok(None) => (empty_means.to_owned(), tokens.text_muted),
            Ok(Some(at)) => (said(*at, now, zone), tokens.met),
            Err(refusal) => (refusal.to_string(), tokens.overdue),
        };
        let beside = ui.add(Label::new(RichText::new(&words).font(font::small()).color(ink)).wrap());
        ui.accesskit_node_builder(beside.id, |node| node.set_live(egui::accesskit::Live::Polite));
        ui.accesskit_node_builder(response.id, |node| node.set_description(words));
        TypedTime { response, at }
    })
    .inner
}

/// What an empty field for something that happened means: "now, 14:32 CST".
pub fn now_if_empty(now: Instant, zone: Tz) -> String {
    format!("now, {}, if left empty", when(now, now, zone))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{fonts, theme};
    use egui::accesskit::Role;
    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    const ZONE: Tz = chrono_tz::America::Chicago;

    fn now() -> Instant {
        "2026-03-02T20:32:07Z".parse().expect("an instant")
    }

    #[test]
    fn an_empty_field_is_no_time_and_a_typed_one_is_understood() {
        assert_eq!(read("  ", now(), ZONE, Leaning::Past), Ok(None));
        let at = read("14:05", now(), ZONE, Leaning::Past).expect("a time").expect("typed");
        assert_eq!(said(at, now(), ZONE), "Mon 2 Mar 14:05 CST, 27 min ago");
        assert_eq!(now_if_empty(now(), ZONE), "now, 14:32 CST, if left empty");
        let at = read("in 20 min", now(), ZONE, Leaning::Future).expect("a time").expect("typed");
        assert_eq!(said(at, now(), ZONE), "Mon 2 Mar 14:52:07 CST, in 20 min");
    }

    #[test]
    fn what_was_understood_or_refused_stands_beside_the_field() {
        for (typed, beside) in [
            ("14:05", "Mon 2 Mar 14:05 CST, 27 min ago"),
            ("", "now, 14:32 CST, if left empty"),
            (
                "soonish",
                "“soonish” is not a time; type one such as 14:05, 2:30 pm, -10m, in 20 min, fri 9:00 or 2026-03-02 10:00",
            ),
        ] {
            let mut harness = Harness::builder()
                .with_size([400.0, 200.0])
                .with_context_setup(|ctx| {
                    fonts::install(ctx);
                    theme::apply(ctx);
                })
                .build_ui_state(
                    |ui, text| {
                        let empty = now_if_empty(now(), ZONE);
                        typed_time_field(ui, "When it happened", text, &empty, Leaning::Past, (now(), ZONE));
                    },
                    typed.to_owned(),
                );
            harness.run();
            harness.get_by_role_and_label(Role::TextInput, "When it happened");
            harness.get_by_role_and_label(Role::Label, beside);
        }
    }
}
