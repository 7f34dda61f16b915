//! The icons: each glyph of the icon font that Bridgewatch uses, named once and for its meaning.
//!
//! An icon is a `&str` of one character, so it goes wherever text goes: a [`RichText`], a
//! button, a [`LayoutJob`] beside words. [`fonts::install`] puts the glyphs behind each font
//! family, scaled so that they sit well with the words beside them.
//!
//! A glyph is in the shipped fonts only because it stands here: `assets/fonts/subset.py` reads
//! this file. To add one, add its line, run the script, and let the test in [`fonts`] confirm.
//!
//! An icon never stands alone for a meaning. It has a word beside it, or a name for screen
//! readers and a tooltip, which [`widgets::icon_button`] sees to. There is no waste bin here:
//! nothing in a log is deleted.
//!
//! [`RichText`]: egui::RichText
//! [`LayoutJob`]: egui::text::LayoutJob
//! [`fonts`]: crate::ui::fonts
//! [`fonts::install`]: crate::ui::fonts::install
//! [`widgets::icon_button`]: crate::ui::widgets::icon_button

/// Declares the glyphs as constants, and the list of them all for the tests.
macro_rules! glyphs {
    ($(#[doc = $doc:literal] $name:ident = $glyph:literal;)+) => {
        $(#[doc = $doc] pub const $name: &str = $glyph;)+

        /// Every glyph of this module with the name of its constant.
        pub const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),+];
    };
}

/// Outlined icons, the ordinary ones.
pub mod icon {
    glyphs! {
        // Screens
        /// The board of live incidents. Phosphor `squares-four`.
        BOARD = "\u{e464}";
        /// The rota of watches. Phosphor `calendar-dots`.
        ROTA = "\u{e7b4}";
        /// The hotline. Phosphor `phone`.
        HOTLINE = "\u{e3b8}";
        /// Post-mortems and their planner. Phosphor `note-pencil`.
        REVIEWS = "\u{e34c}";
        /// The directory of people and teams. Phosphor `address-book`.
        DIRECTORY = "\u{e6f8}";
        /// Reports. Phosphor `chart-bar`.
        REPORTS = "\u{e150}";
        /// Settings. Phosphor `gear`.
        SETTINGS = "\u{e270}";
        /// Help and the list of shortcuts. Phosphor `question`.
        HELP = "\u{e3e8}";
        // The alarm
        /// An alarm that is set. Phosphor `bell`.
        BELL = "\u{e0ce}";
        /// An alarm that rings. Phosphor `bell-ringing`.
        BELL_RINGING = "\u{e5e8}";
        /// An alarm that is silenced. Phosphor `bell-slash`.
        BELL_SLASH = "\u{e0d4}";
        /// Sound is on. Phosphor `speaker-high`.
        SPEAKER_HIGH = "\u{e44a}";
        /// Sound is off. Phosphor `speaker-slash`.
        SPEAKER_SLASH = "\u{e45a}";
        /// A time or a deadline. Phosphor `clock`.
        CLOCK = "\u{e19a}";
        /// What happened before, or a time entered afterwards. Phosphor `clock-counter-clockwise`.
        HISTORY = "\u{e1a0}";
        /// Waiting for somebody. Phosphor `hourglass`.
        HOURGLASS = "\u{e2b2}";
        /// A clock that is paused, and the button that pauses it. Phosphor `pause`.
        PAUSE = "\u{e39e}";
        /// The button that lets a paused clock run. Phosphor `play`.
        PLAY = "\u{e3d0}";
        // Incidents and their state
        /// A critical or major incident. Phosphor `siren`.
        SIREN = "\u{e9b8}";
        /// Something needs attention. Phosphor `warning`.
        WARNING = "\u{e4e0}";
        /// A security incident. Phosphor `shield-warning`.
        SHIELD_WARNING = "\u{e412}";
        /// Configuration items and systems. Phosphor `hard-drives`.
        HARD_DRIVES = "\u{e2a0}";
        /// A remark that asks for nothing. Phosphor `info`.
        INFO = "\u{e2ce}";
        /// A mark set by hand. Phosphor `flag`.
        FLAG = "\u{e244}";
        /// An open, empty state. Phosphor `circle`.
        CIRCLE = "\u{e18a}";
        /// A settled state. Phosphor `check-circle`.
        CHECK_CIRCLE = "\u{e184}";
        /// Not needed, with a reason. Phosphor `prohibit`.
        PROHIBIT = "\u{e3de}";
        /// Read-only or confidential. Phosphor `lock`.
        LOCK = "\u{e2fa}";
        // People and messages
        /// One person. Phosphor `user`.
        USER = "\u{e4c2}";
        /// Several people or a team. Phosphor `users`.
        USERS = "\u{e4d6}";
        /// A handoff or a cover. Phosphor `user-switch`.
        USER_SWITCH = "\u{e756}";
        /// Two watches exchanged. Phosphor `swap`.
        SWAP = "\u{e83c}";
        /// A call to make or under way. Phosphor `phone-call`.
        PHONE_CALL = "\u{e3ba}";
        /// A call that nobody answered. Phosphor `phone-x`.
        PHONE_X = "\u{e3c4}";
        /// An update to customers or leadership. Phosphor `megaphone`.
        MEGAPHONE = "\u{e324}";
        /// A message by mail. Phosphor `envelope`.
        ENVELOPE = "\u{e214}";
        /// The button that marks a message as sent. Phosphor `paper-plane-tilt`.
        SEND = "\u{e398}";
        /// The log, minutes and checklists. Phosphor `clipboard-text`.
        LOG = "\u{e198}";
        // Actions
        /// Done, or chosen. Phosphor `check`.
        CHECK = "\u{e182}";
        /// Close, or clear a field. Phosphor `x`.
        X = "\u{e4f6}";
        /// Add or create. Phosphor `plus`.
        PLUS = "\u{e3d4}";
        /// Take off or fold. Phosphor `minus`.
        MINUS = "\u{e32a}";
        /// Search. Phosphor `magnifying-glass`.
        SEARCH = "\u{e30c}";
        /// Narrow a list. Phosphor `funnel`.
        FILTER = "\u{e266}";
        /// Take the last step back. Phosphor `arrow-u-up-left`.
        UNDO = "\u{e08a}";
        /// Edit in place. Phosphor `pencil-simple`.
        EDIT = "\u{e3b4}";
        /// Copy to the clipboard. Phosphor `copy`.
        COPY = "\u{e1ca}";
        /// Save to a file. Phosphor `floppy-disk`.
        SAVE = "\u{e248}";
        /// Export a report or a pack. Phosphor `download-simple`.
        DOWNLOAD = "\u{e20c}";
        /// Print. Phosphor `printer`.
        PRINT = "\u{e3dc}";
        /// Opens outside Bridgewatch. Phosphor `arrow-square-out`.
        OPEN_OUTSIDE = "\u{e5de}";
        /// Keyboard shortcuts. Phosphor `keyboard`.
        KEYBOARD = "\u{e2d8}";
        /// More commands. Phosphor `dots-three`.
        MORE = "\u{e1fe}";
        /// The menu, or a plain list. Phosphor `list`.
        LIST = "\u{e2f0}";
        /// Back. Phosphor `arrow-left`.
        ARROW_LEFT = "\u{e058}";
        /// Onwards, or from one thing to another. Phosphor `arrow-right`.
        ARROW_RIGHT = "\u{e06c}";
        /// Unfolded, or a list to pick from. Phosphor `caret-down`.
        CARET_DOWN = "\u{e136}";
        /// Fold upwards. Phosphor `caret-up`.
        CARET_UP = "\u{e13c}";
        /// The span before, such as last month. Phosphor `caret-left`.
        CARET_LEFT = "\u{e138}";
        /// Folded, or the span after. Phosphor `caret-right`.
        CARET_RIGHT = "\u{e13a}";
        // Appearance
        /// The dark theme. Phosphor `moon`.
        MOON = "\u{e330}";
        /// The light theme. Phosphor `sun`.
        SUN = "\u{e472}";
        /// The theme of the system. Phosphor `circle-half`.
        SYSTEM_THEME = "\u{e18c}";
    }
}

/// Filled icons: the open screen in the rail, and marks that have to be loud.
///
/// Phosphor gives both weights the same code points. These are moved up into plane 15, so that
/// one font family holds both.
pub mod filled {
    glyphs! {
        /// The board, when it is the open screen. Phosphor `squares-four`.
        BOARD = "\u{fe464}";
        /// The rota, when it is the open screen. Phosphor `calendar-dots`.
        ROTA = "\u{fe7b4}";
        /// The hotline, when it is the open screen. Phosphor `phone`.
        HOTLINE = "\u{fe3b8}";
        /// Post-mortems, when they are the open screen. Phosphor `note-pencil`.
        REVIEWS = "\u{fe34c}";
        /// The directory, when it is the open screen. Phosphor `address-book`.
        DIRECTORY = "\u{fe6f8}";
        /// Reports, when they are the open screen. Phosphor `chart-bar`.
        REPORTS = "\u{fe150}";
        /// Settings, when they are the open screen. Phosphor `gear`.
        SETTINGS = "\u{fe270}";
        /// Help, when it is the open screen. Phosphor `question`.
        HELP = "\u{fe3e8}";
        /// An alarm that rings now and asks to be acknowledged. Phosphor `bell-ringing`.
        BELL_RINGING = "\u{fe5e8}";
        /// A call that is under way. Phosphor `phone-call`.
        PHONE_CALL = "\u{fe3ba}";
        /// A critical or major incident, at its loudest. Phosphor `siren`.
        SIREN = "\u{fe9b8}";
        /// Something needs attention, at its loudest. Phosphor `warning`.
        WARNING = "\u{fe4e0}";
        /// A settled state, as a full mark. Phosphor `check-circle`.
        CHECK_CIRCLE = "\u{fe184}";
        /// A clock that is paused, as a full mark. Phosphor `pause`.
        PAUSE = "\u{fe39e}";
        /// A clock that runs, as a full mark. Phosphor `play`.
        PLAY = "\u{fe3d0}";
        /// A mark set by hand, as a full mark. Phosphor `flag`.
        FLAG = "\u{fe244}";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_icon_is_one_private_use_character_and_none_is_named_twice() {
        for (set, planes) in [(icon::ALL, '\u{e000}'..='\u{f8ff}'), (filled::ALL, '\u{fe000}'..='\u{ff8ff}')]
        {
            let mut seen = BTreeSet::new();
            for (name, glyph) in set {
                let mut chars = glyph.chars();
                let only = chars.next().expect(name);
                assert_eq!(chars.next(), None, "{name} is one character");
                assert!(planes.contains(&only), "{name} is a private-use character");
                assert!(seen.insert(only), "{name} shares its glyph with another name");
            }
        }
    }
}
