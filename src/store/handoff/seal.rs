//! Sealing a file with a passphrase, in the `age` format (<https://age-encryption.org/v1>), so that any
//! `age` opens it.

use std::io::{BufRead, Read, Write};

use age::secrecy::SecretString;
use age::{DecryptError, Decryptor, Encryptor, scrypt};

use super::error::HandoffError;

/// How every `age` file begins.
pub(super) const HEADER: &[u8] = b"age-encryption.org/v1\n";

/// Two to this power is the work of one try at a passphrase: 128 MiB and about half a second.
const WORK: u8 = 17;

/// The most work that is done for a file: 1 GiB. Beyond, a file could hold the program up at will.
const MOST_WORK: u8 = 20;

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
pub(super) fn unseal(sealed: impl BufRead, passphrase: Option<&str>) -> Result<impl Read, HandoffError> {
    let decryptor = Decryptor::new_buffered(sealed).map_err(why)?;
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
