//! The moments that clocks run between, in words.

use crate::domain::policy::Policy;
use crate::domain::timeline::milestone;

/// What the name of a milestone means; of a name that is the policy's own, the name without its dashes.
pub fn milestone_words(policy: &Policy, name: &str) -> String {
    if let Some(whom) = name.strip_prefix("escalated-to:") {
        return format!("escalated to {}", whom.replace('-', " "));
    }
    if let Some(audience) = name.strip_prefix(milestone::UPDATE_TO) {
        return format!("update sent to {}", policy.audience_title(audience).to_lowercase());
    }
    let words = match name {
        milestone::TRIAGED => "priority assigned",
        milestone::REFERRED => "referred to a resolver",
        milestone::ACKNOWLEDGED => "resolver acknowledged",
        milestone::INITIAL_NOTIFICATION => "initial notification sent",
        milestone::CUSTOMER_UPDATE => "update sent to customers",
        milestone::UPDATED_NOTIFICATION => "updated notification sent",
        milestone::ESCALATED_NOTIFICATION => "notification of the escalation sent",
        milestone::RESTORED_NOTIFICATION => "restored notification sent",
        milestone::RESOLVER_UPDATE => "resolver said how it stands",
        milestone::HOTLINE_NOTIFIED => "hotline reached",
        milestone::COMMAND_KEPT => "“I stay” said",
        milestone::POST_MORTEM_SCHEDULED => "post-mortem set",
        milestone::QUALIFIED => "it first applies",
        milestone::ON_CALL_CONTACTED => "on-call contacted",
        milestone::POST_MORTEM_CALLED_OFF => "post-mortem called off",
        milestone::POST_MORTEM_HELD => "post-mortem held",
        other => return other.replace('-', " "),
    };
    words.to_owned()
}
