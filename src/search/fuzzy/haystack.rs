//! The searchable text of all briefings, field by field.

use std::ops::Range;

use super::column::{Column, LetterSet};
use super::shared::SharedColumn;
use crate::library::{Library, Record, Segment, UnchangedRecords};
use crate::text::fold;

/// The searchable fields of briefings, in slots. The first briefing has slot 0, and so on.
#[derive(Debug, Default)]
#[cfg_attr(test, derive(PartialEq))]
pub struct Haystack {
    pub(super) title: Column,
    /// Aliases, and the id where it is another name.
    pub(super) names: Column,
    /// The id if it is the title and more.
    /// It has for example a date before it. It is searched as typed: loosely it would cost as much as all titles
    /// and find the same.
    pub(super) ids: Column,
    pub(super) tags: SharedColumn,
    pub(super) people: Column,
    pub(super) about: Column,
    pub(super) letters: Vec<SlotLetters>,
}

/// The letters of a slot's title and other names.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct SlotLetters {
    pub title: LetterSet,
    pub names: LetterSet,
}

impl Haystack {
    /// Makes the fields of these briefings, in this order.
    /// They are measured first: growing step by step takes half as much memory again, and the allocator keeps it.
    pub fn new<'a>(briefings: impl Iterator<Item = Record<'a>> + Clone) -> Self {
        let mut haystack = Self::default();
        let mut slots = 0;
        let [mut titles, mut names, mut ids, mut people, mut about] = [0; 5];
        let size = |value: &str| value.len() + 1;
        for briefing in briefings.clone() {
            slots += 1;
            titles += size(briefing.title());
            names += briefing.aliases().map(size).sum::<usize>();
            // The column of the id is decided later; reserved pages that are never written take no memory.
            ids += size(briefing.id());
            people += briefing.people().map(|(name, what)| size(name) + what.map_or(0, size)).sum::<usize>();
            about += briefing.description().map_or(0, size);
        }
        haystack.letters.reserve_exact(slots);
        haystack.title.reserve(titles, slots);
        haystack.names.reserve(names + ids, slots);
        haystack.ids.reserve(ids, slots);
        haystack.tags = SharedColumn::of_tags(briefings.clone());
        haystack.people.reserve(people, slots);
        haystack.about.reserve(about, slots);
        for briefing in briefings {
            haystack.push(&briefing);
        }
        let Self { title, names, ids, people, about, .. } = &mut haystack;
        for column in [title, names, ids, people, about] {
            column.shrink();
        }
        haystack
    }

    /// Makes the fields of the library that followed this one's.
    #[must_use]
    pub fn followed(&self, library: &Library, unchanged: &UnchangedRecords) -> Self {
        let fresh: Vec<Record<'_>> = unchanged.fresh().map(|ix| library.record(ix)).collect();
        let fresh = Self::new(fresh.into_iter());
        let mut next = 0;
        let parts: Vec<(&Self, Range<usize>)> = unchanged
            .pieces()
            .map(|piece| match piece {
                Segment::Kept(slots) => (self, slots),
                Segment::Fresh(slots) => {
                    let from = next;
                    next += slots.len();
                    (&fresh, from..next)
                }
            })
            .collect();
        let column = |field: fn(&Self) -> &Column| {
            Column::joined(parts.iter().map(|(haystack, slots)| (field(haystack), slots.clone())))
        };
        let letters = parts.iter().flat_map(|(haystack, slots)| &haystack.letters[slots.clone()]);
        Self {
            title: column(|haystack| &haystack.title),
            names: column(|haystack| &haystack.names),
            ids: column(|haystack| &haystack.ids),
            tags: self.tags.followed(unchanged, &fresh.tags),
            people: column(|haystack| &haystack.people),
            about: column(|haystack| &haystack.about),
            letters: letters.copied().collect(),
        }
    }

    /// Returns the number of slots.
    pub fn len(&self) -> usize {
        self.letters.len()
    }

    /// Reports whether there are no slots.
    pub fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// Returns the bytes in memory.
    pub fn memory(&self) -> usize {
        let columns = [&self.title, &self.names, &self.ids, &self.people, &self.about];
        let text: usize = columns.into_iter().map(Column::memory).sum();
        text + self.tags.memory() + self.letters.capacity() * size_of::<SlotLetters>()
    }

    /// Returns the folded title of a slot.
    pub(crate) fn folded_title(&self, slot: usize) -> &str {
        self.title.values(slot).next().map_or("", |at| self.title.value(at))
    }

    fn push(&mut self, briefing: &Record<'_>) {
        let mut letters = SlotLetters::default();
        let mut unused = LetterSet::default();
        self.title.push(briefing.title(), &mut letters.title);
        for alias in briefing.aliases() {
            self.names.push(alias, &mut letters.names);
        }
        // Most ids are the title in other words: `milipol-paris-2019`. Only one with more text takes memory.
        let id = fold(briefing.id()).text;
        let title = self.title.written();
        if title.len() > 1 && id.contains(title.trim_end()) {
            if id.len() >= title.len() {
                self.ids.push(briefing.id(), &mut unused);
            }
        } else if !self.names.has(&id) {
            self.names.push(briefing.id(), &mut letters.names);
        }
        for (name, about) in briefing.people() {
            self.people.push(name, &mut unused);
            if let Some(about) = about {
                self.people.push(about, &mut unused);
            }
        }
        if let Some(description) = briefing.description() {
            self.about.push(description, &mut unused);
        }
        let Self { title, names, ids, people, about, .. } = self;
        for column in [title, names, ids, people, about] {
            column.end_slot();
        }
        self.letters.push(letters);
    }
}
