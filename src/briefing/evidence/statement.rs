//! A statement: its words, its kind and its place.

use std::fmt;

use crate::clean;
use crate::date::FactSpan;
use crate::markdown;
use crate::text::Clean;

/// One thing that is said: an item of the key facts, a line of the timeline, or sentences that end in markers.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The kind of statement.
    pub kind: StatementKind,
    /// Its words, without lead-in, date and markers.
    pub text: Clean,
    /// The date of the statement, for dated lines of the timeline.
    pub when: Option<FactSpan>,
    /// The section it is in.
    pub section: StatementSection,
    /// The citations, as places in [`TextEvidence::cited`](super::TextEvidence::cited).
    pub(super) citations: Box<[u32]>,
    /// The block of the document at which it begins.
    pub block: u32,
    /// The line of the file at which it begins, from 1.
    pub line: u32,
}

/// The kind of a statement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum StatementKind {
    /// Reported as fact.
    #[default]
    Fact,
    /// A claim of a person or an organisation.
    Claim(Option<Clean>),
    /// A figure that a person or an organisation estimated.
    Estimate(Option<Clean>),
    /// The sources do not agree.
    Conflict,
    /// The writer's own conclusion.
    Assessment,
}

/// The section of a briefing that a statement is in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum StatementSection {
    /// The answer first.
    BottomLine,
    /// One statement an item.
    KeyFacts,
    /// Dated lines.
    Timeline,
    /// Any other, by its title; empty before the first heading.
    Other(Clean),
}

/// The colons that end a lead-in or a date. That of Chinese and Japanese is among them.
pub(super) const COLONS: [char; 2] = [':', '：'];

impl Statement {
    /// Its words with what they are: the date, and the lead-in where it is not plain fact.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::briefing::{TextEvidence, body};
    /// use briefing::markdown;
    ///
    /// let text = "## Timeline\n\n- 2019-10-08: **Claim (Dahua):** it follows the rules.[^a]\n\n[^a]: A\n";
    /// let body = body(text.as_bytes());
    /// let evidence = TextEvidence::new(&markdown::parse(&body.text), &body);
    /// let statement = &evidence.statements[0];
    /// assert_eq!(statement.text, "it follows the rules.");
    /// assert_eq!(statement.in_full(), "2019-10-08: Claim (Dahua): it follows the rules.");
    /// ```
    pub fn in_full(&self) -> Clean {
        let when = self.when.map(|when| format!("{when}: ")).unwrap_or_default();
        let kind = match &self.kind {
            StatementKind::Fact => String::new(),
            kind => {
                let (first, rest) = kind.word().split_at(1);
                let who = kind.who().map(|who| format!(" ({who})")).unwrap_or_default();
                format!("{}{rest}{who}: ", first.to_uppercase())
            }
        };
        clean!("{when}{kind}{}", self.text)
    }
}

impl StatementKind {
    /// Reads a lead-in such as `Claim (who):`; nothing for one without a meaning.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::briefing::StatementKind;
    /// use briefing::clean;
    ///
    /// let claim = StatementKind::of_lead_in("Claim (Dahua):").unwrap();
    /// assert_eq!(claim, StatementKind::Claim(Some(clean!("Dahua"))));
    /// assert_eq!(claim.to_string(), "claim (Dahua)");
    /// assert_eq!(StatementKind::of_lead_in("conflict"), Some(StatementKind::Conflict));
    /// assert_eq!(StatementKind::of_lead_in("Note:"), None);
    /// ```
    pub fn of_lead_in(lead_in: &str) -> Option<Self> {
        let lead_in = lead_in.trim().trim_end_matches(COLONS).trim_end();
        let (word, who) = match lead_in.split_once(['(', '（']) {
            Some((word, who)) => (word.trim_end(), who.strip_suffix([')', '）']).unwrap_or(who).trim()),
            None => (lead_in, ""),
        };
        let who = (!who.is_empty()).then(|| Clean::line(who));
        match word.to_ascii_lowercase().as_str() {
            "claim" => Some(Self::Claim(who)),
            "estimate" => Some(Self::Estimate(who)),
            "conflict" => Some(Self::Conflict),
            "assessment" => Some(Self::Assessment),
            _ => None,
        }
    }

    /// The word for it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Claim(_) => "claim",
            Self::Estimate(_) => "estimate",
            Self::Conflict => "conflict",
            Self::Assessment => "assessment",
        }
    }

    /// Returns who made the claim or estimate, where the text names them.
    pub fn who(&self) -> Option<&Clean> {
        match self {
            Self::Claim(who) | Self::Estimate(who) => who.as_ref(),
            _ => None,
        }
    }
}

impl fmt::Display for StatementKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.who() {
            Some(who) => write!(formatter, "{} ({who})", self.word()),
            None => formatter.pad(self.word()),
        }
    }
}

impl fmt::Display for StatementSection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::BottomLine => "Bottom line",
            Self::KeyFacts => "Key facts",
            Self::Timeline => "Timeline",
            Self::Other(title) => title,
        })
    }
}

/// Joins a lead-in with the brackets behind it.
/// The lead-in only names the kind and the brackets name who: `**Claim** (who): …`.
pub(super) fn with_who(lead_in: Option<Clean>, text: Clean) -> (Option<Clean>, Clean) {
    let who = text.strip_prefix(['(', '（']).and_then(|rest| {
        let close = closing_bracket(rest)?;
        let mut behind = rest[close..].chars();
        behind.next();
        Some((&rest[..close], behind.as_str()))
    });
    match (&lead_in, who) {
        (Some(kind), Some((who, rest)))
            if rest.trim_start().starts_with(COLONS) && StatementKind::of_lead_in(kind).is_some() =>
        {
            (Some(clean!("{kind} ({who})")), Clean::line(rest))
        }
        _ => (lead_in, text),
    }
}

/// Returns the place of the bracket that closes an earlier one.
fn closing_bracket(text: &str) -> Option<usize> {
    let mut open = 1_usize;
    let mut brackets = text.match_indices(['(', '（', ')', '）']);
    brackets.find_map(|(at, bracket)| {
        open = if matches!(bracket, "(" | "（") { open + 1 } else { open - 1 };
        (open == 0).then_some(at)
    })
}

/// Returns the date that a line of a timeline begins with.
/// The date may be strong or not; the words behind it are returned with it.
pub(super) fn dated(words: &markdown::StatementText) -> Option<(FactSpan, Clean)> {
    if let Some(lead_in) = &words.lead_in
        && let Ok(when) = FactSpan::parse(lead_in.trim_end_matches(COLONS).trim())
    {
        return Some((when, words.text.clone()));
    }
    let (date, text) = words.text.split_once(COLONS).filter(|_| words.lead_in.is_none())?;
    Some((FactSpan::parse(date.trim()).ok()?, Clean::line(text)))
}
