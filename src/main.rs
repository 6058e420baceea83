//! The command line program; all it does is in the library.

// A run makes and drops millions of small strings: this allocator takes a sixth off its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    deskproof::cli::run()
}
