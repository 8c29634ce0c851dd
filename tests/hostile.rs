//! Other people's text, at its worst: whatever is in a file, in its name or on the command line, what is written
//! to a terminal holds no sequence but our own, and what was hidden is seen.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/command.rs"]
mod command;
#[path = "support/folder.rs"]
mod folder;
#[path = "hostile/oracle.rs"]
mod oracle;
#[path = "support/pathological.rs"]
mod pathological;
#[path = "hostile/payload.rs"]
mod payload;
#[path = "support/test_app.rs"]
mod test_app;

#[path = "hostile/commands.rs"]
mod commands;
#[path = "hostile/hazards.rs"]
mod hazards;
#[path = "hostile/outputs.rs"]
mod outputs;
#[path = "hostile/screens.rs"]
mod screens;
