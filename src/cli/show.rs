//! `briefing show`: one briefing, as text, as ten lines, as Markdown or as JSON.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::briefing::{self, Body, Briefing, TextEvidence};
use crate::clean;
use crate::cli::args::{ALL_STATEMENTS, CiteFormat, Show};
use crate::cli::choose::identify;
use crate::cli::{CommandContext, CommandError, Exit, json, paint};
use crate::engine::report::{self, PlainLine, UiRole};
use crate::library::citation::{CiteStyle, cite};
use crate::library::{self, Ix, Library, Origin};
use crate::markdown::{self, Document, LayoutOptions};
use crate::text::{Clean, io_reason};
use crate::theme::Theme;

/// The widest text without a requested width.
const COLUMNS: u16 = 80;
/// The most bytes of standard input that are read.
const MOST_INPUT: u64 = 100 << 20;

/// A briefing with what is needed to print it.
struct SelectedBriefing {
    library: Arc<Library>,
    ix: Ix,
    body: Body,
    document: Document,
}

pub(super) fn run(context: &mut CommandContext, show: &Show) -> Result<Exit, CommandError> {
    let SelectedBriefing { library, ix, body, document } = choose(context, show)?;
    let library = &library;
    if show.json {
        let path = &library.get(ix).path;
        context.output.json(&json::with_body(library, ix, path, &document, &body.text))?;
        return Ok(Exit::Ok);
    }
    if show.brief {
        for line in library.get(ix).brief(&document, library.as_of(ix)) {
            context.output.line(&if context.plain() { in_ascii(&line) } else { line })?;
        }
        return Ok(Exit::Ok);
    }
    if let Some(statement) = &show.cite {
        let text_evidence = TextEvidence::new(&document, &body);
        context.output.line(&citation(library, ix, &text_evidence, (statement, show.cite_format))?)?;
        return Ok(Exit::Ok);
    }
    let section = match &show.section {
        Some(wanted) => Some(section(&document, wanted)?),
        None => None,
    };
    if show.markdown {
        let text = match &section {
            Some(section) => body.text.get(section.source.clone()).unwrap_or_default(),
            None => body.text.as_str(),
        };
        // The blank line below the front matter belongs to neither.
        context.output.line(&Clean::text(text.trim_start_matches(['\n', '\r']).trim_end()))?;
        return Ok(Exit::Ok);
    }
    let columns = show.width.unwrap_or_else(|| {
        if context.output.on_terminal { CommandContext::columns().min(COLUMNS) } else { COLUMNS }
    });
    if context.output.on_terminal && !show.no_pager && !context.plain() && document.source_len() > 2_000 {
        context.output.page();
    }
    print(context, (library, ix), &document, section.as_ref(), usize::from(columns))?;
    Ok(Exit::Ok)
}

/// Returns the citation of one statement, or of all with a source.
/// One is given by its number in `facts`.
fn citation(
    library: &Library,
    ix: Ix,
    text_evidence: &TextEvidence,
    (wanted, format): (&str, CiteFormat),
) -> Result<Clean, CommandError> {
    let style = match format {
        CiteFormat::Plain => CiteStyle::Plain,
        CiteFormat::Markdown => CiteStyle::Markdown,
        CiteFormat::Csl => CiteStyle::CslJson,
    };
    if wanted == ALL_STATEMENTS {
        let sourced =
            text_evidence.statements.iter().filter(|one| text_evidence.citations(one).next().is_some());
        return Ok(cite(library, ix, text_evidence, sourced, style));
    }
    let number = wanted.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    match number.and_then(|number| text_evidence.statements.get(number)) {
        Some(statement) => Ok(cite(library, ix, text_evidence, std::iter::once(statement), style)),
        None => Err(CommandError::new(
            "no-statement",
            clean!("no statement {wanted} in {}", library.get(ix).title),
        )
        .hint(clean!("try a number from 1 to {}; see `briefing facts`", text_evidence.statements.len()))
        .exit(Exit::NoMatch)),
    }
}

fn section(document: &Document, wanted: &str) -> Result<markdown::Section, CommandError> {
    document.section(wanted).ok_or_else(|| {
        let titles: Vec<String> = document.headings().map(|heading| heading.text.into_string()).collect();
        CommandError::new("no-section", clean!("no section matches `{wanted}`"))
            .hint(clean!("sections: {}", titles.join(", ")))
            .exit(Exit::NoMatch)
    })
}

fn print(
    context: &mut CommandContext,
    (library, ix): (&Library, Ix),
    document: &Document,
    section: Option<&markdown::Section>,
    columns: usize,
) -> Result<(), CommandError> {
    let theme = if context.color() { Some(Theme::Terminal) } else { None };
    let briefing = library.get(ix);
    let skip_first = document.opens_with(&briefing.title);
    let ascii = context.plain();
    let options =
        LayoutOptions { skip_first, ascii, highlight: theme.is_some(), ..LayoutOptions::new(columns) };
    if section.is_none() {
        for line in report::head(library, briefing, Some(document), &[], columns) {
            plain_line(context, theme, &line)?;
        }
    }
    let blocks = section.map_or(0..document.block_count(), |section| section.blocks.clone());
    for block in blocks {
        for line in document.block_lines(block, &options) {
            let Some(theme) = theme else {
                context.output.line(line.text())?;
                continue;
            };
            let spans: Vec<_> = line
                .spans()
                .iter()
                .map(|span| {
                    (
                        span.text.start as usize..span.text.end as usize,
                        paint::sgr(theme.text_style(span.style)),
                    )
                })
                .collect();
            context.output.styled(line.text(), &spans)?;
        }
    }
    if section.is_none() {
        for line in report::tail(briefing, &report::linked(library, ix), columns) {
            plain_line(context, theme, &line)?;
        }
    }
    Ok(())
}

fn plain_line(
    context: &mut CommandContext,
    theme: Option<Theme>,
    line: &PlainLine,
) -> Result<(), CommandError> {
    let whole = line.text();
    match theme {
        Some(theme) => {
            let mut end = 0;
            let mut piece = |(role, piece): &(UiRole, Clean)| {
                let start = end;
                end = (end + piece.len()).min(whole.len());
                (start..end, paint::sgr(theme.style(*role)))
            };
            let spans: Vec<_> = line.pieces.iter().map(&mut piece).collect();
            context.output.styled(&whole, &spans)?;
        }
        None if context.plain() => context.output.line(&in_ascii(&whole))?,
        None => context.output.line(&whole)?,
    }
    Ok(())
}

/// Returns a line with this program's own signs as ASCII.
fn in_ascii(line: &Clean) -> Clean {
    let signs = [("•", "-"), ("·", "-"), ("–", "-"), ("…", "...")];
    let ascii = signs.iter().fold(line.to_string(), |line, (sign, ascii)| line.replace(sign, ascii));
    Clean::text(&ascii)
}

/// Finds the target: standard input, a file, an id, or words that only one briefing has.
fn choose(context: &mut CommandContext, show: &Show) -> Result<SelectedBriefing, CommandError> {
    let target = show.target.as_slice();
    if let [one] = target {
        if one == "-" {
            let mut bytes = Vec::new();
            std::io::stdin().lock().take(MOST_INPUT).read_to_end(&mut bytes)?;
            return alone(Path::new("-"), bytes);
        }
        let path = PathBuf::from(one);
        if names_a_file(&path) {
            let bytes = library::load::open_file(&path).map_err(|error| {
                CommandError::new(
                    "unreadable",
                    clean!("cannot read {}: {error}", path.display(), error = io_reason(&error)),
                )
            })?;
            return alone(&path, bytes);
        }
    }
    let names_links = !(show.brief || show.markdown || show.cite.is_some() || show.section.is_some());
    let words: Vec<String> = target.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let words = words.join(" ");
    let (library, (ix, body, document)) = context.answer(|_, library| {
        let ix = identify(library, &words)?;
        let path = library.record(ix).path();
        let bytes = library::open(library, &path).map_err(|error| {
            let why = clean!("cannot read {}: {error}", path.display(), error = io_reason(&error));
            CommandError::new("unreadable", why)
        })?;
        let body = briefing::into_body(bytes);
        let document = library.document(&path, &body.text);
        // Only the whole text has the links of other files below it.
        let mut made_of = if names_links { library.around(&[ix]) } else { library.with_dating(&[ix]) };
        made_of.extend(document.footnotes().iter().filter_map(|footnote| library.source(&footnote.label)));
        Ok(((ix, body, document), made_of))
    })?;
    Ok(SelectedBriefing { library, ix, body, document })
}

/// Reports whether a word is the path of a file.
/// It has a folder or an ending in it, and there is such a file.
fn names_a_file(path: &Path) -> bool {
    (path.components().count() > 1 || path.extension().is_some()) && path.is_file()
}

/// Returns a briefing that belongs to no library.
fn alone(path: &Path, bytes: Vec<u8>) -> Result<SelectedBriefing, CommandError> {
    let (briefing, _) = Briefing::read(path, &bytes);
    let library = Arc::new(Library::new(Origin::Folders(Vec::new()), vec![Arc::new(briefing)]));
    match library.at_path(path) {
        Some(ix) => {
            let body = briefing::into_body(bytes);
            let document = library.document(path, &body.text);
            Ok(SelectedBriefing { library, ix, body, document })
        }
        None => Err(CommandError::new("unreadable", clean!("{} is not a briefing", path.display()))),
    }
}
