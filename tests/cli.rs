//! The command line of the real program: what it prints where, and how it ends.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/command.rs"]
mod command;
#[path = "support/folder.rs"]
mod folder;

#[path = "cli/every_command.rs"]
mod every_command;
#[path = "cli/evidence.rs"]
mod evidence;
#[path = "cli/export.rs"]
mod export;
#[path = "cli/list.rs"]
mod list;
#[path = "cli/memory.rs"]
mod memory;
#[path = "cli/prompt.rs"]
mod prompt;
#[path = "cli/settings.rs"]
mod settings;
#[path = "cli/shell.rs"]
mod shell;
#[path = "cli/show.rs"]
mod show;
