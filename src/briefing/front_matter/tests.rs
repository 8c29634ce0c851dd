//! What front matter is read as, whichever way it was read.

use super::*;

#[track_caller]
fn whole(block: &str) -> TreeNode<'_> {
    let (node, faults) =
        yaml::parse(block, &mut Budget::new()).unwrap_or_else(|fault| panic!("{block:?}: {fault:?}"));
    assert_eq!(faults, [], "{block:?}");
    node
}

/// A tree in short: texts in quotes, nothing as `~`.
fn short(node: &TreeNode<'_>) -> String {
    match &node.value {
        Value::Null => "~".into(),
        Value::Text(text) => format!("{text:?}"),
        Value::List(items) => format!("[{}]", items.iter().map(short).collect::<Vec<_>>().join(", ")),
        Value::Map(entries) => {
            let entry = |entry: &Entry<'_>| format!("{}: {}", entry.key, short(&entry.node));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

#[track_caller]
fn read(text: &str) -> (String, Vec<String>) {
    let front = FrontMatter::read(text);
    let root = TreeNode { value: Value::Map(front.entries), start: 0, end: 0 };
    (short(&root), front.faults.into_iter().map(|fault| fault.what).collect())
}

mod plain_subset {
    use proptest::prelude::*;
    use serde::Deserialize;

    use super::*;

    /// Blocks that the fast path must read itself, or it would not be worth having.
    const OURS: [&str; 8] = [
        "type: company\ntitle: \"Hikvision\"\nupdated: 2026-11-21\n",
        "aliases:\n  - \"A B\"\n  - 'it''s'\n  - plain text\ncountry: CN\n",
        "status:\n  - {program: us-entity-list, state: active, since: \"2019-10-09\", sources: [a, b]}\n",
        "tags: [a-b, c/d, \"e, f\"]\nempty: []\nnone:\nalso: ~\nmap: {}\n",
        "# a comment\n\ntitle: 100 % sure? yes: no: never\n".trim_ascii_end(), // ends without a line feed, and holds what only the whole parser may read
        "url: https://example.com/a#b\ncity: \"Paris (Villepinte)\"\n",
        "a: 1.10\nb: 007\nc: true\nd: 2019-10-07\n",
        "caveats:\n- \"at the margin\"\n- second\nlast: x",
    ];

    #[track_caller]
    fn agrees(block: &str) -> bool {
        let Some(fast) = fast::parse(block) else { return false };
        assert_eq!(fast, whole(block), "{block:?}");
        true
    }

    #[test]
    fn our_own_briefings_take_the_fast_path() {
        let taken: Vec<bool> = OURS.iter().map(|block| agrees(block)).collect();
        assert_eq!(taken, [true, true, true, true, false, true, true, true]);
    }

    #[test]
    fn anything_unusual_is_left_to_the_whole_parser() {
        for block in [
            "",
            "# only\n",
            "a: b: c",
            "a: b #c",
            "a: \"b\\n\"",
            "a: |\n  b\n",
            "a: &x b",
            "a: *x",
            "a: !t b",
            "a:\tb",
            "a: b\n  c\n",
            "- a\n",
            "a: [b: c]",
            "a: [b,]",
            "a: [b",
            "a: {b}",
            "a: {b: }",
            "? a\n: b\n",
            "\"a\": b",
            "a: 'b",
            "a: b\r\n",
            "a: b\na: c\n",
            "a:\n  b: c\n",
            "a:\n  - b: c\n",
            "a:\n - b\n  - c\n",
            "a:\n  -\n",
            "a: [b, [c, [d, [e, [f]]]]]",
            "a: x\u{85}y",
            "a: \u{FEFF}x",
            "a: %b",
            "a: @b",
            "a: -b",
            "{a: b}",
            "a:b",
        ] {
            assert_eq!(fast::parse(block), None, "{block:?}");
        }
    }

    /// The same tree as a deserializer sees it, numbers and all.
    #[derive(Debug, Deserialize)]
    #[serde(untagged)]
    #[expect(dead_code, reason = "of numbers only the type is compared, their spelling is lost")]
    enum SerdeTree {
        Null(()),
        Bool(bool),
        Integer(i64),
        Float(f64),
        Text(String),
        List(Vec<SerdeTree>),
        Map(std::collections::BTreeMap<String, SerdeTree>),
    }

    fn matches(ours: &TreeNode<'_>, seen: &SerdeTree) -> bool {
        match (&ours.value, seen) {
            (Value::Null, SerdeTree::Null(())) => true,
            (Value::Text(text), SerdeTree::Bool(yes)) => text.to_lowercase() == yes.to_string(),
            (Value::Text(text), SerdeTree::Integer(_) | SerdeTree::Float(_)) => {
                text.contains(|c: char| c.is_ascii_digit())
            }
            (Value::Text(text), SerdeTree::Text(other)) => text == other,
            (Value::List(ours), SerdeTree::List(seen)) => {
                ours.len() == seen.len() && ours.iter().zip(seen).all(|(ours, seen)| matches(ours, seen))
            }
            (Value::Map(ours), SerdeTree::Map(seen)) => {
                ours.len() == seen.len()
                    && ours
                        .iter()
                        .all(|entry| seen.get(&*entry.key).is_some_and(|seen| matches(&entry.node, seen)))
            }
            _ => false,
        }
    }

    #[track_caller]
    fn agrees_with_a_deserializer(block: &str) {
        // To a deserializer a tag of one's own is the name of a variant, not part of a value.
        if block.contains('!') {
            return;
        }
        let options = serde_saphyr::options! { strict_booleans: true };
        let Ok(seen) = serde_saphyr::from_str_with_options::<SerdeTree>(block, options) else { return };
        let ours = whole(block);
        assert!(matches(&ours, &seen), "{block:?}: {} is not {seen:?}", short(&ours));
    }

    fn scalar() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => "[a-z0-9]{1,6}( [a-z0-9.'-]{1,5}){0,2}",
            2 => "[ a-z0-9:#,\\[\\]{}'\"\\\\&*!|>%@?~.=é海\u{a0}\u{85}\u{2028}\t-]{0,10}",
            2 => "\"[ a-z:#,\\[\\]{}'é-]{0,10}\"",
            2 => "'[ a-z:#,\\[\\]{}\"é-]{0,10}'",
            1 => "(~|null|true|no|[0-9]{1,5}|0[0-9]|[0-9]\\.[0-9]{2}|2019-10-0[1-9])",
        ]
    }

    fn flow() -> impl Strategy<Value = String> {
        prop_oneof![
            proptest::collection::vec(scalar(), 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
            proptest::collection::vec(("[a-z]{1,3}", scalar()), 0..4).prop_map(|entries| {
                let entries: Vec<String> =
                    entries.iter().map(|(key, value)| format!("{key}: {value}")).collect();
                format!("{{{}}}", entries.join(", "))
            }),
            ("[a-z]{1,3}", scalar(), scalar()).prop_map(|(key, a, b)| format!("{{{key}: [{a},{b} ]}}")),
        ]
    }

    fn line() -> impl Strategy<Value = String> {
        prop_oneof![
            4 => ("[a-z_-]{1,4}", "(:|: |:  )", scalar()).prop_map(|(key, sign, value)| format!("{key}{sign}{value}")),
            3 => ("[a-z]{1,4}", flow()).prop_map(|(key, value)| format!("{key}: {value}")),
            3 => ("[a-z]{1,4}", " {0,2}", proptest::collection::vec(prop_oneof![scalar(), flow()], 1..4)).prop_map(
                |(key, indent, items)| {
                    items.iter().fold(format!("{key}:"), |list, item| format!("{list}\n{indent}- {item}"))
                }
            ),
            1 => "( {0,2}#[a-z ]{0,4}| {0,3}|  [a-z]{1,3}|- [a-z])",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn both_ways_read_the_same(lines in proptest::collection::vec(line(), 1..6)) {
            agrees(&lines.join("\n"));
        }

        #[test]
        fn a_deserializer_reads_the_same(lines in proptest::collection::vec(line(), 1..4)) {
            agrees_with_a_deserializer(&lines.join("\n"));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "(---|\\+\\+\\+)\n[ a-z:#,\\[\\]{}'\"&*!|>%@?~=é\u{85}\n\t-]{0,60}(\n---\n)?") {
            let front = FrontMatter::read(&text);
            prop_assert!(text.ends_with(front.body));
            Locator::new(&text).locate("a[0].b");
        }
    }
}

#[test]
fn the_spelling_of_numbers_dates_and_words_is_kept() {
    let (tree, faults) =
        read("---\nversion: 1.10\nid: 007\nhex: 0x10\nno: no\nday: 2019-10-07 10:00:00 +0200\n---\n");
    assert_eq!(
        tree,
        r#"{version: "1.10", id: "007", hex: "0x10", no: "no", day: "2019-10-07 10:00:00 +0200"}"#
    );
    assert!(faults.is_empty());
}

#[test]
fn toml_gives_the_same_tree_as_yaml() {
    let yaml = read("---\ntitle: A\nn: 7\nwhen: 2019-10-07\nok: true\ntags: [a, b]\nextra: {k: v}\n---\n");
    let toml = read(
        "+++\ntitle = 'A'\nn = 7\nwhen = 2019-10-07\nok = true\ntags = ['a', 'b']\n[extra]\nk = 'v'\n+++\n",
    );
    assert_eq!(yaml, toml);
}

#[test]
fn one_broken_line_of_toml_does_not_lose_the_others() {
    let (tree, faults) = read("+++\ntitle = Acme\ndraft = true\n+++\nBody\n");
    assert!(tree.contains(r#"draft: "true""#), "{tree}");
    assert_eq!(faults.len(), 1);
}

#[test]
fn an_unquoted_colon_gets_its_own_hint() {
    let text = "---\ntype: company\ntitle: Acme: Q3 results\ntags: [a, b]\n---\n";
    let front = FrontMatter::read(text);
    assert_eq!(front.faults[0].hint.as_deref(), Some("write title: \"Acme: Q3 results\""));
    let at = front.block_start + front.faults[0].at as usize;
    assert_eq!(place(text, at, at).line, 3);
    assert_eq!(read(text).0, r#"{type: "company", title: "Acme: Q3 results", tags: ["a", "b"]}"#);
}

#[test]
fn what_no_parser_accepts_is_read_key_by_key() {
    for (block, tree) in [
        ("title: \"one\ntwo\"\nn: 1\n", r#"{title: "one two", n: "1"}"#),
        ("title: 'open\nn: 1\n", r#"{title: "open", n: "1"}"#),
        ("people:\n- @ann\n- @bob\nn: 1\n", r#"{people: ["@ann", "@bob"], n: "1"}"#),
        ("tags:\n\t- a\n\t- b\nn: 1\n", r#"{tags: ["a", "b"], n: "1"}"#),
        ("title: [Draft] Plan\nn: {a: 1}\n", r#"{title: "[Draft] Plan", n: {a: "1"}}"#),
        ("a: %x\nb: `c`\n", r#"{a: "%x", b: "`c`"}"#),
        ("garbage\ntitle: A\n", r#"{title: "A"}"#),
        ("a: [1\nb: 2\na: 3\n", r#"{b: "2", a: "3"}"#),
    ] {
        let (read, faults) = read(&format!("---\n{block}---\n"));
        assert_eq!(read, tree, "{block:?}");
        assert!(!faults.is_empty(), "{block:?}");
    }
}

#[test]
fn of_a_key_that_stands_twice_the_last_one_counts() {
    let (tree, faults) = read("---\ntitle: A\nn: 1\ntitle: B\n---\n");
    assert_eq!(tree, r#"{n: "1", title: "B"}"#);
    assert_eq!(faults, ["duplicate key `title`; the last one counts"]);
}

#[test]
fn anchors_merges_and_block_texts_are_understood() {
    let (tree, faults) =
        read("---\na: &x {k: 1, l: 2}\nb:\n  <<: *x\n  l: 3\nc: |\n  one\n  two\nd: >-\n  one\n  two\n---\n");
    assert_eq!(tree, r#"{a: {k: "1", l: "2"}, b: {k: "1", l: "3"}, c: "one\ntwo\n", d: "one two"}"#);
    assert!(faults.is_empty());
}

#[test]
fn templates_and_lists_as_keys_are_kept_as_written() {
    assert_eq!(read("---\n{{ page }}: 1\n? [a, b]\n: 2\n---\n").0, r#"{{{ page }}: "1", [a, b]: "2"}"#);
}

#[test]
fn text_between_two_rules_is_no_front_matter() {
    for text in ["---\nJust words.\n---\nMore\n", "---\n- a\n- b\n---\n"] {
        let front = FrontMatter::read(text);
        assert_eq!((front.entries.len(), front.faults.len(), front.body), (0, 0, text));
    }
}

#[test]
fn an_unclosed_block_is_read_and_reported() {
    let (tree, faults) = read("---\ntitle: A\ntags: [b]\n\nBody\n");
    assert_eq!((tree.as_str(), faults.len()), (r#"{title: "A", tags: ["b"]}"#, 1));
}

#[test]
fn keys_and_values_are_found_in_the_file() {
    let text = "\u{2014}\n".repeat(0)
        + "---\ntitle: Société\nlinks:\n  - {to: ab, role: x}\n  - {to: cd}\ntags: one\n---\n";
    let at = |path: &str| {
        let found = Locator::new(&text).locate(path).unwrap_or_else(|| panic!("{path}"));
        (found.key.map(|key| (key.line, key.column, key.length)), found.value)
    };
    assert_eq!(at("title"), (Some((2, 1, 5)), LineRange { line: 2, column: 8, length: 7 }));
    assert_eq!(at("links[1].to"), (Some((5, 6, 2)), LineRange { line: 5, column: 10, length: 2 }));
    assert_eq!(at("links[0]"), (None, LineRange { line: 4, column: 5, length: 17 }));
    assert_eq!(at("tags[0]").1, LineRange { line: 6, column: 7, length: 3 });
    assert_eq!(Locator::new(&text).locate("links[2]"), None);
    assert_eq!(Locator::new("no front matter").locate("title"), None);
    let toml = Locator::new("+++\ntitle = 'A'\n+++\n").locate("title").unwrap();
    assert_eq!(toml.value, LineRange { line: 2, column: 9, length: 3 });
}
