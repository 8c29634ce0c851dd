//! Folders in, libraries out: the shapes found in the wild, and what must not hurt a reader of them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use briefing::briefing::{Briefing, Kind, body};
use briefing::library::load::open_file;
use briefing::library::{Loaded, Location, Lookup, Origin, load, load_with, locate, open};
use briefing::text::Clean;
use tempfile::TempDir;

/// A folder with files, written for one test.
struct Folder(TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (path, text) in files {
            folder.write(path, text.as_bytes());
        }
        folder
    }

    fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: impl AsRef<Path>, bytes: &[u8]) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn load(&self) -> Loaded {
        load(&[self.0.path().to_owned()])
    }

    /// Paths below the folder, in the library's order.
    fn paths(&self, loaded: &Loaded) -> Vec<String> {
        let inner =
            |briefing: &Briefing| briefing.path.strip_prefix(self.0.path()).unwrap().display().to_string();
        loaded.library.iter().map(|(_, briefing)| inner(briefing)).collect()
    }

    /// What was skipped and why, with the folder's own name left out.
    #[cfg(unix)]
    fn skipped(&self, loaded: &Loaded) -> Vec<String> {
        let real = self.0.path().canonicalize().unwrap();
        let short = |text: String| {
            text.replace(&format!("{}/", real.display()), "")
                .replace(&format!("{}/", self.0.path().display()), "")
        };
        loaded.skipped.iter().map(|s| short(format!("{}: {}", s.path.display(), s.why()))).collect()
    }
}

#[track_caller]
fn only(loaded: &Loaded) -> Briefing {
    assert_eq!(loaded.library.len(), 1);
    loaded.library.iter().next().unwrap().1.clone()
}

#[track_caller]
fn named(loaded: &Loaded, name: &str) -> Briefing {
    match loaded.library.find(name) {
        Lookup::One(ix) => loaded.library.get(ix).clone(),
        other => panic!("{name}: {other:?}"),
    }
}

fn tags(briefing: &Briefing) -> Vec<&str> {
    briefing.tags.iter().map(Clean::as_str).collect()
}

mod shapes {
    use super::*;

    #[test]
    fn a_hugo_site_opens() {
        let site = Folder::new(&[
            ("content/_index.md", "---\ntitle: Home\n---\n{{< figure >}}\n"),
            (
                "content/posts/first/index.md",
                "+++\ntitle = \"First: a post\"\ndate = 2019-10-07T10:00:00+02:00\ntags = [\"go\", \"web\"]\ndraft = true\nslug = 7\n[params]\nmath = true\n+++\nText\n",
            ),
            (
                "content/posts/second.md",
                "---\ntitle: Second\ndate: 2019-10-08 10:00:00 +0200\nlastmod: 2020-01-01\ntags: solo\naliases: [/old]\nweight: 3\n---\n",
            ),
            ("public/index.html", "<p>"),
        ]);
        let loaded = site.load();
        assert_eq!(loaded.problems, []);
        assert_eq!(loaded.library.len(), 3);
        let first = named(&loaded, "First: a post");
        assert_eq!((tags(&first), first.draft), (vec!["go", "web"], true));
        assert!(first.extra.iter().any(|(key, value)| *key == "params.math" && *value == "true"));
        let second = named(&loaded, "second");
        assert_eq!(
            (second.updated.unwrap().to_string().as_str(), tags(&second)),
            ("2020-01-01", vec!["solo"])
        );
    }

    #[test]
    fn a_jekyll_site_opens() {
        let site = Folder::new(&[(
            "_posts/2019-10-07-hello.markdown",
            "---\r\nlayout: post\r\ntitle:  \"Hello\"\r\ndate:   2019-10-07 10:00:00 -0500\r\ncategories: a b\r\npublished: true\r\n---\r\nHi {% raw %}\r\n",
        )]);
        let loaded = site.load();
        let post = only(&loaded);
        assert_eq!(
            (loaded.problems.len(), post.title.as_str(), post.id.0.as_str()),
            (0, "Hello", "2019-10-07-hello")
        );
        assert_eq!(post.updated.unwrap().to_string(), "2019-10-07");
    }

    #[test]
    fn an_obsidian_vault_opens() {
        let vault = Folder::new(&[
            (".obsidian/workspace.md", "hidden"),
            (".trash/old.md", "hidden"),
            ("Daily/2019-10-07.md", "- [[People/Ann Lee|Ann]]\n"),
            (
                "People/Ann Lee.md",
                "---\naliases: Annie\ntags:\n  - person/friend\ncreated: 10/07/2019\n---\n",
            ),
            ("Untitled.md", ""),
            ("Ünïcode nöte.md", "# Nöte\n"),
        ]);
        let loaded = vault.load();
        assert_eq!(
            vault.paths(&loaded),
            ["Daily/2019-10-07.md", "People/Ann Lee.md", "Untitled.md", "Ünïcode nöte.md"]
        );
        let Lookup::One(daily) = loaded.library.find("2019-10-07") else { panic!("daily note") };
        let ann = loaded.library.resolve(daily, "People/Ann Lee").unwrap();
        assert_eq!(loaded.library.get(ann).aliases[0], "Annie");
        assert_eq!(named(&loaded, "Nöte").kind, Kind::Note);
    }

    #[test]
    fn a_zola_site_opens() {
        let site = Folder::new(&[(
            "content/blog/post.md",
            "+++\ntitle = \"Post\"\ndate = 2019-10-07\n[taxonomies]\ntags = [\"rust\"]\n[extra]\ncountry = \"at\"\n+++\n",
        )]);
        let loaded = site.load();
        let post = only(&loaded);
        assert_eq!((tags(&post), post.countries[0].as_str()), (vec!["rust"], "AT"));
    }

    #[test]
    fn a_documentation_tree_opens() {
        let docs = Folder::new(&[
            ("README.md", "<!-- badge -->\n\n# Project\n"),
            ("docs/guide/README.md", "Guide\n=====\n"),
            ("docs/guide/intro.mdx", "import X from 'x'\n\n# Intro\n"),
            ("docs/REFERENCE.MD", "---\n\nA rule, then text.\n"),
            ("src/main.rs", "fn main() {}"),
            (".gitignore", "target/"),
            ("target/doc/README.md", "# Built\n"),
            (".git/HEAD.md", "no"),
        ]);
        let loaded = docs.load();
        let titles: Vec<String> =
            loaded.library.iter().map(|(_, briefing)| briefing.title.to_string()).collect();
        assert_eq!(titles, ["Project", "REFERENCE", "Guide", "Intro"]);
        assert_eq!((loaded.problems.len(), loaded.skipped.len()), (0, 1));
        assert!(loaded.skipped.iter().all(|skipped| skipped.is_on_purpose()));
    }
}

mod hazards {
    use super::*;

    #[test]
    fn hazard_6_a_front_matter_bomb_costs_its_own_file_only() {
        let folder = Folder::new(&[("good.md", "# Good\n")]);
        folder.write("bomb.md", format!("---\n{}\n---\n# Body\n", "[".repeat(100_000)).as_bytes());
        folder.write("huge.md", format!("---\na: {}\n---\n# Body\n", "x".repeat(1 << 20)).as_bytes());
        let loaded = folder.load();
        assert_eq!(folder.paths(&loaded), ["bomb.md", "good.md", "huge.md"]);
        for (name, title) in [("bomb", "Body"), ("huge", "Body"), ("good", "Good")] {
            let found = loaded.library.iter().find(|(_, briefing)| briefing.id.0 == *name).unwrap().1;
            assert_eq!((found.title.as_str(), found.problem.is_some()), (title, name != "good"));
        }
    }

    #[cfg(unix)]
    #[test]
    fn hazard_8_fifos_sockets_and_loops_are_listed_and_not_opened() {
        let folder = Folder::new(&[("a/real.md", "# Real\n")]);
        let made = std::process::Command::new("mkfifo").arg(folder.at("pipe.md")).status().unwrap();
        assert!(made.success());
        let _socket = std::os::unix::net::UnixListener::bind(folder.at("socket.md")).unwrap();
        std::os::unix::fs::symlink(folder.at("a"), folder.at("a/loop")).unwrap();
        std::os::unix::fs::symlink(folder.at("pipe.md"), folder.at("z.md")).unwrap();
        let loaded = folder.load();
        assert_eq!(folder.paths(&loaded), ["a/real.md"]);
        assert_eq!(
            folder.skipped(&loaded),
            [
                "a/loop: a duplicate of a",
                "pipe.md: not a regular file but a FIFO",
                "socket.md: not a regular file but a socket",
                "z.md: a duplicate of pipe.md"
            ]
        );
        let begun = Instant::now();
        assert!(open_file(&folder.at("pipe.md")).is_err());
        assert!(open(&loaded.library, &folder.at("pipe.md")).is_err());
        assert!(begun.elapsed() < Duration::from_secs(1));
    }

    #[cfg(unix)]
    #[test]
    fn hazard_9_links_that_leave_the_library_are_refused_by_name() {
        use std::os::unix::fs::symlink;
        let outside = Folder::new(&[("secret.md", "# Secret\n"), ("more/x.md", "# X\n")]);
        let folder = Folder::new(&[("own.md", "# Own\n"), (".hidden/kept.md", "# Kept\n")]);
        symlink(outside.at("secret.md"), folder.at("leak.md")).unwrap();
        symlink(outside.at("more"), folder.at("more")).unwrap();
        symlink(folder.at("own.md"), folder.at("again.md")).unwrap();
        symlink(folder.at(".hidden/kept.md"), folder.at("shown.md")).unwrap();
        symlink("nowhere.md", folder.at("dangling.md")).unwrap();
        let loaded = folder.load();
        assert_eq!(folder.paths(&loaded), ["own.md", "shown.md"]);
        assert_eq!(named(&loaded, "shown").title, "Kept");
        let skipped = folder.skipped(&loaded);
        let secret = outside.at("secret.md").canonicalize().unwrap();
        assert_eq!(skipped[0], "again.md: a duplicate of own.md");
        assert!(skipped[1].starts_with("dangling.md: No such file"), "{skipped:?}");
        assert_eq!(
            skipped[2],
            format!("leak.md: a symbolic link out of the library, to {}", secret.display())
        );
        assert!(skipped[3].starts_with("more: a symbolic link out of the library"), "{skipped:?}");
        let refused = open(&loaded.library, &folder.at("leak.md")).unwrap_err();
        assert_eq!(
            refused.to_string(),
            format!("a symbolic link out of the library, to {}", secret.display())
        );
        assert!(open(&loaded.library, &outside.at("secret.md")).is_err());
        assert_eq!(open(&loaded.library, &folder.at("shown.md")).unwrap(), b"# Kept\n");
    }

    #[test]
    fn hazard_11_no_malformed_file_is_hidden() {
        let folder = Folder::new(&[
            ("colon.md", "---\ntitle: Acme: Q3\ntags: [a]\n---\nBody\n"),
            ("double.md", "---\ntitle: One\ntitle: Two\n---\n"),
            ("open.md", "---\ntitle: Open\n\nBody\n"),
            ("tabs.md", "---\ntitle: Tabs\ntags:\n\t- a\n---\n"),
        ]);
        folder.write("latin.md", b"# Caf\xE9\n");
        let utf16: Vec<u8> = "\u{FEFF}# Große\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        folder.write("wide.md", &utf16);
        let loaded = folder.load();
        let titles: Vec<String> =
            loaded.library.iter().map(|(_, briefing)| briefing.title.to_string()).collect();
        assert_eq!(titles, ["Acme: Q3", "Two", "Caf\u{FFFD}", "Open", "Tabs", "Große"]);
        let places: Vec<String> = loaded
            .problems
            .iter()
            .map(|p| format!("{}:{}", p.path.file_name().unwrap().display(), p.line))
            .collect();
        assert_eq!(places, ["colon.md:2", "double.md:3", "latin.md:1", "open.md:2", "tabs.md:4"]);
        assert!(
            loaded
                .problems
                .iter()
                .all(|problem| problem.hint.is_some() || problem.path.ends_with("double.md"))
        );
    }

    #[test]
    fn hazard_12_a_file_that_changes_while_it_is_read_is_never_half_of_each() {
        let folder = Folder::new(&[]);
        let version = |name: &str, length: usize| {
            format!("---\ntitle: {name}\ncity: {name}\n---\n{}", "x".repeat(length))
        };
        let (one, two) = (version("One", 50_000), version("Two", 200_000));
        folder.write("busy.md", one.as_bytes());
        let stop = std::sync::atomic::AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    folder.write("busy.md", two.as_bytes());
                    folder.write("busy.md", one.as_bytes());
                }
            });
            for _ in 0..100 {
                let loaded = folder.load();
                let busy = only(&loaded);
                let city = busy.city.as_deref();
                assert!(city.is_none() || city == Some(busy.title.as_str()), "{busy:?}");
                let bytes = open_file(&folder.at("busy.md")).unwrap();
                assert!(bytes.len() <= two.len());
            }
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
        });
    }

    #[test]
    fn hazard_15_large_files_long_lines_and_zero_bytes_do_not_delay_the_others() {
        let folder = Folder::new(&[("small.md", "# Small\n")]);
        let big = fs::File::create(folder.at("big.md")).unwrap();
        big.set_len(3 << 30).unwrap();
        folder.write("line.md", format!("---\ntitle: Line\n---\n{}", "word ".repeat(2_000_000)).as_bytes());
        folder.write("wide.md", format!("# Wide\n{}", "é".repeat(1_000_000)).as_bytes());
        folder.write("binary.md", b"PK\x03\x04\0\0");
        let begun = Instant::now();
        let loaded = folder.load();
        assert!(begun.elapsed() < Duration::from_secs(5));
        assert_eq!(folder.paths(&loaded), ["big.md", "binary.md", "line.md", "small.md", "wide.md"]);
        assert_eq!(named(&loaded, "binary").problem.as_deref(), Some("binary file, not text"));
        assert_eq!(
            (named(&loaded, "Line").problem.as_ref(), named(&loaded, "Wide").problem.as_ref()),
            (None, None)
        );
        let refused = open(&loaded.library, &folder.at("big.md")).unwrap_err();
        assert_eq!(refused.to_string(), "the file has 3222 MB; the limit is 100 MB");
        assert_eq!(body(&open(&loaded.library, &folder.at("line.md")).unwrap()).first_line, 4);
    }

    #[test]
    fn hazard_19_the_path_is_the_identity() {
        let folder =
            Folder::new(&[("a/index.md", "# A\n"), ("b/index.md", "# B\n"), ("index.md", "# Root\n")]);
        let loaded = folder.load();
        let Lookup::Several(all) = loaded.library.find("index") else { panic!("ambiguous") };
        let labels: Vec<String> = all.iter().map(|ix| loaded.library.label(*ix).to_string()).collect();
        assert_eq!(&labels[..2], ["a/index", "b/index"]);
        assert_eq!(named(&loaded, "b/index").title, "B");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn file_names_that_are_not_utf_8_work() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new(&[]);
    let name = std::ffi::OsStr::from_bytes(b"caf\xE9.md");
    folder.write(name, b"Text\n");
    let loaded = folder.load();
    assert_eq!(only(&loaded).title, "caf\u{FFFD}");
    assert_eq!(open(&loaded.library, &folder.at(name)).unwrap(), b"Text\n");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_stays_listed_with_the_reason() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new(&[("closed.md", "# Closed\n")]);
    fs::set_permissions(folder.at("closed.md"), fs::Permissions::from_mode(0o000)).unwrap();
    let loaded = folder.load();
    if fs::read(folder.at("closed.md")).is_ok() {
        // The superuser reads everything.
        assert_eq!(only(&loaded).title, "Closed");
    } else {
        assert!(only(&loaded).problem.as_deref().unwrap().starts_with("cannot read the file: "));
        assert_eq!(loaded.problems.len(), 1);
    }
}

#[test]
fn several_folders_and_single_files_make_one_library() {
    let one = Folder::new(&[("a.md", "# A\n"), ("sub/b.md", "# B\n"), ("notes.txt", "# Notes\n")]);
    let two = Folder::new(&[("c.md", "# C\n")]);
    let all = [one.at(""), two.at(""), one.at("sub"), one.at("a.md"), two.at("gone")];
    let loaded = load(&all);
    assert_eq!(loaded.library.len(), 3);
    assert_eq!((loaded.skipped.len(), &loaded.skipped[0].path), (1, &two.at("gone")));
    assert_eq!(loaded.library.origin(), &Origin::Folders(all.to_vec()));
    assert_eq!(only(&load(&[one.at("notes.txt")])).title, "Notes");
}

#[cfg(unix)]
#[test]
fn a_link_given_as_library_is_followed() {
    let folder = Folder::new(&[("real/a.md", "# A\n"), ("other.md", "# O\n")]);
    std::os::unix::fs::symlink(folder.at("real"), folder.at("alias")).unwrap();
    std::os::unix::fs::symlink(folder.at("other.md"), folder.at("link.md")).unwrap();
    let loaded = load(&[folder.at("alias")]);
    assert_eq!(only(&loaded).path, folder.at("alias/a.md"));
    assert_eq!(open(&loaded.library, &folder.at("alias/a.md")).unwrap(), b"# A\n");
    assert_eq!(only(&load(&[folder.at("link.md")])).title, "O");
}

#[test]
fn a_hidden_folder_given_as_library_is_read() {
    let folder = Folder::new(&[(".notes/a.md", "# A\n"), (".notes/.draft.md", "# D\n")]);
    assert_eq!(only(&load(&[folder.at(".notes")])).title, "A");
}

#[test]
fn parts_grow_and_the_whole_is_the_same_each_time() {
    let folder = Folder::new(&[]);
    for n in 0..3_000 {
        folder.write(format!("{}/{n}.md", n % 7), format!("---\ntitle: T{n}\n---\n").as_bytes());
    }
    let mut sizes = Vec::new();
    let loaded = load_with(&[folder.at("")], |part| sizes.push(part.library.len()));
    assert_eq!(loaded.library.len(), 3_000);
    assert!(sizes.windows(2).all(|pair| pair[1] >= 2 * pair[0]), "{sizes:?}");
    let again = folder.load();
    assert_eq!(folder.paths(&again), folder.paths(&loaded));
    assert!(folder.paths(&again).is_sorted());
}

#[test]
fn the_library_is_named_or_upward_or_embedded() {
    let folder =
        Folder::new(&[("work/briefings/a.md", ""), ("work/deep/er/x.txt", ""), ("elsewhere/x.txt", "")]);
    let named = [PathBuf::from("named")];
    let deep = folder.at("work/deep/er");
    assert_eq!(locate(&named, &deep), Location::Folders(named.to_vec()));
    assert_eq!(locate(&[], &deep), Location::Folders(vec![folder.at("work/briefings")]));
    let Location::Embedded { looked } = locate(&[], &folder.at("elsewhere")) else { panic!("not embedded") };
    assert_eq!(looked[0], folder.at("elsewhere/briefings"));
}
