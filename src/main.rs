//! The command line program; all it does is in the library.

fn main() -> std::process::ExitCode {
    deskproof::cli::run()
}
