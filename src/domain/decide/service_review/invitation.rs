//! The invitation to a review that went out, or the word that it is called off.

use super::{MOST_PEOPLE, Reviewing};
use crate::domain::command::ItemName;
use crate::domain::decide::Refusal;
use crate::domain::decide::communication::recipient;
use crate::domain::event::{Fact, Recipient};
use crate::domain::service_review::{ReviewState, ServiceReview, people};

impl Reviewing<'_> {
    pub(super) fn invitation(
        &self,
        review: Option<ItemName>,
        department: Option<&String>,
        to: &[String],
        cancels: bool,
    ) -> Result<Fact, Refusal> {
        let one =
            if cancels { self.to_cancel(review, department)? } else { self.planned(review, department)? };
        if to.len() > MOST_PEOPLE {
            return Err(Refusal::new(
                format!("there are {} recipients", to.len()),
                format!("{MOST_PEOPLE} are the most; use a distribution list"),
            ));
        }
        let recipients = if to.is_empty() {
            self.usual_recipients(one, cancels)
        } else {
            to.iter().map(|one| recipient(one)).collect::<Result<Vec<_>, _>>()?
        };
        Ok(Fact::ServiceReviewInvitationSent {
            review: one.entry,
            recipients,
            sequence: one.next_sequence(),
            cancels,
            starts_at: one.time.at,
        })
    }

    /// The review of which people hold an invitation that does not hold any more.
    fn to_cancel(
        &self,
        review: Option<ItemName>,
        department: Option<&String>,
    ) -> Result<&ServiceReview, Refusal> {
        let one = if review.is_some() {
            self.named(review)?
        } else {
            let department = self.said_department(department)?;
            let all = self.reviews().of_department(&department, &self.world.directory);
            let called_off = all.into_iter().filter(|one| one.state() == ReviewState::CalledOff);
            let one = called_off.max_by_key(|one| one.number).map(|one| one.entry);
            let one = one.and_then(|entry| self.reviews().review(entry));
            one.ok_or_else(|| {
                Refusal::new(format!("no review with {} is called off", department.name), "call it off first")
            })?
        };
        if one.state() != ReviewState::CalledOff {
            return Err(Refusal::new(
                format!("review {} is not called off", one.number),
                "call it off first",
            ));
        }
        if one.invitations.is_empty() {
            return Err(Refusal::new("nobody was invited to it", "there is nothing to call off"));
        }
        Ok(one)
    }

    /// Who belongs to a review and has an address; whoever was invited hears that it is called off.
    fn usual_recipients(&self, one: &ServiceReview, cancels: bool) -> Vec<Recipient> {
        let directory = &self.world.directory;
        let mut all = people::recipients(self.reviews(), one, directory);
        let sent = one.invitations.iter().flat_map(|sent| &sent.recipients).filter(|_| cancels);
        for one in sent {
            if !all.iter().any(|other| other.address.eq_ignore_ascii_case(&one.address)) {
                all.push(one.clone());
            }
        }
        all
    }
}
