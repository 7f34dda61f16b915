//! A mail as a link that opens a mail program's own new message (RFC 6068).
//!
//! Never here: opening it, and mails that no link can carry, for which there is the [`eml`](super::eml)
//! draft.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::eml::is_address;
use super::plain_text::{lines, one_line};

/// The longest link in characters that every system passes on whole; ours, with room under the 2,048 at
/// which Windows cuts.
pub const MOST_CHARS: usize = 2_000;

/// All but what no mail program reads as markup of the link.
const IN_VALUE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// In an address the `@` stays as it is.
const IN_ADDRESS: &AsciiSet = &IN_VALUE.remove(b'@');

/// A mail that does not fit into a link. Says what would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "as a mail link this would be {chars} characters long, and mail programs take {MOST_CHARS}: \
     save it as an .eml draft instead, or copy the text"
)]
pub struct TooLong {
    /// How long the link would be.
    pub chars: usize,
}

/// The link. A recipient that is no address, by [`is_address`], is left out.
///
/// Refused when it would be longer than [`MOST_CHARS`].
pub fn mailto<A: AsRef<str>>(
    to: &[A],
    cc: &[A],
    bcc: &[A],
    subject: &str,
    body: &str,
) -> Result<String, TooLong> {
    let fields = [
        ("cc", addresses(cc)),
        ("bcc", addresses(bcc)),
        ("subject", utf8_percent_encode(&one_line(subject), IN_VALUE).to_string()),
        ("body", utf8_percent_encode(&lines(body).replace('\n', "\r\n"), IN_VALUE).to_string()),
    ];
    let mut link = format!("mailto:{}", addresses(to));
    let filled = fields.iter().filter(|(_, value)| !value.is_empty());
    for (mark, (name, value)) in std::iter::once('?').chain(std::iter::repeat('&')).zip(filled) {
        link.push_str(&format!("{mark}{name}={value}"));
    }
    // All of it is ASCII: bytes are characters.
    if link.len() > MOST_CHARS { Err(TooLong { chars: link.len() }) } else { Ok(link) }
}

fn addresses<A: AsRef<str>>(list: &[A]) -> String {
    let written: Vec<String> = list
        .iter()
        .map(|one| one.as_ref().trim())
        .filter(|one| is_address(one))
        .map(|one| utf8_percent_encode(one, IN_ADDRESS).to_string())
        .collect();
    written.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODY: &[&str] = &[];

    fn link(subject: &str, body: &str) -> String {
        mailto(&["one@example.org"], NOBODY, NOBODY, subject, body).expect("short")
    }

    #[test]
    fn every_character_that_means_something_is_encoded() {
        for (subject, body, said) in [
            ("", "", "mailto:one@example.org"),
            ("a b", "", "mailto:one@example.org?subject=a%20b"),
            ("", "a\nb\r\nc", "mailto:one@example.org?body=a%0D%0Ab%0D%0Ac"),
            ("50 % & more?", "#1+1", "mailto:one@example.org?subject=50%20%25%20%26%20more%3F&body=%231%2B1"),
            ("Müller 🔥", "", "mailto:one@example.org?subject=M%C3%BCller%20%F0%9F%94%A5"),
            ("<b>\"'", "", "mailto:one@example.org?subject=%3Cb%3E%22%27"),
        ] {
            assert_eq!(link(subject, body), said);
        }
    }

    #[test]
    fn no_text_becomes_a_header_field() {
        let hostile = "x\r\nBcc: two@example.org&bcc=two@example.org\u{0}\u{202E}";
        assert_eq!(
            link(hostile, ""),
            "mailto:one@example.org?subject=x%20Bcc%3A%20two%40example.org%26bcc%3Dtwo%40example.org"
        );
        assert!(!link("s", hostile).contains("&bcc="));
        let injected =
            ["one@example.org?bcc=two@example.org", "a@example.org,b@example.org", "a@example.org\nb"];
        assert_eq!(mailto(&injected, NOBODY, NOBODY, "", ""), Ok("mailto:".to_owned()));
        assert_eq!(
            mailto(&["a&b=%@example.org"], NOBODY, NOBODY, "", ""),
            Ok("mailto:a%26b%3D%25@example.org".to_owned())
        );
    }

    #[test]
    fn recipients_stand_in_their_fields() {
        let link = mailto(
            &["one@example.org", " two@example.org "],
            &["three@example.org", "four@example.org"],
            &["five@example.org"],
            "s",
            "b",
        );
        let said = "mailto:one@example.org,two@example.org?cc=three@example.org,four@example.org\
                    &bcc=five@example.org&subject=s&body=b";
        assert_eq!(link.as_deref(), Ok(said));
        assert_eq!(mailto(NOBODY, NOBODY, NOBODY, "s", ""), Ok("mailto:?subject=s".to_owned()));
    }

    #[test]
    fn what_does_not_fit_is_refused_with_what_would_do() {
        let fixed = "mailto:one@example.org?body=".len();
        let fits = "a".repeat(MOST_CHARS - fixed);
        assert_eq!(link("", &fits).len(), MOST_CHARS);
        let refused = mailto(&["one@example.org"], NOBODY, NOBODY, "", &format!("{fits}a"));
        assert_eq!(refused, Err(TooLong { chars: MOST_CHARS + 1 }));
        let words = refused.expect_err("too long").to_string();
        assert!(words.contains("2001 characters") && words.contains(".eml draft") && words.contains("copy"));
        let huge = mailto(&["one@example.org"], NOBODY, NOBODY, "", &"é".repeat(50_000));
        assert_eq!(huge, Err(TooLong { chars: fixed + 300_000 }));
    }
}
