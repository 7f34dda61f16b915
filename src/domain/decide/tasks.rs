//! Requests for information and actions: what is owed by somebody, and by when.

use super::said::{optional_text, text};
use super::{Deciding, Refusal};
use crate::domain::actions::{Action, ActionState};
use crate::domain::command::{ItemName, Wish};
use crate::domain::event::Fact;
use crate::domain::requests::{InformationRequest, RequestState};
use crate::domain::time::{Instant, whole_second};

impl Deciding<'_> {
    pub(super) fn about_requests(&self, wish: &Wish) -> Result<Fact, Refusal> {
        match wish {
            Wish::AskInformation { from, what, due, answerer } => Ok(Fact::InformationRequested {
                from: self.somebody("who asks", from)?,
                what: text("what is asked", what)?,
                due: self.later("the answer", *due)?,
                answerer: self.optional_somebody("who answers", answerer.as_ref())?,
            }),
            Wish::AssignRequest { request, to, due, why } => {
                let one = self.request(*request)?;
                let to = self.optional_somebody("who answers", to.as_ref())?;
                let due = self.moved("the answer", one.asked_at, *due)?;
                if to.is_none() && due.is_none() {
                    return Err(Refusal::new("nothing is to be changed", "say who answers, or by when"));
                }
                let why = optional_text("the reason", why.as_ref())?;
                Ok(Fact::RequestAssigned { request: one.entry, to, due, why })
            }
            Wish::AnswerRequest { request, text: words, by } => Ok(Fact::RequestAnswered {
                request: self.request(*request)?.entry,
                text: text("the answer", words)?,
                by: self.optional_somebody("who answered", by.as_ref())?,
            }),
            Wish::WithdrawRequest { request, why } => Ok(Fact::RequestWithdrawn {
                request: self.request(*request)?.entry,
                why: text("the reason", why)?,
            }),
            _ => Err(Refusal::new("this is not about a request", "see `bridgewatch apply --help`")),
        }
    }

    pub(super) fn about_actions(&self, wish: &Wish) -> Result<Fact, Refusal> {
        match wish {
            Wish::DelegateAction { to, what, due, follow_up } => {
                if *follow_up {
                    self.may_follow_up()?;
                }
                Ok(Fact::ActionDelegated {
                    to: self.somebody("who does it", to)?,
                    what: text("what is to be done", what)?,
                    due: self.later("the action", *due)?,
                    follow_up: *follow_up,
                })
            }
            Wish::RedelegateAction { action, to, due, why } => {
                let one = self.action(*action)?;
                let to = self.optional_somebody("who does it", to.as_ref())?;
                let due = self.moved("the action", one.delegated_at, *due)?;
                if to.is_none() && due.is_none() {
                    return Err(Refusal::new("nothing is to be changed", "say who does it, or by when"));
                }
                let why = optional_text("the reason", why.as_ref())?;
                Ok(Fact::ActionRedelegated { action: one.entry, to, due, why })
            }
            Wish::AcceptAction { action, text: words } => {
                let one = self.action(*action)?;
                if let ActionState::Accepted { at } = one.state {
                    return Err(Refusal::new(
                        format!("action {} was accepted {}", one.number, self.local(at)),
                        "say when it is done",
                    ));
                }
                let text = optional_text("the words", words.as_ref())?;
                Ok(Fact::ActionAccepted { action: one.entry, text })
            }
            Wish::CompleteAction { action, text: words } => Ok(Fact::ActionDone {
                action: self.action(*action)?.entry,
                text: optional_text("the words", words.as_ref())?,
            }),
            Wish::DropAction { action, why } => {
                Ok(Fact::ActionDropped { action: self.action(*action)?.entry, why: text("the reason", why)? })
            }
            _ => Err(Refusal::new("this is not about an action", "see `bridgewatch apply --help`")),
        }
    }

    /// Another due time: after the span began, even where it is logged late.
    fn moved(&self, what: &str, from: Instant, due: Option<Instant>) -> Result<Option<Instant>, Refusal> {
        let due = due.map(whole_second);
        match due.filter(|due| *due <= from) {
            None => Ok(due),
            Some(due) => Err(Refusal::new(
                format!("{what} would be due {}, before it was asked for", self.local(due)),
                "say a later time",
            )),
        }
    }

    /// A request that is still open.
    fn request(&self, name: ItemName) -> Result<&InformationRequest, Refusal> {
        let all = &self.live.incident.requests.all;
        let found = all.iter().find(|one| match name {
            ItemName::Number(number) => one.number == number,
            ItemName::Entry(entry) => one.entry == entry,
        });
        let Some(one) = found else {
            return Err(nothing_called("request", name, all.iter().map(|one| one.number)));
        };
        match &one.state {
            RequestState::Open => Ok(one),
            RequestState::Answered { at, .. } => Err(Refusal::new(
                format!("request {} was answered {}", one.number, self.local(*at)),
                "correct that entry, or log a new request",
            )),
            RequestState::Withdrawn { at, .. } => Err(Refusal::new(
                format!("request {} was withdrawn {}", one.number, self.local(*at)),
                "log a new request",
            )),
        }
    }

    /// An action that is still open.
    fn action(&self, name: ItemName) -> Result<&Action, Refusal> {
        let all = &self.live.incident.actions.all;
        let found = all.iter().find(|one| match name {
            ItemName::Number(number) => one.number == number,
            ItemName::Entry(entry) => one.entry == entry,
        });
        let Some(one) = found else {
            return Err(nothing_called("action", name, all.iter().map(|one| one.number)));
        };
        match &one.state {
            ActionState::Delegated | ActionState::Accepted { .. } => Ok(one),
            ActionState::Done { at, .. } => Err(Refusal::new(
                format!("action {} was done {}", one.number, self.local(*at)),
                "correct that entry, or delegate a new action",
            )),
            ActionState::Dropped { at, .. } => Err(Refusal::new(
                format!("action {} was dropped {}", one.number, self.local(*at)),
                "delegate a new action",
            )),
        }
    }
}

fn nothing_called(what: &str, name: ItemName, numbers: impl Iterator<Item = usize>) -> Refusal {
    let numbers: Vec<String> = numbers.map(|number| number.to_string()).collect();
    let said = match name {
        ItemName::Number(number) => number.to_string(),
        ItemName::Entry(entry) => entry.0.to_string(),
    };
    let would_do = if numbers.is_empty() {
        "there is none".to_owned()
    } else {
        format!("there are {}", numbers.join(", "))
    };
    Refusal::new(format!("the incident has no {what} {said}"), would_do)
}
