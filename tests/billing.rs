//! The monthly billing detail (C): each rule of who pays, what cannot be billed, the month and the year, and
//! real tickets against sums that were reckoned without this program (`support/billing_numbers.py`).

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod support;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use bridgewatch::desk::billing::{billing, write_agency_files};
use bridgewatch::desk::policies::BUILT_IN;
use bridgewatch::desk::{Desk, DeskOptions, Name, Request};
use bridgewatch::documents::billing_csv::billing_csv;
use bridgewatch::domain::billing::detail::{BillingDetail, Trouble, Twins, category_now};
use bridgewatch::domain::billing::month::Month;
use bridgewatch::domain::billing::wish::{BillAs, SetRate};
use bridgewatch::domain::command::{About, RecordParty, RecordService, Wish};
use bridgewatch::domain::event::{DeviceId, Event, EventId, Fact, Subject};
use bridgewatch::domain::ticket::TicketRead;
use bridgewatch::domain::time::Instant;
use bridgewatch::domain::words::{Environment, Involvement, Kind, Payer};
use bridgewatch::imports::civil_times::DateOrder;
use bridgewatch::imports::encoding::Encoding;
use bridgewatch::imports::incident_mapping::Mapping;
use bridgewatch::imports::incidents_csv::{Reading, read};
use bridgewatch::platform::RecordingNotifier;
use bridgewatch::store::Store;
use chrono::TimeDelta;
use chrono_tz::America::Chicago;
use support::{Story, at, secs};
use uuid::Uuid;

const REAL: &str = include_str!("data/servicenow_incident_event_log.csv");

fn ten() -> Instant {
    at("2026-03-02T10:00:00-06:00")
}

fn march() -> Month {
    "2026-03".parse().unwrap()
}

#[expect(clippy::unnecessary_wraps, reason = "so a field of a command is said")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn desk(story: &mut Story, wish: Wish) {
    story.try_tell(About::Desk, ten(), wish).unwrap_or_else(|err| panic!("{err}"));
}

fn agency(name: &str) -> Wish {
    Wish::RecordAgency(RecordParty { name: name.to_owned(), ..RecordParty::default() })
}

fn service(name: &str, billed_to: &str, agencies: &[&str]) -> Wish {
    Wish::RecordService(RecordService {
        name: name.to_owned(),
        billed_to: some(billed_to),
        agencies: Some(agencies.iter().map(|one| (*one).to_owned()).collect()),
        ..RecordService::default()
    })
}

fn rate(category: &str, year: i32, amount: &str) -> Wish {
    let (category, amount) = (category.to_owned(), amount.to_owned());
    Wish::SetRate(SetRate { category, year, amount, currency: some("usd"), note: None })
}

/// A desk with three agencies, two applications, and a rate for each category in 2026.
fn set_up() -> Story {
    let mut story = Story::new("America/Chicago");
    for name in ["Sample Revenue", "Sample Health", "Sample Parks"] {
        desk(&mut story, agency(name));
    }
    desk(&mut story, service("Payments", "Sample Revenue", &["Sample Health"]));
    desk(&mut story, service("Licences", "Sample Parks", &["Sample Health", "Sample Parks"]));
    for (category, amount) in [
        ("security", "12.50"),
        ("desktop-software", "20"),
        ("application", "42.17"),
        ("hardware-dispatch", "150"),
    ] {
        desk(&mut story, rate(category, 2026, amount));
    }
    story
}

fn open(story: &mut Story, happened: Instant) {
    story.open(happened, "major-incident", None, Kind::Regular, Environment::Production);
}

fn bill(story: &mut Story, said: BillAs) -> EventId {
    story.tell(ten() + secs(60), Wish::BillAs(said))
}

fn category(id: &str) -> BillAs {
    BillAs { category: some(id), ..BillAs::default() }
}

/// A ticket says what it is about.
fn ticket(story: &mut Story, category: &str, subcategory: &str) {
    let fields = [("category", category), ("subcategory", subcategory)];
    let fields: BTreeMap<String, String> =
        fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let read = TicketRead { system: "ServiceNow".to_owned(), revision: 1, leads: false, fields };
    story.world.evolve(Event {
        device: DeviceId(Uuid::nil()),
        device_seq: 1,
        id: EventId(Uuid::from_u128(7)),
        subject: Subject::Incident(story.id),
        happened_at: ten(),
        recorded_at: support::afterwards() + TimeDelta::seconds(1),
        actor: "Sample".to_owned(),
        fact: Fact::TicketRead(Box::new(read)),
    });
}

fn detail_of(story: &Story, month: Month) -> BillingDetail {
    let mut detail = BillingDetail::new(month, Chicago);
    for live in story.world.live.values() {
        detail.take(live, &story.world, &Twins::default());
    }
    detail
}

/// The one line of the one incident: agency, rule, cents.
fn line(story: &Story) -> (String, Payer, i64) {
    let detail = detail_of(story, march());
    assert_eq!(detail.exceptions, [], "nothing is lacking");
    let line = &detail.lines[0];
    (line.agency_name.clone(), line.rule, line.rate.cents)
}

/// The one exception of the one incident: its word, and what is lacking.
fn lacking(story: &Story) -> (Trouble, String) {
    let detail = detail_of(story, march());
    assert_eq!(detail.lines, [], "nothing is billed");
    let one = &detail.exceptions[0];
    assert!(!one.would_do.is_empty());
    (one.trouble, one.what.clone())
}

#[test]
fn an_account_is_billed_to_the_agency_that_owns_it() {
    for account in ["blackberry", "rsa-token", "directory-service", "domain"] {
        let mut story = set_up();
        open(&mut story, ten());
        bill(
            &mut story,
            BillAs { account: some(account), owner: some("sample health"), ..category("security") },
        );
        assert_eq!(line(&story), ("Sample Health".to_owned(), Payer::AccountOwner, 1250), "{account}");
    }
}

#[test]
fn an_account_without_a_billable_agency_or_with_one_application_is_billed_to_the_owner_of_that() {
    for said in [
        BillAs { no_agency: Some(true), ..category("security") },
        BillAs {
            single_application: Some(true),
            account: some("domain"),
            owner: some("Sample Health"),
            ..category("security")
        },
        BillAs { single_application: Some(true), account: some("other"), ..category("security") },
    ] {
        let mut story = set_up();
        open(&mut story, ten());
        bill(&mut story, said);
        assert_eq!(lacking(&story), (Trouble::NoPayer, "no application is named".to_owned()));
        bill(&mut story, BillAs { application: some("payments"), ..BillAs::default() });
        assert_eq!(line(&story), ("Sample Revenue".to_owned(), Payer::ApplicationOwner, 1250));
        let why = &detail_of(&story, march()).lines[0].why;
        assert!(why.contains(": the agency that owns the application Payments"), "{why}");
    }
}

#[test]
fn what_is_not_known_of_an_account_is_an_exception_and_no_guess() {
    let mut story = set_up();
    open(&mut story, ten());
    story.tell(ten(), Wish::NameServices { services: vec!["Payments".to_owned()] });
    bill(&mut story, category("security"));
    assert_eq!(lacking(&story).1, "what kind of account it is, is not known");
    bill(&mut story, BillAs { account: some("blackberry"), ..BillAs::default() });
    assert_eq!(lacking(&story).1, "the agency that owns the Blackberry account is not known");
    bill(&mut story, BillAs { account: some("other"), owner: some("Sample Health"), ..BillAs::default() });
    let (trouble, what) = lacking(&story);
    assert_eq!(trouble, Trouble::NoPayer);
    assert!(what.starts_with("an account of another kind than Blackberry, RSA token,"), "{what}");
    bill(&mut story, BillAs { single_application: Some(true), ..BillAs::default() });
    assert_eq!(line(&story).0, "Sample Revenue", "of the service that is hit");
}

#[test]
fn desktop_software_is_billed_to_the_agency_of_the_user_as_far_as_that_is_known() {
    let mut story = set_up();
    open(&mut story, ten());
    bill(&mut story, category("desktop-software"));
    assert_eq!(lacking(&story).1, "the agency of the user is not known");
    story.tell(ten(), Wish::NameServices { services: vec!["Licences".to_owned()] });
    assert!(
        lacking(&story).1.starts_with("the user can be of several agencies: Sample Health, Sample Parks")
    );
    story.tell(ten(), Wish::NameServices { services: vec!["Payments".to_owned()] });
    assert_eq!(line(&story), ("Sample Health".to_owned(), Payer::UserAgency, 2000), "the only one affected");
    let customer =
        |whom: &str| Wish::AddPerson { whom: whom.to_owned(), role: Some(Involvement::Customer), why: None };
    story.tell(ten(), customer("Sample Parks"));
    assert_eq!(line(&story).0, "Sample Parks", "the customer counts before the service");
    story.tell(ten(), customer("Sample Revenue"));
    assert!(lacking(&story).1.contains("Sample Parks, Sample Revenue"));
    bill(&mut story, BillAs { user_agency: some("Sample Revenue"), ..BillAs::default() });
    assert_eq!(line(&story).0, "Sample Revenue", "what was said counts before all");
}

#[test]
fn an_application_is_billed_to_the_agency_that_owns_it_also_where_that_is_known_later() {
    let mut story = set_up();
    open(&mut story, ten());
    bill(&mut story, category("application"));
    assert_eq!(lacking(&story).1, "no application is named");
    story.tell(ten(), Wish::NameServices { services: vec!["Payments".to_owned(), "Licences".to_owned()] });
    assert_eq!(
        lacking(&story).1,
        "the services that are hit are billed to several agencies: Sample Revenue, Sample Parks"
    );
    story.tell(ten(), Wish::NameServices { services: vec!["Permits".to_owned()] });
    assert_eq!(lacking(&story).1, "the directory has no service Permits");
    desk(&mut story, service("Permits", "", &[]));
    assert_eq!(lacking(&story).1, "the directory does not say to which agency Permits is billed");
    desk(&mut story, service("Permits", "Sample Works", &[]));
    assert_eq!(
        lacking(&story),
        (Trouble::UnknownAgency, "the directory has no agency Sample Works".to_owned())
    );
    desk(&mut story, agency("Sample Works"));
    assert_eq!(line(&story), ("Sample Works".to_owned(), Payer::ApplicationOwner, 4217));
    let rename = RecordParty {
        name: "Sample Works".to_owned(),
        rename_to: some("Sample Roads"),
        ..RecordParty::default()
    };
    desk(&mut story, Wish::RecordAgency(rename));
    assert_eq!(lacking(&story).0, Trouble::UnknownAgency, "it was named before it had a record");
    desk(&mut story, service("Permits", "Sample Roads", &[]));
    assert_eq!(line(&story).0, "Sample Roads");
}

#[test]
fn hardware_is_billed_by_the_call_to_the_agency_that_owns_the_device() {
    let mut story = set_up();
    open(&mut story, ten());
    story.tell(ten(), Wish::NameServices { services: vec!["Payments".to_owned()] });
    bill(&mut story, category("hardware-dispatch"));
    assert_eq!(lacking(&story).1, "the agency that owns the device is not known");
    bill(&mut story, BillAs { device_owner: some("Sample Parks"), ..BillAs::default() });
    assert_eq!(line(&story), ("Sample Parks".to_owned(), Payer::DeviceOwner, 15_000));
    assert_eq!(detail_of(&story, march()).lines[0].unit.word(), "call");
}

#[test]
fn a_ticket_says_its_category_by_its_words_and_a_correction_moves_it() {
    let mut story = set_up();
    open(&mut story, ten());
    assert_eq!(lacking(&story), (Trouble::NoCategory, "nothing says as what it is billed".to_owned()));
    ticket(&mut story, "Inquiry", "Cafeteria");
    assert_eq!(
        lacking(&story),
        (Trouble::NoCategory, "no category has words for Inquiry, Cafeteria".to_owned())
    );
    ticket(&mut story, "Hardware", "RSA Token");
    let (trouble, what) = lacking(&story);
    assert_eq!(trouble, Trouble::SeveralCategories);
    assert!(what.contains("Security support or Hardware support and dispatch"), "{what}");
    ticket(&mut story, "Access", "RSA-token PIN");
    assert_eq!(lacking(&story).1, "the agency that owns the RSA token account is not known");
    assert_eq!(detail_of(&story, march()).exceptions[0].category.as_deref(), Some("security"));
    assert_eq!(category_now(story.live(), &story.world).unwrap().id, "security");
    let said = bill(&mut story, BillAs { owner: some("Sample Health"), ..BillAs::default() });
    assert_eq!(line(&story).0, "Sample Health");
    let other = bill(&mut story, BillAs { owner: some("Sample Parks"), ..BillAs::default() });
    assert_eq!(line(&story).0, "Sample Parks");
    let back = |entry| Wish::RetractEntry { entry, why: "a slip".to_owned() };
    story.tell(ten() + secs(90), back(other));
    assert_eq!(line(&story).0, "Sample Health", "what stood before stands again");
    story.tell(ten() + secs(91), back(said));
    assert_eq!(lacking(&story).0, Trouble::NoPayer);
}

#[test]
fn a_month_begins_at_its_first_midnight_and_an_incident_is_in_one_of_them() {
    // The clock goes forward within this March.
    for (opened, month) in [
        ("2026-02-28T23:59:59-06:00", "2026-02"),
        ("2026-03-01T00:00:00-06:00", "2026-03"),
        ("2026-03-31T23:59:59-05:00", "2026-03"),
        ("2026-04-01T00:00:00-05:00", "2026-04"),
        ("2026-03-31T23:30:00-06:00", "2026-04"),
    ] {
        let mut story = set_up();
        open(&mut story, at(opened));
        bill(&mut story, BillAs { device_owner: some("Sample Parks"), ..category("hardware-dispatch") });
        for one in ["2026-02", "2026-03", "2026-04"] {
            let count = detail_of(&story, one.parse().unwrap()).incidents();
            assert_eq!(count, usize::from(one == month), "{opened} in {one}");
        }
    }
}

#[test]
fn the_rate_is_that_of_the_year_in_which_it_was_opened_and_a_new_one_stands() {
    let mut story = set_up();
    open(&mut story, at("2025-12-31T23:59:59-06:00"));
    bill(&mut story, BillAs { device_owner: some("Sample Parks"), ..category("hardware-dispatch") });
    let december: Month = "2025-12".parse().unwrap();
    let detail = detail_of(&story, december);
    assert_eq!(detail.exceptions[0].trouble, Trouble::NoRate);
    assert_eq!(detail.exceptions[0].what, "Hardware support and dispatch has no rate for 2025");
    desk(&mut story, rate("hardware-dispatch", 2025, "99.99"));
    assert_eq!(detail_of(&story, december).whole().amounts.to_string(), "99.99 USD");
    desk(&mut story, rate("hardware-dispatch", 2025, "100.01"));
    assert_eq!(detail_of(&story, december).whole().amounts.to_string(), "100.01 USD");

    open(&mut story, at("2026-01-01T00:00:00-06:00"));
    bill(&mut story, BillAs { device_owner: some("Sample Parks"), ..category("hardware-dispatch") });
    assert_eq!(detail_of(&story, "2026-01".parse().unwrap()).whole().amounts.to_string(), "150.00 USD");
}

#[test]
fn what_was_in_error_a_duplicate_or_said_not_to_be_billed_is_listed_as_that() {
    let mut story = set_up();
    open(&mut story, ten());
    story.tell(ten(), Wish::Cancel { why: "a drill".to_owned() });
    open(&mut story, ten());
    story.tell(ten(), Wish::MarkDuplicate { of: "MI-0001".to_owned(), why: None });
    open(&mut story, ten());
    bill(&mut story, BillAs { not_billed: some("a test call"), ..category("application") });
    let detail = detail_of(&story, march());
    let why: Vec<&str> = detail.unbilled.iter().map(|one| one.why.as_str()).collect();
    assert_eq!(why, ["opened in error", "the same as MI-0001", "a test call"]);
    assert_eq!((detail.lines.len(), detail.exceptions.len(), detail.incidents()), (0, 0, 3));
    bill(&mut story, BillAs { not_billed: some(""), ..BillAs::default() });
    assert_eq!(lacking(&story).1, "no application is named", "it is billed after all");
}

#[test]
fn a_ticket_is_billed_once_and_the_later_incident_says_so() {
    let mut story = set_up();
    for _ in 0..2 {
        open(&mut story, ten());
        bill(&mut story, BillAs { device_owner: some("Sample Parks"), ..category("hardware-dispatch") });
    }
    let detail = |story: &Story| {
        let rows: Vec<_> = story.world.live.values().map(|live| live.incident.row()).collect();
        let mut detail = BillingDetail::new(march(), Chicago);
        story.world.live.values().for_each(|live| detail.take(live, &story.world, &Twins::of(&rows)));
        detail
    };
    let both = detail(&story);
    assert_eq!((both.lines.len(), both.lines[0].about.reference.as_str()), (1, "MI-0001"));
    assert_eq!(both.exceptions[0].trouble, Trouble::SameTicket);
    assert!(both.exceptions[0].what.starts_with("MI-0001 has the ticket INC0012345 too"));
    story.id = both.lines[0].about.id;
    story.tell(ten(), Wish::MarkDuplicate { of: "MI-0002".to_owned(), why: None });
    let one = detail(&story);
    assert_eq!((one.lines.len(), one.lines[0].about.reference.as_str()), (1, "MI-0002"));
    assert_eq!((one.exceptions.len(), one.unbilled.len()), (0, 1));
}

#[test]
fn sums_by_agency_and_category_add_up() {
    let mut story = set_up();
    for (id, agency) in [("hardware-dispatch", "Sample Parks"), ("hardware-dispatch", "Sample Parks")] {
        open(&mut story, ten());
        bill(&mut story, BillAs { device_owner: some(agency), ..category(id) });
    }
    open(&mut story, ten());
    bill(&mut story, BillAs { user_agency: some("Sample Parks"), ..category("desktop-software") });
    open(&mut story, ten());
    bill(&mut story, BillAs { application: some("Payments"), ..category("application") });
    let detail = detail_of(&story, march());
    let agencies = detail.agencies();
    let names: Vec<&str> = agencies.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Sample Parks", "Sample Revenue"]);
    let parks = &agencies[0];
    assert_eq!((parks.whole.lines, parks.whole.amounts.to_string().as_str()), (3, "320.00 USD"));
    assert_eq!(parks.categories["Hardware support and dispatch"].amounts.to_string(), "300.00 USD");
    assert_eq!(detail.whole().amounts.to_string(), "362.17 USD");
    assert_eq!(detail.categories().values().map(|one| one.lines).sum::<u64>(), 4);
}

#[test]
fn what_makes_no_sense_is_refused_with_what_would_do() {
    let mut story = set_up();
    open(&mut story, ten());
    let mut refused = |said: BillAs| story.refusal(ten() + secs(60), Wish::BillAs(said));
    assert!(refused(BillAs::default()).contains("nothing is said of its billing; say the category"));
    assert!(refused(category("catering")).contains("there is no category `catering`; use security, desktop"));
    assert!(refused(BillAs { account: some("fax"), ..category("security") }).contains(
        "there is no kind of account `fax`; use blackberry, rsa-token, directory-service, domain, other"
    ));
    assert!(
        refused(BillAs { account: some("domain"), ..category("application") })
            .contains("the category application asks for no account")
    );
    assert!(
        refused(BillAs { no_agency: Some(true), owner: some("Sample Parks"), ..BillAs::default() })
            .contains("no billable agency and belong to Sample Parks; say one of the two")
    );
    assert!(
        refused(BillAs { user_agency: some(&"x".repeat(100_000)), ..BillAs::default() })
            .contains("300 are the most")
    );
    bill(&mut story, category("security"));
    let again = story.refusal(ten() + secs(61), Wish::BillAs(category("security")));
    assert!(again.contains("was said of its billing already"), "{again}");

    let mut rated = |wish: Wish| match story.try_tell(About::Desk, ten(), wish) {
        Ok(_) => panic!("not refused"),
        Err(refusal) => refusal.to_string(),
    };
    assert!(rated(rate("catering", 2026, "1")).contains("there is no category `catering`; use security"));
    assert!(rated(rate("security", 20_266, "1")).contains("20266 is no year that has rates; say one from"));
    assert!(rated(rate("security", 2026, "12,50")).contains("`12,50` is no amount; write it in digits"));
    assert!(rated(rate("security", 2026, "12.50")).contains("is that already; there is nothing to change"));
}

#[test]
fn a_closed_incident_can_still_be_billed_and_the_first_rate_needs_a_currency() {
    let mut story = Story::new("America/Chicago");
    let bare =
        SetRate { category: "security".to_owned(), year: 2026, amount: "1".to_owned(), ..SetRate::default() };
    let refused = story.try_tell(About::Desk, ten(), Wish::SetRate(bare.clone())).unwrap_err().to_string();
    assert_eq!(refused, "the currency is missing; say it in three letters, such as USD");
    desk(&mut story, rate("application", 2026, "2"));
    desk(&mut story, Wish::SetRate(bare));
    assert_eq!(story.world.rates.rate("security", 2026).unwrap().money.to_string(), "1.00 USD");
    open(&mut story, ten());
    story.tell(ten() + secs(1), Wish::Close { why: some("told") });
    bill(&mut story, category("application"));
    assert_eq!(story.live().incident.billed_as.clone().unwrap().category, some("application"));
}

/// The rules of the built-in policy with words for the real file, which names its categories by numbers.
fn real_policy() -> String {
    let built_in = BUILT_IN.iter().find(|(name, _)| *name == "customer-care-sla").unwrap().1;
    let (clocks, _) = built_in.split_once("\n[[billing]]").unwrap();
    let category = |id: &str, title: &str, unit: &str, bill_to: &str, words: &[&str]| {
        format!(
            "[[billing]]\nid = \"{id}\"\ntitle = \"{title}\"\nunit = \"{unit}\"\nbill_to = [\"{bill_to}\"]\n\
             words = {words:?}\n"
        )
    };
    let billing = [
        category(
            "application",
            "Application",
            "incident",
            "application-owner",
            &["category 53", "category 45", "category 32"],
        ),
        category(
            "desktop-software",
            "Desktop",
            "incident",
            "user-agency",
            &["category 9", "category 23", "category 37"],
        ),
        category("hardware-dispatch", "Hardware", "call", "device-owner", &["category 20"]),
        category("security", "Security", "incident", "account-owner", &["subcategory 164", "category 24"]),
    ];
    format!("{clocks}\n{}", billing.concat())
}

#[test]
fn real_tickets_give_the_sums_that_were_reckoned() {
    let now = ten();
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("policies")).unwrap();
    std::fs::write(folder.path().join("policies/customer-care-sla.toml"), real_policy()).unwrap();
    let notifier = Box::new(RecordingNotifier::new().0);
    let options = DeskOptions { folder: folder.path().to_path_buf(), zone: Chicago, notifier };
    let mut desk = Desk::open(options, now).unwrap();
    let reading = Reading {
        system: "ServiceNow",
        mapping: &Mapping::default(),
        zone: Chicago,
        order: DateOrder::Dmy,
        encoding: Encoding::Utf8,
        latest: now,
    };
    let file = read(REAL.as_bytes(), &reading, &mut |_| ControlFlow::Continue(())).unwrap();
    desk.import(&file, now, &mut |_, _| ControlFlow::Continue(())).unwrap();
    let mut wishes: Vec<Wish> = ["Sample Alpha", "Sample Beta", "Sample Gamma"].map(agency).to_vec();
    wishes.extend([
        service("Category 53", "Sample Alpha", &[]),
        service("Category 45", "Sample Beta", &[]),
        service("Category 32", "", &[]),
        service("Category 9", "", &["Sample Alpha"]),
        service("Category 23", "", &["Sample Beta", "Sample Gamma"]),
        service("Category 37", "", &["Sample Gamma"]),
    ]);
    for (id, amount) in [("application", "42.17"), ("desktop-software", "9.99"), ("hardware-dispatch", "150")]
    {
        wishes.extend([rate(id, 2016, amount), rate(id, 2015, "1000"), rate(id, 2017, "1000")]);
    }
    for wish in wishes {
        desk.handle(Request::of_desk(wish), now).unwrap();
    }
    let device = Wish::BillAs(BillAs { device_owner: some("Sample Gamma"), ..BillAs::default() });
    let name = Some(Name::Called("INC0000519".to_owned()));
    desk.handle(Request { name, ..Request::of_desk(device) }, now).unwrap();

    let store = Store::open_read_only(folder.path()).unwrap();
    let month = |month: &str| {
        let mut on = |_| ControlFlow::Continue(());
        billing(Some(&store), desk.world(), month.parse().unwrap(), &mut on).unwrap().unwrap()
    };
    let detail = month("2016-03");
    let mut sums: Vec<(String, u64, String)> = Vec::new();
    for agency in detail.agencies() {
        for (title, sum) in agency.categories {
            sums.push((format!("{} / {title}", agency.name), sum.lines, sum.amounts.to_string()));
        }
    }
    let sum = |what: &str, lines: u64, amount: &str| (what.to_owned(), lines, format!("{amount} USD"));
    assert_eq!(
        sums,
        [
            sum("Sample Alpha / Application", 20, "843.40"),
            sum("Sample Beta / Application", 11, "463.87"),
            sum("Sample Gamma / Desktop", 6, "59.94"),
            sum("Sample Gamma / Hardware", 1, "150.00"),
        ]
    );
    assert_eq!((detail.incidents(), detail.lines.len()), (93, 38));
    assert_eq!(detail.whole().amounts.to_string(), "1517.21 USD");
    let count = |trouble| detail.exceptions.iter().filter(|one| one.trouble == trouble).count();
    assert_eq!(
        (count(Trouble::NoCategory), count(Trouble::NoPayer), count(Trouble::SeveralCategories)),
        (22, 26, 7)
    );
    let february = month("2016-02");
    assert_eq!((february.incidents(), february.lines.len()), (207, 108), "one device less than reckoned");
    assert_eq!(february.whole().amounts.to_string(), "4200.38 USD");
    assert_eq!(month("2016-04").incidents() + month("2016-01").incidents(), 0);

    let text = String::from_utf8(billing_csv(&detail)).unwrap();
    assert_eq!(text.lines().count(), 94, "every incident of the month has its line");
    let out = tempfile::tempdir().unwrap();
    let written = write_agency_files(&detail, out.path(), false).unwrap();
    assert_eq!(written.len(), 3);
    let again = write_agency_files(&detail, out.path(), false).unwrap_err();
    assert!(again.contains("there is already") && again.contains("Sample Alpha.csv"), "{again}");
    assert_eq!(write_agency_files(&detail, out.path(), true).unwrap(), written);
    let none = write_agency_files(&detail, &out.path().join("none"), false).unwrap_err();
    assert!(none.contains("is no folder; name one that is there"), "{none}");
}
