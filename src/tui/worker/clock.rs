//! Which day it is, and that another has begun.

use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use crate::date::Day;
use crate::memory::Moment;
use crate::tui::Wake;
use crate::tui::app::news::News;

/// Tells today's date, whenever it is asked.
pub type Clock = fn() -> Day;

/// How long the clock is not looked at: it may be set, and the machine may sleep.
const LONGEST: Duration = Duration::from_secs(600);

/// Tells of each new day until nothing listens any more.
pub(super) fn run(today: Clock, news: &Sender<Wake>) {
    let mut known = today();
    loop {
        thread::sleep(Moment::now().until_tomorrow().clamp(Duration::from_secs(1), LONGEST));
        let now = today();
        if now != std::mem::replace(&mut known, now) && news.send(Wake::News(News::NewDay)).is_err() {
            return;
        }
    }
}
