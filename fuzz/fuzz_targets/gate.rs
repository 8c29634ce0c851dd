//! See `tests/fuzz/gate.rs`.

#![no_main]
#![allow(dead_code, reason = "not every fuzzer needs every oracle")]

#[path = "../../tests/fuzz/gate.rs"]
mod judge;
#[path = "../../tests/hostile/oracle.rs"]
mod oracle;

libfuzzer_sys::fuzz_target!(|data: &[u8]| judge::check(data));
