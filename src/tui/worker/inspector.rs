//! Finds the problems of a library.
//! It reads all texts and applies the rules to them.

use std::sync::mpsc::{Receiver, Sender};

use crate::check::{self, Diagnostic};
use crate::library::{Ix, Library};
use crate::tui::Wake;
use crate::tui::app::news::News;
use crate::tui::effect::Generation;
use crate::tui::worker::analyst::{Current, current};
use crate::tui::worker::watch::{Stopped, Watch};

/// Checks all briefings.
pub fn check(library: &Library) -> Vec<Diagnostic> {
    watched(library, &Watch::default()).unwrap_or_default()
}

/// Checks all briefings under a watch, which may stop it.
fn watched(library: &Library, watch: &Watch) -> Result<Vec<Diagnostic>, Stopped> {
    let all: Vec<Ix> = library.all().collect();
    let report = watch.attend(watch.asked(), all.len(), |go_on| {
        check::check_while(library, &all, check::Options::default(), |begun, _| go_on(begun))
    });
    report.map(|report| report.diagnostics)
}

/// Answers the newest request, repeatedly.
pub(super) fn inspector(shared: &Current, watch: &Watch, asked: &Receiver<Generation>, news: &Sender<Wake>) {
    while let Ok(mut generation) = asked.recv() {
        while let Ok(newer) = asked.try_recv() {
            generation = newer;
        }
        let diagnostics = watched(&current(shared).library, watch).ok();
        if news.send(Wake::News(News::Checked { generation, diagnostics })).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::sync::{Arc, Mutex};
    use std::thread;

    use super::*;
    use crate::tui::effect::Job;
    use crate::tui::worker::Prepared;
    use crate::tui::worker::watch::slow_library;

    #[test]
    fn how_far_a_check_is_is_told_and_a_stopped_one_finds_nothing() {
        let (sender, wakes) = channel();
        let watch = Watch::over(Job::Checking, sender.clone()).at_once();
        let shared: Current = Arc::new(Mutex::new(Prepared::new(slow_library())));
        let (ask, asked) = channel();
        ask.send(7).unwrap();
        thread::scope(|scope| {
            let (shared, watch) = (&shared, &watch);
            scope.spawn(move || inspector(shared, watch, &asked, &sender));
            let told = wakes.recv();
            let Ok(Wake::News(News::Reading { job: Job::Checking, progress: Some(first) })) = told else {
                panic!("nothing was told, but {told:?}")
            };
            assert_eq!(first.of, 60_000);
            assert!(watch.stop());
            let over = wakes.recv();
            assert!(matches!(over, Ok(Wake::News(News::Reading { progress: None, .. }))), "{over:?}");
            let answer = wakes.recv();
            assert!(
                matches!(answer, Ok(Wake::News(News::Checked { generation: 7, diagnostics: None }))),
                "{answer:?}"
            );
            // Nothing is under way now, and the next check has not been stopped.
            assert!(!watch.stop());
            shared.lock().unwrap().library = Arc::new(crate::library::embedded().library);
            ask.send(8).unwrap();
            let answer = wakes.iter().find(|wake| !matches!(wake, Wake::News(News::Reading { .. })));
            assert!(matches!(
                answer,
                Some(Wake::News(News::Checked { generation: 8, diagnostics: Some(_) }))
            ));
            drop(ask);
        });
    }
}
