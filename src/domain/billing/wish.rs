//! What somebody wants of billing.

use serde::Deserialize;

/// See [`crate::domain::command::Wish::SetRate`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SetRate {
    /// The category's id, such as `security`.
    pub category: String,
    /// The calendar year.
    pub year: i32,
    /// The amount for one incident or call, such as `12.50`: a text, so that no cent is lost.
    pub amount: String,
    /// The currency, such as `USD`; that of the rate that was set last, if left out.
    pub currency: Option<String>,
    /// Where it was determined.
    pub note: Option<String>,
}

/// See [`crate::domain::command::Wish::BillAs`]. What is left out stays as it was; an empty text clears.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BillAs {
    /// The category's id.
    pub category: Option<String>,
    /// The kind of account.
    pub account: Option<String>,
    /// The agency that owns the account.
    pub owner: Option<String>,
    /// Whether the account has no billable agency.
    pub no_agency: Option<bool>,
    /// Whether the account has access to a single application.
    pub single_application: Option<bool>,
    /// The agency of the user.
    pub user_agency: Option<String>,
    /// The application.
    pub application: Option<String>,
    /// The agency that owns the device.
    pub device_owner: Option<String>,
    /// Why it is not billed at all.
    pub not_billed: Option<String>,
}
