//! The binary: everything is in the library, see [`beslut::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    beslut::cli::main()
}
