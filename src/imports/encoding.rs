//! The bytes of a cell as text: UTF-8, or Windows-1252 where somebody says so.
//!
//! Windows-1252 is thirty-two characters apart from Latin-1; a table of them is all it takes.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// In which encoding a file is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8, with or without its mark.
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// What Western Windows programs wrote.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// The characters of the bytes 80 to 9F; the five that it leaves free stay control characters, as browsers
/// have it.
const FROM_80: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

impl Encoding {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Utf8, Self::Windows1252];

    /// The word on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Windows1252 => "windows-1252",
        }
    }

    /// The bytes as text; otherwise the place of the first byte that is none.
    pub(super) fn text(self, bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
        if self == Self::Windows1252 && !bytes.is_ascii() {
            return Ok(Cow::Owned(bytes.iter().copied().map(one).collect()));
        }
        std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|err| err.valid_up_to())
    }
}

fn one(byte: u8) -> char {
    let of_table = byte.checked_sub(0x80).and_then(|place| FROM_80.get(usize::from(place)));
    of_table.copied().unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_encodings_give_the_same_words() {
        assert_eq!(Encoding::Utf8.text("Müller — 5 €".as_bytes()).unwrap(), "Müller — 5 €");
        assert_eq!(Encoding::Windows1252.text(b"M\xFCller \x97 5 \x80").unwrap(), "Müller — 5 €");
        assert_eq!(Encoding::Windows1252.text(b"plain").unwrap(), "plain");
        assert_eq!(Encoding::Windows1252.text(b"\x9F\xA0\xFF\x81").unwrap(), "Ÿ\u{A0}ÿ\u{81}");
        assert_eq!(Encoding::Utf8.text(b"ab\xFC"), Err(2));
    }
}
