//! Facets: the values of fields among the found briefings, with counts.
//!
//! A value counts the briefings that its token would find beside the query, so that the number is the one that the
//! list shows afterwards: `role:exhibitor` beside `at:milipol` means another link than by itself.

use std::collections::HashMap;

use super::cache::QueryCache;
use super::evaluate::Evaluation;
use super::filter::FilterContext;
use super::query::{Query, Vocabulary, token};
use super::{Cancelled, Index, QueryContext};
use crate::briefing::Kind;
use crate::date::Day;
use crate::library::{Ix, Library};
use crate::text::Clean;

/// The fields that have facets, in the order of display.
const FIELDS: [&str; 9] = ["type", "in", "status", "at", "role", "country", "tag", "confidence", "is"];
/// The most values of a field that are counted. They are the most frequent ones.
const MOST: usize = 12;

/// One field with its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// The name of the field.
    pub field: &'static str,
    /// Its values, the most frequent first.
    pub values: Vec<FacetValue>,
}

/// One value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// The field with this value in a query, such as `type:company`.
    pub token: Clean,
    /// The number of briefings that it leaves.
    pub count: usize,
}

/// Returns the facets of the briefings in `set`, which `line` found.
///
/// # Errors
///
/// When `asked.stop` is set meanwhile.
///
/// # Examples
///
/// ```
/// use briefing::date::Day;
/// use briefing::library::embedded;
/// use briefing::search::{Index, QueryContext, facets};
///
/// let library = embedded().library;
/// let index = Index::new(&library);
/// let today = Day::parse("2026-11-29")?;
/// let facets =
///     facets((&library, &index), ("", today), &index.everything(&library), &QueryContext::default()).unwrap();
/// assert_eq!(facets[0].field, "type");
/// let counts = facets[0].values.iter().map(|value| value.count);
/// assert_eq!(counts.sum::<usize>(), library.len());
/// # Ok::<(), briefing::date::DateError>(())
/// ```
pub fn facets(
    (library, index): (&Library, &Index),
    (line, today): (&str, Day),
    set: &[Ix],
    asked: &QueryContext<'_>,
) -> Result<Vec<Facet>, Cancelled> {
    let ground = FilterContext::new(library, index, asked);
    let used = used(library, set);
    let mut cache = QueryCache::default();
    let mut facets = Vec::new();
    for field in FIELDS {
        let mut values = Vec::new();
        for value in used.get(field).into_iter().flatten() {
            let token = token(field, value);
            let Ok(query) = Query::parse(&narrowed(line, &token), today) else { continue };
            let count = Evaluation { ground, asked, cache: &mut cache }.run(&query)?.set.count();
            if count > 0 {
                values.push(FacetValue { token, count });
            }
        }
        values.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.token.cmp(&other.token)));
        if !values.is_empty() {
            facets.push(Facet { field, values });
        }
    }
    Ok(facets)
}

/// Adds a token to a line.
///
/// # Examples
///
/// ```
/// use briefing::search::narrowed;
///
/// assert_eq!(narrowed("nice fair", "type:event"), "nice fair type:event");
/// // An unfinished end is left out, so that the token stays apart from it.
/// assert_eq!(narrowed("nice OR", "type:event"), "nice type:event");
/// ```
pub fn narrowed(line: &str, token: &str) -> String {
    // After an unfinished end (`a OR`, `"half`) the token would belong to that. The day does not matter here.
    let day = Day::of_unix_time(0);
    let line = match (Query::parse(line, day), Query::parse_typed(line, day)) {
        (Err(_), Ok(finished)) => finished.to_string(),
        _ => line.trim().to_owned(),
    };
    match line.as_str() {
        "" => token.to_owned(),
        _ if line.split_whitespace().any(|word| word == token) => line,
        _ => format!("{line} {token}"),
    }
}

/// Returns the values that the fields have in a set. The most frequent come first.
fn used(library: &Library, set: &[Ix]) -> HashMap<&'static str, Vec<Clean>> {
    let vocabulary = Vocabulary::of_records(library, set.iter().map(|ix| library.record(*ix)));
    let mut used: HashMap<&str, Vec<Clean>> = HashMap::new();
    for field in ["type", "in", "status", "country", "tag"] {
        let values = vocabulary.values(field).iter().take(MOST).map(|(value, _)| value.clone());
        used.insert(field, values.collect());
    }
    // A link may be declared in the other file.
    let mut linked: HashMap<(&str, Clean), usize> = HashMap::new();
    for link in set.iter().flat_map(|ix| library.links_of(*ix)) {
        let event = link.other.map(|other| library.record(other)).filter(|other| other.kind() == Kind::Event);
        if let Some(event) = event {
            *linked.entry(("at", Clean::line(event.id()))).or_default() += 1;
        }
        *linked.entry(("role", link.role)).or_default() += 1;
    }
    let mut linked: Vec<_> = linked.into_iter().collect();
    linked.sort_by(|((_, one), count), ((_, other), others)| others.cmp(count).then_with(|| one.cmp(other)));
    for ((field, value), _) in linked {
        let values = used.entry(field).or_default();
        if values.len() < MOST {
            values.push(value);
        }
    }
    used.insert("confidence", ["high", "moderate", "low"].map(Clean::line).to_vec());
    used.insert("is", ["broken", "draft"].map(Clean::line).to_vec());
    used
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean;
    use crate::library::embedded;
    use crate::search::find;

    fn today() -> Day {
        Day::new(2026, 11, 22).unwrap()
    }

    /// How many a line finds.
    fn found(line: &str) -> Vec<Ix> {
        let library = embedded().library;
        let index = Index::new(&library);
        let query = Query::parse(line, today()).unwrap();
        find(&library, &index, &query, &QueryContext::default()).unwrap().iter().map(|hit| hit.ix).collect()
    }

    fn of(line: &str) -> Vec<Facet> {
        let library = embedded().library;
        let index = Index::new(&library);
        facets((&library, &index), (line, today()), &found(line), &QueryContext::default()).unwrap()
    }

    #[test]
    fn each_count_is_what_the_token_leaves() {
        for line in
            ["", "type:company", "milipol OR huawei", "at:milipol-paris-2019", "hikvision -type:source"]
        {
            let facets = of(line);
            assert!(facets.len() > 3, "{line}");
            for value in facets.iter().flat_map(|facet| &facet.values) {
                let line = narrowed(line, &value.token);
                assert_eq!(found(&line).len(), value.count, "{line}");
            }
        }
    }

    #[test]
    fn what_the_other_file_says_of_a_briefing_counts_too() {
        let at = |line| -> Vec<Clean> {
            let facets = of(line);
            let at = facets.into_iter().find(|facet| facet.field == "at").unwrap();
            at.values.into_iter().map(|value| value.token).collect()
        };
        assert!(at("type:company").contains(&clean!("at:milipol-paris-2019")));
    }

    #[test]
    fn a_token_is_asked_for_beside_the_whole_line() {
        assert_eq!(narrowed("", "type:event"), "type:event");
        assert_eq!(narrowed("a b ", "type:event"), "a b type:event");
        assert_eq!(narrowed("a OR b", "type:event"), "a OR b type:event");
        assert_eq!(narrowed("a OR", "type:event"), "a type:event");
        assert_eq!(narrowed("\"half a", "type:event"), "\"half a\" type:event");
        assert_eq!(narrowed("type:event a", "type:event"), "type:event a");
        assert_eq!(token("person", &clean!("Pooi Lee")), "person:\"Pooi Lee\"");
    }
}
