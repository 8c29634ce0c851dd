//! The two ways in which requests are answered: at once, and on threads.
//!
//! Both do the same work and match each request without a wildcard, so no request can be dropped. Commands, the
//! prompt and tests use [`InlineRunner`], the TUI uses [`ThreadedRunner`].

mod check;
mod clock;
mod inline;
mod loader;
mod memory;
mod text;
mod threaded;

use std::fmt;
use std::sync::Arc;

use crate::engine::job::{Job, JobControl};
use crate::engine::response::Message;

pub use inline::InlineRunner;
pub use threaded::ThreadedRunner;

/// The way of messages to a front end.
#[derive(Clone)]
pub struct Outbox(Arc<dyn Fn(Message) -> bool + Send + Sync>);

impl fmt::Debug for Outbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Outbox").finish()
    }
}

impl Outbox {
    /// Creates an outbox whose messages go to a function.
    /// It returns false when the receiver is gone.
    pub fn new(send: impl Fn(Message) -> bool + Send + Sync + 'static) -> Self {
        Self(Arc::new(send))
    }

    /// Sends a message, and reports whether there is still a receiver.
    pub(super) fn send(&self, message: impl Into<Message>) -> bool {
        (self.0)(message.into())
    }

    /// Returns a control whose progress is sent.
    pub(super) fn control(&self, job: Job) -> JobControl {
        let outbox = self.clone();
        JobControl::new(move |progress| {
            // The receiver is only gone when the program ends.
            outbox.send(Message::Reading { job, progress });
        })
    }

    /// Creates an outbox with the receiver of its messages.
    #[cfg(test)]
    pub(super) fn channel() -> (Self, std::sync::mpsc::Receiver<Message>) {
        let (sender, events) = std::sync::mpsc::channel();
        (Self::new(move |message| sender.send(message).is_ok()), events)
    }
}
