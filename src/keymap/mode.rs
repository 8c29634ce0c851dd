//! The modes, which decide the meaning of a key.

/// A mode, which decides the meaning of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Mode {
    Library,
    Timeline,
    Matrix,
    Filter,
    Reader,
    Find,
    Comparison,
    Hints,
    Contents,
    Commands,
    Problems,
    Facets,
    Finder,
    SortMenu,
    CopyMenu,
    Card,
    Places,
    Evidence,
    Axes,
    Changes,
    Bookmarks,
    Note,
}

impl Mode {
    /// All modes.
    pub const ALL: &'static [Self] = &[
        Self::Library,
        Self::Timeline,
        Self::Matrix,
        Self::Filter,
        Self::Reader,
        Self::Find,
        Self::Comparison,
        Self::Hints,
        Self::Contents,
        Self::Commands,
        Self::Problems,
        Self::Facets,
        Self::Finder,
        Self::SortMenu,
        Self::CopyMenu,
        Self::Card,
        Self::Places,
        Self::Evidence,
        Self::Axes,
        Self::Changes,
        Self::Bookmarks,
        Self::Note,
    ];

    /// Returns its name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Library => "list",
            Self::Timeline => "timeline",
            Self::Matrix => "matrix",
            Self::Comparison => "comparison",
            Self::Places => "related",
            Self::Evidence => "evidence",
            Self::Axes => "choice of axes",
            Self::Changes => "changes",
            Self::Bookmarks => "bookmarks",
            Self::Note => "note field",
            Self::Filter => "filter line",
            Self::Reader => "page",
            Self::Find => "page search",
            Self::Hints => "link letters",
            Self::Contents => "contents",
            Self::Commands => "list of keys",
            Self::Finder => "finder",
            Self::Problems => "problems",
            Self::Facets => "facets",
            Self::SortMenu => "sort menu",
            Self::CopyMenu => "copy menu",
            Self::Card => "details",
        }
    }
}
