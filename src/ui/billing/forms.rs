//! The forms of billing: as what an incident is billed, here and beside the incident, and the rate of a year.

use std::sync::Arc;

use egui::{RichText, Ui};

use super::aside;
use crate::desk::Request;
use crate::documents::sentence;
use crate::domain::billing::detail::BillingDetail;
use crate::domain::billing::facts::BilledAs;
use crate::domain::billing::money::{amount, cents};
use crate::domain::billing::rules::{BillingCategory, OTHER_ACCOUNT, category};
use crate::domain::billing::wish::{BillAs, SetRate};
use crate::domain::command::Wish;
use crate::domain::directory::{Directory, Named, RecordKind};
use crate::domain::words::Payer;
use crate::ui::context::{Ask, Asks, Seen};
use crate::ui::filling::Filling;
use crate::ui::forms::{BillingForm, Draft, FormKind, Forms};
use crate::ui::theme::{font, space};

/// What an account is beside its kind, as it stands in the form.
const STANDINGS: [&str; 3] = ["Has a billable agency", "Single application", "No billable agency"];
/// What the fields were filled from.
const FILLED: &str = "filled";

/// Paints the form that is open.
pub(super) fn form_ui(
    ui: &mut Ui,
    seen: &Seen,
    form: &BillingForm,
    detail: Option<&Result<Arc<BillingDetail>, String>>,
    forms: &mut Forms,
    asks: &mut Asks,
) {
    let kind = FormKind::Billing(form.clone());
    let is_new = std::mem::take(&mut forms.is_fresh);
    let draft = forms.draft(&kind);
    ui.spacing_mut().item_spacing.y = space::XS;
    match form {
        BillingForm::BillAs { incident } => {
            let exceptions = detail.and_then(|read| read.as_ref().ok()).map(|detail| &detail.exceptions);
            let one = exceptions.and_then(|all| all.iter().find(|one| one.about.id == *incident));
            let title = one.map_or("Bill as".to_owned(), |one| format!("Bill {} as", one.about.reference));
            ui.label(RichText::new(title).font(font::heading()));
            if let Some(one) = one {
                aside(ui, &sentence(&one.what));
            }
            let world = &seen.snapshot.world;
            let categories: Vec<BillingCategory> = world.billing_categories().into_iter().cloned().collect();
            if let Some(one) = one {
                fill(draft, (&one.said, one.category.as_deref()), &categories, &world.directory);
            }
            let mut filling = Filling { seen, draft, is_sent: false, wants_focus: is_new };
            fields_ui(ui, &mut filling, &categories);
            if filling.foot_ui(ui, "Bill it so", asks) {
                let wish = Wish::BillAs(bill_as(filling.draft, &categories));
                let request = Request::about(*incident, wish);
                let said = Some("What it is billed as is logged".to_owned());
                asks.push(Ask::Do { request, form: Some(kind), said });
            }
        }
        BillingForm::Rate { category, year } => {
            rate_ui(ui, seen, (category, *year), (&kind, is_new), draft, asks);
        }
        BillingForm::SaveAll { .. } | BillingForm::SaveAgencies { .. } => {}
    }
}

fn rate_ui(
    ui: &mut Ui,
    seen: &Seen,
    (id, year): (&str, i32),
    (kind, is_new): (&FormKind, bool),
    draft: &mut Draft,
    asks: &mut Asks,
) {
    let world = &seen.snapshot.world;
    let title = world.billing_categories().into_iter().find(|one| one.id == id);
    let title = title.map_or(id, |one| one.title.as_str());
    ui.label(RichText::new(format!("{title} in {year}")).font(font::heading()));
    let stands = world.rates.rate(id, year);
    if is_to_be_filled(draft, &format!("{:?}", stands.map(|one| (&one.money, &one.note)))) {
        let currency = stands.map(|one| one.money.currency.as_str()).or(world.rates.currency());
        currency.unwrap_or_default().clone_into(draft.field("currency"));
        if let Some(stands) = stands {
            *draft.field("amount") = amount(stands.money.cents);
            *draft.field("note") = stands.note.clone().unwrap_or_default();
        }
    }
    if let Some(stands) = stands {
        aside(
            ui,
            &format!("It is {}, set by {}. A new one counts for the whole year", stands.money, stands.set_by),
        );
    }
    let mut filling = Filling { seen, draft, is_sent: false, wants_focus: is_new };
    filling.line(ui, "amount", "Amount for one", "12.50");
    if let Some(Err(why)) = filling.text("amount").map(|text| cents(&text)) {
        aside(ui, &sentence(&why));
    }
    filling.line(ui, "currency", "Currency", "USD");
    filling.line(ui, "note", "Where it was determined", "Optional");
    if filling.foot_ui(ui, "Set the rate", asks) {
        let wish = Wish::SetRate(SetRate {
            category: id.to_owned(),
            year,
            amount: filling.text("amount").unwrap_or_default(),
            currency: filling.text("currency"),
            note: filling.text("note"),
        });
        let said = Some(format!("The rate of {title} for {year} is set"));
        asks.push(Ask::Do { request: Request::of_desk(wish), form: Some(kind.clone()), said });
    }
}

/// Whether the fields were filled from something else than what stands now, which is noted.
fn is_to_be_filled(draft: &mut Draft, stands: &str) -> bool {
    let is_other = draft.text(FILLED) != stands;
    if is_other {
        stands.clone_into(draft.field(FILLED));
    }
    is_other
}

/// Puts what was said so far into the fields, and again where something else was said since; `known` is the
/// category that it has by now.
pub fn fill(
    draft: &mut Draft,
    (said, known): (&BilledAs, Option<&str>),
    categories: &[BillingCategory],
    directory: &Directory,
) {
    if draft.is_out || !is_to_be_filled(draft, &format!("{said:?} {known:?}")) {
        return;
    }
    let of = said.category.as_deref().or(known);
    let place = categories.iter().position(|one| Some(one.id.as_str()) == of);
    *draft.field("category") = place.map_or(0, |place| place + 1).to_string();
    let accounts = place.and_then(|place| categories.get(place)).map(|one| one.accounts.as_slice());
    let account = said.account.as_ref().map(|id| {
        let accounts = accounts.unwrap_or_default();
        accounts.iter().position(|one| one.id == *id).map_or(accounts.len(), |at| at) + 1
    });
    *draft.field("account") = account.unwrap_or(0).to_string();
    let standing = match (said.has_single_application, said.has_no_agency) {
        (_, Some(true)) => 2,
        (Some(true), _) => 1,
        _ => 0,
    };
    *draft.field("standing") = standing.to_string();
    let name =
        |one: &Option<Named>| one.as_ref().map_or_else(String::new, |one| directory.name_of(one).to_owned());
    for (field, named) in [
        ("owner", &said.owner),
        ("user_agency", &said.user_agency),
        ("application", &said.application),
        ("device_owner", &said.device_owner),
    ] {
        *draft.field(field) = name(named);
    }
    *draft.field("not_billed") = said.not_billed.clone().unwrap_or_default();
}

fn chosen<'a>(draft: &Draft, categories: &'a [BillingCategory]) -> Option<&'a BillingCategory> {
    let place: usize = draft.text("category").parse().unwrap_or(0);
    categories.get(place.checked_sub(1)?)
}

/// The fields: the category, and what its rules ask for.
pub fn fields_ui(ui: &mut Ui, filling: &mut Filling<'_>, categories: &[BillingCategory]) {
    let titles = categories.iter().map(|one| one.title.as_str());
    let options: Vec<&str> = std::iter::once("By its ticket").chain(titles).collect();
    filling.choice(ui, "category", "Category", &options);
    let category = chosen(filling.draft, categories);
    let agency = ("agency", "As the directory calls it");
    let asks = |payer: Payer| category.is_none_or(|one| one.bill_to.contains(&payer));
    let mut passes_on = true;
    if let Some(category) = category.filter(|one| one.bill_to.contains(&Payer::AccountOwner)) {
        let titles = category.accounts.iter().map(|one| one.title.as_str());
        let options: Vec<&str> =
            std::iter::once("By its ticket").chain(titles).chain(std::iter::once("Another kind")).collect();
        filling.choice(ui, "account", "Kind of account", &options);
        passes_on = filling.choice(ui, "standing", "The account", &STANDINGS) > 0;
        if !passes_on {
            filling.recorded(ui, "owner", ("Agency that owns the account", agency.1), RecordKind::Agency);
        }
    }
    if asks(Payer::ApplicationOwner) && passes_on {
        let label = ("Application", "The service that is hit, if left out");
        filling.recorded(ui, "application", label, RecordKind::Service);
    }
    if asks(Payer::UserAgency) {
        filling.recorded(ui, "user_agency", ("Agency of the user", agency.1), RecordKind::Agency);
    }
    if asks(Payer::DeviceOwner) {
        filling.recorded(ui, "device_owner", ("Agency that owns the device", agency.1), RecordKind::Agency);
    }
    filling.line(ui, "not_billed", "Not billed, because", "Empty where it is billed");
}

/// What the fields say. What is not asked for stays as it was.
pub fn bill_as(draft: &Draft, categories: &[BillingCategory]) -> BillAs {
    let text = |field: &str| Some(draft.text(field).trim().to_owned());
    let of = chosen(draft, categories);
    let asks = |payer: Payer| of.is_none_or(|one| one.bill_to.contains(&payer));
    let is_account = of.is_some_and(|one| one.bill_to.contains(&Payer::AccountOwner));
    let standing = draft.text("standing");
    let account = of.filter(|_| is_account).map(|one| {
        let place: usize = draft.text("account").parse().unwrap_or(0);
        let kind = place.checked_sub(1).map(|at| one.accounts.get(at).map_or(OTHER_ACCOUNT, |one| &one.id));
        kind.unwrap_or_default().to_owned()
    });
    BillAs {
        category: Some(of.map_or_else(String::new, |one| one.id.clone())),
        account,
        owner: if is_account {
            if standing == "2" { Some(String::new()) } else { text("owner") }
        } else {
            None
        },
        no_agency: is_account.then(|| standing == "2"),
        single_application: is_account.then(|| standing == "1"),
        user_agency: text("user_agency").filter(|_| asks(Payer::UserAgency)),
        application: text("application").filter(|_| asks(Payer::ApplicationOwner)),
        device_owner: text("device_owner").filter(|_| asks(Payer::DeviceOwner)),
        not_billed: text("not_billed"),
    }
}

/// What is said of an incident's billing, in a line.
pub fn words(said: &BilledAs, rules: &[BillingCategory], directory: &Directory) -> String {
    if let Some(why) = &said.not_billed {
        return format!("Not billed: {why}");
    }
    let of = said.category.as_ref().and_then(|id| category(rules, id));
    let mut parts: Vec<String> = Vec::new();
    parts.extend(of.map(|one| one.title.clone()).or_else(|| said.category.clone()));
    if let Some(account) = &said.account {
        parts.push(format!("account {}", crate::domain::billing::payer::account_words(of, account)));
    }
    for (what, named) in [
        ("owned by", &said.owner),
        ("user of", &said.user_agency),
        ("application", &said.application),
        ("device of", &said.device_owner),
    ] {
        parts.extend(named.as_ref().map(|one| format!("{what} {}", directory.name_of(one))));
    }
    if said.has_no_agency == Some(true) {
        parts.push("no billable agency".to_owned());
    }
    if said.has_single_application == Some(true) {
        parts.push("a single application".to_owned());
    }
    parts.join(", ")
}
