//! What counts more than what, and what is said about mistakes.

use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::library::Location;

/// The settings that a reader's file with this text makes, and the folder it stands in.
fn from_file(text: &str) -> (Settings, TempDir) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("config.toml");
    std::fs::write(&path, text).unwrap();
    let mut settings = Settings::default();
    settings.read_user_file(Some(path));
    (settings, folder)
}

/// What is said about a file with this text: line, what is wrong, how to fix it.
fn warnings(text: &str) -> Vec<String> {
    let (settings, folder) = from_file(text);
    let prefix = format!("{}/", folder.path().display());
    settings.warnings.iter().map(|warning| warning.line().replace(&prefix, "")).collect()
}

#[test]
fn everything_can_be_set() {
    let (settings, _folder) = from_file(
        "library = \"/a\"\ntheme = \"ink\"\nglyphs = \"ascii\"\ncolumn = 60\nmarks = false\n\
         sort = \"-title\"\nfilter = \"type:company\"\n[keys]\nedit = \"E\"\ndown = [\"j\", \"n\"]\n\
         [themes.mine]\nlink = \"red\"\ncode = 12\n",
    );
    assert_eq!(settings.warnings, []);
    assert_eq!(settings.library.value, [PathBuf::from("/a")]);
    assert_eq!((settings.theme.value.as_str(), settings.glyphs.value), ("ink", Glyphs::Ascii));
    assert_eq!((settings.column.value, settings.marks.value), (60, false));
    assert_eq!(settings.sort.value, Order { by: Sort::Title, reversed: true });
    assert_eq!(settings.filter.value, "type:company");
    assert_eq!(settings.keys[0].command, "edit");
    assert_eq!(settings.keys[1].keys, ["j", "n"]);
    assert_eq!(settings.themes[0].colours[1].1, "12");
    assert_eq!(settings.column.from.to_string().rsplit('/').next(), Some("config.toml:4"));
}

#[test]
fn an_unknown_key_is_reported_with_its_line_and_the_nearest_name() {
    assert_eq!(
        warnings("theme = \"ink\"\n\ncolunm = 60\n"),
        ["config.toml:3: unknown setting `colunm`; did you mean `column`?"]
    );
    assert_eq!(warnings("key = 1\n"), ["config.toml:1: unknown setting `key`; did you mean `keys`?"]);
    assert_eq!(warnings("zzz = 1\n"), ["config.toml:1: unknown setting `zzz`"]);
}

#[test]
fn a_wrong_value_is_reported_and_the_setting_keeps_what_it_had() {
    let (settings, _folder) = from_file("column = 20\nmarks = \"yes\"\nglyphs = \"asci\"\n");
    assert_eq!((settings.column.value, settings.marks.value), (COLUMN, true));
    assert_eq!(settings.glyphs.value, Glyphs::Auto);
    assert_eq!(
        warnings("column = 20\nmarks = \"yes\"\nglyphs = \"asci\"\nsort = \"size\"\nlibrary = 3\n"),
        [
            "config.toml:1: invalid value for `column`: 20; try a number from 30 to 160",
            "config.toml:2: invalid value for `marks`: `yes`; try true or false",
            "config.toml:3: invalid value for `glyphs`: `asci`; did you mean `ascii`?",
            "config.toml:4: invalid value for `sort`: `size`; try one of as-of, title, type, updated, folder",
            "config.toml:5: invalid value for `library`: 3; try a folder in quotes, or several in brackets",
        ]
    );
}

#[test]
fn a_line_that_is_no_toml_does_not_lose_the_others() {
    let (settings, _folder) = from_file("theme = ink\ncolumn = 60\n");
    assert_eq!(settings.column.value, 60);
    assert_eq!(settings.warnings.len(), 1);
    assert!(settings.warnings[0].line().contains("config.toml:1: "), "{}", settings.warnings[0].line());
}

#[test]
fn hostile_text_in_a_file_is_shown_as_signs() {
    let lines = warnings("\"a\\u001b[2Jb\" = 1\nsort = \"\\u001b]0;x\\u0007\"\n");
    assert!(lines.iter().all(|line| !line.contains('\u{1B}')), "{lines:?}");
    assert!(lines[0].contains('␛'), "{lines:?}");
}

#[test]
fn a_fifo_or_a_folder_is_no_file_of_settings() {
    let folder = TempDir::new().unwrap();
    let mut settings = Settings::default();
    settings.read_user_file(Some(folder.path().to_owned()));
    assert_eq!(settings.warnings.len(), 1);
}

#[test]
fn a_file_that_was_asked_for_and_is_not_there_is_reported() {
    let mut settings = Settings::default();
    settings.read_user_file(Some(PathBuf::from("/nowhere/config.toml")));
    assert!(settings.warnings[0].line().starts_with("/nowhere/config.toml: cannot read"));
}

#[test]
fn the_library_counts_more_than_the_reader_and_may_set_little() {
    let (mut settings, folder) = from_file("sort = \"title\"\nfilter = \"a\"\n");
    let text =
        "name = \"Cameras\"\nsort = \"updated\"\ntheme = \"ink\"\nlibrary = \"/etc\"\n[keys]\nedit = \"x\"\n";
    std::fs::write(folder.path().join(LIBRARY_FILE), text).unwrap();
    settings.read_library_file(&Location::Folders(vec![folder.path().to_owned()]));
    assert_eq!(settings.name.value, "Cameras");
    assert_eq!(settings.sort.value.by, Sort::Updated);
    assert_eq!(settings.filter.value, "a");
    assert_eq!((settings.theme.value.as_str(), settings.library.value.len()), ("terminal", 0));
    assert_eq!(settings.keys, []);
    let what: Vec<&str> = settings.warnings.iter().map(|warning| warning.what.as_str()).collect();
    assert_eq!(
        what,
        ["a library cannot set `theme`", "a library cannot set `library`", "a library cannot set `keys`"]
    );
}

#[test]
fn who_counts_more_wins_in_whatever_order_they_come() {
    let from = |rank: u8| match rank {
        0 => Source::Default,
        1 => Source::User(PathBuf::new(), 1),
        2 => Source::Library(PathBuf::new(), 1),
        3 => Source::Environment("BRIEFING_SORT"),
        _ => Source::Flag("--sort"),
    };
    for first in 0..5 {
        for second in 0..5 {
            let mut setting = Setting { value: first, from: from(first) };
            setting.offer(second, from(second));
            assert_eq!(setting.value, first.max(second), "{first} then {second}");
        }
    }
}

#[test]
fn variables_and_flags_are_text_and_are_read_as_such() {
    let mut settings = Settings::default();
    settings.take_text("column", "90", Source::Environment("BRIEFING_COLUMN"));
    settings.take_text("marks", "no", Source::Environment("BRIEFING_MARKS"));
    settings.take_text("theme", "paper", Source::Flag("--theme"));
    settings.take_text("resume", "1", Source::Environment("BRIEFING_RESUME"));
    settings.take_text("marks", "perhaps", Source::Environment("BRIEFING_MARKS"));
    assert_eq!((settings.column.value, settings.marks.value, settings.resume.value), (90, false, true));
    assert_eq!(settings.theme, Setting { value: "paper".to_owned(), from: Source::Flag("--theme") });
    assert_eq!(
        settings.warnings[0].line().as_str(),
        "BRIEFING_MARKS: invalid value for `marks`: `perhaps`; try true or false"
    );
}

#[test]
fn the_template_sets_nothing_and_is_right_when_its_lines_are_taken_in() {
    let text = template(
        &[("down", vec!["j".to_owned(), "down".to_owned()], "one line down")],
        &[("link", "#005f87".to_owned(), "links")],
    );
    let (settings, _folder) = from_file(&text);
    assert_eq!(settings, Settings { file: settings.file.clone(), ..Settings::default() });
    // A line that sets something is `# name = value`, all others are sentences.
    let sets = |line: &str| {
        let bare = line.strip_prefix("# ").unwrap_or(line).to_owned();
        let name = bare.split(" = ").next().unwrap_or_default();
        let is_set = bare.starts_with('[') || (bare.contains(" = ") && !name.contains(' '));
        if is_set { bare } else { String::new() }
    };
    let taken_in: Vec<String> = text.lines().map(sets).collect();
    let (settings, _folder) = from_file(&taken_in.join("\n"));
    assert_eq!(settings.warnings, []);
    assert_eq!(settings.themes[0].name, "mine");
    assert_eq!(settings.keys[0].keys, ["j", "down"]);
    assert_eq!(settings.column.value, 72);
}

#[test]
fn the_library_is_named_by_the_flag_then_the_environment_then_the_settings() {
    let (set, _folder) = from_file("library = \"/set\"\n");
    let library = |flag: &[PathBuf], variable: Option<&str>| {
        let mut settings = set.clone();
        settings.name_library(flag, variable.map(Into::into));
        let folders: Vec<String> =
            settings.library.value.iter().map(|folder| folder.display().to_string()).collect();
        (folders.join(" "), settings.library.from)
    };
    let flag = [PathBuf::from("named")];
    let both = std::env::join_paths(["one", "two"]).unwrap().into_string().unwrap();
    assert_eq!(library(&flag, Some(&both)), ("named".to_owned(), Source::Flag("-L")));
    let environment = Source::Environment("BRIEFING_LIBRARY");
    assert_eq!(library(&[], Some(&both)), ("one two".to_owned(), environment));
    for nothing in [None, Some("")] {
        assert!(matches!(library(&[], nothing), (folder, Source::User(..)) if folder == "/set"));
    }
}
