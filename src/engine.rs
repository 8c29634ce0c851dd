//! The layer between the core and the front ends: what they show and ask, without a terminal and without arguments.

pub mod report;
