//! Run, exit code: nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(briefing::cli::run().code())
}
