//! Columns: where words begin, and what stands in which slot.

use super::*;

fn heads(text: &str) -> String {
    let mut marked = String::new();
    each_folded(text, |_, folded, head| {
        if head {
            marked.push('|');
        }
        marked.push(folded);
    });
    marked
}

#[test]
fn words_begin_after_signs_at_capitals_and_numbers() {
    assert_eq!(heads("IS’Vision"), "|is|vision");
    assert_eq!(heads("HikVision Digital-Technology"), "|hik|vision|digital|technology");
    assert_eq!(heads("Milipol2019, 5G (Paris)"), "|milipol|2019|,|5g|(|paris|)");
    assert_eq!(heads("Nestle\u{301} École"), "|nestle|ecole");
    assert_eq!(heads("海康威视 A"), "|海|康|威|视|a");
    assert_eq!(heads("Привет Мир"), "|привет|мир");
}

#[test]
fn ascii_is_folded_as_everything_is() {
    for first in 1..128_u8 {
        for second in 1..128_u8 {
            let text: String = [first, b'a', second, first, b'B', second].map(char::from).iter().collect();
            let (mut fast, mut fast_letters) = (Column::default(), LetterSet::default());
            fast.push_ascii(&text, &mut fast_letters);
            let (mut plain, mut letters, mut heads) = (String::new(), LetterSet::default(), Vec::new());
            each_folded(&text, |_, folded, head| {
                letters.all |= letter_bit(folded);
                if head {
                    letters.heads |= letter_bit(folded);
                    heads.push(plain.len());
                }
                plain.push(folded);
            });
            let fast_heads: Vec<usize> = (0..plain.len()).filter(|at| fast.head_at(*at)).collect();
            assert_eq!((fast.text, fast_letters, fast_heads), (plain, letters, heads), "{text:?}");
        }
    }
}

#[test]
fn values_and_slots_are_kept_apart() {
    let mut column = Column::default();
    let mut letters = LetterSet::default();
    column.push("Hangzhou Hikvision", &mut letters);
    column.push("’", &mut letters);
    column.push("HIK", &mut letters);
    column.end_slot();
    column.end_slot();
    column.push("Dahua", &mut letters);
    column.end_slot();
    let values = |slot| column.values(slot).map(|at| column.value(at).to_owned()).collect::<Vec<_>>();
    assert_eq!(values(0), ["hangzhouhikvision", "hik"]);
    assert!(values(1).is_empty());
    assert_eq!(values(2), ["dahua"]);
    let place = column.place(0, 8, 17);
    assert_eq!(place, SubstringRange { begins: Edge::Word, ends: Edge::Value });
}
