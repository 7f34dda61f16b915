//! A record with what it lacked and its double has.

use super::{Named, Party, Person, Record, Rung, Service};

/// A record with the numbers, addresses and words of its double that it has not itself. What both say
/// differently stays as the record says it; records of two kinds add nothing to each other.
#[must_use]
pub fn filled(kept: &Record, double: &Record) -> Record {
    let mut record = kept.clone();
    match (&mut record, double) {
        (Record::Person(one), Record::Person(other)) => fill_person(one, other),
        (Record::Team(one), Record::Team(other)) | (Record::Agency(one), Record::Agency(other)) => {
            fill_party(one, other);
        }
        (Record::Service(one), Record::Service(other)) => fill_service(one, other),
        (Record::List(one), Record::List(other)) => {
            fill(&mut one.reaches, other.reaches.as_ref());
            fill(&mut one.audience, other.audience.as_ref());
            fill(&mut one.note, other.note.as_ref());
        }
        (Record::Server(one), Record::Server(other)) => {
            fill(&mut one.hosts, other.hosts.as_ref());
            fill(&mut one.place, other.place.as_ref());
            fill(&mut one.owner, other.owner.as_ref());
            fill(&mut one.note, other.note.as_ref());
        }
        _ => {}
    }
    record
}

fn fill<T: Clone>(slot: &mut Option<T>, other: Option<&T>) {
    if slot.is_none() {
        *slot = other.cloned();
    }
}

fn fill_person(one: &mut Person, other: &Person) {
    fill(&mut one.role, other.role.as_ref());
    for phone in &other.phones {
        if !one.phones.iter().any(|known| is_same_number(known, phone)) {
            one.phones.push(phone.clone());
        }
    }
    fill(&mut one.email, other.email.as_ref());
    fill(&mut one.note, other.note.as_ref());
    fill(&mut one.time_zone, other.time_zone.as_ref());
    fill(&mut one.learned_on, other.learned_on.as_ref());
}

fn fill_party(one: &mut Party, other: &Party) {
    fill(&mut one.email, other.email.as_ref());
    fill(&mut one.phone, other.phone.as_ref());
    for rung in &other.contacts {
        if !one.contacts.iter().any(|known| names(known, &rung.contact)) {
            one.contacts.push(rung.clone());
        }
    }
    fill(&mut one.audience, other.audience.as_ref());
    fill(&mut one.note, other.note.as_ref());
}

fn fill_service(one: &mut Service, other: &Service) {
    fill(&mut one.owner, other.owner.as_ref());
    fill(&mut one.resolver, other.resolver.as_ref());
    fill(&mut one.partner, other.partner.as_ref());
    fill(&mut one.department, other.department.as_ref());
    add(&mut one.agencies, &other.agencies);
    add(&mut one.servers, &other.servers);
    add(&mut one.lists, &other.lists);
    fill(&mut one.billed_to, other.billed_to.as_ref());
    fill(&mut one.note, other.note.as_ref());
}

fn names(rung: &Rung, whom: &Named) -> bool {
    std::iter::once(&rung.contact).chain(&rung.alternates).any(|one| one.is_same(whom))
}

fn add(all: &mut Vec<Named>, more: &[Named]) {
    for one in more {
        if !all.iter().any(|known| known.is_same(one)) {
            all.push(one.clone());
        }
    }
}

/// Whether two numbers have the same digits, however they are written; two without digits are the same as
/// texts.
fn is_same_number(one: &str, other: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (plain, other_plain) = (digits(one), digits(other));
    if plain.is_empty() || other_plain.is_empty() { one == other } else { plain == other_plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(phones: &[&str], email: Option<&str>) -> Person {
        Person {
            name: "Sample".to_owned(),
            phones: phones.iter().map(|phone| (*phone).to_owned()).collect(),
            email: email.map(str::to_owned),
            ..Person::default()
        }
    }

    #[test]
    fn what_was_lacking_is_taken_and_what_differs_stays() {
        let kept = Record::Person(person(&["317-555-0101"], None));
        let double = Record::Person(Person {
            role: Some("DBA".to_owned()),
            ..person(&["(317) 555 0101", "x1234"], Some("two@example.org"))
        });
        let Record::Person(both) = filled(&kept, &double) else { panic!("a person") };
        assert_eq!(both.phones, ["317-555-0101", "x1234"], "the same number is not taken twice");
        assert_eq!(both.email.as_deref(), Some("two@example.org"));
        assert_eq!(both.role.as_deref(), Some("DBA"));
        let other = Record::Person(person(&[], Some("three@example.org")));
        let Record::Person(again) = filled(&Record::Person(both.clone()), &other) else { panic!("a person") };
        assert_eq!(again, both, "an address that differs is not put in place of the one there is");
        assert_eq!(filled(&kept, &Record::Team(Party::default())), kept);
    }
}
