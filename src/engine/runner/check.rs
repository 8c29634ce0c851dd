//! The thread that checks all briefings.

use std::sync::mpsc::Receiver;

use crate::engine::answer;
use crate::engine::job::JobControl;
use crate::engine::request::Generation;
use crate::engine::response::Response;
use crate::engine::runner::Outbox;
use crate::engine::session::{SharedSession, current};

/// Answers the newest request, repeatedly.
pub(super) fn run_checks(
    shared: &SharedSession,
    control: &JobControl,
    asked: &Receiver<Generation>,
    outbox: &Outbox,
) {
    while let Ok(mut generation) = asked.recv() {
        while let Ok(newer) = asked.try_recv() {
            generation = newer;
        }
        let diagnostics = answer::check(&current(shared).library, control).ok();
        if !outbox.send(Response::Checked { generation, diagnostics }) {
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
    use crate::engine::job::{Job, slow_library};
    use crate::engine::response::Message;
    use crate::engine::session::Session;

    #[test]
    fn how_far_a_check_is_is_reported_and_a_stopped_one_finds_nothing() {
        let (outbox, events) = Outbox::channel();
        let control = outbox.control(Job::Checking).at_once();
        let shared: SharedSession = Arc::new(Mutex::new(Session::new(slow_library())));
        let (ask, asked) = channel();
        ask.send(7).unwrap();
        thread::scope(|scope| {
            let (shared, control) = (&shared, &control);
            scope.spawn(move || run_checks(shared, control, &asked, &outbox));
            let event = events.recv();
            let Ok(Message::Reading { job: Job::Checking, progress: Some(first) }) = event else {
                panic!("nothing was reported, but {event:?}")
            };
            assert_eq!(first.of, 60_000);
            assert!(control.stop());
            let over = events.recv();
            assert!(matches!(over, Ok(Message::Reading { progress: None, .. })), "{over:?}");
            let answer = events.recv();
            assert!(
                matches!(
                    answer,
                    Ok(Message::Response(Response::Checked { generation: 7, diagnostics: None }))
                ),
                "{answer:?}"
            );
            // Nothing is under way now, and the next check has not been stopped.
            assert!(!control.stop());
            shared.lock().unwrap().library = Arc::new(crate::library::embedded().library);
            ask.send(8).unwrap();
            let answer = events.iter().find(|event| !matches!(event, Message::Reading { .. }));
            assert!(matches!(
                answer,
                Some(Message::Response(Response::Checked { generation: 8, diagnostics: Some(_) }))
            ));
            drop(ask);
        });
    }
}
