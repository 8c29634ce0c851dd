//! Payloads, and briefings with one in every place.

use crate::folder::Folder;

/// A text that does harm where it is not cleaned.
#[derive(Clone, Copy, Debug)]
pub struct Payload {
    /// A name for files.
    pub name: &'static str,
    /// The text.
    pub raw: &'static str,
    /// What is seen of it.
    pub marker: &'static str,
}

const fn payload(name: &'static str, raw: &'static str, marker: &'static str) -> Payload {
    Payload { name, raw, marker }
}

/// All of them. Each begins with its harmful character, so that no place gives it another meaning.
pub const PAYLOADS: &[Payload] = &[
    payload("colour", "\x1b[31mred", "␛[31mred"),
    payload("clear", "\x1b[2J", "␛[2J"),
    payload("title", "\x1b]0;pwned\x07", "␛]0;pwned␇"),
    payload("clipboard", "\x1b]52;c;cm0gLXJm\x07", "␛]52;c;cm0gLXJm␇"),
    payload("answer", "\x1b[6n\x1b[c", "␛[6n␛[c"),
    payload("c1", "\u{9b}31mred", "‹9B›31mred"),
    payload("bell", "\x07\x08", "␇␈"),
    payload("delete", "\x7f", "␡"),
    payload("bidi", "\u{202e}exe.dm", "‹202E›exe.dm"),
    payload("isolate", "\u{2066}x\u{2069}", "‹2066›x‹2069›"),
    payload("invisible", "\u{200b}x", "‹200B›x"),
    payload("tag", "\u{e0041}\u{e0042}", "‹E0041›‹E0042›"),
    payload("separator", "\u{2028}x", "‹2028›x"),
];

/// How a payload is written down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Form {
    /// As it is.
    Raw,
    /// As numeric character references, which Markdown decodes.
    Entity,
    /// With the escapes of a quoted YAML scalar.
    Escape,
}

impl Payload {
    /// The payload in this form.
    pub fn written(&self, form: Form) -> String {
        let harmful = |c: char| c.is_control() || !c.is_ascii();
        let each = |c: char| match form {
            // Brackets too, which would end a link.
            Form::Entity if harmful(c) || c.is_ascii_punctuation() => format!("&#x{:x};", c as u32),
            Form::Escape if harmful(c) => format!("\\U{:08x}", c as u32),
            _ => c.to_string(),
        };
        self.raw.chars().map(each).collect()
    }
}

/// Where in the front matter of a company, with the sign that stands before the payload there.
const FIELDS: &[(&str, &str)] = &[
    ("Atitle", "title: \"Atitle@\"\n"),
    ("Adesc", "description: \"Adesc@\"\n"),
    ("Aalias", "aliases: [\"Aalias@\"]\n"),
    ("Acountry", "country: \"Acountry@\"\n"),
    ("Acity", "city: \"Acity@\"\n"),
    (
        "Aprogram",
        "status:\n  - {program: \"Aprogram@\", state: \"Astate@\", since: \"2019\", note: \"Anote@\", sources: [\"s@\"]}\n",
    ),
    ("Ato", "links:\n  - {to: \"Ato@\", role: \"Arole@\", note: \"Alinknote@\", sources: [\"s@\"]}\n"),
    ("Aperson", "people: [\"Aperson@ (Aabout@)\"]\n"),
    ("Atag", "tags: [\"Atag@\"]\n"),
    ("Acaveat", "caveats: [\"Acaveat@\", \"Asecond@\"]\n"),
    ("Aextra", "own: \"Aextra@\"\nmap: {inner: \"Ainner@\"}\n"),
];

/// The signs of all places in the front matter, further ones in the same lines included.
pub const IN_FRONT_MATTER: &[&str] = &[
    "Atitle",
    "Aalias",
    "Acity",
    "Aprogram",
    "Astate",
    "Anote",
    "Ato",
    "Arole",
    "Alinknote",
    "Aperson",
    "Aabout",
    "Atag",
    "Acaveat",
    "Asecond",
    "Aextra",
    "Ainner",
];

/// The text, with a sign before each payload.
const BODY: &str = "\
## Bhead@\n\n\
Words Btext@ and *Bemph@* and `Bcode@` and [Blink@](page.md) and [[Bwiki@]] and ![Balt@](x.png).\n\n\
[out](https://example.com/Btarget@) [in](Bfile@.md) [odd](odd:Bodd@)\n\n\
- Bitem@\n  - Bdeep@\n\n\
> Bquote@\n\n\
> [!note] Bcallout@\n> words\n\n\
| Bcolumn@ | n |\n|---|---|\n| Bcell@ | 1 |\n\n\
```Blang@\nBblock@\n```\n\n\
    Bindented@\n\n\
<p>Bhtml@</p>\n\n\
Term\n: Bterm@\n\n\
A claim.[^1]\n\n\
[^1]: Bnote@\n";

/// The signs of the places in the text that are printed whatever the form.
pub const IN_BODY: &[&str] = &[
    "Bhead", "Btext", "Bemph", "Bitem", "Bdeep", "Bquote", "Bcallout", "Bcolumn", "Bcell", "Bhtml", "Bterm",
    "Bnote",
];

/// The places in links, where a bracket as it is ends the link.
pub const IN_LABELS: &[&str] = &["Blink", "Balt"];

/// The places in the text where character references stay as they are.
pub const IN_CODE: &[&str] = &["Bcode", "Bblock", "Bindented"];

/// A company with the payload in all places of its front matter and of its text.
pub fn company(payload: &Payload, front: Form, body: Form) -> String {
    let fields: String = FIELDS
        .iter()
        .map(|(_, lines)| lines.replace('@', &payload.written(front)))
        .collect::<Vec<_>>()
        .concat();
    format!("---\ntype: company\n{fields}---\n{}", BODY.replace('@', &payload.written(body)))
}

/// A source with the payload in all of its own fields.
pub fn source(payload: &Payload) -> String {
    let text = "---\ntype: source\ntitle: \"Ctitle@\"\npublisher: \"Cpublisher@\"\nauthor: \"Cauthor@\"\npublished: \"2019\"\n\
                url: \"https://example.com/Curl@\"\norigin: \"Corigin@\"\n---\nwords\n";
    text.replace('@', &payload.written(Form::Escape))
}

/// A briefing with the payload in a value that is wrong, so that a message speaks of it.
pub fn broken(payload: &Payload) -> String {
    let text = "---\ntype: event\ntitle: Broken\nstart: \"2019-D@\"\nend: \"D@\"\nconfidence: \"D@\"\nupdated: \"D@\"\n\"Dkey@\": \
                \"Dvalue@\"\nstatus: \"Dstatus@\"\n---\nwords\n";
    text.replace('@', &payload.written(Form::Escape))
}

/// One file for each payload in each form, named after both; file names hold payloads too.
pub fn library() -> Folder {
    let mut folder = Folder::new();
    for payload in PAYLOADS {
        let name = payload.name;
        folder = folder
            .with(&format!("{name}-escape.md"), company(payload, Form::Escape, Form::Entity))
            .with(&format!("{name}-raw.md"), company(payload, Form::Raw, Form::Raw))
            .with(&format!("{name}-source.md"), source(payload))
            .with(&format!("{name}-broken.md"), broken(payload))
            .with(&format!("Ename{}.md", payload.raw), "words\n");
    }
    folder
}

/// A text without blanks, so that wrapping hides nothing.
pub fn joined(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The signs before which the marker is not seen in `text`.
pub fn unseen<'a>(text: &str, payload: &Payload, signs: &[&'a str]) -> Vec<&'a str> {
    let (text, marker) = (joined(text), joined(payload.marker));
    signs.iter().copied().filter(|sign| !text.contains(&format!("{sign}{marker}"))).collect()
}
