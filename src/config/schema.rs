//! The one table of settings: names, who may set them, and help texts.

/// The files that may set something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The reader alone.
    Reader,
    /// A library, in its own file.
    Library,
    /// Both.
    Both,
}

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// Its name in a file.
    pub name: &'static str,
    /// The files that may set it.
    pub scope: Scope,
    /// The variable that sets it.
    pub variable: Option<&'static str>,
    /// The flag that sets it.
    pub flag: Option<&'static str>,
    /// The description, one sentence.
    pub help: &'static str,
    /// An example of a value, as written in a file.
    pub example: &'static str,
}

const fn spec(
    name: &'static str,
    scope: Scope,
    variable: Option<&'static str>,
    help: &'static str,
    example: &'static str,
) -> Spec {
    Spec { name, scope, variable, flag: None, help, example }
}

impl Spec {
    const fn flag(mut self, flag: &'static str) -> Self {
        self.flag = Some(flag);
        self
    }

    /// Reports whether a library's own file may set it.
    pub fn is_for_libraries(&self) -> bool {
        self.scope != Scope::Reader
    }

    /// Reports whether the reader's file may set it.
    pub fn is_for_readers(&self) -> bool {
        self.scope != Scope::Library
    }
}

/// All settings but keys and themes, which are tables of their own.
pub const SPECS: &[Spec] = &[
    spec(
        "library",
        Scope::Reader,
        // The variable and the flag are read where the library is found: folders need not be text.
        None,
        "The folder or folders of the library; `~/` is your home folder.",
        "[\"~/briefings\"]",
    ),
    spec(
        "theme",
        Scope::Reader,
        Some("BRIEFING_THEME"),
        "The theme of the reader: terminal, ink, paper, contrast, mono, auto, or one of your own (see [themes]).",
        "\"terminal\"",
    )
    .flag("--theme"),
    spec(
        "glyphs",
        Scope::Reader,
        Some("BRIEFING_GLYPHS"),
        "The characters to draw with: auto, unicode or ascii; auto means ascii if the locale is not UTF-8.",
        "\"auto\"",
    )
    .flag("--glyphs"),
    spec(
        "ignored",
        Scope::Reader,
        Some("BRIEFING_IGNORED"),
        "Include files that a .gitignore lists.",
        "false",
    ),
    spec("column", Scope::Reader, Some("BRIEFING_COLUMN"), "The width of the text column, 30 to 160.", "72"),
    spec(
        "marks",
        Scope::Reader,
        Some("BRIEFING_MARKS"),
        "Mark statements with one origin, or with no source, at the right edge.",
        "true",
    ),
    spec(
        "mouse",
        Scope::Reader,
        Some("BRIEFING_MOUSE"),
        "Select, scroll and drag with the mouse; to select text, hold Shift.",
        "false",
    ),
    spec(
        "resume",
        Scope::Reader,
        Some("BRIEFING_RESUME"),
        "Continue where the last session with a library ended.",
        "false",
    )
    .flag("--resume"),
    spec(
        "sort",
        Scope::Both,
        Some("BRIEFING_SORT"),
        "The order of lists: as-of, title, type, updated or folder; a leading `-` reverses it.",
        "\"as-of\"",
    ),
    spec(
        "filter",
        Scope::Both,
        Some("BRIEFING_FILTER"),
        "The query that the reader starts with; `esc` clears it.",
        "\"type:company\"",
    ),
    spec("name", Scope::Library, None, "The name of the library.", "\"Surveillance technology\""),
];
