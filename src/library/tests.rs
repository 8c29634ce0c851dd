//! Libraries written in the test.
