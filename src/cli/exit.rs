//! The exit codes of the process.

/// The exit codes, as documented for scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done as asked.
    Ok,
    /// Nothing matched.
    NoMatch,
    /// `check` found errors.
    Faulty,
    /// The command line was wrong, or the work failed.
    Failure,
    /// Ctrl-C.
    Interrupted,
}

impl Exit {
    /// The number the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::NoMatch | Self::Faulty => 1,
            Self::Failure => 2,
            Self::Interrupted => 130,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_can_rely_on_the_numbers() {
        let all = [Exit::Ok, Exit::NoMatch, Exit::Faulty, Exit::Failure, Exit::Interrupted];
        assert_eq!(all.map(Exit::code), [0, 1, 1, 2, 130]);
    }
}
