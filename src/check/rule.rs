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
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::check::Rule;
    ///
    /// assert_eq!(Rule::with_code("broken-link"), Some(Rule::BrokenLink));
    /// assert_eq!(Rule::BrokenLink.code(), "broken-link");
    /// assert_eq!(Rule::with_code("brokenlink"), None);
    /// assert_eq!(Rule::nearest_code("brokenlink"), Some("broken-link"));
    /// ```
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
const HINT: (Level, Level) = (Level::Hint, Level::Hint);

static TABLE: [RuleText; 24] = [
    entry(
        Rule::Unreadable,
        "unreadable",
        ERROR,
        "the file can be read and is text",
        "A file that cannot be opened, or that contains NUL bytes, stays in the list with the reason, but \
        its text cannot be searched or checked. Fix its permissions, or remove it from the library.",
    ),
    entry(
        Rule::Encoding,
        "encoding",
        WARNING,
        "the file is valid UTF-8",
        "Bytes that are not UTF-8 are shown as U+FFFD, and search does not find words that contain them. \
        Save the file as UTF-8. UTF-16 with a byte order mark is also accepted.",
    ),
    entry(
        Rule::FrontMatter,
        "front-matter",
        ERROR,
        "the front matter is valid YAML or TOML",
        "If the front matter is not valid, it is read line by line: simple keys are recovered, but lists and \
        maps may be lost. The most common cause is a value with a colon, which needs quotes: title: \"Acme: \
        Q3 results\". A duplicate key is a warning; the last one counts.",
    ),
    entry(
        Rule::BadDate,
        "bad-date",
        ERROR,
        "dates are valid",
        "`updated` and `retrieved` must be full dates (2019-10-07). All other dates, and those in a \
        Timeline section, can be less exact: 2019, 2019-10 or 2019-10-07, with at most one sign at the end: \
        ~ approximate, ? uncertain, % both. An item of the timeline can also have an interval \
        (2019-11-19/2019-11-22, 2019-11-19/..). An invalid date is stored as text and missing from \
        timelines and filters. Applies to companies, events and sources.",
    ),
    entry(
        Rule::BadValue,
        "bad-value",
        ERROR,
        "values have the right type",
        "A value of the wrong type is stored as plain text, and searches for its key do not find it. \
        Examples: a link without `to`, a status without `program`, a confidence other than low, moderate or \
        high. A country that is not a two-letter code (ISO 3166-1) and a language that is not a tag of BCP 47 \
        are warnings. Applies to companies, events and sources. In other types, a key such as `status` can \
        have another meaning.",
    ),
    entry(
        Rule::DateOrder,
        "date-order",
        ERROR,
        "an end is not before its start",
        "`end` must not be before `start`, or `until` before `since`. A year or month covers its whole \
        period: 2019 and 2019-03 do not contradict each other. Applies to companies, events and sources.",
    ),
    entry(
        Rule::MissingKey,
        "missing-key",
        ERROR,
        "required keys are present",
        "Required keys: title and updated in all; description in companies and events; start in events; \
        publisher and published in sources; role in links; state and since in statuses. Applies to \
        companies, events and sources. A file without `type` is a note and has no required keys, so other \
        people's Markdown causes no errors.",
    ),
    entry(
        Rule::TooLong,
        "too-long",
        WARNING,
        "description and caveats are short enough",
        "A description can have at most 160 characters, and a caveat at most 100. Longer ones are cut off in lists and in the \
        ten-line summary (`briefing show --brief`), and a caveat that is cut off can mean the opposite. Applies to companies and events.",
    ),
    entry(
        Rule::Stale,
        "stale",
        WARNING,
        "the text is not stale",
        "With --stale 90d (or 2w, 6m, 1y or a date), each briefing whose `updated` is before that day is \
        listed. Without --stale, this rule is off. Sources are exempt, because a publication does not \
        change.",
    ),
    entry(
        Rule::EarlyAsOf,
        "early-as-of",
        WARNING,
        "`as_of` is not before the latest source cited",
        "`as_of` is the date to which the information is current. If a briefing cites a later publication, its \
        `as_of` misleads readers who compare dates. Change `as_of` or remove it; without it, the latest \
        publication cited counts. Applies to companies and events.",
    ),
    entry(
        Rule::UnknownState,
        "unknown-state",
        HINT,
        "a state is proposed, active, ended or unclear",
        "Any other word is stored and shown, but filters on states do not find it. Applies to the `status` list.",
    ),
    entry(
        Rule::UnknownRole,
        "unknown-role",
        HINT,
        "a role is one of the known roles",
        "Between a company and an event: exhibitor, attendee, speaker, organiser, absent, listed, proposed, barred, \
         excluded, affected. Between companies: partner, supplier, customer, competitor, parent, subsidiary, \
         investor. Between events: precedes, follows, related. Other roles are allowed; this hint helps to find \
         typing errors.",
    ),
    entry(
        Rule::UnknownId,
        "unknown-id",
        ERROR_OURS,
        "ids in the front matter exist",
        "`to` in links, and `sources` in links and statuses, are ids: file names without the extension. If \
        an id does not exist, the link is shown on one side only, and the source does not count.",
    ),
    entry(
        Rule::UnknownSource,
        "unknown-source",
        WARNING,
        "footnote labels are ids of sources",
        "A footnote label that is the id of a source is a citation. Any other label is an ordinary footnote: \
        the statement before it counts as having an unknown source, and `briefing sources` does not list it. \
        Applies to companies and events.",
    ),
    entry(
        Rule::RoleConflict,
        "role-conflict",
        ERROR,
        "both ends of a link have the same role",
        "A link is declared in one file and shown on both sides. If both files declare it, they must have at \
        least one role in common. Between a company and an event, the role is always that of the company. \
        Applies to links between companies and events.",
    ),
    entry(
        Rule::AmbiguousId,
        "ambiguous-id",
        ERROR,
        "no two briefings have the same id",
        "The id is the file name without the extension. If two files have the same name, a link or a \
        citation leads to the file nearest to the folder of the link, which may be the wrong one. Rename one of them. Applies to \
        companies, events and sources. Notes can share a name, such as README.",
    ),
    entry(
        Rule::DuplicateAlias,
        "duplicate-alias",
        WARNING,
        "an alias is unique",
        "An alias that is also the title or an alias of another briefing is ambiguous. An alias that occurs \
        twice in a file, or repeats the title, is redundant. Case, spaces, hyphens and accents are ignored \
        when names are compared. Applies to companies and events.",
    ),
    entry(
        Rule::BrokenLink,
        "broken-link",
        ERROR_OURS,
        "links within the library have a target",
        "A relative path or a [[name]] must lead to a briefing or a file. Addresses with a scheme, paths \
        from the root of a site, and paths out of the library are not checked. In a file without `type`, \
        a [[name]] without a file is reported as a hint only, because many people write the link before the page.",
    ),
    entry(
        Rule::Unsourced,
        "unsourced",
        WARNING,
        "statements have a source",
        "Each item of Key facts, each item of the Timeline, the Bottom line as a whole and each status needs \
        a source. An **Assessment:** is by the author and needs none. Applies to companies and events.",
    ),
    entry(
        Rule::UndefinedFootnote,
        "undefined-footnote",
        ERROR_OURS,
        "footnotes are defined",
        "A marker [^label] without a line `[^label]: …` is shown literally by all Markdown programs and \
        cites nothing. Add the definition, or remove the marker. If the label is the id of a source, the \
        marker cites that source in briefing, so this is only a hint; other programs need the definition. \
        `briefing check --fix` adds such definitions at the end of the file.",
    ),
    entry(
        Rule::UnusedFootnote,
        "unused-footnote",
        WARNING,
        "footnotes are used",
        "A definition without a marker is not shown, and its source does not count as cited. Remove it, or \
        add the marker after the statement that it supports.",
    ),
    entry(
        Rule::UncitedSource,
        "uncited-source",
        WARNING,
        "every source is cited",
        "No statement, link or status cites this source. Cite it or remove it: uncited sources make a \
        library look better sourced than it is. Applies to sources.",
    ),
    entry(
        Rule::LostCell,
        "lost-cell",
        WARNING,
        "table rows have no more cells than the header",
        "All Markdown programs omit cells beyond the last column. Add a column to the header, or write a vertical bar within a cell as \\|.",
    ),
    entry(
        Rule::UnknownRule,
        "unknown-rule",
        WARNING,
        "`briefing-ignore` names rules that exist",
        "A comment `# briefing-ignore: unsourced, stale` in the front matter turns these rules off for the \
        file. A code that does not exist has no effect.",
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
