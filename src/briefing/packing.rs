//! Numbers, dates and texts as bytes, for what the library keeps. Nothing here trusts its input: what can't be read
//! gives `None`.

use crate::date::{Doubt, FactDate};

/// Writes a number in as few bytes as possible, seven bits each.
pub fn write_number(bytes: &mut Vec<u8>, mut value: usize) {
    let low = |value: usize| value.to_le_bytes()[0] & 0x7F;
    while value > 0x7F {
        bytes.push(low(value) | 0x80);
        value >>= 7;
    }
    bytes.push(low(value));
}

/// Returns the number of bytes that [`write_number`] writes.
pub fn number_len(value: usize) -> usize {
    let bits = usize::BITS - value.leading_zeros();
    bits.div_ceil(7).max(1) as usize
}

/// Reads a number of at most 32 bits.
pub fn read_number(bytes: &mut &[u8]) -> Option<u32> {
    let (first, mut rest) = bytes.split_first()?;
    let mut value = u32::from(first & 0x7F);
    let (mut byte, mut shift) = (*first, 0);
    while byte & 0x80 != 0 {
        let (next, after) = rest.split_first()?;
        (byte, rest, shift) = (*next, after, shift + 7);
        let part = u32::from(byte & 0x7F);
        if shift > 28 || (shift == 28 && part > 0xF) {
            return None;
        }
        value |= part << shift;
    }
    *bytes = rest;
    Some(value)
}

/// Returns a date as a number. Later dates have larger ones.
pub fn date_number(date: FactDate) -> u32 {
    let (month, day) = (date.month().unwrap_or(0), date.day().unwrap_or(0));
    u32::from(date.year()) << 11 | u32::from(month) << 7 | u32::from(day) << 2 | date.doubt() as u32
}

/// Returns the date of a number, if the calendar has it.
pub fn date_of_number(date: u32) -> Option<FactDate> {
    let some = |number: u32| u8::try_from(number).ok().filter(|number| *number > 0);
    let doubt = match date & 3 {
        0 => Doubt::None,
        1 => Doubt::Approximate,
        2 => Doubt::Uncertain,
        _ => Doubt::Both,
    };
    FactDate::new(u16::try_from(date >> 11).ok()?, some(date >> 7 & 0xF), some(date >> 2 & 0x1F), doubt)
}

/// Writes a text with its length in front.
pub fn write_text(bytes: &mut Vec<u8>, text: &str) {
    write_number(bytes, text.len());
    bytes.extend_from_slice(text.as_bytes());
}

/// Reads a text. It has not passed the gate.
pub fn read_text<'a>(bytes: &mut &'a [u8]) -> Option<&'a str> {
    let mut rest = *bytes;
    let length = read_number(&mut rest)? as usize;
    let (text, after) = rest.split_at_checked(length)?;
    *bytes = after;
    std::str::from_utf8(text).ok()
}

/// Reads a list: the number of its items, then each of them.
pub fn read_list<'a, T>(
    bytes: &mut &'a [u8],
    mut read: impl FnMut(&mut &'a [u8]) -> Option<T>,
) -> Option<Vec<T>> {
    // A wrong number ends with the bytes; nothing is reserved for it.
    (0..read_number(bytes)?).map(|_| read(bytes)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_texts_lead_back_and_a_cut_one_is_none() {
        for number in [0, 1, 127, 128, 16_383, 16_384, u32::MAX] {
            let mut bytes = Vec::new();
            write_number(&mut bytes, number as usize);
            assert_eq!(bytes.len(), number_len(number as usize));
            assert_eq!(read_number(&mut &*bytes), Some(number));
            assert_eq!(read_number(&mut &bytes[..bytes.len() - 1]), None);
        }
        assert_eq!(read_number(&mut &[0xFF, 0xFF, 0xFF, 0xFF, 0x1F][..]), None);
        let mut bytes = Vec::new();
        write_text(&mut bytes, "阿克梅");
        assert_eq!(read_text(&mut &*bytes), Some("阿克梅"));
        assert_eq!(read_text(&mut &bytes[..bytes.len() - 1]), None);
        assert_eq!(read_text(&mut &[2, 0xC3, 0x28][..]), None);
        assert_eq!(read_list(&mut &[0xFF, 0xFF, 0xFF, 0xFF, 0xF, 1][..], read_number), None);
    }

    #[test]
    fn dates_lead_back_and_their_numbers_are_in_order() {
        let texts = ["0033", "2019", "2019-11~", "2019-11-24", "2019-11-24%"];
        let dates = texts.map(|text| FactDate::parse(text).unwrap());
        assert!(dates.map(date_number).is_sorted());
        assert_eq!(dates.map(date_number).map(date_of_number), dates.map(Some));
        assert_eq!(date_of_number(0), None);
        assert_eq!(date_of_number(2019 << 11 | 2 << 7 | 30 << 2), None);
    }
}
