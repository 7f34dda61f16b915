//! Sealing a file with a passphrase, in the `age` format (<https://age-encryption.org/v1>), so that any
//! `age` opens it.

use std::io::{BufRead, Cursor, Read, Write};

use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor, scrypt};

use super::error::HandoffError;

/// How every `age` file begins.
pub(super) const HEADER: &[u8] = b"age-encryption.org/v1\n";

/// Two to this power is the work of one try at a passphrase: 128 MiB and about half a second.
const WORK: u8 = 17;

/// The most work that is done for a file: 1 GiB. Beyond, a file could hold the program up at will.
const MOST_WORK: u8 = 20;

/// The longest header that is read, in bytes. That of a file sealed with a passphrase has some two hundred.
const MAX_HEADER: u64 = 16 * 1024;

/// Seals bytes with a passphrase. Takes about half a second and 128 MiB.
///
/// # Errors
/// [`HandoffError::EmptyPassphrase`]; [`HandoffError::File`] where `out` does not take it.
pub fn seal(bytes: &[u8], passphrase: &str, out: &mut dyn Write) -> Result<(), HandoffError> {
    seal_with(bytes, passphrase, WORK, out)
}

pub(super) fn seal_with(
    bytes: &[u8],
    passphrase: &str,
    work: u8,
    out: &mut dyn Write,
) -> Result<(), HandoffError> {
    if passphrase.is_empty() {
        return Err(HandoffError::EmptyPassphrase);
    }
    let file = |reason: String| HandoffError::File { reason };
    let mut recipient = scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
    recipient.set_work_factor(work);
    let encryptor = Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient))
        .map_err(|err| file(err.to_string()))?;
    let mut sealed = encryptor.wrap_output(out).map_err(|err| file(err.to_string()))?;
    sealed.write_all(bytes).and_then(|()| sealed.finish()).map_err(|err| file(err.to_string()))?;
    Ok(())
}

/// What a sealed file holds, unsealed as it is read.
pub(super) fn unseal(mut sealed: impl BufRead, passphrase: Option<&str>) -> Result<impl Read, HandoffError> {
    let header = header(&mut sealed)?;
    let decryptor = Decryptor::new_buffered(Cursor::new(header).chain(sealed)).map_err(why)?;
    if !decryptor.is_scrypt() {
        return Err(HandoffError::Foreign {
            what: "it is sealed to a key, not with a passphrase".to_owned(),
        });
    }
    let passphrase = passphrase.ok_or(HandoffError::Sealed)?;
    let mut identity = scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    identity.set_max_work_factor(MOST_WORK);
    decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(why)
}

/// The header, as far as its last line, which begins with three dashes. `age` reads it anew with each of its lines, so
/// that a long one could hold the program up for hours.
fn header(sealed: &mut impl BufRead) -> Result<Vec<u8>, HandoffError> {
    let mut header = Vec::new();
    loop {
        let start = header.len();
        let left = MAX_HEADER.saturating_sub(start as u64);
        sealed.take(left).read_until(b'\n', &mut header).map_err(|err| HandoffError::reading(&err))?;
        let line = header.get(start..).unwrap_or_default();
        let is_last = line.starts_with(b"---");
        if !is_last && header.len() as u64 >= MAX_HEADER {
            return Err(HandoffError::damaged(
                "the seal",
                "its header is longer than that of any file made here",
            ));
        }
        // Where it ends within a line, the one who reads it says so.
        if is_last || !line.ends_with(b"\n") {
            return Ok(header);
        }
    }
}

fn why(err: DecryptError) -> HandoffError {
    match err {
        DecryptError::Io(err) => HandoffError::reading(&err),
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed | DecryptError::NoMatchingKeys => {
            HandoffError::WrongPassphrase
        }
        DecryptError::ExcessiveWork { .. } => {
            HandoffError::damaged("the seal", "it asks for more work than any file made here")
        }
        DecryptError::InvalidHeader | DecryptError::InvalidMac | DecryptError::UnknownFormat => {
            HandoffError::damaged("the seal", err.to_string())
        }
    }
}
