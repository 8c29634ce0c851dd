//! `briefing list`.

use std::ffi::OsStr;

use serde_json::Value;

use crate::command::{briefing, over_shipped};
use crate::folder::{Folder, library};

#[test]
fn into_a_pipe_go_whole_fields_separated_by_tabs() {
    let done = over_shipped(["list", "hikvision", "type:company"]).run().code(0).err("");
    assert_eq!(
        done.out,
        "hikvision\tcompany\tHikvision\tus-entity-list active since 2019-10-09; us-federal-procurement-ban active \
         since 2019-08-13\t2019-11-24\n"
    );
    let all = over_shipped(["list"]).run().code(0);
    assert_eq!(all.lines().len(), 69);
    assert!(all.lines().iter().all(|line| line.split('\t').count() == 5), "{}", all.out);
}

#[test]
fn a_query_is_one_or_several_words() {
    let one = over_shipped(["list", "at:milipol-paris-2019 role:exhibitor"]).run().code(0);
    let two = over_shipped(["list", "at:milipol-paris-2019", "role:exhibitor"]).run().code(0);
    assert_eq!(one.out, two.out);
    let mut ids = one.ids();
    ids.sort_unstable();
    assert_eq!(ids, ["gdu", "hytera", "norinco"]);
}

#[test]
fn one_json_object_a_line() {
    let done = over_shipped(["list", "type:event", "--json"]).run().code(0);
    assert_eq!(done.lines().len(), 7);
    for line in done.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        assert_eq!(event["type"], "event");
        for key in ["id", "path", "title", "description", "updated", "start", "as_of", "links", "tags"] {
            assert!(!event[key].is_null(), "{key} in {line}");
        }
    }
    let milipol = over_shipped(["list", "id:milipol-paris-2019", "--json"]).run().code(0);
    let milipol: Value = serde_json::from_str(&milipol.out).unwrap();
    assert_eq!(
        (&milipol["start"], &milipol["end"]),
        (&Value::from("2019-11-19"), &Value::from("2019-11-22"))
    );
    let roles: Vec<&str> =
        milipol["links"].as_array().unwrap().iter().map(|link| link["role"].as_str().unwrap()).collect();
    assert!(roles.contains(&"exhibitor") && roles.contains(&"absent"), "{roles:?}");
}

#[test]
fn paths_for_xargs_end_in_a_nul() {
    let folder = library(["Acme", "Globex"]).with("a b\nc.md", "---\ntitle: Odd\n---\n");
    let root = folder.path().to_owned();
    let done = briefing(
        ["list", "-0", "--sort", "title", "-L"]
            .map(Into::into)
            .into_iter()
            .chain([root.clone().into_os_string()]),
    )
    .run()
    .code(0);
    let paths: Vec<&str> = done.out.split_terminator('\0').collect();
    let expected = ["acme.md", "globex.md", "a b\nc.md"].map(|name| root.join(name).display().to_string());
    assert_eq!(paths, expected);
    assert!(done.out.ends_with('\0'));
}

#[test]
fn it_is_sorted_as_asked() {
    let sorted = |arguments: &[&str]| -> Vec<String> {
        let all = ["list", "type:company"].iter().chain(arguments);
        over_shipped(all).run().code(0).ids().into_iter().map(str::to_owned).collect()
    };
    let by_title = sorted(&["--sort", "title"]);
    assert_eq!((by_title[0].as_str(), by_title.last().unwrap().as_str()), ("cloudwalk", "yitu"));
    let mut turned = sorted(&["--sort", "title", "--reverse"]);
    turned.reverse();
    assert_eq!(turned, by_title);
    let dates = over_shipped(["list", "type:company", "--sort", "as-of"]).run().code(0);
    let dates: Vec<&str> = dates.out.lines().map(|line| line.rsplit('\t').next().unwrap()).collect();
    assert!(dates.windows(2).all(|pair| pair[0].get(..7) >= pair[1].get(..7)), "{dates:?}");
}

#[test]
fn no_more_than_the_limit() {
    assert_eq!(over_shipped(["list", "--limit", "3"]).run().code(0).lines().len(), 3);
    over_shipped(["list", "--limit", "0"]).run().code(0).out("").err("");
}

#[test]
fn nothing_matches_names_what_is_closest() {
    over_shipped(["list", "hikvizion"])
        .run()
        .code(1)
        .out("")
        .complains(&["no briefing matches `hikvizion`", "did you mean hikvision"]);
    let done = over_shipped(["list", "hikvizion", "--json"]).run().code(1).out("");
    let error: Value = serde_json::from_str(&done.err).unwrap();
    assert_eq!(error["error"]["code"], "no-match");
    assert!(error["error"]["hint"].as_str().unwrap().contains("hikvision"));
}

#[test]
fn an_empty_library_differs_from_a_query_without_hits() {
    let folder = Folder::new();
    briefing(["list"]).env("BRIEFING_LIBRARY", folder.path()).run().code(1).complains(&["no briefings in"]);
}

#[test]
fn a_bad_query_is_pointed_at() {
    over_shipped(["list", "type:company since:2019-8"]).run().code(2).out("").err(
        "error: `2019-8`: month and day need two digits, with `-` before them\n  \
         type:company since:2019-8\n                     ^ write 2019-08\n",
    );
    over_shipped(["list", "colour:red"]).run().code(2).complains(&["`colour`", "\n  colour:red\n  ^ "]);
    over_shipped(["list", "海:x"]).run().code(2).complains(&["\n  海:x\n  ^ "]);
}

#[test]
fn a_front_matter_key_of_ones_own_is_a_field() {
    let folder =
        Folder::new().with("a.md", "---\ntitle: A\ncolour: red\n---\n").with("b.md", "---\ntitle: B\n---\n");
    let done = briefing(["list", "colour:red"]).env("BRIEFING_LIBRARY", folder.path()).run().code(0);
    assert_eq!(done.ids(), ["a"]);
}

#[test]
fn a_broken_file_is_in_the_list_with_its_problem() {
    let folder = Folder::new().with("acme.md", "---\ntype: company\ntitle: Acme\nstart: 2019-8\n---\n");
    let done = briefing(["list"]).env("BRIEFING_LIBRARY", folder.path()).run().code(0);
    assert!(done.out.starts_with("acme\tcompany\tAcme\t! line 4: `start`: "), "{}", done.out);
}

#[test]
fn drafts_are_hidden_unless_asked_for() {
    let folder = library(["Acme"]).with("draft.md", "---\ntitle: Draft\ndraft: true\n---\n");
    let ids = |query: &[&str]| -> Vec<String> {
        let line = briefing(["list"].iter().chain(query)).env("BRIEFING_LIBRARY", folder.path());
        line.run().code(0).ids().into_iter().map(str::to_owned).collect()
    };
    assert_eq!(ids(&[]), ["acme"]);
    assert_eq!(ids(&["is:draft"]), ["draft"]);
}

#[test]
fn files_with_one_name_are_distinguished_by_their_folders() {
    let folder = Folder::new().with("north/index.md", "North.").with("south/index.md", "South.");
    let done = briefing(["list", "--sort", "title"]).env("BRIEFING_LIBRARY", folder.path()).run().code(0);
    let mut ids = done.ids();
    ids.sort_unstable();
    assert_eq!(ids, ["north/index", "south/index"]);
}

#[test]
fn a_library_is_read_whole_once_and_then_only_what_has_changed() {
    let (cache, library) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let write = |name: &str, title: &str| {
        std::fs::write(library.path().join(name), format!("---\ntitle: {title}\n---\n")).unwrap();
    };
    let listed = || {
        let list = briefing([OsStr::new("-L"), library.path().as_os_str(), OsStr::new("list")]);
        list.env("BRIEFING_CACHE", cache.path()).run().code(0).out
    };
    write("a.md", "Acme");
    write("b.md", "Globex");
    let first = listed();
    assert_eq!(std::fs::read_dir(cache.path()).unwrap().count(), 1);
    assert_eq!(listed(), first);
    write("b.md", "Initech");
    std::fs::remove_file(library.path().join("a.md")).unwrap();
    let later = listed();
    assert!(later.contains("Initech") && !later.contains("Globex") && !later.contains("Acme"), "{later}");
}
