//! The schema of the index and the entries of briefings.

use std::path::Path;

use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{Token as IndexToken, TokenStream, Tokenizer};
use tantivy::{TantivyDocument, Term};

use super::token::{BREAK, Form, Tokens};
use crate::briefing::{self, Briefing};
use crate::markdown;
use crate::text::{Clean, fold};

/// The name of our tokenizer in the index.
const WORDS: &str = "words";
/// The name of the column of keys.
pub(super) const KEY: &str = "key";
/// The name of the column of paths.
pub(super) const PATH: &str = "path";
/// The most words of a name that are looked up.
pub(super) const LONGEST_NAME: usize = 8;
/// The most bytes of a file that are indexed.
const MOST_BYTES: usize = 16 << 20;

/// The fields of the index.
#[derive(Clone, Copy, Debug)]
pub(super) struct IndexFields {
    /// The key of the file, see [`key`].
    pub key: Field,
    /// Its path, in a column.
    /// If it were stored, a search with thousands of hits would unpack half of what is stored for them.
    pub path: Field,
    /// Whole names, folded: title and aliases.
    pub exact: Field,
    /// The beginnings of names with synonyms, see [`beginnings`].
    pub begins: Field,
    /// The same names as they are written, stored.
    pub names: Field,
    /// The words of the names.
    pub name: Field,
    /// The words of the headings.
    pub heading: Field,
    /// The words of names, fields and text.
    pub text: Field,
    /// The words outside the readable text.
    /// They are all values of the front matter, addresses of links, languages of code.
    pub aside: Field,
    /// Present in drafts only.
    pub draft: Field,
}

impl IndexFields {
    /// The schema of the index with its fields.
    pub fn new() -> (Schema, Self) {
        let words = |record| {
            let indexing = TextFieldIndexing::default().set_tokenizer(WORDS).set_index_option(record);
            TextOptions::default().set_indexing_options(indexing)
        };
        let whole = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false);
        let mut builder = Schema::builder();
        let fields = Self {
            key: builder.add_u64_field(KEY, NumericOptions::default().set_fast().set_indexed()),
            path: builder.add_bytes_field(PATH, BytesOptions::default().set_fast()),
            exact: builder
                .add_text_field("exact", TextOptions::default().set_indexing_options(whole.clone())),
            begins: builder.add_text_field("begins", TextOptions::default().set_indexing_options(whole)),
            names: builder.add_text_field("names", TextOptions::default().set_stored()),
            name: builder.add_text_field("name", words(IndexRecordOption::WithFreqsAndPositions)),
            heading: builder.add_text_field("heading", words(IndexRecordOption::WithFreqsAndPositions)),
            text: builder.add_text_field("text", words(IndexRecordOption::WithFreqsAndPositions)),
            aside: builder.add_text_field("aside", words(IndexRecordOption::WithFreqsAndPositions)),
            draft: builder.add_u64_field("draft", NumericOptions::default().set_indexed()),
        };
        (builder.build(), fields)
    }

    /// Registers our tokenizer with an index.
    pub fn teach(index: &tantivy::Index) {
        index.tokenizers().register(WORDS, IndexTokenizer);
    }

    /// Returns the term that identifies one file.
    pub fn of_key(&self, key: u64) -> Term {
        Term::from_field_u64(self.key, key)
    }

    /// Returns the entry of a briefing.
    pub fn entry(&self, key: u64, path: &Path, bytes: &[u8]) -> TantivyDocument {
        let (briefing, _) = Briefing::read(path, bytes);
        let body = briefing::body(bytes);
        let text = &body.text[..body.text.floor_char_boundary(MOST_BYTES)];
        let document = markdown::parse(text);
        let mut entry = TantivyDocument::new();
        entry.add_u64(self.key, key);
        entry.add_bytes(self.path, path.as_os_str().as_encoded_bytes());
        if briefing.draft {
            entry.add_u64(self.draft, 1);
        }
        let mut words = String::with_capacity(text.len() + 256);
        let mut names = String::new();
        for name in names_of(&briefing) {
            entry.add_text(self.exact, fold(name).text);
            // A name without other names beside it has no synonyms.
            if !briefing.aliases.is_empty() {
                beginnings(name).for_each(|beginning| entry.add_text(self.begins, beginning));
            }
            entry.add_text(self.names, name.as_str());
            add(&mut names, name);
        }
        words.push_str(&names);
        super::passage::each_field(&briefing, &mut |field, value| {
            if field != super::passage::OTHER {
                add(&mut words, value);
            }
        });
        let mut aside = String::new();
        super::aside::each_value(bytes, &mut |_, value| add(&mut aside, value));
        for block in document.blocks() {
            add(&mut words, &block.written());
        }
        super::aside::each(&document, &mut |_, _, value| add(&mut aside, value));
        let mut headings = String::new();
        document.headings().for_each(|heading| add(&mut headings, &heading.text));
        entry.add_text(self.name, names);
        entry.add_text(self.heading, headings);
        entry.add_text(self.text, words);
        entry.add_text(self.aside, aside);
        entry
    }
}

/// The names of a briefing: its title and its aliases.
pub(super) fn names_of(briefing: &Briefing) -> impl Iterator<Item = &Clean> {
    std::iter::once(&briefing.title).chain(&briefing.aliases)
}

/// Returns the beginnings of a name by which it may be called.
/// They have two words and more, up to the whole name. Each is its words without separators.
pub(super) fn beginnings(name: &str) -> impl Iterator<Item = String> {
    let mut beginning = String::new();
    let words = name.split_whitespace().filter_map(move |word| {
        let before = beginning.len();
        spell(word, &mut beginning);
        (beginning.len() > before).then(|| beginning.clone())
    });
    words.take(LONGEST_NAME).skip(1)
}

/// Returns words without separators, and their number.
pub(super) fn spelled(words: &str) -> (String, usize) {
    let mut spelled = String::new();
    let count = words.split_whitespace().filter(|word| {
        let before = spelled.len();
        spell(word, &mut spelled);
        spelled.len() > before
    });
    let count = count.count();
    (spelled, count)
}

fn spell(word: &str, spelled: &mut String) {
    let mut tokens = Tokens::new(word);
    while let Some(token) = tokens.next() {
        if matches!(token.form, Form::Word | Form::Single) {
            spelled.push_str(&token.text);
        }
    }
}

/// Returns the number that identifies a file in the index.
/// It is a hash of its whole path, links in the folders' names resolved.
pub(super) fn key(path: &Path) -> u64 {
    super::manifest::hash(path.as_os_str().as_encoded_bytes())
}

fn add(words: &mut String, text: &str) {
    words.push_str(text);
    words.push(BREAK);
}

/// Our tokenizer for the index.
#[derive(Clone, Default)]
struct IndexTokenizer;

impl Tokenizer for IndexTokenizer {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        Stream { tokens: Tokens::new(text), token: IndexToken::default() }
    }
}

struct Stream<'a> {
    tokens: Tokens<'a>,
    token: IndexToken,
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        let Some(next) = self.tokens.next() else { return false };
        // The letters are swapped, not copied: both sides overwrite what they get back.
        std::mem::swap(&mut self.token.text, &mut next.text);
        self.token.offset_from = next.at.start;
        self.token.offset_to = next.at.end;
        self.token.position = next.position;
        true
    }

    fn token(&self) -> &IndexToken {
        &self.token
    }

    fn token_mut(&mut self) -> &mut IndexToken {
        &mut self.token
    }
}
