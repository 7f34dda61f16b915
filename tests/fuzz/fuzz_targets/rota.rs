#![no_main]
#![allow(dead_code, reason = "each target takes one of the entries")]

#[path = "../entries.rs"]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::rota(bytes));
