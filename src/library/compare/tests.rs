//! Small libraries, written in the test.

use super::*;
use crate::library::test_library::{ix, with_evidence};

const ACME: &str = "\
---
type: company
title: Acme
as_of: 2019-11
tags: [AI, cameras]
ticker: 1
status: [{program: list, state: active, since: 2019, note: by rule}]
links: [{to: fair, role: absent}, {to: expo, role: speaker}, {to: beta, role: competitor}]
---
## Key facts

- Both say it.[^a]
- Only Acme: one.[^a]

## Timeline

- 2019-10-09: put on the list.[^a]

[^a]: A
";
const BETA: &str = "\
---
type: company
title: Beta
tags: [ai]
links: [{to: fair, role: exhibitor}]
---
## Key facts

- both say it.[^b]
- **Claim (Bob):** only Beta.

## Timeline

- 2019-10-09: listed by the Department.[^a]

[^a]: A
[^b]: B
";

#[test]
fn briefings_stand_side_by_side() {
    let fair = "---\ntype: event\ntitle: Fair\nstart: 2019-11\n---\n";
    let expo = "---\ntype: event\ntitle: Expo\nstart: 2019-05\n---\n";
    let (library, evidence) =
        with_evidence(&[("acme", ACME), ("beta", BETA), ("expo", expo), ("fair", fair)]);
    let pair = [ix(&library, "acme"), ix(&library, "beta")];
    let compared = Comparison::new(&library, &evidence, &pair);
    let line = |row: &ComparisonRow| {
        let cells: Vec<&str> = row.cells.iter().map(|cell| cell.as_deref().unwrap_or("·")).collect();
        format!("{} {}: {}", row.aspect.word(), row.key, cells.join(" | "))
    };
    let shown: Vec<String> = compared.rows.iter().map(line).collect();
    assert_eq!(
        shown,
        [
            "About type: company | company",
            "About as of: 2019-11 | ·",
            "Status list: active since 2019 (by rule) | ·",
            "Events Expo: speaker | ·",
            "Events Fair: absent | exhibitor",
            "Linked Beta: competitor | ·",
            "Linked Acme: · | competitor",
            "Tags shared: AI | ai",
            "Tags only in this one: cameras | ·",
            "Other fields ticker: 1 | ·",
            "Only in this one 1: Only Acme: one. [a] | Claim (Bob): only Beta.",
        ]
    );
    assert!(compared.rows[0].is_same() && !compared.rows[1].is_same());
}
