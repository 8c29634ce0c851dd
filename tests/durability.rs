//! What the memory promises: a mark that was acknowledged is never lost, by whatever happens to the processes, the
//! disk or the file.
//!
//! The processes are this test's own binary, which marks briefings and says so: `MARKER` tells it to.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use briefing::library::Origin;
use briefing::library::cache::SnapshotCache;
use briefing::memory::{BriefingKey, FILE, LibraryKey, Memory, Moment};

/// Tells the test binary to mark briefings: `FOLDER FIRST COUNT`.
const MARKER: &str = "BRIEFING_TEST_MARKER";

/// Marks briefings, and writes the number of each when it was acknowledged. This is no test.
#[test]
#[ignore = "the program of the other tests"]
fn marker() {
    let Ok(wanted) = std::env::var(MARKER) else { return };
    let mut words = wanted.rsplitn(3, ' ');
    let (count, first): (usize, usize) =
        (words.next().unwrap().parse().unwrap(), words.next().unwrap().parse().unwrap());
    let (mut memory, warning) = Memory::open(Path::new(words.next().unwrap())).unwrap();
    assert_eq!(warning, None);
    let mut out = std::io::stdout();
    for number in first..first + count {
        match memory.mark_read(&key(number), &text(number), Moment::now()) {
            Ok(()) => writeln!(out, "marked {number}").unwrap(),
            Err(error) => {
                writeln!(out, "refused {error}").unwrap();
                return;
            }
        }
        out.flush().unwrap();
        // Nobody reads faster; without a pause, processes beside each other would only wait for one another.
        thread::sleep(Duration::from_micros(500));
    }
}

/// A process that marks briefings.
fn spawn(folder: &Path, first: usize, count: usize) -> Child {
    let exe = std::env::current_exe().unwrap();
    command(Command::new(exe), folder, first, count).spawn().unwrap()
}

fn command(mut command: Command, folder: &Path, first: usize, count: usize) -> Command {
    command.args(["--exact", "marker", "--ignored", "--nocapture", "--test-threads=1"]);
    command.env(MARKER, format!("{} {first} {count}", folder.display()));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

fn key(number: usize) -> BriefingKey {
    BriefingKey { place: "/library".to_owned(), path: format!("briefing-{number:05}.md") }
}

fn text(number: usize) -> String {
    format!("---\ntitle: Briefing {number}\n---\n\n{}\n", "Some words of it. ".repeat(number % 40))
}

fn is_read(memory: &Memory, number: usize) -> bool {
    memory.known(&key(number)).unwrap().read.is_some()
}

/// The numbers that a process has acknowledged.
fn acknowledged(out: impl Read) -> Vec<usize> {
    let lines = BufReader::new(out).lines().map_while(Result::ok);
    // The first line comes after words of the test's own.
    lines.filter_map(|line| line.split("marked ").nth(1)?.trim().parse().ok()).collect()
}

/// A folder in memory, where there is one, for thousands of changes: each waits for the disk.
fn quick_folder() -> tempfile::TempDir {
    let quick = Path::new("/dev/shm");
    if quick.is_dir() { tempfile::tempdir_in(quick) } else { tempfile::tempdir() }.unwrap()
}

/// Random numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

#[test]
fn two_hundred_kills_lose_no_acknowledged_mark() {
    const AT_ONCE: usize = 4;
    let state = tempfile::tempdir().unwrap();
    Memory::open(state.path()).unwrap();
    let mut dice = Dice(7);
    let mut marked = Vec::new();
    for round in 0..200 / AT_ONCE {
        let spawned =
            (0..AT_ONCE).map(|place| spawn(state.path(), (round * AT_ONCE + place) * 100_000, 100_000));
        for mut child in spawned.collect::<Vec<_>>() {
            // Some are killed while they open the memory, others in the middle of one of their marks.
            let mut out = BufReader::new(child.stdout.take().unwrap());
            let mut said = String::new();
            for _ in 0..dice.throw(12) {
                out.read_line(&mut said).unwrap();
            }
            thread::sleep(Duration::from_micros(u64::try_from(dice.throw(3_000)).unwrap()));
            child.kill().unwrap();
            out.read_to_string(&mut said).unwrap();
            marked.extend(acknowledged(said.as_bytes()));
            child.wait().unwrap();
        }
    }
    let (memory, warning) = Memory::open(state.path()).unwrap();
    assert_eq!(warning, None);
    let lost: Vec<&usize> = marked.iter().filter(|number| !is_read(&memory, **number)).collect();
    assert!(lost.is_empty(), "lost {lost:?} of {}", marked.len());
    assert!(marked.len() > 100, "only {} marks were acknowledged at all", marked.len());
}

#[test]
fn two_processes_with_five_hundred_marks_each_make_a_thousand() {
    let state = tempfile::tempdir().unwrap();
    let children = [spawn(state.path(), 0, 500), spawn(state.path(), 500, 500)];
    let counts =
        children.map(|child| acknowledged(child.wait_with_output().unwrap().stdout.as_slice()).len());
    assert_eq!(counts, [500, 500]);
    let memory = Memory::open(state.path()).unwrap().0;
    assert_eq!((0..1_000).filter(|number| is_read(&memory, *number)).count(), 1_000);
}

/// A file system in memory with room for a megabyte, mounted on a folder for one shell alone, which then runs one test
/// of this binary. As root that needs no permission; others need a kernel that lets users have namespaces.
#[cfg(target_os = "linux")]
const SMALL_DISK: &str =
    "mount -t tmpfs -o size=1m,mode=700 none \"$1\" && exec \"$0\" --exact \"$2\" --ignored --nocapture";
/// Tells the test binary which folder the small disk is mounted on.
const DISK: &str = "BRIEFING_TEST_DISK";

/// Runs an ignored test on a small disk. Returns whether it succeeded and what it printed, unless nothing may be mounted
/// here.
#[cfg(target_os = "linux")]
fn run_on_a_small_disk(test: &str) -> Option<(bool, String)> {
    let disk = tempfile::tempdir().unwrap();
    let exe = std::env::current_exe().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(arguments).args(["sh", "-c", SMALL_DISK]).arg(&exe).arg(disk.path()).arg(test);
        let done = command.env(DISK, disk.path()).stdin(Stdio::null()).output().ok()?;
        let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
        // What fails before this is that nothing may be mounted here.
        said.contains("the disk is mounted").then_some((done.status.success(), said))
    };
    run(&["-m"]).or_else(|| run(&["-rm"]))
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_of_a_megabyte_that_fills_up_leaves_the_old_state_readable() {
    match run_on_a_small_disk("on_a_small_disk") {
        Some((succeeded, said)) => {
            assert!(succeeded && said.contains("all marks are readable"), "{said}");
            say("shown on a tmpfs of 1 MB");
        }
        None => {
            a_limit_of_file_sizes_leaves_the_old_state_readable();
            say("no tmpfs may be mounted here: shown by a limit of file sizes");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn commands_on_a_full_disk_report_it_and_leave_nothing_half_written() {
    match run_on_a_small_disk("commands_on_a_small_disk") {
        Some((succeeded, said)) => assert!(succeeded, "{said}"),
        None => say("no tmpfs may be mounted here: not shown"),
    }
}

/// Writes a line that the test harness does not hold back.
fn say(line: &str) {
    let mut out = std::io::stdout();
    writeln!(out, "{line}").unwrap();
}

/// The program of the test above, with a disk of its own. This is no test.
#[test]
#[ignore = "the program of another test"]
fn on_a_small_disk() {
    let Some(disk) = std::env::var_os(DISK).map(PathBuf::from) else { return };
    say("the disk is mounted");
    // Something else on the disk, which can be removed.
    fs::write(disk.join("ballast"), vec![7; 200_000]).unwrap();
    let state = disk.join("state");
    let (mut memory, _) = Memory::open(&state).unwrap();
    let mut marked = 0;
    let refused = loop {
        assert!(marked < 100_000, "the disk never was full");
        match memory.mark_read(&key(marked), &text(marked), Moment::now()) {
            Ok(()) => marked += 1,
            Err(error) => break error.to_string(),
        }
    };
    assert!(refused.contains("the disk is full"), "{refused}");
    let are_readable = |memory: &Memory| (0..marked).all(|number| is_read(memory, number));
    assert!(marked > 20 && are_readable(&memory), "{marked}");
    // Not only to whoever has it open.
    drop(memory);
    let (mut memory, warning) = Memory::open(&state).unwrap();
    assert!(warning.is_none() && are_readable(&memory));
    let full = memory.mark_read(&key(99_999), &text(39), Moment::now());
    // With room again, it goes on.
    fs::remove_file(disk.join("ballast")).unwrap();
    memory.mark_read(&key(99_999), "more", Moment::now()).unwrap();
    assert!(are_readable(&memory) && is_read(&memory, 99_999));
    say(&format!("all marks are readable: {marked}; full again: {}", full.is_err()));
}

/// A small disk, of which all but some room is taken.
struct SmallDisk {
    folder: PathBuf,
    /// A folder elsewhere, with a library in `library`.
    elsewhere: tempfile::TempDir,
}

impl SmallDisk {
    fn new(folder: PathBuf) -> Self {
        let elsewhere = tempfile::tempdir().unwrap();
        let library = elsewhere.path().join("library");
        fs::create_dir(&library).unwrap();
        for number in 0..40 {
            fs::write(library.join(format!("firm-{number}.md")), text(number)).unwrap();
        }
        Self { folder, elsewhere }
    }

    fn at(&self, name: &str) -> String {
        self.folder.join(name).to_str().unwrap().to_owned()
    }

    fn elsewhere(&self, name: &str) -> String {
        self.elsewhere.path().join(name).to_str().unwrap().to_owned()
    }

    /// Leaves this much room, in addition to what the files take that are there.
    fn leave(&self, room: u64) {
        self.free();
        let mut ballast = fs::File::create(self.folder.join("ballast")).unwrap();
        while ballast.write_all(&[7; 4_096]).is_ok() {}
        let size = ballast.metadata().unwrap().len();
        ballast.set_len(size.saturating_sub(room)).unwrap();
    }

    /// Leaves all the room that other files do not take.
    fn free(&self) {
        let _ = fs::remove_file(self.folder.join("ballast"));
    }

    /// Runs the program with a variable. Returns its exit code, and what it printed on both streams.
    fn run(&self, (name, value): (&str, &str), arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_briefing"));
        command.args(["-L", &self.elsewhere("library")]).args(arguments).env(name, value);
        for (name, folder) in [("BRIEFING_CACHE", "cache"), ("BRIEFING_STATE", "state")] {
            if command.get_envs().all(|(other, _)| other != name) {
                command.env(name, self.elsewhere(folder));
            }
        }
        let done = command.stdin(Stdio::null()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
    }
}

/// All files below a folder with their contents, by their path in it.
fn files_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).into_iter().flatten().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => found.push((path.strip_prefix(folder).unwrap().to_owned(), fs::read(path).unwrap())),
            }
        }
    }
    found.sort();
    found
}

/// The program of the test above, with a disk of its own. This is no test.
#[test]
#[ignore = "the program of another test"]
fn commands_on_a_small_disk() {
    let Some(disk) = std::env::var_os(DISK).map(PathBuf::from) else { return };
    say("the disk is mounted");
    let disk = SmallDisk::new(disk);
    settings_on_a_small_disk(&disk);
    ["html", "json", "csv", "md"].iter().for_each(|format| an_export_on_a_small_disk(&disk, format));
    an_import_on_a_small_disk(&disk);
    a_snapshot_on_a_small_disk(&disk);
    an_index_on_a_small_disk(&disk);
}

fn settings_on_a_small_disk(disk: &SmallDisk) {
    let file = disk.at("settings/config.toml");
    let init = || disk.run(("BRIEFING_CONFIG", &file), &["config", "init"]);
    for room in [0, 4_096] {
        disk.leave(room);
        let (code, _, warning) = init();
        assert!(code == 2 && warning.contains("o space left"), "{code} {warning}");
        assert_eq!(files_below(&disk.folder.join("settings")), []);
    }
    disk.leave(100_000);
    assert_eq!(init().0, 0);
    assert!(fs::read_to_string(&file).unwrap().ends_with('\n'));
}

fn an_export_on_a_small_disk(disk: &SmallDisk, format: &str) {
    let export = |to: &str| disk.run(("LC_ALL", "C"), &["export", "--force", "--format", format, "-o", to]);
    let whole = disk.elsewhere(format);
    assert_eq!(export(&whole).0, 0);
    let whole = files_below(Path::new(&whole));
    let out = disk.folder.join("out");
    for room in [0, 4_096, 12_288] {
        // Into an empty folder, and over an older export.
        for before in ["", "old"] {
            disk.free();
            let _ = fs::remove_dir_all(&out);
            for (path, _) in whole.iter().filter(|_| !before.is_empty()) {
                fs::create_dir_all(out.join(path).parent().unwrap()).unwrap();
                fs::write(out.join(path), before).unwrap();
            }
            disk.leave(room);
            let (code, _, warning) = export(out.to_str().unwrap());
            // With some room small files can be replaced one by one.
            let is_refused = code == 2 && warning.contains("o space left");
            assert!(is_refused || (code == 0 && room > 0), "{format} {code} {warning}");
            for (path, bytes) in files_below(&out) {
                let is_whole = whole.contains(&(path.clone(), bytes.clone()));
                assert!(is_whole || bytes == before.as_bytes(), "{format}: {}", path.display());
            }
        }
    }
    fs::remove_dir_all(&out).unwrap();
}

fn an_import_on_a_small_disk(disk: &SmallDisk) {
    let (from, state) = (tempfile::tempdir().unwrap(), disk.at("state"));
    let mut full = Memory::open(from.path()).unwrap().0;
    for number in 0..2_000 {
        full.star(&key(number), true, Some("a note"), Moment(1)).unwrap();
    }
    let mut lines = String::new();
    full.export(None, |line| -> Result<(), briefing::memory::MemoryError> {
        lines.push_str(line);
        lines.push('\n');
        Ok(())
    })
    .unwrap();
    let file = disk.elsewhere("memory.jsonl");
    fs::write(&file, lines).unwrap();
    disk.free();
    let mut memory = Memory::open(Path::new(&state)).unwrap().0;
    memory.mark_read(&key(5_000), "text", Moment(1)).unwrap();
    drop(memory);
    let import = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_briefing"));
        let done = command.args(["memory", "import", &file]).env("BRIEFING_STATE", &state).output().unwrap();
        (done.status.code().unwrap(), String::from_utf8(done.stderr).unwrap())
    };
    let starred = |memory: &Memory| (0..2_000).filter(|at| memory.known(&key(*at)).unwrap().starred).count();
    disk.leave(60_000);
    let (code, warning) = import();
    assert!(code == 2 && warning.contains("the disk is full"), "{code} {warning}");
    let (memory, warning) = Memory::open(Path::new(&state)).unwrap();
    assert_eq!((warning, starred(&memory), is_read(&memory, 5_000)), (None, 0, true));
    drop(memory);
    disk.free();
    let (code, warning) = import();
    assert_eq!(code, 0, "{warning}");
    assert_eq!(starred(&Memory::open(Path::new(&state)).unwrap().0), 2_000);
    fs::remove_dir_all(&state).unwrap();
}

fn a_snapshot_on_a_small_disk(disk: &SmallDisk) {
    let (library, folder) = (PathBuf::from(disk.elsewhere("library")), disk.folder.join("cache"));
    let loaded = briefing::library::load(std::slice::from_ref(&library)).library;
    let cache = SnapshotCache::new(&folder, &[library]).unwrap();
    disk.leave(0);
    assert_eq!(cache.save(&loaded, &[]).unwrap_err().kind(), std::io::ErrorKind::StorageFull);
    assert_eq!(files_below(&folder), []);
    disk.leave(200_000);
    cache.save(&loaded, &[]).unwrap();
    let before = files_below(&folder);
    // The next one does not fit beside it; a command needs none.
    disk.leave(0);
    assert!(cache.save(&loaded, &[]).is_err());
    assert_eq!(files_below(&folder), before);
    let (code, listed, warning) = disk.run(("BRIEFING_CACHE", &disk.at("other")), &["list"]);
    assert_eq!((code, listed.lines().count(), warning.as_str()), (0, 40, ""));
    assert!(files_below(&disk.folder.join("other")).is_empty());
    fs::remove_dir_all(&folder).unwrap();
}

fn an_index_on_a_small_disk(disk: &SmallDisk) {
    let search = || disk.run(("BRIEFING_CACHE", &disk.at("cache")), &["search", "words", "--limit", "1"]);
    disk.leave(0);
    // What cannot be kept is made in memory, each time.
    for _ in 0..2 {
        let (code, found, warning) = search();
        assert!(code == 0 && found.contains("Some words of it."), "{code} {found} {warning}");
        assert!(warning.contains("using a temporary index in memory"), "{warning}");
    }
    disk.leave(500_000);
    let (code, found, warning) = search();
    assert!(code == 0 && found.contains("Some words of it.") && !warning.contains("in memory"), "{warning}");
}

/// The same as any user can have it: files must not grow beyond a megabyte (`ulimit -f`). Writing fails in the middle
/// of a transaction, as on a full disk; what a full disk also has, no room for new files, it has not.
#[cfg(unix)]
#[test]
fn a_limit_of_file_sizes_leaves_the_old_state_readable() {
    let state = quick_folder();
    let mut shell = Command::new("sh");
    // A shell counts in blocks of 512 bytes; the signal for it must not end the process.
    let limit = "trap '' XFSZ; ulimit -f 2000; exec \"$0\" \"$@\"";
    shell.args(["-c", limit]).arg(std::env::current_exe().unwrap());
    let done = command(shell, state.path(), 0, 100_000).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(said.contains("refused the disk is full"), "{said}");
    let marked = acknowledged(done.stdout.as_slice());
    assert!(marked.len() > 20, "{}", marked.len());
    let (mut memory, warning) = Memory::open(state.path()).unwrap();
    assert_eq!(warning, None);
    assert!(marked.iter().all(|number| is_read(&memory, *number)));
    // With room again, it goes on.
    memory.mark_read(&key(99_999), "more", Moment::now()).unwrap();
}

#[test]
fn a_thousand_flipped_bytes_crash_nothing() {
    let origin = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(origin.path()).unwrap().0;
    (0..20).for_each(|number| memory.mark_read(&key(number), &text(number), Moment(1)).unwrap());
    memory.star(&key(3), true, Some("a note"), Moment(1)).unwrap();
    drop(memory);
    let sound = fs::read(origin.path().join(FILE)).unwrap();
    let library_key = LibraryKey::of(&Origin::Folders(vec![PathBuf::from("/library")]));
    let library = briefing::library::Library::default();
    let mut dice = Dice(11);
    let (mut warning, mut unlike) = (0, 0);
    for _ in 0..1_000 {
        let state = quick_folder();
        let mut bytes = sound.clone();
        // Half of them in the first page, which says what everything else is.
        let within = if dice.throw(2) == 0 { 4_096 } else { bytes.len() };
        let at = dice.throw(within);
        bytes[at] ^= u8::try_from(1 + dice.throw(255)).unwrap();
        fs::write(state.path().join(FILE), &bytes).unwrap();
        match Memory::open(state.path()) {
            Err(error) => {
                // Another number of the version, or another owner: it is left as it is.
                assert_eq!(fs::read(state.path().join(FILE)).unwrap(), bytes, "{error}");
                unlike += 1;
            }
            Ok((memory, note)) => {
                warning += usize::from(use_up(memory, &library_key, &library) || note.is_some());
                let kept = fs::read_dir(state.path()).unwrap().flatten();
                assert!(kept.count() >= 1);
            }
        }
    }
    // Most flips hit free room or a text; those that hit more are noticed.
    assert!(warning > 20 && unlike > 0, "{warning} {unlike}");
}

/// Asks everything, and marks something; what fails must fail as damage. Says whether anything did.
fn use_up(mut memory: Memory, library_key: &LibraryKey, library: &briefing::library::Library) -> bool {
    let mut failed = false;
    for number in 0..20 {
        failed |= memory.known(&key(number)).is_err();
        for kept in memory.editions(&key(number)).unwrap_or_default() {
            failed |= memory.text(&key(number), kept.print).is_err();
        }
    }
    failed |= memory.register_library(library_key, library, Moment(100)).is_err();
    failed |= memory.mark_read(&key(5), "new", Moment(100)).is_err();
    if failed {
        let (mut memory, _) = memory.renew().unwrap();
        memory.mark_read(&key(5), "new", Moment(100)).unwrap();
        assert!(is_read(&memory, 5));
    }
    failed
}
