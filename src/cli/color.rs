//! The decision on colour: by the flag, then the environment, then the terminal.

use crate::cli::args::ColorChoice;

/// The environment's settings of colour and display.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a variable of its own in the environment")]
pub struct Environment {
    /// `NO_COLOR` is set and not empty.
    pub no_color: bool,
    /// `CLICOLOR_FORCE` or `FORCE_COLOR` is set and neither empty nor `0`.
    pub force: bool,
    /// `CLICOLOR` is `0`.
    pub off: bool,
    /// `TERM` is `dumb`.
    pub dumb: bool,
    /// The stream is a terminal.
    pub terminal: bool,
}

/// Decides by `--color`, the environment and the terminal.
/// After `--color` come `NO_COLOR`, then `CLICOLOR_FORCE` and `FORCE_COLOR`, then `CLICOLOR=0`, then the terminal.
pub fn wanted(flag: ColorChoice, environment: Environment) -> bool {
    match flag {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if environment.no_color => false,
        ColorChoice::Auto if environment.force => true,
        ColorChoice::Auto => !environment.off && environment.terminal && !environment.dumb,
    }
}

/// Reads the environment, through `variable`.
pub fn environment(variable: impl Fn(&str) -> Option<std::ffi::OsString>, terminal: bool) -> Environment {
    let set = |name| variable(name).is_some_and(|value| !value.is_empty());
    let forced = |name| variable(name).is_some_and(|value| !value.is_empty() && value != "0");
    Environment {
        no_color: set("NO_COLOR"),
        force: forced("CLICOLOR_FORCE") || forced("FORCE_COLOR"),
        off: variable("CLICOLOR").is_some_and(|value| value == "0"),
        dumb: variable("TERM").is_some_and(|value| value == "dumb"),
        terminal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMINAL: Environment =
        Environment { no_color: false, force: false, off: false, dumb: false, terminal: true };

    #[test]
    fn the_flag_wins_over_everything() {
        assert!(wanted(ColorChoice::Always, Environment { no_color: true, dumb: true, ..TERMINAL }));
        assert!(!wanted(ColorChoice::Never, Environment { force: true, ..TERMINAL }));
    }

    #[test]
    fn no_color_wins_over_forcing_and_forcing_over_the_terminal() {
        assert!(!wanted(ColorChoice::Auto, Environment { no_color: true, force: true, ..TERMINAL }));
        assert!(wanted(ColorChoice::Auto, Environment { force: true, terminal: false, ..TERMINAL }));
        assert!(!wanted(ColorChoice::Auto, Environment { off: true, ..TERMINAL }));
        assert!(!wanted(ColorChoice::Auto, Environment { dumb: true, ..TERMINAL }));
        assert!(!wanted(ColorChoice::Auto, Environment { terminal: false, ..TERMINAL }));
        assert!(wanted(ColorChoice::Auto, TERMINAL));
    }

    #[test]
    fn an_empty_variable_counts_as_unset() {
        let variable = |name: &str| (name == "NO_COLOR").then(|| "".into());
        assert!(!environment(variable, true).no_color);
    }
}
