//! Who is named in a report, and how: by name inside, by role for an audience outside.

use crate::documents::plain_text::is_unfit;
use crate::domain::directory::{Directory, RecordKind};
use crate::domain::event::Fact;
use crate::domain::incident::Incident;
use crate::domain::review::ReviewPart;
use crate::domain::words::Involvement;
use crate::domain::world::{Live, World};

/// What somebody is called of whom no role is known.
const SOMEBODY: &str = "a member of the crisis team";

/// The names that are said, or what stands in their place.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    /// Names in place of which a role is said, the longest first; empty where names may be said.
    hidden: Vec<(String, String)>,
}

impl Names {
    /// Every name stands as it is.
    pub(super) fn said() -> Self {
        Self::default()
    }

    /// No person is named: everybody whom the directory or the incident knows becomes their role.
    ///
    /// What is recognised is the name as it is known. A nickname in a free text is not, so a report for
    /// outside is read before it leaves.
    pub(super) fn hidden(live: &Live, world: &World) -> Self {
        let mut names = Self::default();
        names.of_incident(&live.incident, &world.directory);
        names.hide(&world.settings.manager, "the escalation manager", &world.directory);
        for (_, record) in world.directory.all(RecordKind::Person) {
            names.hide(record.name(), SOMEBODY, &world.directory);
        }
        names.hidden.sort_by_key(|(name, _)| std::cmp::Reverse(name.chars().count()));
        names
    }

    fn of_incident(&mut self, incident: &Incident, directory: &Directory) {
        for one in &incident.people.all {
            let role = match one.role {
                Involvement::Sme => "a subject matter expert",
                Involvement::Resolver => "a resolver",
                Involvement::OnCall => "the on-call",
                Involvement::Customer => "a customer contact",
                Involvement::Escalation => "an escalation contact",
                Involvement::Partner => "the business partner",
                Involvement::Other => SOMEBODY,
            };
            self.hide(&one.whom.name, role, directory);
            self.hide(directory.name_of(&one.whom), role, directory);
        }
        let review = &incident.review;
        for one in &review.invitees {
            let role = match one.part {
                ReviewPart::ProblemManager => "a Problem Manager",
                ReviewPart::ServiceProblemManager => "the Service Problem Manager",
                ReviewPart::CrisisTeam | ReviewPart::Other => SOMEBODY,
            };
            self.hide(&one.whom.name, role, directory);
        }
        for (named, role) in [(&review.facilitator, "the facilitator"), (&review.scribe, "the scribe")] {
            if let Some(named) = named {
                self.hide(&named.name, role, directory);
            }
        }
        for entry in &incident.entries {
            for fact in [entry.fact(), &entry.event.fact] {
                self.of_fact(fact, directory);
            }
            self.hide(&entry.event.actor, "the escalation manager", directory);
        }
    }

    fn of_fact(&mut self, fact: &Fact, directory: &Directory) {
        match fact {
            Fact::CommandTaken { by: who } | Fact::CommandHandedOver { to: who } => {
                self.hide(who, "the escalation manager", directory);
            }
            Fact::Acknowledged { by: Some(who) } => self.hide(who, "a resolver", directory),
            Fact::OwnershipConfirmed { by: Some(who) } => self.hide(who, SOMEBODY, directory),
            Fact::OnCallContacted { whom: Some(who) } => self.hide(who, "the on-call", directory),
            Fact::HotlineCalled { spoke_with: Some(who), .. } => self.hide(who, "the hotline", directory),
            Fact::InformationRequested { from, answerer, .. } => {
                self.hide(&from.name, SOMEBODY, directory);
                if let Some(answerer) = answerer {
                    self.hide(&answerer.name, SOMEBODY, directory);
                }
            }
            Fact::RequestAssigned { to: Some(to), .. }
            | Fact::RequestAnswered { by: Some(to), .. }
            | Fact::ActionDelegated { to, .. }
            | Fact::ActionRedelegated { to: Some(to), .. }
            | Fact::ReviewInvited { whom: to, .. }
            | Fact::ReviewRoleGiven { to: Some(to), .. } => self.hide(&to.name, SOMEBODY, directory),
            Fact::ReviewHeld { attended: all, .. } | Fact::ProblemStatementAgreed { by: all, .. } => {
                for one in all {
                    self.hide(&one.name, SOMEBODY, directory);
                }
            }
            _ => {}
        }
    }

    /// One more name. A team, an agency or a service is nobody's name.
    pub(super) fn hide(&mut self, name: &str, role: &str, directory: &Directory) {
        let name = name.trim();
        let of_no_person = [RecordKind::Team, RecordKind::Agency, RecordKind::Service];
        let is_known = self.hidden.iter().any(|(one, _)| one == name);
        if name.is_empty() || is_known || directory.by_name(&of_no_person, name).is_some() {
            return;
        }
        self.hidden.push((name.to_owned(), role.to_owned()));
    }

    /// What somebody is called.
    pub(super) fn person(&self, name: &str) -> String {
        self.text(name)
    }

    /// A text with the names in it as they may be said.
    pub(super) fn text(&self, text: &str) -> String {
        if self.hidden.is_empty() {
            return text.to_owned();
        }
        // A character that is not shown could stand within a name and hide it from the search.
        let text: String = text.chars().filter(|c| !is_unfit(*c) || c.is_whitespace()).collect();
        let mut said = String::with_capacity(text.len());
        let mut rest = text.as_str();
        let mut before: Option<char> = None;
        while let Some(c) = rest.chars().next() {
            let at_word = before.is_none_or(|one| !one.is_alphanumeric());
            let found = self.hidden.iter().find(|(name, _)| {
                let after = rest.strip_prefix(name.as_str());
                at_word && after.is_some_and(|after| !after.starts_with(char::is_alphanumeric))
            });
            if let Some((name, role)) = found {
                said.push_str(role);
                rest = rest.get(name.len()..).unwrap_or_default();
                before = name.chars().next_back();
            } else {
                said.push(c);
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
                before = Some(c);
            }
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(pairs: &[(&str, &str)]) -> Names {
        let mut names = Names::default();
        for (name, role) in pairs {
            names.hide(name, role, &Directory::default());
        }
        names.hidden.sort_by_key(|(name, _)| std::cmp::Reverse(name.chars().count()));
        names
    }

    #[test]
    fn a_name_becomes_its_role_only_where_it_is_the_whole_name() {
        let names =
            names(&[("Ann", "a resolver"), ("Ann Sample", "the on-call"), ("Zoë", "an expert"), ("", "x")]);
        for (text, said) in [
            ("Ann Sample called Ann.", "the on-call called a resolver."),
            ("Annual, Joann and Ann2", "Annual, Joann and Ann2"),
            ("ann", "ann"),
            ("(Ann)/Zoë’s", "(a resolver)/an expert’s"),
            ("A\u{202E}nn", "a resolver"),
            ("two\nlines, Ann", "two\nlines, a resolver"),
            ("", ""),
        ] {
            assert_eq!(names.text(text), said, "{text:?}");
        }
        assert_eq!(Names::said().text("Ann Sample"), "Ann Sample");
    }
}
