//! The clock of a session, which moves to the next day at midnight.

use crate::date::Day;
use crate::memory::Moment;

/// A clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// The clock of this machine.
    #[default]
    System,
    /// A clock that stands still.
    Fixed(Moment),
}

impl Clock {
    /// Returns the present.
    pub fn now(self) -> Moment {
        match self {
            Self::System => Moment::now(),
            Self::Fixed(moment) => moment,
        }
    }

    /// Returns the present day in the time zone of this machine.
    pub fn today(self) -> Day {
        self.now().day()
    }
}
