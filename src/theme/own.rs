//! Themes by name, including those of the user.

use ratatui::style::Color;

use super::{Colours, PARTS, Theme, ThemePart, contrast, nearest_indexed};
use crate::clean;
use crate::config::{OwnTheme, Setting, Source, THEMES, Warning};
use crate::search::query::nearest;
use crate::text::Clean;

/// The least contrast to the background that most people can read.
const ENOUGH: f64 = 4.5;

/// Returns the theme with this name.
/// `auto` is `ink` on a dark terminal, `paper` on a light one and `terminal` if unknown. An unknown name leads to
/// `terminal`.
pub fn named(wanted: &Setting<String>, own: &[OwnTheme], dark: Option<bool>) -> (Theme, Vec<Warning>) {
    let name = wanted.value.as_str();
    if let Some(theme) = own.iter().find(|theme| theme.name == name) {
        return build(theme);
    }
    if let Some(theme) = shipped(name, dark) {
        return (theme, Vec::new());
    }
    let names = THEMES.iter().map(|(name, _)| *name).chain(own.iter().map(|theme| theme.name.as_str()));
    let names: Vec<&str> = names.collect();
    let hint = match nearest(names.iter().copied(), name) {
        Some(meant) => clean!("did you mean `{meant}`?"),
        None => clean!("try one of {}", names.join(", ")),
    };
    let what = clean!("unknown theme `{name}`");
    (Theme::Terminal, vec![Warning { from: wanted.from.clone(), what, hint: Some(hint) }])
}

fn shipped(name: &str, dark: Option<bool>) -> Option<Theme> {
    Some(match (name, dark) {
        ("terminal", _) => Theme::Terminal,
        ("mono", _) => Theme::Mono,
        ("ink", _) | ("auto", Some(true)) => Theme::Coloured(Colours::INK),
        ("paper", _) | ("auto", Some(false)) => Theme::Coloured(Colours::PAPER),
        ("contrast", _) => Theme::Coloured(Colours::CONTRAST),
        ("auto", None) => Theme::Terminal,
        _ => return None,
    })
}

fn build(own: &OwnTheme) -> (Theme, Vec<Warning>) {
    let mut warnings = Vec::new();
    let mut complain = |from: &Source, what: Clean, hint: Clean| {
        warnings.push(Warning { from: from.clone(), what, hint: Some(hint) });
    };
    let mut colours = Colours::TERMINAL;
    if let Some((_, base, from)) = own.colours.iter().find(|(role, ..)| role == "base") {
        match shipped(base, None) {
            Some(theme) => colours = theme.colours(),
            None => complain(
                from,
                clean!("unknown base theme `{base}`"),
                clean!("try terminal, ink, paper or contrast"),
            ),
        }
    }
    for (role, color, from) in own.colours.iter().filter(|(role, ..)| role != "base") {
        let Some((_, part, _)) = PARTS.iter().find(|(name, ..)| name == role) else {
            let names: Vec<&str> = PARTS.iter().map(|(name, ..)| *name).collect();
            let hint = match nearest(names.iter().copied(), role) {
                Some(meant) => clean!("did you mean `{meant}`?"),
                None => clean!("try one of {}", names.join(", ")),
            };
            complain(from, clean!("unknown theme part `{role}`"), hint);
            continue;
        };
        match parse(color) {
            Some(color) => colours.set(*part, color),
            None => {
                let hint =
                    clean!("try \"#5f87af\", a number up to 255, a name such as bright-blue, or default");
                complain(from, clean!("invalid colour `{color}`"), hint);
            }
        }
    }
    for (name, least) in hard_to_read(&colours) {
        let from = own.colours.iter().find(|(role, ..)| role == name).or(own.colours.first());
        if let Some((.., from)) = from {
            let what = clean!("{name} has a contrast of only {least:.1}:1 with the background");
            complain(from, what, clean!("try a contrast of at least {ENOUGH}:1"));
        }
    }
    (Theme::Coloured(colours), warnings)
}

/// Returns the text parts with too little contrast.
/// It is checked in full colours and with 256.
fn hard_to_read(colours: &Colours) -> Vec<(&'static str, f64)> {
    let Some(ground) = colours.part(ThemePart::Background) else { return Vec::new() };
    let read = PARTS.iter().filter(|(_, part, _)| !matches!(part, ThemePart::Background | ThemePart::Line));
    let weak = read.filter_map(|(name, part, _)| {
        let color = colours.part(*part)?;
        let full = contrast(color, ground)?;
        let reduced = contrast(nearest_indexed(color), nearest_indexed(ground))?;
        Some((*name, full.min(reduced))).filter(|(_, least)| *least < ENOUGH)
    });
    weak.collect()
}

/// Parses a colour; `default` is no colour, which keeps the terminal's own.
fn parse(text: &str) -> Option<Option<Color>> {
    const NAMES: [(&str, Color, Color); 8] = [
        ("black", Color::Black, Color::DarkGray),
        ("red", Color::Red, Color::LightRed),
        ("green", Color::Green, Color::LightGreen),
        ("yellow", Color::Yellow, Color::LightYellow),
        ("blue", Color::Blue, Color::LightBlue),
        ("magenta", Color::Magenta, Color::LightMagenta),
        ("cyan", Color::Cyan, Color::LightCyan),
        ("white", Color::Gray, Color::White),
    ];
    if text == "default" {
        return Some(None);
    }
    if let Some(hex) = text.strip_prefix('#') {
        let value = u32::from_str_radix(hex, 16).ok().filter(|_| hex.len() == 6)?;
        let [_, red, green, blue] = value.to_be_bytes();
        return Some(Some(Color::Rgb(red, green, blue)));
    }
    if let Ok(index) = text.parse() {
        return Some(Some(Color::Indexed(index)));
    }
    let (bright, name) = match text.strip_prefix("bright-") {
        Some(name) => (true, name),
        None => (false, text),
    };
    let (_, dark, light) = NAMES.iter().find(|(known, ..)| *known == name)?;
    Some(Some(if bright { *light } else { *dark }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, own: &[OwnTheme], dark: Option<bool>) -> (Theme, Vec<Warning>) {
        super::named(&Setting { value: name.to_owned(), from: Source::Default }, own, dark)
    }

    fn own(lines: &[(&str, &str)]) -> OwnTheme {
        let colours =
            lines.iter().map(|(role, color)| ((*role).to_owned(), (*color).to_owned(), Source::Default));
        OwnTheme { name: "mine".to_owned(), colours: colours.collect() }
    }

    #[track_caller]
    fn built(lines: &[(&str, &str)]) -> (Colours, Vec<String>) {
        let (theme, warnings) = named("mine", &[own(lines)], None);
        (theme.colours(), warnings.into_iter().map(|warning| warning.what.into_string()).collect())
    }

    #[test]
    fn every_theme_that_is_reported_of_is_there() {
        for (name, _) in THEMES {
            assert_eq!(named(name, &[], None).1, [], "{name}");
        }
    }

    #[test]
    fn auto_follows_the_background_and_is_the_terminals_when_nobody_knows_it() {
        assert_eq!(named("auto", &[], Some(true)).0, Theme::Coloured(Colours::INK));
        assert_eq!(named("auto", &[], Some(false)).0, Theme::Coloured(Colours::PAPER));
        assert_eq!(named("auto", &[], None).0, Theme::Terminal);
    }

    #[test]
    fn an_unknown_name_is_reported_with_the_nearest() {
        let (theme, warnings) = named("papr", &[], None);
        assert_eq!(theme, Theme::Terminal);
        assert_eq!(warnings[0].hint.as_deref(), Some("did you mean `paper`?"));
        assert_eq!(named("min", &[own(&[])], None).1[0].hint.as_deref(), Some("did you mean `mine`?"));
    }

    #[test]
    fn a_theme_of_ones_own_changes_what_it_names() {
        let (colours, warnings) = built(&[("base", "paper"), ("link", "#00005f"), ("code", "53")]);
        assert_eq!(warnings, [""; 0]);
        assert_eq!(colours.part(ThemePart::Link), Some(Color::Rgb(0, 0, 0x5f)));
        assert_eq!(colours.part(ThemePart::Code), Some(Color::Indexed(53)));
        assert_eq!(colours.part(ThemePart::Text), Colours::PAPER.part(ThemePart::Text));
    }

    #[test]
    fn colours_can_be_named() {
        let (colours, warnings) = built(&[("link", "bright-blue"), ("code", "red"), ("match", "default")]);
        assert_eq!(warnings, [""; 0]);
        assert_eq!(colours.part(ThemePart::Link), Some(Color::LightBlue));
        assert_eq!(colours.part(ThemePart::Code), Some(Color::Red));
        assert_eq!(colours.part(ThemePart::Match), None);
    }

    #[test]
    fn what_is_no_colour_or_no_part_is_reported_and_the_rest_counts() {
        let (colours, warnings) = built(&[("lnk", "red"), ("code", "#12345"), ("match", "green")]);
        assert_eq!(warnings, ["unknown theme part `lnk`", "invalid colour `#12345`"]);
        assert_eq!(colours.part(ThemePart::Match), Some(Color::Green));
    }

    #[test]
    fn text_that_is_hard_to_read_is_reported() {
        let (_, warnings) = built(&[("base", "ink"), ("link", "#404040")]);
        assert_eq!(warnings, ["link has a contrast of only 1.6:1 with the background"]);
    }
}
