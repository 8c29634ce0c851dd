//! The current day, and the message that another has begun.

use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use crate::date::Day;
use crate::memory::Moment;
use crate::tui::app::message::Message;
use crate::tui::event_loop::LoopEvent;

/// A function that returns today's date.
pub type Clock = fn() -> Day;

/// The longest time between two looks at the clock.
/// It may be set, and the machine may sleep.
const LONGEST: Duration = Duration::from_secs(600);

/// Reports each new day until the receiver is gone.
pub(super) fn run(today: Clock, events: &Sender<LoopEvent>) {
    let mut known = today();
    loop {
        thread::sleep(Moment::now().until_tomorrow().clamp(Duration::from_secs(1), LONGEST));
        let now = today();
        if now != std::mem::replace(&mut known, now)
            && events.send(LoopEvent::Message(Message::NewDay)).is_err()
        {
            return;
        }
    }
}
