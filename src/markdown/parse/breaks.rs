//! Ends of lines within a paragraph. Nearly all are blanks.

use super::builder::DocumentBuilder;
use super::emphasis::is_cjk;
use crate::markdown::document::BlockKind;

/// The longest key of a field.
const MAX_KEY: usize = 40;

impl DocumentBuilder<'_> {
    pub(super) fn push_soft_break(&mut self) {
        if !self.html.is_hiding() {
            self.ensure_leaf();
            self.breaks.push(self.raw.len());
            self.push_break(' ');
        }
    }

    /// Ends a source line, or joins it with the next.
    /// It ends before text that can only be a line of its own; lines of scripts without blanks between words are
    /// joined.
    pub(super) fn settle_breaks(&mut self, kind: BlockKind) {
        if kind != BlockKind::Paragraph || self.breaks.is_empty() {
            return;
        }
        let title_end = self.first_break.filter(|_| self.raw.starts_with("[!"));
        let mut joints = Vec::new();
        let mut ends = Vec::new();
        for at in std::mem::take(&mut self.breaks) {
            let (Some(before), Some(behind)) = (self.raw.get(..at), self.raw.get(at + 1..)) else { continue };
            if Some(at) == title_end {
                continue;
            }
            if begins_line(behind) {
                ends.push(at);
            } else if before.chars().next_back().is_some_and(joins)
                && behind.chars().next().is_some_and(joins)
            {
                joints.push((at..at + 1, String::new()));
            }
        }
        for at in ends {
            self.raw.replace_range(at..=at, "\n");
        }
        if !joints.is_empty() {
            self.replace(&joints);
        }
    }
}

/// Reports whether a character is of a script without blanks between words. Korean has them.
fn joins(c: char) -> bool {
    let is_hangul = matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FB}' | '\u{FFA0}'..='\u{FFDC}');
    is_cjk(c) && !is_hangul
}

/// Reports whether a line is an item unknown to Markdown: a bullet as word processors paste it, a
/// number as Chinese and Japanese texts have it, or `key:: value` of Dataview and Logseq.
fn begins_line(line: &str) -> bool {
    line.starts_with(['•', '‣', '◦', '▪', '▫', '●', '○', '■', '□', '◆', '◇', '・'])
        || line.starts_with(|c| matches!(c, '①'..='⑳'))
        || is_number(line)
        || is_field(line)
}

/// `1、` or `（1）`.
fn is_number(line: &str) -> bool {
    let (digits, sign) = match line.strip_prefix('（') {
        Some(digits) => (digits, '）'),
        None => (line, '、'),
    };
    let digit = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let rest = digits.trim_start_matches(digit);
    rest.len() < digits.len() && rest.starts_with(sign)
}

fn is_field(line: &str) -> bool {
    let line = &line[..line.floor_char_boundary(MAX_KEY)];
    let Some((key, value)) = line.split_once("::") else { return false };
    let is_key = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    key.starts_with(char::is_alphabetic) && key.chars().all(is_key) && value.starts_with(' ')
}

#[cfg(test)]
mod tests {
    use crate::markdown::parse;

    fn texts(source: &str) -> Vec<String> {
        parse(source).blocks().map(|block| block.text().to_owned()).collect()
    }

    #[test]
    fn items_and_fields_that_markdown_does_not_know_keep_their_lines() {
        for (source, shown) in [
            ("•\tOne\n•\tTwo\ngoes on\n• **Three**", "• One\n• Two goes on\n• Three"),
            ("Status:: active\nDue date:: [[x]]\ntext", "Status:: active\nDue date:: x text"),
            ("1、第一\n2、第二\n（三）第三\n① 第四", "1、第一\n2、第二\n（三）第三\n① 第四"),
            ("・項目\n・二番", "・項目\n・二番"),
            ("std::fmt and\nstd::io", "std::fmt and std::io"),
            ("see\n::x and\n10、", "see ::x and\n10、"),
        ] {
            assert_eq!(texts(source), [shown.replace('\t', " ")], "{source}");
        }
        assert_eq!(texts("- a\n  • b\n  • c"), ["a\n• b\n• c"]);
    }

    #[test]
    fn lines_of_chinese_and_japanese_are_joined_without_a_blank() {
        for (source, shown) in [
            ("海康威视\n公司。\n**注意：**\n不要", "海康威视公司。注意：不要"),
            ("ひら\nカナ", "ひらカナ"),
            ("中文\nEnglish\n中文", "中文 English 中文"),
            ("한국어\n문장", "한국어 문장"),
            ("`代码`\n后", "代码后"),
        ] {
            assert_eq!(texts(source), [shown], "{source}");
        }
        assert_eq!(texts("> [!note] 标题\n> 正文\n> 正文"), ["Note: 标题", "正文正文"]);
        let document = parse("中\n**文**\n[字](x.md)");
        let block = document.block(0).expect("there is one");
        let marked: Vec<_> = block.marks().map(|mark| &block.text()[mark.range]).collect();
        assert_eq!(marked, ["文", "字"]);
    }
}
