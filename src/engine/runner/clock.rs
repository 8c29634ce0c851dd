//! The thread that reports each new day.

use std::thread;
use std::time::Duration;

use crate::engine::clock::Clock;
use crate::engine::response::Message;
use crate::engine::runner::Outbox;

/// The longest time between two looks at the clock.
/// It may be set, and the machine may sleep.
const LONGEST: Duration = Duration::from_secs(600);

/// Reports each new day until the receiver is gone.
pub(super) fn run(clock: Clock, outbox: &Outbox) {
    let mut known = clock.today();
    loop {
        thread::sleep(clock.now().until_tomorrow().clamp(Duration::from_secs(1), LONGEST));
        let now = clock.today();
        if now != std::mem::replace(&mut known, now) && !outbox.send(Message::NewDay) {
            return;
        }
    }
}
