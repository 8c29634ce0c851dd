//! The rows of the schema, one for each key.

use crate::briefing::is_language_tag;

use super::{Accessor, KindSet, QueryField, SchemaKey, Slot, TextForm, TextLimit};

/// A row without anything, to be filled in.
pub(super) const KEY: SchemaKey = SchemaKey {
    name: "",
    aliases: &[],
    used_in: KindSet::ALL,
    required: KindSet::NONE,
    slot: Slot::Draft,
    limit: None,
    form: None,
    field: None,
    is_searched: false,
    is_column: false,
    is_listed: false,
    compared: None,
    example: None,
    about: "",
    row: 0,
};

const fn field(name: &'static str, about: &'static str) -> Option<QueryField> {
    Some(QueryField { name, about, finds_parts: false })
}

/// The rows, in the order of the documentation and of JSON.
pub(super) const ROWS: &[SchemaKey] = &[
    SchemaKey {
        name: "type",
        aliases: &["kind"],
        slot: Slot::Kind,
        field: field("type", "the type of briefing: company, event, source, …"),
        is_column: true,
        compared: Some(0),
        about: "`company`, `event`, `source`, or a word of your own; `note` if missing",
        ..KEY
    },
    SchemaKey {
        name: "title",
        required: KindSet::OURS,
        slot: Slot::Line(Accessor {
            get: |briefing| Some(&briefing.title),
            set: |briefing, text| briefing.title = text.unwrap_or_default(),
        }),
        field: field("title", "a word of the title"),
        is_column: true,
        about: "the displayed name",
        ..KEY
    },
    SchemaKey {
        name: "description",
        aliases: &["summary"],
        used_in: KindSet::SUBJECTS,
        required: KindSet::SUBJECTS,
        slot: Slot::Line(Accessor {
            get: |briefing| briefing.description.as_ref(),
            set: |briefing, text| briefing.description = text,
        }),
        limit: Some(TextLimit { characters: 160, result: "lists omit the rest" }),
        field: field("description", "a word of the description"),
        is_searched: true,
        is_column: true,
        about: "a one-line summary of at most 160 characters",
        ..KEY
    },
    SchemaKey {
        name: "updated",
        aliases: &["date", "lastmod", "modified"],
        required: KindSet::OURS,
        slot: Slot::Day(Accessor {
            get: |briefing| briefing.updated,
            set: |briefing, day| briefing.updated = day,
        }),
        field: field("updated", "the date under `updated`, also typed as date:"),
        is_column: true,
        compared: Some(6),
        example: Some("2026-01-31"),
        about: "the day of the last edit: `2026-11-21`",
        ..KEY
    },
    SchemaKey {
        name: "start",
        used_in: KindSet::EVENT,
        required: KindSet::EVENT,
        slot: Slot::Date(Accessor {
            get: |briefing| briefing.start,
            set: |briefing, date| briefing.start = date,
        }),
        field: field("start", "the first day of an event"),
        compared: Some(3),
        example: Some("\"2019-11-19\""),
        about: "[fact date](#dates): the first day; for a measure (an act of an authority, such as a listing), the \
                day it was announced",
        ..KEY
    },
    SchemaKey {
        name: "end",
        used_in: KindSet::EVENT,
        slot: Slot::Date(Accessor {
            get: |briefing| briefing.end,
            set: |briefing, date| briefing.end = date,
        }),
        field: field("end", "the last day of an event"),
        about: "fact date: the last day; for a measure, the day it takes effect",
        ..KEY
    },
    SchemaKey {
        name: "as_of",
        used_in: KindSet::SUBJECTS,
        slot: Slot::Date(Accessor {
            get: |briefing| briefing.as_of,
            set: |briefing, date| briefing.as_of = date,
        }),
        field: field("as_of", "the date to which a briefing is current"),
        is_column: true,
        compared: Some(4),
        about: "fact date up to which the information goes; if missing, the latest `published` date of the sources \
                cited in `status`, `links` and the text (if a file is larger than 1 MB, only its first MB counts)",
        ..KEY
    },
    SchemaKey {
        name: "aliases",
        slot: Slot::Lines(Accessor {
            get: |briefing| &briefing.aliases,
            set: |briefing, texts| briefing.aliases = texts,
        }),
        field: field("alias", "a word of another name"),
        about: "other names and spellings",
        ..KEY
    },
    SchemaKey {
        name: "country",
        slot: Slot::Words(Accessor {
            get: |briefing| &briefing.countries,
            set: |briefing, texts| briefing.countries = texts,
        }),
        form: Some(TextForm {
            fits: |text| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()),
            name: "country code",
            hint: "a two-letter code of ISO 3166-1, such as FR",
        }),
        field: field("country", "a country code: CN, FR, …"),
        is_column: true,
        compared: Some(1),
        about: "a two-letter country code or a list of codes",
        ..KEY
    },
    SchemaKey {
        name: "language",
        aliases: &["lang"],
        slot: Slot::Words(Accessor {
            get: |briefing| &briefing.languages,
            set: |briefing, texts| briefing.languages = texts,
        }),
        form: Some(TextForm {
            fits: is_language_tag,
            name: "language tag",
            hint: "a tag of BCP 47, such as fr or zh-Hant",
        }),
        field: field("language", "a language of the text: fr, zh-Hant, …"),
        is_listed: true,
        about: "the language of the text, or a list: tags of BCP 47, such as `fr` or `zh-Hant`",
        ..KEY
    },
    SchemaKey {
        name: "city",
        slot: Slot::Word(Accessor {
            get: |briefing| briefing.city.as_ref(),
            set: |briefing, text| briefing.city = text,
        }),
        field: field("city", "the city of an event"),
        is_searched: true,
        compared: Some(2),
        about: "a city, if a source names it",
        ..KEY
    },
    SchemaKey {
        name: "status",
        used_in: KindSet::COMPANY,
        slot: Slot::Status,
        field: field("status", "a program, or its state: proposed, active, …"),
        is_searched: true,
        is_column: true,
        about: "a list of `{program, state, since, until, note, sources}`; the program is a measure or list, such as \
                `us-entity-list`, and the state is `proposed`, `active`, `ended` or `unclear`. In other types, a word \
                or a list of words",
        ..KEY
    },
    SchemaKey {
        name: "links",
        used_in: KindSet::SUBJECTS,
        slot: Slot::Links,
        is_searched: true,
        about: "a list of `{to, role, note, sources}`",
        ..KEY
    },
    SchemaKey {
        name: "people",
        used_in: KindSet::SUBJECTS,
        slot: Slot::People,
        field: field("person", "a person named in the front matter"),
        is_searched: true,
        about: "a list of `Name (organisation, function)`",
        ..KEY
    },
    SchemaKey {
        name: "tags",
        slot: Slot::Words(Accessor {
            get: |briefing| &briefing.tags,
            set: |briefing, texts| briefing.tags = texts,
        }),
        field: field("tag", "a tag, such as drones"),
        is_searched: true,
        is_column: true,
        about: "lower-case letters, digits, `-` and `/`",
        ..KEY
    },
    SchemaKey {
        name: "confidence",
        used_in: KindSet::SUBJECTS,
        slot: Slot::Confidence,
        field: field("confidence", "the rating of its sources: low, moderate, high"),
        compared: Some(5),
        about: "`low`, `moderate` or `high`: the quality of the sources, not the likelihood of the facts (see \
                [Sources](#sources))",
        ..KEY
    },
    SchemaKey {
        name: "caveats",
        used_in: KindSet::SUBJECTS,
        slot: Slot::Lines(Accessor {
            get: |briefing| &briefing.caveats,
            set: |briefing, texts| briefing.caveats = texts,
        }),
        limit: Some(TextLimit { characters: 100, result: "the summary omits the rest" }),
        field: field("caveat", "a word of a caveat"),
        is_searched: true,
        about: "a list, at most 100 characters each; `show --brief` prints the first",
        ..KEY
    },
    SchemaKey {
        name: "draft",
        slot: Slot::Draft,
        about: "`true` hides the briefing except from `is:draft`",
        ..KEY
    },
    SchemaKey {
        name: "publisher",
        used_in: KindSet::SOURCE,
        required: KindSet::SOURCE,
        slot: Slot::Word(Accessor {
            get: |briefing| briefing.source.as_ref()?.publisher.as_ref(),
            set: |briefing, text| briefing.source.get_or_insert_default().publisher = text,
        }),
        field: field("publisher", "the publisher of a source"),
        is_searched: true,
        about: "the publisher",
        ..KEY
    },
    SchemaKey {
        name: "author",
        aliases: &["authors"],
        used_in: KindSet::SOURCE,
        slot: Slot::Word(Accessor {
            get: |briefing| briefing.source.as_ref()?.author.as_ref(),
            set: |briefing, text| briefing.source.get_or_insert_default().author = text,
        }),
        field: field("author", "the author of a source"),
        is_searched: true,
        about: "the author",
        ..KEY
    },
    SchemaKey {
        name: "published",
        used_in: KindSet::SOURCE,
        required: KindSet::SOURCE,
        slot: Slot::Date(Accessor {
            get: |briefing| briefing.source.as_ref()?.published,
            set: |briefing, date| briefing.source.get_or_insert_default().published = date,
        }),
        field: field("published", "the date when a source was published"),
        example: Some("\"2019-11-24\""),
        about: "fact date: the day it was published",
        ..KEY
    },
    SchemaKey {
        name: "retrieved",
        used_in: KindSet::SOURCE,
        slot: Slot::Day(Accessor {
            get: |briefing| briefing.source.as_ref()?.retrieved,
            set: |briefing, day| briefing.source.get_or_insert_default().retrieved = day,
        }),
        field: field("retrieved", "the date when a source was last fetched"),
        about: "the day it was last fetched",
        ..KEY
    },
    SchemaKey {
        name: "url",
        used_in: KindSet::SOURCE,
        slot: Slot::Line(Accessor {
            get: |briefing| briefing.source.as_ref()?.url.as_ref(),
            set: |briefing, text| briefing.source.get_or_insert_default().url = text,
        }),
        field: Some(QueryField { name: "url", about: "the address of a source", finds_parts: true }),
        is_searched: true,
        about: "its address",
        ..KEY
    },
    SchemaKey {
        name: "origin",
        used_in: KindSet::SOURCE,
        slot: Slot::Word(Accessor {
            get: |briefing| briefing.source.as_ref()?.origin.as_ref(),
            set: |briefing, text| briefing.source.get_or_insert_default().origin = text,
        }),
        field: field("origin", "the origin of a source that it cites, such as AFP"),
        is_searched: true,
        about: "where the information came from first, if not from the publisher",
        ..KEY
    },
];
