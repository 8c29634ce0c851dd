//! The layer between the core and the front ends.
//!
//! A front end has a [`Session`](session::Session), asks it by a [`Request`](request::Request) through a
//! [`runner`], and gets a [`Response`](response::Response). Nothing here knows a terminal or arguments.

pub mod answer;
pub mod clock;
pub(crate) mod debug_panic;
pub mod job;
pub mod memory;
pub mod report;
pub mod request;
pub mod response;
pub mod runner;
pub mod session;
pub mod text;
