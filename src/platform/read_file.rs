//! Files that a person names, read with a limit.
//!
//! Never here: what the bytes mean.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::PlatformError;

/// The bytes of a file, and one more than `most` of one that is longer: whoever reads them refuses it.
pub fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>, PlatformError> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(PlatformError::file("read", path))?;
    file.take(most + 1).read_to_end(&mut bytes).map_err(PlatformError::file("read", path))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_one_byte_more_than_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("five");
        std::fs::write(&path, b"12345").unwrap();
        assert_eq!(read_at_most(&path, 5).unwrap(), b"12345");
        assert_eq!(read_at_most(&path, 3).unwrap(), b"1234");
        let gone = read_at_most(&folder.path().join("gone"), 5).unwrap_err().to_string();
        assert!(gone.starts_with("can't read ") && gone.contains("gone"), "{gone}");
    }
}
