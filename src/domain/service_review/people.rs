//! Who belongs to a review with a department: its liaison and key management people, and the service
//! coordinator (I).

use super::{ServiceReview, ServiceReviews};
use crate::domain::directory::{Callee, Directory, Named, RecordKind};
use crate::domain::event::Recipient;

/// Who belongs to a review, the coordinator first, then the liaison, then the others; nobody twice.
pub fn of_review(reviews: &ServiceReviews, review: &ServiceReview, directory: &Directory) -> Vec<Callee> {
    let Some(cycle) = reviews.cycle(&review.department, directory) else { return Vec::new() };
    let cycle = &cycle.cycle;
    let coordinator = [(&cycle.coordinator, "service coordinator")];
    let liaison = cycle.liaison.iter().map(|one| (one, "liaison"));
    let attendees = cycle.attendees.iter().map(|one| (one, "management"));
    let mut all: Vec<Callee> = Vec::new();
    for (whom, part) in coordinator.into_iter().chain(liaison).chain(attendees) {
        let whom = recorded(whom, directory);
        if !all.iter().any(|one| directory.same(&one.whom, &whom)) {
            all.push(directory.callee(&whom, part));
        }
    }
    all
}

/// Somebody with their record, also where they were recorded after they were named.
fn recorded(whom: &Named, directory: &Directory) -> Named {
    if whom.record.is_some() { whom.clone() } else { directory.named(&[RecordKind::Person], &whom.name) }
}

/// Those of them who have an address.
pub fn recipients(reviews: &ServiceReviews, review: &ServiceReview, directory: &Directory) -> Vec<Recipient> {
    let all = of_review(reviews, review, directory).into_iter();
    all.filter_map(|one| Some(Recipient { name: one.whom.name, address: one.email? })).collect()
}
