//! Being told by the system to end: a logout, a shutdown, `kill`.
//!
//! Never here: what is to be done before the end.

/// Calls `told` once when the system wants this process to end; from then on a second word of it ends the
/// process as if nobody listened. Where the system has no such word, or no thread can be had, nothing
/// changes: the process ends at once, and what was accepted is on disk.
#[cfg(unix)]
pub fn when_told_to_end(told: impl FnOnce() + Send + 'static) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;

    let Ok(mut signals) = Signals::new([SIGTERM, SIGINT, SIGHUP]) else { return };
    let listening = std::thread::Builder::new().name("ending".to_owned()).spawn(move || {
        if signals.forever().next().is_some() {
            told();
        }
        if let Some(signal) = signals.forever().next() {
            // The same as the system does by itself; where even that fails there is nothing left to try.
            signal_hook::low_level::emulate_default_handler(signal).ok();
        }
    });
    // Without a thread the signals are still taken and would be lost: the handle's end gives them up.
    drop(listening);
}

/// Windows ends a process of a session without a word that could be heard here.
#[cfg(not(unix))]
pub fn when_told_to_end(_: impl FnOnce() + Send + 'static) {}
