//! Folders of briefings that are gone at the end of a test.

#![allow(dead_code, reason = "each test uses the part that it needs")]

use std::path::Path;

use tempfile::TempDir;

/// A folder of briefings that is gone at the end of the test.
pub struct Folder(TempDir);

impl Folder {
    /// An empty one.
    pub fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// With one more file, or another text in it.
    pub fn with(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        self.write(name, text);
        self
    }

    /// Writes a file, its folders included.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Removes a file.
    pub fn remove(&self, name: &str) {
        std::fs::remove_file(self.path().join(name)).unwrap();
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// Briefings that have a title and nothing else.
pub fn library<const N: usize>(titles: [&str; N]) -> Folder {
    titles.iter().fold(Folder::new(), |folder, title| {
        folder.with(&format!("{}.md", title.to_lowercase()), format!("---\ntitle: \"{title}\"\n---\n"))
    })
}

/// One briefing, `page.md`, with this text.
pub fn page(text: &str) -> Folder {
    Folder::new().with("page.md", format!("---\ntitle: Page\n---\n{text}"))
}

/// A text made of numbered pieces, from 1.
pub fn numbered(count: usize, piece: impl Fn(usize) -> String) -> String {
    (1..=count).map(piece).collect::<Vec<_>>().concat()
}

/// A library whose texts take long enough to be read that how far that is is said, if there are enough of them.
pub fn long_texts(count: usize) -> Folder {
    let text = numbered(400, |number| {
        format!(
            "- The *office* in city {number} opened in **2019** [^s{number}], as [Acme](text1.md) says.\n"
        )
    });
    (1..=count).fold(Folder::new(), |folder, number| {
        folder.with(&format!("text{number}.md"), format!("---\ntitle: Text {number}\n---\n\n{text}"))
    })
}
