//! The style of each kind of text.
//! Colour is never the only signal: every role that means something also has bold, underline, reverse or a sign of
//! its own, and body text keeps the terminal's own colours.

mod colours;
mod own;
mod palette;

use ratatui::style::{Color, Modifier, Style};

pub use colours::{Colours, PARTS, ThemePart, contrast, nearest_indexed};
pub use own::named;
pub use palette::Palette;

use crate::engine::report::{CodeColour, UiRole};
use crate::markdown::{self, CodeToken, Face, TextRole};

/// A set of styles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// The terminal's own colours, with its sixteen as accents.
    #[default]
    Terminal,
    /// No colour at all: weight, underline and reverse only.
    Mono,
    /// Explicit colours, including the background's.
    Coloured(Colours),
}

impl Theme {
    /// Returns the style of a role.
    pub fn style(self, role: UiRole) -> Style {
        let plain = Style::new();
        let weight = match role {
            UiRole::Body
            | UiRole::Code
            | UiRole::Line
            | UiRole::Marker
            | UiRole::Footnote
            | UiRole::Token(_) => plain,
            UiRole::Title
            | UiRole::Heading
            | UiRole::Strong
            | UiRole::Selected
            | UiRole::Key
            | UiRole::Warning => plain.add_modifier(Modifier::BOLD),
            UiRole::Emphasis => plain.add_modifier(Modifier::ITALIC),
            UiRole::Struck => plain.add_modifier(Modifier::CROSSED_OUT),
            UiRole::Link => plain.add_modifier(Modifier::UNDERLINED),
            UiRole::Match => plain.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            UiRole::CurrentMatch | UiRole::Hint => plain.add_modifier(Modifier::BOLD | Modifier::REVERSED),
        };
        match self.colours().of(role) {
            Some(color) => weight.fg(color),
            None => weight,
        }
    }

    /// Returns the colours of the theme.
    pub fn colours(self) -> Colours {
        match self {
            Self::Terminal => Colours::TERMINAL,
            Self::Mono => Colours::NONE,
            Self::Coloured(colours) => colours,
        }
    }

    /// Returns the default colours of text and background.
    /// Nothing where the terminal's own stay.
    pub fn ground(self) -> (Option<Color>, Option<Color>) {
        let colours = self.colours();
        (colours.part(ThemePart::Text), colours.part(ThemePart::Background))
    }
}

impl Theme {
    /// Returns the style of a span of a document.
    pub fn text_style(self, style: markdown::Style) -> Style {
        let base = self.style(match style.role {
            TextRole::Text | TextRole::Muted => UiRole::Body,
            TextRole::Heading(_) => UiRole::Heading,
            TextRole::Title | TextRole::TableHeader => UiRole::Strong,
            TextRole::Link(_) | TextRole::Image(_) => UiRole::Link,
            TextRole::Footnote(_) => UiRole::Footnote,
            TextRole::Marker => UiRole::Marker,
            TextRole::Rule | TextRole::TableBorder => UiRole::Line,
            TextRole::Code(token) => token_role(token),
        });
        let faces = [
            (Face::STRONG, UiRole::Strong),
            (Face::EMPHASIS, UiRole::Emphasis),
            (Face::CODE, UiRole::Code),
            (Face::STRIKE, UiRole::Struck),
            (Face::UNDERLINE, UiRole::Link),
        ];
        let set = faces.into_iter().filter(|(face, _)| style.face.has(*face));
        set.fold(base, |look, (_, role)| look.patch(self.style(role)))
    }
}

fn token_role(token: CodeToken) -> UiRole {
    match token {
        CodeToken::Keyword => UiRole::Token(CodeColour::Keyword),
        CodeToken::String => UiRole::Token(CodeColour::Text),
        CodeToken::Constant => UiRole::Token(CodeColour::Number),
        CodeToken::Comment => UiRole::Token(CodeColour::Comment),
        CodeToken::Function | CodeToken::Type => UiRole::Token(CodeColour::Name),
        CodeToken::Inserted => UiRole::Token(CodeColour::Inserted),
        CodeToken::Removed => UiRole::Token(CodeColour::Removed),
        CodeToken::Plain => UiRole::Code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colour_everything_that_means_something_still_looks_different() {
        for role in
            [UiRole::Title, UiRole::Link, UiRole::Match, UiRole::CurrentMatch, UiRole::Warning, UiRole::Hint]
        {
            assert_ne!(Theme::Mono.style(role), Theme::Mono.style(UiRole::Body), "{role:?}");
            assert_eq!(Theme::Mono.style(role).fg, None, "{role:?}");
        }
    }

    #[test]
    fn body_text_keeps_the_terminals_own_colours() {
        assert_eq!(Theme::Terminal.style(UiRole::Body), Style::new());
    }
}
