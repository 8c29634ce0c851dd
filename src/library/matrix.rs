//! Matrices: two axes crossed over a set of briefings.
//!
//! Companies crossed with events show roles, companies crossed with programs their standing; everything else
//! counts briefings. Only cells with content are kept. An empty one means "not in the sources".

mod axis;
mod letters;

use std::collections::{HashMap, HashSet};

use crate::briefing::Kind;
use crate::clean;
use crate::date::FactSpan;
use crate::text::Clean;

use super::{Ix, Library, LinkView};

pub use axis::Axis;
use axis::AxisValue;
use letters::RoleLetters;

/// The most cells, empty ones included, that are written as a grid.
const MOST_GRID: usize = 250_000;

/// A matrix over a set of briefings.
#[derive(Clone, Debug)]
pub struct Matrix {
    /// The axis at the left.
    pub rows: Axis,
    /// The axis at the top.
    pub columns: Axis,
    /// The heads of the rows.
    pub row_heads: Vec<Head>,
    /// The heads of the columns.
    pub column_heads: Vec<Head>,
    /// The filled cells of each row, by column.
    cells: Vec<Vec<(usize, Cell)>>,
    letters: RoleLetters,
}

/// The head of a row or column.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// A short name, such as an id.
    pub label: Clean,
    /// The briefing that it represents, if it represents one.
    pub briefing: Option<Ix>,
    /// The number of filled cells where cells show roles. Otherwise it is the sum of their counts.
    pub total: usize,
}

/// A filled cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// Roles, or states, in order; empty in a matrix that counts.
    pub roles: Vec<Clean>,
    /// The briefings that are counted in it.
    /// Where it shows roles they are the briefings of the row and of the column, if any.
    pub briefings: Vec<Ix>,
    /// Ids of the sources of the roles.
    pub sources: Vec<Clean>,
    /// The remarks on it.
    pub notes: Vec<Clean>,
}

impl Matrix {
    /// Crosses two axes over a set of briefings.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::library::embedded;
    /// use briefing::library::matrix::{Axis, Matrix};
    ///
    /// let library = embedded().library;
    /// let all: Vec<_> = library.all().collect();
    /// let matrix = Matrix::new(&library, &all, Axis::Company, Axis::Event);
    /// let absent = matrix.filled().find(|(company, event, _)| {
    ///     company.label == "hikvision" && event.label == "milipol-paris-2019"
    /// });
    /// let (_, _, cell) = absent.unwrap();
    /// assert_eq!(cell.roles, ["absent"]);
    /// assert_eq!(matrix.sign(cell), "a");
    /// ```
    pub fn new(library: &Library, set: &[Ix], rows: Axis, columns: Axis) -> Self {
        let mut builder = MatrixBuilder::new(library);
        match (rows, columns) {
            (Axis::Company, Axis::Event) => builder.roles(set),
            (Axis::Company, Axis::Status) => builder.standings(set),
            (Axis::Event, Axis::Company) | (Axis::Status, Axis::Company) => {
                return Self::new(library, set, columns, rows).turned();
            }
            _ => builder.counts(set, rows, columns),
        }
        builder.finish(rows, columns)
    }

    /// The same with rows and columns exchanged.
    #[must_use]
    pub fn turned(self) -> Self {
        let mut cells: Vec<Vec<(usize, Cell)>> = vec![Vec::new(); self.column_heads.len()];
        for (row, filled) in self.cells.into_iter().enumerate() {
            for (column, cell) in filled {
                cells[column].push((row, cell));
            }
        }
        Self {
            rows: self.columns,
            columns: self.rows,
            row_heads: self.column_heads,
            column_heads: self.row_heads,
            cells,
            letters: self.letters,
        }
    }

    /// Chooses the axes that suit a set. They are companies and events where it has any, else tags and years.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::library::embedded;
    /// use briefing::library::matrix::{Axis, Matrix};
    ///
    /// let library = embedded().library;
    /// let axes = |name: &str| Matrix::fitting(&library, &library.with_name(name));
    /// assert_eq!(axes("hikvision"), (Axis::Company, Axis::Event));
    /// assert_eq!(axes("afp-1911"), (Axis::Tag, Axis::Year));
    /// ```
    pub fn fitting(library: &Library, set: &[Ix]) -> (Axis, Axis) {
        let has = |kind: &Kind| set.iter().any(|ix| library.record(*ix).kind() == *kind);
        if has(&Kind::Company) || has(&Kind::Event) {
            (Axis::Company, Axis::Event)
        } else {
            (Axis::Tag, Axis::Year)
        }
    }

    /// Returns the cell of a row and a column, if filled.
    pub fn cell(&self, row: usize, column: usize) -> Option<&Cell> {
        let cells = self.cells.get(row)?;
        let at = cells.binary_search_by_key(&column, |(column, _)| *column).ok()?;
        cells.get(at).map(|(_, cell)| cell)
    }

    /// The filled cells of a row, by column.
    pub fn row(&self, row: usize) -> impl Iterator<Item = (usize, &Cell)> {
        self.cells.get(row).into_iter().flatten().map(|(column, cell)| (*column, cell))
    }

    /// Reports whether only its filled cells are written, one by one.
    /// It is too large for a grid then.
    pub fn is_vast(&self) -> bool {
        self.row_heads.len().saturating_mul(self.column_heads.len()) > MOST_GRID
    }

    /// Returns the filled cells, row by row.
    /// Each comes with the heads of its row and column.
    pub fn filled(&self) -> impl Iterator<Item = (&Head, &Head, &Cell)> {
        let rows = self.row_heads.iter().zip(&self.cells);
        rows.flat_map(|(row, cells)| {
            let heads =
                cells.iter().filter_map(|(column, cell)| Some((self.column_heads.get(*column)?, cell)));
            heads.map(move |(column, cell)| (row, column, cell))
        })
    }

    /// Returns the text of a cell: letters for roles, else a number.
    pub fn sign(&self, cell: &Cell) -> Clean {
        if cell.roles.is_empty() { clean!("{}", cell.briefings.len()) } else { self.letters.of(&cell.roles) }
    }

    /// Reports whether cells show roles or states rather than numbers.
    pub fn shows_roles(&self) -> bool {
        !self.letters.is_empty()
    }

    /// The letters that occur, with their meanings.
    pub fn legend(&self) -> impl Iterator<Item = (char, &Clean)> {
        self.letters.iter()
    }
}

/// A matrix that is being filled.
struct MatrixBuilder<'a> {
    library: &'a Library,
    rows: AxisValues,
    columns: AxisValues,
    cells: HashMap<(usize, usize), Cell>,
}

/// The values found along one side.
#[derive(Default)]
struct AxisValues {
    places: HashMap<AxisValue, usize>,
    heads: Vec<(AxisValue, Head)>,
}

impl AxisValues {
    fn place(&mut self, value: AxisValue, label: impl FnOnce() -> Clean) -> usize {
        if let Some(place) = self.places.get(&value) {
            return *place;
        }
        let briefing = if let AxisValue::Briefing(ix) = value { Some(ix) } else { None };
        self.places.insert(value.clone(), self.heads.len());
        self.heads.push((value, Head { label: label(), briefing, total: 0 }));
        self.heads.len() - 1
    }
}

impl<'a> MatrixBuilder<'a> {
    fn new(library: &'a Library) -> Self {
        Self { library, rows: AxisValues::default(), columns: AxisValues::default(), cells: HashMap::new() }
    }

    fn row(&mut self, ix: Ix) -> usize {
        self.rows.place(AxisValue::Briefing(ix), || self.library.label(ix))
    }

    /// Crosses companies and events by their links.
    /// If the set has no companies or no events, the linked ones are added, so that a set of companies shows their
    /// events.
    fn roles(&mut self, set: &[Ix]) {
        let library = self.library;
        // In a large set most briefings are of other kinds and need no closer look.
        let of_kind = |kind: &Kind| -> Vec<Ix> {
            set.iter().copied().filter(|ix| library.record(*ix).kind() == *kind).collect()
        };
        let (companies, events) = (of_kind(&Kind::Company), of_kind(&Kind::Event));
        for company in &companies {
            self.row(*company);
        }
        for event in &events {
            self.column(*event);
        }
        let wanted: HashSet<Ix> = events.iter().copied().collect();
        if companies.is_empty() {
            for event in events {
                for (company, link) in self.linked(event, &Kind::Company) {
                    self.add_role(company, event, link);
                }
            }
            return;
        }
        for company in companies {
            for (event, link) in self.linked(company, &Kind::Event) {
                if wanted.is_empty() || wanted.contains(&event) {
                    self.add_role(company, event, link);
                }
            }
        }
    }

    fn column(&mut self, ix: Ix) -> usize {
        self.columns.place(AxisValue::Briefing(ix), || self.library.label(ix))
    }

    fn linked(&self, ix: Ix, kind: &Kind) -> Vec<(Ix, LinkView)> {
        let links = self.library.links_of(ix).into_iter();
        links
            .filter_map(|link| Some((link.other?, link)))
            .filter(|(other, _)| self.library.record(*other).kind() == *kind)
            .collect()
    }

    fn add_role(&mut self, company: Ix, event: Ix, link: LinkView) {
        let at = (self.row(company), self.column(event));
        let cell = self.cells.entry(at).or_default();
        cell.briefings = vec![company, event];
        cell.add(link.role, link.sources.iter(), link.note);
    }

    fn standings(&mut self, set: &[Ix]) {
        let library = self.library;
        for ix in set.iter().copied().filter(|ix| library.record(*ix).kind() == Kind::Company) {
            let row = self.row(ix);
            for status in library.record(ix).briefing().status {
                let value = AxisValue::Word(crate::text::fold(&status.program).text);
                let column = self.columns.place(value, || status.program.clone());
                let cell = self.cells.entry((row, column)).or_default();
                cell.briefings = vec![ix];
                let standing = Some(status.standing());
                cell.add(clean!("{}", status.state), status.sources.iter(), standing);
                cell.notes.extend(status.note.clone());
            }
        }
    }

    /// Counts each briefing of the set in the cells of its values.
    /// A briefing without a value on one of the axes adds no row and no column.
    fn counts(&mut self, set: &[Ix], rows: Axis, columns: Axis) {
        for ix in set {
            let (mut down, mut across) = (Vec::new(), Vec::new());
            rows.values(self.library, *ix, |value, label| down.push((value, label)));
            columns.values(self.library, *ix, |value, label| across.push((value, label)));
            if down.is_empty() || across.is_empty() {
                continue;
            }
            let mut places = |(value, label)| self.columns.place(value, || label);
            let across: Vec<usize> = across.into_iter().map(&mut places).collect();
            for (value, label) in down {
                let row = self.rows.place(value, || label);
                for column in &across {
                    let cell = self.cells.entry((row, *column)).or_default();
                    if cell.briefings.last() != Some(ix) {
                        cell.briefings.push(*ix);
                    }
                }
            }
        }
    }

    fn finish(mut self, rows: Axis, columns: Axis) -> Matrix {
        let letters = RoleLetters::new(self.cells.values().flat_map(|cell| &cell.roles));
        let shows_roles = !letters.is_empty();
        for ((row, column), cell) in &self.cells {
            let weight = if shows_roles { 1 } else { cell.briefings.len() };
            self.rows.heads[*row].1.total += weight;
            self.columns.heads[*column].1.total += weight;
        }
        let (row_heads, row_places) = self.rows.sorted(self.library, rows);
        let (column_heads, column_places) = self.columns.sorted(self.library, columns);
        let mut cells: Vec<Vec<(usize, Cell)>> = vec![Vec::new(); row_heads.len()];
        for ((row, column), cell) in self.cells {
            cells[row_places[row]].push((column_places[column], cell));
        }
        cells.iter_mut().for_each(|row| row.sort_by_key(|(column, _)| *column));
        Matrix { rows, columns, row_heads, column_heads, cells, letters }
    }
}

impl AxisValues {
    /// Returns the heads in order, and the new place of each.
    /// Events are sorted by date, years by number, briefings and types by name, everything else the most frequent
    /// first.
    fn sorted(self, library: &Library, axis: Axis) -> (Vec<Head>, Vec<usize>) {
        let mut order: Vec<usize> = (0..self.heads.len()).collect();
        let label = |at: &usize| &self.heads[*at].1.label;
        match axis {
            Axis::Event => {
                let last = FactSpan::parse("9999").ok();
                let date = |at: &usize| library.record(self.heads[*at].1.briefing?).dates().or(last);
                order.sort_by_cached_key(|at| (date(at), label(at)));
            }
            Axis::Company | Axis::Year | Axis::Kind => order.sort_by(|a, b| label(a).cmp(label(b))),
            Axis::Tag | Axis::Status | Axis::Country => order.sort_by(|a, b| {
                let total = |at: &usize| self.heads[*at].1.total;
                total(b).cmp(&total(a)).then_with(|| label(a).cmp(label(b)))
            }),
        }
        let mut places = vec![0; order.len()];
        for (place, at) in order.iter().enumerate() {
            places[*at] = place;
        }
        let mut heads: Vec<Option<Head>> = self.heads.into_iter().map(|(_, head)| Some(head)).collect();
        (order.into_iter().filter_map(|at| heads[at].take()).collect(), places)
    }
}

impl Cell {
    fn add<'a>(&mut self, role: Clean, sources: impl Iterator<Item = &'a Clean>, note: Option<Clean>) {
        if !self.roles.contains(&role) {
            self.roles.push(role);
        }
        for source in sources {
            if !self.sources.contains(source) {
                self.sources.push(source.clone());
            }
        }
        self.notes.extend(note);
    }
}

#[cfg(test)]
mod tests;
