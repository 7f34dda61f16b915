//! Text as a cell of a CSV file that no spreadsheet runs as a formula.
//!
//! Never here: quoting, which is the `csv` crate's.

use std::borrow::Cow;

/// A text with an apostrophe before it where a spreadsheet would take it for a formula.
///
/// For text that people typed; a number of the program's own is written as it is. A text that already
/// begins with apostrophes and such a mark gets one more, so that one taken away gives back what was.
pub fn neutral_cell(text: &str) -> Cow<'_, str> {
    if text.trim_start_matches('\'').trim_start_matches(' ').starts_with(runs) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether a cell that begins so may be run; the wide forms are for the programs that read them alike.
fn runs(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        for (text, cell) in [
            ("", ""),
            ("Sample One", "Sample One"),
            ("=1+1", "'=1+1"),
            ("+1 555 0100", "'+1 555 0100"),
            ("-2", "'-2"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("\n=1", "'\n=1"),
            ("  =1", "'  =1"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("''=1", "'''=1"),
            ("a=1", "a=1"),
            ("'n Sample", "'n Sample"),
            ("O’Sample", "O’Sample"),
        ] {
            assert_eq!(neutral_cell(text), cell, "{text:?}");
        }
    }
}
