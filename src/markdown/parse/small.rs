//! Superscripts and subscripts in Unicode's own characters, where there are some.

use memchr::memchr2;

/// Raised text: small characters, or behind `^`.
pub(super) fn superscript(text: &str) -> String {
    small(text, raised, '^')
}

/// Lowered text: small characters, or behind `_`.
pub(super) fn subscript(text: &str) -> String {
    small(text, lowered, '_')
}

/// Returns `text` in small characters where all of it has some.
/// Else it is behind a sign, in brackets when it has blanks.
fn small(text: &str, of: fn(char) -> Option<char>, sign: char) -> String {
    if let Some(small) = text.chars().map(of).collect::<Option<String>>() {
        return small;
    }
    if memchr2(b' ', b'\n', text.as_bytes()).is_some() {
        format!("{sign}({text})")
    } else {
        format!("{sign}{text}")
    }
}

fn raised(c: char) -> Option<char> {
    Some(match c {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4'..='9' => char::from_u32('⁴' as u32 + (c as u32 - '4' as u32))?,
        '+' => '⁺',
        '-' | '−' => '⁻',
        '=' => '⁼',
        '(' => '⁽',
        ')' => '⁾',
        'n' => 'ⁿ',
        'i' => 'ⁱ',
        _ => return None,
    })
}

fn lowered(c: char) -> Option<char> {
    Some(match c {
        '0'..='9' => char::from_u32('₀' as u32 + (c as u32 - '0' as u32))?,
        '+' => '₊',
        '-' | '−' => '₋',
        '=' => '₌',
        '(' => '₍',
        ')' => '₎',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_have_small_ones_and_words_have_not() {
        assert_eq!(superscript("2"), "²");
        assert_eq!(superscript("-19"), "⁻¹⁹");
        assert_eq!(subscript("0123456789"), "₀₁₂₃₄₅₆₇₈₉");
        assert_eq!(superscript("456789"), "⁴⁵⁶⁷⁸⁹");
        assert_eq!(superscript("th"), "^th");
        assert_eq!(subscript("a b"), "_(a b)");
    }
}
