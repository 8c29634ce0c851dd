//! What the program does for shells: completion, manual pages, the table of keys.

use std::path::Path;
use std::process::Command;

use crate::command::{briefing, over_shipped, shipped};
use crate::folder::Folder;

/// What is offered at the end of a line, the first field of each candidate.
fn offered(line: &str) -> Vec<String> {
    let words = line.split(' ').collect::<Vec<_>>();
    let arguments = ["__complete", "--"].into_iter().chain(words);
    let done = over_shipped(arguments).run().code(0).err("");
    done.ids().iter().map(|id| (*id).to_owned()).collect()
}

#[test]
fn ids_and_values_are_offered_from_the_library() {
    assert_eq!(offered("briefing show hik"), ["hikvision"]);
    assert!(offered("briefing list country:").contains(&"country:CN".to_owned()));
    assert_eq!(offered("briefing list type:comp"), ["type:company"]);
    assert_eq!(offered("briefing list hikvision ty"), ["type:"]);
    assert_eq!(offered("briefing -L /nowhere show hik"), [""; 0]);
}

#[test]
fn completions_have_descriptions() {
    let done = over_shipped(["__complete", "--", "briefing", "show", "hik"]).run().code(0);
    done.out("hikvision\tHikvision\n");
}

#[test]
fn files_are_offered_where_files_are_meant() {
    let folder = Folder::new().with("notes/a.md", "").with("night.txt", "").with(".hidden", "");
    let line = briefing(["__complete", "--", "briefing", "-L", "n"]).within(folder.path());
    assert_eq!(line.run().code(0).ids(), ["night.txt", "notes/"]);
    let line = briefing(["__complete", "--", "briefing", "-L", "notes/"]).within(folder.path());
    assert_eq!(line.run().code(0).ids(), ["notes/a.md"]);
    let line = briefing(["__complete", "--", "briefing", "-L", "~/no"]).env("HOME", folder.path());
    assert_eq!(line.run().code(0).ids(), ["~/notes/"]);
}

#[test]
fn hostile_names_are_not_offered_to_a_shell() {
    let folder = Folder::new()
        .with("a.md", "---\ntype: company\ntags: [\"x\\e[2J\", \"x\\u202Ey\", \"x\\u0007\", \"xy\"]\n---\n");
    let folder = folder.with("-dash.md", "").with("x\u{7}y.md", "");
    let done =
        briefing(["__complete", "--", "briefing", "list", "tag:x"]).env("BRIEFING_LIBRARY", folder.path());
    let done = done.run().code(0);
    done.out("tag:xy\tused once\n");
    let shown = |arguments: &[&str]| {
        briefing(arguments).env("BRIEFING_LIBRARY", folder.path()).run().code(0).ids().join(" ")
    };
    // What begins with a dash is a flag until flags have ended.
    assert_eq!(shown(&["__complete", "--", "briefing", "show", ""]), "a");
    assert_eq!(shown(&["__complete", "--", "briefing", "show", "--", "-"]), "-dash");
}

/// What bash puts into the line when Tab is pressed at its end.
fn by_bash(line: &str) -> Vec<String> {
    let script = format!(
        "PATH={}:$PATH; source <(briefing completions bash)\n\
         COMP_LINE={}; COMP_POINT=${{#COMP_LINE}}; compopt() {{ :; }}\n\
         _briefing briefing \"${{COMP_LINE##*[ :=\\\"\\']}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
        Path::new(env!("CARGO_BIN_EXE_briefing")).parent().unwrap().display(),
        quoted(line),
    );
    let home = Folder::new();
    let mut bash = Command::new("bash");
    bash.args(["--norc", "-c", &script]).env("HOME", home.path()).env("BRIEFING_LIBRARY", shipped());
    let output = bash.output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[test]
fn bash_completes_commands_ids_flags_and_values() {
    assert_eq!(by_bash("briefing li"), ["list", "links"]);
    assert_eq!(by_bash("briefing show hik"), ["hikvision"]);
    assert_eq!(by_bash("briefing list --sort "), ["as-of", "title", "type", "updated", "folder"]);
    // Bash replaces only the text after the colon.
    assert_eq!(by_bash("briefing list type:comp"), ["company"]);
    assert_eq!(by_bash("briefing list --sort=ti"), ["title"]);
    assert_eq!(by_bash("briefing show \"hik"), ["hikvision"]);
    assert_eq!(by_bash("briefing show 'hik"), ["hikvision"]);
}

#[test]
fn there_is_a_script_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let done = briefing(["completions", shell]).run().code(0).err("");
        assert!(done.out.contains("__complete"), "{shell}: {}", done.out);
    }
    briefing(["completions", "csh"]).run().code(2).complains(&["bash, zsh, fish, powershell, elvish"]);
}

/// Shells that stand on this machine read their scripts without a complaint.
#[test]
fn the_shells_that_are_here_understand_their_scripts() {
    for (shell, flags) in [("bash", &["-n"][..]), ("zsh", &["-n"]), ("fish", &["--no-execute"])] {
        let folder = Folder::new().with("script", &briefing(["completions", shell]).run().code(0).out);
        let run = Command::new(shell).args(flags).arg(folder.path().join("script")).output();
        // One that is not here can't be asked.
        let Ok(output) = run else { continue };
        assert!(output.status.success(), "{shell}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = Folder::new();
    let done = briefing(["man".as_ref(), folder.path().as_os_str()]).run().code(0).err("");
    let help = briefing(["--help"]).run().code(0).out;
    let commands =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let named = commands.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let named = named.filter(|line| !line.starts_with("  help "));
    let mut pages = vec!["briefing.1".to_owned(), "briefing-config-init.1".to_owned()];
    pages.extend(named.map(|line| format!("briefing-{}.1", line.split_whitespace().next().unwrap())));
    assert!(pages.len() > 15, "{pages:?}");
    for page in &pages {
        let text =
            std::fs::read_to_string(folder.path().join(page)).unwrap_or_else(|e| panic!("{page}: {e}"));
        assert!(text.contains(".TH ") && text.contains(".SH NAME"), "{page}");
        assert!(done.out.contains(page.as_str()), "{page} is not printed");
    }
    let main = std::fs::read_to_string(folder.path().join("briefing.1")).unwrap();
    for word in ["KEYS", "SETTINGS", "FILES", "EXIT STATUS", "page\\-down", "BRIEFING_THEME"] {
        assert!(main.contains(word), "{word} is not in the page");
    }
    assert!(!done.out.contains("__complete"));
}

#[test]
fn the_current_keys_are_printed() {
    let plain = briefing(["keys"]).run().code(0).err("");
    assert!(plain.out.contains("j down\tdown\tmove down one line or row\t"), "{}", plain.out);
    let settings = Folder::new().with("config.toml", "[keys]\nedit = [\"E\"]\n");
    let line = briefing(["keys", "--json"]).env("BRIEFING_CONFIG", settings.path().join("config.toml"));
    let done = line.run().code(0);
    let edit = done.out.lines().find(|line| line.contains("\"command\":\"edit\"")).unwrap();
    let edit: serde_json::Value = serde_json::from_str(edit).unwrap();
    assert_eq!((&edit["keys"][0], &edit["usual"][0]), (&"E".into(), &"e".into()));
    assert_eq!(edit["in"][0], "list");
}
