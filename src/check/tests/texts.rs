//! Statements, footnotes and sources.

use super::*;

#[test]
fn as_of_is_not_before_a_cited_source() {
    let broken = fixture().but("companies/acme.md", "as_of: \"2019-11-24\"", "as_of: \"2019-10\"");
    assert_eq!(
        broken.says(),
        [
            "acme:6:8 warning[early-as-of] \"2019-10\": `as_of` 2019-10 is before afp, which was published 2019-11-24; try \"2019-11-24\" or later"
        ]
    );
    let same_month = fixture().but("companies/acme.md", "as_of: \"2019-11-24\"", "as_of: \"2019-11\"");
    assert_eq!(same_month.codes(), Vec::<&str>::new());
}

#[test]
fn a_citation_is_a_source_of_the_library() {
    let broken = fixture().but("companies/acme.md", "it began.[^afp]", "it began.[^afb]").but(
        "companies/acme.md",
        "## Sources\n",
        "## Sources\n\n[^afb]: A book.\n",
    );
    assert_eq!(
        broken.says(),
        [
            "acme:26:21 warning[unknown-source] [^afb]: the footnote label `afb` is not the id of a source; did you mean `afp`?"
        ]
    );
}

#[test]
fn statements_name_their_source() {
    let broken = fixture()
        .but("companies/acme.md", "The answer.[^afp]", "The answer.")
        .but("companies/acme.md", "fair](../events/fair.md).[^afp]", "fair](../events/fair.md).")
        .but("companies/acme.md", "sources: [afp]}\nlinks", "}\nlinks");
    assert_eq!(
        broken.says(),
        [
            "acme:10:5 warning[unsourced] {program: us-list, state: active, since: \"2019\", }: the status of program `us-list` has no source; add `sources: [ID]`",
            "acme:17:1 warning[unsourced] The answer.: the bottom line has no source; add [^ID] after the sentence that it supports",
            "acme:21:3 warning[unsourced] It did so at the [fair](../events/fair.md).: no source for \"It did so at the fair.\"; add [^ID] after the statement",
        ]
    );
}

#[test]
fn lines_of_the_time_line_begin_with_a_date() {
    let broken = fixture().but("companies/acme.md", "- 2019-10: it", "- 2019-8: it");
    assert_eq!(
        broken.says(),
        [
            "acme:26:3 error[bad-date] 2019-8: `2019-8`: month and day need two digits, with `-` before them; write `2019-08`"
        ]
    );
    let none = fixture().but("companies/acme.md", "- 2019-10: it", "- It");
    assert_eq!(
        none.says(),
        [
            "acme:26:3 error[bad-date] It began.[^afp]: an item of the timeline must begin with a date; write `- 2019-10-07: …`"
        ]
    );
}

#[test]
fn footnotes_are_defined_and_referred_to() {
    let broken = fixture().but("companies/acme.md", "it began.[^afp]", "it began.[^apf] And on.[^afp]").but(
        "companies/acme.md",
        "## Sources\n",
        "## Sources\n\n[^bu]: B.\n",
    );
    assert_eq!(
        broken.says(),
        [
            "acme:26:21 error[undefined-footnote] [^apf]: `[^apf]` is not defined; did you mean `afp`?",
            "acme:30:1 warning[unused-footnote] [^bu]: `[^bu]` is defined but never used",
        ]
    );
    let code =
        fixture().but("companies/acme.md", "it began.", "it `[^a]` began.\n\n  ```\n  [^b]\n  ```\n\n  So.");
    assert_eq!(code.codes(), Vec::<&str>::new());
}

#[test]
fn a_source_is_cited_by_something() {
    let lonely = fixture().with("sources/bu.md", AFP);
    assert_eq!(
        lonely.says(),
        ["bu:2:1 warning[uncited-source] type: no statement, link or status cites this source"]
    );
    let only_defined = lonely.clone().but("companies/acme.md", "## Sources\n", "## Sources\n\n[^bu]: B.\n");
    assert_eq!(only_defined.codes(), ["unused-footnote", "uncited-source"]);
    let by_key =
        lonely.but("companies/acme.md", "role: exhibitor, sources: [afp]", "role: exhibitor, sources: [bu]");
    assert_eq!(by_key.codes(), Vec::<&str>::new());
}
