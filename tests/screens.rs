//! Whole screens, driven by keys: what a reader sees and what the program asks of the world.
//!
//! The pictures in `screens/snapshots` were read and approved; `INSTA_UPDATE=always cargo test --test screens` writes
//! them anew, and the change is then read in the diff.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/folder.rs"]
mod folder;
#[path = "support/test_app.rs"]
mod test_app;

#[path = "screens/anywhere.rs"]
mod anywhere;
#[path = "screens/bytes.rs"]
mod bytes;
#[path = "screens/completing.rs"]
mod completing;
#[path = "screens/evidence.rs"]
mod evidence;
#[path = "screens/facets.rs"]
mod facets;
#[path = "screens/find.rs"]
mod find;
#[path = "screens/finder.rs"]
mod finder;
#[path = "screens/follow.rs"]
mod follow;
#[path = "screens/layers.rs"]
mod layers;
#[path = "screens/library.rs"]
mod library;
#[path = "screens/memory.rs"]
mod memory;
#[path = "screens/mouse.rs"]
mod mouse;
#[path = "screens/pictures.rs"]
mod pictures;
#[path = "screens/problems.rs"]
mod problems;
#[path = "screens/reader.rs"]
mod reader;
#[path = "screens/reading.rs"]
mod reading;
#[path = "screens/settings.rs"]
mod settings;
