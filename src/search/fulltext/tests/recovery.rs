//! What is done with an index that is damaged, half made, held by another process, or cannot be kept.

use super::*;

#[test]
fn a_damaged_index_is_made_anew() {
    for victim in ["stamps", "index/meta.json", "index/.managed.json"] {
        for damage in [&b""[..], b"{}", b"nonsense"] {
            let fixture = cities();
            fixture.fresh();
            fs::write(fixture.kept(victim), damage).unwrap();
            let text = fixture.open();
            assert_eq!(read_by_refresh(&text), 5, "{victim}");
            assert_eq!(found(&text, "paris"), ["lyon"], "{victim}");
        }
    }
}

#[test]
fn a_cut_or_changed_segment_is_not_trusted() {
    let fixture = cities();
    let mut tried = 0;
    loop {
        fixture.fresh();
        let files = fs::read_dir(fixture.kept("index")).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> =
            files.filter(|path| path.extension().is_none_or(|e| e != "lock")).collect();
        files.sort_by_key(|path| path.extension().map(ToOwned::to_owned));
        let Some(path) = files.get(tried / 2) else { break };
        let bytes = fs::read(path).unwrap();
        let damaged =
            if tried % 2 == 0 { bytes[..bytes.len() / 2].to_vec() } else { vec![b'x'; bytes.len()] };
        fs::write(path, damaged).unwrap();
        let text = fixture.open();
        assert_eq!(read_by_refresh(&text), 5, "{}", path.display());
        assert_eq!(found(&text, "paris"), ["lyon"]);
        tried += 1;
    }
    assert!(tried > 10);
}

#[test]
fn an_index_that_is_damaged_while_it_is_open_answers_rightly_or_not_at_all_and_is_made_anew() {
    let damages: [fn(&Path); 3] = [
        |path| fs::File::options().write(true).open(path).unwrap().set_len(0).unwrap(),
        |path| {
            let file = fs::File::options().write(true).open(path).unwrap();
            file.set_len(file.metadata().unwrap().len() / 2).unwrap();
        },
        |path| fs::write(path, vec![b'x'; fs::read(path).unwrap().len()]).unwrap(),
    ];
    let (query, wanted) =
        (Query::parse("paris", today()).unwrap(), ResultLimit { limit: 9, typing: true, ground: None });
    let mut failed = 0;
    for damage in damages {
        let fixture = cities();
        fixture.fresh();
        let text = fixture.open();
        for entry in fs::read_dir(fixture.kept("index")).unwrap() {
            let path = entry.unwrap().path();
            damage(&path);
            // The clock of a file has ticks, which a test may not outlast.
            let file = fs::File::options().write(true).open(&path).unwrap();
            file.set_modified(SystemTime::now() + Duration::from_secs(5)).unwrap();
        }
        match text.find(&query, &wanted) {
            Ok(answer) => assert_eq!(names(&answer), ["lyon"]),
            Err(failure) => {
                assert!(matches!(failure, FullTextError::Engine(_)), "{failure}");
                assert!(!text.is_trusted());
                failed += 1;
            }
        }
        assert_eq!(refresh(&text), Freshness::Current);
        fixture.write("lyon.md", "Lyon is in Arles.");
        assert_eq!(refresh(&text), Freshness::Current);
        assert_eq!(found(&text, "arles"), ["lyon"]);
    }
    assert_eq!(failed, 3, "each damage was noticed");
}

#[test]
fn a_record_of_another_version_is_not_trusted() {
    let fixture = cities();
    fixture.fresh();
    let path = fixture.kept("stamps");
    let mut bytes = fs::read(&path).unwrap();
    bytes[15] = b'9';
    let end = bytes.len() - 8;
    let checksum = manifest::hash(&bytes[..end]).to_le_bytes();
    bytes[end..].copy_from_slice(&checksum);
    fs::write(&path, bytes).unwrap();
    assert_eq!(read_by_refresh(&fixture.open()), 5);
}

#[test]
fn while_one_writes_another_reads_what_is_there() {
    let fixture = cities();
    fixture.fresh();
    let text = fixture.open();
    let lock = text.home.lock(Duration::ZERO, &mut || {}).unwrap().unwrap();
    fixture.write("new.md", "A new fair in Marseille.");
    let reader = fixture.open();
    assert_eq!(refresh(&reader), Freshness::Behind);
    assert_eq!(found(&reader, "paris"), ["lyon"]);
    drop(lock);
    assert_eq!(refresh(&reader), Freshness::Current);
    assert_eq!(found(&reader, "marseille"), ["new"]);
}

#[test]
fn while_one_writes_the_first_index_another_answers_from_memory() {
    let fixture = cities();
    let text = fixture.open();
    let lock = text.home.lock(Duration::ZERO, &mut || {}).unwrap().unwrap();
    let other = fixture.open();
    let mut waited = false;
    let done =
        other.refresh(&Thoroughness::WhenDue, Pace::Waited, &mut |progress| waited |= progress.done == 0);
    assert_eq!(done.unwrap(), Freshness::Aside(Clean::line("another `briefing` process is writing it")));
    assert!(waited);
    assert_eq!(found(&other, "paris"), ["lyon"]);
    // Who works in the background takes what is there, and all of it when the other is done.
    let background = fixture.open();
    let behind = background.refresh(&Thoroughness::Every, Pace::Background, &mut |_| {}).unwrap();
    assert_eq!(behind, Freshness::Behind);
    drop(lock);
    background.wait_for_writer().unwrap();
    assert_eq!(refresh(&background), Freshness::Current);
    assert_eq!(found(&background, "paris"), ["lyon"]);
}

#[test]
fn an_index_left_half_made_is_neither_trusted_nor_waited_for() {
    let fixture = cities();
    let text = fixture.fresh();
    let path = fixture.kept("stamps");
    let whole = text.state().manifest.clone().unwrap();
    let mut files = whole.files();
    let one = *files.keys().next().unwrap();
    files.remove(&one);
    let mut part = whole;
    part.complete = false;
    part.set_files(&files);
    part.save(&path).unwrap();
    let lock = text.home.lock(Duration::ZERO, &mut || {}).unwrap().unwrap();
    let other = fixture.open();
    assert!(matches!(refresh(&other), Freshness::Aside(_)));
    assert_eq!(answer(&other, "", false).total, answer(&text, "", false).total);
    drop(lock);
    let other = fixture.open();
    assert_eq!(read_by_refresh(&other), 1);
    assert!(other.state().manifest.as_ref().unwrap().complete);
}

#[test]
fn a_cache_that_takes_nothing_is_said_and_does_not_stop_a_search() {
    let fixture = cities();
    fixture.fresh();
    fixture.write("new.md", "A new fair in Marseille.");
    // A folder where a file should be: nobody, not even root, can write to it.
    let lock = fixture.kept("writer.lock");
    fs::remove_file(&lock).unwrap();
    fs::create_dir(&lock).unwrap();
    let text = fixture.open();
    assert!(matches!(refresh(&text), Freshness::Aside(_)));
    assert_eq!(found(&text, "marseille"), ["new"]);
    fs::remove_dir(&lock).unwrap();
    let record = fixture.kept("stamps");
    fs::remove_file(&record).unwrap();
    fs::create_dir(&record).unwrap();
    let text = fixture.open();
    assert!(matches!(refresh(&text), Freshness::Aside(_)));
    assert_eq!(found(&text, "marseille"), ["new"]);
}

#[test]
fn without_a_cache_it_works_in_memory_and_says_why() {
    let fixture = cities();
    let text = FullText::open(&fixture.origin(), None).unwrap();
    refresh(&text);
    assert_eq!(found(&text, "paris"), ["lyon"]);
    fixture.write("lyon.md", "Arles");
    refresh(&text);
    assert_eq!(found(&text, "arles"), ["lyon"]);
    // A file where the folder should be: nobody, not even root, can make a folder there.
    let blocked = fixture.folder.path().join("blocked");
    fs::write(&blocked, "").unwrap();
    let text = FullText::open(&fixture.origin(), Some(&blocked)).unwrap();
    refresh(&text);
    assert_eq!(found(&text, "arles"), ["lyon"]);
    assert!(text.why_not_kept().is_some());
}

/// A library too large for a second index in memory, of which another process writes the first.
fn large_and_busy() -> (FullTextFixture, FullText, store::Lock) {
    let fixture = FullTextFixture::with(&[]);
    for number in 0..=1_000 {
        fixture.write(&format!("{number}.md"), "Nice.");
    }
    let text = fixture.open();
    let lock = text.home.lock(Duration::ZERO, &mut || {}).unwrap().unwrap();
    (fixture, text, lock)
}

#[test]
fn the_first_index_of_a_large_library_is_waited_for() {
    let (_fixture, text, lock) = large_and_busy();
    let begun = std::time::Instant::now();
    let mut lock = Some(lock);
    let done = text.refresh(&Thoroughness::WhenDue, Pace::Waited, &mut |_| {
        if begun.elapsed() > Duration::from_millis(400) {
            lock = None;
        }
    });
    assert_eq!(done.unwrap(), Freshness::Current);
}

#[test]
fn a_large_library_is_never_indexed_in_memory_beside_another_process() {
    let (_fixture, text, _lock) = large_and_busy();
    let done = text.refresh(&Thoroughness::WhenDue, Pace::Waited, &mut |_| {});
    assert!(matches!(done, Err(FullTextError::Busy)), "{done:?}");
}
