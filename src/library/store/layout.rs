//! The order in which a record keeps the values of its keys.
//!
//! A record begins with two numbers: flags for what is not a key, and the keys that it has a value for, a bit each
//! by their rows. Only these keys take room. The values of one number come first, so that sorting and filtering by
//! them read a few bytes; all others follow, both in the order of the schema.

use crate::briefing::schema::{KEYS, SchemaKey, Slot};

/// Flags in the first number of a record.
pub(super) mod flags {
    pub const RAW_PATH: u32 = 1;
    /// The file name is not the id with `.md`.
    pub const FILE_NAME: u32 = 1 << 1;
    /// The record of a source is present, even if it is empty.
    pub const SOURCE: u32 = 1 << 2;
    pub const LABELS: u32 = 1 << 3;
    pub const EXTRA: u32 = 1 << 4;
    pub const PROBLEM: u32 = 1 << 5;
}

/// Flags for the optional parts of a link or a status entry.
pub(super) mod parts {
    pub const NOTE: u32 = 1;
    pub const SINCE: u32 = 1 << 1;
    pub const UNTIL: u32 = 1 << 2;
}

/// The keys in the head of a record: their values are one number, or the bit alone.
pub(super) const HEAD: u32 = rows(true, true);
/// The keys that hold dates.
const DATES: u32 = rows(true, false);
/// The number of keys that hold dates.
pub(super) const DATE_COUNT: usize = DATES.count_ones() as usize;

// The second number of a record has a bit for each key.
const _: () = assert!(KEYS.len() <= u32::BITS as usize);

const fn rows(dates: bool, others: bool) -> u32 {
    let (mut bits, mut row) = (0, 0);
    while row < KEYS.len() {
        let is_number = matches!(KEYS[row].slot, Slot::Kind | Slot::Confidence | Slot::Draft);
        if (dates && KEYS[row].is_date()) || (others && is_number) {
            bits |= 1 << row;
        }
        row += 1;
    }
    bits
}

/// Returns the bit of a key.
pub(super) const fn bit(key: &SchemaKey) -> u32 {
    1 << key.row()
}

/// Returns the number of a key among those that hold dates.
pub(super) const fn date_at(key: &SchemaKey) -> usize {
    (DATES & (bit(key) - 1)).count_ones() as usize
}

/// Returns the keys of some bits, in their order.
pub(super) fn keys(mut bits: u32) -> impl Iterator<Item = &'static SchemaKey> {
    std::iter::from_fn(move || {
        let key = KEYS.get(bits.trailing_zeros() as usize)?;
        bits &= bits - 1;
        Some(key)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::briefing::schema;

    #[test]
    fn the_bits_of_the_keys_lead_back_in_their_order() {
        let all: Vec<&SchemaKey> = keys((1 << KEYS.len()) - 1).collect();
        assert_eq!(all, KEYS.iter().collect::<Vec<_>>());
        assert_eq!(keys(0).count(), 0);
        let dates = KEYS.iter().filter(|key| key.is_date()).map(date_at);
        assert_eq!(dates.collect::<Vec<_>>(), (0..DATE_COUNT).collect::<Vec<_>>());
    }

    #[test]
    fn the_head_has_what_sorting_asks_for() {
        for key in [schema::UPDATED, schema::START, schema::PUBLISHED, schema::DRAFT] {
            assert!(HEAD & bit(key) != 0, "{}", key.name);
        }
        assert!(HEAD & bit(schema::TITLE) == 0);
    }
}
