//! One-letter codes of roles, so that a pair fits into a cell.

use std::collections::{HashMap, HashSet};

use crate::text::Clean;

/// The letters of known roles. Capitals mark the more important ones.
const KNOWN: &[(&str, char)] = &[
    ("exhibitor", 'E'),
    ("attendee", 't'),
    ("speaker", 's'),
    ("organiser", 'o'),
    ("absent", 'a'),
    ("listed", 'L'),
    ("proposed", 'p'),
    ("barred", 'b'),
    ("excluded", 'x'),
    ("affected", 'f'),
    ("active", 'A'),
    ("ended", 'e'),
    ("unclear", 'u'),
];

/// The letters for unknown roles whose own letters are taken.
const SPARE: &str = "cdghijklmnqrvwyzBCDFGHIJKMNOPQRSTUVWXYZ0123456789";

/// The letters of the roles that occur.
#[derive(Clone, Debug, Default)]
pub(super) struct RoleLetters {
    all: Vec<(char, Clean)>,
    by_role: HashMap<Clean, char>,
}

impl RoleLetters {
    /// Assigns letters to roles.
    /// Known roles always have their own letter; others get the first free one of their name, in the order of
    /// their names, so that the same roles have the same letters on every screen.
    pub fn new<'a>(roles: impl Iterator<Item = &'a Clean>) -> Self {
        let mut roles: Vec<&Clean> = roles.collect();
        roles.sort_unstable();
        roles.dedup();
        let known = |role: &Clean| KNOWN.iter().position(|(word, _)| *role == **word);
        let mut letters: Vec<(char, Clean)> = Vec::new();
        let (mut first, others): (Vec<&Clean>, Vec<&Clean>) =
            roles.into_iter().partition(|role| known(role).is_some());
        first.sort_by_key(|role| known(role));
        letters.extend(first.into_iter().filter_map(|role| Some((KNOWN.get(known(role)?)?.1, role.clone()))));
        let mut taken: HashSet<char> = KNOWN.iter().map(|(_, letter)| *letter).collect();
        for role in others {
            let is_free = |letter: &char| letter.is_alphanumeric() && !taken.contains(letter);
            let letter = role.chars().chain(SPARE.chars()).find(is_free).unwrap_or('?');
            taken.insert(letter);
            letters.push((letter, role.clone()));
        }
        let by_role = letters.iter().map(|(letter, role)| (role.clone(), *letter)).collect();
        Self { all: letters, by_role }
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (char, &Clean)> {
        self.all.iter().map(|(letter, role)| (*letter, role))
    }

    /// Returns the letters of some roles, side by side.
    pub fn of(&self, roles: &[Clean]) -> Clean {
        Clean::line(&roles.iter().filter_map(|role| self.by_role.get(role)).collect::<String>())
    }
}
