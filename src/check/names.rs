//! Ids and aliases that more than one briefing has.

use std::collections::{HashMap, HashSet};

use crate::briefing::Kind;
use crate::clean;
use crate::library::{Ix, Library, Lookup};
use crate::text::fold;

use super::Rule;
use super::page::{At, CheckedPage};

/// The folded titles and aliases of companies and events. Each leads to the briefings that have it.
#[derive(Debug, Default)]
pub(super) struct CheckedNames {
    owners: HashMap<String, Vec<Ix>>,
}

impl CheckedNames {
    pub fn new(library: &Library) -> Self {
        let mut owners: HashMap<String, Vec<Ix>> = HashMap::new();
        for (ix, record) in library.records().filter(|(_, record)| has_aliases(&record.kind())) {
            for name in std::iter::once(record.title()).chain(record.aliases()) {
                let having = owners.entry(fold(name).text).or_default();
                if having.last() != Some(&ix) {
                    having.push(ix);
                }
            }
        }
        Self { owners }
    }

    fn other(&self, name: &str, own: Ix) -> Option<Ix> {
        let having = self.owners.get(&fold(name).text)?;
        having.iter().copied().find(|ix| *ix != own)
    }
}

pub(super) fn check(page: &mut CheckedPage<'_>, names: &CheckedNames) {
    ambiguous_id(page);
    if has_aliases(&page.briefing.kind) {
        duplicate_aliases(page, names);
    }
}

fn has_aliases(kind: &Kind) -> bool {
    matches!(kind, Kind::Company | Kind::Event)
}

fn ambiguous_id(page: &mut CheckedPage<'_>) {
    if !page.briefing.kind.is_ours() {
        return;
    }
    let Lookup::Several(same) = page.library.find(&page.briefing.id.0) else { return };
    let ours = |ix: &&Ix| **ix != page.ix && page.library.get(**ix).kind.is_ours();
    let Some(other) = same.iter().find(ours) else { return };
    let what =
        clean!("the id `{}` is also used by {}", page.briefing.id.0, page.library.get(*other).path.display());
    page.report(Rule::AmbiguousId, At::Key("type".to_owned()), what).hint(clean!("rename one of the files"));
}

fn duplicate_aliases(page: &mut CheckedPage<'_>, names: &CheckedNames) {
    let mut seen = HashSet::from([page.briefing.title.to_lowercase()]);
    let aliases = page.briefing.aliases.clone();
    for (at, alias) in aliases.iter().enumerate() {
        let path = format!("aliases[{at}]");
        if !seen.insert(alias.to_lowercase()) {
            let what = clean!("redundant alias `{alias}`");
            let hint = clean!("remove it; it repeats the title or another alias");
            page.report(Rule::DuplicateAlias, At::Value(path), what).hint(hint);
        } else if let Some(other) = names.other(alias, page.ix) {
            let what = clean!("the alias `{alias}` is also a name of {}", page.library.label(other));
            page.report(Rule::DuplicateAlias, At::Value(path), what);
        }
    }
}
