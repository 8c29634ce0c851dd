# Run everything that CI runs.
ci:
    sh .ci/run

# Run the tests only.
test:
    cargo test --locked

# Open the sample library.
run *arguments:
    cargo run --release --locked -- {{arguments}}

# Measure speed.
bench *filter:
    cargo bench --locked -- {{filter}}

# Run a fuzzer (needs cargo-fuzz): `just fuzz gate`.
fuzz target seconds="600":
    RUSTC_BOOTSTRAP=1 cargo fuzz run {{target}} --sanitizer none -- -max_total_time={{seconds}} -timeout=25

# Check licences, advisories and duplicate crates (needs cargo-deny).
deny:
    cargo deny check

# Build the content of all packages in target/dist: program, manual pages, completions, sample library.
dist:
    sh packaging/dist.sh

# Build a Debian package in target/debian (needs cargo-deb).
deb: dist
    cargo deb --no-build

# Regenerate the pictures, the demo and the key tables of the documents.
documents:
    cargo run --locked --example documents
