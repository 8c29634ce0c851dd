//! `briefing export`: what is written, where its links lead, and that nothing in it acts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::command::{Done, briefing, over_shipped, shipped};
use crate::folder::Folder;

/// An export of a library into a folder of its own.
struct Exported {
    folder: Folder,
    done: Done,
}

fn exported(library: &Path, arguments: &[&str]) -> Exported {
    let folder = Folder::new();
    let into = folder.path().join("out");
    let all = ["export"].iter().chain(arguments).copied();
    let line = briefing(all.chain(["-o", into.to_str().unwrap()])).env("BRIEFING_LIBRARY", library);
    let done = line.run().code(0);
    Exported { folder, done }
}

impl Exported {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("out").join(name)
    }

    #[track_caller]
    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// All pages of the site by their names.
    fn pages(&self) -> BTreeMap<String, String> {
        let pages = fs::read_dir(self.path("pages")).unwrap();
        let pages = pages.map(|page| format!("pages/{}", page.unwrap().file_name().to_str().unwrap()));
        let views = ["index.html", "timeline.html", "matrix.html", "sources.html"].map(str::to_owned);
        pages.chain(views).map(|name| (name.clone(), self.text(&name))).collect()
    }
}

/// The values of an attribute in a page.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let begin = format!(" {name}=\"");
    page.split(begin.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The tags of a page in order, without the contents of style and script.
fn tags(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, behind) = after.split_once('>').expect("a tag ends");
        let name: String =
            tag.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/' || *c == '!').collect();
        rest = behind;
        if name == "style" || name == "script" {
            rest = rest.split_once(&format!("</{name}>")).expect("it is closed").1;
            continue;
        }
        found.push(name);
    }
    found
}

/// Fails unless every tag is closed where it should be.
#[track_caller]
fn assert_balanced(name: &str, page: &str) {
    const ALONE: [&str; 6] = ["!doctype", "meta", "hr", "br", "input", "link"];
    let mut open = Vec::new();
    for tag in tags(page) {
        match tag.strip_prefix('/') {
            Some(closed) => assert_eq!(open.pop().as_deref(), Some(closed), "in {name}"),
            None if ALONE.contains(&tag.as_str()) => {}
            None => open.push(tag),
        }
    }
    assert!(open.is_empty(), "{name} leaves {open:?} open");
}

#[test]
fn every_page_is_whole_and_every_link_leads_somewhere() {
    let site = exported(shipped(), &[]);
    let pages = site.pages();
    assert_eq!(pages.len(), 73);
    let mut checked = 0;
    for (name, page) in &pages {
        assert_balanced(name, page);
        assert!(page.starts_with("<!doctype html>\n<html>\n"), "{name}");
        for address in attributes(page, "href") {
            if address.starts_with("https://")
                || address.starts_with("http://")
                || address.starts_with("mailto:")
            {
                continue;
            }
            let (file, place) = address.split_once('#').unwrap_or((address, ""));
            let target = match file {
                "" => name.clone(),
                file => match file.strip_prefix("../") {
                    Some(top) => top.to_owned(),
                    None if name.starts_with("pages/") => format!("pages/{file}"),
                    None => file.to_owned(),
                },
            };
            let target_page = pages.get(&target).unwrap_or_else(|| panic!("{name} links to {address}"));
            let there = place.is_empty() || attributes(target_page, "id").contains(&place);
            assert!(there, "{name} links to {address}, which is not there");
            checked += 1;
        }
        let ids = attributes(page, "id");
        let mut once = ids.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), ids.len(), "an id is twice in {name}");
    }
    assert!(checked > 1_000, "only {checked} links");
}

#[test]
fn the_pages_say_what_the_briefings_say() {
    let site = exported(shipped(), &[]);
    let page = site.text("pages/hikvision.html");
    for text in [
        "<h1 dir=\"auto\">Hikvision</h1>",
        "<h2 id=\"s-key-facts\" dir=\"auto\">Key facts</h2>",
        "<span class=\"mark\" dir=\"ltr\">one origin</span>",
        "<a href=\"dahua.html\">Dahua</a>",
        "active since 9 Oct 2019",
    ] {
        assert!(page.contains(text), "{text} is not in\n{page}");
    }
    let index = site.text("index.html");
    assert!(index.contains("<a href=\"pages/hikvision.html\">Hikvision</a>"), "{index}");
    assert!(index.contains("<h2 dir=\"auto\">event "), "{index}");
    let timeline = site.text("timeline.html");
    assert!(
        timeline.contains("<h2 dir=\"auto\">2019</h2>") && timeline.contains("pages/milipol-paris-2019.html"),
        "{timeline}"
    );
    let matrix = site.text("matrix.html");
    assert!(
        matrix.contains("<th scope=\"row\" dir=\"auto\"><a href=\"pages/gdu.html\">")
            && matrix.contains("exhibitor")
    );
    let sources = site.text("sources.html");
    assert!(sources.contains("pages/afp-1911.html") && sources.contains(" · uses: "), "{sources}");
    assert!(site.text("pages/afp-1911.html").contains("<h2 dir=\"auto\">Cited by</h2>"));
    let dark = index.contains("prefers-color-scheme: dark") && index.contains("color-scheme: light dark");
    assert!(dark, "{index}");
}

#[test]
fn a_query_says_which_briefings_and_links_to_others_stay_words() {
    let site = exported(shipped(), &["hikvision", "type:company"]);
    let page = site.text("pages/hikvision.html");
    assert_eq!(site.pages().len(), 5);
    assert!(page.contains("Dahua") && !page.contains("dahua.html"), "{page}");
}

#[test]
fn nothing_that_others_wrote_acts() {
    let library = Folder::new()
        .with(
            "evil.md",
            "---\ntype: company\ntitle: \"</title><script>alert(1)</script>\"\ntags: [\"\\\" onmouseover=x\"]\n\
             description: \"<img src=x onerror=alert(1)>\"\n---\n\n## <b onclick=x>Head</b>\n\n\
             <script>alert(2)</script> [run](javascript:alert(3)) [data](data:text/html,x) [file](file:///etc/passwd)\n\n\
             ![i](https://e.example/track.png) [http://a.example](http://b.example/\"onclick=x) \u{1B}[2J \u{202E}x\n\n\
             | <i>a</i> | b |\n|---|---|\n| `</td><script>` | \"q\" |\n\n```html\n</code></pre><script>\n```\n",
        )
        .with("other.md", "---\ntype: company\ntitle: Other\n---\n[[evil]] [[evil#Head]]\n");
    let site = exported(library.path(), &[]);
    for (name, page) in site.pages() {
        assert_balanced(&name, &page);
        let scripts = page.matches("<script").count();
        assert_eq!(scripts, usize::from(name == "index.html"), "{name}");
        assert!(page.contains("Content-Security-Policy\" content=\"default-src 'none'"), "{name}");
        assert!(!page.contains("<img") && !page.contains("<iframe"), "{name}");
        let controls = page.chars().any(|c| c.is_control() && c != '\n' || c == '\u{202E}');
        assert!(!controls, "{name} has a control character");
        for address in attributes(&page, "href") {
            let scheme = address.split_once(':').map(|(scheme, _)| scheme);
            assert!(matches!(scheme, None | Some("http" | "https" | "mailto")), "{name} links to {address}");
        }
        // A tag of ours has only attributes of ours.
        for tag in page.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
            assert!(!tag.contains("onclick=\"") && !tag.contains("onerror=\""), "{name}: <{tag}>");
        }
    }
    let page = site.text("pages/evil.html");
    assert!(page.contains("&lt;/title&gt;&lt;script&gt;"), "{page}");
    assert!(page.contains("[leads to http://b.example/"), "{page}");
    assert!(page.contains('␛'), "{page}");
}

#[test]
fn an_export_overwrites_files_only_with_force() {
    let folder = Folder::new().with("out/index.html", "mine").with("out/other.txt", "mine too");
    let into = folder.path().join("out");
    let line = |more: &[&str]| {
        let arguments = ["export", "-o", into.to_str().unwrap()];
        over_shipped(arguments.iter().chain(more)).run()
    };
    for format in ["html", "json", "md", "csv"] {
        line(&["--format", format]).code(2).out("").complains(&["is not empty", "--force"]);
    }
    assert_eq!(fs::read_to_string(into.join("index.html")).unwrap(), "mine");
    assert_eq!(fs::read_dir(&into).unwrap().count(), 2);
    line(&["--force"]).code(0);
    assert!(fs::read_to_string(into.join("index.html")).unwrap().starts_with("<!doctype"));
    assert_eq!(fs::read_to_string(into.join("other.txt")).unwrap(), "mine too");
}

#[test]
fn json_has_an_object_for_each_briefing_with_its_text() {
    let site = exported(shipped(), &["--format", "json"]);
    let text = site.text("briefings.jsonl");
    let objects: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), 69);
    let hikvision = objects.iter().find(|object| object["id"] == "hikvision").unwrap();
    assert!(hikvision["text"].as_str().unwrap().contains("supplied cameras"), "{hikvision}");
}

#[test]
fn markdown_is_the_files_as_they_are() {
    let site = exported(shipped(), &["--format", "md", "type:event"]);
    let original = fs::read(shipped().join("events/milipol-paris-2019.md")).unwrap();
    assert_eq!(fs::read(site.path("events/milipol-paris-2019.md")).unwrap(), original);
    assert!(!site.path("companies").exists());
}

#[test]
fn tables_have_heads_and_no_formulas() {
    let library =
        Folder::new().with("a.md", "---\ntype: company\ntitle: \"=HYPERLINK(1)\"\n---\n- 2019: x, \"y\"\n");
    let site = exported(library.path(), &["--format", "csv"]);
    let table = site.text("briefings.csv");
    assert!(
        table.starts_with("id,type,title,description,updated,as_of,country,status,tags,path\r\n"),
        "{table}"
    );
    assert!(table.contains("\r\na,company,'=HYPERLINK(1),"), "{table}");
    for name in ["statements.csv", "links.csv", "timeline.csv"] {
        assert!(site.text(name).lines().next().unwrap().contains(','), "{name}");
    }
    let all = exported(shipped(), &["--format", "csv"]);
    let rows = |name: &str| all.text(name).lines().count();
    assert!(rows("statements.csv") > 300 && rows("links.csv") > 30 && rows("timeline.csv") > 50);
}

#[test]
fn an_export_prints_its_first_page() {
    let site = exported(shipped(), &[]);
    assert_eq!(site.done.out, format!("{}\n", site.path("index.html").display()));
    assert_eq!(site.done.err, "69 briefings, 73 files\n");
}

/// Chromium in a folder of its own, which reaches nothing but the disk; nothing where there is none.
fn browser(profile: &Path) -> Option<Command> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let found = std::env::split_paths(&std::env::var_os("PATH")?)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|program| program.is_file())?;
    let mut command = Command::new(found);
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]);
    command.args(["--disable-background-networking", "--disable-component-update", "--disable-sync"]);
    command.args(["--enable-logging=stderr", "--virtual-time-budget=2000"]);
    command.arg(format!("--user-data-dir={}", profile.display())).env("HOME", profile);
    Some(command)
}

/// The page as a browser has it after its script ran, and what the browser complains of in it. Nothing when it does
/// not come to an end: a busy machine is no fault of the page.
fn browsed(address: &str) -> Option<(String, Vec<String>)> {
    let folder = Folder::new();
    let (page, said) = (folder.path().join("page"), folder.path().join("said"));
    let mut command = browser(folder.path())?;
    command.args(["--dump-dom", address]);
    command.stdout(fs::File::create(&page).unwrap()).stderr(fs::File::create(&said).unwrap());
    let mut child = command.spawn().unwrap();
    let end = Instant::now() + Duration::from_secs(30);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > end {
            child.kill().unwrap();
            child.wait().unwrap();
            return None;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let said = String::from_utf8_lossy(&fs::read(said).unwrap()).into_owned();
    let said = said.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    Some((String::from_utf8_lossy(&fs::read(page).unwrap()).into_owned(), said))
}

/// What a reader would see is checked by the structure of the pages everywhere, and where a browser is on this
/// machine also by that: it opens them from disk, runs the one script, and finds nothing to complain of.
#[test]
fn a_browser_opens_it_from_disk() {
    let site = exported(shipped(), &[]);
    let index = site.text("index.html");
    // Before the script has run there is no box that does nothing.
    assert!(
        index.contains("<input id=\"search\"") && index.contains("aria-label=\"Search\" hidden"),
        "{index}"
    );
    assert_eq!(index.matches("data-words=").count(), 69);
    for name in ["index.html", "matrix.html", "pages/hikvision.html"] {
        let Some((page, said)) = browsed(&format!("file://{}", site.path(name).display())) else { return };
        assert!(said.is_empty(), "{name}: {said:?}");
        assert!(page.contains("</html>"), "{name}: {page}");
        assert!(!page.contains("aria-label=\"Search\" hidden"), "the script of {name} did not run: {page}");
    }
}
