//! The roles of pieces of text, to which a theme gives styles.

/// The meaning of a piece of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UiRole {
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
    Token(CodeColour),
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
pub enum CodeColour {
    Keyword,
    Text,
    Number,
    Comment,
    Name,
    Inserted,
    Removed,
}
