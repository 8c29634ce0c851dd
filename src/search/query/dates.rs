//! The dates of a query apart from the rest of it: a timeline asks them of its entries, not of briefings.

use super::{Filter, Node, Query, Test};
use crate::date::Day;

/// Conditions on dates alone, all of which must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dates(Vec<Node>);

impl Dates {
    /// Returns whether there is no condition.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reports whether something from `first` to `last` fulfils the conditions.
    /// Without `last` it is open.
    pub fn allow(&self, first: Day, last: Option<Day>) -> bool {
        self.0.iter().all(|node| allows(node, first, last))
    }
}

impl Query {
    /// Splits the query into what it asks of briefings and of dates.
    /// Dates are `since:` and `until:`, also excluded or as alternatives to each other. An alternative to
    /// something else, as in `tag:x OR since:2019`, cannot be split and remains a question about briefings.
    ///
    /// # Examples
    ///
    /// ```
    /// use briefing::date::Day;
    /// use briefing::search::query::Query;
    ///
    /// let day = |text| Day::parse(text).unwrap();
    /// let query = Query::parse("type:company since:2019-11 until:2019-11", day("2026-11-29"))?;
    /// let (query, dates) = query.split_dates();
    /// assert_eq!(query.to_string(), "type:company");
    /// assert!(dates.allow(day("2019-11-19"), Some(day("2019-11-22"))));
    /// assert!(!dates.allow(day("2019-10-09"), Some(day("2019-10-09"))));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn split_dates(mut self) -> (Self, Dates) {
        let members = match self.root {
            Node::All(members) => members,
            one => vec![one],
        };
        let (dates, mut others): (Vec<Node>, Vec<Node>) = members.into_iter().partition(is_about_dates);
        self.root = match others.len() {
            1 => others.remove(0),
            _ => Node::All(others),
        };
        (self, Dates(dates))
    }
}

/// Recursion is safe here and below: only the parser makes queries, and it bounds their depth.
fn is_about_dates(node: &Node) -> bool {
    match node {
        Node::All(members) | Node::Any(members) => members.iter().all(is_about_dates),
        Node::Not(inner) => is_about_dates(inner),
        Node::Filter(Filter { test, .. }) => matches!(test, Test::During(_)),
        Node::Word(_) | Node::Phrase(_) | Node::Begun(_) => false,
    }
}

fn allows(node: &Node, first: Day, last: Option<Day>) -> bool {
    match node {
        Node::All(members) => members.iter().all(|member| allows(member, first, last)),
        Node::Any(members) => members.iter().any(|member| allows(member, first, last)),
        Node::Not(inner) => !allows(inner, first, last),
        Node::Filter(Filter { test: Test::During(period), .. }) => period.overlaps(first, last),
        Node::Filter(_) | Node::Word(_) | Node::Phrase(_) | Node::Begun(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn split(line: &str) -> (String, Dates) {
        let (rest, dates) = Query::parse(line, day("2026-03-31")).unwrap().split_dates();
        (rest.to_string(), dates)
    }

    #[test]
    fn dates_are_split_from_what_is_asked_of_briefings() {
        for (line, rest) in [
            ("since:2019-10 until:2019-10", ""),
            ("type:company since:2019", "type:company"),
            ("nice tag:x until:2020 -since:2021", "nice tag:x"),
            ("since:2019..2019 OR since:2021..2021 fair", "fair"),
            ("fair (since:2019 until:2020) OR since:2022", "fair"),
            ("tag:x OR since:2019", "tag:x OR since:2019"),
            ("updated:7d since:2019", "updated:7d"),
            ("fair", "fair"),
        ] {
            assert_eq!(split(line).0, rest, "{line}");
        }
        assert!(split("fair updated:7d").1.is_empty());
    }

    #[test]
    fn entries_are_allowed_by_overlap() {
        let allows = |line: &str, from: &str, to: Option<&str>| split(line).1.allow(day(from), to.map(day));
        assert!(allows("since:2019-10 until:2019-10", "2019-01-01", Some("2019-12-31")));
        assert!(!allows("since:2019-10 until:2019-10", "2019-11-01", Some("2019-11-01")));
        assert!(allows("since:2019-10", "2018-01-01", None), "an open end may lie there");
        assert!(!allows("-since:2020", "2020-03-01", Some("2020-03-01")));
        assert!(allows("since:2019..2019 OR since:2021..2021", "2021-05-05", Some("2021-05-05")));
        assert!(!allows("since:2019..2019 OR since:2021..2021", "2020-05-05", Some("2020-05-05")));
        assert!(allows("since:7d", "2026-03-30", Some("2026-03-30")));
        assert!(!allows("fair since:7d", "2026-03-20", Some("2026-03-20")));
    }
}
