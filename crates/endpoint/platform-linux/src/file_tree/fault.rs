//! What the system says, as codes of the wire.

use rustix::io::Errno;
use towline_platform::{FileCode, FileFault};

pub(super) fn code_of(error: Errno) -> FileCode {
    match error {
        Errno::NOENT => FileCode::NotFound,
        Errno::ACCESS | Errno::PERM => FileCode::NotPermitted,
        Errno::EXIST => FileCode::Exists,
        Errno::NOTDIR => FileCode::NotADirectory,
        Errno::ISDIR => FileCode::IsADirectory,
        Errno::NXIO | Errno::NODEV => FileCode::Special,
        Errno::NOTEMPTY => FileCode::NotEmpty,
        Errno::NOSPC | Errno::DQUOT => FileCode::NoSpace,
        Errno::ROFS => FileCode::ReadOnly,
        Errno::NAMETOOLONG | Errno::FBIG | Errno::OVERFLOW => FileCode::TooLong,
        Errno::ILSEQ => FileCode::BadName,
        Errno::XDEV => FileCode::OtherVolume,
        Errno::BUSY | Errno::TXTBSY | Errno::AGAIN => FileCode::Busy,
        Errno::STALE => FileCode::Vanished,
        Errno::MFILE | Errno::NFILE | Errno::NOMEM | Errno::MLINK => FileCode::Limit,
        _ => FileCode::Failed,
    }
}

pub(super) fn fault(error: Errno) -> FileFault {
    FileFault::new(code_of(error), std::io::Error::from(error).to_string())
}

/// Nothing else is said of what the rules do not reach: not even whether it is there.
pub(super) fn outside() -> FileFault {
    FileFault::new(FileCode::Outside, "the site's rules do not reach there")
}

pub(super) fn bad_name() -> FileFault {
    FileFault::new(FileCode::BadName, "no entry can have this name")
}

pub(super) fn too_long() -> FileFault {
    FileFault::new(FileCode::TooLong, "the path is too long")
}

pub(super) fn changed(detail: &str) -> FileFault {
    FileFault::new(FileCode::Changed, detail)
}

pub(super) fn special() -> FileFault {
    FileFault::new(FileCode::Special, "this is neither a file nor a directory")
}
