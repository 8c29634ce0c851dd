//! Finds the problems of a library.
//! It reads all texts and applies the rules to them.

use std::sync::mpsc::{Receiver, Sender};

use crate::check::{self, Diagnostic};
use crate::library::{Ix, Library};
use crate::tui::app::message::Message;
use crate::tui::effect::Generation;
use crate::tui::event_loop::LoopEvent;
use crate::tui::worker::analysis::{SharedSnapshot, current};
use crate::tui::worker::watch::{JobCancelled, JobControl};

/// Checks all briefings.
pub fn check(library: &Library) -> Vec<Diagnostic> {
    watched(library, &JobControl::default()).unwrap_or_default()
}

/// Checks all briefings under a watch, which may stop it.
fn watched(library: &Library, watch: &JobControl) -> Result<Vec<Diagnostic>, JobCancelled> {
    let all: Vec<Ix> = library.all().collect();
    let report = watch.run(watch.asked(), all.len(), |go_on| {
        check::check_while(library, &all, check::Options::default(), |begun, _| go_on(begun))
    });
    report.map(|report| report.diagnostics)
}

/// Answers the newest request, repeatedly.
pub(super) fn run_checks(
    shared: &SharedSnapshot,
    watch: &JobControl,
    asked: &Receiver<Generation>,
    events: &Sender<LoopEvent>,
) {
    while let Ok(mut generation) = asked.recv() {
        while let Ok(newer) = asked.try_recv() {
            generation = newer;
        }
        let diagnostics = watched(&current(shared).library, watch).ok();
        if events.send(LoopEvent::Message(Message::Checked { generation, diagnostics })).is_err() {
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
    use crate::tui::worker::LibrarySnapshot;
    use crate::tui::worker::watch::slow_library;

    #[test]
    fn how_far_a_check_is_is_reported_and_a_stopped_one_finds_nothing() {
        let (sender, events) = channel();
        let watch = JobControl::over(Job::Checking, sender.clone()).at_once();
        let shared: SharedSnapshot = Arc::new(Mutex::new(LibrarySnapshot::new(slow_library())));
        let (ask, asked) = channel();
        ask.send(7).unwrap();
        thread::scope(|scope| {
            let (shared, watch) = (&shared, &watch);
            scope.spawn(move || run_checks(shared, watch, &asked, &sender));
            let event = events.recv();
            let Ok(LoopEvent::Message(Message::Reading { job: Job::Checking, progress: Some(first) })) =
                event
            else {
                panic!("nothing was reported, but {event:?}")
            };
            assert_eq!(first.of, 60_000);
            assert!(watch.stop());
            let over = events.recv();
            assert!(
                matches!(over, Ok(LoopEvent::Message(Message::Reading { progress: None, .. }))),
                "{over:?}"
            );
            let answer = events.recv();
            assert!(
                matches!(
                    answer,
                    Ok(LoopEvent::Message(Message::Checked { generation: 7, diagnostics: None }))
                ),
                "{answer:?}"
            );
            // Nothing is under way now, and the next check has not been stopped.
            assert!(!watch.stop());
            shared.lock().unwrap().library = Arc::new(crate::library::embedded().library);
            ask.send(8).unwrap();
            let answer =
                events.iter().find(|event| !matches!(event, LoopEvent::Message(Message::Reading { .. })));
            assert!(matches!(
                answer,
                Some(LoopEvent::Message(Message::Checked { generation: 8, diagnostics: Some(_) }))
            ));
            drop(ask);
        });
    }
}
