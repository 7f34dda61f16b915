//! What holds of any meeting that is planned: how long it may be, and what its agenda may be.

use std::ops::RangeInclusive;

use super::Refusal;
use super::said::line;
use crate::domain::review::facts::AgendaItem;

/// How long a meeting may be; minutes.
pub const MEETING_MINUTES: RangeInclusive<u32> = 5..=1_440;

/// The most items of an agenda.
const MOST_ITEMS: usize = 50;

/// The items of an agenda, made fit to be a fact; refused where they are what stands already.
pub fn agenda_items(items: &[AgendaItem], standing: &[AgendaItem]) -> Result<Vec<AgendaItem>, Refusal> {
    if items.is_empty() || items.len() > MOST_ITEMS {
        return Err(Refusal::new(
            format!("the agenda has {} items", items.len()),
            format!("give it 1 to {MOST_ITEMS}"),
        ));
    }
    let item = |item: &AgendaItem| {
        if item.minutes == 0 || item.minutes > *MEETING_MINUTES.end() {
            return Err(Refusal::new(
                format!("`{}` takes {} minutes", item.title.trim(), item.minutes),
                format!("say 1 to {}", MEETING_MINUTES.end()),
            ));
        }
        Ok(AgendaItem { title: line("an item of the agenda", &item.title)?, minutes: item.minutes })
    };
    let items = items.iter().map(item).collect::<Result<Vec<_>, _>>()?;
    if items == standing {
        return Err(Refusal::new("the agenda is that already", "there is nothing to change"));
    }
    Ok(items)
}
