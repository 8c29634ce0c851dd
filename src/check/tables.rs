//! Tables that say more than their columns hold.

use crate::clean;

use super::Rule;
use super::page::{At, CheckedPage};

pub(super) fn check(page: &mut CheckedPage<'_>) {
    for cells in page.document.lost_cells().to_vec() {
        let what = clean!("the table has no column for this cell, which is not shown");
        page.report(Rule::LostCell, At::Text(String::new(), cells), what)
            .hint(clean!("add a column to the head of the table, or write a bar within a cell as `\\|`"));
    }
}
