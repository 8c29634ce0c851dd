//! `briefing`: a terminal reader for summarised briefings.
//!
//! The modules, in reading order; each uses only modules above it (`tests/architecture.rs`):
//!
//! - [`text`]: cells, not bytes, and the one gate through which other people's text passes.
//! - [`date`]: days, and fact dates as precise as what is known.
//! - [`markdown`]: a text becomes a flat document, and a document becomes lines of cells.
//! - [`briefing`]: one file's front matter as typed fields, its problems, and its ten lines.
//! - [`library`]: all briefings, found by name, with their links both ways.
//! - [`search`]: one query language over a library, fuzzy and by fields.
//! - [`check`]: rules over a library, and what is wrong by them.
//! - [`memory`]: what was read in which version, stars, positions: the reader's own state, never lost.
//! - [`config`]: what the reader and a library set, and where each value comes from.
//! - [`tui`]: the interactive reader.
//! - [`cli`]: the command line.

pub mod briefing;
pub mod check;
pub mod cli;
pub mod config;
pub mod date;
pub mod library;
pub mod markdown;
pub mod memory;
pub mod search;
pub mod text;
pub mod tui;
