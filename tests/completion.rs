//! What real shells put into their lines at Tab, and run at Enter.
//!
//! Bash is always driven, the others where they are installed. The program is stood in for by a script, which passes on
//! what is asked for a completion and notes the arguments that a line was run with.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/pty.rs"]
mod pty;

use std::fs;
use std::process::Command;
use std::time::Duration;

use portable_pty::CommandBuilder;

use crate::folder::Folder;
use crate::pty::Pty;

/// Names that act in one shell or another, each recognised by its beginning.
const NAMES: &[&str] = &[
    "amp&touch pwned&",
    "back\\slash",
    "bang!id",
    "call$(touch pwned)",
    "col:on",
    "curly\u{2019}x;touch pwned;\u{2019}",
    "dq\"te;touch pwned;\"",
    "glob*?[a]{b,c}",
    "hash #x",
    "old\u{2018}x",
    "quo'te;touch pwned;'",
    "semi;touch pwned;",
    "tick`touch pwned`",
    "two words",
    "uni ümläut海",
    "vari$HOME",
    "-dash",
    "=equal",
    "~tilde",
];

/// A shell with the completions in it.
struct Shell {
    pty: Pty,
    root: Folder,
    runs: usize,
    /// What is pressed to take the only candidate.
    complete: &'static str,
}

impl Shell {
    /// Starts a shell, if it is installed.
    fn start(name: &str) -> Option<Self> {
        let (flags, prompts, set_up): (&[&str], _, _) = match name {
            "bash" => (
                &["--norc", "--noprofile", "-i"][..],
                "$ ",
                "bind 'set enable-bracketed-paste off'; set -o histexpand; source <(briefing completions bash)",
            ),
            "zsh" => (
                &["-f", "-i"][..],
                "% ",
                "autoload -Uz compinit; compinit -D -u; source <(briefing completions zsh)",
            ),
            "fish" => (&["--no-config", "--private", "-i"][..], "> ", "briefing completions fish | source"),
            _ => (&["-norc"][..], "> ", "eval (briefing completions elvish | slurp)"),
        };
        Command::new(name).arg("--version").output().ok()?;
        let library = NAMES.iter().fold(Folder::new().with("here/keep", ""), |folder, name| {
            folder.with(&format!("library/{name}.md"), "---\ntitle: A\n---\n")
        });
        let tags = "---\ntags: [\"zzz;id>pwned\", \"xxx$(touch pwned)\", \"www'`id>pwned`'\"]\n---\n";
        let root = library.with("library/tags.md", tags).with("home/no te$(touch pwned)/a", "");
        let script = format!(
            "#!/bin/sh\ncase \"$1\" in __complete|completions) exec '{}' \"$@\";; esac\n\
             {{ for word; do printf '[%s]' \"$word\"; done; echo; }} >>\"$RUNS\"\n\
             echo \"ran $(wc -l <\"$RUNS\").\" | tr -s ' '\n",
            env!("CARGO_BIN_EXE_briefing")
        );
        // Another process writes it, so that no program that another test starts meanwhile has it open for writing.
        fs::create_dir(root.path().join("bin")).unwrap();
        let mut writer = Command::new("sh");
        writer.args(["-c", "printf '%s' \"$1\" >\"$0\" && chmod +x \"$0\""]);
        assert!(writer.arg(root.path().join("bin/briefing")).arg(script).status().unwrap().success());
        let mut command = CommandBuilder::new(name);
        command.args(flags);
        command.env_clear();
        let bin = root.path().join("bin");
        command.env("PATH", format!("{}:{}", bin.display(), std::env::var("PATH").unwrap()));
        for (variable, folder) in
            [("HOME", "home"), ("BRIEFING_LIBRARY", "library"), ("BRIEFING_CACHE", "cache")]
        {
            command.env(variable, root.path().join(folder));
        }
        command.env("RUNS", root.path().join("runs"));
        for (variable, value) in [("TERM", "xterm"), ("LC_ALL", "C.UTF-8")] {
            command.env(variable, value);
        }
        command.cwd(root.path().join("here"));
        let mut pty = Pty::open_for(command, 200, 50, Duration::from_secs(120));
        pty.wait_for_one_of(&[prompts, "# ", "> "]);
        pty.press(&format!("{set_up}\r"));
        // Elvish shows a list first, of one as well.
        let complete = if name == "elvish" { "\t\r" } else { "\t" };
        let mut shell = Self { pty, root, runs: 0, complete };
        assert_eq!(shell.enter("briefing ready"), "[ready]");
        Some(shell)
    }

    /// What the program is run with when a line is entered.
    fn enter(&mut self, keys: &str) -> String {
        self.runs += 1;
        self.pty.press(&format!("{keys}\r"));
        self.pty.wait_for(&format!("ran {}.", self.runs));
        let runs = fs::read_to_string(self.root.path().join("runs")).unwrap();
        runs.lines().last().unwrap().to_owned()
    }

    /// Completes a line at its end, enters it, and holds what it was run with against what was meant.
    #[track_caller]
    fn completes(&mut self, line: &str, arguments: &[&str]) {
        let meant: String = arguments.iter().map(|word| format!("[{word}]")).collect();
        assert_eq!(self.enter(&format!("{line}{}", self.complete)), meant, "{line}:\n{}", self.pty.text());
        assert!(!self.root.path().join("here/pwned").exists(), "{line} ran a part of a name");
    }
}

/// Names and tags, bare and within an open quote of each shape.
fn drive(name: &str) -> Option<Shell> {
    let mut shell = Shell::start(name)?;
    for name in NAMES.iter().filter(|name| name.starts_with(char::is_alphabetic)) {
        let begun: String = name.chars().take_while(|character| character.is_ascii_alphanumeric()).collect();
        for quote in ["", "\"", "'"] {
            shell.completes(&format!("briefing show {quote}{begun}"), &["show", name]);
        }
    }
    for quote in ["", "\"", "'"] {
        shell.completes(&format!("briefing list {quote}tag:zzz"), &["list", "tag:zzz;id>pwned"]);
        shell.completes(&format!("briefing list {quote}tag:www"), &["list", "tag:www'`id>pwned`'"]);
    }
    // What begins with a dash would be a flag, and is offered where flags have ended.
    shell.completes("briefing show -- -d", &["show", "--", "-dash"]);
    shell.completes("briefing list --sort=ti", &["list", "--sort=title"]);
    let home = shell.root.path().join("home/no te$(touch pwned)/");
    shell.completes("briefing -L ~/no", &["-L", home.to_str().unwrap()]);
    Some(shell)
}

#[test]
fn bash_runs_no_part_of_a_name() {
    let mut shell = drive("bash").expect("bash is installed");
    // It keeps the text before a quote within a word, and after a colon.
    shell.completes("briefing list tag:\"zzz", &["list", "tag:zzz;id>pwned"]);
    shell.completes("briefing list tag:'zzz", &["list", "tag:zzz;id>pwned"]);
    shell.completes("briefing list tag:xxx", &["list", "tag:\"xxx$(touch pwned)\""]);
    shell.completes("briefing show col:", &["show", "col:on"]);
    shell.completes("briefing show \\~t", &["show", "~tilde"]);
    shell.completes("briefing show =e", &["show", "=equal"]);
}

#[test]
fn zsh_runs_no_part_of_a_name() {
    let Some(mut shell) = drive("zsh") else { return };
    shell.completes("briefing show \\~t", &["show", "~tilde"]);
    shell.completes("briefing show \\=e", &["show", "=equal"]);
    // The quote stays open for the rest of a path, in which no home is meant.
    assert_eq!(shell.enter("briefing -L '~/no\t'"), "[-L][~/no te$(touch pwned)/]");
}

#[test]
fn fish_runs_no_part_of_a_name() {
    let Some(mut shell) = drive("fish") else { return };
    shell.completes("briefing show \\~t", &["show", "~tilde"]);
    shell.completes("briefing show =e", &["show", "=equal"]);
    shell.completes("briefing list tag:xxx", &["list", "tag:\"xxx$(touch pwned)\""]);
}

#[test]
fn elvish_runs_no_part_of_a_name() {
    let Some(mut shell) = drive("elvish") else { return };
    shell.completes("briefing show =e", &["show", "=equal"]);
}
