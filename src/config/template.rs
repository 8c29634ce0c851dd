//! The file that `briefing config init` writes: everything that can be set, commented out, with what it is.

use std::fmt::Write as _;

use super::{SPECS, Spec};

/// The file, in which nothing is set; `commands` are the names of the commands with their keys and what they do,
/// `parts` the parts of a theme with a
/// colour for each and what they are.
pub fn template(commands: &[(&str, Vec<String>, &str)], parts: &[(&str, String, &str)]) -> String {
    let mut out = String::from(
        "# Settings of briefing. Every setting is commented out and shows its default or an example.\n# \
        Remove the leading # to change it. `briefing doctor` shows the current values.\n",
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
        "\n# Keys of commands. A command listed here has only these keys; an empty list removes all its\n# \
        keys. Names: one character, space enter esc bksp del tab backtab\n# up down left right home end pgup \
        pgdn, with ctrl- before any of them.\n[keys]\n",
    );
    for (name, keys, help) in commands {
        let keys: Vec<String> = keys.iter().map(|key| format!("{key:?}")).collect();
        let _ = writeln!(out, "# {name} = [{}]  # {help}", keys.join(", "));
    }
    out.push_str(
        "\n# A theme of your own; select it with `theme` above. Colours: \"#5f87af\", a number up to 255,\n# \
        black red green yellow blue magenta cyan white, or one of these with bright- before it.\n# `base` \
        supplies every colour that is not set here.\n# [themes.mine]\n# base = \"paper\"\n",
    );
    for (part, colour, help) in parts {
        let _ = writeln!(out, "# {part} = {colour:?}  # {help}");
    }
    out
}
