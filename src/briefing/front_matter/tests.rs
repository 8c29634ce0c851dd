//! What front matter is read as, whichever way it was read.
