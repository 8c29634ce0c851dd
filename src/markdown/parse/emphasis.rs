//! Emphasis beside Chinese, Japanese and Korean text.
//!
//! `CommonMark` takes asterisks between a sign of punctuation and a letter for an opening or a closing one alone,
//! which goes by the blanks that these scripts do not have: in `**注意：**不要` the second pair closes nothing. The
//! amended rule (github.com/tats-u/markdown-cjk-friendly) counts their punctuation as letters, and any punctuation
//! beside one of their characters. A character without any meaning, put between the asterisks and the sign, has
//! the parser see just that.

use memchr::memchr2;

/// Calls `put` with each place that needs a separator.
/// The places are between asterisks or tildes and a sign beside them.
pub(super) fn join(source: &str, mut put: impl FnMut(usize)) {
    if source.is_ascii() {
        return;
    }
    let bytes = source.as_bytes();
    let mut from = 0;
    while let Some(start) = memchr2(b'*', b'~', &bytes[from..]).map(|at| from + at) {
        let sign = bytes[start];
        let length = bytes[start..].iter().take_while(|byte| **byte == sign).count();
        let end = start + length;
        from = end;
        let (before, behind) = (source[..start].chars().next_back(), source[end..].chars().next());
        let (Some(before), Some(behind)) = (before, behind) else { continue };
        if (sign == b'~' && length < 2) || before == '\\' {
            continue;
        }
        let beside_cjk = is_cjk(before) || is_cjk(behind);
        if beside_cjk && is_sign(before) {
            put(start);
        }
        if beside_cjk && is_sign(behind) {
            put(end);
        }
    }
}

/// Punctuation or a symbol, but for the edge of a table's cell.
fn is_sign(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace() && c != '|'
}

/// Reports whether a character is Chinese, Japanese or Korean. Their punctuation is included.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11FF}'                   // Hangul letters
        | '\u{2329}' | '\u{232A}'
        | '\u{2E80}'..='\u{303E}'                 // radicals, punctuation
        | '\u{3040}'..='\u{A4CF}'                 // kana, ideographs, Yi
        | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FB}' // Hangul
        | '\u{F900}'..='\u{FAFF}'                 // compatibility ideographs
        | '\u{FE10}'..='\u{FE1F}' | '\u{FE30}'..='\u{FE6F}' // vertical and small forms
        | '\u{FF01}'..='\u{FFEE}'                 // full and half width
        | '\u{16FE0}'..='\u{18DFF}' | '\u{1AFF0}'..='\u{1B2FF}'
        | '\u{1F200}'..='\u{1F2FF}'
        | '\u{20000}'..='\u{3FFFD}'
    )
}

#[cfg(test)]
mod tests {
    use crate::markdown::{Block, MarkKind, parse};

    /// The strong and the struck parts of a text that is one block, and the text.
    fn marked(source: &str) -> (Vec<String>, String) {
        let document = parse(source);
        let block = document.block(0).expect("there is one");
        let text = |block: Block<'_>, mark: crate::markdown::Mark| block.text()[mark.range].to_owned();
        let kinds = [MarkKind::Strong, MarkKind::Strike, MarkKind::Emphasis];
        let marks = block.marks().filter(|mark| kinds.contains(&mark.kind));
        (marks.map(|mark| text(block, mark)).collect(), block.text().to_owned())
    }

    #[test]
    fn bold_is_bold_beside_the_punctuation_of_chinese_japanese_and_korean() {
        for (source, strong) in [
            ("**注意：**不要引用。", &["注意："][..]),
            ("称**“第一”**的说法…**二零一九年。**之后", &["“第一”", "二零一九年。"]),
            ("**중요(Important)**은 말", &["중요(Important)"]),
            ("これは**「強調」**です。", &["「強調」"]),
            ("先**[链接](a.md)**后", &["链接"]),
            ("先*（斜体）*后", &["（斜体）"]),
            ("先***（两者）***后", &["（两者）", "（两者）"]),
            ("**Claim (X)：**公司", &["Claim (X)："]),
            ("**Claim (X):**公司", &["Claim (X):"]),
            ("甲**「乙」**丙**「丁」**戊", &["「乙」", "「丁」"]),
        ] {
            let (marks, text) = marked(source);
            assert_eq!(marks, strong, "{source}");
            assert!(!text.contains(['*', '\u{FDD0}']), "{source}: {text}");
        }
    }

    #[test]
    fn struck_text_is_struck_beside_their_punctuation() {
        let (marks, text) = marked("甲~~（删除）~~乙");
        assert_eq!(marks.len(), 1, "{text}");
        assert!(marks[0].contains("（删除）"), "{text}");
    }

    #[test]
    fn other_asterisks_stay_as_they_are() {
        for (source, shown) in [
            ("2 * 3 * 4。", "2 * 3 * 4。"),
            ("\\*\\*注意：\\*\\*不要", "**注意：**不要"),
            ("a**“b”**c", "a**“b”**c"),
            ("`**注意：**不要`", "**注意：**不要"),
            ("** 注意 **不要", "** 注意 **不要"),
        ] {
            let (marks, text) = marked(source);
            assert_eq!((marks.len(), text.as_str()), (0, shown), "{source}");
        }
    }

    #[test]
    fn what_was_put_in_is_in_no_text_code_or_address() {
        let source = "[a](<b：*c*：d.md> \"：*t*：\") `：*c*：` <i title='：*x*：'>e</i>\n\n```：*l*：\n：*c*：\n```\n\n\
                      ![：*i*：](：*p*：.png)[^：*n*：]\n\n[^：*n*：]: ：*d*：\n\n<b>：*c*：</b>\n";
        let document = parse(source);
        assert!(!document.plain_text().contains('\u{FDD0}'), "{:?}", document.plain_text());
        assert!(document.links().all(|link| !link.written.contains('\u{FDD0}')));
        assert!(document.footnotes().iter().all(|note| !note.label.contains('\u{FDD0}')));
        assert_eq!(document.footnotes().len(), 1);
        let languages = document.blocks().filter_map(Block::language);
        assert!(languages.into_iter().all(|language| !language.contains('\u{FDD0}')));
    }
}
