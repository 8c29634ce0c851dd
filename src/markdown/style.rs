//! The meanings of text, which a front end shows as it can.

use super::highlight::CodeToken;

/// The meaning of a span. It is its [`TextRole`] and the [`Face`]s laid over it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Style {
    /// The kind of text.
    pub role: TextRole,
    /// The ways in which its author set it.
    pub face: Face,
}

/// The kind of a span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TextRole {
    /// Running text.
    #[default]
    Text,
    /// A heading of this level.
    Heading(u8),
    /// The label of this link.
    Link(u32),
    /// A marker that refers to this footnote.
    Footnote(u32),
    /// An image's label; the link holds its target.
    Image(u32),
    /// A bullet, number, check box, footnote number or quotation bar.
    Marker,
    /// A thematic break.
    Rule,
    /// The lines of a table.
    TableBorder,
    /// A header cell of a table.
    TableHeader,
    /// A line of code, as coloured by its language.
    Code(CodeToken),
    /// The term of a definition, a callout's title, the summary of details.
    Title,
    /// Text of less weight: a continuation mark, what was flattened, the address of an image.
    Muted,
}

/// A set of ways to set text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Face(u8);

impl Face {
    /// Nothing special.
    pub const PLAIN: Self = Self(0);
    /// Strong importance.
    pub const STRONG: Self = Self(1);
    /// Emphasis.
    pub const EMPHASIS: Self = Self(2);
    /// Code in running text.
    pub const CODE: Self = Self(4);
    /// Struck out.
    pub const STRIKE: Self = Self(8);
    /// A formula.
    pub const MATH: Self = Self(16);
    /// Underlined or highlighted by its author.
    pub const UNDERLINE: Self = Self(32);
    /// Lowered; digits have become small ones already.
    pub const SUBSCRIPT: Self = Self(64);
    /// Raised; digits have become small ones already.
    pub const SUPERSCRIPT: Self = Self(128);

    /// Reports whether all of `other` is in it.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
