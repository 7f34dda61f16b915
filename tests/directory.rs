//! The directory in full: doubles found and merged, what points at a record, and what stays true of both
//! afterwards.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod support;

use bridgewatch::documents::directory_csv::directory_csv;
use bridgewatch::domain::command::{
    About, ItemName, RecordList, RecordParty, RecordPerson, RecordServer, RecordService, SendUpdate, Wish,
};
use bridgewatch::domain::decide::decide;
use bridgewatch::domain::directory::doubles::{Sign, doubles};
use bridgewatch::domain::directory::uses::{UseKind, uses};
use bridgewatch::domain::directory::{Directory, Named, Record, RecordId, RecordKind};
use bridgewatch::domain::draft;
use bridgewatch::domain::event::{DeviceId, Event, EventId, Fact, Subject};
use bridgewatch::domain::rota::change::Window;
use bridgewatch::domain::service_review::wish::{ServiceReviewWish, SetReviewCycle};
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::watch::wish::{Effect, WatchWish};
use bridgewatch::domain::words::{CallOutcome, Environment, Involvement, Kind, Priority};
use bridgewatch::imports::directory_csv::{RowKind, read};
use bridgewatch::imports::directory_preview::{DirectoryPreview, RowStanding, preview};
use bridgewatch::imports::encoding::Encoding;
use chrono::TimeDelta;
use proptest::prelude::*;
use support::{Story, at};
use uuid::Uuid;

const MORNING: &str = "2026-03-02T08:00:00-06:00";

#[expect(clippy::unnecessary_wraps, reason = "it stands where a field may be left out")]
fn text(words: &str) -> Option<String> {
    Some(words.to_owned())
}

fn names(all: &[&str]) -> Vec<String> {
    all.iter().map(|one| (*one).to_owned()).collect()
}

fn person(name: &str) -> RecordPerson {
    RecordPerson { name: name.to_owned(), ..RecordPerson::default() }
}

fn keep(story: &mut Story, wish: impl Into<Wish>) -> EventId {
    let wish = wish.into();
    story.try_tell(About::Desk, at(MORNING), wish).unwrap_or_else(|err| panic!("{err}"))[0]
}

fn refused(story: &mut Story, wish: impl Into<Wish>) -> String {
    story.try_tell(About::Desk, at(MORNING), wish.into()).unwrap_err().to_string()
}

fn id(story: &Story, kind: RecordKind, name: &str) -> RecordId {
    story.world.directory.by_name(&[kind], name).unwrap_or_else(|| panic!("{name}"))
}

fn merge(kind: &str, kept: &str, gone: &str) -> Wish {
    Wish::MergeRecords { kind: kind.into(), kept: kept.into(), gone: gone.into() }
}

/// A desk where one person was recorded twice, and both are in use.
fn doubled() -> (Story, RecordId, RecordId) {
    let mut story = Story::new("America/Chicago");
    keep(
        &mut story,
        Wish::RecordPerson(RecordPerson {
            phones: Some(names(&["317-555-0101"])),
            role: text("DBA"),
            ..person("Sample First")
        }),
    );
    keep(
        &mut story,
        Wish::RecordPerson(RecordPerson {
            phones: Some(names(&["(317) 555-0101", "317-555-0199"])),
            email: text("first@example.org"),
            learned_on: text("2026-01-12"),
            ..person("S. First")
        }),
    );
    keep(&mut story, Wish::RecordPerson(person("Sample Second")));
    let team = RecordParty {
        name: "Sample Team".to_owned(),
        contacts: Some(vec![names(&["S. First", "Sample Second"])]),
        ..RecordParty::default()
    };
    keep(&mut story, Wish::RecordTeam(team));
    let service = RecordService {
        name: "Payments".to_owned(),
        resolver: text("Sample Team"),
        owner: text("S. First"),
        ..RecordService::default()
    };
    keep(&mut story, Wish::RecordService(service));
    let rule = "name = \"Main\"\ntime_zone = \"America/Chicago\"\nanchor = \"2026-03-02T09:00\"\n\
                every = \"1 week\"\nparticipants = [\"S. First\", \"Sample Second\"]\n";
    let rule = WatchWish::AdoptRule {
        rule: rule.to_owned(),
        track: None,
        takes_effect: Effect::AtOnce,
        from: None,
        why: None,
    };
    keep(&mut story, rule);
    let (kept, gone) =
        (id(&story, RecordKind::Person, "Sample First"), id(&story, RecordKind::Person, "S. First"));
    (story, kept, gone)
}

fn kept_person(directory: &Directory, id: RecordId) -> (Vec<String>, Option<String>) {
    match &directory.record(id).unwrap().record {
        Record::Person(person) => (person.phones.clone(), person.email.clone()),
        other => panic!("{other:?}"),
    }
}

// Merging

#[test]
fn what_pointed_at_the_double_means_the_kept_record() {
    let (mut story, kept, gone) = doubled();
    keep(&mut story, merge("person", "Sample First", "S. First"));
    let directory = &story.world.directory;
    assert_eq!(directory.standing(gone), kept);
    assert_eq!(
        kept_person(directory, gone),
        (names(&["317-555-0101", "317-555-0199"]), text("first@example.org")),
        "it took the number and the address that it lacked, and no number twice"
    );
    let team = directory.named(&[RecordKind::Team], "Sample Team");
    let order = directory.call_order(&team);
    assert_eq!((order[0].whom.name.as_str(), order[0].whom.record), ("Sample First", Some(kept)));
    assert_eq!(order[0].phones[0], "317-555-0101");
    let shifts = story.world.rota().shifts(Window::new(at(MORNING), at(MORNING) + TimeDelta::days(3)));
    assert_eq!(shifts[0].person.0, kept.0.to_string(), "the rota means the kept one");
    assert_eq!(story.world.rota().name(&shifts[0].person), "Sample First");
    assert_eq!(story.world.rota().people[&shifts[0].person].learned_on.unwrap().to_string(), "2026-01-12");
    let all = directory.all(RecordKind::Person);
    assert_eq!(all.iter().map(|(_, one)| one.name()).collect::<Vec<_>>(), ["Sample First", "Sample Second"]);
    assert_eq!(directory.by_name(&[RecordKind::Person], "s. first"), Some(kept), "the old name means it too");
    assert!(doubles(directory).is_empty());
}

#[test]
fn an_incident_that_knew_both_goes_on_with_one() {
    let (mut story, kept, _) = doubled();
    let opened = at("2026-03-02T10:00:00-06:00");
    story.open(opened, "major-incident", Some(Priority::Critical), Kind::Major, Environment::Production);
    story.tell(opened, Wish::NameServices { services: names(&["Payments"]) });
    let call = |whom: &str| Wish::AttemptContact {
        whom: whom.to_owned(),
        role: Some(Involvement::Sme),
        via: None,
        outcome: CallOutcome::Voicemail,
        text: None,
        call_back_by: None,
    };
    story.tell(opened + TimeDelta::minutes(1), call("S. First"));
    let delegated = Wish::DelegateAction {
        to: "S. First".to_owned(),
        what: "Fail over".to_owned(),
        due: None,
        follow_up: false,
    };
    story.tell(opened + TimeDelta::minutes(2), delegated);
    keep(&mut story, merge("person", "Sample First", "S. First"));
    story.tell(opened + TimeDelta::minutes(3), call("Sample First"));
    let (live, directory) = (story.live(), &story.world.directory);
    let people = &live.incident.people.all;
    assert_eq!(people.len(), 1, "the second call is to the same one: {people:?}");
    assert_eq!((people[0].attempts.len(), directory.name_of(&people[0].whom)), (2, "Sample First"));
    let order = directory.call_order(&directory.named(&[RecordKind::Team], "Sample Team"));
    let next = live.incident.people.next_of(&order, directory).unwrap();
    assert_eq!(next.whom.name, "Sample Second", "who was called under the old record is not called first");
    let points = uses(&story.world, kept, opened + TimeDelta::minutes(5));
    let tasks: Vec<&str> =
        points.iter().filter(|one| one.kind == UseKind::Task).map(|one| one.words.as_str()).collect();
    assert_eq!(tasks, ["MI-0001: does “Fail over”"]);
    let done = Wish::CompleteAction { action: ItemName::Number(1), text: None };
    story.tell(opened + TimeDelta::minutes(9), done);
}

#[test]
fn a_merge_is_taken_back_and_both_are_there_again() {
    let (mut story, kept, gone) = doubled();
    keep(&mut story, merge("person", "Sample First", "S. First"));
    let entry = story.world.directory.merges().into_record(kept).next().unwrap().entry;
    let part = |why: &str| Wish::PartRecords { entry, why: why.to_owned() };
    assert!(refused(&mut story, part(" ")).contains("the reason is empty"));
    keep(&mut story, part("two people"));
    let directory = &story.world.directory;
    assert_eq!((directory.standing(gone), directory.count(RecordKind::Person)), (gone, 3));
    assert_eq!(directory.by_name(&[RecordKind::Person], "S. First"), Some(gone));
    let order = directory.call_order(&directory.named(&[RecordKind::Team], "Sample Team"));
    assert_eq!(order[0].whom.name, "S. First");
    assert!(refused(&mut story, part("again")).contains("no such merge"));
}

#[test]
fn what_cannot_be_merged_says_why() {
    let (mut story, kept, _) = doubled();
    for (wish, said) in [
        (merge("person", "Sample First", "sample first"), "both names mean Sample First"),
        (merge("person", "Sample First", "Nobody"), "no person is called Nobody"),
        (merge("animal", "Sample First", "S. First"), "the directory keeps no `animal`"),
        (merge("team", &kept.0.to_string(), "Sample Team"), "Sample First is a person, no team"),
    ] {
        let refusal = refused(&mut story, wish);
        assert!(refusal.contains(said), "{refusal}");
    }
    let retire = |name: &str| Wish::RetireRecord { kind: "person".into(), name: name.into(), why: None };
    keep(&mut story, retire("Sample First"));
    let refusal = refused(&mut story, merge("person", &kept.0.to_string(), "S. First"));
    assert!(refusal.contains("Sample First is retired"), "{refusal}");
    assert!(refused(&mut story, retire(&kept.0.to_string())).contains("retired already"));
}

#[test]
fn two_records_of_one_name_are_told_apart_by_their_ids() {
    let mut story = Story::new("America/Chicago");
    let two = [RecordId(Uuid::from_u128(11)), RecordId(Uuid::from_u128(12))];
    for id in two {
        keep(&mut story, Wish::RecordPerson(RecordPerson { id: Some(id), ..person("Sample Same") }));
    }
    let role = RecordPerson { role: text("DBA"), ..person("Sample Same") };
    let refusal = refused(&mut story, Wish::RecordPerson(role.clone()));
    assert!(refusal.contains("2 records of kind person are called Sample Same"), "{refusal}");
    keep(&mut story, Wish::RecordPerson(RecordPerson { id: Some(two[1]), ..role }));
    let found = doubles(&story.world.directory);
    assert_eq!((found.len(), found[0].signs.as_slice()), (1, &[Sign::Name][..]));
    keep(&mut story, merge("person", &two[0].0.to_string(), &two[1].0.to_string()));
    assert_eq!(story.world.directory.by_name(&[RecordKind::Person], "sample same"), Some(two[0]));
    let Record::Person(one) = &story.world.directory.record(two[1]).unwrap().record else { panic!("person") };
    assert_eq!(one.role.as_deref(), Some("DBA"));
}

/// A directory of some people with numbered ids, and merges among them, folded in the order that is given.
fn folded(count: u128, merges: &[(u128, u128)]) -> Directory {
    let mut directory = Directory::default();
    let event = |number: u128, fact: Fact| Event {
        device: DeviceId(Uuid::nil()),
        device_seq: 1,
        id: EventId(Uuid::from_u128(number)),
        subject: Subject::Directory,
        happened_at: at(MORNING),
        recorded_at: at(MORNING),
        actor: "Sample".to_owned(),
        fact,
    };
    let one = |number: u128| RecordId(Uuid::from_u128(number));
    for number in 0..count {
        let record = bridgewatch::domain::directory::Person {
            name: format!("Sample {number}"),
            ..bridgewatch::domain::directory::Person::default()
        };
        let record = Record::Person(record);
        directory.evolve(&event(1_000 + number, Fact::DirectoryRecorded { id: one(number), record }));
    }
    for (place, (kept, gone)) in (0..).zip(merges) {
        let fact = Fact::DirectoryMerged { kept: one(*kept), gone: one(*gone) };
        directory.evolve(&event(2_000 + place, fact));
    }
    directory
}

#[test]
fn two_desks_that_merged_the_same_pair_either_way_end_the_same() {
    let (first, second) = (RecordId(Uuid::from_u128(0)), RecordId(Uuid::from_u128(1)));
    let both = folded(2, &[(0, 1), (1, 0)]);
    assert_eq!((both.standing(first), both.standing(second)), (first, first), "the first in the log counts");
    let other = folded(2, &[(1, 0), (0, 1)]);
    assert_eq!((other.standing(first), other.standing(second)), (second, second));
    assert_eq!(other.count(RecordKind::Person), 1);
}

#[test]
fn an_edit_of_the_double_on_a_desk_that_did_not_know_is_not_lost() {
    let (mut story, kept, gone) = doubled();
    keep(&mut story, merge("person", "Sample First", "S. First"));
    let record = Record::Person(bridgewatch::domain::directory::Person {
        name: "S. First".to_owned(),
        phones: names(&["317-555-0177"]),
        role: text("Something else"),
        ..bridgewatch::domain::directory::Person::default()
    });
    story.world.evolve(Event {
        device: DeviceId(Uuid::from_u128(7)),
        device_seq: 1,
        id: EventId(Uuid::from_u128(70)),
        subject: Subject::Directory,
        happened_at: at(MORNING),
        recorded_at: at("2031-01-01T00:00:00Z"),
        actor: "Other desk".to_owned(),
        fact: Fact::DirectoryRecorded { id: gone, record },
    });
    let Record::Person(one) = &story.world.directory.record(kept).unwrap().record else { panic!("person") };
    assert!(one.phones.contains(&"317-555-0177".to_owned()), "{:?}", one.phones);
    assert_eq!(
        (one.name.as_str(), one.role.as_deref()),
        ("Sample First", Some("DBA")),
        "its own words stand"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn merges_end_in_one_step_and_taking_all_back_ends_as_it_began(
        merges in prop::collection::vec((0..8_u128, 0..8_u128), 0..20),
        back in prop::collection::vec(0..20_u128, 0..20),
    ) {
        let mut directory = folded(8, &merges);
        let standing = |directory: &Directory, number: u128| directory.standing(RecordId(Uuid::from_u128(number)));
        let offered = directory.all(RecordKind::Person).len();
        let mut roots: Vec<RecordId> = (0..8).map(|number| standing(&directory, number)).collect();
        for root in &roots {
            prop_assert_eq!(directory.standing(*root), *root, "what stands, stands for itself");
        }
        roots.sort_unstable();
        roots.dedup();
        prop_assert_eq!(roots.len(), offered);
        for (kept, gone) in &merges {
            prop_assert_eq!(standing(&directory, *kept), standing(&directory, *gone));
        }
        let take_back = |place: u128| Event {
            device: DeviceId(Uuid::nil()),
            device_seq: 1,
            id: EventId(Uuid::from_u128(9_000 + place)),
            subject: Subject::Directory,
            happened_at: at(MORNING),
            recorded_at: at(MORNING),
            actor: "Sample".to_owned(),
            fact: Fact::EntryRetracted { entry: EventId(Uuid::from_u128(2_000 + place)), why: None },
        };
        for place in &back {
            directory.evolve(&take_back(*place));
        }
        let left: Vec<(u128, u128)> = (0_u128..)
            .zip(&merges)
            .filter(|(place, _)| !back.contains(place))
            .map(|(_, merge)| *merge)
            .collect();
        let again = folded(8, &left);
        for number in 0..8 {
            prop_assert_eq!(standing(&directory, number), standing(&again, number));
        }
        prop_assert_eq!(directory.count(RecordKind::Person), again.count(RecordKind::Person));
    }
}

// Doubles

#[test]
fn likely_doubles_are_found_by_name_address_and_number() {
    let mut story = Story::new("America/Chicago");
    let with = |name: &str, email: &str, phone: &str| {
        let phones = (!phone.is_empty()).then(|| vec![phone.to_owned()]);
        Wish::RecordPerson(RecordPerson { email: text(email), phones, ..person(name) })
    };
    keep(&mut story, with("Zoë Sample", "zoe@example.org", "317-555-0101"));
    keep(&mut story, with("zoe  sample", "ZOE@example.org", "(317) 555 0101"));
    keep(&mut story, with("Sample Other", "", "317-555-0101"));
    for number in 0..4 {
        keep(&mut story, with(&format!("Sample Office {number}"), "office@example.org", "317-555-0000"));
    }
    keep(&mut story, with("Sample Short", "", "1234"));
    keep(&mut story, with("Sample Shorter", "", "1234"));
    let directory = &story.world.directory;
    let name = |id: RecordId| directory.record(id).unwrap().record.name().to_owned();
    let found: Vec<(String, String, Vec<Sign>)> =
        doubles(directory).into_iter().map(|one| (name(one.one), name(one.other), one.signs)).collect();
    assert_eq!(
        found,
        [
            ("zoe sample".to_owned(), "Zoë Sample".to_owned(), vec![Sign::Name, Sign::Address]),
            ("Sample Other".to_owned(), "zoe sample".to_owned(), vec![Sign::Number]),
            ("Sample Other".to_owned(), "Zoë Sample".to_owned(), vec![Sign::Number]),
        ],
        "a switchboard, a shared mailbox and an extension say nothing"
    );
}

#[test]
fn of_many_with_one_name_each_stands_beside_the_first_and_no_pair_more() {
    let mut story = Story::new("America/Chicago");
    for number in 0..500_u128 {
        let id = Some(RecordId(Uuid::from_u128(number)));
        keep(&mut story, Wish::RecordPerson(RecordPerson { id, ..person("Sample Same") }));
    }
    let found = doubles(&story.world.directory);
    assert_eq!(found.len(), 499, "not every pair");
    assert!(found.iter().all(|one| one.one == RecordId(Uuid::from_u128(0))));
}

// What points at a record

#[test]
fn all_that_points_at_somebody_is_told() {
    let (mut story, _, gone) = doubled();
    let set = SetReviewCycle {
        department: "Sample Agency".to_owned(),
        coordinator: text("S. First"),
        per_year: Some(4),
        first: chrono::NaiveDate::from_ymd_opt(2026, 4, 1),
        ..SetReviewCycle::default()
    };
    keep(&mut story, ServiceReviewWish::SetReviewCycle(set));
    let day = |text: &str| chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let leave = WatchWish::RecordLeave {
        person: "S. First".to_owned(),
        from: None,
        until: None,
        first_day: day("2026-03-20"),
        last_day: day("2026-03-22"),
        note: text("Training"),
    };
    keep(&mut story, leave);
    let opened = at("2026-03-02T10:00:00-06:00");
    story.open(opened, "major-incident", Some(Priority::High), Kind::Regular, Environment::Production);
    story.tell(opened, Wish::TakeCommand { by: text("S. First") });
    let now = opened + TimeDelta::hours(1);
    let said = |story: &Story, id: RecordId, now: Instant| {
        uses(&story.world, id, now).into_iter().map(|one| (one.kind, one.words)).collect::<Vec<_>>()
    };
    let points = said(&story, gone, now);
    for (kind, words) in [
        (UseKind::Contact, "Sample Team, contact 1"),
        (UseKind::Record, "Payments, owner"),
        (UseKind::Department, "Sample Agency, service coordinator"),
        (UseKind::Watch, "Takes part in the rule Main"),
        (UseKind::Watch, "Away Fri 20 Mar 00:00 – Mon 23 Mar 00:00 CDT, Training"),
        (UseKind::Incident, "MI-0001: has command"),
    ] {
        assert!(points.contains(&(kind, words.to_owned())), "{words}: {points:?}");
    }
    let watches = points.iter().filter(|(_, words)| words.starts_with("On watch, primary, ")).count();
    assert_eq!(watches, 5, "the next watches one by one, the others counted: {points:?}");
    assert!(points.iter().any(|(_, words)| words == "2 more watches in the next 90 days"), "{points:?}");
    let later = said(&story, gone, at("2026-03-23T00:00:00-05:00"));
    assert!(!later.iter().any(|(_, words)| words.starts_with("Away")), "what is past does not point");
    let alternate = id(&story, RecordKind::Person, "Sample Second");
    assert!(
        said(&story, alternate, now)
            .contains(&(UseKind::Contact, "Sample Team, alternate of contact 1".into()))
    );
    let team = id(&story, RecordKind::Team, "Sample Team");
    assert_eq!(said(&story, team, now), [(UseKind::Record, "Payments, resolver team".to_owned())]);
}

// Lists, servers, departments

#[test]
fn lists_and_servers_are_records_that_services_name_also_after_a_new_name() {
    let mut story = Story::new("America/Chicago");
    let list = |address: Option<&str>| {
        Wish::RecordList(RecordList {
            name: "Outages".to_owned(),
            address: address.map(str::to_owned),
            ..RecordList::default()
        })
    };
    assert!(refused(&mut story, list(None)).contains("has no address"));
    assert!(refused(&mut story, list(Some("nobody"))).contains("is not an address"));
    keep(&mut story, list(Some("outages@example.org")));
    let everybody = RecordList {
        name: "Directors".to_owned(),
        address: text("directors@example.org"),
        audience: text("executives"),
        ..RecordList::default()
    };
    keep(&mut story, Wish::RecordList(everybody));
    let server = RecordServer { name: "db1".to_owned(), ..RecordServer::default() };
    keep(&mut story, Wish::RecordServer(server.clone()));
    let service = RecordService {
        name: "Payments".to_owned(),
        servers: Some(names(&["DB1", "db2"])),
        lists: Some(names(&["Outages"])),
        department: text("Sample Department"),
        ..RecordService::default()
    };
    keep(&mut story, Wish::RecordService(service));
    keep(&mut story, Wish::RecordServer(RecordServer { rename_to: text("db1-new"), ..server }));
    let directory = &story.world.directory;
    let payments = directory.service(&directory.named(&[RecordKind::Service], "Payments")).unwrap();
    let servers: Vec<&str> = payments.servers.iter().map(|one| directory.name_of(one)).collect();
    assert_eq!(servers, ["db1-new", "db2"], "a server with a record follows its name, one without stays");
    let id = id(&story, RecordKind::Server, "db1-new");
    assert_eq!(uses(&story.world, id, at(MORNING))[0].words, "Payments, server");

    let opened = at("2026-03-02T10:00:00-06:00");
    story.open(opened, "major-incident", Some(Priority::Critical), Kind::Major, Environment::Production);
    story.tell(opened, Wish::NameServices { services: names(&["Payments"]) });
    let to = |story: &Story, audience: &str| {
        draft::recipients(&story.world, story.live(), audience)
            .into_iter()
            .map(|one| format!("{} <{}>", one.name, one.address))
            .collect::<Vec<_>>()
    };
    assert_eq!(to(&story, "customers"), ["Outages <outages@example.org>"]);
    assert!(to(&story, "executives").contains(&"Directors <directors@example.org>".to_owned()));
    let answers =
        [("distribution_lists".to_owned(), "Directors; other@example.org".to_owned())].into_iter().collect();
    story.tell(opened, Wish::FillIntake { form: Some("emergency".to_owned()), answers });
    assert_eq!(
        to(&story, "customers"),
        ["Outages <outages@example.org>", "Directors <directors@example.org>", " <other@example.org>"],
        "what the intake names is a list of the directory, or an address"
    );
    let update = SendUpdate { to: to(&story, "customers"), ..SendUpdate::words(None, Some("How it stands")) };
    story.tell(opened, Wish::SendUpdate(update));
}

#[test]
fn departments_that_were_kept_twice_go_by_the_last_word() {
    let mut story = Story::new("America/Chicago");
    for name in ["Sample Finance", "Finance, Sample"] {
        let agency = RecordParty { name: name.to_owned(), ..RecordParty::default() };
        keep(&mut story, Wish::RecordAgency(agency));
    }
    let set = |department: &str, coordinator: &str| {
        ServiceReviewWish::SetReviewCycle(SetReviewCycle {
            department: department.to_owned(),
            coordinator: text(coordinator),
            per_year: Some(2),
            first: chrono::NaiveDate::from_ymd_opt(2026, 4, 1),
            ..SetReviewCycle::default()
        })
    };
    keep(&mut story, set("Sample Finance", "Sample One"));
    keep(&mut story, set("Finance, Sample", "Sample Two"));
    keep(&mut story, merge("agency", "Sample Finance", "Finance, Sample"));
    let coordinator = |story: &Story| {
        let (reviews, directory) = (&story.world.service_reviews, &story.world.directory);
        assert_eq!(reviews.departments(directory).len(), 1);
        let department: Named = reviews.departments(directory).remove(0);
        assert_eq!(department.name, "Sample Finance");
        reviews.cycle(&department, directory).unwrap().cycle.coordinator.name.clone()
    };
    assert_eq!(coordinator(&story), "Sample Two");
    keep(&mut story, set("Sample Finance", "Sample Three"));
    assert_eq!(coordinator(&story), "Sample Three");
}

#[test]
fn hostile_names_come_through_whole() {
    let mut story = Story::new("America/Chicago");
    for name in ["=cmd|' /C calc'!A0", "שלום \u{202E}x", "<b>&amp;</b>", "a;b>c\\d", "👩\u{200D}🚒"] {
        keep(
            &mut story,
            Wish::RecordServer(RecordServer { name: name.to_owned(), ..RecordServer::default() }),
        );
        let found = id(&story, RecordKind::Server, name);
        assert_eq!(story.world.directory.record(found).unwrap().record.name(), name);
    }
    let long = RecordServer { name: "x".repeat(100_000), ..RecordServer::default() };
    assert!(refused(&mut story, Wish::RecordServer(long)).contains("300 are the most"));
    let command = bridgewatch::domain::command::Command {
        about: About::Desk,
        at: None,
        actor: None,
        wish: merge("server", "a;b>c\\d", "a;b>c\\d"),
    };
    assert!(decide(&story.world, &command, at(MORNING)).is_err());
}

// CSV, both ways

fn exported(story: &Story) -> Vec<u8> {
    directory_csv(&story.world, None, at(MORNING))
}

fn looked_at(story: &Story, file: &[u8]) -> Result<DirectoryPreview, String> {
    let read = read(file, Encoding::Utf8).map_err(|refusal| refusal.to_string())?;
    preview(&read, &story.world, at(MORNING)).map_err(|refusal| refusal.to_string())
}

fn import(story: &mut Story, file: &[u8]) -> DirectoryPreview {
    let found = looked_at(story, file).unwrap_or_else(|err| panic!("{err}"));
    for wish in &found.wishes {
        keep(story, wish.clone());
    }
    found
}

/// A directory in full, with a leave and a department that is looked after.
fn full() -> Story {
    let (mut story, _, _) = doubled();
    let server =
        RecordServer { name: "db1".to_owned(), owner: text("Sample Team"), ..RecordServer::default() };
    keep(&mut story, Wish::RecordServer(server));
    let list = RecordList {
        name: "Outages".to_owned(),
        address: text("outages@example.org"),
        ..RecordList::default()
    };
    keep(&mut story, Wish::RecordList(list));
    let agency = RecordParty {
        name: "Sample Agency".to_owned(),
        phone: text("+1 317 555 0100"),
        contacts: Some(vec![names(&["Sample Second"])]),
        note: text("=1+1\nsecond line, with \"quotes\""),
        ..RecordParty::default()
    };
    keep(&mut story, Wish::RecordAgency(agency));
    let set = SetReviewCycle {
        department: "Sample Agency".to_owned(),
        coordinator: text("Sample Second"),
        per_year: Some(4),
        first: chrono::NaiveDate::from_ymd_opt(2026, 4, 1),
        ..SetReviewCycle::default()
    };
    keep(&mut story, ServiceReviewWish::SetReviewCycle(set));
    let service = RecordService {
        name: "Payments".to_owned(),
        servers: Some(names(&["db1"])),
        lists: Some(names(&["Outages"])),
        agencies: Some(names(&["Sample Agency"])),
        department: text("Sample Agency"),
        ..RecordService::default()
    };
    keep(&mut story, Wish::RecordService(service));
    let zone = RecordPerson { time_zone: text("Asia/Tokyo"), ..person("Sample Second") };
    keep(&mut story, Wish::RecordPerson(zone));
    let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 20);
    let leave = WatchWish::RecordLeave {
        person: "Sample Second".to_owned(),
        from: None,
        until: None,
        first_day: day,
        last_day: day,
        note: text("Training"),
    };
    keep(&mut story, leave);
    story
}

#[test]
fn what_is_written_reads_back_on_an_empty_desk_and_changes_nothing_on_its_own() {
    let story = full();
    let file = exported(&story);
    let words = String::from_utf8(file.clone()).unwrap();
    assert!(words.starts_with("\u{FEFF}kind,name,role,phones,email,"), "{words}");
    assert!(
        words.contains("\"'=1+1\nsecond line, with \"\"quotes\"\"\""),
        "no spreadsheet runs a note: {words}"
    );
    assert!(words.contains(",'+1 317 555 0100,"), "{words}");
    assert!(words.contains("leave,Sample Second,"), "{words}");
    assert!(
        words.contains(",2026-03-20,2026-03-20,Training,"),
        "whole days of the person's own zone: {words}"
    );
    let own = looked_at(&story, &file).unwrap();
    assert_eq!((own.counts(), own.wishes.len()), ((0, 0, own.lines.len()), 0), "{:?}", own.lines);

    let mut empty = Story::new("America/Chicago");
    let found = import(&mut empty, &file);
    assert_eq!(found.counts(), (found.lines.len(), 0, 0));
    assert_eq!(String::from_utf8(exported(&empty)).unwrap(), words);
    let directory = &empty.world.directory;
    let team = directory.named(&[RecordKind::Team], "Sample Team");
    assert_eq!(directory.call_order(&team)[0].phones[0], "(317) 555-0101", "names became records");
    let again = looked_at(&empty, &file).unwrap();
    assert_eq!(again.wishes, [], "the same file again changes nothing");
}

#[test]
fn a_changed_row_says_what_was_and_what_would_be_and_a_missing_row_changes_nothing() {
    let mut story = full();
    let first = id(&story, RecordKind::Person, "Sample First");
    let file = format!(
        "id,kind,name,role,phones\n{},person,Sample Prime,Lead DBA,317-555-0101; x7\n,team,Sample New Team,,\n\
         ,person,Sample Second,,\n",
        first.0
    );
    let found = import(&mut story, file.as_bytes());
    assert_eq!(found.counts(), (1, 1, 1));
    let changes: Vec<(&str, &str, &str)> = found.lines[0]
        .changes
        .iter()
        .map(|one| (one.column, one.before.as_str(), one.after.as_str()))
        .collect();
    assert_eq!(
        changes,
        [
            ("name", "Sample First", "Sample Prime"),
            ("role", "DBA", "Lead DBA"),
            ("phones", "317-555-0101", "317-555-0101; x7"),
        ]
    );
    let directory = &story.world.directory;
    assert_eq!(
        directory.by_name(&[RecordKind::Person], "Sample Prime"),
        Some(first),
        "the id keeps it the same"
    );
    assert!(directory.by_name(&[RecordKind::Person], "S. First").is_some(), "who is not in the file stays");
    assert_eq!(directory.count(RecordKind::Team), 2);
}

#[test]
fn a_file_is_refused_whole_with_line_and_column() {
    let story = full();
    for (file, said) in [
        (
            "kind,name,email\nperson,a,a@example.org\nperson,b,nobody\n",
            "line 3: column email: `nobody` is not an address",
        ),
        ("kind,name,learned_on\nperson,a,1.2.2026\n", "line 2: column learned_on: `1.2.2026` is not a date"),
        ("kind,name,time_zone\nperson,a,Mars\n", "line 2: column time_zone: `Mars` is not a time zone"),
        ("kind,name,reaches\nlist,a,all\n", "line 2: column email: the distribution list a has no address"),
        (
            "kind,name,from,until\nleave,a,2026-03-05,2026-03-04\n",
            "line 2: column until: the leave ends before",
        ),
        (
            "kind,name,from,until\nleave,a,2026-03-05,2029-03-04\n",
            "line 2: column until: the leave is longer",
        ),
        (
            "kind,name,coordinator\nagency,New,Sample One\n",
            "line 2: column reviews_per_year: is empty; a department",
        ),
        (
            "kind,name,reviews_per_year\nagency,Sample Agency,12\n",
            "line 2: column reviews_per_year: 12 reviews a year",
        ),
        (
            "kind,name,reviews_per_year\nagency,Sample Agency,x\n",
            "line 2: column reviews_per_year: `x` is not a number",
        ),
    ] {
        let refusal = looked_at(&story, file.as_bytes()).unwrap_err();
        assert!(refusal.contains(said), "{file}: {refusal}");
    }
    let long = format!("kind,name\nperson,{}\n", "x".repeat(400));
    let refusal = looked_at(&story, long.as_bytes()).unwrap_err();
    assert!(refusal.contains("line 2: column name: the name has 400 characters"), "{refusal}");
    let both = "kind,name,email\nperson,b,nobody\nperson,c,x y\n";
    assert_eq!(
        looked_at(&story, both.as_bytes()).unwrap_err().lines().count(),
        2,
        "all that is wrong at once"
    );
    let team = id(&story, RecordKind::Team, "Sample Team");
    let other = format!("kind,name,id\nperson,x,{}\n", team.0);
    let refusal = looked_at(&story, other.as_bytes()).unwrap_err();
    assert!(refusal.contains("column id: it is the id of the team Sample Team"), "{refusal}");
}

#[test]
fn an_old_file_neither_parts_nor_brings_back_what_was_merged_since() {
    let mut story = full();
    let file = exported(&story);
    keep(&mut story, merge("person", "Sample First", "S. First"));
    let found = import(&mut story, &file);
    let merged: Vec<&RowStanding> = found
        .lines
        .iter()
        .filter(|line| line.kind == RowKind::Record(RecordKind::Person) && line.name == "S. First")
        .map(|line| &line.standing)
        .collect();
    assert_eq!(merged, [&RowStanding::Merged("Sample First".to_owned())]);
    assert_eq!(
        story
            .world
            .directory
            .by_name(&[RecordKind::Person], "S. First")
            .map(|id| id != RecordId(Uuid::nil())),
        Some(true)
    );
    assert_eq!(story.world.directory.count(RecordKind::Person), 2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_directory_reads_back_as_it_was_written(
        people in prop::collection::vec(("\\PC{1,12}", prop::collection::vec("\\PC{1,8}", 0..3), "[\\PC\n\t]{0,20}"), 1..6),
        contacts in prop::collection::vec(prop::collection::vec(0..6_usize, 1..3), 0..4),
        servers in prop::collection::vec("[-=+@';>\\\\ a-z\"]{1,8}", 0..4),
    ) {
        let mut story = Story::new("America/Chicago");
        let mut names: Vec<String> = Vec::new();
        for (number, (name, phones, note)) in (1_u128..).zip(&people) {
            let said = RecordPerson {
                name: name.clone(),
                id: Some(RecordId(Uuid::from_u128(number))),
                phones: Some(phones.clone()),
                note: Some(note.clone()),
                ..RecordPerson::default()
            };
            // What the desk would not keep is not in its file.
            if story.try_tell(About::Desk, at(MORNING), Wish::RecordPerson(said)).is_ok() {
                names.push(name.clone());
            }
        }
        let rungs = contacts.iter().map(|rung| rung.iter().filter_map(|at| names.get(*at).cloned()).collect::<Vec<_>>());
        let rungs: Vec<Vec<String>> = rungs.filter(|rung| !rung.is_empty()).collect();
        let team = RecordParty { name: "Team".to_owned(), contacts: Some(rungs), ..RecordParty::default() };
        story.try_tell(About::Desk, at(MORNING), Wish::RecordTeam(team)).unwrap();
        let service = RecordService { name: "Service".to_owned(), servers: Some(servers), ..RecordService::default() };
        story.try_tell(About::Desk, at(MORNING), Wish::RecordService(service)).unwrap();

        let file = exported(&story);
        let mut empty = Story::new("America/Chicago");
        let found = import(&mut empty, &file);
        prop_assert_eq!(found.counts().0, found.lines.len());
        prop_assert_eq!(String::from_utf8(exported(&empty)).unwrap(), String::from_utf8(file.clone()).unwrap());
        prop_assert!(looked_at(&empty, &file).unwrap().wishes.is_empty());
    }

    #[test]
    fn a_spoilt_file_is_read_or_refused_with_reasons(cut in 0..2_000_usize, byte in any::<u8>()) {
        let story = full();
        let mut file = exported(&story);
        let place = cut % file.len();
        file[place] = byte;
        match looked_at(&story, &file) {
            Ok(found) => prop_assert!(!found.lines.is_empty()),
            Err(refusal) => prop_assert!(!refusal.is_empty()),
        }
    }
}
