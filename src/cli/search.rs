//! `briefing search`: which briefings say something, and where.

use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;

use crate::briefing;
use crate::clean;
use crate::cli::args::Search;
use crate::cli::{Desk, Exit, Failure, json, memory, paint, progress, query, read};
use crate::library::{Location, Origin, cache_folder};
use crate::search::fulltext::{
    self, Answer, Check, Freshness, FullText, Ground, Hit, Matcher, Pace, Passage, Progress, Sight, Wanted,
    Why,
};
use crate::search::query::Query;
use crate::search::{Asked, Facts, Marks};
use crate::text::{Clean, thousands, width};
use crate::tui::theme::{Role, Theme};

/// How many briefings a terminal is shown when nobody says how many.
const ON_TERMINAL: usize = 20;
/// How many places of one briefing a terminal is shown.
const PLACES: usize = 3;
/// How many files are read before the first of them is printed, and how many at once later.
const FIRST_CHUNK: usize = 16;
const CHUNK: usize = 256;

pub(super) fn run(desk: &mut Desk, search: &Search) -> Result<Exit, Failure> {
    let typed = search.query.join(" ");
    let query = query::parse(&typed, desk.today)?;
    let origin = match desk.location()? {
        Location::Folders(folders) => Origin::Folders(folders),
        Location::Embedded { .. } => {
            desk.output.note(&clean!("{}", read::SAMPLE_NOTE));
            Origin::Embedded
        }
    };
    let text = FullText::open(&origin, cache_folder().as_deref())?;
    refresh(desk, &text, if search.fresh { &Check::Every } else { &Check::WhenDue })?;
    let limit = search.limit.unwrap_or(if desk.output.on_terminal && !search.json {
        ON_TERMINAL
    } else {
        usize::MAX
    });
    let answer = find(desk, &text, &typed, &query, limit)?;
    let printed = print(desk, search, &text, &query, &answer)?;
    if printed == 0 {
        return Err(Failure::new("no-match", clean!("nothing says {typed}")).exit(Exit::NoMatch));
    }
    if answer.total > answer.hits.len() && desk.output.on_terminal {
        let (shown, all) = (thousands(answer.hits.len()), thousands(answer.total));
        desk.output.note(&clean!("{shown} of {all} briefings; --limit N shows more"));
    }
    Ok(Exit::Ok)
}

impl From<fulltext::Failure> for Failure {
    fn from(failure: fulltext::Failure) -> Self {
        Self::new("index", clean!("{failure}"))
    }
}

/// Brings the index up to date, and says what is worth knowing about it.
pub(super) fn refresh(desk: &mut Desk, text: &FullText, check: &Check) -> Result<(), Failure> {
    let done = {
        let told = progress::Progress::new(&desk.output, "indexing");
        text.refresh(check, Pace::Waited, &mut |Progress { done, of }| told.tell(done, Some(of)))
    };
    let output = &mut desk.output;
    match done? {
        Freshness::Current => {}
        Freshness::Compared { ago } => output.note(&clean!(
            "files were compared {:.1} s ago: a text changed since then may be missed; --fresh compares them now",
            ago.as_secs_f64()
        )),
        Freshness::Without(place) => {
            output.note(&clean!("{} cannot be looked at: what stands there is not found", place.display()));
        }
        Freshness::Aside(reason) => output.note(&clean!("the index is made in memory this time: {reason}")),
        Freshness::Behind => {
            output.note(&clean!("another briefing is indexing this library: what follows may be behind"));
        }
    }
    if let Some(reason) = text.why_not_kept() {
        output.note(&clean!("the index cannot be kept, so it is made for each search: {reason}"));
    }
    Ok(())
}

fn find(
    desk: &mut Desk,
    text: &FullText,
    typed: &str,
    query: &Query,
    limit: usize,
) -> Result<Answer, Failure> {
    if !FullText::needs_library(query) {
        return Ok(text.find(query, &Wanted { limit, typing: false, ground: None })?);
    }
    let (library, index) = desk.indexed()?;
    query::ensure_keys_known(typed, query, &library)?;
    let state = query.asks_for_marks().then(|| memory::read_state(desk, &library));
    let marks: &dyn Marks = match &state {
        Some(state) => state,
        None => &(),
    };
    let read = query.asks_for_citations().then(|| query::evidence(desk, &library));
    let facts: &dyn Facts = match &read {
        Some(evidence) => evidence,
        None => &(),
    };
    let asked = Asked { marks, facts, ..Asked::default() };
    let ground = Some(Ground { library: &library, index: &index, asked: &asked });
    Ok(text.find(query, &Wanted { limit, typing: false, ground })?)
}

/// Prints the hits; answers how many there were. What a file no longer says is no hit.
fn print(
    desk: &mut Desk,
    search: &Search,
    text: &FullText,
    query: &Query,
    answer: &Answer,
) -> Result<usize, Failure> {
    if search.files {
        for hit in &answer.hits {
            desk.output.line(&shown(&hit.path))?;
        }
        return Ok(answer.hits.len());
    }
    let style = Style::of(desk, search);
    let is_whole = search.json || (desk.output.on_terminal && !search.count);
    let mut printed = 0;
    let mut rest = answer.hits.as_slice();
    while !rest.is_empty() {
        // Who pages through the answer, or takes the first of it, need not wait for the whole.
        let size = if printed == 0 { FIRST_CHUNK } else { CHUNK };
        let (chunk, later) = rest.split_at(size.min(rest.len()));
        rest = later;
        let look = |hit: &Hit| {
            let seen = Seen::new(search, is_whole, hit, &text.read(&hit.path).ok()?, &answer.matcher);
            (!seen.passages().is_empty() || query.words().is_empty()).then_some(seen)
        };
        let seen: Vec<Option<Seen>> = if chunk.len() > 4 {
            chunk.par_iter().map(look).collect()
        } else {
            chunk.iter().map(look).collect()
        };
        for (hit, seen) in chunk.iter().zip(seen) {
            let Some(seen) = seen else { continue };
            print_hit(desk, search, &style, hit, &seen, printed > 0)?;
            printed += 1;
        }
        if size == FIRST_CHUNK {
            desk.output.finish()?;
        }
    }
    Ok(printed)
}

/// A hit with what is printed of its file.
struct Seen {
    told: Told,
    /// Its text, where lines around the places are asked for.
    body: Option<briefing::Body>,
}

enum Told {
    /// All that is known of a hit, and where the words stand in its title.
    Sight(Box<Sight>, Vec<Range<usize>>),
    /// Only its places: all that most commands piped into others want, in half the time.
    Places(Vec<Passage>),
}

impl Seen {
    fn new(search: &Search, is_whole: bool, hit: &Hit, bytes: &[u8], matcher: &Matcher) -> Self {
        let told = if is_whole {
            let sight = fulltext::sight(&hit.path, bytes, matcher);
            let title_marks = matcher.marks(&sight.briefing.title);
            Told::Sight(Box::new(sight), title_marks)
        } else {
            Told::Places(fulltext::passages(&hit.path, bytes, matcher))
        };
        Self { told, body: (search.context > 0).then(|| briefing::body(bytes)) }
    }

    fn passages(&self) -> &[Passage] {
        match &self.told {
            Told::Sight(sight, _) => &sight.passages,
            Told::Places(passages) => passages,
        }
    }
}

/// How a terminal shows hits.
struct Style {
    theme: Option<Theme>,
    columns: usize,
}

impl Style {
    fn of(desk: &Desk, search: &Search) -> Self {
        let theme = desk.color().then_some(Theme::Terminal);
        let columns = if desk.output.on_terminal && !search.json { usize::from(Desk::columns()) } else { 0 };
        Self { theme, columns }
    }

    fn sgr(&self, role: Role) -> String {
        self.theme.map(|theme| paint::sgr(theme.style(role))).unwrap_or_default()
    }
}

fn print_hit(
    desk: &mut Desk,
    search: &Search,
    style: &Style,
    hit: &Hit,
    seen: &Seen,
    follows: bool,
) -> Result<(), Failure> {
    let sight = match &seen.told {
        Told::Places(passages) if search.count => {
            return Ok(desk.output.line(&clean!("{}:{}", shown(&hit.path), passages.len()))?);
        }
        Told::Places(_) => return lines(desk, search, style, &hit.path, seen, follows),
        Told::Sight(sight, _) if search.json => {
            return Ok(desk.output.line(&json::hit(&hit.path, hit.score, sight))?);
        }
        Told::Sight(sight, title_marks) => {
            if follows {
                desk.output.line(&Clean::default())?;
            }
            head(desk, style, hit, sight, title_marks)?;
            sight
        }
    };
    for passage in sight.passages.iter().take(PLACES) {
        place(desk, style, passage)?;
        for (_, line) in around(seen, passage, search.context).into_iter().flatten() {
            let (line, _) = fulltext::window(&line, &[], 0, style.columns.saturating_sub(8).max(1));
            desk.output.line(&Clean::text(&format!("        {line}")))?;
        }
    }
    if let Some(more @ 1..) = sight.passages.len().checked_sub(PLACES) {
        desk.output.line(&clean!("        and {more} more"))?;
    }
    Ok(())
}

/// The title with its kind and file, and why it is here when that can't be seen.
fn head(
    desk: &mut Desk,
    style: &Style,
    hit: &Hit,
    sight: &Sight,
    title_marks: &[Range<usize>],
) -> Result<(), Failure> {
    let briefing = &sight.briefing;
    let why = match (&sight.said, &sight.why) {
        (Some(name), _) => format!("  found as {name}"),
        (None, Some(Why::Alias(alias))) => format!("  also {alias}"),
        _ => String::new(),
    };
    let rest = format!("  {}  {}{why}", briefing.kind_and_country(), shown(&hit.path));
    let line = Clean::text(&format!("{}{rest}", briefing.title));
    let mut pieces =
        pieces(0, &briefing.title, title_marks, &style.sgr(Role::Title), &style.sgr(Role::Match));
    pieces.push((briefing.title.len()..line.len(), String::new()));
    Ok(desk.output.styled(&line, &pieces)?)
}

/// One place: its line, its section, and as much of the text as there is room for.
fn place(desk: &mut Desk, style: &Style, passage: &Passage) -> Result<(), Failure> {
    let section = passage.section.as_deref().or(passage.field).map(|section| format!("{section} › "));
    let lead = format!("{:>6}  {}", passage.line, section.unwrap_or_default());
    let room = style.columns.saturating_sub(width(&lead)).max(20);
    let (text, marks) = fulltext::window(&passage.text, &passage.marks, passage.focus, room);
    let line = Clean::text(&format!("{lead}{text}"));
    let mut all = vec![(0..lead.len(), style.sgr(Role::Footnote))];
    all.extend(pieces(lead.len(), &text, &marks, "", &style.sgr(Role::Match)));
    Ok(desk.output.styled(&line, &all)?)
}

/// `path:line: text`, and `path-line- text` for what stands around it, as `grep` has it.
fn lines(
    desk: &mut Desk,
    search: &Search,
    style: &Style,
    path: &Path,
    seen: &Seen,
    follows: bool,
) -> Result<(), Failure> {
    let path = shown(path);
    for (at, passage) in seen.passages().iter().enumerate() {
        if search.context > 0 && (follows || at > 0) {
            desk.output.line(&clean!("--"))?;
        }
        let [before, after] = around(seen, passage, search.context);
        for (number, line) in before {
            desk.output.line(&clean!("{path}-{number}- {line}"))?;
        }
        let lead = format!("{path}:{}: ", passage.line);
        let line = Clean::text(&format!("{lead}{}", passage.text));
        let mut all = vec![(0..lead.len(), String::new())];
        all.extend(pieces(lead.len(), &passage.text, &passage.marks, "", &style.sgr(Role::Match)));
        desk.output.styled(&line, &all)?;
        for (number, line) in after {
            desk.output.line(&clean!("{path}-{number}- {line}"))?;
        }
    }
    Ok(())
}

/// Lines of the text before and after a place, with their numbers; none around the front matter.
fn around(seen: &Seen, passage: &Passage, context: u32) -> [Vec<(u32, Clean)>; 2] {
    let Some(body) = seen.body.as_ref().filter(|_| passage.field.is_none()) else {
        return [Vec::new(), Vec::new()];
    };
    let lines = (body.first_line..).zip(body.text.lines());
    let near =
        lines.filter(|(number, _)| number.abs_diff(passage.line) <= context && *number != passage.line);
    near.map(|(number, line)| (number, Clean::line(line)))
        .partition(|(number, _)| *number < passage.line)
        .into()
}

/// A text cut where marks begin and end, each piece with its look; `from` is where the text stands in its line.
fn pieces(
    from: usize,
    text: &str,
    marks: &[Range<usize>],
    plain: &str,
    marked: &str,
) -> Vec<(Range<usize>, String)> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for mark in marks {
        pieces.push((from + at..from + mark.start, plain.to_owned()));
        pieces.push((from + mark.start..from + mark.end, marked.to_owned()));
        at = mark.end;
    }
    pieces.push((from + at..from + text.len(), plain.to_owned()));
    pieces
}

fn shown(path: &Path) -> Clean {
    clean!("{}", path.display())
}
