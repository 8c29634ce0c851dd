#!/bin/sh
# Builds the content of all packages in target/dist: the program, its manual pages, completions for five shells and the
# sample library, as a folder and as a tar.gz. `TARGET` selects another target; this machine must be able to run it.
set -eu
cd "$(dirname "$0")/.."

target=${TARGET:-$(rustc -vV | sed -n 's/^host: //p')}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
name=briefing-$version-$target

cargo build --release --locked ${TARGET:+--target "$TARGET"}
built=target/${TARGET:+$TARGET/}release/briefing
case $target in *windows*) built=$built.exe ;; esac

rm -rf target/dist
mkdir -p target/dist/completions "target/dist/$name"
"$built" man target/dist/man > target/dist/pages
"$built" completions bash > target/dist/completions/briefing.bash
"$built" completions zsh > target/dist/completions/_briefing
"$built" completions fish > target/dist/completions/briefing.fish
"$built" completions elvish > target/dist/completions/briefing.elv
"$built" completions powershell > target/dist/completions/briefing.ps1
rm target/dist/pages

cp -R "$built" README.md CHANGELOG.md LICENSE-APACHE LICENSE-MIT docs briefings target/dist/man target/dist/completions \
    "target/dist/$name/"
tar -czf "target/dist/$name.tar.gz" -C target/dist "$name"
echo "target/dist/$name.tar.gz"
