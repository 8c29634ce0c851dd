//! The budgets of reading.
fn main() {
    divan::main();
}
