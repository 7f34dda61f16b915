//! A rule as the program reads it, and its shifts beside the second reckoning.

use bridgewatch::domain::rota::Rota;
use bridgewatch::domain::rota::change::Window;
use bridgewatch::domain::rota::history::Track;
use bridgewatch::domain::rota::person::{PersonId, Seat};
use bridgewatch::domain::rota::rhythm::{Rhythm, Unit as ProgramUnit};
use bridgewatch::domain::rota::rule::{Order, Rule, RuleDraft, SeatOrder};
use bridgewatch::domain::time::Instant;

use crate::reference_rota::{Held, Said, Unit};

/// The rota of a rule alone.
pub fn rota(said: &Said) -> Rota {
    let unit = match said.unit {
        Unit::Hours => ProgramUnit::Hours,
        Unit::Days => ProgramUnit::Days,
        Unit::Weeks => ProgramUnit::Weeks,
        Unit::Months => ProgramUnit::Months,
    };
    let draft = RuleDraft {
        name: "Main".to_owned(),
        participants: (0..said.people).map(|place| PersonId::new(place.to_string())).collect(),
        rhythm: Rhythm::new(said.every, unit).unwrap(),
        anchor: said.anchor,
        zone: said.zone.parse().unwrap(),
        weekdays: said.weekdays,
        hours: None,
        skips_holidays: false,
        seats: vec![SeatOrder { seat: Seat::Backup, order: Order::Offset(said.offset as u32) }],
    };
    Rota { tracks: vec![Track::of(Rule::new(draft).unwrap())], ..Rota::default() }
}

/// Who holds a seat within a span, cut to it, by place; who goes on is one shift.
fn of_seat(rota: &Rota, seat: &Seat, from: Instant, until: Instant) -> Vec<(Instant, Instant, usize)> {
    let mut held: Vec<(Instant, Instant, usize)> = Vec::new();
    for shift in rota.shifts(Window::new(from, until)).into_iter().filter(|shift| shift.seat == *seat) {
        let who = shift.person.0.parse().unwrap();
        let (begins, ends) = (shift.window.from.max(from), shift.window.until.min(until));
        match held.last_mut() {
            Some(last) if last.1 == begins && last.2 == who => last.1 = ends,
            _ => held.push((begins, ends, who)),
        }
    }
    held
}

/// Where program and reckoning disagree, if they do; how many shifts were compared.
pub fn compared(said: &Said, from: Instant, until: Instant) -> Result<usize, String> {
    let rota = rota(said);
    let expected = said.held(from, until);
    let by_seat = |who: fn(&Held) -> usize| -> Vec<_> {
        expected.iter().map(|one| (one.from, one.until, who(one))).collect()
    };
    for (seat, expected) in
        [(Seat::Primary, by_seat(|one| one.primary)), (Seat::Backup, by_seat(|one| one.backup))]
    {
        let by_program = of_seat(&rota, &seat, from, until);
        if by_program != expected {
            let at = by_program.iter().zip(&expected).position(|(one, other)| one != other);
            let at = at.unwrap_or(by_program.len().min(expected.len()));
            return Err(format!(
                "{said:?} from {from} until {until}\n{seat}, shift {at}: program {:?}, reckoning {:?}",
                by_program.get(at),
                expected.get(at)
            ));
        }
    }
    Ok(2 * expected.len())
}
