//! Everything that can be allowed or refused on the appliance, and to whom. One line each: this is the list that a reviewer reads.

use crate::actor::{ItemFacts, Resource};

/// Who may do a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody, signed in or not; the operation says why that is right.
    Anyone,
    /// Every login, also of an account that must change its password first.
    SignedIn,
    /// Every login of an account with a password of its own.
    User,
    /// As User, while web consoles may connect (ACC-2).
    ConsoleUser,
    /// Administrators.
    Administrator,
    /// As User, for an item that the user sees (JMP-31).
    ItemSeen,
    /// As ConsoleUser, for an item that the user sees.
    ItemJump,
    /// Administrators, and whoever has the item in the personal list.
    ItemManaged,
}

/// One thing that can be done.
pub trait Action: sealed::Sealed + Send + Sync + 'static {
    /// Its name in snapshots.
    const NAME: &'static str;
    /// Who may do it.
    const WHO: Who;
    /// What it is done to.
    type Resource: Resource + Send + Sync + 'static;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident($resource:ty): $who:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub enum $name {}
            impl sealed::Sealed for $name {}
            impl Action for $name {
                const NAME: &'static str = stringify!($name);
                const WHO: Who = Who::$who;
                type Resource = $resource;
            }
        )*
        /// All of them: name and who.
        pub const ACTIONS: &[(&str, Who)] = &[$((stringify!($name), Who::$who)),*];
    };
}

actions! {
    /// What is public: signing in, whether the console is on, the document of the API.
    Open(()): Anyone;
    /// End the own login.
    SignOut(()): SignedIn;
    /// Read the own account.
    ViewMe(()): SignedIn;
    /// Change the own password.
    ChangeOwnPassword(()): SignedIn;
    /// Change the own name and address.
    EditMe(()): User;
    /// Get a ticket for a console's link.
    MakeTicket(()): ConsoleUser;
    /// List and search the Jump Items that one sees.
    ListItems(()): User;
    /// Read an item's details.
    ViewItem(ItemFacts): ItemSeen;
    /// Jump.
    StartSession(ItemFacts): ItemJump;
    /// Change an item's name, tag, comments.
    EditItem(ItemFacts): ItemManaged;
    /// Remove an item and uninstall its agent.
    RemoveItem(ItemFacts): ItemManaged;
    /// See, make, change and remove Jump Groups.
    ManageGroups(()): Administrator;
    /// See, make and revoke installers.
    ManageInstallers(()): Administrator;
    /// See, make and change accounts.
    ManageUsers(()): Administrator;
    /// See the state of the site and who is signed in.
    ViewStatus(()): Administrator;
    /// End somebody's login.
    EndLogin(()): Administrator;
    /// Switch the web console on and off.
    ManageSecurity(()): Administrator;
}
