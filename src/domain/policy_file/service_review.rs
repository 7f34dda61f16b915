//! The parts of a policy about the reviews of service delivery: their agenda, and what is systemic.

use super::Reader;
use super::shape::{ServiceReviewShape, SystemicShape};
use crate::domain::policy::{ServiceReviewRules, SystemicRules};
use crate::domain::span::Span;

/// The most incidents that have to come together; more are never there.
const MOST_AT_LEAST: u32 = 1_000;

/// The longest stretch of time; days.
const MOST_DAYS: u32 = 3_660;

impl Reader<'_> {
    pub(super) fn service_review(
        &mut self,
        shape: Option<ServiceReviewShape>,
        systemic: Option<SystemicShape>,
    ) -> ServiceReviewRules {
        let mut rules = ServiceReviewRules::default();
        if let Some(shape) = shape {
            if let Some(minutes) = shape.minutes {
                rules.minutes = self.minutes(&minutes, 5);
            }
            rules.agenda = self.agenda(&shape.agenda);
        }
        if let Some(shape) = systemic {
            rules.systemic = self.systemic(shape);
        }
        rules
    }

    fn systemic(&mut self, shape: SystemicShape) -> SystemicRules {
        let mut rules = SystemicRules::default();
        if let Some(at_least) = shape.at_least {
            rules.at_least = *at_least.get_ref();
            if !(2..=MOST_AT_LEAST).contains(&rules.at_least) {
                let what = format!("{} incidents are not 2 to {MOST_AT_LEAST}", rules.at_least);
                self.refuse(at_least.span(), what);
            }
        }
        if let Some(within) = shape.within {
            match self.span(&within) {
                Some(Span::Days(days)) if days <= MOST_DAYS => rules.within_days = days,
                Some(_) => self.refuse(within.span(), "this takes days, such as `90 days`"),
                None => {}
            }
        }
        rules
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::policy_file::{CLOCK, read};

    #[test]
    fn the_numbers_of_service_reviews_are_data() {
        let text = format!(
            "title = \"T\"\n[systemic]\nat_least = 5\nwithin = \"30 days\"\n[service_review]\nminutes = 45\n\
             [[service_review.agenda]]\ntitle = \"Trends\"\nminutes = 20\n{CLOCK}"
        );
        let rules = read("t", &text).unwrap().service_review;
        assert_eq!((rules.systemic.at_least, rules.systemic.within_days, rules.minutes), (5, 30, 45));
        assert_eq!((rules.agenda[0].title.as_str(), rules.agenda[0].minutes), ("Trends", 20));
        let bare = read("t", &format!("title = \"T\"\n{CLOCK}")).unwrap().service_review;
        assert_eq!((bare.systemic.at_least, bare.systemic.within_days, bare.agenda.len()), (3, 90, 0));
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_its_line() {
        let text = format!("title = \"T\"\n[systemic]\nat_least = 1\nwithin = \"90 min\"\n{CLOCK}");
        let problems: Vec<String> = read("t", &text).unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(
            problems,
            ["line 3: 1 incidents are not 2 to 1000", "line 4: this takes days, such as `90 days`"]
        );
    }
}
