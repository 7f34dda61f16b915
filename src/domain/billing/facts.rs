//! What was said about billing, as it is stored.

use serde::{Deserialize, Serialize};

use crate::domain::directory::Named;

/// The flat rate of a category in a year. See [`crate::domain::event::Fact::RateSet`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateSet {
    /// The category's id, such as `security`.
    pub category: String,
    /// The calendar year: rates are determined annually (C).
    pub year: i32,
    /// The amount for one incident or call; whole cents.
    pub cents: i64,
    /// The currency, three letters such as `USD`.
    pub currency: String,
    /// Where it was determined, or other words.
    pub note: Option<String>,
}

/// All that was said of an incident's billing so far; what nobody said follows from elsewhere, or is an
/// exception. See [`crate::domain::event::Fact::BilledAs`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BilledAs {
    /// The category's id.
    pub category: Option<String>,
    /// The kind of account, such as `blackberry`; `other` for one that the policy does not list.
    pub account: Option<String>,
    /// The agency that owns the account.
    pub owner: Option<Named>,
    /// Whether the account has no billable agency, such as one of the general public.
    pub has_no_agency: Option<bool>,
    /// Whether the account has access to a single application.
    pub has_single_application: Option<bool>,
    /// The agency of the user.
    pub user_agency: Option<Named>,
    /// The application, a service of the directory.
    pub application: Option<Named>,
    /// The agency that owns the device.
    pub device_owner: Option<Named>,
    /// Why it is not billed at all.
    pub not_billed: Option<String>,
}
