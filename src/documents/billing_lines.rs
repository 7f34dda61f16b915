//! The lines of a log about billing, in plain words.

use crate::domain::billing::facts::{BilledAs, RateSet};
use crate::domain::billing::money::Money;

use super::log_lines::because;

/// A rate that was set.
pub(super) fn rate_words(set: &RateSet) -> String {
    let money = Money { cents: set.cents, currency: set.currency.clone() };
    because(&format!("{} in {}: {money} each", set.category, set.year), set.note.as_deref())
}

/// All that is said of an incident's billing.
pub(super) fn billed_words(said: &BilledAs) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut part = |what: &str, name: Option<&String>| {
        if let Some(name) = name {
            parts.push(format!("{what}{name}"));
        }
    };
    let name = |named: &Option<crate::domain::directory::Named>| named.as_ref().map(|one| one.name.clone());
    part("as ", said.category.as_ref());
    part("account ", said.account.as_ref());
    part("owned by ", name(&said.owner).as_ref());
    part("user of ", name(&said.user_agency).as_ref());
    part("application ", name(&said.application).as_ref());
    part("device of ", name(&said.device_owner).as_ref());
    for (is_said, yes, no) in [
        (said.has_no_agency, "no billable agency", "a billable agency"),
        (said.has_single_application, "access to a single application", "access to several applications"),
    ] {
        if let Some(is_so) = is_said {
            parts.push(if is_so { yes } else { no }.to_owned());
        }
    }
    if let Some(why) = &said.not_billed {
        parts.insert(0, because("not billed", Some(why)));
    }
    if parts.is_empty() { "nothing is said any more".to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::directory::Named;

    #[test]
    fn all_that_is_said_stands_in_a_line() {
        let set = RateSet {
            category: "security".to_owned(),
            year: 2026,
            cents: 1250,
            currency: "USD".to_owned(),
            note: None,
        };
        assert_eq!(rate_words(&set), "security in 2026: 12.50 USD each");
        let said = BilledAs {
            category: Some("security".to_owned()),
            account: Some("domain".to_owned()),
            owner: Some(Named::plain("Revenue")),
            has_single_application: Some(false),
            ..BilledAs::default()
        };
        assert_eq!(
            billed_words(&said),
            "as security, account domain, owned by Revenue, access to several applications"
        );
        assert_eq!(billed_words(&BilledAs::default()), "nothing is said any more");
        let not = BilledAs { not_billed: Some("a test call".to_owned()), ..BilledAs::default() };
        assert!(billed_words(&not).starts_with("not billed"), "{}", billed_words(&not));
    }
}
