//! A mail as a draft in a file (RFC 5322): opened, it is an unsent message in the mail program, with its
//! recipients, subject and text.
//!
//! Never here: sending, the clock, the name of the computer. Date and message id come from the caller.
//! Encoded words and their folding are `email-encoding`'s, the body is `quoted_printable`'s; what may
//! stand in a header at all is decided here.

use std::fmt::{self, Write};

use chrono::{Offset, TimeZone};
use chrono_tz::Tz;
use email_encoding::body::base64;
use email_encoding::headers::rfc2047;
use email_encoding::headers::writer::EmailWriter;

use super::plain_text::{is_unfit, lines, one_line};
use crate::domain::calendar::local_of;
use crate::domain::directory;
use crate::domain::time::Instant;

/// The longest address in characters (RFC 5321).
const MOST_ADDRESS_CHARS: usize = 254;

/// A word longer than this is encoded, since a line can be folded at spaces only.
const LONGEST_PLAIN_WORD: usize = 60;

/// Somebody whom a mail is for, or from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The name that is shown; may be empty.
    pub name: String,
    /// The address, such as `one@example.org`.
    pub address: String,
}

impl AsRef<str> for Address {
    fn as_ref(&self) -> &str {
        &self.address
    }
}

/// A mail that a person has yet to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailDraft {
    /// Its subject; line ends in it become spaces.
    pub subject: String,
    /// Its text, plain.
    pub text: String,
    /// Whom it is to.
    pub to: Vec<Address>,
    /// Who gets a copy.
    pub cc: Vec<Address>,
    /// Who gets a copy without the others seeing it.
    pub bcc: Vec<Address>,
    /// Whom it is from, where that is not left to the mail program.
    pub from: Option<Address>,
    /// When it was drafted.
    pub at: Instant,
    /// The zone in which its date is written.
    pub zone: Tz,
    /// Its id, such as `0198…@example.org`; without one, the mail program gives it.
    pub message_id: Option<String>,
}

impl MailDraft {
    /// Everybody named in it whose address is none, by [`is_address`]: [`eml`] leaves them out, so they
    /// are to be shown before the draft leaves.
    pub fn unusable(&self) -> Vec<&Address> {
        let named = self.from.iter().chain(&self.to).chain(&self.cc).chain(&self.bcc);
        named.filter(|one| !is_address(one.address.trim())).collect()
    }
}

/// A file that goes with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// What it is called; what could lead elsewhere, or end a header, is taken out.
    pub name: String,
    /// Its media type, the program's own.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A calendar that a mail is another form of: mail programs show it as an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarPart {
    /// What it asks of the calendar program: REQUEST or CANCEL.
    pub method: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Whether a text can be an e-mail address: one `@` with something on both sides, a domain without empty
/// parts, and nothing in it that would end an address in a list or a header.
///
/// Says nothing about whether mail arrives there.
pub fn is_address(text: &str) -> bool {
    directory::is_address(text) && !text.contains(is_unfit) && text.chars().count() <= MOST_ADDRESS_CHARS
}

/// The draft as a file's bytes. Whoever has no usable address is left out: see [`MailDraft::unusable`].
///
/// Direction overrides and control characters leave subject, names and text; nothing else does.
pub fn eml(draft: &MailDraft) -> Vec<u8> {
    eml_with(draft, None, &[])
}

/// The same with a calendar as the other form of its text, and with files (RFC 2046, RFC 6047).
pub fn eml_with(draft: &MailDraft, calendar: Option<&CalendarPart>, files: &[Attachment]) -> Vec<u8> {
    let mut mail = String::new();
    // Writing to memory cannot fail.
    write_headers(&mut mail, draft).unwrap_or_default();
    if files.is_empty() {
        write_body(&mut mail, draft, calendar);
        return mail.into_bytes();
    }
    mail.push_str(&format!("Content-Type: multipart/mixed; boundary=\"{MIXED}\"\r\n\r\n--{MIXED}\r\n"));
    write_body(&mut mail, draft, calendar);
    for file in files {
        let name = file_name(&file.name);
        let head = format!("{}; name=\"{name}\"", file.media_type);
        mail.push_str(&format!("--{MIXED}\r\n"));
        write_bytes(&mut mail, &head, Some(&name), &file.bytes);
    }
    mail.push_str(&format!("--{MIXED}--\r\n"));
    mail.into_bytes()
}

/// The boundaries of parts. Neither quoted-printable nor base64 can hold `=_`, so no part can end one.
const MIXED: &str = "=_bridgewatch-parts";
const FORMS: &str = "=_bridgewatch-forms";

/// The text, alone or with the calendar as its other form.
fn write_body(mail: &mut String, draft: &MailDraft, calendar: Option<&CalendarPart>) {
    let Some(calendar) = calendar else { return write_text(mail, draft) };
    mail.push_str(&format!("Content-Type: multipart/alternative; boundary=\"{FORMS}\"\r\n\r\n--{FORMS}\r\n"));
    write_text(mail, draft);
    mail.push_str(&format!("--{FORMS}\r\n"));
    let head = format!("text/calendar; charset=utf-8; method={}", calendar.method);
    write_bytes(mail, &head, None, &calendar.bytes);
    mail.push_str(&format!("--{FORMS}--\r\n"));
}

fn write_text(mail: &mut String, draft: &MailDraft) {
    mail.push_str("Content-Type: text/plain; charset=utf-8\r\n");
    mail.push_str("Content-Transfer-Encoding: quoted-printable\r\n\r\n");
    let text = lines(&draft.text).replace('\n', "\r\n");
    mail.push_str(&quoted_printable::encode_to_str(text));
    if !mail.ends_with("\r\n") {
        mail.push_str("\r\n");
    }
}

/// A part of bytes, as a file where it has a name.
fn write_bytes(mail: &mut String, media_type: &str, name: Option<&str>, bytes: &[u8]) {
    mail.push_str(&format!("Content-Type: {media_type}\r\nContent-Transfer-Encoding: base64\r\n"));
    if let Some(name) = name {
        mail.push_str(&format!("Content-Disposition: attachment; filename=\"{name}\"\r\n"));
    }
    mail.push_str("\r\n");
    // Writing to memory cannot fail.
    base64::encode(bytes, mail).unwrap_or_default();
    if !mail.ends_with("\r\n") {
        mail.push_str("\r\n");
    }
}

/// A name that is one file's on every system and stands in a header as it is.
fn file_name(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let name: String = name.chars().take(80).map(plain).collect();
    let name = name.trim_start_matches(['.', '-']).to_owned();
    if name.is_empty() { "file".to_owned() } else { name }
}

fn write_headers(mail: &mut String, draft: &MailDraft) -> fmt::Result {
    // Opens it for writing in the mail programs that know the word, and says so in the others.
    mail.push_str("X-Unsent: 1\r\n");
    write_addresses(mail, "From", draft.from.as_slice())?;
    write_addresses(mail, "To", &draft.to)?;
    write_addresses(mail, "Cc", &draft.cc)?;
    write_addresses(mail, "Bcc", &draft.bcc)?;
    write_subject(mail, &one_line(&draft.subject))?;
    write!(mail, "Date: {}\r\n", date(draft.at, draft.zone))?;
    let id = draft.message_id.as_deref().map(|id| id.trim().trim_matches(['<', '>']));
    if let Some(id) = id.filter(|id| is_address(id) && id.is_ascii()) {
        write!(mail, "Message-ID: <{id}>\r\n")?;
    }
    mail.push_str("MIME-Version: 1.0\r\n");
    Ok(())
}

/// A header of addresses, one on each line; none without addresses.
fn write_addresses(mail: &mut String, header: &str, list: &[Address]) -> fmt::Result {
    let usable: Vec<(String, &str)> = list
        .iter()
        .map(|one| (one_line(&one.name), one.address.trim()))
        .filter(|(_, address)| is_address(address))
        .collect();
    if usable.is_empty() {
        return Ok(());
    }
    write!(mail, "{header}:")?;
    let mut writer = EmailWriter::new(mail, header.len() + 1, 1, false);
    for (place, (name, address)) in usable.iter().enumerate() {
        if place > 0 {
            writer.write_char(',')?;
            writer.new_line()?;
            writer.space();
        }
        if name.is_empty() {
            writer.write_str(address)?;
            continue;
        }
        if is_plain(name) {
            let quoted = name.replace('\\', "\\\\").replace('"', "\\\"");
            writer.folding().write_str(&format!("\"{quoted}\""))?;
        } else {
            rfc2047::encode(name, &mut writer)?;
        }
        writer.space();
        writer.folding().write_str(&format!("<{address}>"))?;
    }
    drop(writer);
    mail.push_str("\r\n");
    Ok(())
}

fn write_subject(mail: &mut String, subject: &str) -> fmt::Result {
    const HEADER: &str = "Subject:";
    mail.push_str(HEADER);
    let mut writer = EmailWriter::new(mail, HEADER.len(), 1, false);
    if is_plain(subject) {
        writer.folding().write_str(subject)?;
    } else {
        rfc2047::encode(subject, &mut writer)?;
    }
    drop(writer);
    mail.push_str("\r\n");
    Ok(())
}

/// Whether words can stand in a header as they are: ASCII that folds, and that nobody would take for an
/// encoded word.
fn is_plain(words: &str) -> bool {
    words.is_ascii() && !words.contains("=?") && words.split(' ').all(|word| word.len() <= LONGEST_PLAIN_WORD)
}

/// `Mon, 2 Mar 2026 14:05:09 -0600`.
fn date(at: Instant, zone: Tz) -> String {
    let offset_secs = zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc();
    let sign = if offset_secs < 0 { '-' } else { '+' };
    let minutes = offset_secs.unsigned_abs() / 60;
    let wall = local_of(zone, at).format("%a, %-d %b %Y %H:%M:%S");
    format!("{wall} {sign}{:02}{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(name: &str, address: &str) -> Address {
        Address { name: name.to_owned(), address: address.to_owned() }
    }

    fn draft() -> MailDraft {
        MailDraft {
            subject: "MI-0412 Payments API down".to_owned(),
            text: "Payments are unavailable.\n\nNext update by 15:40 CST.".to_owned(),
            to: vec![who("Sample One", "one@example.org")],
            cc: Vec::new(),
            bcc: Vec::new(),
            from: None,
            at: "2026-03-02T14:05:09-06:00".parse().expect("an instant"),
            zone: chrono_tz::America::Chicago,
            message_id: None,
        }
    }

    fn written(draft: &MailDraft) -> String {
        let mail = String::from_utf8(eml(draft)).expect("UTF-8");
        assert!(!mail.replace("\r\n", "").contains(['\r', '\n']), "a bare line end in {mail:?}");
        for line in mail.split("\r\n") {
            assert!(line.len() <= 998, "a line of {} bytes", line.len());
        }
        assert!(mail.contains("\r\n\r\n"), "no body in {mail:?}");
        mail
    }

    /// The headers, unfolded.
    fn headers(mail: &str) -> Vec<String> {
        let (head, _) = mail.split_once("\r\n\r\n").expect("a head and a body");
        head.replace("\r\n ", " ").split("\r\n").map(str::to_owned).collect()
    }

    fn header(mail: &str, name: &str) -> Option<String> {
        let start = format!("{name}: ");
        let mut found =
            headers(mail).into_iter().filter_map(|line| line.strip_prefix(&start).map(str::to_owned));
        let one = found.next();
        assert_eq!(found.next(), None, "two {name}");
        one
    }

    #[test]
    fn a_draft_reads_as_what_it_is() {
        let mut mail = draft();
        mail.cc = vec![who("", "two@example.org"), who("Sample \"Three\" \\", "three@example.org")];
        mail.bcc = vec![who("Sample Four", "four@example.org")];
        mail.from = Some(who("Sample Desk", "desk@example.org"));
        mail.message_id = Some("<0198-1@desk.example.org>".to_owned());
        assert_eq!(
            written(&mail),
            "X-Unsent: 1\r\n\
             From: \"Sample Desk\" <desk@example.org>\r\n\
             To: \"Sample One\" <one@example.org>\r\n\
             Cc: two@example.org,\r\n \"Sample \\\"Three\\\" \\\\\" <three@example.org>\r\n\
             Bcc: \"Sample Four\" <four@example.org>\r\n\
             Subject: MI-0412 Payments API down\r\n\
             Date: Mon, 2 Mar 2026 14:05:09 -0600\r\n\
             Message-ID: <0198-1@desk.example.org>\r\n\
             MIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\
             Content-Transfer-Encoding: quoted-printable\r\n\
             \r\n\
             Payments are unavailable.\r\n\r\nNext update by 15:40 CST.\r\n"
        );
    }

    #[test]
    fn other_letters_travel_as_encoded_words() {
        let mut mail = draft();
        mail.subject = "Störung 🔥".to_owned();
        mail.to = vec![who("Müller, Jörg", "joerg@example.org"), who("山田 太郎", "taro@example.org")];
        let mail = written(&mail);
        assert_eq!(header(&mail, "Subject").as_deref(), Some("=?utf-8?b?U3TDtnJ1bmcg8J+UpQ==?="));
        assert_eq!(
            header(&mail, "To").as_deref(),
            Some(
                "=?utf-8?b?TcO8bGxlciwgSsO2cmc=?= <joerg@example.org>, \
                 =?utf-8?b?5bGx55SwIOWkqumDjg==?= <taro@example.org>"
            )
        );
        assert!(mail.split_once("\r\n\r\n").expect("a head").0.is_ascii());
    }

    #[test]
    fn no_text_becomes_a_header() {
        let evil = "x\r\nBcc: victim@example.org\r\n\r\nbody\u{0}\u{202E}";
        let mut mail = draft();
        mail.subject = evil.to_owned();
        mail.to =
            vec![who(evil, "one@example.org"), who("Sample Two", "two@example.org>\r\nBcc: v@example.org")];
        mail.from = Some(who(evil, "desk@example.org"));
        mail.message_id = Some("a@b>\r\nBcc: v@example.org".to_owned());
        let mail = written(&mail);
        assert_eq!(header(&mail, "Bcc"), None);
        assert_eq!(header(&mail, "Message-ID"), None);
        assert_eq!(header(&mail, "Subject").as_deref(), Some("x Bcc: victim@example.org body"));
        assert_eq!(
            header(&mail, "To").as_deref(),
            Some("\"x Bcc: victim@example.org body\" <one@example.org>")
        );
        assert_eq!(headers(&mail).len(), 8, "{mail}");
    }

    #[test]
    fn what_looks_like_an_encoded_word_stays_what_was_typed() {
        let mut mail = draft();
        mail.subject = "=?utf-8?q?Evil?=".to_owned();
        mail.to = vec![who("=?utf-8?q?Evil?=", "one@example.org")];
        let mail = written(&mail);
        assert_eq!(header(&mail, "Subject").as_deref(), Some("=?utf-8?b?PT91dGYtOD9xP0V2aWw/PQ==?="));
        assert!(!mail.contains("?q?Evil"), "{mail}");
    }

    #[test]
    fn long_headers_fold() {
        let mut mail = draft();
        mail.subject = "word ".repeat(60);
        mail.to = (0..30).map(|n| who(&format!("Sample {n}"), &format!("sample{n}@example.org"))).collect();
        mail.cc =
            vec![who(&"Long Name ".repeat(40), "long@example.org"), who(&"x".repeat(500), "x@example.org")];
        mail.bcc = vec![who(&"ü".repeat(300), "ue@example.org")];
        let subject = mail.subject.trim().to_owned();
        let mail = written(&mail);
        let (head, _) = mail.split_once("\r\n\r\n").expect("a head");
        for line in head.split("\r\n") {
            assert!(line.len() <= 78 && !line.trim().is_empty(), "{line:?}");
        }
        assert_eq!(header(&mail, "Subject"), Some(subject));
        assert_eq!(header(&mail, "To").map(|to| to.split(", ").count()), Some(30));
    }

    #[test]
    fn whoever_has_no_address_is_left_out_and_named() {
        let mut mail = draft();
        mail.to.push(who("Sample Two", "no address"));
        mail.cc = vec![who("Sample Three", "")];
        mail.bcc = vec![who("Sample Four", " four@example.org ")];
        let names: Vec<&str> = mail.unusable().iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Sample Two", "Sample Three"]);
        let mail = written(&mail);
        assert_eq!(header(&mail, "To").as_deref(), Some("\"Sample One\" <one@example.org>"));
        assert_eq!(header(&mail, "Cc"), None);
        assert_eq!(header(&mail, "Bcc").as_deref(), Some("\"Sample Four\" <four@example.org>"));
    }

    #[test]
    fn a_text_is_whole_whatever_is_in_it() {
        let mut mail = draft();
        for (text, body) in [
            ("", ""),
            ("a = b", "a =3D b"),
            ("ends with a space \nand a tab\t", "ends with a space=20\r\nand a tab=09"),
            ("Grüße 🔥", "Gr=C3=BC=C3=9Fe =F0=9F=94=A5"),
            ("a\rb\u{0}\u{1b}c\u{202E}d", "a\r\nbcd"),
            ("\n\n", "\r\n\r\n"),
            (".\n<b>&\"%", ".\r\n<b>&\"%"),
        ] {
            text.clone_into(&mut mail.text);
            let mail = written(&mail);
            let (_, found) = mail.split_once("\r\n\r\n").expect("a body");
            assert_eq!(
                found.strip_suffix("\r\n").unwrap_or(found),
                body.strip_suffix("\r\n").unwrap_or(body)
            );
        }
        mail.text = "é<b>".repeat(25_000);
        let long = written(&mail);
        let (_, body) = long.split_once("\r\n\r\n").expect("a body");
        assert_eq!(body.replace("=\r\n", "").trim_end(), "=C3=A9<b>".repeat(25_000));
        assert!(body.split("\r\n").all(|line| line.len() <= 76));
    }

    #[test]
    fn a_huge_name_and_subject_do_no_harm() {
        let mut mail = draft();
        mail.subject = "<b>&\u{202E}🔥".repeat(10_000);
        mail.to = vec![who(&"\"%\u{0}".repeat(30_000), "one@example.org")];
        let mail = written(&mail);
        assert!(mail.split("\r\n").all(|line| line.len() <= 78));
        assert!(header(&mail, "To").is_some_and(|to| to.ends_with("<one@example.org>")));
    }

    #[test]
    fn the_date_carries_the_offset_of_its_zone() {
        for (at, zone, said) in [
            ("2026-03-02T20:05:00Z", chrono_tz::America::Chicago, "Mon, 2 Mar 2026 14:05:00 -0600"),
            ("2026-07-02T20:05:00Z", chrono_tz::America::Chicago, "Thu, 2 Jul 2026 15:05:00 -0500"),
            ("2026-03-02T20:05:00Z", chrono_tz::Asia::Kolkata, "Tue, 3 Mar 2026 01:35:00 +0530"),
            ("2026-03-02T20:05:00Z", chrono_tz::UTC, "Mon, 2 Mar 2026 20:05:00 +0000"),
        ] {
            assert_eq!(date(at.parse().expect("an instant"), zone), said);
        }
        for end in [Instant::MIN_UTC, Instant::MAX_UTC] {
            assert!(!date(end, chrono_tz::America::Chicago).is_empty());
        }
    }

    #[test]
    fn an_address_is_told_from_what_is_none() {
        for good in ["one@example.org", "o.n-e+x_1'%&@mail.example.org", "a@b", "jörg@münchen.example"] {
            assert!(is_address(good), "{good}");
        }
        let of_chars = |count: usize| format!("{}@example.org", "a".repeat(count - "@example.org".len()));
        assert!(is_address(&of_chars(MOST_ADDRESS_CHARS)));
        let long = of_chars(MOST_ADDRESS_CHARS + 1);
        for bad in [
            "",
            "@",
            "a@",
            "@b",
            "one",
            "a@b@c",
            "a b@c",
            "a@b c",
            "a@b\n",
            "a@b\u{0}",
            "a@\u{202E}b",
            "a,b@c",
            "<a@b>",
            "a@b>",
            "a;b@c",
            "\"a\"@b",
            "a@b.",
            "a@.b",
            "a@b..c",
            "a@b?bcc=c",
            "one@example.org%0D",
            &long,
        ] {
            assert!(!is_address(bad), "{bad:?}");
        }
    }
}
