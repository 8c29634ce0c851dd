# Everything that CI runs.
ci:
    sh .ci/run

# The tests alone.
test:
    cargo test --locked

# Open the shipped library.
run *arguments:
    cargo run --release --locked -- {{arguments}}

# Speed, as the budgets in ARCHITECTURE.md ask for it.
bench *filter:
    cargo bench --locked -- {{filter}}

# Try to break what reads other people's bytes (needs cargo-fuzz); `just fuzz gate`.
fuzz target seconds="600":
    RUSTC_BOOTSTRAP=1 cargo fuzz run {{target}} --sanitizer none -- -max_total_time={{seconds}} -timeout=25

# Licences, advisories and doubled crates (needs cargo-deny).
deny:
    cargo deny check

# What packages are made of, in target/dist: program, manual pages, completions, sample library.
dist:
    sh packaging/dist.sh

# A Debian package in target/debian (needs cargo-deb).
deb: dist
    cargo deb --no-build

# Pictures, demo and tables of keys in the documents, from the program itself.
documents:
    cargo run --locked --example documents
