//! `briefing pick`: the finder on the terminal, the choice on standard output.
//!
//! Standard output may be a pipe and standard input in use: the finder opens `/dev/tty`, so that
//! `vim "$(briefing pick --path)"` works.

use crate::clean;
use crate::cli::args::Pick;
use crate::cli::{CommandContext, CommandError, Exit, read};
use crate::terminal::Tty;
use crate::tui::run::Quit;

pub(super) fn run(context: &mut CommandContext, pick: &Pick) -> Result<Exit, CommandError> {
    let Ok(tty) = Tty::controlling() else {
        return Err(CommandError::new("no-terminal", clean!("cannot open the finder: not a terminal"))
            .hint(clean!("in scripts, try `briefing list QUERY` or `briefing search QUERY`")));
    };
    let typed = pick.query.join(" ");
    let (path, name) = match read::interact(context, &tty, Some(typed))? {
        Quit::Picked { path, name } => (path, name),
        Quit::Done => return Ok(Exit::NoMatch),
        Quit::Interrupted => return Ok(Exit::Interrupted),
    };
    let chosen = if pick.path { clean!("{}", path.display()) } else { name };
    context.output.line(&chosen)?;
    Ok(Exit::Ok)
}
