//! Fences of three colons or more, turned into callouts. Docusaurus, Quarto, Pandoc and `VuePress` have them.

use std::ops::Range;

use super::source::{Edit, Put};
use crate::markdown::comment::{Place, without_comments};

/// The depth below which fences stay text. Each line of one is rewritten for all fences that it is in.
const MAX_DEPTH: usize = 6;

/// A line that opens or closes a fence.
pub(super) struct FenceLine {
    /// Its bytes, without its line feed.
    bytes: Range<usize>,
    /// The columns before its colons.
    indent: usize,
    /// The text behind its colons, without comments.
    info: String,
}

impl FenceLine {
    /// Reads a line of the source, when it is one.
    pub(super) fn of(source: &str, bytes: Range<usize>) -> Option<Self> {
        let place = Place::of(source[bytes.clone()].as_bytes());
        let line = without_comments(&source[bytes.start + place.byte..bytes.end]);
        let text = line.trim_end();
        let info = text.trim_start_matches(':');
        let colons = text.len() - info.len();
        // VuePress and Pandoc may close an opening line by colons, too.
        let info = info.trim_end_matches(':').trim().to_owned();
        // The line is replaced as a whole, so a comment must not go on behind it.
        let is_one = colons >= 3 && place.quotes == 0 && place.item == 0 && !line.contains("%%");
        is_one.then_some(Self { bytes, indent: place.column, info })
    }
}

/// A fence that is opened and closed.
struct Pair<'s> {
    open: &'s FenceLine,
    close: &'s FenceLine,
    /// The line that a callout begins with; nothing when its lines are shown without one.
    head: Option<String>,
}

/// Makes callouts of the fences that these lines open and close.
pub(super) fn rewrite(source: &str, lines: &[FenceLine], edits: &mut Vec<Edit>) {
    let mut pairs = pairs(lines);
    pairs.sort_by_key(|pair| pair.open.bytes.start);
    let mut coming = pairs.iter().peekable();
    while let Some(outermost) = coming.peek() {
        let (mut at, indent) = (outermost.open.bytes.start, outermost.open.indent);
        let mut open: Vec<&Pair<'_>> = Vec::new();
        loop {
            let end =
                memchr::memchr(b'\n', &source.as_bytes()[at..]).map_or(source.len(), |found| at + found);
            let opens = coming.next_if(|pair| pair.open.bytes.start == at);
            let closes = open.pop_if(|pair| pair.close.bytes.start == at).is_some();
            let mut quotes: String = open.iter().filter(|pair| pair.head.is_some()).map(|_| "> ").collect();
            let text = at + source[at..end].bytes().take(indent).take_while(|byte| *byte == b' ').count();
            if let Some(pair) = opens {
                quotes.push_str(pair.head.as_deref().unwrap_or_default());
                open.push(pair);
            }
            let cut = if opens.is_some() || closes { text..end } else { text..text };
            edits.push(Edit { cut, put: Put::Text(quotes) });
            at = end + 1;
            if open.is_empty() || at > source.len() {
                break;
            }
        }
    }
}

/// A line without anything behind its colons closes the innermost open fence. What nothing closes is text.
fn pairs(lines: &[FenceLine]) -> Vec<Pair<'_>> {
    let mut open: Vec<(&FenceLine, Option<String>)> = Vec::new();
    let mut pairs = Vec::new();
    for line in lines {
        if !line.info.is_empty() {
            open.push((line, head(&line.info)));
        } else if let Some((first, head)) = open.pop()
            && open.len() < MAX_DEPTH
        {
            pairs.push(Pair { open: first, close: line, head });
        }
    }
    pairs
}

/// The first line of the callout that a fence is: `note`, `note Title`, `note[Title]`, `{note} Title`,
/// `{.callout-note title="Title"}`. Nothing for one that only lays its text out.
fn head(info: &str) -> Option<String> {
    const LAYOUT: [&str; 8] = ["column", "columns", "row", "grid", "center", "tab", "tabs", "tab-set"];
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let (kind, title) = match info.strip_prefix('{') {
        Some(rest) => {
            let (attributes, behind) = rest.split_once('}').unwrap_or((rest, ""));
            let class = attributes.split_whitespace().find_map(|word| word.strip_prefix('.'));
            match class {
                Some(class) => {
                    let kind = class.strip_prefix("callout-").or(KINDS.contains(&class).then_some(class))?;
                    let title =
                        attributes.split_once("title=\"").and_then(|(_, rest)| rest.split('"').next());
                    (kind, title.unwrap_or_default())
                }
                // MyST names the kind itself, and no attribute.
                None if attributes.chars().all(is_name) => (attributes, behind),
                None => return None,
            }
        }
        None => info.split_at(info.find(|c| !is_name(c)).unwrap_or(info.len())),
    };
    if kind.is_empty() || LAYOUT.contains(&kind) {
        return None;
    }
    let title = title.trim();
    let title = title.strip_prefix('[').and_then(|rest| rest.split(']').next()).unwrap_or(title);
    // Attributes may follow all of it.
    let title = title.split_once('{').map_or(title, |(title, _)| title.trim_end());
    Some(format!("> [!{kind}] {title}"))
}

/// The classes of a fence of Pandoc that are kinds of callouts.
const KINDS: [&str; 16] = [
    "note",
    "tip",
    "info",
    "warning",
    "danger",
    "caution",
    "important",
    "success",
    "error",
    "bug",
    "example",
    "quote",
    "abstract",
    "hint",
    "attention",
    "question",
];

#[cfg(test)]
mod tests {
    use crate::markdown::{BlockKind, Container, parse};

    /// The blocks of a text, each behind a bar for each callout that it stands in.
    fn shown(source: &str) -> Vec<String> {
        let document = parse(source);
        let bars = |block: crate::markdown::Block<'_>| {
            block.containers().filter(|kind| matches!(kind, Container::Callout { .. })).count()
        };
        document.blocks().map(|block| format!("{}{}", "|".repeat(bars(block)), block.text())).collect()
    }

    #[test]
    fn each_way_to_write_a_fence_gives_a_callout() {
        for (opening, title) in [
            (":::note", "Note"),
            ("::: warning", "Warning"),
            (":::tip My *own* title", "Tip: My own title"),
            (":::note[Your **title**]{#id}", "Note: Your title"),
            ("::: {.callout-important}", "Important"),
            ("::: {.callout-tip title=\"Read on\" collapse=\"true\"}", "Tip: Read on"),
            (":::::: {#id .warning}", "Warning"),
            (":::{note} A title", "Note: A title"),
            ("::: danger STOP :::", "Danger: STOP"),
            ("::: details Click me", "Details: Click me"),
            ("::: note Title %% x %%", "Note: Title"),
            (":::tip[T %%x%%]", "Tip: T"),
            ("::: note %% x %% Title <!-- y -->", "Note: Title"),
        ] {
            let source = format!("before\n{opening}\nText.\n\n- item\n:::\nbehind\n");
            let expected = ["before", &format!("|{title}"), "|Text.", "|item", "behind"];
            assert_eq!(shown(&source), expected, "{opening}");
        }
    }

    #[test]
    fn fences_stand_in_one_another() {
        let source = ":::: note\na\n\n::: tip\nb\n:::\n\nc\n::::\nd\n";
        assert_eq!(shown(source), ["|Note", "|a", "||Tip", "||b", "|c", "d"]);
    }

    #[test]
    fn a_fence_that_only_lays_out_is_not_shown() {
        let source =
            ":::: {.columns}\n\n::: {.column width=\"40%\"}\nLeft\n:::\n\n::: column\nRight\n:::\n\n::::\n";
        assert_eq!(shown(source), ["Left", "Right"]);
    }

    #[test]
    fn code_in_a_fence_is_code_and_a_fence_in_code_is_text() {
        assert_eq!(shown("::: note\n```\n::: x\n```\n:::\n"), ["|Note", "|::: x"]);
        assert_eq!(shown("```\n::: note\na\n:::\n```\n"), ["::: note\na\n:::"]);
        assert_eq!(
            shown("- item\n\n  ::: note\n  inner\n  :::\n- next\n"),
            ["item", "|Note", "|inner", "next"]
        );
    }

    #[test]
    fn lines_that_begin_with_a_colon_are_text() {
        for source in [
            "text\n:warning: do not",
            "text\n:::note\nmore",
            "text\n:::",
            "text\n:-)",
            "> text\n> :x",
            "- a\n  :b:",
        ] {
            let document = parse(source);
            assert!(document.blocks().all(|block| block.kind() == BlockKind::Paragraph), "{source}");
            assert!(document.plain_text().contains(':'), "{source}");
            assert!(!document.plain_text().contains('\u{FDD0}'), "{source}");
        }
    }

    #[test]
    fn definitions_are_still_definitions() {
        for source in ["Term\n: One\n", "Term\n:   One\n", "Term\n\n:\tOne\n"] {
            let document = parse(source);
            assert_eq!(
                document.block(0).map(crate::markdown::Block::kind),
                Some(BlockKind::Term),
                "{source:?}"
            );
            let one = document.block(1).expect("there is one");
            assert_eq!(one.containers().next(), Some(Container::Definition), "{source:?}");
        }
    }
}
