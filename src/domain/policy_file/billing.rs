//! The part of a policy about billing (C): its categories, who pays for each, and the words of tickets.

use std::collections::BTreeSet;

use toml::Spanned;

use super::Reader;
use super::shape::{AccountShape, BillingShape};
use crate::domain::billing::rules::{AccountKind, BillingCategory, OTHER_ACCOUNT};
use crate::domain::words::{BillingUnit, Payer};

/// The most categories, accounts of a category, or words of one of them.
const MOST: usize = 200;

impl Reader<'_> {
    pub(super) fn billing(&mut self, shapes: &[BillingShape]) -> Vec<BillingCategory> {
        let mut ids = BTreeSet::new();
        if let Some(one) = shapes.get(MOST) {
            self.refuse(one.id.span(), format!("there are more than {MOST} categories"));
        }
        shapes.iter().map(|shape| self.billing_category(shape, &mut ids)).collect()
    }

    fn billing_category<'s>(
        &mut self,
        shape: &'s BillingShape,
        ids: &mut BTreeSet<&'s str>,
    ) -> BillingCategory {
        self.id(&shape.id);
        if !ids.insert(shape.id.get_ref()) {
            let what = format!("the category `{}` is there twice; each id stands once", shape.id.get_ref());
            self.refuse(shape.id.span(), what);
        }
        let bill_to: Vec<Payer> = shape.bill_to.iter().filter_map(|word| self.word(word)).collect();
        if shape.bill_to.is_empty() {
            let known: Vec<&str> = Payer::ALL.iter().map(|one| one.word()).collect();
            let what = format!(
                "`bill_to` of `{}` says of nobody that they pay; use {}",
                shape.id.get_ref(),
                known.join(", ")
            );
            self.refuse(shape.id.span(), what);
        }
        if !bill_to.contains(&Payer::AccountOwner)
            && let Some(account) = shape.account.first()
        {
            let what =
                "accounts are only asked for where `bill_to` has account-owner; add it, or leave them out";
            self.refuse(account.id.span(), what);
        }
        BillingCategory {
            id: shape.id.get_ref().clone(),
            title: self.billing_title(&shape.title),
            source: shape.source.clone(),
            unit: self.word(&shape.unit).unwrap_or(BillingUnit::Incident),
            bill_to,
            words: self.ticket_words(&shape.words),
            accounts: self.accounts(&shape.account),
        }
    }

    fn accounts(&mut self, shapes: &[AccountShape]) -> Vec<AccountKind> {
        let mut ids = BTreeSet::new();
        if let Some(one) = shapes.get(MOST) {
            self.refuse(one.id.span(), format!("there are more than {MOST} accounts"));
        }
        let account = |shape: &AccountShape| {
            self.id(&shape.id);
            let id = shape.id.get_ref();
            if id == OTHER_ACCOUNT {
                let what = format!(
                    "`{OTHER_ACCOUNT}` stands for every account that is not listed; choose another id"
                );
                self.refuse(shape.id.span(), what);
            }
            if !ids.insert(id.clone()) {
                self.refuse(
                    shape.id.span(),
                    format!("the account `{id}` is there twice; each id stands once"),
                );
            }
            AccountKind {
                id: id.clone(),
                title: self.billing_title(&shape.title),
                words: self.ticket_words(&shape.words),
            }
        };
        shapes.iter().map(account).collect()
    }

    fn billing_title(&mut self, title: &Spanned<String>) -> String {
        let words = title.get_ref().trim();
        if words.is_empty() || words.chars().any(char::is_control) || words.chars().count() > 300 {
            self.refuse(title.span(), "a title is one line of words");
        }
        words.to_owned()
    }

    fn ticket_words(&mut self, words: &[Spanned<String>]) -> Vec<String> {
        if let Some(one) = words.get(MOST) {
            self.refuse(one.span(), format!("there are more than {MOST} words"));
        }
        for one in words {
            if !one.get_ref().chars().any(char::is_alphanumeric) {
                self.refuse(
                    one.span(),
                    format!("`{}` is no word; use those of a ticket's category", one.get_ref()),
                );
            }
        }
        words.iter().map(|one| one.get_ref().clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::policy_file::{CLOCK, read};
    use crate::domain::words::{BillingUnit, Payer};

    fn problems(billing: &str) -> Vec<String> {
        let text = format!("title = \"T\"\n{billing}{CLOCK}");
        read("t", &text).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn categories_accounts_and_words_are_data() {
        let text = format!(
            r#"title = "T"
[[billing]]
id = "phones"
title = "Phones"
unit = "call"
bill_to = ["account-owner", "device_owner"]
words = ["phone"]
[[billing.account]]
id = "sim"
title = "SIM card"
words = ["sim"]
{CLOCK}"#
        );
        let rules = read("t", &text).unwrap().billing;
        assert_eq!((rules.len(), rules[0].id.as_str(), rules[0].unit), (1, "phones", BillingUnit::Call));
        assert_eq!(rules[0].bill_to, [Payer::AccountOwner, Payer::DeviceOwner]);
        assert_eq!(rules[0].accounts[0].words, ["sim"]);
        assert!(read("t", &format!("title = \"T\"\n{CLOCK}")).unwrap().billing.is_empty());
    }

    #[test]
    fn what_makes_no_sense_is_refused_with_its_line() {
        let found = problems(
            r#"[[billing]]
id = "Phones"
title = " "
unit = "minute"
bill_to = ["caller"]
words = ["-"]
[[billing]]
id = "two"
title = "Two"
unit = "call"
bill_to = []
[[billing]]
id = "two"
title = "Two"
unit = "call"
bill_to = ["user-agency"]
[[billing.account]]
id = "other"
title = "Other"
"#,
        );
        let starts = [
            "line 3: the id `Phones` has to be small letters",
            "line 4: a title is one line",
            "line 5: `minute` is not a unit of billing; use incident, call",
            "line 6: `caller` is not a rule of who pays; use account-owner, application-owner",
            "line 7: `-` is no word",
            "line 9: `bill_to` of `two` says of nobody that they pay; use account-owner",
            "line 14: the category `two` is there twice",
            "line 19: accounts are only asked for where `bill_to` has account-owner",
            "line 19: `other` stands for every account",
        ];
        assert_eq!(found.len(), starts.len(), "{found:#?}");
        for (problem, start) in found.iter().zip(starts) {
            assert!(problem.starts_with(start), "{problem} / {start}");
        }
        let unknown = problems("[[billing]]\nid = \"a\"\ntitle = \"A\"\nunit = \"call\"\nrate = 5\n");
        assert!(unknown[0].contains("unknown field `rate`"), "{unknown:?}");
    }
}
