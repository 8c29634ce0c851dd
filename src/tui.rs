//! The interactive reader: an app that receives actions, a picture of it, and a loop that draws.

pub mod app;
pub mod effect;
pub mod event;
mod event_loop;
pub mod input;
pub mod run;
pub mod screen;
pub mod system;
pub mod update;
pub mod view;
