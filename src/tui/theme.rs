//! The style of each kind of text.
//! Colour is never the only signal: every role that means something also has bold, underline, reverse or a sign of
//! its own, and body text keeps the terminal's own colours.

mod colours;
mod own;

use ratatui::style::{Color, Modifier, Style};

pub use colours::{Colours, PARTS, Part, contrast, nearest_indexed};
pub use own::named;

use crate::markdown::{self, CodeToken, Face, TextRole};

/// The meaning of a piece of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Text to read.
    Body,
    /// The name of a thing: a briefing's title, the program's name.
    Title,
    /// A heading within a text.
    Heading,
    /// Stressed strongly.
    Strong,
    /// Stressed.
    Emphasis,
    /// Struck out.
    Struck,
    /// Code, in a line or as a block.
    Code,
    /// A word of code with a meaning of its own.
    Token(Token),
    /// Something that can be followed.
    Link,
    /// A footnote's number.
    Footnote,
    /// Bullets, numbers, quote bars.
    Marker,
    /// Lines that separate, and borders of tables.
    Line,
    /// The user's selection.
    Selected,
    /// Letters that match the query.
    Match,
    /// The current match, which `n` went to.
    CurrentMatch,
    /// Something that needs attention.
    Warning,
    /// The letters to press for a link.
    Hint,
    /// A key in the footer or help.
    Key,
}

/// The kinds of words in code that are distinguished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Token {
    Keyword,
    Text,
    Number,
    Comment,
    Name,
    Inserted,
    Removed,
}

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
    pub fn style(self, role: Role) -> Style {
        let plain = Style::new();
        let weight = match role {
            Role::Body | Role::Code | Role::Line | Role::Marker | Role::Footnote | Role::Token(_) => plain,
            Role::Title | Role::Heading | Role::Strong | Role::Selected | Role::Key | Role::Warning => {
                plain.add_modifier(Modifier::BOLD)
            }
            Role::Emphasis => plain.add_modifier(Modifier::ITALIC),
            Role::Struck => plain.add_modifier(Modifier::CROSSED_OUT),
            Role::Link => plain.add_modifier(Modifier::UNDERLINED),
            Role::Match => plain.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            Role::CurrentMatch | Role::Hint => plain.add_modifier(Modifier::BOLD | Modifier::REVERSED),
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
        (colours.part(Part::Text), colours.part(Part::Background))
    }
}

impl Theme {
    /// Returns the style of a span of a document.
    pub fn text_style(self, style: markdown::Style) -> Style {
        let base = self.style(match style.role {
            TextRole::Text | TextRole::Muted => Role::Body,
            TextRole::Heading(_) => Role::Heading,
            TextRole::Title | TextRole::TableHeader => Role::Strong,
            TextRole::Link(_) | TextRole::Image(_) => Role::Link,
            TextRole::Footnote(_) => Role::Footnote,
            TextRole::Marker => Role::Marker,
            TextRole::Rule | TextRole::TableBorder => Role::Line,
            TextRole::Code(token) => token_role(token),
        });
        let faces = [
            (Face::STRONG, Role::Strong),
            (Face::EMPHASIS, Role::Emphasis),
            (Face::CODE, Role::Code),
            (Face::STRIKE, Role::Struck),
            (Face::UNDERLINE, Role::Link),
        ];
        let set = faces.into_iter().filter(|(face, _)| style.face.has(*face));
        set.fold(base, |look, (_, role)| look.patch(self.style(role)))
    }
}

fn token_role(token: CodeToken) -> Role {
    match token {
        CodeToken::Keyword => Role::Token(Token::Keyword),
        CodeToken::String => Role::Token(Token::Text),
        CodeToken::Constant => Role::Token(Token::Number),
        CodeToken::Comment => Role::Token(Token::Comment),
        CodeToken::Function | CodeToken::Type => Role::Token(Token::Name),
        CodeToken::Inserted => Role::Token(Token::Inserted),
        CodeToken::Removed => Role::Token(Token::Removed),
        CodeToken::Plain => Role::Code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colour_everything_that_means_something_still_looks_different() {
        for role in [Role::Title, Role::Link, Role::Match, Role::CurrentMatch, Role::Warning, Role::Hint] {
            assert_ne!(Theme::Mono.style(role), Theme::Mono.style(Role::Body), "{role:?}");
            assert_eq!(Theme::Mono.style(role).fg, None, "{role:?}");
        }
    }

    #[test]
    fn body_text_keeps_the_terminals_own_colours() {
        assert_eq!(Theme::Terminal.style(Role::Body), Style::new());
    }
}
