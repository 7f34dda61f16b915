//! The monthly billing, worked through its accessibility tree over a real desk: from what cannot be billed to
//! the files of the agencies.

use chrono::TimeDelta;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::desk::{DeskHandle, Name, Request};
use crate::domain::billing::wish::{BillAs, SetRate};
use crate::domain::command::{RecordParty, RecordService, Wish};
use crate::domain::time::Instant;
use crate::domain::words::{Kind, Priority};
use crate::ui::harness::{Trial, open, set_up, start};

const TOKEN: &str = "A token is locked";
const OLD: &str = "The payment pages are down";

fn agencies(handle: &DeskHandle, now: Instant) {
    set_up(handle, now);
    for name in ["Sample Revenue", "Sample Health"] {
        let agency = RecordParty { name: name.to_owned(), ..RecordParty::default() };
        handle.submit(Request::of_desk(Wish::RecordAgency(agency)));
    }
    let service = RecordService {
        name: "Sample Payments".to_owned(),
        billed_to: Some("Sample Revenue".to_owned()),
        ..RecordService::default()
    };
    handle.submit(Request::of_desk(Wish::RecordService(service)));
    for (category, amount) in [("application", "42.17"), ("security", "12.50")] {
        let set = SetRate {
            category: category.to_owned(),
            year: 2026,
            amount: amount.to_owned(),
            currency: Some("USD".to_owned()),
            note: None,
        };
        handle.submit(Request::of_desk(Wish::SetRate(set)));
    }
}

/// One that is billed since February, closed; one of this month that nobody said anything of; one in error.
fn filled(handle: &DeskHandle, now: Instant) {
    agencies(handle, now);
    let of_old = |wish: Wish, hours: i64| {
        let name = Some(Name::Called("old".to_owned()));
        Request { name, ..Request::of_desk(wish).at(Some(start() - TimeDelta::hours(hours))) }
    };
    let opened = Wish::OpenIncident {
        title: OLD.to_owned(),
        priority: Some(Priority::Low),
        kind: Some(Kind::Regular),
        environment: None,
        ticket: None,
        policy: None,
    };
    handle.submit(of_old(opened, 72));
    let application = Some("Sample Payments".to_owned());
    let said = BillAs { category: Some("application".to_owned()), application, ..BillAs::default() };
    handle.submit(of_old(Wish::BillAs(said), 71));
    handle.submit(of_old(Wish::Close { why: Some("told".to_owned()) }, 70));
    open(handle, TOKEN, Some(Priority::Low), 30);
    open(handle, "A slip", Some(Priority::Low), 20);
    let name = Some(Name::Called("MI-0003".to_owned()));
    handle.submit(Request { name, ..Request::of_desk(Wish::Cancel { why: "a drill".to_owned() }) });
}

fn trial(size: [f32; 2]) -> Trial {
    let mut trial = Trial::with(size, filled);
    trial.key(Key::G);
    trial.key(Key::E);
    choose(&mut trial, "Billing");
    trial
}

const WINDOW: [f32; 2] = [1280.0, 800.0];

fn choose(trial: &mut Trial, name: &str) {
    trial.window.get_by_role_and_label(Role::RadioButton, name).click_accesskit();
    trial.run();
}

/// Goes to a button by keyboard, which brings it into sight, and presses it.
fn press(trial: &mut Trial, name: &str) {
    trial.window.get_by_role_and_label(Role::Button, name).focus();
    trial.run();
    trial.key(Key::Enter);
}

fn fill(trial: &mut Trial, label: &str, text: &str) {
    trial.window.get_by_role_and_label(Role::TextInput, label).focus();
    trial.run();
    trial.key_with(Modifiers::COMMAND, Key::A);
    trial.type_text(text);
}

#[test]
fn an_exception_is_cleared_where_it_stands_and_the_sum_follows() {
    for size in [WINDOW, [620.0, 700.0]] {
        let mut trial = trial(size);
        assert!(trial.says("March 2026, so far"), "{size:?}");
        assert!(trial.says("0 lines are billed for 0.00"));
        assert!(trial.says("2 incidents were opened in it, until now: 0 billed, 1 exception, 1 not billed"));
        assert!(trial.says("Nothing says as what it is billed"));
        assert!(trial.says("Opened in error"));

        press(&mut trial, "Bill MI-0002 as…");
        choose(&mut trial, "Security support");
        choose(&mut trial, "RSA token");
        fill(&mut trial, "Agency that owns the account", "Sample Health");
        trial.key_with(Modifiers::COMMAND, Key::Enter);
        let said = trial.incident(TOKEN).billed_as.unwrap();
        assert_eq!(
            (said.category.as_deref(), said.account.as_deref()),
            (Some("security"), Some("rsa-token"))
        );
        assert!(said.owner.unwrap().record.is_some(), "the agency of the directory");
        assert!(trial.says("1 line is billed for 12.50 USD"), "at once: {size:?}");
        assert!(trial.says("Everything that is to be billed can be"));
        assert!(!trial.shows("Bill MI-0002 as…"));
    }
}

#[test]
fn the_month_before_is_a_press_away_and_a_rate_moves_it() {
    let mut trial = trial(WINDOW);
    press(&mut trial, "The month before");
    assert!(trial.says("February 2026"));
    assert!(trial.says("1 line is billed for 42.17 USD"));
    press(&mut trial, "Set the rate of Application support");
    assert!(trial.says("It is 42.17 USD, set by Sample Manager. A new one counts for the whole year"));
    fill(&mut trial, "Amount for one", "50,5");
    assert!(trial.says("`50,5` is no amount"), "as it is typed");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    assert_eq!(trial.handle.snapshot().world.rates.rate("application", 2026).unwrap().money.cents, 4217);
    fill(&mut trial, "Amount for one", "50.5");
    trial.key_with(Modifiers::COMMAND, Key::Enter);
    assert_eq!(trial.handle.snapshot().world.rates.rate("application", 2026).unwrap().money.cents, 5050);
    assert!(trial.says("1 line is billed for 50.50 USD"));
    press(&mut trial, "The month before");
    assert!(trial.says("No incident was opened in this month"));
    press(&mut trial, "The month after");
    press(&mut trial, "The month after");
    assert!(trial.says("March 2026, so far"));
    fill(&mut trial, "Go to the month", "2026-13");
    trial.key(Key::Enter);
    assert!(trial.says("`2026-13` is no month; write it like 2026-03"));
    fill(&mut trial, "Go to the month", "2026-02");
    trial.key(Key::Enter);
    assert!(trial.says("February 2026"));
    fill(&mut trial, "Go to the month", "2031-01");
    trial.key(Key::Enter);
    assert!(trial.says("March 2026, so far"), "no further than now");
    let after = trial.window.get_by_role_and_label(Role::Button, "The month after");
    assert!(after.accesskit_node().is_disabled(), "what is to come is not billed");
}

#[test]
fn the_month_is_saved_whole_and_by_agency_and_nothing_is_replaced_unasked() {
    let mut trial = trial(WINDOW);
    press(&mut trial, "The month before");
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("february");
    fill(&mut trial, "Save it as", whole.to_str().unwrap());
    press(&mut trial, "Save it");
    let text = std::fs::read_to_string(whole.with_extension("csv")).unwrap();
    assert!(text.contains("2026-02,billed,Sample Revenue,Application support,incident,MI-0001,"), "{text}");

    trial.dialogs.will_choose(folder.path().to_path_buf());
    press(&mut trial, "Choose…: Folder");
    assert!(trial.dialogs.asked().last().unwrap().is_folder);
    press(&mut trial, "Save them");
    let file = folder.path().join("billing 2026-02 Sample Revenue.csv");
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 2);

    std::fs::write(&file, "somebody's own").unwrap();
    fill(&mut trial, "Folder", folder.path().to_str().unwrap());
    press(&mut trial, "Save them");
    assert!(trial.says("There is already"), "refused in its place");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "somebody's own");
    choose(&mut trial, "Are replaced");
    press(&mut trial, "Save them");
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 2);
}

#[test]
fn an_exception_opens_its_incident_and_is_billed_from_there_too() {
    let mut trial = trial(WINDOW);
    press(&mut trial, "Open MI-0002");
    assert!(trial.says(&format!("MI-0002 {TOKEN}")), "the incident is shown");
    trial.window.get_by_role_and_label(Role::Tab, "Intake").click();
    trial.run();
    assert!(trial.says("Nothing is said; it follows from ticket, services and people"));
    press(&mut trial, "Bill as…");
    choose(&mut trial, "Application support");
    fill(&mut trial, "Application", "Sample Payments");
    press(&mut trial, "Bill it so");
    assert!(trial.says("Application support, application Sample Payments"));
    press(&mut trial, "Bill as…");
    let application = trial.window.get_by_role_and_label(Role::TextInput, "Application");
    assert_eq!(application.accesskit_node().value().as_deref(), Some("Sample Payments"), "as it stands");
    fill(&mut trial, "Not billed, because", "A drill");
    press(&mut trial, "Bill it so");
    let said = trial.incident(TOKEN).billed_as.unwrap();
    assert_eq!(said.not_billed.as_deref(), Some("A drill"));
    assert_eq!(said.category.as_deref(), Some("application"), "what was said before stays");
    assert!(trial.says("Not billed: A drill"));
}

#[test]
fn many_exceptions_are_folded_until_somebody_wants_them_all() {
    let mut trial = Trial::with(WINDOW, |handle, now| {
        agencies(handle, now);
        for number in 0..10 {
            open(handle, &format!("Sample {number}"), Some(Priority::Low), 30 - number);
        }
    });
    trial.key(Key::G);
    trial.key(Key::E);
    choose(&mut trial, "Billing");
    assert!(trial.shows("Bill MI-0008 as…") && !trial.shows("Bill MI-0009 as…"));
    press(&mut trial, "Show all 10 exceptions");
    assert!(trial.shows("Bill MI-0010 as…"));
}
