//! Dates among the fields.

use crate::briefing::ProblemKind;
use crate::date::{Day, FactDate};

use super::{BriefingFields, Entry, Fault, NamedEntry, TreeNode, Value, schema};

impl BriefingFields<'_, '_> {
    /// A fact date, exactly as the schema has it; any other value is kept as text.
    pub(super) fn fact_date(&mut self, entry: &Entry<'_>) -> Option<FactDate> {
        self.date_at(entry, &entry.node, &entry.key)
    }

    /// A fact date inside an item of a list; what is wrong is said, and the text kept under the list's key.
    pub(super) fn inner_date(
        &mut self,
        entry: &Entry<'_>,
        item: &TreeNode<'_>,
        key: &str,
    ) -> Option<FactDate> {
        let node = item.get(key).filter(|node| node.value != Value::Null)?;
        self.date_at(entry, node, key)
    }

    fn date_at(&mut self, entry: &Entry<'_>, node: &TreeNode<'_>, key: &str) -> Option<FactDate> {
        let Some(text) = node.text() else {
            let fault = Fault::value(ProblemKind::Date, node, format!("`{key}` is not a date"));
            self.refuse(entry, node, fault);
            return None;
        };
        match FactDate::parse(text.trim()) {
            Ok(date) => Some(date),
            Err(error) => {
                let fault = Fault::value(ProblemKind::Date, node, format!("`{key}`: {error}"));
                self.refuse(entry, node, fault.hint(error.hint()));
                None
            }
        }
    }

    /// A full date and nothing else.
    pub(super) fn day(&mut self, key: &str, entry: &Entry<'_>) -> Option<Day> {
        let Some(text) = entry.node.text() else {
            self.keep(&entry.key, &entry.node);
            return None;
        };
        match Day::parse(text) {
            Ok(day) => Some(day),
            Err(error) => {
                let fault = Fault::value(ProblemKind::Date, &entry.node, format!("`{key}`: {error}"));
                self.refuse(entry, &entry.node, fault.hint(error.hint()));
                None
            }
        }
    }

    /// The last edit: `updated`, else the latest of the keys that other programs use for it. Those that are not
    /// needed stay among the other fields.
    pub(super) fn dates(&mut self, all: &[NamedEntry<'_, '_>]) {
        let find = |key: &str| {
            let is_meant =
                |named: &&NamedEntry<'_, '_>| named.key == key && named.entry.node.value != Value::Null;
            all.iter().find(is_meant).map(|named| named.entry)
        };
        if let Some(entry) = find(schema::UPDATED.name) {
            self.briefing.updated = self.updated(entry);
        }
        let needed = self.briefing.updated.is_none();
        let mut used: Option<(&Entry<'_>, Day)> = None;
        for entry in schema::UPDATED.aliases.iter().filter_map(|key| find(key)) {
            match entry.node.text().and_then(Day::lenient).filter(|_| needed) {
                Some(day) if used.is_none_or(|(_, latest)| latest < day) => {
                    if let Some((earlier, _)) = used.replace((entry, day)) {
                        self.keep(&earlier.key, &earlier.node);
                    }
                }
                _ => self.keep(&entry.key, &entry.node),
            }
        }
        self.briefing.updated = self.briefing.updated.or(used.map(|(_, day)| day));
    }

    /// Reads our own key, which is a full date and nothing else. The meaning of another form is not thrown away.
    fn updated(&mut self, entry: &Entry<'_>) -> Option<Day> {
        let text = entry.node.text().unwrap_or_default();
        match Day::parse(text.trim()) {
            Ok(day) => Some(day),
            Err(error) => {
                let day = Day::lenient(text);
                let hint = day.map_or_else(|| error.hint(), |day| format!("write `{day}`"));
                let fault = Fault::value(ProblemKind::Date, &entry.node, format!("`updated`: {error}"));
                self.refuse(entry, &entry.node, fault.hint(hint));
                day
            }
        }
    }
}
