//! What is meant: the verbs that keys and commands stand for.

use crate::library::Ix;
use crate::library::matrix::Axis;
use crate::tui::event::Key;

/// One thing the reader can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Move the selection or the text.
    Move(Motion),
    /// Read the selected briefing, or follow what is selected.
    Open,
    /// Where I was before.
    Back,
    /// Where I was before going back.
    Forward,
    /// Close this screen; at the library, quit.
    Close,
    /// Close one layer or clear one line, nothing else.
    Cancel,
    /// Leave the program now.
    Quit,
    /// Stop the process until the shell continues it.
    Suspend,
    /// Paint the whole screen again.
    Redraw,
    /// Type a query: a filter in the library, words to find in the reader.
    Search,
    /// Go to the next or previous match.
    Match(Way),
    /// Complete the field or the value at the cursor; again: the next or previous that fits.
    Complete(Way),
    /// Show which values the fields have in what was found.
    Facets,
    /// Ask for one of the values that are shown too, counted from 0.
    Narrow(u32),
    /// Choose the order of the list.
    Sort,
    /// Put the list in this order; the same again turns it round.
    SortBy(SortKey),
    /// Go to the next or previous section.
    Section(Way),
    /// Show the contents and choose a section.
    Contents,
    /// Put letters on every visible link and footnote.
    Hints,
    /// List all keys.
    Help,
    /// Open the finder at one of its tabs.
    Finder(Tab),
    /// Go to the next or previous tab.
    Tab(Way),
    /// Make the text column wider or narrower.
    Column(Way),
    /// Show the sections and links beside the text, or not.
    Outline,
    /// Choose what to copy.
    Copy,
    /// Copy this.
    CopyPart(Part),
    /// Open the editor at this line.
    Edit,
    /// Check the library and list what is wrong.
    Problems,
    /// Open the editor at one of the listed problems, counted from 0.
    GoToProblem(u32),
    /// Read the library from disk again.
    Reload,
    /// Go to a heading of the open briefing, counted from 0.
    GoToHeading(u32),
    /// Go to what the entry of the contents links to, counted from 0 among the linked briefings.
    GoToLinked(u32),
    /// Show another view of the filtered set.
    Show(View),
    /// Go to the period before or after, or a column to the left or right.
    Across(Way),
    /// Divide time finer or coarser.
    Zoom(Way),
    /// Exchange the rows and columns of the matrix.
    Turn,
    /// Choose what stands along the sides of the matrix.
    Axes,
    /// Put this along that side of the matrix.
    SetAxis(Side, Axis),
    /// What the briefing is linked with, and what it shares with others.
    Related,
    /// The statements of the open briefing by origin.
    Evidence,
    /// Pick the briefing for comparison, or put it back.
    Pick,
    /// Put the picked briefings side by side.
    Compare,
    /// Read a briefing of the library that is shown.
    Read(Ix),
    /// Copy the selected statement with its sources.
    CopySelected,
    /// Go to a statement of the open briefing, counted from 0.
    GoToStatement(u32),
    /// Go to a block of the open briefing.
    GoToBlock(u32),
    /// Mark the briefing as read, or as unread.
    MarkRead,
    /// Give the briefing a star, or take it away.
    Star,
    /// Write a note at the star of the briefing, which gives it one.
    Note,
    /// Read the next briefing that is new, unread or changed.
    NextUnread,
    /// What changed since it was read; again: since the edition before.
    Changes,
    /// Wait for the letter of a mark: a small one goes there, a capital one puts it here.
    Bookmarks,
    /// Open what a card shows: a briefing here, an address outside.
    OpenShown,
    /// Type a key into the line that is being typed at, or a letter of a link.
    Type(Key),
}

/// How far and where to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Motion {
    LineDown,
    LineUp,
    HalfPageDown,
    HalfPageUp,
    PageDown,
    PageUp,
    Start,
    End,
}

impl Motion {
    /// The row that it leads to from row `at`, where `last` is the last row and `page` how many a page has.
    pub fn row(self, at: usize, last: usize, page: usize) -> usize {
        match self {
            Self::LineDown => at.saturating_add(1),
            Self::LineUp => at.saturating_sub(1),
            Self::HalfPageDown => at.saturating_add(page.div_ceil(2)),
            Self::HalfPageUp => at.saturating_sub(page.div_ceil(2)),
            Self::PageDown => at.saturating_add(page),
            Self::PageUp => at.saturating_sub(page),
            Self::Start => 0,
            Self::End => last,
        }
        .min(last)
    }
}

/// The sides of a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Side {
    Rows,
    Columns,
}

/// One of the views of the filtered set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum View {
    /// The list of briefings.
    #[default]
    Library,
    /// What happened when.
    Timeline,
    /// Who was where.
    Matrix,
}

/// What the finder looks through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tab {
    /// Titles and other names.
    Titles,
    /// The full text.
    Text,
    /// Commands.
    Commands,
}

impl Tab {
    /// All tabs, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Titles, Self::Text, Self::Commands];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Titles => "Titles",
            Self::Text => "Text",
            Self::Commands => "Commands",
        }
    }
}

/// Onwards or backwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Way {
    Next,
    Previous,
}

/// What the list can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum SortKey {
    AsOf,
    Title,
    Kind,
    Updated,
    Folder,
}

/// What can be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The file's path.
    Path,
    /// A wiki link to the briefing.
    Link,
    /// The text as it is read, without marks.
    Body,
    /// The text as it is written.
    Markdown,
    /// The section in view, as it is written.
    Section,
    /// The statement at the top of the screen with its sources.
    Citation,
    /// The address that is shown.
    Address,
}
