//! Language tags as BCP 47 has them.

/// Reports whether a text is a well-formed language tag.
/// The tag need not be registered. Tags without a language (`x-mine`) and those kept for old programs (`i-klingon`)
/// are none.
///
/// # Examples
///
/// ```
/// use briefing::briefing::is_language_tag;
///
/// assert!(["fr", "zh-Hant-TW", "sl-rozaj-1994", "en-a-bbb-x-a"].into_iter().all(is_language_tag));
/// assert!(!["French", "fr_FR", "zh-", "", "en-a", "de-419-DE"].into_iter().any(is_language_tag));
/// ```
pub fn is_language_tag(text: &str) -> bool {
    let is_word = |part: &str, least: usize, most: usize| {
        (least..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let is_letters = |part: &str, least: usize, most: usize| {
        is_word(part, least, most) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let starts_with_digit = |part: &str| part.starts_with(|first: char| first.is_ascii_digit());
    let mut parts = text.split('-').peekable();
    let mut take = |most: usize, fits: &dyn Fn(&str) -> bool| {
        (0..most).take_while(|_| parts.next_if(|part| fits(part)).is_some()).count()
    };
    if take(1, &|part| is_letters(part, 2, 3)) == 0 {
        return false;
    }
    // More specific languages, script, region, variants.
    take(3, &|part| is_letters(part, 3, 3));
    take(1, &|part| is_letters(part, 4, 4));
    take(1, &|part| {
        is_letters(part, 2, 2) || (part.len() == 3 && part.bytes().all(|byte| byte.is_ascii_digit()))
    });
    take(usize::MAX, &|part| is_word(part, 5, 8) || (is_word(part, 4, 4) && starts_with_digit(part)));
    // Extensions, each with a letter or digit in front, then what is private.
    while take(1, &|part| is_word(part, 1, 1) && !part.eq_ignore_ascii_case("x")) == 1 {
        if take(usize::MAX, &|part| is_word(part, 2, 8)) == 0 {
            return false;
        }
    }
    if take(1, &|part| part.eq_ignore_ascii_case("x")) == 1
        && take(usize::MAX, &|part| is_word(part, 1, 8)) == 0
    {
        return false;
    }
    parts.next().is_none()
}
