//! Tables that say more than their columns hold.

use crate::clean;

use super::Rule;
use super::page::{At, CheckedPage};

pub(super) fn check(page: &mut CheckedPage<'_>) {
    for cells in page.document.lost_cells().to_vec() {
        let what = clean!("this cell is not shown: the table has no column for it");
        page.report(Rule::LostCell, At::Text(String::new(), cells), what)
            .hint(clean!("add a column to the table header, or write a vertical bar within a cell as `\\|`"));
    }
}
