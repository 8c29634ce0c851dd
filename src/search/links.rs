//! Fields about links: `company:`, `event:`, `at:` and `role:`.
//!
//! A link is visible from both of its ends. Beside another of these fields a role restricts the link: `at:milipol
//! role:exhibitor` finds the exhibitors at Milipol, not all that are linked with Milipol and exhibited somewhere.

use super::Cancelled;
use super::bits::Bits;
use super::filter::FilterContext;
use super::fuzzy::{Ends, Field, Needle, TextTest};
use super::query::Test;
use crate::briefing::Kind;
use crate::library::{Ix, Library, role_at_other_end};

/// Roles with another name at the other end.
const DIRECTED: [&str; 8] =
    ["parent", "subsidiary", "supplier", "customer", "investor", "investee", "precedes", "follows"];

/// Finds briefings linked with what `value` names.
/// For `company:` and `event:` the named briefings are included. Each of `roles` must be that of a link with one
/// of them, from the briefing's side.
///
/// # Errors
///
/// When the stop flag is set meanwhile.
pub(super) fn linked(
    ground: FilterContext<'_>,
    test: Test,
    value: &str,
    roles: &[&str],
) -> Result<Bits, Cancelled> {
    let library = ground.library;
    let targets = named(ground, test, value);
    let itself = test != Test::At;
    if targets.is_empty() {
        return Ok(dangling(library, value, roles));
    }
    if roles.is_empty() {
        let mut bits = Bits::none(library.len());
        for target in targets {
            ground.go_on()?;
            if itself {
                bits.add(target);
            }
            library
                .links_of(target)
                .into_iter()
                .filter_map(|link| link.other)
                .for_each(|other| bits.add(other));
        }
        return Ok(bits);
    }
    let mut all = Bits::all(library.len());
    for role in roles {
        let role = TextTest::new(role);
        let mut bits = Bits::none(library.len());
        for target in &targets {
            ground.go_on()?;
            let links = library.links_of(*target);
            if itself && links.iter().any(|link| role.begins(&link.role)) {
                bits.add(*target);
            }
            let record = library.record(*target);
            for link in links {
                ground.go_on()?;
                let Some(other) = link.other else { continue };
                if role.begins(role_at_other_end(&record, &library.record(other), &link.role)) {
                    bits.add(other);
                }
            }
        }
        all.keep(&bits);
    }
    Ok(all)
}

/// Finds briefings with a link of this role, from their side.
/// The beginning of its name is enough. Each link is examined once, in the file that declares it.
///
/// # Errors
///
/// When the stop flag is set meanwhile.
pub(super) fn with_role(ground: FilterContext<'_>, value: &str) -> Result<Bits, Cancelled> {
    let library = ground.library;
    let role = TextTest::new(value);
    let mut bits = Bits::none(library.len());
    for (ix, record) in library.records() {
        for link in record.links() {
            ground.go_on()?;
            let begins = role.begins(link.role);
            if begins {
                bits.add(ix);
            }
            // Most links have another role from both ends, and their targets need not be known.
            if !begins && !DIRECTED.contains(&link.role) {
                continue;
            }
            let Some(other) = library.target(ix, link.to).filter(|other| *other != ix) else { continue };
            if role.begins(role_at_other_end(&record, &library.record(other), link.role)) {
                bits.add(other);
            }
        }
    }
    Ok(bits)
}

/// Finds the briefings that the value of a field names.
/// It is their id, title or alias. If there are none, it begins a word in one of these.
fn named(ground: FilterContext<'_>, test: Test, value: &str) -> Vec<Ix> {
    let kind = if test == Test::Company { Kind::Company } else { Kind::Event };
    let needle = Needle::new(value, Ends::Begins);
    let mut exact = Bits::none(ground.library.len());
    let mut begun = exact.clone();
    for field in [Field::Title, Field::Names, Field::Ids] {
        let mut see = |slot, whole| if whole { exact.add_number(slot) } else { begun.add_number(slot) };
        ground.index.haystack(ground.library).having(field, &needle, &mut see);
    }
    let of_kind = |set: &Bits| -> Vec<Ix> {
        let members = ground.library.records().filter(|(ix, record)| set.has(*ix) && record.kind() == kind);
        members.map(|(ix, _)| ix).collect()
    };
    let exact = of_kind(&exact);
    if exact.is_empty() { of_kind(&begun) } else { exact }
}

/// Finds briefings with a link to an unknown id.
fn dangling(library: &Library, value: &str, roles: &[&str]) -> Bits {
    let target = TextTest::new(value);
    let roles: Vec<TextTest> = roles.iter().map(|role| TextTest::new(role)).collect();
    let mut bits = Bits::none(library.len());
    for (ix, record) in library.records() {
        let to_it = || record.links().filter(|link| target.passes(link.to));
        let roles_fit = || roles.iter().all(|role| to_it().any(|link| role.begins(link.role)));
        if to_it().next().is_some() && roles_fit() {
            let unknown = |id: &str| library.source(id).is_none();
            if to_it().any(|link| unknown(link.to)) {
                bits.add(ix);
            }
        }
    }
    bits
}
