//! The actions that keys and commands trigger.

use crate::engine::request::View;
use crate::keymap::Key;
use crate::library::Ix;
use crate::library::matrix::Axis;
use crate::search::Sort;

/// One action that the user can request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Moves the selection or the text.
    Move(Motion),
    /// Opens the selected briefing, or follows the selected link.
    Open,
    /// Goes to the previous place in the history.
    Back,
    /// Goes to the place before the last `Back`.
    Forward,
    /// Closes this screen; in the library, quits.
    Close,
    /// Closes one layer or clears one line, nothing else.
    Cancel,
    /// Quits the program at once.
    Quit,
    /// Stops the process until the shell continues it.
    Suspend,
    /// Paints the whole screen again.
    Redraw,
    /// Opens the filter line, or in the reader the find line.
    Search,
    /// Goes to the next or previous match.
    Match(Direction),
    /// Completes the field or the value at the cursor.
    /// Repeated, it takes the next or previous candidate.
    Complete(Direction),
    /// Shows the values of the fields in the results.
    Facets,
    /// Adds one of the listed values to the query, counted from 0.
    Narrow(u32),
    /// Chooses the order of the list.
    Sort,
    /// Sorts the list in this order; the same order again reverses it.
    SortBy(Sort),
    /// Goes to the next or previous section.
    Section(Direction),
    /// Shows the contents to choose a section from.
    Contents,
    /// Puts letters on every visible link and footnote.
    Hints,
    /// Lists all keys.
    Help,
    /// Opens the finder at one of its tabs.
    Finder(Tab),
    /// Goes to the next or previous tab.
    Tab(Direction),
    /// Makes the text column wider or narrower.
    Column(Direction),
    /// Shows or hides the sections and links beside the text.
    Outline,
    /// Opens the menu of what to copy.
    Copy,
    /// Copies this part.
    CopyPart(CopyTarget),
    /// Opens the editor at this line.
    Edit,
    /// Checks the library and lists its problems.
    Problems,
    /// Opens the editor at one of the listed problems, counted from 0.
    GoToProblem(u32),
    /// Reads the library from disk again.
    Reload,
    /// Goes to a heading of the open briefing, counted from 0.
    GoToHeading(u32),
    /// Goes to the target of an entry of the contents.
    /// The number counts from 0 among the linked briefings.
    GoToLinked(u32),
    /// Shows another view of the filtered set.
    Show(View),
    /// Goes to the next or previous period or column.
    Across(Direction),
    /// Divides time into finer or coarser periods.
    Zoom(Direction),
    /// Exchanges the rows and columns of the matrix.
    Turn,
    /// Chooses the axes of the matrix.
    Axes,
    /// Puts this axis on that side of the matrix.
    SetAxis(Side, Axis),
    /// Shows the links of the briefing and what it shares with others.
    Related,
    /// Shows the statements of the open briefing by origin.
    Evidence,
    /// Picks the briefing for comparison, or drops it again.
    Pick,
    /// Shows the picked briefings side by side.
    Compare,
    /// Opens a briefing of the library that is shown.
    Read(Ix),
    /// Copies the selected statement with its sources.
    CopySelected,
    /// Goes to a statement of the open briefing, counted from 0.
    GoToStatement(u32),
    /// Goes to a block of the open briefing.
    GoToBlock(u32),
    /// Marks the briefing as read, or as unread.
    MarkRead,
    /// Adds or removes the star of the briefing.
    Star,
    /// Edits the note at the star of the briefing, adding the star.
    Note,
    /// Opens the next briefing that is new, unread or changed.
    NextUnread,
    /// Shows the changes since the briefing was last read.
    /// Repeated, it goes back by one edition.
    Changes,
    /// Waits for the letter of a bookmark.
    /// A lower-case letter goes to it, a capital one sets it here.
    Bookmarks,
    /// Opens the target of a card: a briefing here, an address outside.
    OpenShown,
    /// Types a key into the active line or as a link letter.
    Type(Key),
}

/// A movement: its distance and direction.
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
    /// Returns the row that the movement leads to from row `at`.
    /// `last` is the last row and `page` the number of rows of a page.
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

/// The subject that a tab of the finder searches.
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

    /// Returns the name of the tab.
    pub fn name(self) -> &'static str {
        match self {
            Self::Titles => "Titles",
            Self::Text => "Text",
            Self::Commands => "Commands",
        }
    }
}

/// A direction: forwards or backwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Direction {
    Next,
    Previous,
}

/// A part that can be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CopyTarget {
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
    /// The address of the open card.
    Address,
}
