//! Finding briefings.

pub mod query;
