//! Settings: who counts more than whom, what is said about mistakes, and what `doctor` shows of it.

use std::path::Path;

use crate::command::{Done, Line, briefing, over_shipped};
use crate::folder::{Folder, library};

/// A reader's file with this text.
fn set(text: &str) -> Folder {
    Folder::new().with("config.toml", text)
}

fn file(folder: &Folder) -> std::path::PathBuf {
    folder.path().join("config.toml")
}

fn with_settings(arguments: &[&str], folder: &Folder) -> Line {
    over_shipped(arguments).env("BRIEFING_CONFIG", file(folder))
}

/// The line of `doctor` about a setting, its blanks made single.
#[track_caller]
fn fact(done: &Done, name: &str) -> String {
    let line = done.out.lines().find(|line| line.split_whitespace().next() == Some(name));
    let line = line.unwrap_or_else(|| panic!("nothing about {name} in\n{}", done.out));
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn doctor_shows_every_value_and_where_it_came_from() {
    let settings = set("\ntheme = \"ink\"\ncolumn = 60\nsort = \"title\"\n");
    let done =
        with_settings(&["doctor", "--theme", "paper"], &settings).env("BRIEFING_COLUMN", "90").run().code(0);
    assert_eq!(fact(&done, "theme"), "theme paper --theme");
    assert_eq!(fact(&done, "column"), "column 90 BRIEFING_COLUMN");
    assert_eq!(fact(&done, "sort"), format!("sort title {}:4", file(&settings).display()));
    assert_eq!(fact(&done, "glyphs"), "glyphs auto default");
    assert_eq!(fact(&done, "briefings"), "briefings 69 19 companies · 7 events · 43 sources");
    assert_eq!(fact(&done, "check"), "check no problems");
}

#[test]
fn doctor_names_what_is_wrong_everywhere() {
    let settings = set("colum = 1\n[keys]\npage-dwn = \"z\"\nedit = \"j\"\n[themes.mine]\nlnk = \"red\"\n");
    let folder = library(["Acme"]).with("bad.md", "---\ntype: company\ntitle: Bad\nstart: 2019-8\n---\n");
    let done = briefing(["doctor", "--theme", "mine"])
        .env("BRIEFING_CONFIG", file(&settings))
        .env("BRIEFING_LIBRARY", folder.path())
        .run()
        .code(0);
    done.prints(&[
        "config.toml:1: unknown setting `colum`; did you mean `column`?",
        "config.toml:3: unknown command `page-dwn`; did you mean `page-down`?",
        "config.toml:4: `j` is bound to both `edit` and `down` in the list",
        "config.toml:6: unknown theme part `lnk`; did you mean `link`?",
        "try `briefing check`",
    ]);
}

#[test]
fn doctor_answers_in_json_too() {
    let done = over_shipped(["doctor", "--json"]).run().code(0);
    let report: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    let names: Vec<&str> =
        report.as_array().unwrap().iter().map(|part| part["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["settings", "terminal", "files", "library"]);
    assert_eq!(report[0]["facts"][2]["value"], "terminal");
}

#[test]
fn a_mistake_is_reported_on_standard_error_and_stops_nothing() {
    let settings = set("tehme = \"ink\"\n");
    let done = with_settings(&["list"], &settings).run().code(0);
    let place = file(&settings);
    let done = done
        .err(&format!("warning: {}:1: unknown setting `tehme`; did you mean `theme`?\n", place.display()));
    assert_eq!(done.lines().len(), 69);
    with_settings(&["list", "--quiet"], &settings).run().code(0).err("");
}

#[test]
fn the_library_of_the_settings_is_opened_when_nothing_else_is_named() {
    let (a, b) = (library(["Acme"]), library(["Globex"]));
    let settings = set(&format!("library = {:?}\n", a.path().display().to_string()));
    let line = || briefing(["list"]).env("BRIEFING_CONFIG", file(&settings));
    assert_eq!(line().run().code(0).err("").ids(), ["acme"]);
    assert_eq!(line().env("BRIEFING_LIBRARY", b.path()).run().code(0).ids(), ["globex"]);
    let missing = set("library = \"~/nowhere\"\n");
    briefing(["list"])
        .env("BRIEFING_CONFIG", file(&missing))
        .run()
        .code(2)
        .complains(&["/nowhere", "config.toml:1"]);
}

#[test]
fn lists_come_in_the_order_that_was_set_unless_another_is_asked_for() {
    let titles = |done: Done| done.ids().iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    let folder = library(["Acme", "Globex", "Initech"]);
    let settings = set("sort = \"-title\"\n");
    let list = |arguments: &[&str]| {
        let line = briefing(arguments).env("BRIEFING_LIBRARY", folder.path());
        titles(line.env("BRIEFING_CONFIG", file(&settings)).run().code(0))
    };
    assert_eq!(list(&["list"]), ["initech", "globex", "acme"]);
    assert_eq!(list(&["list", "-r"]), ["acme", "globex", "initech"]);
    assert_eq!(list(&["list", "--sort", "title"]), ["acme", "globex", "initech"]);
    folder.write("briefing.toml", "sort = \"title\"\n");
    assert_eq!(list(&["list"]), ["acme", "globex", "initech"]);
}

#[test]
fn a_library_sets_nothing_but_its_name_order_and_filter() {
    let folder =
        library(["Acme"]).with("briefing.toml", "theme = \"ink\"\nlibrary = \"/etc\"\nname = \"Reports\"\n");
    let done = briefing(["doctor"]).env("BRIEFING_LIBRARY", folder.path()).run().code(0);
    assert_eq!(fact(&done, "theme"), "theme terminal default");
    assert!(fact(&done, "name").starts_with("name Reports "), "{}", done.out);
    done.prints(&[
        "briefing.toml:1: a library cannot set `theme`",
        "briefing.toml:2: a library cannot set `library`",
    ]);
}

#[test]
fn init_writes_a_file_that_changes_nothing_and_never_writes_over_one() {
    let folder = Folder::new();
    let path = folder.path().join("deep/er/config.toml");
    let line = |arguments: &[&str]| briefing(arguments).env("BRIEFING_CONFIG", &path);
    let shown = format!("{}\n", path.display());
    line(&["config", "path"]).run().code(0).err("").out(&shown);
    assert!(!path.exists());
    line(&["config", "init"]).run().code(0).out(&shown);
    line(&["doctor"]).run().code(0).prints(&["  theme    terminal  default"]);
    let written = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, "column = 90\n").unwrap();
    line(&["config", "init"]).run().code(2).out("").complains(&["already exists", "nothing was changed"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "column = 90\n");
    assert!(written.contains("\n# page-down = [\"space\", \"pgdn\"]"), "{written}");
}

#[test]
fn the_usual_file_is_in_the_folder_for_configuration() {
    let folder = Folder::new();
    let line = || briefing(["config", "path"]).env("XDG_CONFIG_HOME", folder.path());
    line().run().code(0).out(&format!("{}\n", folder.path().join("briefing/config.toml").display()));
    let home = briefing(["config", "path"]).run().code(0);
    assert!(Path::new(home.out.trim_end()).ends_with(".config/briefing/config.toml"), "{}", home.out);
}

#[test]
fn on_a_shared_account_nothing_is_written() {
    let home = Folder::new();
    let secure = |arguments: &[&str]| {
        let line = briefing(arguments).env("BRIEFING_SECURE", "1").env("HOME", home.path());
        line.env("BRIEFING_LIBRARY", crate::command::shipped())
    };
    let out = home.path().join("out");
    for arguments in [
        &["config", "init"][..],
        &["new", "company", "Acme"],
        &["man", "pages"],
        &["export", "-o", out.to_str().unwrap()],
        &["memory", "import", "/dev/null"],
        &["memory", "forget", "--all"],
    ] {
        secure(arguments).run().code(2).out("").complains(&["BRIEFING_SECURE"]);
    }
    secure(&["search", "hikvision"]).run().code(0);
    secure(&["list"]).run().code(0);
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}
