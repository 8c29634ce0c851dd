//! The output of hits: for people on a terminal, line by line in a pipe, as JSON, counted, or as paths alone.

use std::ops::{Range, RangeInclusive};
use std::path::Path;

use rayon::prelude::*;

use crate::briefing;
use crate::clean;
use crate::cli::args::{ColorChoice, Search};
use crate::cli::{CommandContext, CommandError, json, paint};
use crate::engine::report::UiRole;
use crate::markdown;
use crate::search::fulltext::{
    self, FullText, HitDetails, HitReason, Matcher, Passage, SearchOutcome, TextHit,
};
use crate::search::query::Query;
use crate::text::{Clean, width};
use crate::theme::Theme;

/// The most snippets of one briefing on a terminal.
const PLACES: usize = 3;
/// The number of files that are read before anything is printed. Later chunks are larger.
const FIRST_CHUNK: usize = 16;
const CHUNK: usize = 256;

/// Prints the hits and returns their number.
/// A file whose words have gone since is no hit.
pub(super) fn answer(
    context: &mut CommandContext,
    search: &Search,
    text: &FullText,
    query: &Query,
    answer: &SearchOutcome,
) -> Result<usize, CommandError> {
    if search.files || search.null {
        for hit in &answer.hits {
            if search.null {
                context.output.null_ended(hit.path.as_os_str().as_encoded_bytes())?;
            } else {
                context.output.line(&shown(&hit.path))?;
            }
        }
        return Ok(answer.hits.len());
    }
    let style = HitStyle::of(context, search);
    let wanted = PrintOptions {
        search,
        is_whole: search.json || (context.output.on_terminal && !search.count),
        without_words: FullText::passes_without_words(query),
    };
    let mut printed = 0;
    let mut rest = answer.hits.as_slice();
    while !rest.is_empty() {
        // A reader that pages through the hits, or takes only the first, need not wait for all of them.
        let size = if printed == 0 { FIRST_CHUNK } else { CHUNK };
        let (chunk, later) = rest.split_at(size.min(rest.len()));
        rest = later;
        let look =
            |hit: &TextHit| PrintedHit::new(&wanted, hit, &text.read(&hit.path).ok()?, &answer.matcher);
        let seen: Vec<Option<PrintedHit>> = if chunk.len() > 4 {
            chunk.par_iter().map(look).collect()
        } else {
            chunk.iter().map(look).collect()
        };
        for (hit, seen) in chunk.iter().zip(seen) {
            let Some(seen) = seen else { continue };
            print_hit(context, search, &style, hit, &seen, printed > 0)?;
            printed += 1;
        }
        if size == FIRST_CHUNK {
            context.output.finish()?;
        }
    }
    Ok(printed)
}

/// The parts of a hit that are wanted.
struct PrintOptions<'a> {
    search: &'a Search,
    /// Set if all parts are.
    is_whole: bool,
    /// Set if a hit may match without any word of the query.
    without_words: bool,
}

/// A hit with the parts of its file to print.
struct PrintedHit {
    output: HitOutput,
    /// Its text, where lines around the matches are wanted.
    body: Option<briefing::Body>,
}

enum HitOutput {
    /// All data of a hit, and the matches in its title.
    Details(Box<HitDetails>, Vec<Range<usize>>),
    /// Only its snippets. They suffice for most commands piped into others, in half the time.
    Places(Vec<Passage>),
    /// Its title, because it has no word of the query.
    Title(Passage),
}

impl PrintedHit {
    /// Reads the parts of a hit.
    /// Returns nothing when the file does not match any more.
    fn new(wanted: &PrintOptions<'_>, hit: &TextHit, bytes: &[u8], matcher: &Matcher) -> Option<Self> {
        let output = if wanted.is_whole {
            let details = fulltext::hit_details(&hit.path, bytes, matcher);
            let title_marks = matcher.marks(&details.briefing.title);
            HitOutput::Details(Box::new(details), title_marks)
        } else {
            match fulltext::passages(&hit.path, bytes, matcher) {
                none if none.is_empty() && wanted.without_words => {
                    HitOutput::Title(fulltext::title(&hit.path, bytes))
                }
                places => HitOutput::Places(places),
            }
        };
        // Lines beside a match are shown as written, but for comments.
        let body = (wanted.search.context > 0).then(|| {
            let body = briefing::body(bytes);
            briefing::Body { text: markdown::without_comments(&body.text).into_owned(), ..body }
        });
        let seen = Self { output, body };
        (wanted.without_words || !seen.places().is_empty()).then_some(seen)
    }

    /// Returns the snippets with the words.
    fn places(&self) -> &[Passage] {
        match &self.output {
            HitOutput::Details(details, _) => &details.passages,
            HitOutput::Places(places) => places,
            HitOutput::Title(_) => &[],
        }
    }
}

/// The style of hits on a terminal.
struct HitStyle {
    theme: Option<Theme>,
    columns: usize,
}

impl HitStyle {
    fn of(context: &CommandContext, search: &Search) -> Self {
        // Without colour, matches on a terminal are still bold, unless the flag or the terminal forbids all
        // styles.
        let may_be_bold =
            context.output.on_terminal && !context.plain() && context.common.color == ColorChoice::Auto;
        let theme = match context.color() {
            true => Some(Theme::Terminal),
            false if may_be_bold => Some(Theme::Mono),
            false => None,
        };
        let columns = if context.output.on_terminal && !search.json {
            usize::from(CommandContext::columns())
        } else {
            0
        };
        Self { theme, columns }
    }

    fn sgr(&self, role: UiRole) -> String {
        self.theme.map(|theme| paint::sgr(theme.style(role))).unwrap_or_default()
    }
}

fn print_hit(
    context: &mut CommandContext,
    search: &Search,
    style: &HitStyle,
    hit: &TextHit,
    seen: &PrintedHit,
    follows: bool,
) -> Result<(), CommandError> {
    if search.count {
        return Ok(context.output.line(&clean!("{}:{}", shown(&hit.path), seen.places().len()))?);
    }
    let (details, title_marks) = match &seen.output {
        HitOutput::Places(places) => {
            return lines(context, search, style, &hit.path, (seen, places), follows);
        }
        HitOutput::Title(title) => {
            return lines(context, search, style, &hit.path, (seen, std::slice::from_ref(title)), follows);
        }
        HitOutput::Details(details, _) if search.json => {
            return Ok(context.output.line(&json::hit(&hit.path, hit.score, details))?);
        }
        HitOutput::Details(details, title_marks) => (details, title_marks),
    };
    if follows {
        context.output.line(&Clean::default())?;
    }
    head(context, style, hit, details, title_marks)?;
    let places = details.passages.get(..PLACES).unwrap_or(&details.passages);
    let mut last = None;
    for row in rows(seen, places, search.context) {
        if search.context > 0 && last.is_some_and(|last| row.first > last + 1) {
            context.output.line(&Clean::text(&format!("{:>6}", "--")))?;
        }
        last = Some(row.last);
        match row.shown {
            Shown::Place(passage) => place(context, style, passage)?,
            Shown::Line(text) => line_beside(context, style, row.first, text)?,
        }
    }
    if let Some(more @ 1..) = details.passages.len().checked_sub(PLACES) {
        context.output.line(&Clean::text(&format!("        and {more} more")))?;
    }
    Ok(())
}

/// Prints the title with its kind and file.
/// The name that matched is added where the title does not show it.
fn head(
    context: &mut CommandContext,
    style: &HitStyle,
    hit: &TextHit,
    details: &HitDetails,
    title_marks: &[Range<usize>],
) -> Result<(), CommandError> {
    let briefing = &details.briefing;
    let why = match (&details.said, &details.why) {
        (Some(name), _) => format!("  matched as {name}"),
        (None, Some(HitReason::Alias(alias))) => format!("  alias {alias}"),
        _ => String::new(),
    };
    let rest = format!("  {}  {}{why}", briefing.kind_and_country(), shown(&hit.path));
    let line = Clean::text(&format!("{}{rest}", briefing.title));
    let mut pieces =
        pieces(0, &briefing.title, title_marks, &style.sgr(UiRole::Title), &style.sgr(UiRole::Match));
    pieces.push((briefing.title.len()..line.len(), String::new()));
    Ok(context.output.styled(&line, &pieces)?)
}

/// Prints one snippet: its line, its section, and as much of the text as there is room for.
fn place(context: &mut CommandContext, style: &HitStyle, passage: &Passage) -> Result<(), CommandError> {
    let section = passage.section.as_deref().or(passage.field).map(|section| format!("{section} › "));
    let lead = format!("{:>6}  {}", passage.line, section.unwrap_or_default());
    let room = style.columns.saturating_sub(width(&lead)).max(20);
    let (text, marks) = fulltext::window(&passage.text, &passage.marks, passage.focus, room);
    let line = Clean::text(&format!("{lead}{text}"));
    let mut all = vec![(0..lead.len(), style.sgr(UiRole::Footnote))];
    all.extend(pieces(lead.len(), &text, &marks, "", &style.sgr(UiRole::Match)));
    Ok(context.output.styled(&line, &all)?)
}

/// Prints a line before or behind a match, with its number.
fn line_beside(
    context: &mut CommandContext,
    style: &HitStyle,
    number: u32,
    text: &str,
) -> Result<(), CommandError> {
    let lead = format!("{number:>6}- ");
    let room = style.columns.saturating_sub(width(&lead)).max(20);
    let (text, _) = fulltext::window(&Clean::text(&text.replace('\t', " ")), &[], 0, room);
    let line = Clean::text(format!("{lead}{text}").trim_end());
    let lead = lead.len().min(line.len());
    let pieces = [(0..lead, style.sgr(UiRole::Footnote)), (lead..line.len(), String::new())];
    Ok(context.output.styled(&line, &pieces)?)
}

/// Prints `path:line: text`, and `path-line-text` for the lines around, as `grep` does.
fn lines(
    context: &mut CommandContext,
    search: &Search,
    style: &HitStyle,
    path: &Path,
    (seen, places): (&PrintedHit, &[Passage]),
    follows: bool,
) -> Result<(), CommandError> {
    let path = shown(path);
    let mut last = follows.then_some(0);
    for row in rows(seen, places, search.context) {
        let is_apart = last.is_some_and(|last| last == 0 || row.first > last + 1);
        if search.context > 0 && is_apart {
            context.output.line(&clean!("--"))?;
        }
        last = Some(row.last);
        let passage = match row.shown {
            Shown::Place(passage) => passage,
            Shown::Line(text) => {
                context.output.line(&Clean::text(&format!("{path}-{}-{text}", row.first)))?;
                continue;
            }
        };
        let lead = format!("{path}:{}: ", passage.line);
        let line = Clean::text(&format!("{lead}{}", passage.text));
        let mut all = vec![(0..lead.len(), String::new())];
        all.extend(pieces(lead.len(), &passage.text, &passage.marks, "", &style.sgr(UiRole::Match)));
        context.output.styled(&line, &all)?;
    }
    Ok(())
}

/// A printed part of a file, with its lines in it.
struct HitRow<'a> {
    first: u32,
    last: u32,
    shown: Shown<'a>,
}

enum Shown<'a> {
    Place(&'a Passage),
    Line(&'a str),
}

/// Returns the snippets and the context lines, in the file's order.
/// A line of a snippet is not printed again as a context line of another; front matter has no context.
fn rows<'a>(seen: &'a PrintedHit, places: &'a [Passage], context: u32) -> Vec<HitRow<'a>> {
    let place = |passage: &'a Passage| {
        let (first, last) = (*passage.lines.start(), *passage.lines.end());
        HitRow { first, last, shown: Shown::Place(passage) }
    };
    let mut rows: Vec<HitRow<'_>> = places.iter().map(place).collect();
    if let Some(body) = &seen.body {
        let in_text = || places.iter().filter(|passage| passage.field.is_none());
        let taken = Ranges::of(in_text().map(|passage| passage.lines.clone()));
        let near = Ranges::of(in_text().map(|passage| {
            let (first, last) = passage.lines.clone().into_inner();
            first.saturating_sub(context)..=last.saturating_add(context)
        }));
        let lines = (body.first_line..).zip(body.text.lines());
        let beside = lines.filter(|(number, _)| near.hold(*number) && !taken.hold(*number));
        rows.extend(beside.map(|(number, text)| HitRow {
            first: number,
            last: number,
            shown: Shown::Line(text),
        }));
    }
    if context > 0 {
        rows.sort_by_key(|row| row.first);
    }
    rows
}

/// Ranges of lines that neither overlap nor leave the file's order.
struct Ranges(Vec<RangeInclusive<u32>>);

impl Ranges {
    fn of(ranges: impl Iterator<Item = RangeInclusive<u32>>) -> Self {
        let mut sorted: Vec<_> = ranges.collect();
        sorted.sort_by_key(|range| *range.start());
        let mut all: Vec<RangeInclusive<u32>> = Vec::new();
        for range in sorted {
            match all.last_mut() {
                Some(last) if range.start() <= last.end() => {
                    *last = *last.start()..=*last.end().max(range.end());
                }
                _ => all.push(range),
            }
        }
        Self(all)
    }

    fn hold(&self, line: u32) -> bool {
        let at = self.0.partition_point(|range| *range.end() < line);
        self.0.get(at).is_some_and(|range| range.contains(&line))
    }
}

/// Splits a text at the ends of its marks, each piece styled.
/// `from` is the offset of the text in its line.
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
