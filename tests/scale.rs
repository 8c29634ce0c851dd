//! What must stay in proportion, whatever is in the files. Unoptimised builds on a busy machine get more time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::HashSet;
use std::path::{Path, PathBuf};
#[cfg(target_os = "linux")]
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use briefing::briefing::{Briefing, body};
use briefing::library::{Library, Origin};

#[path = "support/folder.rs"]
mod folder;

#[cfg(target_os = "linux")]
use folder::{Folder, page};

/// How much front matter is read.
const MOST_READ: usize = 1 << 20;

/// Hazard 6. Unoptimised builds read a tenth and get ten times as long for it.
#[test]
fn front_matter_bombs_end_quickly() {
    let scale = if cfg!(debug_assertions) { 10 } else { 1 };
    let (many, most_bytes) = (100_000 / scale, MOST_READ / scale);
    let laughs = (1..12).fold("a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned(), |text, n| {
        let inner = vec![format!("*a{}", n - 1); 9].join(",");
        format!("{text}a{n}: &a{n} [{inner}]\n")
    });
    let long = "x".repeat(most_bytes / 2);
    let bombs = [
        "[".repeat(many),
        "{".repeat(many),
        "- ".repeat(many),
        "? ".repeat(many),
        "a: ".repeat(many),
        "{a: ".repeat(many),
        "[".repeat(most_bytes - 10),
        "!!str ".repeat(many),
        "&a ".repeat(many),
        "\"".repeat(many + 1),
        "'\n".repeat(many),
        "x: [\n".repeat(many),
        "a: \"\n".repeat(many),
        "a: b: c\n".repeat(many),
        "a:\n\t- b\n".repeat(many),
        "k: [a, b, c, d]\n".repeat(many / 2),
        "- a\n".repeat(2 * many),
        (0..many).fold(String::new(), |text, n| text + &format!("k{n}: 1\n")),
        (0..many / 2).fold(String::new(), |text, n| text + &format!("k{n}: &a{n} 1\n")),
        (0..many / 5)
            .rev()
            .fold(String::new(), |text, n| format!("{text}{:n$}a:\n", "", n = (many / 5 - n) / 500)),
        format!("a: &a {long}\nb: [{}]\n", "*a, ".repeat(many)),
        format!("a: {}\n", "b ".repeat(most_bytes / 2 - 10)),
        format!("a: \"{}\"\n", "\\u0041".repeat(most_bytes / 6 - 10)),
        format!("a:\n{}", "  #\n".repeat(most_bytes / 4 - 10)),
        format!("a: |\n{}", "  \n".repeat(most_bytes / 3 - 10)),
        laughs,
    ];
    let most = Duration::from_millis(if cfg!(debug_assertions) { 2_000 } else { 200 });
    for bomb in bombs {
        for fence in ["---", "+++"] {
            let text = format!("{fence}\n{bomb}\n{fence}\nBody\n");
            let begun = Instant::now();
            let (briefing, problems) = Briefing::read(Path::new("bomb.md"), text.as_bytes());
            let (took, start) = (begun.elapsed(), bomb.chars().take(40).collect::<String>());
            assert!(took < most, "{fence} {start:?} took {took:?}");
            assert!(
                briefing.id.0 == "bomb" && briefing.extra.len() <= 1_000 && problems.len() <= 50,
                "{start:?}"
            );
            let body = body(text.as_bytes()).text;
            assert!(body == "Body\n" || body == text, "{start:?}");
        }
    }
}

/// Hazard 6: what the parser lets through must not blow up behind it.
#[test]
fn hazard_6_large_front_matter_stays_in_proportion() {
    let deep = (0..60)
        .fold(String::new(), |text, level| format!("{text}{}{}:\n", " ".repeat(level), "k".repeat(900)));
    let items = |indent: usize, count: usize| format!("{}- x\n", " ".repeat(indent)).repeat(count);
    for front in [
        format!("{deep}{}", items(60, 10_000)),
        format!("tags:\n{}", (0..20_000).fold(String::new(), |text, n| format!("{text}- t{n}\n"))),
        format!("type: event\nlinks:\n{}", items(0, 50_000)),
        (0..20_000).fold("extra:\n".to_owned(), |text, n| format!("{text} a{n}: 1\n"))
            + &(0..20_000).fold(String::new(), |text, n| format!("{text}a{n}: 1\n")),
    ] {
        let begun = Instant::now();
        let (briefing, problems) =
            Briefing::read(Path::new("large.md"), format!("---\n{front}---\n").as_bytes());
        assert!(begun.elapsed() < Duration::from_secs(if cfg!(debug_assertions) { 5 } else { 1 }));
        assert!(briefing.extra.len() <= 1_000 && problems.len() <= 50, "{}", problems.len());
    }
}

#[test]
fn a_library_of_many_equal_names_is_put_together_in_proportion() {
    let text = "---\ntitle: Index\nlinks: [{to: index, role: related}]\n---\n";
    let path = |n: usize| PathBuf::from(format!("lib/{}/{n}/index.md", n % 100));
    let briefings = (0..20_000).map(|n| Arc::new(Briefing::read(&path(n), text.as_bytes()).0)).collect();
    let begun = Instant::now();
    let library = Library::new(Origin::Folders(vec!["lib".into()]), briefings);
    let labels = library.iter().map(|(ix, _)| library.label(ix)).collect::<HashSet<_>>();
    let seen: usize = library.iter().map(|(ix, _)| library.links_of(ix).len()).sum();
    assert_eq!((labels.len(), seen > 0), (20_000, true));
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

/// The peak memory of the program with these arguments, in bytes.
#[cfg(target_os = "linux")]
fn peak_memory(folder: &Folder, arguments: &[&str]) -> u64 {
    let mut child = Command::new(env!("CARGO_BIN_EXE_briefing"))
        .args(arguments)
        .env_clear()
        .env("BRIEFING_LIBRARY", folder.path())
        .env("HOME", folder.path().join(".home"))
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        // The process may end between the two looks.
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        peak = peak.max(kilobytes.unwrap_or(0) * 1024);
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(child.wait().unwrap().success(), "{arguments:?}");
    peak
}

#[test]
#[cfg(target_os = "linux")]
fn a_long_text_is_printed_and_exported_in_proportion_to_its_size() {
    let long = "A short paragraph of some words, as people write it.\n\n".repeat(30_000);
    let links = (0..30_000).map(|n| format!("[a](https://example.org/{n})\n\n")).collect::<String>();
    // In a large file it is three times a text of paragraphs, and more for links, whose labels and addresses are apart.
    // In one that is small enough for a test, what does not grow with the text counts too.
    for (text, most) in [(long, 6), (links, 14)] {
        let text = format!("## Key facts\n\n- One.\n\n## More\n\n{text}");
        let (short, folder) = (page("## Key facts\n\n- One.\n"), page(&text));
        for arguments in [
            &["show", "page"][..],
            &["show", "page", "--json"],
            &["facts", "page"],
            &["export", "--force", "-o", "out"],
        ] {
            let mut arguments = arguments.to_vec();
            let out = folder.path().join("out").display().to_string();
            arguments.iter_mut().filter(|word| **word == "out").for_each(|word| *word = &out);
            let (base, peak) = (peak_memory(&short, &arguments), peak_memory(&folder, &arguments));
            let ratio = peak.saturating_sub(base) / text.len() as u64;
            assert!(ratio < most, "{arguments:?}: {ratio} times the file");
        }
    }
}
