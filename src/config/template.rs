//! The file that `briefing config init` writes: everything that can be set, commented out, with what it is.

use std::fmt::Write as _;

use super::{SPECS, Spec};

/// The file, in which nothing is set; `commands` are the names of the commands with their keys and what they do,
/// `parts` the parts of a theme with a
/// colour for each and what they are.
pub fn template(commands: &[(&str, Vec<String>, &str)], parts: &[(&str, String, &str)]) -> String {
    let mut out = String::from(
        "# Settings of briefing. Nothing is set here: take a # away to set something, here with what is so\n\
         # without it, or with an example. `briefing doctor` shows what is in force.\n",
    );
    // Writing to a String cannot fail.
    for Spec { name, help, example, variable, flag, .. } in SPECS.iter().filter(|spec| spec.is_for_readers())
    {
        let _ = write!(out, "\n# {help}\n");
        let others: Vec<&str> = variable.iter().chain(flag).copied().collect();
        if !others.is_empty() {
            let _ = writeln!(out, "# (also {})", others.join(", "));
        }
        let _ = writeln!(out, "# {name} = {example}");
    }
    out.push_str(
        "\n# Other keys for commands. A command that stands here has these keys and no others; an empty\n\
         # list leaves it without. Names: one character, space enter esc bksp del tab backtab\n\
         # up down left right home end pgup pgdn, and ctrl- before one of them.\n[keys]\n",
    );
    for (name, keys, help) in commands {
        let keys: Vec<String> = keys.iter().map(|key| format!("{key:?}")).collect();
        let _ = writeln!(out, "# {name} = [{}]  # {help}", keys.join(", "));
    }
    out.push_str(
        "\n# A theme of your own, to be named by `theme` above. Colours: \"#5f87af\", a number up to 255,\n\
         # black red green yellow blue magenta cyan white, and bright- before one of them.\n\
         # `base` is the theme that says all that is not said here.\n\
         # [themes.mine]\n# base = \"paper\"\n",
    );
    for (part, colour, help) in parts {
        let _ = writeln!(out, "# {part} = {colour:?}  # {help}");
    }
    out
}
