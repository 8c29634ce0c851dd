//! `briefing`: a terminal reader for summarised briefings.
//!
//! The modules, in reading order; each uses only what stands above it (`tests/architecture.rs`):
//!
//! - [`text`]: cells, not bytes, and the one gate through which other people's text passes.
//! - [`date`]: days, and fact dates as precise as what is known.
//! - [`briefing`]: one file's front matter as typed fields, and its problems.
//! - [`library`]: all briefings, found by name, with their links both ways.
//! - [`search`]: a query becomes hits.

pub mod briefing;
pub mod date;
pub mod library;
pub mod search;
pub mod text;
