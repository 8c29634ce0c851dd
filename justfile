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

# Licences, advisories and doubled crates (needs cargo-deny).
deny:
    cargo deny check
