//! What a release attaches is what cargo-binstall looks for, and what the Debian package and the formula are made of.
//!
//! `packaging/dist.sh` is run as it is, with a `cargo` that has nothing to compile.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::folder::Folder;
use crate::page::root;

/// The program's version, which names of archives have.
const VERSION: &str = env!("CARGO_PKG_VERSION");

#[test]
fn cargo_binstall_finds_the_archives_of_a_release_and_the_program_in_them() {
    let binstall = &manifest()["package"]["metadata"]["binstall"];
    let setting = |name: &str| binstall[name].as_str().unwrap().to_owned();
    assert_eq!(setting("pkg-fmt"), "tgz");
    let release = workflow("release.yml");
    assert!(
        release.contains(r#"tags: ["v*"]"#) && release.contains(r#"gh release create "$GITHUB_REF_NAME""#)
    );
    let targets: Vec<&str> =
        release.lines().filter_map(|line| Some(line.split_once(" target: ")?.1.split_once(' ')?.0)).collect();
    assert!(targets.len() >= 4, "{targets:?}");
    for target in targets {
        let ending = if target.contains("windows") { ".exe" } else { "" };
        let filled = |template: String| {
            let values = [
                ("repo", "https://forge.example/briefing"),
                ("version", VERSION),
                ("target", target),
                ("bin", "briefing"),
                ("binary-ext", ending),
            ];
            let text = values
                .iter()
                .fold(template, |text, (name, value)| text.replace(&format!("{{ {name} }}"), value));
            assert!(!text.contains('{'), "{text}: nothing is filled in for this");
            text
        };
        let dist = dist(target);
        let address = filled(setting("pkg-url"));
        let archive =
            address.strip_prefix(&format!("https://forge.example/briefing/releases/download/v{VERSION}/"));
        let archive = dist.path().join("target/dist").join(archive.unwrap());
        let listed = Command::new("tar").arg("-tzf").arg(&archive).output().unwrap();
        let listed = String::from_utf8(listed.stdout).unwrap();
        let program = filled(setting("bin-dir"));
        assert!(
            listed.lines().any(|line| line == program),
            "{program} is not in {}:\n{listed}",
            archive.display()
        );
    }
}

#[test]
fn all_that_the_debian_package_is_made_of_is_there() {
    let target = "x86_64-unknown-linux-gnu";
    let dist = dist(target);
    let manifest = manifest();
    let assets = manifest["package"]["metadata"]["deb"]["assets"].as_array().unwrap();
    assert!(assets.len() > 5);
    for asset in assets {
        // cargo-deb looks below the folder of its target.
        let from = asset[0].as_str().unwrap().replace("target/release", &format!("target/{target}/release"));
        let (folder, name) = from.rsplit_once('/').unwrap_or((".", &from));
        let (before, behind) = name.split_once('*').unwrap_or((name, ""));
        let found = fs::read_dir(dist.path().join(folder)).unwrap().any(|entry| {
            let file = entry.unwrap().file_name().into_string().unwrap();
            file == name || (name.contains('*') && file.starts_with(before) && file.ends_with(behind))
        });
        assert!(found, "there is no {from}");
    }
}

#[test]
fn a_release_fills_in_all_that_the_formula_leaves_open() {
    let formula = fs::read_to_string(root().join("packaging/homebrew/briefing.rb.in")).unwrap();
    let release = workflow("release.yml");
    let (_, code) = formula.split_once('\n').unwrap();
    let open: Vec<&str> = code.split('@').skip(1).step_by(2).collect();
    assert!(open.len() >= 3, "{open:?}");
    for name in open {
        assert!(release.contains(&format!("s|@{name}@|")), "nobody fills in {name}");
    }
}

fn manifest() -> toml::Table {
    fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap()
}

fn workflow(name: &str) -> String {
    fs::read_to_string(root().join(".github/workflows").join(name)).unwrap()
}

/// What `packaging/dist.sh` makes for a target, in a copy of what it needs.
fn dist(target: &str) -> Folder {
    let folder = Folder::new();
    let needed = [
        "packaging",
        "Cargo.toml",
        "README.md",
        "CHANGELOG.md",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "docs",
        "briefings",
    ];
    succeed(Command::new("cp").arg("-R").args(needed).arg(folder.path()).current_dir(root()));
    let program = if target.contains("windows") { "briefing.exe" } else { "briefing" };
    let built = format!("target/{target}/release");
    // The program asks the real one, so that pages and completions are its own.
    let cargo = format!(
        "#!/bin/sh\nmkdir -p {built}\nprintf '#!/bin/sh\\nexec \"%s\" \"$@\"\\n' '{}' > {built}/{program}\n\
         chmod +x {built}/{program}\n",
        env!("CARGO_BIN_EXE_briefing")
    );
    folder.write("bin/cargo", cargo);
    succeed(Command::new("chmod").arg("+x").arg(folder.path().join("bin/cargo")));
    let path = format!("{}:{}", folder.path().join("bin").display(), std::env::var("PATH").unwrap());
    succeed(
        Command::new("sh")
            .arg(Path::new("packaging/dist.sh"))
            .env("PATH", path)
            .env("TARGET", target)
            .current_dir(folder.path()),
    );
    folder
}

#[track_caller]
fn succeed(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
}
