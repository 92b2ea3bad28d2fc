//! Places in an endpoint's file system: as a setting names them, and as they bound what somebody may do there (FIL-6).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{HeldRules, Permission, Permissions};

/// Paths that a list can have.
pub const PATHS: usize = 16;
/// Longest path in bytes.
pub const PATH: usize = 512;

/// A text that is no path for a list, or a list that is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OddPath {
    /// Does not begin with "/".
    #[error("a path begins with /")]
    Relative,
    /// Has a component "..".
    #[error("a path goes up nowhere: leave out ..")]
    Up,
    /// More than [`PATH`] bytes.
    #[error("a path has at most 512 bytes")]
    Long,
    /// Has a control character.
    #[error("a path has no control characters")]
    Control,
    /// More than [`PATHS`] of them.
    #[error("a list has at most 16 paths")]
    Many,
}

/// A path as lists keep it: absolute, without "." and "..", without doubled or closing slashes.
///
/// # Errors
/// Why it is none.
pub fn normal_path(text: &str) -> Result<String, OddPath> {
    if text.len() > PATH {
        return Err(OddPath::Long);
    }
    if text.contains(char::is_control) {
        return Err(OddPath::Control);
    }
    if !text.starts_with('/') {
        return Err(OddPath::Relative);
    }
    let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if parts.contains(&"..") {
        return Err(OddPath::Up);
    }
    Ok(format!("/{}", parts.join("/")))
}

/// Whether a path is another one, or lies below it. Both are normal.
fn is_below(path: &str, above: &str) -> bool {
    let above = above.strip_suffix('/').unwrap_or(above);
    path.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A list of paths as somebody sets it: at most [`PATHS`], normal, each once, in the order of their bytes. Empty: everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct PathList(BTreeSet<String>);

impl PathList {
    /// Everywhere.
    pub const EVERYWHERE: PathList = PathList(BTreeSet::new());

    /// Its paths.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// What it bounds.
    pub fn below(&self) -> Below {
        if self.0.is_empty() { Below::EVERYWHERE } else { Below::only(self.0.iter().cloned()) }
    }
}

impl TryFrom<Vec<String>> for PathList {
    type Error = OddPath;

    fn try_from(texts: Vec<String>) -> Result<Self, OddPath> {
        if texts.len() > PATHS {
            return Err(OddPath::Many);
        }
        texts.iter().map(|text| normal_path(text)).collect::<Result<_, _>>().map(PathList)
    }
}

impl From<PathList> for Vec<String> {
    fn from(list: PathList) -> Self {
        list.0.into_iter().collect()
    }
}

/// Where something may be done: everywhere, or below these paths only, which may be none.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Below(Option<Vec<String>>);

impl Below {
    /// Everywhere.
    pub const EVERYWHERE: Below = Below(None);

    /// Below these normal paths only. One that lies below another one of them says nothing more.
    pub fn only(paths: impl IntoIterator<Item = String>) -> Self {
        let all: BTreeSet<String> = paths.into_iter().collect();
        let needed = all.iter().filter(|path| !all.iter().any(|other| other != *path && is_below(path, other)));
        Below(Some(needed.cloned().collect()))
    }

    /// Whether it bounds nothing.
    pub fn is_everywhere(&self) -> bool {
        self.0.is_none()
    }

    /// Whether nothing is left.
    pub fn is_nowhere(&self) -> bool {
        self.0.as_ref().is_some_and(|paths| paths.is_empty())
    }

    /// Its paths; of everywhere none.
    pub fn paths(&self) -> &[String] {
        self.0.as_deref().unwrap_or_default()
    }

    /// Whether a normal path is in it.
    pub fn has(&self, path: &str) -> bool {
        self.0.as_ref().is_none_or(|paths| paths.iter().any(|above| is_below(path, above)))
    }

    /// What both allow: of two paths, the one that lies below the other.
    #[must_use]
    pub fn and(&self, other: &Below) -> Below {
        let (Some(mine), Some(theirs)) = (&self.0, &other.0) else {
            return if self.0.is_none() { other.clone() } else { self.clone() };
        };
        let within = mine.iter().filter(|path| other.has(path));
        Below::only(within.chain(theirs.iter().filter(|path| self.has(path))).cloned())
    }
}

/// Where on an endpoint somebody may read and write files, and how they are handed over.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct FileReach {
    /// Where they may list, and fetch from.
    pub readable: Below,
    /// Where they may put and change something.
    pub writable: Below,
    /// Each file is scanned first (FIL-10).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub scan: bool,
}

impl FileReach {
    /// Everywhere, as they are.
    pub const EVERYWHERE: FileReach =
        FileReach { readable: Below::EVERYWHERE, writable: Below::EVERYWHERE, scan: false };

    /// Whether it bounds nothing.
    pub fn is_everywhere(&self) -> bool {
        *self == FileReach::EVERYWHERE
    }

    /// What both allow, scanned if either wants that.
    #[must_use]
    pub fn and(&self, other: &FileReach) -> FileReach {
        FileReach {
            readable: self.readable.and(&other.readable),
            writable: self.writable.and(&other.writable),
            scan: self.scan || other.scan,
        }
    }
}

/// What the rules let somebody do in a session: permissions, where those for files hold, and what is not to be typed at a prompt.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(from = "Form", into = "Form")]
pub struct Rights {
    /// What.
    pub set: Permissions,
    /// Where on the endpoint.
    pub files: FileReach,
    /// What is watched for at the prompts of shells (SHL-7).
    pub commands: HeldRules,
}

impl Rights {
    /// Nothing.
    pub const NONE: Rights = Rights { set: Permissions::NONE, files: FileReach::EVERYWHERE, commands: HeldRules::NONE };
    /// Everything, everywhere.
    pub const ALL: Rights = Rights { set: Permissions::ALL, files: FileReach::EVERYWHERE, commands: HeldRules::NONE };

    /// What both give. Where no path is left there is no permission either: a grant cannot say "nowhere". Rules of both hold.
    #[must_use]
    pub fn and(&self, other: &Rights) -> Rights {
        let files = self.files.and(&other.files);
        let mut set = self.set.and(other.set);
        for (below, permission) in
            [(&files.readable, Permission::FileDownload), (&files.writable, Permission::FileUpload)]
        {
            if below.is_nowhere() {
                set = set.never(permission);
            }
        }
        Rights { set, files, commands: self.commands.and(&other.commands) }
    }
}

/// As it is stored: permissions alone where they hold everywhere, as older releases stored them.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Form {
    Everywhere(Permissions),
    Bounded {
        set: Permissions,
        files: FileReach,
        #[serde(default, skip_serializing_if = "HeldRules::is_empty")]
        commands: HeldRules,
    },
}

impl From<Form> for Rights {
    fn from(form: Form) -> Self {
        match form {
            Form::Everywhere(set) => set.into(),
            Form::Bounded { set, files, commands } => Rights { set, files, commands },
        }
    }
}

impl From<Rights> for Form {
    fn from(Rights { set, files, commands }: Rights) -> Self {
        let bounded = !files.is_everywhere() || !commands.is_empty();
        if bounded { Form::Bounded { set, files, commands } } else { Form::Everywhere(set) }
    }
}

impl From<Permissions> for Rights {
    fn from(set: Permissions) -> Self {
        Rights { set, ..Rights::NONE }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list(texts: &[&str]) -> Result<Vec<String>, OddPath> {
        PathList::try_from(texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()).map(Vec::from)
    }

    #[test]
    fn a_list_has_normal_paths_each_once_fil_6() {
        assert_eq!(
            list(&["/srv//reports/", "/home/./a", "/srv/reports", "/"]).unwrap(),
            ["/", "/home/a", "/srv/reports"]
        );
        assert_eq!(list(&["/a/.../b", "/ä b"]).unwrap(), ["/a/.../b", "/ä b"]);
        for (odd, why) in [
            ("srv", OddPath::Relative),
            ("", OddPath::Relative),
            ("~/x", OddPath::Relative),
            ("/srv/../etc", OddPath::Up),
            ("/..", OddPath::Up),
            ("/a\nb", OddPath::Control),
            ("/a\u{9b}b", OddPath::Control),
        ] {
            assert_eq!(list(&[odd]), Err(why), "{odd:?}");
        }
        assert_eq!(list(&[&format!("/{}", "x".repeat(PATH))]), Err(OddPath::Long));
        let many: Vec<String> = (0..=PATHS).map(|n| format!("/{n}")).collect();
        assert_eq!(PathList::try_from(many.clone()), Err(OddPath::Many));
        assert!(PathList::try_from(many[..PATHS].to_vec()).is_ok());
    }

    #[test]
    fn what_lies_below_is_told_by_components_fil_6() {
        let below = Below::only(["/srv".to_owned(), "/srv/reports".to_owned(), "/home/a".to_owned()]);
        assert_eq!(below.paths(), ["/home/a", "/srv"]);
        assert!(below.has("/srv") && below.has("/srv/x/y") && below.has("/home/a/b"));
        assert!(!below.has("/srv2") && !below.has("/home") && !below.has("/"));
        let root = Below::only(["/".to_owned()]);
        assert!(root.has("/") && root.has("/etc") && root.and(&below) == below);
    }

    #[test]
    fn nowhere_takes_the_permission_with_it_fil_6() {
        let rights = |readable: Below, writable: Below| Rights {
            set: Permissions::ALL,
            files: FileReach { readable, writable, scan: false },
            commands: HeldRules::NONE,
        };
        let of = |path: &str| Below::only([path.to_owned()]);
        let both = rights(of("/srv"), of("/srv")).and(&rights(of("/home"), of("/srv/in")));
        assert!(!both.set.reaches(Permission::FileDownload) && both.set.has(Permission::FileUpload));
        assert!(both.files.readable.is_nowhere());
        assert_eq!(both.files.writable.paths(), ["/srv/in"]);
    }

    #[test]
    fn rights_that_an_older_release_stored_are_read_fil_6() {
        let old = serde_json::to_string(&Permissions::ALL).unwrap();
        assert_eq!(serde_json::from_str::<Rights>(&old).unwrap(), Rights::ALL);
        assert_eq!(serde_json::to_string(&Rights::ALL).unwrap(), old);
        let files = FileReach { readable: Below::only(["/srv".to_owned()]), ..FileReach::EVERYWHERE };
        let asks = Permissions::NONE.asking(Permission::FileUpload, crate::Ask::Once);
        let rule = crate::CommandRule::new("rm *", crate::CommandDo::Deny, "").unwrap();
        let ruled = Rights { commands: HeldRules::of([rule]), ..Rights::ALL };
        assert_eq!(serde_json::from_str::<Rights>(&serde_json::to_string(&ruled).unwrap()).unwrap(), ruled);
        let bounded = Rights { set: asks, files, commands: HeldRules::NONE };
        assert_eq!(serde_json::from_str::<Rights>(&serde_json::to_string(&bounded).unwrap()).unwrap(), bounded);
        assert!(!serde_json::to_string(&bounded).unwrap().contains("scan"));
        let scanned = Rights { files: FileReach { scan: true, ..FileReach::EVERYWHERE }, ..Rights::ALL };
        assert_eq!(serde_json::from_str::<Rights>(&serde_json::to_string(&scanned).unwrap()).unwrap(), scanned);
    }

    fn path() -> impl Strategy<Value = String> {
        proptest::collection::vec("[ab]", 0..4).prop_map(|parts| format!("/{}", parts.join("/")))
    }

    fn below() -> impl Strategy<Value = Below> {
        proptest::option::of(proptest::collection::vec(path(), 0..5)).prop_map(|paths| match paths {
            Some(paths) => Below::only(paths),
            None => Below::EVERYWHERE,
        })
    }

    proptest! {
        #[test]
        fn what_two_bounds_leave_is_what_each_of_them_has_fil_6(one in below(), other in below(), path in path()) {
            let both = one.and(&other);
            prop_assert_eq!(both.has(&path), one.has(&path) && other.has(&path));
            prop_assert_eq!(&both, &other.and(&one));
            prop_assert_eq!(&both.and(&one), &both);
            let kept: Below = serde_json::from_str(&serde_json::to_string(&both).unwrap()).unwrap();
            prop_assert_eq!(kept, both);
        }

        #[test]
        fn no_text_makes_a_list_that_is_not_normal_fil_6(texts in proptest::collection::vec("[/.a\\p{C}ä]{0,12}", 0..4)) {
            if let Ok(list) = PathList::try_from(texts) {
                for path in list.iter() {
                    prop_assert_eq!(normal_path(path), Ok(path.to_owned()));
                }
            }
        }
    }
}
