//! What crosses to the operating system, against the real thing: notices to a real notification
//! service, dunst on a private bus and a private screen; the real window is in `window`, as a screen reader has
//! it in `screen_reader`, where the graphics fail in `drawing`, the watch without one in
//! `always_there`, its icon in `tray`, what is heard in `sounds`, whether things move in `motion`;
//! where notifications fail under a desk in `failing_bus`, what it opens of a network (nothing) in
//! `network`, who may read what it keeps in `owner_alone`, files of its folder that lie in
//! `lying_files`.
//!
//! Each test has its own bus, X server, dunst, and a process of its own that holds the
//! notifier (the bus is named by the environment). Nothing here waits a fixed time in order
//! to assert; what must happen is polled for, with generous patience.
#![cfg(target_os = "linux")]

use std::io::BufRead as _;
use std::time::Duration;

use bridgewatch::platform::{Notice, NoticeAction, Notifier, Sound, SystemNotifier, Urgency, monotonic_now};

#[path = "real_desktop/always_there.rs"]
mod always_there;
#[path = "real_desktop/atspi.rs"]
mod atspi;
#[path = "real_desktop/drawing.rs"]
mod drawing;
#[path = "real_desktop/failing_bus.rs"]
mod failing_bus;
#[path = "real_desktop/lying_files.rs"]
mod lying_files;
#[path = "real_desktop/motion.rs"]
mod motion;
#[path = "real_desktop/network.rs"]
mod network;
#[path = "real_desktop/owner_alone.rs"]
mod owner_alone;
#[path = "real_desktop/private_desktop.rs"]
mod private_desktop;
#[path = "real_desktop/screen_reader.rs"]
mod screen_reader;
#[path = "real_desktop/sounds.rs"]
mod sounds;
#[path = "real_desktop/tray.rs"]
mod tray;
#[path = "real_desktop/window.rs"]
mod window;

use private_desktop::{Bus, Desktop, MARK, PUPPET, Puppet, eventually};

/// What "at once" may take on a machine that is busy with other things. A call that waited
/// for a service that hangs would take as long as the service hangs.
const AT_ONCE: Duration = Duration::from_secs(2);

#[test]
fn text_arrives_as_it_was_written_and_critical_stays() {
    let mut desktop = Desktop::start();
    desktop.puppet().show("critical", "p1", "P1 <i>down</i>", "<b>&\"x\" it's</b>");
    desktop.wait_displayed(1);
    desktop.puppet().wait_said("healthy Working { server: \"dunst ");
    desktop.puppet().show("normal", "p2", "P2", "calm");
    desktop.wait_displayed(2);

    let kept = desktop.take_all();
    let critical = kept.iter().find(|kept| kept.message.contains("P1"));
    let critical = critical.expect("the critical one");
    // The rule that wants our name, our desktop entry and "critical" took it, and what
    // dunst's markup reader got is the text, not a bold one.
    assert_eq!(
        critical.message,
        "ours critical P1 &lt;i&gt;down&lt;/i&gt;|\
         &lt;b&gt;&amp;&quot;x&quot; it&apos;s&lt;/b&gt;"
    );
    assert_eq!(critical.appname, "Bridgewatch");
    assert_eq!(critical.timeout, "0", "never, whatever dunst's own rule is");
    let normal = kept.iter().find(|kept| kept.message.contains("P2"));
    assert_eq!(normal.expect("the normal one").message, "ours P2|calm");
}

#[test]
fn a_server_that_reads_no_markup_gets_plain_text() {
    let mut desktop = Desktop::start_with("no");
    desktop.puppet().show("normal", "t", "T", "<b>&\"x\" it's</b>");
    desktop.wait_displayed(1);
    assert_eq!(desktop.take_all()[0].body, "<b>&\"x\" it's</b>");
}

#[test]
fn the_same_tag_replaces() {
    let mut desktop = Desktop::start();
    desktop.puppet().show("normal", "a", "first", "1");
    desktop.wait_displayed(1);
    desktop.wait_listening(1);
    desktop.puppet().show("critical", "a", "second", "2");
    desktop.puppet().show("normal", "b", "other", "3");
    desktop.wait_displayed(2);
    let mut texts: Vec<_> = desktop.take_all().into_iter().map(|k| k.message).collect();
    texts.sort();
    assert_eq!(texts, ["ours critical second|2", "ours other|3"]);
}

#[test]
fn presses_come_back_once_with_their_tag() {
    let mut desktop = Desktop::start();
    desktop.puppet().show("normal", "a", "A", "");
    desktop.wait_listening(1);
    desktop.click_body();
    desktop.puppet().wait_said("pressed a Open");
    desktop.wait_displayed(0);
    desktop.wait_listening(0);

    // Replaced once, so that an earlier watch could tell the press a second time.
    desktop.puppet().show("critical", "b", "B", "first");
    desktop.wait_listening(1);
    desktop.puppet().show("critical", "b", "B", "second");
    desktop.wait_listening(2);
    desktop.choose_acknowledge();
    desktop.puppet().wait_said("pressed b Acknowledge");
    desktop.wait_displayed(0);
    desktop.wait_listening(0);

    // Closed without a press: told to nobody.
    desktop.puppet().show("normal", "c", "C", "");
    desktop.wait_listening(1);
    desktop.take_all();
    desktop.wait_listening(0);
    desktop.let_go();
    assert_eq!(desktop.puppet().count("pressed "), 2);
}

#[test]
fn withdraw_takes_it_off_the_screen() {
    let mut desktop = Desktop::start();
    desktop.puppet().show("critical", "a", "A", "");
    desktop.puppet().show("critical", "b", "B", "");
    desktop.wait_displayed(2);
    desktop.puppet().tell("withdraw\ta");
    desktop.wait_displayed(1);
    desktop.puppet().tell("withdraw\tunknown");
    desktop.puppet().tell("withdraw\tb");
    desktop.wait_displayed(0);
}

#[test]
fn what_is_withdrawn_at_the_very_end_still_goes() {
    let mut desktop = Desktop::start();
    desktop.puppet().show("critical", "a", "A", "");
    desktop.wait_displayed(1);
    desktop.wait_listening(1);
    desktop.puppet().tell("withdraw\ta");
    desktop.let_go();
    desktop.wait_displayed(0);
}

#[test]
fn without_a_service_the_health_says_so() {
    let bus = Bus::start();
    let mut puppet = Puppet::start(Some(&bus.address));
    assert_eq!(puppet.health(), "Untried");
    puppet.show("critical", "a", "A", "");
    let told = puppet.wait_said("healthy Refused");
    assert!(told.contains("no notification service runs"), "{told}");
    assert_eq!(format!("healthy {}", puppet.health()), told);
    assert!(puppet.longest_call() < AT_ONCE);
    assert!(puppet.let_go() < AT_ONCE);
}

#[test]
fn without_a_bus_the_health_says_so() {
    let mut puppet = Puppet::start(None);
    puppet.show("critical", "a", "A", "");
    let told = puppet.wait_said("healthy Refused");
    assert!(told.contains("session bus can't be reached"), "{told}");
    puppet.tell("withdraw\ta");
    assert!(puppet.longest_call() < AT_ONCE);
    assert!(puppet.let_go() < AT_ONCE);
}

#[test]
fn a_service_that_hangs_from_the_start_is_told_and_taken_up_again() {
    let mut desktop = Desktop::start();
    desktop.freeze_dunst();
    let begun = monotonic_now();
    desktop.puppet().show("critical", "a", "A", "");
    desktop.puppet().wait_health("doesn't answer");
    assert!(begun.elapsed() < Duration::from_secs(30), "told in a few seconds, however busy the machine");
    for number in 0..200 {
        desktop.puppet().tell(&format!("show\tnormal\tn{number}\tN\t"));
    }
    desktop.puppet().show("normal", "last", "Last", "");
    assert!(desktop.puppet().longest_call() < AT_ONCE);
    let threads = desktop.puppet().threads();
    assert!(threads < 12, "{threads} threads for a service that hangs");

    desktop.thaw_dunst();
    desktop.puppet().wait_health("Working");
    eventually("the last is there, and so is all before it", || {
        desktop.close_all();
        let closed = desktop.closed();
        let last = closed.iter().any(|kept| kept.message == "ours Last|");
        last.then_some(())
    });
    let closed = desktop.closed();
    assert!(closed.iter().any(|kept| kept.message == "ours critical A|"));
    assert_eq!(closed.len(), 1 + 64, "what hung, and a full queue");
}

#[test]
fn a_service_that_hangs_in_between_is_told_and_taken_up_again() {
    let mut desktop = Desktop::start();
    desktop.puppet().show("critical", "a", "A", "first");
    desktop.puppet().wait_health("Working");
    desktop.wait_listening(1);
    desktop.freeze_dunst();
    desktop.puppet().show("critical", "a", "A", "second");
    desktop.puppet().wait_health("doesn't answer");
    desktop.puppet().show("critical", "a", "A", "third");
    desktop.puppet().show("critical", "a", "A", "fourth");
    desktop.thaw_dunst();
    desktop.puppet().wait_health("Working");
    desktop.puppet().show("normal", "b", "B", "");
    desktop.wait_displayed(2);
    let mut texts: Vec<_> = desktop.take_all().into_iter().map(|k| k.message).collect();
    texts.sort();
    assert_eq!(texts, ["ours B|", "ours critical A|fourth"]);
}

#[test]
fn quitting_does_not_wait_for_a_service_that_hangs() {
    let mut desktop = Desktop::start();
    desktop.puppet().show("critical", "a", "A", "");
    desktop.puppet().wait_health("Working");
    desktop.freeze_dunst();
    desktop.puppet().show("critical", "b", "B", "");
    desktop.puppet().tell("withdraw\ta");
    let took = desktop.let_go();
    assert!(took < Duration::from_secs(3), "{took:?}");
}

#[test]
fn a_service_that_was_killed_and_came_back_shows_the_next() {
    let mut desktop = Desktop::start();
    desktop.puppet().show("critical", "a", "A", "first");
    desktop.wait_displayed(1);
    // Back again before we notice: the id we know is from another life.
    desktop.kill_dunst();
    desktop.start_dunst();
    desktop.puppet().show("critical", "a", "A", "second");
    desktop.wait_displayed(1);
    desktop.puppet().wait_health("Working");

    desktop.kill_dunst();
    desktop.puppet().show("critical", "a", "A", "lost");
    desktop.puppet().wait_health("no notification service runs");
    desktop.start_dunst();
    desktop.puppet().show("critical", "a", "A", "third");
    desktop.wait_displayed(1);
    desktop.puppet().wait_health("Working");
    desktop.wait_listening(1);
    desktop.click_body();
    desktop.puppet().wait_said("pressed a Open");
    let texts: Vec<_> = desktop.take_all().into_iter().map(|k| k.message).collect();
    assert_eq!(texts, ["ours critical A|third"]);
}

#[test]
fn a_service_that_dies_while_asked_is_told() {
    let mut desktop = Desktop::start();
    desktop.puppet().show("critical", "a", "A", "");
    desktop.puppet().wait_health("Working");
    desktop.freeze_dunst();
    desktop.puppet().show("critical", "b", "B", "");
    desktop.puppet().wait_health("doesn't answer");
    desktop.kill_dunst();
    desktop.puppet().wait_health("went away before it answered");
}

#[test]
fn a_bus_that_dies_takes_nothing_along() {
    let mut desktop = Desktop::start();
    desktop.puppet().show("critical", "a", "A", "");
    desktop.wait_listening(1);
    desktop.bus.kill();
    desktop.puppet().show("critical", "b", "B", "");
    desktop.puppet().wait_health("session bus can't be reached");
    desktop.puppet().tell("withdraw\ta");
    assert!(desktop.let_go() < AT_ONCE);
}

#[test]
fn the_screen_is_never_flooded() {
    let mut desktop = Desktop::start();
    desktop.puppet().show("critical", "first", "F", "");
    for number in 0..40 {
        let tag = format!("n{number}");
        desktop.puppet().show("normal", &tag, "N", &tag);
    }
    desktop.puppet().show("normal", "end", "End", "");
    eventually("sixteen of 42 stand, all others were taken away", || {
        (desktop.displayed() == Some(16) && desktop.closed().len() == 26).then_some(())
    });
    let threads = desktop.puppet().threads();
    assert!(threads < 40, "{threads} threads for sixteen notices");
    let left = desktop.take_all();
    let left: Vec<_> = left.iter().take(16).map(|kept| kept.message.as_str()).collect();
    for message in ["ours critical F|", "ours End|", "ours N|n38"] {
        assert!(left.contains(&message), "{message} went: {left:?}");
    }
}

/// Not a test of its own: the process that the tests above pull by its strings.
#[test]
#[ignore = "run by the other tests as a process of its own"]
fn puppet() {
    if std::env::var_os(PUPPET).is_none() {
        return;
    }
    let mut notifier = SystemNotifier::start(
        Box::new(|press| println!("{MARK}pressed {} {:?}", press.tag, press.action)),
        Box::new(|health| println!("{MARK}healthy {health:?}")),
    );
    println!("{MARK}ready");
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("the test writes text");
        let words: Vec<&str> = line.split('\t').collect();
        let begun = monotonic_now();
        match words.as_slice() {
            ["show", urgency, tag, title, body] => {
                notifier.show(Notice {
                    tag: (*tag).to_owned(),
                    title: (*title).to_owned(),
                    body: (*body).to_owned(),
                    urgency: match *urgency {
                        "critical" => Urgency::Critical,
                        _ => Urgency::Normal,
                    },
                    actions: vec![NoticeAction::Acknowledge, NoticeAction::Open],
                    // By the tag, so that a test can ask for one.
                    sound: match *tag {
                        "alarm" => Sound::Alarm,
                        "warning" => Sound::Warning,
                        "message" => Sound::Message,
                        _ => Sound::Silent,
                    },
                });
                println!("{MARK}shown in {}", begun.elapsed().as_micros());
            }
            ["withdraw", tag] => notifier.withdraw(tag),
            ["health"] => println!("{MARK}health is {:?}", notifier.health()),
            other => panic!("the puppet doesn't know {other:?}"),
        }
    }
    let begun = monotonic_now();
    drop(notifier);
    println!("{MARK}dropped in {}", begun.elapsed().as_micros());
}
