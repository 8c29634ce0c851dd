//! The words for an error of the system.

use std::io::{Error, ErrorKind};

/// Returns the reason of a system error in words.
/// The system's number and its capital letter are left out, and its words for what is missing are the program's.
///
/// # Examples
///
/// ```
/// use briefing::text::io_reason;
///
/// let error = std::fs::read("no/such/file").unwrap_err();
/// assert_eq!(io_reason(&error), "no such file or folder");
/// ```
pub fn io_reason(error: &Error) -> String {
    let words = error.to_string();
    if error.raw_os_error().is_none() {
        return words;
    }
    if error.kind() == ErrorKind::NotFound {
        return "no such file or folder".to_owned();
    }
    let words = words.split(" (os error").next().unwrap_or_default();
    let mut letters = words.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_the_system_is_left_out() {
        assert_eq!(io_reason(&Error::new(ErrorKind::NotFound, "More than 1 MiB")), "More than 1 MiB");
        #[cfg(unix)]
        assert_eq!(io_reason(&Error::from_raw_os_error(13)), "permission denied");
    }
}
