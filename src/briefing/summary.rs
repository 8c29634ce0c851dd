//! A briefing in one line or two: the words that list, preview, reader and command line share.

use std::fmt;

use crate::briefing::{Briefing, Confidence, Kind, Person, Status, StatusState};
use crate::clean;
use crate::date::FactSpan;
use crate::text::Clean;

impl Kind {
    /// The word for it.
    pub fn word(&self) -> &str {
        match self {
            Self::Company => "company",
            Self::Event => "event",
            Self::Source => "source",
            Self::Note => "note",
            Self::Other(word) => word,
        }
    }

    /// Reports whether this is a kind whose keys are ours. Such are company, event and source.
    pub fn is_ours(&self) -> bool {
        matches!(self, Self::Company | Self::Event | Self::Source)
    }

    /// The word for several.
    pub fn plural(&self) -> Clean {
        match self {
            Self::Company => Clean::line("companies"),
            // The word for a file that could not be read is no noun.
            Self::Other(word) if *word == "unreadable" => word.clone(),
            other => clean!("{}s", other.word()),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.word())
    }
}

impl fmt::Display for StatusState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Proposed => "proposed",
            Self::Active => "active",
            Self::Ended => "ended",
            Self::Unclear => "unclear",
            Self::Other(word) => word,
        })
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Low => "low",
            Self::Moderate => "moderate",
            Self::High => "high",
        })
    }
}

impl fmt::Display for Person {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.about {
            Some(about) => write!(formatter, "{} ({about})", self.name),
            None => formatter.pad(&self.name),
        }
    }
}

impl Status {
    /// `active since 2019-10-09`, dates as written.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use briefing::briefing::Briefing;
    ///
    /// let file = b"---\nstatus:\n  - {program: us-entity-list, state: active, since: 2019-10-09}\n---\n";
    /// let (briefing, _) = Briefing::read(Path::new("hikvision.md"), file);
    /// assert_eq!(briefing.status[0].standing(), "active since 2019-10-09");
    /// ```
    pub fn standing(&self) -> Clean {
        let since = self.since.map(|date| format!(" since {date}")).unwrap_or_default();
        let until = self.until.map(|date| format!(" until {date}")).unwrap_or_default();
        clean!("{}{since}{until}", self.state)
    }

    /// The same with long dates: `active since 9 Oct 2019`.
    pub fn human(&self) -> Clean {
        let since = self.since.map(|date| format!(" since {}", date.human())).unwrap_or_default();
        let until = self.until.map(|date| format!(" until {}", date.human())).unwrap_or_default();
        clean!("{}{since}{until}", self.state)
    }
}

impl Briefing {
    /// `company CN`: the kind and the countries.
    pub fn kind_and_country(&self) -> Clean {
        let countries: Vec<&str> = self.countries.iter().map(Clean::as_str).collect();
        match countries.as_slice() {
            [] => clean!("{}", self.kind),
            [first, second, _, ..] => clean!("{} {first} {second} …", self.kind),
            few => clean!("{} {}", self.kind, few.join(" ")),
        }
    }

    /// The days an event took, or the day a source was published.
    pub fn dates(&self) -> Option<FactSpan> {
        let published = || self.source.as_ref()?.published;
        FactSpan::of(self.start, self.end).or_else(|| published().map(FactSpan::At))
    }

    /// Returns the most useful detail beside the title, in one line.
    /// It is the problem, the status, the dates with the publisher, place or description, or else the tags.
    pub fn detail(&self) -> Clean {
        if let Some(problem) = &self.problem {
            return problem.clone();
        }
        let status: Vec<String> =
            self.status.iter().map(|status| format!("{} {}", status.program, status.human())).collect();
        if !status.is_empty() {
            return clean!("{}", status.join(" · "));
        }
        let publisher = self.source.as_ref().and_then(|record| record.publisher.clone());
        let place = self.city.clone().filter(|_| self.kind == Kind::Event);
        let about = publisher.or(place).or_else(|| self.description.clone());
        match (self.dates(), about) {
            (Some(dates), Some(about)) => clean!("{} · {about}", dates.human()),
            (Some(dates), None) => clean!("{}", dates.human()),
            (None, Some(about)) => about,
            (None, None) => {
                let tags: Vec<String> = self.tags.iter().map(|tag| format!("#{tag}")).collect();
                clean!("{}", tags.join(" "))
            }
        }
    }
}
