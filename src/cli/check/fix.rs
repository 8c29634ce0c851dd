//! `briefing check --fix`: adds what needs no decision, or shows the additions.

use crate::briefing::changes::unified;
use crate::check::{self, Fix};
use crate::clean;
use crate::cli::new::write::replaced_file;
use crate::cli::{CommandContext, CommandError};
use crate::library::{self, Ix, Library, Origin};
use crate::text::{Clean, count_of};

/// Fixes these briefings of a library. With `dry_run` the changes are printed as a unified diff instead.
/// A file that cannot be fixed is named and left as it is.
pub(super) fn run(
    context: &mut CommandContext,
    library: &Library,
    selected: &[Ix],
    dry_run: bool,
) -> Result<(), CommandError> {
    if *library.origin() == Origin::Embedded {
        let what = clean!("cannot write to the sample: it is built into the program");
        return Err(CommandError::new("no-library", what).hint(clean!("try -L DIR")));
    }
    if !dry_run {
        CommandContext::ensure_writing_is_allowed()?;
    }
    let fixes = library::each_text(library, selected, |ix, bytes| {
        let bytes = bytes.map_err(|error| clean!("{error}"))?;
        let fix = check::fix(library, ix, &bytes)?;
        Ok::<_, Clean>(fix.map(|fix| (bytes, fix)))
    });
    let (mut added, mut files) = (0, 0);
    for (ix, fix) in selected.iter().zip(fixes) {
        let path = library.record(*ix).path();
        let fixed = fix.and_then(|fix: Option<(Vec<u8>, Fix)>| {
            let Some((before, fix)) = fix else { return Ok(None) };
            if !dry_run {
                replaced_file(&path, &before, fix.text.as_bytes()).map_err(|error| clean!("{error}"))?;
            }
            Ok(Some((before, fix)))
        });
        match fixed {
            Ok(None) => {}
            Ok(Some((before, fix))) => {
                added += fix.added;
                files += 1;
                if dry_run {
                    print_difference(context, &clean!("{}", path.display()), &before, &fix)?;
                }
            }
            Err(error) => context.output.complain(&clean!("cannot fix {}: {error}", path.display())),
        }
    }
    let verb = if dry_run { "would be added" } else { "added" };
    let (added, files) = (count_of(added, "definition"), count_of(files, "file"));
    context.output.note(&clean!("{added} {verb} in {files}"));
    Ok(())
}

fn print_difference(
    context: &mut CommandContext,
    path: &Clean,
    before: &[u8],
    fix: &Fix,
) -> Result<(), CommandError> {
    let before = String::from_utf8_lossy(before);
    for line in unified(&before, &fix.text, path).lines() {
        context.output.line(&Clean::line(line))?;
    }
    Ok(())
}
