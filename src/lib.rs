//! `briefing`: a terminal reader for summarised briefings.
//!
//! The modules, in reading order; each uses only what stands above it (`tests/architecture.rs`):
//!
//! - [`text`]: cells, not bytes, and the one gate through which other people's text passes.
//! - [`date`]: days, and fact dates as precise as what is known.

pub mod date;
pub mod text;
