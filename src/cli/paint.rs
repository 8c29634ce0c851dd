//! Styles as SGR sequences, which terminals understand.

use ratatui::style::{Color, Modifier, Style};

/// Returns the parameters of a style's SGR sequence.
/// They are empty when there is nothing to set.
pub(super) fn sgr(style: Style) -> String {
    let mut parameters: Vec<String> = Vec::new();
    let modifiers = [
        (Modifier::BOLD, 1),
        (Modifier::ITALIC, 3),
        (Modifier::UNDERLINED, 4),
        (Modifier::REVERSED, 7),
        (Modifier::CROSSED_OUT, 9),
    ];
    for (modifier, code) in modifiers {
        if style.add_modifier.contains(modifier) {
            parameters.push(code.to_string());
        }
    }
    parameters.extend(style.fg.and_then(foreground));
    parameters.join(";")
}

fn foreground(color: Color) -> Option<String> {
    let named = match color {
        Color::Black => 30,
        Color::Red => 31,
        Color::Green => 32,
        Color::Yellow => 33,
        Color::Blue => 34,
        Color::Magenta => 35,
        Color::Cyan => 36,
        Color::Gray => 37,
        Color::Indexed(index) => return Some(format!("38;5;{index}")),
        Color::Rgb(red, green, blue) => return Some(format!("38;2;{red};{green};{blue}")),
        _ => return None,
    };
    Some(named.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_becomes_its_parameters() {
        assert_eq!(sgr(Style::new()), "");
        assert_eq!(sgr(Style::new().fg(Color::Cyan).add_modifier(Modifier::BOLD)), "1;36");
        assert_eq!(sgr(Style::new().fg(Color::Indexed(200))), "38;5;200");
    }
}
