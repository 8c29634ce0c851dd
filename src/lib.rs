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
//! - [`engine`]: a session over a library, and answers to requests, for every front end.
//! - [`theme`], [`keymap`], [`terminal`]: styles of roles, the table of keys, the terminal itself.
//! - [`tui`]: the interactive reader.
//! - [`cli`]: the command line.
//!
//! # Examples
//!
//! Find the Chinese companies at a fair in the embedded sample, and count what rests on one article:
//!
//! ```
//! use briefing::date::Day;
//! use briefing::library::{embedded, gather_evidence};
//! use briefing::search::query::Query;
//! use briefing::search::{Index, QueryContext, find};
//!
//! let library = embedded().library;
//! let index = Index::new(&library);
//! let query = Query::parse("type:company country:CN at:milipol-paris-2019", Day::parse("2026-11-29")?)?;
//! let hits = find(&library, &index, &query, &QueryContext::default()).unwrap();
//! let ids: Vec<&str> = hits.iter().map(|hit| library.record(hit.ix).id()).collect();
//! assert!(ids.contains(&"hytera"));
//!
//! let evidence = gather_evidence(&library).evidence;
//! let article = library.source("afp-1911").unwrap();
//! assert!(evidence.dependents_of(article).len() > ids.len());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! For a folder of your own, start with [`library::load()`].

pub mod briefing;
pub mod check;
pub mod cli;
pub mod config;
pub mod date;
pub mod engine;
pub mod keymap;
pub mod library;
pub mod markdown;
pub mod memory;
pub mod search;
pub mod terminal;
pub mod text;
pub mod theme;
pub mod tui;
