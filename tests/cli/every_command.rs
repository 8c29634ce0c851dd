//! What holds for every command: which library, colour, closed pipes, help, the way without a terminal.

use crate::command::{briefing, over_shipped};
use crate::folder::{Folder, library, numbered};

const NOTE: &str = "no library found; showing the sample. To open yours, try -L DIR or \
                    BRIEFING_LIBRARY=DIR\n";

#[test]
fn without_a_library_the_sample_is_used_and_said_so_on_standard_error() {
    let done = briefing(["list"]).run().code(0).err(NOTE);
    assert_eq!(done.lines().len(), 69);
    briefing(["show", "hikvision", "--brief"]).run().code(0).err(NOTE).prints(&["HIKVISION"]);
    briefing(["list", "--quiet"]).run().code(0).err("");
}

#[test]
fn the_nearest_folder_of_briefings_upward_is_used() {
    let project =
        Folder::new().with("briefings/acme.md", "---\ntitle: Acme\n---\n").with("src/deep/x.txt", "");
    let done = briefing(["list"]).within(&project.path().join("src/deep")).run().code(0).err("");
    assert_eq!(done.ids(), ["acme"]);
}

#[test]
fn the_flag_wins_over_the_environment_and_can_be_given_twice() {
    let (a, b) = (library(["Acme"]), library(["Globex"]));
    let flag =
        briefing(["list".as_ref(), "-L".as_ref(), a.path().as_os_str()]).env("BRIEFING_LIBRARY", b.path());
    assert_eq!(flag.run().code(0).ids(), ["acme"]);
    let both = ["list".as_ref(), "-L".as_ref(), a.path().as_os_str(), "-L".as_ref(), b.path().as_os_str()];
    assert_eq!(briefing(both).run().code(0).lines().len(), 2);
    let joined = std::env::join_paths([a.path(), b.path()]).unwrap();
    assert_eq!(briefing(["list"]).env("BRIEFING_LIBRARY", joined).run().code(0).lines().len(), 2);
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    for line in [briefing(["list", "-L", "/nowhere"]), briefing(["list"]).env("BRIEFING_LIBRARY", "/nowhere")]
    {
        line.run().code(2).out("").err(
            "error: no such folder: /nowhere\n  try an existing folder: -L DIR or BRIEFING_LIBRARY=DIR\n",
        );
    }
    briefing(["list", "--json", "-L", "/nowhere"]).run().code(2).err(
        "{\"error\":{\"code\":\"no-library\",\"message\":\"no such folder: /nowhere\",\"hint\":\"try an existing folder: \
         -L DIR or BRIEFING_LIBRARY=DIR\"}}\n",
    );
}

#[test]
fn a_pipe_that_is_closed_ends_it_quietly() {
    let big = Folder::new().with("big.md", numbered(60_000, |n| format!("Line {n} of a long text.\n\n")));
    let many = (0..3000).fold(Folder::new(), |folder, n| folder.with(&format!("b{n}.md"), "Words.\n"));
    let list = briefing(["list"]).env("BRIEFING_LIBRARY", many.path()).first_line().code(0).err("");
    assert_eq!(list.lines().len(), 1);
    for arguments in
        [&["show", "big"][..], &["show", "big", "--markdown"], &["show", "big", "--color", "always"]]
    {
        briefing(arguments).env("BRIEFING_LIBRARY", big.path()).first_line().code(0).err("");
    }
    briefing(["list", "--json"]).env("BRIEFING_LIBRARY", many.path()).first_line().code(0).err("");
}

#[test]
fn colour_is_for_terminals_unless_somebody_says_otherwise() {
    let colours = |flags: &[&str], variables: &[(&str, &str)]| {
        let line = over_shipped(["show", "hikvision"].iter().chain(flags));
        let line = variables.iter().fold(line, |line, (name, value)| line.env(name, value));
        line.run().code(0).out.contains('\u{1B}')
    };
    assert!(!colours(&[], &[]));
    assert!(!colours(&[], &[("TERM", "xterm-256color")]));
    assert!(colours(&["--color", "always"], &[]));
    assert!(colours(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(colours(&[], &[("FORCE_COLOR", "1")]));
    assert!(colours(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!colours(&[], &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]));
    assert!(!colours(&["--color", "never"], &[("FORCE_COLOR", "1")]));
    assert!(!colours(&["--color", "always", "--plain"], &[]));
    over_shipped(["show", "hikvision", "--color", "sometimes"]).run().code(2);
}

#[test]
fn colour_changes_no_word() {
    let plain = over_shipped(["show", "hikvision"]).run().code(0);
    let coloured = over_shipped(["show", "hikvision", "--color", "always"]).run().code(0);
    let mut without = String::new();
    let mut rest = coloured.out.as_str();
    while let Some((before, after)) = rest.split_once('\u{1B}') {
        without.push_str(before);
        let (_, behind) = after.split_once('m').unwrap();
        rest = behind;
    }
    without.push_str(rest);
    assert_eq!(without, plain.out);
}

#[test]
fn the_reader_needs_a_terminal_and_says_what_does_not() {
    for line in [briefing([""; 0]), over_shipped([""; 0])] {
        line.run().code(2).out("").complains(&[
            "error: cannot start the reader: not a terminal",
            "briefing list",
            "--help",
        ]);
    }
}

#[test]
fn help_and_version_are_output() {
    let help = briefing(["--help"]).run().code(0).err("");
    for word in ["list", "show", "--library", "--color", "--plain", "Exit codes"] {
        assert!(help.out.contains(word), "{word} is not in\n{}", help.out);
    }
    assert!(!help.out.contains('\u{1B}'));
    let version = concat!("briefing ", env!("CARGO_PKG_VERSION"), "\n");
    briefing(["--version"]).run().code(0).err("").out(version);
    briefing(["list", "--help"]).run().code(0).prints(&["--sort", "--limit", "--json"]);
    briefing(["show", "-h"]).run().code(0).prints(&["--brief", "--section"]);
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    briefing(["lst"]).run().code(2).out("").complains(&["lst", "list"]);
    briefing(["list", "--nope"]).run().code(2).complains(&["--nope"]);
}

#[test]
fn verbose_says_what_was_not_read_and_what_is_wrong() {
    let folder = library(["Acme"]).with("bad.md", "---\ntype: company\ntitle: Bad\nstart: 2019-8\n---\n");
    let line = || briefing(["list", "-v"]).env("BRIEFING_LIBRARY", folder.path());
    line().run().code(0).complains(&["bad.md:4:8: `start`"]);
}
