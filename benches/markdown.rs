//! The budgets of reading: 5 kB parsed and laid out in 300 µs, 1 MB in 60 ms, the first screen of 10 MB in 30 ms.

use std::fmt::Write as _;

use briefing::markdown::{Anchor, Document, FindPattern, Flow, LayoutOptions, parse, parse_head};
use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

const WORDS: [&str; 28] = [
    "the",
    "company",
    "supplied",
    "cameras",
    "for",
    "network",
    "of",
    "Nice",
    "in",
    "2018",
    "according",
    "to",
    "its",
    "own",
    "statement",
    "which",
    "was",
    "not",
    "confirmed",
    "by",
    "officials",
    "surveillance",
    "licence",
    "export",
    "and",
    "partner",
    "Besançon",
    "a",
];

/// Words in an order that looks like prose and is the same in every run.
struct Prose(u64);

impl Prose {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % below
    }

    fn sentence(&mut self, words: usize) -> String {
        let mut text = String::new();
        for _ in 0..words {
            let word = WORDS[self.next(WORDS.len())];
            let _ = match self.next(40) {
                0 => write!(text, "**{word}** "),
                1 => write!(text, "[[{word}-group]] "),
                2 => write!(text, "[{word}](https://news.example/{word}) "),
                _ => write!(text, "{word} "),
            };
        }
        text.truncate(text.trim_end().len());
        text.push('.');
        text
    }
}

/// A briefing of about five kilobytes.
fn briefing(prose: &mut Prose, number: usize) -> String {
    let mut text =
        format!("## Bottom line {number}\n\n{}[^src-{number}]\n\n## Key facts\n\n", prose.sentence(50));
    for _ in 0..5 {
        let _ = writeln!(text, "- **Claim (officials):** {}[^src-{number}]", prose.sentence(24));
    }
    text.push_str("\n## Background\n\n");
    for _ in 0..4 {
        let _ = write!(text, "{}\n\n", prose.sentence(90));
    }
    text.push_str("| Year | Figure | Note |\n|------|-------:|------|\n");
    for year in 2015..2021 {
        let _ = writeln!(text, "| {year} | {} | {} |", prose.next(9000), prose.sentence(3));
    }
    let _ = write!(text, "\n## Sources\n\n[^src-{number}]: Northern Ledger, 2026-06-20.\n\n");
    text
}

fn source(bytes: usize) -> String {
    let mut prose = Prose(7);
    let mut text = String::new();
    for number in 0.. {
        text.push_str(&briefing(&mut prose, number));
        if text.len() >= bytes {
            break;
        }
    }
    text
}

fn lay_out(document: &Document) -> usize {
    document.lines(LayoutOptions::new(72)).map(|(_, line)| line.text().len()).sum()
}

#[divan::bench(args = [4_000, 1_000_000])]
fn parse_and_lay_out(bencher: Bencher, bytes: usize) {
    let source = source(bytes);
    bencher.counter(BytesCount::new(source.len())).bench(|| lay_out(&parse(&source)));
}

#[divan::bench(args = [4_000, 1_000_000, 10_000_000])]
fn parse_only(bencher: Bencher, bytes: usize) {
    let source = source(bytes);
    bencher.counter(BytesCount::new(source.len())).bench(|| parse(&source));
}

#[divan::bench(args = [1_000_000, 10_000_000])]
fn first_screen(bencher: Bencher, bytes: usize) {
    let source = source(bytes);
    bencher.bench(|| {
        let head = parse_head(&source);
        Flow::new(LayoutOptions::new(72)).page(&head, Anchor::default(), 50).rows.len()
    });
}

#[divan::bench]
fn scroll_one_line_at_the_end_of_ten_megabytes(bencher: Bencher) {
    let source = source(10_000_000);
    let document = parse(&source);
    let mut flow = Flow::new(LayoutOptions::new(72));
    let mut top = flow.last_page(&document, 50);
    bencher.bench_local(|| {
        top = flow.step(&document, top, -1);
        flow.page(&document, top, 50).rows.len()
    });
}

/// What a letter typed into the search of a page costs.
#[divan::bench(args = ["e", "ex", "exp", "Besancon", "surveillance licence"])]
fn find_in_ten_megabytes(bencher: Bencher, typed: &str) {
    let document = parse(&source(10_000_000));
    let needles: Vec<FindPattern> = FindPattern::new(typed).into_iter().collect();
    bencher.bench_local(|| document.find(&needles, 0..document.block_count()).len());
}

/// What opening at a place of the full text costs: its words are marked throughout.
#[divan::bench(args = ["surveillance", "surveillance licence", "surveillance licence besancon export the"])]
fn find_words_in_ten_megabytes(bencher: Bencher, words: &str) {
    let document = parse(&source(10_000_000));
    let needles: Vec<FindPattern> = words.split(' ').filter_map(FindPattern::whole).collect();
    bencher.bench_local(|| document.find(&needles, 0..document.block_count()).len());
}

#[divan::bench]
fn first_code_block(bencher: Bencher) {
    let document = parse("```rust\nfn main() { println!(\"{}\", 42); }\n```\n");
    bencher.bench(|| document.block_lines(0, &LayoutOptions::new(72)));
}
