//! Acting as an account on one thread. The kernel has credentials for each thread; only the C library makes them the process's, and it is not asked.
//!
//! SECURITY: root's thread keeps root as its real and saved account, so that it can come back and so that the account can neither signal nor trace it. What counts for files is the effective one: the kernel takes
//! every effective capability away with it, so that the account's own rights are all that is left.

use std::{io, marker::PhantomData, process::abort};

use rustix::{
    process::{Gid, Uid, getegid, geteuid, getgroups},
    thread::{capabilities, set_thread_groups, set_thread_res_gid, set_thread_res_uid},
};
use towline_platform::{FileCode, FileFault};

use crate::{Account, child::Shed};

/// Whose rights count.
pub(crate) struct Acting {
    uid: Uid,
    gid: Gid,
    groups: Vec<Gid>,
}

impl Acting {
    pub(crate) fn of(account: &Account) -> io::Result<Acting> {
        let groups = account.groups()?.into_iter().map(Gid::from_raw).collect();
        Ok(Acting { uid: Uid::from_raw(account.uid), gid: Gid::from_raw(account.gid), groups })
    }

    /// What a program that is started for this account becomes, from a thread that acts as it or from another one.
    pub(crate) fn shed(&self, first_closed: u32) -> Shed {
        let groups = self.groups.iter().map(|group| group.as_raw()).collect();
        Shed::acting(self.uid.as_raw(), self.gid.as_raw(), groups, first_closed)
    }

    /// From here until what this returns is dropped, the thread has this account's rights and no others.
    pub(crate) fn begin(&self) -> Result<Acts, FileFault> {
        let uid = geteuid();
        // The process's own account acts with the groups that it was started with.
        if uid == self.uid {
            return Ok(Acts { back: None, _thread: PhantomData });
        }
        let groups = getgroups().map_err(|error| refused(error.into()))?;
        let back = Back { uid, gid: getegid(), groups };
        // From here on a failure leads back as well.
        let acts = Acts { back: Some(back), _thread: PhantomData };
        self.take_on().map_err(refused)?;
        Ok(acts)
    }

    fn take_on(&self) -> io::Result<()> {
        set_thread_groups(&self.groups)?;
        set_thread_res_gid(None, self.gid, None)?;
        set_thread_res_uid(None, self.uid, None)?;
        // Only a thread that was told to keep them would still have any.
        if !capabilities(None)?.effective.is_empty() {
            return Err(io::Error::other("capabilities stay with another account"));
        }
        Ok(())
    }
}

fn refused(error: io::Error) -> FileFault {
    FileFault::new(FileCode::Failed, format!("the account could not be taken on: {error}"))
}

struct Back {
    uid: Uid,
    gid: Gid,
    groups: Vec<Gid>,
}

/// While it lives, the thread acts as the account. It stays on its thread.
pub(crate) struct Acts {
    back: Option<Back>,
    _thread: PhantomData<*const ()>,
}

impl Drop for Acts {
    fn drop(&mut self) {
        let Some(back) = &self.back else { return };
        let gone = set_thread_res_uid(None, back.uid, None)
            .and_then(|()| set_thread_res_gid(None, back.gid, None))
            .and_then(|()| set_thread_groups(&back.groups));
        // INVARIANT: no thread goes on with rights that nobody meant it to have.
        if gone.is_err() {
            abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn of_thread(field: &str) -> String {
        let text = fs::read_to_string("/proc/thread-self/status").unwrap();
        text.lines().find(|line| line.starts_with(field)).unwrap().to_owned()
    }

    #[test]
    fn an_account_is_taken_on_by_one_thread_and_put_back_fil_1() {
        if !geteuid().is_root() {
            eprintln!("skipped: only root can act as another account");
            return;
        }
        let before = ["Uid:", "Gid:", "Groups:", "CapEff:"].map(of_thread);
        let nobody = Acting::of(&Account::by_name("nobody").unwrap()).unwrap();
        {
            let _acts = nobody.begin().unwrap();
            assert_eq!(geteuid(), nobody.uid);
            assert_eq!(of_thread("CapEff:"), "CapEff:\t0000000000000000");
            assert!(std::thread::spawn(|| geteuid().is_root()).join().is_ok_and(|root| !root));
            // Once more within: nothing happens, and nothing is put back too early.
            drop(nobody.begin().unwrap());
            assert_eq!(geteuid(), nobody.uid);
            assert!(fs::read("/etc/shadow").is_err());
        }
        assert_eq!(["Uid:", "Gid:", "Groups:", "CapEff:"].map(of_thread), before);
        // Another thread has not noticed: it began before.
        let (tell, told) = std::sync::mpsc::channel();
        let (ask, asked) = std::sync::mpsc::channel::<()>();
        let other = std::thread::spawn(move || {
            asked.recv().unwrap();
            tell.send(geteuid().is_root()).unwrap();
        });
        let acts = nobody.begin().unwrap();
        ask.send(()).unwrap();
        assert!(told.recv().unwrap());
        drop(acts);
        other.join().unwrap();
    }
}
