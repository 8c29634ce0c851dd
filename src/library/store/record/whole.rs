//! A whole [`Briefing`] from a record.

use crate::briefing::{Briefing, BriefingId, Link, Person, SourceRecord, State, Status};
use crate::text::Clean;

use super::{LinkRecord, Record, RecordBack, StatusRecord, flags};

impl Record<'_> {
    /// The whole briefing.
    pub fn briefing(&self) -> Briefing {
        let back = self.back();
        Briefing {
            path: self.path(),
            id: BriefingId(Clean::line(self.id)),
            kind: self.kind(),
            title: Clean::line(self.title),
            description: self.description().map(Clean::line),
            updated: self.updated,
            start: self.start,
            end: self.end,
            as_of: self.as_of,
            aliases: self.aliases().map(Clean::line).collect(),
            countries: back.countries.clone().map(Clean::line).collect(),
            city: back.city.map(Clean::line),
            status: self.status().map(|status| status.whole()).collect(),
            links: self.links().map(|link| link.whole()).collect(),
            people: self
                .people()
                .map(|(name, about)| Person { name: Clean::line(name), about: about.map(Clean::line) })
                .collect(),
            tags: self.tags().map(Clean::line).collect(),
            confidence: self.confidence(),
            caveats: back.caveats().map(Clean::line).collect(),
            draft: self.is_draft(),
            source: self.has(flags::SOURCE).then(|| Box::new(self.source(&back))),
            extra: back.extra().map(|(key, value)| (Clean::line(key), Clean::line(value))).collect(),
            problem: back.problem.map(Clean::line),
        }
    }

    fn source(&self, back: &RecordBack<'_>) -> SourceRecord {
        SourceRecord {
            publisher: back.publisher.map(Clean::line),
            author: back.author.map(Clean::line),
            published: self.published,
            retrieved: self.retrieved,
            url: back.url.map(Clean::line),
            origin: back.origin.map(Clean::line),
        }
    }
}

impl LinkRecord<'_> {
    /// The whole link.
    pub fn whole(&self) -> Link {
        Link {
            to: Clean::line(self.to),
            role: Clean::line(self.role),
            note: self.note.map(Clean::line),
            sources: self.sources.clone().map(Clean::line).collect(),
        }
    }
}

impl StatusRecord<'_> {
    /// The state of the matter.
    pub fn state(&self) -> State {
        match self.state {
            0 => State::Proposed,
            1 => State::Active,
            2 => State::Ended,
            3 => State::Unclear,
            _ => State::Other(Clean::line(self.state_word)),
        }
    }

    /// The whole entry.
    pub fn whole(&self) -> Status {
        Status {
            program: Clean::line(self.program),
            state: self.state(),
            since: self.since,
            until: self.until,
            note: self.note.map(Clean::line),
            sources: self.sources.clone().map(Clean::line).collect(),
        }
    }
}
