//! Searching a million entries.

use bridgewatch::store::Store;
use bridgewatch::store::search::Search;

use crate::cost::{Spread, ms, of_thread, ratio, tell};
use crate::log::{Crowd, History};

pub fn measure(history: &History) {
    let folder = history.with_open(Crowd::Twenty, history.made_at());
    let store = Store::open_read_only(folder.path()).unwrap();
    let asked = |words: &str, count: usize| {
        let search = Search { words: words.to_owned(), limit: 50, ..Search::default() };
        Spread::of((0..count).map(|_| of_thread(|| store.search(&search).unwrap().len()).1.wall))
    };
    let by_number =
        Spread::of((0..50).map(|_| of_thread(|| store.find_incidents("INC0012345").unwrap().len()).1.wall));
    for (what, words, count) in [
        ("a word of one incident", "INC0012345", 50),
        ("a name of one in 200 entries", "\"Sample Person 7\"", 20),
        ("a word of one in seven entries", "certificate", 7),
        ("a word of nearly every entry", "the", 5),
        ("two common words", "database failover", 5),
        ("a common beginning", "s*", 5),
        ("nothing typed", "", 5),
    ] {
        let spread = asked(words, count);
        let more = Some(ratio(spread.median(), by_number.median()));
        tell(
            &format!("search: {what}"),
            &format!("{}, an incident by its number", ms(by_number.median())),
            &ms(spread.median()),
            more,
            "-",
        );
    }
}
