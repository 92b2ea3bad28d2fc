//! Tells when the files of the certificate may have changed (OPS-2): the kernel says so, nobody looks again and again.

use std::{collections::BTreeSet, io, mem::MaybeUninit, os::fd::OwnedFd, path::Path, time::Duration};

use rustix::fs::inotify::{self, CreateFlags, WatchFlags};
use tokio::io::unix::AsyncFd;

/// A renewal writes the chain and the key one after the other; for so long after the last sign of it nothing is read.
const SETTLES: Duration = Duration::from_millis(500);

/// Signs of change in the folders of some files. Folders, because a renewal puts a new file, or a new link, in the place of the old one.
pub struct Watch {
    signs: AsyncFd<OwnedFd>,
}

impl Watch {
    /// Watches the folders of these files.
    ///
    /// # Errors
    /// When the kernel refuses.
    pub fn over(files: &[&Path]) -> io::Result<Self> {
        let watcher = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
        let folders: BTreeSet<&Path> = files
            .iter()
            .filter_map(|file| file.parent())
            .map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
            .collect();
        let flags = WatchFlags::CLOSE_WRITE | WatchFlags::MOVED_TO | WatchFlags::CREATE | WatchFlags::ONLYDIR;
        for folder in folders {
            inotify::add_watch(&watcher, folder, flags)?;
        }
        #[expect(deprecated, reason = "the concern is about descriptors that change under it; an owned one does not")]
        let signs = AsyncFd::new(watcher)?;
        Ok(Watch { signs })
    }

    /// Returns when something changed and has settled.
    ///
    /// # Errors
    /// When the kernel's signs cannot be read.
    pub async fn changed(&mut self) -> io::Result<()> {
        self.sign().await?;
        while let Ok(sign) = tokio::time::timeout(SETTLES, self.sign()).await {
            sign?;
        }
        Ok(())
    }

    async fn sign(&mut self) -> io::Result<()> {
        loop {
            let mut ready = self.signs.readable_mut().await?;
            let mut buffer = [MaybeUninit::uninit(); 4096];
            // What changed is not looked at: reading the certificate again is cheap and harmless.
            match rustix::io::read(ready.get_inner(), &mut buffer) {
                Ok(_) => return Ok(()),
                Err(rustix::io::Errno::AGAIN) => ready.clear_ready(),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_put_in_the_place_of_the_old_one_is_noticed_ops_2() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("chain.pem");
        std::fs::write(&file, "old").unwrap();
        let mut watch = Watch::over(&[&file]).unwrap();
        let fresh = folder.path().join("chain.pem.new");
        std::fs::write(&fresh, "new").unwrap();
        std::fs::rename(&fresh, &file).unwrap();
        watch.changed().await.unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "new");
    }
}
