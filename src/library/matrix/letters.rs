//! One letter for each role, so that a pair fits into a cell.

use crate::text::Clean;

/// The letters of roles that are known; those that mean more stand out as capitals.
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

/// Letters that an unknown role may get when its own are taken.
const SPARE: &str = "cdghijklmnqrvwyzBCDFGHIJKMNOPQRSTUVWXYZ0123456789";

/// The letters of the roles that occur.
#[derive(Clone, Debug, Default)]
pub(super) struct Letters(Vec<(char, Clean)>);

impl Letters {
    /// Known roles have their own letter always; others get the first free one of their name, in the order of
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
        for role in others {
            let is_free = |letter: &char| {
                letter.is_alphanumeric()
                    && !KNOWN.iter().any(|(_, known)| known == letter)
                    && !letters.iter().any(|(taken, _)| taken == letter)
            };
            let letter = role.chars().chain(SPARE.chars()).find(is_free).unwrap_or('?');
            letters.push((letter, role.clone()));
        }
        Self(letters)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (char, &Clean)> {
        self.0.iter().map(|(letter, role)| (*letter, role))
    }

    /// The letters of some roles, side by side.
    pub fn of(&self, roles: &[Clean]) -> Clean {
        let letter = |role: &Clean| self.0.iter().find(|(_, own)| own == role).map(|(letter, _)| *letter);
        Clean::line(&roles.iter().filter_map(letter).collect::<String>())
    }
}
