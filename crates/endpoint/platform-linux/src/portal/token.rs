//! What a person's "yes, and remember it" is kept as: a text of the portal's that is good once, in the user's own folder, readable by them alone. Never for a client that is here for one session.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Longest one.
const LONGEST: usize = 4096;

/// Where it is kept, if it is.
#[derive(Debug, Clone, Default)]
pub(super) struct Token(Option<PathBuf>);

impl Token {
    /// Kept in this folder.
    pub fn in_folder(folder: Option<&Path>) -> Token {
        Token(folder.map(|folder| folder.join("portal-token")))
    }

    pub fn is_kept(&self) -> bool {
        self.0.is_some()
    }

    pub fn read(&self) -> Option<String> {
        let file = fs::OpenOptions::new()
            .read(true)
            .custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK)
            .open(self.0.as_ref()?)
            .ok()?;
        if !file.metadata().ok()?.is_file() {
            return None;
        }
        let mut token = String::new();
        file.take(LONGEST as u64 + 1).read_to_string(&mut token).ok()?;
        (!token.is_empty() && token.len() <= LONGEST).then_some(token)
    }

    pub fn keep(&self, token: &str) {
        let Some(path) = &self.0 else { return };
        if token.is_empty() || token.len() > LONGEST {
            return self.forget();
        }
        if let Err(error) = write(path, token) {
            tracing::warn!(%error, "what the person allowed for ever is not kept");
        }
    }

    pub fn forget(&self) {
        if let Some(path) = &self.0 {
            let _ = fs::remove_file(path);
        }
    }
}

/// Whole or not at all.
fn write(path: &Path, token: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let part = path.with_extension("part");
    let _ = fs::remove_file(&part);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part)?;
    file.write_all(token.as_bytes())?;
    fs::rename(&part, path)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_token_is_its_users_alone_and_a_client_for_one_session_keeps_none_scr_20() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("state/towline");
        let token = Token::in_folder(Some(&below));
        assert_eq!(token.read(), None);
        token.keep("one");
        token.keep("two");
        assert_eq!(token.read().as_deref(), Some("two"));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&below.join("portal-token")), mode(&below)), (0o600, 0o700));
        token.keep(&"x".repeat(LONGEST + 1));
        assert_eq!(token.read(), None);
        // A link leads nowhere.
        fs::write(folder.path().join("other"), "secret").unwrap();
        std::os::unix::fs::symlink(folder.path().join("other"), below.join("portal-token")).unwrap();
        assert_eq!(token.read(), None);
        let none = Token::in_folder(None);
        none.keep("one");
        assert!(!none.is_kept() && none.read().is_none());
    }
}
