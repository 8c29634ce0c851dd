//! `briefing`: a terminal reader for summarised briefings.
//!
//! The modules, in reading order; each uses only what stands above it (`tests/architecture.rs`):
//!
//! - [`text`]: cells, not bytes, and the one gate through which other people's text passes.
//! - [`markdown`]: a document's text as flat blocks, and lines of cells made from them, block by block.

pub mod markdown;
pub mod text;
