//! The categories of a policy's billing (C): what is counted, who pays in which order, and the words by
//! which a ticket is recognised. All of it is data of a policy file.

use crate::domain::words::{BillingUnit, Payer};

/// The account that the policy does not list.
pub const OTHER_ACCOUNT: &str = "other";

/// A category of service that is billed at a flat rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillingCategory {
    /// Its id, such as `security`.
    pub id: String,
    /// What it is called on screen and in the file.
    pub title: String,
    /// Where it comes from.
    pub source: String,
    /// What the rate is for.
    pub unit: BillingUnit,
    /// Who pays: the first rule that does not pass it on.
    pub bill_to: Vec<Payer>,
    /// The words of a ticket's category or subcategory that mean it.
    pub words: Vec<String>,
    /// The kinds of account that are billed to the agency that owns them.
    pub accounts: Vec<AccountKind>,
}

/// A kind of account that is billed to the agency that owns it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountKind {
    /// Its id, such as `rsa-token`.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The words of a ticket that mean it.
    pub words: Vec<String>,
}

impl BillingCategory {
    /// What a kind of account is called here.
    pub fn account_title<'a>(&'a self, id: &'a str) -> &'a str {
        self.accounts.iter().find(|one| one.id == id).map_or(id, |one| &one.title)
    }
}

/// A category by its id.
pub fn category<'a>(rules: &'a [BillingCategory], id: &str) -> Option<&'a BillingCategory> {
    rules.iter().find(|one| one.id == id)
}

/// The categories that the texts of a ticket mean.
pub fn meant<'a>(rules: &'a [BillingCategory], texts: &[&str]) -> Vec<&'a BillingCategory> {
    rules.iter().filter(|one| have_any(texts, &one.words)).collect()
}

/// The kinds of account that the texts of a ticket mean.
pub fn accounts_meant<'a>(category: &'a BillingCategory, texts: &[&str]) -> Vec<&'a AccountKind> {
    category.accounts.iter().filter(|one| have_any(texts, &one.words)).collect()
}

fn have_any(texts: &[&str], words: &[String]) -> bool {
    let wanted: Vec<Vec<String>> = words.iter().map(|words| parts(words)).collect();
    texts.iter().any(|text| {
        let there = parts(text);
        let has = |wanted: &Vec<String>| {
            !wanted.is_empty() && there.windows(wanted.len()).any(|window| window == wanted.as_slice())
        };
        wanted.iter().any(has)
    })
}

/// The words of a text in small letters, without what stands between them.
fn parts(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_that_stand_together_are_recognised_whatever_their_case() {
        let has = |text: &str, words: &str| have_any(&[text], &[words.to_owned()]);
        assert!(has("Password reset", "password"));
        assert!(has("RESET / PASSWORD", "password"));
        assert!(has("Category 55", "category 55"));
        assert!(has("RSA-Token, PIN", "rsa token"));
        assert!(!has("Category 55", "category 5"), "a number is whole");
        assert!(!has("Passwords", "password"), "a word is whole");
        assert!(!has("token of RSA", "rsa token"), "in this order");
        assert!(!has("anything", " - "), "no words mean nothing");
        assert!(!have_any(&["Category", "55"], &["category 55".to_owned()]), "within one field");
    }
}
