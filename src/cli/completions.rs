//! `briefing completions`: a script for a shell, which asks the program itself for candidates.

use crate::cli::args::Shell;
use crate::cli::{CommandContext, CommandError, Exit};
use crate::text::Clean;

pub(super) fn run(context: &mut CommandContext, shell: Shell) -> Result<Exit, CommandError> {
    context.output.line(&Clean::text(script(shell).trim_end()))?;
    Ok(Exit::Ok)
}

fn script(shell: Shell) -> &'static str {
    match shell {
        Shell::Bash => BASH,
        Shell::Zsh => ZSH,
        Shell::Fish => FISH,
        Shell::Powershell => POWERSHELL,
        Shell::Elvish => ELVISH,
    }
}

/// The script for bash.
/// Bash splits words at `:` and `=` as well, and replaces only what is behind the last of them or behind an open
/// quote: so the program is given the line and that tail, and returns the replacement, quoted. The bash of macOS
/// is 3.2, which has no compopt.
const BASH: &str = r#"# briefing completions for bash: source <(briefing completions bash)
_briefing() {
    local program=briefing line="${COMP_LINE:0:COMP_POINT}" value about
    [[ $1 == */* ]] && program="$1"
    COMPREPLY=()
    while IFS=$'\t' read -r value about; do
        [[ $value == *[:=/] ]] && compopt -o nospace 2>/dev/null
        COMPREPLY+=("$value")
    done < <("$program" __complete --shell=bash --tail="$2" -- "$line" 2>/dev/null)
}
complete -F _briefing briefing
"#;

/// The script for zsh.
/// Zsh quotes what compadd adds, but for a home written `~/`, which would lose its meaning.
const ZSH: &str = r#"#compdef briefing
# briefing completions for zsh: briefing completions zsh > "${fpath[1]}/_briefing"
_briefing() {
    local line value about
    local -a plain shown open home
    while IFS=$'\t' read -r value about; do
        if [[ -z $compstate[quote] && $PREFIX == '~/'* && $value == '~/'* ]]; then
            home+=("~/${(q)value#\~/}")
        elif [[ $value == *[:=/] ]]; then
            open+=("$value")
        else
            plain+=("$value")
            shown+=("$value${about:+  -- $about}")
        fi
    done < <("${words[1]}" __complete -- "${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)
    (( ${#home} )) && compadd -Q -S '' -a home
    (( ${#open} )) && compadd -S '' -a open
    (( ${#plain} )) && compadd -l -d shown -a plain
}
if [ "$funcstack[1]" = "_briefing" ]; then
    _briefing "$@"
else
    compdef _briefing briefing
fi
"#;

/// The script for fish.
/// Fish quotes what it inserts. It gives the word as it is typed, whose quote may be open.
const FISH: &str = r#"# briefing completions for fish: briefing completions fish > ~/.config/fish/completions/briefing.fish
function __briefing_complete
    set -l raw (commandline -ct)
    set -l typed (string unescape -- "$raw"; or string unescape -- "$raw\""; or string unescape -- "$raw'")
    briefing __complete -- (commandline -opc) "$typed" 2>/dev/null
end
complete -c briefing -f -a '(__briefing_complete)'
"#;

/// The script for `PowerShell`.
/// Empty words do not reach a program from every version of this shell: a flag replaces them. A word in quotes is
/// given without them.
const POWERSHELL: &str = r#"# briefing completions for PowerShell: briefing completions powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName briefing -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { "$_" }
    })
    $fresh = @()
    if ($wordToComplete -eq '') { $fresh = @('--new-word') }
    & $words[0] __complete --shell=powershell @fresh -- @words 2>$null | ForEach-Object {
        $value, $about = $_ -split "`t", 2
        if (-not $about) { $about = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $about)
    }
}
"#;

const ELVISH: &str = r#"# briefing completions for elvish: eval (briefing completions elvish | slurp)
use str
set edit:completion:arg-completer[briefing] = {|@words|
    briefing __complete -- $@words 2>/dev/null | from-lines | each {|line|
        var parts = [(str:split &max=2 "\t" $line)]
        var suffix = ' '
        if (or (str:has-suffix $parts[0] ':') (str:has-suffix $parts[0] '=') (str:has-suffix $parts[0] '/')) {
            set suffix = ''
        }
        edit:complex-candidate $parts[0] &code-suffix=$suffix &display=(str:join '  ' $parts)
    }
}
"#;
