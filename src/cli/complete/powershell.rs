//! Values quoted for `PowerShell`, which inserts a candidate as it is.

/// Returns a word that `PowerShell` reads as this value.
pub(super) fn quoted(value: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || "_-./:=\\+".contains(character);
    if !value.is_empty() && value.chars().all(is_plain) {
        return value.to_owned();
    }
    let mut text = String::from("'");
    for character in value.chars() {
        // Typographic quotes end such a string too, and are doubled like the plain one.
        if matches!(character, '\'' | '\u{2018}'..='\u{201B}') {
            text.push(character);
        }
        text.push(character);
    }
    text.push('\'');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_stands_between_quotes() {
        assert_eq!(quoted("type:company"), "type:company");
        assert_eq!(quoted("überwachung海"), "überwachung海");
        for value in
            ["a b", "a;id", "$(id)", "`id`", "a|b", "@x", "{x}", "a,b", "#x", "~x", "a&b", "%x", "“x"]
        {
            assert_eq!(quoted(value), format!("'{value}'"), "{value}");
        }
    }

    #[test]
    fn quotes_of_every_shape_are_doubled() {
        assert_eq!(quoted("a';id;'"), "'a'';id;'''");
        assert_eq!(quoted("a\u{2019};id;\u{2018}"), "'a\u{2019}\u{2019};id;\u{2018}\u{2018}'");
        assert_eq!(quoted("\u{201A}\u{201B}"), "'\u{201A}\u{201A}\u{201B}\u{201B}'");
    }
}
