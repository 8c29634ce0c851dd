//! Which hit comes first.

use super::*;

#[test]
fn a_title_counts_more_than_the_text() {
    assert_eq!(found(&cities().fresh(), "cameras"), ["lyon", "nice"]);
}

#[test]
fn addresses_and_values_count_less_than_any_text() {
    let fixture = cities();
    fixture.write("a.md", "---\ntitle: A\nownkey: [quagga]\n---\nA text.\n");
    fixture.write("b.md", "---\ntitle: B\n---\nSee [it](https://example.org/quagga).\n");
    fixture.write("c.md", &format!("---\ntitle: C\n---\n{} quagga.\n", "Many other words. ".repeat(500)));
    fixture.write("d.md", "![a stand](stand.png)\n");
    let text = fixture.fresh();
    assert_eq!(found(&text, "quagga")[0], "c");
    assert_eq!(sorted(found(&text, "quagga")), ["a", "b", "c"]);
    assert_eq!(found(&text, "\"example org\""), ["b"]);
    assert_eq!(found(&text, "image"), Vec::<String>::new());
    assert_eq!(found(&text, "stand"), ["d"]);
}

#[test]
fn equal_hits_keep_their_order_when_the_index_is_made_anew() {
    let fixture = FullTextFixture::with(&[]);
    for number in (0..40).rev() {
        fixture.write(&format!("{number:02}.md"), "The same words.");
    }
    let all = found(&fixture.fresh(), "words");
    assert!(all.is_sorted(), "{all:?}");
    let first = |text: &FullText| {
        let query = Query::parse("words", today()).unwrap();
        let wanted = ResultLimit { limit: 7, typing: false, ground: None };
        names(&text.find(&query, &wanted).unwrap())
    };
    let before = first(&fixture.fresh());
    fixture.write("20.md", "The same words!");
    assert_eq!(first(&fixture.fresh()), before, "in another segment");
    fs::remove_dir_all(fixture.cache()).unwrap();
    assert_eq!(first(&fixture.fresh()), before);
}
