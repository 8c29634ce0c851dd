//! The keys shown in footer and help, with the user's changes.

use super::{Binding, bindings, bound};
use crate::clean;
use crate::keymap::{Key, KeyOverrides, Mode};
use crate::text::Clean;

/// Returns the keys of a row that are effective in some mode.
/// They are separated by spaces.
pub fn keys_of(keys: &KeyOverrides, row: &'static Binding) -> Clean {
    let names: Vec<String> = in_force(keys, row).map(|key| key.to_string()).collect();
    clean!("{}", names.join(" "))
}

/// Returns the keys in a mode's footer, each with its word.
pub fn footer(keys: &KeyOverrides, mode: Mode) -> Vec<(Clean, &'static str)> {
    let rows = bindings(mode).filter_map(|row| row.footer);
    rows.filter_map(|(shown, word)| {
        if keys.is_usual() {
            return Some((Clean::line(shown), word));
        }
        let now = now_instead(keys, mode, shown);
        (!now.is_empty()).then_some((now, word))
    })
    .collect()
}

/// Returns the key of a command, for use in a sentence.
/// For a command without a key it is the name, as the finder accepts it. So the sentence stays true after the user
/// has changed keys.
pub fn key_for(keys: &KeyOverrides, mode: Mode, command: &str) -> Clean {
    let row = bindings(mode).find(|row| row.name == command);
    match row.and_then(|row| in_force(keys, row).next()) {
        Some(key) => clean!("{key}"),
        None => clean!(":{command}"),
    }
}

fn in_force(keys: &KeyOverrides, row: &'static Binding) -> impl Iterator<Item = Key> {
    let all: Vec<Key> = keys.of(row.name).map_or_else(|| row.keys().collect(), <[Key]>::to_vec);
    all.into_iter().filter(move |key| means(keys, row, *key))
}

fn means(keys: &KeyOverrides, row: &'static Binding, key: Key) -> bool {
    row.modes.iter().any(|mode| bound(keys, *mode, key).is_some_and(|found| std::ptr::eq(found, row)))
}

/// Returns the current keys of commands with default keys such as `j/k`.
fn now_instead(keys: &KeyOverrides, mode: Mode, shown: &str) -> Clean {
    let usual: Vec<&str> = if shown == "/" { vec![shown] } else { shown.split('/').collect() };
    let now = usual.into_iter().filter_map(|name| {
        let key: Key = name.parse().ok()?;
        let row = bindings(mode).find(|row| row.keys().any(|usual| usual == key))?;
        let still = bound(keys, mode, key).is_some_and(|found| std::ptr::eq(found, row));
        if still { Some(key) } else { in_force(keys, row).next() }
    });
    let names: Vec<String> = now.map(|key| key.to_string()).collect();
    clean!("{}", names.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_names_the_key_that_is_in_force() {
        let mut keys = KeyOverrides::default();
        assert_eq!(key_for(&keys, Mode::Library, "pick").as_str(), "x");
        keys.set("pick", vec![Key::char('z')]);
        assert_eq!(key_for(&keys, Mode::Library, "pick").as_str(), "z");
        keys.set("pick", Vec::new());
        assert_eq!(key_for(&keys, Mode::Library, "pick").as_str(), ":pick");
    }

    #[test]
    fn a_footer_shows_the_keys_that_are_in_force() {
        let mut keys = KeyOverrides::default();
        let shown = |keys: &KeyOverrides| {
            let footer = footer(keys, Mode::Library);
            footer.into_iter().map(|(keys, word)| format!("{keys} {word}")).collect::<Vec<_>>()
        };
        assert!(shown(&keys).contains(&"j/k move".to_owned()));
        keys.set("down", vec![Key::char('n'), "down".parse().unwrap()]);
        keys.set("quit", Vec::new());
        assert!(shown(&keys).contains(&"n/k move".to_owned()), "{:?}", shown(&keys));
        assert!(!shown(&keys).iter().any(|word| word.ends_with("quit")), "{:?}", shown(&keys));
    }
}
