//! The display of the reader's screen: theme, colours and characters, from settings and surroundings.

use std::ffi::OsString;

use crate::config::{Glyphs, Settings, Warning};
use crate::terminal;
use crate::theme::{self, Palette, Theme};

/// The display of a screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Display {
    /// The styles.
    pub theme: Theme,
    /// The colours that the terminal can show.
    pub palette: Palette,
    /// Set if only ASCII is drawn.
    pub ascii: bool,
    /// The problems of the theme.
    pub warnings: Vec<Warning>,
}

/// Returns the display of a screen, coloured only if `colored` is set.
/// With the theme `auto` the terminal is queried for its background.
pub fn display(settings: &Settings, colored: bool, variable: impl Fn(&str) -> Option<OsString>) -> Display {
    let ascii = draws_ascii(settings.glyphs.value, &variable);
    if !colored {
        return Display { theme: Theme::Mono, palette: Palette::Mono, ascii, warnings: Vec::new() };
    }
    let dark = if settings.theme.value == "auto" { terminal::is_dark() } else { None };
    let (theme, warnings) = theme::named(&settings.theme, &settings.themes, dark);
    Display { theme, palette: palette(&variable), ascii, warnings }
}

/// Returns the colours that a terminal declares.
pub fn palette(variable: impl Fn(&str) -> Option<OsString>) -> Palette {
    let full = variable("COLORTERM").is_some_and(|value| value == "truecolor" || value == "24bit");
    let direct = variable("TERM").is_some_and(|term| term.to_string_lossy().ends_with("-direct"));
    if full || direct { Palette::Colour } else { Palette::Indexed }
}

/// Reports whether only ASCII is drawn.
/// A locale that is not set means nothing: containers and remote sessions often have none, on terminals that know
/// all characters.
pub fn draws_ascii(glyphs: Glyphs, variable: impl Fn(&str) -> Option<OsString>) -> bool {
    match glyphs {
        Glyphs::Unicode => false,
        Glyphs::Ascii => true,
        Glyphs::Auto => locale(variable).is_some_and(|(_, locale)| !is_utf8(&locale)),
    }
}

/// Returns the variable that decides the encoding, with its value.
pub fn locale(variable: impl Fn(&str) -> Option<OsString>) -> Option<(&'static str, String)> {
    ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| {
        let value = variable(name).filter(|value| !value.is_empty())?;
        Some((name, value.to_string_lossy().into_owned()))
    })
}

fn is_utf8(locale: &str) -> bool {
    let lower = locale.to_lowercase();
    lower.contains("utf-8") || lower.contains("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(set: &'static [(&str, &str)]) -> impl Fn(&str) -> Option<OsString> {
        move |name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).into())
    }

    #[test]
    fn a_locale_of_another_encoding_means_ascii_and_none_means_nothing() {
        assert!(draws_ascii(Glyphs::Auto, with(&[("LANG", "de_DE.ISO-8859-1")])));
        assert!(draws_ascii(Glyphs::Auto, with(&[("LC_ALL", "C"), ("LANG", "en_US.UTF-8")])));
        assert!(!draws_ascii(Glyphs::Auto, with(&[("LC_ALL", ""), ("LANG", "en_US.UTF-8")])));
        assert!(!draws_ascii(Glyphs::Auto, with(&[("LC_CTYPE", "C.utf8"), ("LANG", "C")])));
        assert!(!draws_ascii(Glyphs::Auto, with(&[])));
    }

    #[test]
    fn the_setting_wins_over_the_locale() {
        assert!(draws_ascii(Glyphs::Ascii, with(&[("LANG", "en_US.UTF-8")])));
        assert!(!draws_ascii(Glyphs::Unicode, with(&[("LANG", "C")])));
    }

    #[test]
    fn all_colours_are_used_where_the_terminal_says_so() {
        assert_eq!(palette(with(&[("COLORTERM", "truecolor")])), Palette::Colour);
        assert_eq!(palette(with(&[("TERM", "xterm-direct")])), Palette::Colour);
        assert_eq!(palette(with(&[("TERM", "xterm-256color")])), Palette::Indexed);
    }

    #[test]
    fn without_colour_no_theme_counts() {
        let mut settings = Settings::default();
        settings.theme.value = "paper".to_owned();
        assert_eq!(display(&settings, false, with(&[])).theme, Theme::Mono);
        assert_ne!(display(&settings, true, with(&[])).theme, Theme::Mono);
    }
}
