//! Containers: quotations, lists, footnotes and definitions, and the blank lines between what they hold.

use super::builder::{DocumentBuilder, Leaf, intern};
use crate::markdown::document::{BlockKind, Container, ContainerData, Footnote, NONE};
use crate::text::Clean;

/// The most containers that are shown one by one. Deeper ones are shown as one, with the depth as a number.
const MAX_DEPTH: u32 = 12;

/// An open container.
#[derive(Clone, Copy)]
pub(super) struct OpenContainer {
    /// Its number.
    container: u32,
    /// The number of blocks when it was opened.
    blocks: u32,
}

/// The open lists.
#[derive(Default)]
pub(super) struct Lists {
    open: Vec<OpenList>,
    /// Marks that the last leaf was text directly in an item.
    last_was_bare: bool,
}

#[derive(Clone, Copy)]
struct OpenList {
    /// The next number of a numbered list. `digits` is the list's number among the numbered ones.
    next: Option<u64>,
    digits: u32,
    /// Marks a list of which nothing has been shown yet.
    fresh: bool,
}

impl Lists {
    pub(super) fn clear(&mut self) {
        self.open.clear();
    }
}

impl DocumentBuilder<'_> {
    pub(super) fn start_quote(&mut self) {
        self.open_container(Container::Quote);
    }

    pub(super) fn start_definition(&mut self) {
        self.open_container(Container::Definition);
    }

    pub(super) fn start_list(&mut self, first: Option<u64>) {
        self.flush();
        let digits = u32::try_from(self.document.list_digits.len()).unwrap_or(NONE);
        if first.is_some() {
            self.document.list_digits.push(1);
        }
        self.lists.open.push(OpenList { next: first, digits, fresh: true });
    }

    pub(super) fn end_list(&mut self) {
        self.flush();
        self.lists.open.pop();
    }

    pub(super) fn start_item(&mut self) {
        let kind = match self.lists.open.last_mut() {
            Some(OpenList { next: Some(next), digits, .. }) => {
                let number = u32::try_from(*next).unwrap_or(NONE);
                *next = next.saturating_add(1);
                let width = u8::try_from(number.checked_ilog10().unwrap_or(0) + 1).unwrap_or(u8::MAX);
                if let Some(widest) = self.document.list_digits.get_mut(*digits as usize) {
                    *widest = width.max(*widest);
                }
                Container::Numbered { number, list: *digits }
            }
            _ => Container::Bullet,
        };
        self.open_container(kind);
    }

    /// Ends an item; one without any text still has its bullet.
    pub(super) fn end_item(&mut self) {
        self.flush();
        let blocks = self.document.block_count();
        if self.open.last().is_some_and(|open| open.blocks == blocks) {
            self.open_leaf(BlockKind::Paragraph, true);
            self.flush();
        }
        self.close_container();
    }

    pub(super) fn task(&mut self, done: bool) {
        let item =
            self.open.last().and_then(|open| self.document.containers.get_mut(open.container as usize));
        if let Some(data) =
            item.filter(|data| matches!(data.kind, Container::Bullet | Container::Numbered { .. }))
        {
            data.kind = Container::Task(done);
        }
    }

    pub(super) fn start_footnote(&mut self, label: &str) {
        let footnote = self.footnote(label);
        self.open_footnote(footnote);
    }

    /// The number of the footnote with this label among the footnotes.
    pub(super) fn footnote(&mut self, label: &str) -> u32 {
        let key = label.to_lowercase();
        if let Some(number) = self.footnotes.get(&key) {
            return *number;
        }
        let number = u32::try_from(self.document.footnotes.len()).unwrap_or(NONE);
        self.document.footnotes.push(Footnote { label: Clean::line(label), ..Footnote::default() });
        self.footnotes.insert(key, number);
        number
    }

    /// Extends definitions over the blocks that are in them.
    pub(super) fn close_footnotes(&mut self) {
        let document = &mut self.document;
        let blocks = u32::try_from(document.blocks.len()).unwrap_or(NONE);
        for (footnote, note) in (0..).zip(&mut document.footnotes) {
            if note.definition.is_empty() {
                continue;
            }
            let inside = |block: u32| {
                let mut container = document.blocks.get(block as usize).map_or(NONE, |data| data.container);
                while let Some(data) = document.containers.get(container as usize) {
                    if data.kind == Container::Footnote(footnote) {
                        return true;
                    }
                    container = data.parent;
                }
                false
            };
            let start = note.definition.start;
            let end = (start..blocks).find(|block| !inside(*block)).unwrap_or(blocks);
            note.definition = start..end;
        }
    }

    pub(super) fn open_container(&mut self, kind: Container) {
        self.flush();
        let blocks = self.document.block_count();
        let parent = self.open.last().map_or(NONE, |open| open.container);
        let depth = u32::try_from(self.open.len()).unwrap_or(NONE).saturating_add(1);
        let number = u32::try_from(self.document.containers.len()).unwrap_or(NONE);
        let data = if depth <= MAX_DEPTH {
            ContainerData { parent, first_block: NONE, depth, kind }
        } else {
            // One container represents everything below the limit and shows its depth.
            let shown = self.open.get(MAX_DEPTH as usize - 1).map_or(NONE, |open| open.container);
            ContainerData { parent: shown, first_block: NONE, depth, kind: Container::Deep }
        };
        self.document.containers.push(data);
        self.open.push(OpenContainer { container: number, blocks });
    }

    pub(super) fn close_container(&mut self) {
        self.flush();
        self.open.pop();
    }

    /// The innermost open container.
    pub(super) fn container(&self) -> u32 {
        self.open.last().map_or(NONE, |open| open.container)
    }

    /// Makes a callout of the innermost container. It is a quotation of which nothing has been shown.
    pub(super) fn make_callout(&mut self, kind: &str, foldable: bool) {
        let kind = intern(&mut self.callouts, &mut self.document.callouts, &kind.to_lowercase());
        let container = self.container();
        if let Some(data) = self.document.containers.get_mut(container as usize) {
            data.kind = Container::Callout { kind, foldable };
        }
    }

    /// Reports whether the innermost container is a quotation without a block.
    pub(super) fn begins_quote(&self) -> bool {
        let data = self.document.containers.get(self.container() as usize);
        data.is_some_and(|data| data.kind == Container::Quote && data.first_block == NONE)
    }

    /// Reports whether a container is the innermost open one, or around it.
    fn is_within(&self, container: u32) -> bool {
        self.open.iter().any(|open| open.container == container)
    }

    /// Reports whether a blank line precedes the next block, `leaf`.
    pub(super) fn needs_gap(&mut self, leaf: Leaf) -> bool {
        let bare_before = std::mem::replace(&mut self.lists.last_was_bare, leaf.bare);
        let Some(last) = self.document.blocks.last() else { return false };
        if std::mem::take(&mut self.joined) {
            return false;
        }
        let own = self.document.containers.get(self.container() as usize);
        let is_first = own.is_some_and(|data| data.first_block == NONE);
        let in_footnote = |container: u32| {
            let data = self.document.containers.get(container as usize);
            data.is_some_and(|data| matches!(data.kind, Container::Footnote(_)))
        };
        if last.kind == BlockKind::CalloutTitle && self.is_within(last.container) {
            return false;
        }
        match own.map(|data| data.kind) {
            Some(Container::Definition) if is_first => return false,
            Some(Container::Footnote(_)) if is_first && in_footnote(last.container) => return false,
            _ => {}
        }
        let Some(inner) = self.lists.open.last() else { return true };
        match (leaf.bare, inner.fresh) {
            // The first item of a list: directly below the text of a tight item, else apart.
            (true, true) => !(bare_before && self.lists.open.len() > 1),
            (true, false) => false,
            (false, _) => is_first || !bare_before || last.container != self.container(),
        }
    }

    /// Notes that a block is shown in all open containers and lists.
    pub(super) fn note_shown(&mut self, block: u32) {
        let mut container = self.container();
        while let Some(data) = self.document.containers.get_mut(container as usize) {
            if data.first_block != NONE {
                break;
            }
            data.first_block = block;
            container = data.parent;
        }
        for list in self.lists.open.iter_mut().rev() {
            if !std::mem::take(&mut list.fresh) {
                break;
            }
        }
    }
}
