//! One statement with two sources, in every style.

use super::*;
use crate::library::test_library::{ix, with_evidence};

fn cited(style: CiteStyle) -> String {
    let acme = "---\ntype: company\ntitle: Acme\nas_of: 2019-11-24\n---\n## Key facts\n\n\
                - **Claim (Bob):** it can.[^afp][^ghost]\n- Nobody says.\n\n[^afp]: A\n[^ghost]: G\n";
    let afp = "---\ntype: source\ntitle: \"Watch [this]\"\npublisher: AFP, on TechXplore\nauthor: Ann\n\
               published: \"2019-11~\"\nretrieved: 2021-12-05\nurl: https://afp.example/x\norigin: AFP\n---\n";
    let (library, evidence) = with_evidence(&[("acme", acme), ("afp", afp)]);
    let acme = ix(&library, "acme");
    let text_evidence = evidence.text_evidence(acme);
    cite(&library, acme, text_evidence, text_evidence.statements.iter(), style).into_string()
}

#[test]
fn plain_text_names_publisher_date_address_and_the_briefing() {
    assert_eq!(
        cited(CiteStyle::Plain),
        "Claim (Bob): it can.\n  AFP, on TechXplore: “Watch [this]”, about Nov 2019, https://afp.example/x\n  ghost\n  \
         (Acme, Key facts, as of 2019-11-24)\n\nNobody says.\n  no source\n  (Acme, Key facts, as of 2019-11-24)"
    );
}

#[test]
fn markdown_is_a_quotation_with_links() {
    let markdown = cited(CiteStyle::Markdown);
    assert!(markdown.starts_with(
        "> Claim (Bob): it can.\n\n- [Watch this](<https://afp.example/x>), AFP, on TechXplore, 2019-11~\n- ghost\n"
    ));
    let links: Vec<_> = crate::markdown::parse(&markdown).links().map(|link| link.written).collect();
    assert_eq!(links, ["https://afp.example/x"]);
}

#[test]
fn csl_json_is_what_reference_managers_take() {
    let items: Value = serde_json::from_str(&cited(CiteStyle::CslJson)).unwrap();
    assert_eq!(items.as_array().unwrap().len(), 1);
    let item = &items[0];
    assert_eq!(item["id"], "afp");
    assert_eq!(item["type"], "webpage");
    assert_eq!(item["issued"], json!({ "date-parts": [[2019, 11]], "circa": true }));
    assert_eq!(item["accessed"], json!({ "date-parts": [[2021, 12, 5]] }));
    assert_eq!(item["author"], json!([{ "literal": "Ann" }]));
    assert_eq!(item["URL"], "https://afp.example/x");
    assert_eq!(item["note"], "Cited in Acme, as of 2019-11-24: “Claim (Bob): it can.”");
}
