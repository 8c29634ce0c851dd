//! Code, coloured by what its parts mean.
//!
//! The grammars are loaded when the first block of code is laid out, and a block is coloured only as far as
//! takes no noticeable time.

use std::ops::Range;
use std::sync::OnceLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};

/// The kind of a part of code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CodeToken {
    /// Nothing in particular.
    #[default]
    Plain,
    /// A comment.
    Comment,
    /// A string or a character.
    String,
    /// A number, a boolean or another literal.
    Constant,
    /// A word of the language.
    Keyword,
    /// The name of a function, where it is defined or called.
    Function,
    /// The name of a type, a tag, or a key.
    Type,
    /// Something inserted, in a difference.
    Inserted,
    /// Something removed, in a difference.
    Removed,
}

/// The limits beyond which code is not coloured.
/// They are bytes of a block and of a line: a grammar takes about three microseconds a byte.
const MAX_CODE: usize = 4 << 10;
const MAX_LINE: usize = 1 << 10;

/// The parts of `code` that have a colour in `language`, in order.
pub(super) fn tokens(code: &str, language: &str) -> Vec<(Range<usize>, CodeToken)> {
    let set = syntaxes();
    let Some(syntax) = set.find_syntax_by_token(alias(language)) else { return Vec::new() };
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut tokens: Vec<(Range<usize>, CodeToken)> = Vec::new();
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        if start + line.len() > MAX_CODE || line.len() > MAX_LINE {
            break;
        }
        // Grammars count on a line feed at the end of every line.
        let ended = if line.ends_with('\n') { line.to_owned() } else { format!("{line}\n") };
        let Ok(operations) = state.parse_line(&ended, set) else { break };
        let mut at = 0;
        for (next, operation) in &operations {
            push(&mut tokens, start + at..start + (*next).min(line.len()), token_of(&stack));
            at = (*next).min(line.len());
            if stack.apply(operation).is_err() {
                return tokens;
            }
        }
        push(&mut tokens, start + at..start + line.len(), token_of(&stack));
        start += line.len();
    }
    tokens
}

fn push(tokens: &mut Vec<(Range<usize>, CodeToken)>, range: Range<usize>, token: CodeToken) {
    if range.is_empty() || token == CodeToken::Plain {
        return;
    }
    match tokens.last_mut() {
        Some((last, kind)) if *kind == token && last.end == range.start => last.end = range.end,
        _ => tokens.push((range, token)),
    }
}

fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(SyntaxSet::load_defaults_newlines)
}

/// Names that people write and the grammars do not know.
fn alias(language: &str) -> &str {
    match language.to_ascii_lowercase().as_str() {
        "console" | "shell" | "sh-session" | "zsh" | "shell-session" => "bash",
        "typescript" | "ts" | "jsx" | "tsx" | "jsonc" | "json5" => "js",
        "golang" => "go",
        "c++" => "cpp",
        "yml" => "yaml",
        _ => language,
    }
}

/// The innermost scope that says something decides.
fn token_of(stack: &ScopeStack) -> CodeToken {
    let kinds = kinds();
    let found = stack.as_slice().iter().rev().find_map(|scope| {
        kinds.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, token)| *token)
    });
    found.unwrap_or_default()
}

fn kinds() -> &'static [(Scope, CodeToken)] {
    static KINDS: OnceLock<Vec<(Scope, CodeToken)>> = OnceLock::new();
    KINDS.get_or_init(|| {
        let kinds = [
            ("comment", CodeToken::Comment),
            ("string", CodeToken::String),
            ("constant", CodeToken::Constant),
            ("keyword.operator", CodeToken::Plain),
            ("keyword", CodeToken::Keyword),
            ("storage.type", CodeToken::Keyword),
            ("storage", CodeToken::Keyword),
            ("variable.language", CodeToken::Keyword),
            ("variable.function", CodeToken::Function),
            ("entity.name.function", CodeToken::Function),
            ("support.function", CodeToken::Function),
            ("entity.name", CodeToken::Type),
            ("entity.other.attribute-name", CodeToken::Type),
            ("support", CodeToken::Type),
            ("markup.inserted", CodeToken::Inserted),
            ("markup.deleted", CodeToken::Removed),
        ];
        kinds.into_iter().filter_map(|(name, token)| Some((Scope::new(name).ok()?, token))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_language_are_distinguished() {
        let code = "// a\nfn main() { let x = \"s\"; 42 }\n";
        let found: Vec<_> =
            tokens(code, "rust").into_iter().map(|(range, token)| (&code[range], token)).collect();
        assert!(found.contains(&("// a\n", CodeToken::Comment)));
        assert!(found.contains(&("fn", CodeToken::Keyword)));
        assert!(found.contains(&("main", CodeToken::Function)));
        assert!(found.contains(&("\"s\"", CodeToken::String)));
        assert!(found.contains(&("42", CodeToken::Constant)));
    }

    #[test]
    fn an_unknown_language_has_no_colours() {
        assert!(tokens("a b", "nosuch").is_empty());
    }

    #[test]
    fn only_the_beginning_of_much_code_is_coloured() {
        let code = "let x = 1;\n".repeat(100_000);
        let found = tokens(&code, "rust");
        assert!(found.last().is_some_and(|(range, _)| range.end <= MAX_CODE));
    }
}
