//! The rules: their codes, which never change their meaning, and why each is there.

use crate::search::query::nearest;

use super::Level;

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the table below says what each is")]
pub enum Rule {
    Unreadable,
    Encoding,
    FrontMatter,
    BadDate,
    BadValue,
    DateOrder,
    MissingKey,
    TooLong,
    Stale,
    EarlyAsOf,
    UnknownState,
    UnknownRole,
    UnknownId,
    UnknownSource,
    RoleConflict,
    AmbiguousId,
    DuplicateAlias,
    BrokenLink,
    Unsourced,
    UndefinedFootnote,
    UnusedFootnote,
    UncitedSource,
    LostCell,
    UnknownRule,
}

/// The description of a rule.
struct RuleText {
    rule: Rule,
    code: &'static str,
    level: Level,
    /// The level in a briefing of a kind that isn't ours.
    elsewhere: Level,
    summary: &'static str,
    explanation: &'static str,
}

/// All rules, in the order in which they are listed.
pub const RULES: [Rule; 24] = {
    let mut rules = [Rule::Unreadable; 24];
    let mut at = 0;
    while at < rules.len() {
        rules[at] = TABLE[at].rule;
        at += 1;
    }
    rules
};

impl Rule {
    /// The rule with this code.
    pub fn with_code(code: &str) -> Option<Self> {
        TABLE.iter().find(|entry| entry.code == code).map(|entry| entry.rule)
    }

    /// The code that is nearest to a mistyped one.
    pub fn nearest_code(code: &str) -> Option<&'static str> {
        nearest(TABLE.iter().map(|entry| entry.code), code)
    }

    /// Its code, by which it is ignored and explained.
    pub fn code(self) -> &'static str {
        self.entry().code
    }

    /// The level in a company, an event or a source.
    pub fn level(self) -> Level {
        self.entry().level
    }

    /// The level in any other briefing.
    pub fn level_elsewhere(self) -> Level {
        self.entry().elsewhere
    }

    /// The requirement in one line.
    pub fn summary(self) -> &'static str {
        self.entry().summary
    }

    /// The reason for the rule, its scope, and advice.
    pub fn explanation(self) -> &'static str {
        self.entry().explanation
    }

    fn entry(self) -> &'static RuleText {
        // The table has the order of the enum, which a test holds it to.
        &TABLE[self as usize]
    }
}

const fn entry(
    rule: Rule,
    code: &'static str,
    (level, elsewhere): (Level, Level),
    summary: &'static str,
    explanation: &'static str,
) -> RuleText {
    RuleText { rule, code, level, elsewhere, summary, explanation }
}

const ERROR: (Level, Level) = (Level::Error, Level::Error);
/// An error in our kinds, a warning elsewhere. Our kinds promise the schema; other people's Markdown does not.
const ERROR_OURS: (Level, Level) = (Level::Error, Level::Warning);
const WARNING: (Level, Level) = (Level::Warning, Level::Warning);
const NOTE: (Level, Level) = (Level::Note, Level::Note);

static TABLE: [RuleText; 24] = [
    entry(
        Rule::Unreadable,
        "unreadable",
        ERROR,
        "the file can be read and is text",
        "A file that can't be opened, or that holds zero bytes, stays in the list with its reason, but nothing it \
         says can be found or checked. Mend its permissions, or take it out of the library.",
    ),
    entry(
        Rule::Encoding,
        "encoding",
        WARNING,
        "the file is UTF-8 throughout",
        "Bytes that are not UTF-8 are shown as U+FFFD, and words with them are not found. Save the file as UTF-8. \
         UTF-16 with a byte order mark is read as well.",
    ),
    entry(
        Rule::FrontMatter,
        "front-matter",
        ERROR,
        "the front matter follows the rules of YAML or TOML",
        "A front matter that its parser refuses is read line by line instead: simple keys survive, lists and maps \
         may be lost. Most often a value with a colon in it wants quotes: title: \"Acme: Q3 results\". A key that \
         stands there twice is a warning: the last one counts.",
    ),
    entry(
        Rule::BadDate,
        "bad-date",
        ERROR,
        "dates are full dates or fact dates",
        "`updated` and `retrieved` are full dates (2019-10-07). All others, and the lines of a Timeline section, are \
         fact dates: 2019, 2019-10 or 2019-10-07, with at most one sign at the end: ~ approximate, ? uncertain, \
         % both. A line of the time line may also have an interval (2019-11-19/2019-11-22, 2019-11-19/..). A value \
         that is no date is kept as text and left out of every time line and filter. Applies to companies, events \
         and sources.",
    ),
    entry(
        Rule::BadValue,
        "bad-value",
        ERROR,
        "values have the type that their key takes",
        "A value of the wrong type is kept among the other fields as text, where nothing that looks for the key \
         finds it: a link without `to`, a status without `program`, a confidence other than low, moderate or high. \
         A country that is no two-letter code (ISO 3166-1) is a warning. Applies to companies, events and sources; \
         elsewhere `status: published` is somebody else's key.",
    ),
    entry(
        Rule::DateOrder,
        "date-order",
        ERROR,
        "an end does not come before its beginning",
        "`end` is not before `start`, nor `until` before `since`. Coarse dates are taken as the periods they are: \
         2019 and 2019-03 do not contradict one another. Applies to companies, events and sources.",
    ),
    entry(
        Rule::MissingKey,
        "missing-key",
        ERROR,
        "required keys are there",
        "Required are: title and updated in all; description in a company and an event; start in an event; \
         publisher and published in a source; role in a link; state and since in a status. Applies to companies, \
         events and sources only: a file without `type` is a note, which promises nothing, so that a folder of other \
         people's Markdown raises none of these.",
    ),
    entry(
        Rule::TooLong,
        "too-long",
        WARNING,
        "description and caveats fit the line they are printed on",
        "A description has at most 160 characters and a caveat at most 100: beyond that they are cut off in lists \
         and in the ten-line brief, where a caveat cut short may say the opposite. Applies to companies and events.",
    ),
    entry(
        Rule::Stale,
        "stale",
        WARNING,
        "the text was edited recently enough",
        "With --stale 90d (also 2w, 6m, 1y or a date) each briefing whose `updated` lies before that day is listed. \
         Without --stale the rule asks for nothing. Sources are left out: what was published does not age.",
    ),
    entry(
        Rule::EarlyAsOf,
        "early-as-of",
        WARNING,
        "`as_of` is not before the latest source cited",
        "`as_of` says up to when the information goes. A briefing that cites something published later knows more \
         than it says, and a reader who compares dates is misled. Move `as_of`, or leave it out: then it is the \
         latest publication cited. Applies to companies and events.",
    ),
    entry(
        Rule::UnknownState,
        "unknown-state",
        NOTE,
        "a state is proposed, active, ended or unclear",
        "Another word is kept and shown, but no filter on states finds it. Applies to the `status` list.",
    ),
    entry(
        Rule::UnknownRole,
        "unknown-role",
        NOTE,
        "a role is one of those that the matrix knows",
        "Between a company and an event: exhibitor, attendee, speaker, organiser, absent, listed, proposed, barred, \
         excluded, affected. Between companies: partner, supplier, customer, competitor, parent, subsidiary, \
         investor. Between events: precedes, follows, related. Other roles are allowed; this only mentions them, \
         since most are slips of the finger.",
    ),
    entry(
        Rule::UnknownId,
        "unknown-id",
        ERROR_OURS,
        "ids in the front matter are in the library",
        "`to` in a link and `sources` in links and status are ids: file names without their ending. One that the \
         library does not have leads nowhere: the link is shown, but not from the other side, and its source counts \
         for nothing.",
    ),
    entry(
        Rule::UnknownSource,
        "unknown-source",
        WARNING,
        "footnotes that are cited are sources of the library",
        "A footnote label that is the id of a source file is a citation. Another label is an ordinary footnote: its \
         statement counts as resting on a source of which nothing is known, and whoever asks what depends on an \
         article does not find it. Applies to companies and events.",
    ),
    entry(
        Rule::RoleConflict,
        "role-conflict",
        ERROR,
        "both ends of a link say the same role",
        "A link is declared once and shown on both sides. When both files declare it, they must agree: between a \
         company and an event the role is the company's, whichever file says it. One end may have roles that the \
         other does not mention; no role in common is a contradiction. Applies between companies and events.",
    ),
    entry(
        Rule::AmbiguousId,
        "ambiguous-id",
        ERROR,
        "no two briefings have the same id",
        "The id is the file name without its ending. With two of the same name a link or a citation leads to the one \
         that stands nearer, which may not be the one meant. Rename one. Applies to companies, events and sources; \
         that two notes are called README is nobody's mistake.",
    ),
    entry(
        Rule::DuplicateAlias,
        "duplicate-alias",
        WARNING,
        "an alias names one briefing, once",
        "An alias that is also another briefing's title or alias leads to both, so a look-up by it is ambiguous. One \
         that stands twice in a file, or repeats its title, says nothing. Case, blanks, hyphens and accents do not \
         count between files. Applies to companies and events.",
    ),
    entry(
        Rule::BrokenLink,
        "broken-link",
        ERROR_OURS,
        "links within the library lead somewhere",
        "A relative path, or a [[name]], that leads to no briefing and no file. Addresses with a scheme are never \
         asked; neither are paths from a site's root, nor what leaves the library. In a note a [[name]] without a \
         file is only mentioned: many write it before the page.",
    ),
    entry(
        Rule::Unsourced,
        "unsourced",
        WARNING,
        "statements name their source",
        "Each item of Key facts, each line of the Timeline, the Bottom line as a whole and each status rests on a \
         source. An **Assessment:** is the author's own and needs none. Applies to companies and events.",
    ),
    entry(
        Rule::UndefinedFootnote,
        "undefined-footnote",
        ERROR_OURS,
        "footnotes that are referred to are defined",
        "A marker [^label] without a line `[^label]: …` is shown as it is written, everywhere Markdown is read, and \
         cites nothing. Add the definition, or take the marker out. A marker that is called as a source of the library \
         cites that source here; this is noted, because other programs do not know it. `briefing check --fix` adds \
         the definitions of such markers at the end of the file.",
    ),
    entry(
        Rule::UnusedFootnote,
        "unused-footnote",
        WARNING,
        "footnotes that are defined are referred to",
        "A definition that no marker refers to is not shown, and its source does not count as cited. Take it out, or \
         put the marker behind the statement that rests on it.",
    ),
    entry(
        Rule::UncitedSource,
        "uncited-source",
        WARNING,
        "every source is cited by something",
        "Nobody's statement, link or status rests on this source. Cite it, or take it out: a list of sources that \
         nothing rests on makes a library look better sourced than it is. Applies to sources.",
    ),
    entry(
        Rule::LostCell,
        "lost-cell",
        WARNING,
        "rows of a table have no more cells than its head",
        "Cells beyond the last column are left out wherever Markdown is read. Add a column to the head, or write a \
         bar that belongs to a cell as \\|.",
    ),
    entry(
        Rule::UnknownRule,
        "unknown-rule",
        WARNING,
        "`briefing-ignore` names rules that exist",
        "A comment `# briefing-ignore: unsourced, stale` in the front matter silences these rules for its file. A \
         code that does not exist silences nothing.",
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_table_has_the_order_of_the_rules_and_each_code_once() {
        let mut codes = HashSet::new();
        for (at, rule) in RULES.into_iter().enumerate() {
            assert_eq!(rule as usize, at, "{}", rule.code());
            assert!(codes.insert(rule.code()));
            assert_eq!(Rule::with_code(rule.code()), Some(rule));
            assert!(rule.explanation().len() > rule.summary().len());
            assert!(rule.code().bytes().all(|b| b.is_ascii_lowercase() || b == b'-'));
        }
    }

    #[test]
    fn a_mistyped_code_leads_to_the_nearest() {
        assert_eq!(Rule::nearest_code("unsuorced"), Some("unsourced"));
        assert_eq!(Rule::nearest_code("weather"), None);
    }
}
