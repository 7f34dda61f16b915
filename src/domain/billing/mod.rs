//! The monthly billing detail (C, How rates are calculated, Billing process): as what each incident of a
//! month is billed, at which rate, to whom and by which rule; and what cannot be billed, with what would do.
//!
//! Pure, and fed an incident at a time. What is said of billing are facts; everything else follows from the
//! policy, the directory and the rates whenever it is asked, so that a correction moves exactly what it
//! touches. An incident is billed once, in the month in which it was opened, in the desk's zone. Money is in
//! whole cents. Never here: a file, a screen, or which incidents are asked for.
//!
//! | file | is |
//! | --- | --- |
//! | `facts` | what was said, as it is stored |
//! | `wish` | what somebody wants |
//! | `rules` | the categories of a policy: unit, who pays, the words by which a ticket is recognised |
//! | `money`, `month` | amounts in cents with their currency; a month of the wall clock |
//! | `rates` | the flat rate of each category and year |
//! | `payer` | who pays for an incident, by the rules of its category |
//! | `detail` | all of it over one month |

pub mod detail;
pub mod facts;
pub mod money;
pub mod month;
pub mod payer;
pub mod rates;
pub mod rules;
pub mod wish;
