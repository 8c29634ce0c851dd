//! Numbers as they are read.

/// A number as it is read: `31,000`.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Returns a count with its noun, which has a regular plural: `1 file`, `31,000 files`.
///
/// # Examples
///
/// ```
/// use briefing::text::count_of;
///
/// assert_eq!(count_of(1, "file"), "1 file");
/// assert_eq!(count_of(31_000, "file"), "31,000 files");
/// ```
pub fn count_of(number: usize, noun: &str) -> String {
    let number_in_words = thousands(number);
    match noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        _ if number == 1 => format!("{number_in_words} {noun}"),
        Some(stem) => format!("{number_in_words} {stem}ies"),
        None if noun.ends_with("ch") => format!("{number_in_words} {noun}es"),
        None => format!("{number_in_words} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(31_000), "31,000");
        assert_eq!(thousands(1_234_567), "1,234,567");
    }

    #[test]
    fn one_thing_is_singular() {
        let counts = [0, 1, 2, 1_000].map(|number| count_of(number, "file"));
        assert_eq!(counts, ["0 files", "1 file", "2 files", "1,000 files"]);
    }
}
