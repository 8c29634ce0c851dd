//! Automata with one bit for each letter of a word. (Shift-And; Baeza-Yates and Gonnet 1992.)

/// The most letters of a word with an automaton.
pub(super) const LONGEST: usize = 64;

/// The places of each character in a word, as bits.
#[derive(Debug)]
pub(super) struct LetterBits {
    plain: [u64; 128],
    others: Vec<(char, u64)>,
    /// The bit of the last letter.
    pub last: u64,
}

impl LetterBits {
    /// Makes the bits of a word. `None` for an empty word and for one with more letters than bits.
    pub(super) fn new(word: &str) -> Option<Self> {
        let length = word.chars().count();
        if !(1..=LONGEST).contains(&length) {
            return None;
        }
        let mut bits = Self { plain: [0; 128], others: Vec::new(), last: 1 << (length - 1) };
        for (at, letter) in word.chars().enumerate() {
            match bits.plain.get_mut(letter as usize) {
                Some(own) => *own |= 1 << at,
                None => match bits.others.iter_mut().find(|(other, _)| *other == letter) {
                    Some((_, own)) => *own |= 1 << at,
                    None => bits.others.push((letter, 1 << at)),
                },
            }
        }
        Some(bits)
    }

    /// Returns the bits of an ASCII character; `None` for another byte.
    pub(super) fn of_ascii(&self, byte: u8) -> Option<u64> {
        self.plain.get(usize::from(byte)).copied()
    }

    pub(super) fn of(&self, letter: char) -> u64 {
        match self.plain.get(letter as usize) {
            Some(bits) => *bits,
            None => self.others.iter().find(|(other, _)| *other == letter).map_or(0, |(_, bits)| *bits),
        }
    }
}
