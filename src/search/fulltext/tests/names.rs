//! Names that stand for one another.

use super::*;

#[test]
fn an_alias_counts_as_the_name() {
    let fixture = cities();
    let text = fixture.fresh();
    assert_eq!(found(&text, "Hangzhou Hikvision")[0], "hikvision");
    assert_eq!(sorted(found(&text, "Hangzhou Hikvision")), ["china", "hikvision", "nice"]);
    assert_eq!(sorted(found(&text, "\"hangzhou hikvision\" city")), ["nice"]);
}

#[test]
fn what_is_found_by_another_name_says_so() {
    let fixture = cities();
    let text = fixture.fresh();
    let answer = answer(&text, "\"Hangzhou Hikvision\" city", false);
    let hit = &answer.hits[0];
    let details = hit_details(&hit.path, &text.read(&hit.path).unwrap(), &answer.matcher);
    assert_eq!(details.passages.len(), 1);
    assert_eq!(details.passages[0].marks.len(), 2);
    assert_eq!(details.why, Some(HitReason::Text));
    assert_eq!(said_in(&text, "\"Hangzhou Hikvision\" city"), [("nice", Some("Hikvision"))].map(owned));
    let all = [("china", Some("海康威视")), ("hikvision", None), ("nice", Some("Hikvision"))];
    assert_eq!(said_in(&text, "Hangzhou Hikvision"), all.map(owned));
}

fn owned((file, name): (&str, Option<&str>)) -> (String, Option<String>) {
    (file.to_owned(), name.map(ToOwned::to_owned))
}

/// The files found, by their names, and the other name by which each is.
fn said_in(text: &FullText, query: &str) -> Vec<(String, Option<String>)> {
    let answer = answer(text, query, false);
    let said = |hit: &TextHit| hit_details(&hit.path, &text.read(&hit.path).unwrap(), &answer.matcher).said;
    let mut all: Vec<_> = names(&answer)
        .into_iter()
        .zip(answer.hits.iter().map(|hit| said(hit).map(|name| name.to_string())))
        .collect();
    all.sort();
    all
}

#[test]
fn two_words_that_a_longer_name_begins_with_stand_for_its_other_names() {
    let fixture = cities();
    let company = |name: &str, title: &str, aliases: &str| {
        fixture.write(name, &format!("---\ntype: company\ntitle: {title}\naliases: [{aliases}]\n---\n"));
    };
    company("hikvision.md", "Hikvision", "\"Hangzhou Hikvision Digital Technology Co., Ltd.\", 海康威视");
    company("dahua.md", "Dahua", "Zhejiang Dahua Technology");
    company("zhejiang.md", "Zhejiang Dahua Vision", "ZDV");
    fixture.write("fair.md", "Dahua came, and so did ZDV.\n");
    fixture.write("west.md", "Hangzhou is a city by West Lake.\n");
    let text = fixture.fresh();
    let all = ["china", "hikvision", "nice"];
    for query in [
        "Hangzhou Hikvision",
        "\"Hangzhou Hikvision\"",
        "hangzhou-hikvision digital",
        "hangzhou hikvision digital technology co ltd",
        "\"Hangzhou Hikvision Digital\"",
    ] {
        assert_eq!(sorted(found(&text, query)), all, "{query}");
    }
    assert_eq!(sorted(found(&text, "cameras Hangzhou Hikvision")), ["nice"]);
    // Words that only stand in a name, or begin one in the middle of a word, and one word alone, are none.
    for query in ["Hikvision Digital", "\"Hangzhou Hik\"", "Hikvision Hangzhou"] {
        assert_eq!(found(&text, query).iter().filter(|file| *file != "hikvision").count(), 0, "{query}");
    }
    assert_eq!(sorted(found(&text, "Hangzhou")), ["hikvision", "west"]);
    // All who have such a name.
    assert_eq!(sorted(found(&text, "Zhejiang Dahua")), ["dahua", "fair", "zhejiang"]);
}
