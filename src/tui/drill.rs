//! A panic on request: what the panic hook promises is tested on the real program, of which no input is known that
//! makes it panic.
//!
//! Only builds with debug assertions have it, so never a release. With `BRIEFING_DEBUG_PANIC=main` the loop panics when
//! it hands over that a briefing is to be opened, with `BRIEFING_DEBUG_PANIC=worker` the thread that opens it.

/// Panics if this was asked of this thread.
#[cfg(debug_assertions)]
pub(super) fn panic_if_asked(thread: &str) {
    let asked = std::env::var_os("BRIEFING_DEBUG_PANIC");
    assert!(asked.is_none_or(|asked| asked != thread), "asked to panic: {thread}");
}

/// There is nothing to ask for here.
#[cfg(not(debug_assertions))]
pub(super) fn panic_if_asked(_: &str) {}
