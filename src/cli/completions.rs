//! `briefing completions`: a script for a shell, which asks the program itself what could follow.

use crate::cli::args::Shell;
use crate::cli::{Desk, Exit, Failure};
use crate::text::Clean;

pub(super) fn run(desk: &mut Desk, shell: Shell) -> Result<Exit, Failure> {
    desk.output.line(&Clean::text(script(shell).trim_end()))?;
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

/// Bash splits words at `:` and `=` as well, and replaces only what stands behind the last of them: so the words are
/// taken from the line, and what stands before is taken off each candidate. An open quote is no part of the word: bash
/// puts the candidate behind it. The bash of macOS is 3.2, which has neither negative indexes nor compopt.
const BASH: &str = r#"# briefing completions for bash: source <(briefing completions bash)
_briefing() {
    local line="${COMP_LINE:0:COMP_POINT}" words last word quote lead value about
    read -ra words <<< "$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    last=$((${#words[@]} - 1))
    word="${words[last]}"
    [[ $word == [\"\']* ]] && quote=yes && word="${word:1}" && words[last]="$word"
    lead="${word%"${word##*[:=]}"}"
    COMPREPLY=()
    while IFS=$'\t' read -r value about; do
        [[ $value == *[:=/] ]] && compopt -o nospace 2>/dev/null
        value="${value#"$lead"}"
        [[ -z $quote && $value == *[[:space:]\"\']* ]] && printf -v value '%q' "$value"
        COMPREPLY+=("$value")
    done < <("${words[0]}" __complete -- "${words[@]}" 2>/dev/null)
}
complete -F _briefing briefing
"#;

/// Zsh would quote the `~` of a path: such candidates are quoted here.
const ZSH: &str = r#"#compdef briefing
# briefing completions for zsh: briefing completions zsh > "${fpath[1]}/_briefing"
_briefing() {
    local line value about
    local -a plain shown open home
    while IFS=$'\t' read -r value about; do
        if [[ $value == '~/'* ]]; then
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

/// Fish gives the word as it is typed, an open quote included.
const FISH: &str = r#"# briefing completions for fish: briefing completions fish > ~/.config/fish/completions/briefing.fish
complete -c briefing -f -a '(briefing __complete -- (commandline -opc) (commandline -ct | string replace -r "^[\"\']" "") 2>/dev/null)'
"#;

/// Empty words do not reach a program from every version of this shell: they are told by a flag.
const POWERSHELL: &str = r#"# briefing completions for PowerShell: briefing completions powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName briefing -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { "$_" })
    $fresh = @()
    if ($wordToComplete -eq '') { $fresh = @('--new-word') }
    & $words[0] __complete @fresh -- @words 2>$null | ForEach-Object {
        $value, $about = $_ -split "`t", 2
        if (-not $about) { $about = $value }
        $shown = $value
        if ($value -match '\s') { $value = "'" + ($value -replace "'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new($value, $shown, 'ParameterValue', $about)
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
