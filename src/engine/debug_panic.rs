//! A panic on request, to test the panic hook.
//! The test runs the real program, of which no input is known that makes it panic.
//!
//! Only builds with debug assertions have it, so never a release. With `BRIEFING_DEBUG_PANIC=main` the loop panics
//! when it hands over the opening of a briefing, with `BRIEFING_DEBUG_PANIC=worker` the thread that opens it does.

/// Panics if the environment requests it for this thread.
#[cfg(debug_assertions)]
pub(crate) fn debug_panic_point(thread: &str) {
    let asked = std::env::var_os("BRIEFING_DEBUG_PANIC");
    assert!(asked.is_none_or(|asked| asked != thread), "asked to panic: {thread}");
}

/// Does nothing: release builds do not panic on request.
#[cfg(not(debug_assertions))]
pub(crate) fn debug_panic_point(_: &str) {}
