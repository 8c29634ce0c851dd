//! Text for terminals and printers that know ASCII alone.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::graphemes;

/// Signs with what comes nearest to them; letters are taken apart instead.
const SIGNS: &[(&str, &str)] = &[
    ("‘’‚‛′ʼ", "'"),
    ("“”„‟″«»", "\""),
    ("‹", "<"),
    ("›", ">"),
    ("‐‑‒–—―−─━", "-"),
    ("…", "..."),
    ("•◦▪●★∙", "*"),
    ("○◌☆", "o"),
    ("·", "."),
    ("│┃▏▎▍▕║", "|"),
    ("┌┐└┘├┤┬┴┼╭╮╰╯", "+"),
    ("▌▐▶▸→", ">"),
    ("◀◂←", "<"),
    ("▾▼↓", "v"),
    ("▴▲↑", "^"),
    ("▁▂▃", "."),
    ("▄▅", ":"),
    ("▆▇█▓", "#"),
    ("░▒", ":"),
    ("✓✔☑", "x"),
    ("×✗✘", "x"),
    ("ß", "ss"),
    ("Æ", "AE"),
    ("æ", "ae"),
    ("Œ", "OE"),
    ("œ", "oe"),
    ("Øø", "o"),
    ("Łł", "l"),
    ("Đđð", "d"),
    ("Þþ", "th"),
    ("ı", "i"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("°", "o"),
    ("§", "S"),
    ("©", "(c)"),
    ("®", "(r)"),
    ("™", "(tm)"),
];

/// `text` in ASCII: signs by those that come nearest, letters without their accents, anything else as `?`.
pub fn ascii(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for (cluster, _) in graphemes(text) {
        if cluster.is_ascii() {
            out.push_str(cluster);
            continue;
        }
        let known = SIGNS.iter().find(|(signs, _)| cluster.chars().count() == 1 && signs.contains(cluster));
        match known {
            Some((_, plain)) => out.push_str(plain),
            None => {
                let plain: String = cluster.nfkd().filter(|c| !is_combining_mark(*c)).collect();
                out.push_str(if !plain.is_empty() && plain.is_ascii() { &plain } else { "?" });
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_neighbour_in_ascii_becomes_it() {
        assert_eq!(
            ascii("“IS’Vision” — 1–2 … • Škoda, Straße, ﬁle"),
            "\"IS'Vision\" - 1-2 ... * Skoda, Strasse, file"
        );
        assert_eq!(ascii("plain"), "plain");
    }

    #[test]
    fn what_has_none_is_a_question_mark_for_each_character() {
        assert_eq!(ascii("海康 a"), "?? a");
        assert_eq!(ascii("👩‍👩‍👧"), "?");
    }

    #[test]
    fn signs_for_controls_stay_distinguished_from_text() {
        assert!(ascii("␛[2J").is_ascii());
        assert_eq!(ascii("␛[2J"), "?[2J");
    }
}
