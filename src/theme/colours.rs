//! The colours of themes.
//! Here are the built-in ones, the contrast of two colours, and their reduction to 256 colours.

use ratatui::style::Color;

use crate::engine::report::{CodeColour, UiRole};

/// A part of the screen that can have a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum ThemePart {
    Text,
    Background,
    Heading,
    Code,
    Link,
    Footnote,
    Match,
    Warning,
    Marker,
    Line,
    Selected,
    Key,
    Keyword,
    Quoted,
    Number,
    Comment,
    Name,
    Inserted,
    Removed,
}

/// The parts by their names in a file, with descriptions.
/// In the order of [`ThemePart`].
pub const PARTS: &[(&str, ThemePart, &str)] = &[
    ("text", ThemePart::Text, "all text without another colour"),
    ("background", ThemePart::Background, "the background"),
    ("heading", ThemePart::Heading, "titles and headings"),
    ("code", ThemePart::Code, "code"),
    ("link", ThemePart::Link, "links"),
    ("footnote", ThemePart::Footnote, "footnote numbers"),
    ("match", ThemePart::Match, "matched letters"),
    ("warning", ThemePart::Warning, "warnings"),
    ("marker", ThemePart::Marker, "bullets, numbers, marks at the right edge"),
    ("line", ThemePart::Line, "separators"),
    ("selected", ThemePart::Selected, "the selected row"),
    ("key", ThemePart::Key, "keys in the footer"),
    ("keyword", ThemePart::Keyword, "keywords in code"),
    ("string", ThemePart::Quoted, "strings in code"),
    ("number", ThemePart::Number, "numbers in code"),
    ("comment", ThemePart::Comment, "comments in code"),
    ("name", ThemePart::Name, "names in code"),
    ("inserted", ThemePart::Inserted, "added text"),
    ("removed", ThemePart::Removed, "removed text"),
];

const COUNT: usize = PARTS.len();

/// The colours of a theme; a part without one looks like text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colours([Option<Color>; COUNT]);

const fn grey(index: u8) -> Option<Color> {
    Some(Color::Indexed(index))
}

const fn rgb(hex: u32) -> Option<Color> {
    let [_, red, green, blue] = hex.to_be_bytes();
    Some(Color::Rgb(red, green, blue))
}

impl Colours {
    /// No colours at all.
    pub const NONE: Self = Self([None; COUNT]);

    /// The terminal's sixteen colours as accents.
    /// Text stays in the terminal's own colours.
    pub const TERMINAL: Self = {
        let mut colours = [None; COUNT];
        colours[ThemePart::Code as usize] = Some(Color::Cyan);
        colours[ThemePart::Link as usize] = Some(Color::Blue);
        colours[ThemePart::Footnote as usize] = Some(Color::Cyan);
        colours[ThemePart::Match as usize] = Some(Color::Magenta);
        colours[ThemePart::Warning as usize] = Some(Color::Red);
        colours[ThemePart::Keyword as usize] = Some(Color::Magenta);
        colours[ThemePart::Quoted as usize] = Some(Color::Green);
        colours[ThemePart::Number as usize] = Some(Color::Yellow);
        colours[ThemePart::Name as usize] = Some(Color::Cyan);
        colours[ThemePart::Inserted as usize] = Some(Color::Green);
        colours[ThemePart::Removed as usize] = Some(Color::Red);
        Self(colours)
    };

    /// Light text on a dark background.
    pub const INK: Self = Self([
        rgb(0x00d8_d8d4), // text
        rgb(0x001c_1e22), // background
        rgb(0x00ff_ffff), // heading
        rgb(0x0087_d7d7), // code
        rgb(0x0087_afff), // link
        rgb(0x0087_d7d7), // footnote
        rgb(0x00ff_d75f), // match
        rgb(0x00ff_8787), // warning
        rgb(0x00a8_a8a8), // marker
        rgb(0x0080_8080), // line
        rgb(0x00ff_ffff), // selected
        rgb(0x00ff_d7af), // key
        rgb(0x00d7_afff), // keyword
        rgb(0x00af_d787), // string
        rgb(0x00ff_d787), // number
        rgb(0x00b2_b2b2), // comment
        rgb(0x0087_d7d7), // name
        rgb(0x00af_d787), // inserted
        rgb(0x00ff_8787), // removed
    ]);

    /// Dark text on a light background.
    pub const PAPER: Self = Self([
        rgb(0x0026_2626), // text
        rgb(0x00fa_f6ee), // background
        rgb(0x0000_0000), // heading
        rgb(0x0000_5f5f), // code
        rgb(0x0000_5faf), // link
        rgb(0x0000_5f5f), // footnote
        rgb(0x0087_005f), // match
        rgb(0x00af_0000), // warning
        rgb(0x004e_4e4e), // marker
        rgb(0x0076_7676), // line
        rgb(0x0000_0000), // selected
        rgb(0x005f_0087), // key
        rgb(0x0087_005f), // keyword
        rgb(0x0000_5f00), // string
        rgb(0x005f_5f00), // number
        rgb(0x0058_5858), // comment
        rgb(0x0000_5f5f), // name
        rgb(0x0000_5f00), // inserted
        rgb(0x00af_0000), // removed
    ]);

    /// White text on black, with no contrast under 7:1.
    pub const CONTRAST: Self = Self([
        rgb(0x00ff_ffff), // text
        rgb(0x0000_0000), // background
        rgb(0x00ff_ffff), // heading
        rgb(0x00af_ffff), // code
        rgb(0x0087_d7ff), // link
        rgb(0x00af_ffff), // footnote
        rgb(0x00ff_ff00), // match
        rgb(0x00ff_afaf), // warning
        rgb(0x00ff_ffff), // marker
        grey(252),        // line
        rgb(0x00ff_ff00), // selected
        rgb(0x00ff_ff00), // key
        rgb(0x00ff_afff), // keyword
        rgb(0x00af_ffaf), // string
        rgb(0x00ff_ff87), // number
        grey(252),        // comment
        rgb(0x00af_ffff), // name
        rgb(0x00af_ffaf), // inserted
        rgb(0x00ff_afaf), // removed
    ]);

    /// Returns the colour of a part, if it has one.
    pub fn part(&self, part: ThemePart) -> Option<Color> {
        self.0[part as usize]
    }

    /// Sets or removes the colour of a part.
    pub fn set(&mut self, part: ThemePart, color: Option<Color>) {
        self.0[part as usize] = color;
    }

    /// Returns the colour of a role, if it has one.
    pub(super) fn of(&self, role: UiRole) -> Option<Color> {
        let part = match role {
            UiRole::Body | UiRole::Strong | UiRole::Emphasis | UiRole::Struck => ThemePart::Text,
            // These are reversed: text and background change places.
            UiRole::CurrentMatch | UiRole::Hint => ThemePart::Text,
            UiRole::Title | UiRole::Heading => ThemePart::Heading,
            UiRole::Code => ThemePart::Code,
            UiRole::Link => ThemePart::Link,
            UiRole::Footnote => ThemePart::Footnote,
            UiRole::Match => ThemePart::Match,
            UiRole::Warning => ThemePart::Warning,
            UiRole::Marker => ThemePart::Marker,
            UiRole::Line => ThemePart::Line,
            UiRole::Selected => ThemePart::Selected,
            UiRole::Key => ThemePart::Key,
            UiRole::Token(token) => match token {
                CodeColour::Keyword => ThemePart::Keyword,
                CodeColour::Text => ThemePart::Quoted,
                CodeColour::Number => ThemePart::Number,
                CodeColour::Comment => ThemePart::Comment,
                CodeColour::Name => ThemePart::Name,
                CodeColour::Inserted => ThemePart::Inserted,
                CodeColour::Removed => ThemePart::Removed,
            },
        };
        self.part(part)
    }
}

/// Returns the WCAG 2 contrast of two colours, from 1 to 21.
/// Nothing when the terminal decides the look of one of them.
pub fn contrast(one: Color, other: Color) -> Option<f64> {
    let (one, other) = (luminance(one)?, luminance(other)?);
    Some((one.max(other) + 0.05) / (one.min(other) + 0.05))
}

fn luminance(color: Color) -> Option<f64> {
    let linear = |channel: u8| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = channels(color)?.map(linear);
    Some(0.2126 * red + 0.7152 * green + 0.0722 * blue)
}

/// Returns the RGB values of a colour that is the same everywhere.
fn channels(color: Color) -> Option<[u8; 3]> {
    match color {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        Color::Indexed(index @ 232..) => Some([8 + (index - 232) * 10; 3]),
        Color::Indexed(index @ 16..) => {
            let cube = index - 16;
            Some([cube / 36, cube / 6 % 6, cube % 6].map(|step| STEPS[usize::from(step)]))
        }
        _ => None,
    }
}

/// The steps of the colour cube.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// Returns the nearest of the colours that 256-colour terminals share.
/// These are 240 of the 256; colours other than RGB stay as they are.
pub fn nearest_indexed(color: Color) -> Color {
    let Color::Rgb(red, green, blue) = color else { return color };
    let distance = |index: u8| {
        let shown = channels(Color::Indexed(index)).unwrap_or_default();
        let far = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
        far(shown[0], red) + far(shown[1], green) + far(shown[2], blue)
    };
    Color::Indexed((16..=255).min_by_key(|index| distance(*index)).unwrap_or(16))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [(&str, Colours); 3] =
        [("ink", Colours::INK), ("paper", Colours::PAPER), ("contrast", Colours::CONTRAST)];

    /// Of everything that is read, on `reduce`d colours.
    fn least_contrast(colours: Colours, reduce: fn(Color) -> Color) -> (f64, &'static str) {
        let ground = reduce(colours.part(ThemePart::Background).unwrap());
        let read =
            PARTS.iter().filter(|(_, part, _)| !matches!(part, ThemePart::Background | ThemePart::Line));
        let all = read
            .map(|(name, part, _)| (contrast(reduce(colours.part(*part).unwrap()), ground).unwrap(), *name));
        all.min_by(|(a, _), (b, _)| a.total_cmp(b)).unwrap()
    }

    #[test]
    fn all_text_can_be_read_in_every_theme_and_with_256_colours_too() {
        for (name, colours) in ALL {
            let floor = if name == "contrast" { 7.0 } else { 4.5 };
            let depths: [fn(Color) -> Color; 2] = [|color| color, nearest_indexed];
            for reduce in depths {
                let (least, part) = least_contrast(colours, reduce);
                assert!(least >= floor, "{part} of {name} has {least:.2}:1");
            }
        }
    }

    #[test]
    fn lines_can_be_seen() {
        for (name, colours) in ALL {
            let (line, ground) =
                (colours.part(ThemePart::Line).unwrap(), colours.part(ThemePart::Background).unwrap());
            assert!(contrast(line, ground).unwrap() >= 3.0, "{name}");
            assert!(contrast(nearest_indexed(line), nearest_indexed(ground)).unwrap() >= 3.0, "{name}");
        }
    }

    #[test]
    fn contrast_is_counted_as_wcag_does() {
        let black = Color::Rgb(0, 0, 0);
        assert!((contrast(Color::Rgb(255, 255, 255), black).unwrap() - 21.0).abs() < 0.001);
        assert!(
            (contrast(Color::Rgb(0x77, 0x77, 0x77), Color::Rgb(255, 255, 255)).unwrap() - 4.478).abs() < 0.01
        );
        assert_eq!(contrast(Color::Red, black), None);
    }

    #[test]
    fn a_colour_of_the_cube_is_its_own_neighbour() {
        assert_eq!(nearest_indexed(Color::Rgb(0x5f, 0x87, 0xaf)), Color::Indexed(67));
        assert_eq!(nearest_indexed(Color::Rgb(8, 8, 8)), Color::Indexed(232));
        assert_eq!(nearest_indexed(Color::Blue), Color::Blue);
    }

    #[test]
    fn the_names_stand_in_the_order_of_the_parts() {
        for (at, (name, part, _)) in PARTS.iter().enumerate() {
            assert_eq!(*part as usize, at, "{name}");
        }
    }
}
