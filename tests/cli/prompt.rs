//! The prompt of `--plain` over a pipe: answers to commands, and nothing else.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use crate::command::{Line, briefing, over_shipped, shipped};
use crate::folder::{Folder, numbered, page};

/// The prompt over the briefings that are shipped, with these commands.
fn prompt(commands: impl AsRef<[u8]>) -> Line {
    over_shipped(["--plain"]).input(commands)
}

/// The prompt over a folder, with these commands.
fn over(folder: &Folder, commands: impl AsRef<[u8]>) -> Line {
    briefing(["--plain"]).env("BRIEFING_LIBRARY", folder.path()).input(commands)
}

#[test]
fn commands_are_answered_whole_without_a_prompt() {
    let done = prompt("/hikvision\n1\nq\n").run().code(0).err("");
    let lines = done.lines();
    assert_eq!(lines[0], "11 briefings");
    assert!(lines[1].starts_with("1. Hikvision, company, as of "), "{lines:?}");
    // To the last line, which `show` has too.
    let shown = over_shipped(["show", "hikvision"]).run();
    let last = *shown.lines().last().unwrap();
    for word in ["list>", "text>", "lines more", "type ? for help"] {
        assert!(!done.out.contains(word), "{word}");
    }
    done.prints(&["Bottom line", last]);
}

#[test]
fn who_asks_nothing_gets_nothing_and_the_end_of_the_input_ends_it() {
    prompt("").run().code(0).out("").err("");
    prompt("q\n/hikvision\n").run().code(0).out("").err("");
    // The last line may end without an end of line, or as on Windows.
    for commands in ["/isvision\n1", "/isvision\r\n1\r\n"] {
        prompt(commands).run().code(0).err("").prints(&["1 briefing", "Bottom line"]);
    }
}

#[test]
fn the_first_number_means_what_it_means_to_somebody_who_types() {
    let folder = page("The text.\n").with("other.md", "---\ntitle: Other\n---\nThe other text.\n");
    over(&folder, "2\n").run().code(0).prints(&["The text."]);
    over(&folder, "3\n").run().code(0).out("no number 3 here; the highest is 2\n");
}

#[test]
fn neither_width_nor_height_of_a_terminal_decides_what_comes() {
    let folder = page(&numbered(100, |n| format!("Paragraph {n} has enough words for a narrow screen.\n\n")));
    let wide = over(&folder, "/\n1\n").run().code(0);
    wide.lines().iter().for_each(|line| assert!(line.chars().count() <= 80, "{line}"));
    let narrow = over(&folder, "/\n1\n").env("COLUMNS", "20").env("LINES", "8").run().code(0);
    assert_eq!(wide.out, narrow.out);
    wide.prints(&["Paragraph 1 has", "Paragraph 100 has"]);
    // A briefing in the list is one line, however long its title is.
    let title = "Long ".repeat(60);
    let folder = Folder::new().with("long.md", format!("---\ntitle: {title}\n---\n"));
    let done = over(&folder, "/\n").run().code(0);
    assert!(done.lines().iter().any(|line| line.contains(title.trim())), "{}", done.out);
}

#[test]
fn hazard_1_what_a_pipe_sends_cannot_act_on_the_terminal() {
    let folder = page("a\u{1B}[2Jb\n");
    let mut commands = b"\x1b[2J\n/\x1b]0;title\x07\n\xff\xfe\n\0\ns \x1b[31mred\n\xe2\x80\xaerid\n".to_vec();
    commands.extend_from_slice(&vec![b'x'; 1 << 20]);
    commands.extend_from_slice(b"\n/\n1\n");
    let done = over(&folder, commands).run().code(0);
    done.prints(&["unknown command `␛[2J`; type ? for help", "line too long", "a␛[2Jb"]).no_signs();
}

impl crate::command::Done {
    /// Fails if a control character got out, or one that turns the direction of text.
    #[track_caller]
    fn no_signs(&self) {
        for stream in [&self.out, &self.err] {
            let found = stream.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202E}');
            assert_eq!(found, None, "{stream:?}");
        }
    }
}

#[test]
fn what_comes_whole_was_read_as_if_it_had_been_turned_page_by_page() {
    let folder = page("The text.\n").with("other.md", "---\ntitle: Other\n---\nThe other text.\n");
    let done = over(&folder, "/page\n1\n/is:unread\n/is:read\n").run().code(0);
    let (unread, rest) = done.out.split_once("The text.").unwrap().1.split_once("1. ").unwrap();
    assert!(unread.contains("1 briefing") && rest.starts_with("Other, note"), "{}", done.out);
}

#[test]
fn each_command_is_answered_before_the_next_is_waited_for() {
    let home = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_briefing"))
        .env_clear()
        .env("HOME", home.path())
        .env("BRIEFING_PLAIN", "1")
        .env("BRIEFING_LIBRARY", shipped())
        .current_dir(home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut commands = program.stdin.take().unwrap();
    let mut answers = BufReader::new(program.stdout.take().unwrap()).lines().map(Result::unwrap);
    for (command, answer) in
        [("/isvision\n", "1. IS’Vision, company"), ("xyz\n", "unknown command `xyz`; type ? for help")]
    {
        commands.write_all(command.as_bytes()).unwrap();
        assert!(answers.by_ref().any(|line| line.starts_with(answer)), "{answer}");
    }
    drop(commands);
    assert_eq!(answers.next(), None);
    assert!(program.wait().unwrap().success());
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let done = prompt("/\n".repeat(2_000)).first_line().code(0).err("");
    assert_eq!(done.out, "69 briefings\n");
}

#[test]
fn a_terminal_that_can_do_nothing_is_no_wish_for_a_prompt_where_there_is_no_terminal() {
    let done = over_shipped([""; 0]).env("TERM", "dumb").input("/hikvision\n").run();
    done.code(2).out("").complains(&["cannot start the reader: not a terminal", "briefing --plain"]);
}
