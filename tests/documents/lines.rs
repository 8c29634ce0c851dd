//! Every command line in the documents is run: each `sh` block as one script of bash, in a folder of its own with a
//! copy of the shipped briefings, line by line, and each line must succeed.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use portable_pty::CommandBuilder;

use crate::folder::Folder;
use crate::page::{Block, Page, pages, root};
use crate::pty::Pty;

/// What can't be run in a test, by how the line begins, and why.
const NOT_RUN: &[(&str, &str)] = &[
    ("cargo run --release", "compiles a release"),
    ("cargo test", "is what runs this"),
    ("cargo install", "compiles all dependencies, or asks a registry"),
    ("cargo binstall", "downloads a release"),
    ("ssh ", "needs another machine"),
    ("mosh ", "needs another machine"),
    ("tmux ", "needs a terminal that tmux can draw on"),
];

/// What opens the reader or the finder: run in a terminal, where these keys end it.
const IN_TERMINAL: &[(&str, &str)] = &[
    ("briefing", "mq"),
    ("briefing -L ~/notes", "q"),
    ("briefing --resume", "q"),
    ("briefing --theme contrast --glyphs ascii", "q"),
    ("vim \"$(briefing pick --path)\"", "\r"),
];

/// What finds nothing, with exit code 1, for a reader who has just begun.
const FINDS_NOTHING_YET: &[&str] = &["briefing list is:new OR is:changed", "briefing changed"];

/// Languages of blocks that hold no command lines.
const NO_COMMANDS: &[&str] = &["toml", "markdown", "text", "yaml", "ini", "tmux"];

#[test]
fn every_command_line_runs() {
    let all: Vec<(Page, Block)> = pages()
        .into_iter()
        .flat_map(|page| {
            let blocks = page.blocks();
            blocks.into_iter().map(move |block| {
                (Page { name: page.name.clone(), path: page.path.clone(), text: String::new() }, block)
            })
        })
        .collect();
    for (page, block) in &all {
        let known = block.language == "sh" || NO_COMMANDS.contains(&block.language.as_str());
        assert!(known, "{}:{}: what is a block of `{}`?", page.name, block.line, block.language);
    }
    let scripts: Vec<&(Page, Block)> = all.iter().filter(|(_, block)| block.language == "sh").collect();
    assert!(scripts.len() > 10, "{}", scripts.len());
    let lines: Vec<&str> = scripts.iter().flat_map(|(_, block)| block.text.lines()).collect();
    for (start, why) in NOT_RUN {
        assert!(lines.iter().any(|line| line.starts_with(start)), "no line is `{start}…`, which {why}");
    }
    for (alone, _) in IN_TERMINAL {
        assert!(lines.iter().any(|line| command(line) == *alone), "no line is `{alone}`");
    }
    thread::scope(|scope| {
        for (page, block) in scripts {
            scope.spawn(|| run(page, block));
        }
    });
}

/// The commands and flags that the text names are the program's.
#[test]
fn every_command_that_the_text_names_is_there() {
    let mut helps = HashMap::new();
    let mut named = 0;
    for page in pages() {
        let prose = page.prose();
        for span in prose.split('`').skip(1).step_by(2).filter(|span| span.starts_with("briefing ")) {
            let words: Vec<&str> =
                span.split([' ', '[', ']', '\n']).skip(1).filter(|word| !word.is_empty()).collect();
            let command = words.iter().find(|word| word.chars().all(char::is_lowercase)).copied();
            let help =
                helps.entry(command.unwrap_or_default().to_owned()).or_insert_with_key(|name| help(name));
            let Some(help) = help else { panic!("{}: `{span}`: no such command", page.name) };
            for flag in words.iter().filter(|word| word.starts_with('-') && **word != "-") {
                let flag = flag.split(['=', '|', ',']).next().unwrap_or_default();
                let has =
                    |word: &str| word.trim_matches(',') == flag || word.starts_with(&format!("{flag}["));
                assert!(help.split_whitespace().any(has), "{}: `{span}`: no such flag", page.name);
            }
            named += 1;
        }
    }
    assert!(named > 30, "{named}");
}

/// What a command says of itself, if it is one.
fn help(command: &str) -> Option<String> {
    let mut program = Command::new(env!("CARGO_BIN_EXE_briefing"));
    program.args((!command.is_empty()).then_some(command)).arg("--help");
    let output = program.output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

/// A line without the remark behind it.
fn command(line: &str) -> &str {
    line.split_once(" #").map_or(line, |(command, _)| command).trim()
}

/// Runs a block, the lines one behind the other in one shell, as a reader would type them.
#[track_caller]
fn run(page: &Page, block: &Block) {
    let place = Place::new();
    let mut script = String::from("set -o pipefail\n");
    for (number, line) in block.text.lines().enumerate() {
        if line.trim().is_empty()
            || line.starts_with('#')
            || NOT_RUN.iter().any(|(start, _)| line.starts_with(start))
        {
            continue;
        }
        if let Some((alone, key)) = IN_TERMINAL.iter().find(|(alone, _)| *alone == command(line)) {
            place.run_in_terminal(alone, key);
            continue;
        }
        script.push_str(line);
        // A line may go on in the next one.
        if !line.ends_with(['\\', '|']) {
            let code = i32::from(FINDS_NOTHING_YET.contains(&command(line)));
            let at = block.line + number + 1;
            script.push_str(&format!(
                "\nended=$?; [ $ended = {code} ] || {{ echo 'line {at} exited with '$ended >&2; exit 1; }}"
            ));
        }
        script.push('\n');
    }
    let mut bash = Command::new("bash");
    bash.args(["--norc", "-c", &script]).stdin(Stdio::null());
    place.prepare(|name, value| {
        bash.env(name, value);
    });
    let output = bash.env_remove("TERM").current_dir(place.work()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}\n{}", page.name, block.text);
}

/// A home with a copy of the shipped briefings as `~/notes`, and a working folder with another.
struct Place {
    home: Folder,
}

impl Place {
    fn new() -> Self {
        let home = Folder::new();
        for copy in ["notes", "work/briefings"] {
            copy_all(&root().join("briefings"), &home.path().join(copy));
        }
        // The walk of this project's own packaging starts from its folder.
        for file in ["Cargo.toml", "README.md"] {
            fs::copy(root().join(file), home.path().join("work").join(file)).unwrap();
        }
        Self { home }
    }

    fn work(&self) -> std::path::PathBuf {
        self.home.path().join("work")
    }

    fn prepare(&self, mut set: impl FnMut(&str, String)) {
        let programs = Path::new(env!("CARGO_BIN_EXE_briefing")).parent().unwrap();
        let path = std::env::var("PATH").unwrap_or_default();
        set("PATH", format!("{}:{path}", programs.display()));
        set("HOME", self.home.path().display().to_string());
        for (name, _) in
            std::env::vars().filter(|(name, _)| name.starts_with("XDG_") || name.starts_with("BRIEFING_"))
        {
            set(&name, String::new());
        }
        set("LC_ALL", "C.UTF-8".to_owned());
    }

    /// Runs a line in a terminal, waits for its first screen, and ends it.
    #[track_caller]
    fn run_in_terminal(&self, line: &str, key: &str) {
        let mut bash = CommandBuilder::new("bash");
        // An editor that looks whether the file is there.
        bash.args(["--norc", "-c", &format!("vim() {{ test -f \"$1\"; }}\n{line}\necho ended $?")]);
        self.prepare(|name, value| bash.env(name, value));
        bash.env("TERM", "xterm-256color");
        bash.cwd(self.work());
        let mut pty = Pty::open_sized(bash, 100, 30);
        pty.wait_for("CloudWalk");
        pty.press(key);
        pty.wait_for("ended 0");
    }
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_all(&path, &name);
        } else {
            fs::copy(&path, &name).unwrap();
        }
    }
}
