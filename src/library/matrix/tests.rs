//! Small libraries, written in the test.

use super::*;
use crate::library::test_library::{ix, with_evidence};

/// One line a row: its head, its cells, its total; above them the heads of the columns.
fn shown(matrix: &Matrix) -> Vec<String> {
    let heads: Vec<&str> = matrix.column_heads.iter().map(|head| head.label.as_str()).collect();
    let row = |(at, head): (usize, &Head)| {
        let cells: Vec<String> = (0..matrix.column_heads.len())
            .map(|column| {
                matrix.cell(at, column).map_or("·".to_owned(), |cell| matrix.sign(cell).into_string())
            })
            .collect();
        format!("{} {} {}", head.label, cells.join(" "), head.total)
    };
    std::iter::once(heads.join(" ")).chain(matrix.row_heads.iter().enumerate().map(row)).collect()
}

fn files() -> Vec<(&'static str, &'static str)> {
    vec![
        (
            "acme",
            "---\ntype: company\ncountry: CN\ntags: [AI, cameras]\nstatus: [{program: list, state: active, since: 2020}]\n\
             links: [{to: fair, role: absent, sources: [a, b]}, {to: expo, role: speaker}, {to: expo, role: host}]\n---\n",
        ),
        ("beta", "---\ntype: company\ncountry: FR\ntags: [ai]\nlinks: [{to: fair, role: exhibitor}]\n---\n"),
        ("expo", "---\ntype: event\nstart: 2020-05\n---\n"),
        ("fair", "---\ntype: event\nstart: 2019-11\nlinks: [{to: acme, role: absent, sources: [c]}]\n---\n"),
    ]
}

fn all(library: &Library) -> Vec<Ix> {
    library.iter().map(|(ix, _)| ix).collect()
}

#[test]
fn companies_and_events_show_roles_as_letters_with_a_legend() {
    let (library, _) = with_evidence(&files());
    let matrix = Matrix::new(&library, &all(&library), Axis::Company, Axis::Event);
    assert_eq!(shown(&matrix), ["fair expo", "acme a sh 2", "beta E · 1"]);
    let legend: Vec<_> = matrix.legend().map(|(letter, role)| format!("{letter} {role}")).collect();
    assert_eq!(legend, ["E exhibitor", "s speaker", "a absent", "h host"]);
    let sources = &matrix.cell(0, 0).unwrap().sources;
    assert_eq!(sources.iter().map(Clean::as_str).collect::<Vec<_>>(), ["a", "b", "c"]);
    let totals: Vec<usize> = matrix.column_heads.iter().map(|head| head.total).collect();
    assert_eq!(totals, [2, 1]);
}

#[test]
fn a_set_of_companies_shows_their_events_and_the_other_way_round() {
    let (library, _) = with_evidence(&files());
    let beta = Matrix::new(&library, &[ix(&library, "beta")], Axis::Company, Axis::Event);
    assert_eq!(shown(&beta), ["fair", "beta E 1"]);
    let expo = Matrix::new(&library, &[ix(&library, "expo")], Axis::Company, Axis::Event);
    assert_eq!(shown(&expo), ["expo", "acme sh 1"]);
}

#[test]
fn axes_can_be_exchanged() {
    let (library, _) = with_evidence(&files());
    let set = all(&library);
    let one = Matrix::new(&library, &set, Axis::Event, Axis::Company);
    assert_eq!(shown(&one), ["acme beta", "fair a E 2", "expo sh · 1"]);
    assert_eq!(shown(&one.turned()), shown(&Matrix::new(&library, &set, Axis::Company, Axis::Event)));
}

#[test]
fn other_axes_count_briefings_and_spellings_of_a_tag_are_one() {
    let (library, _) = with_evidence(&files());
    let set = all(&library);
    let tags = Matrix::new(&library, &set, Axis::Tag, Axis::Country);
    assert_eq!(shown(&tags), ["CN FR", "AI 1 1 2", "cameras 1 · 1"]);
    let years = Matrix::new(&library, &set, Axis::Tag, Axis::Year);
    assert_eq!(shown(&years), ["2019 2020", "AI 2 1 3", "cameras 1 1 2"]);
    let status = Matrix::new(&library, &set, Axis::Company, Axis::Status);
    assert_eq!(shown(&status), ["list", "acme A 1", "beta · 0"]);
}

#[test]
fn a_library_without_our_keys_has_tags_and_years() {
    let (library, _) = with_evidence(&[
        ("a", "---\ntags: [x, y]\ndate: 2020-01-01\n---\n"),
        ("b", "---\ntags: x\ndate: 2021-01-01\n---\n"),
    ]);
    let set = all(&library);
    let (rows, columns) = Matrix::fitting(&library, &set);
    let matrix = Matrix::new(&library, &set, rows, columns);
    assert_eq!(shown(&matrix), ["2020 2021", "x 1 1 2", "y 1 · 1"]);
    assert!(!matrix.shows_roles());
}

#[test]
fn a_span_of_ten_thousand_years_is_cut_off() {
    let (library, _) =
        with_evidence(&[("a", "---\ntype: event\nstart: \"0001\"\nend: \"9999\"\ntags: [x]\n---\n")]);
    let matrix = Matrix::new(&library, &all(&library), Axis::Tag, Axis::Year);
    assert_eq!(matrix.column_heads.len(), 64);
}
