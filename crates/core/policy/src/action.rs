//! Everything that can be allowed or refused on the appliance, and to whom. One line each: this is the list that a reviewer reads.

use towline_model::RoleRight;

use crate::{
    Area,
    actor::{AccountFacts, ItemFacts, PlaceFacts, QueueFacts, Resource},
};

/// Who may do a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody, signed in or not; the operation says why that is right.
    Anyone,
    /// Every login, also of an account that must change its password first.
    SignedIn,
    /// Every login of an account with a password of its own that proved itself a short while ago; also of one that must set up a factor first.
    OwnFactors,
    /// Every login of an account that has nothing else to do first.
    User,
    /// As User; also programs.
    Lister,
    /// As User, while web consoles may connect (ACC-2).
    ConsoleUser,
    /// Whoever has one of these areas of the administrative interface open.
    Areas(&'static [Area]),
    /// As Areas, for people only.
    PersonIn(&'static [Area]),
    /// As PersonIn, by somebody who proved all factors a short while ago.
    FreshIn(&'static [Area]),
    /// Administrators, people only.
    Administrator,
    /// As Administrator, who proved all factors a short while ago.
    FreshAdministrator,
    /// As Areas of accounts, for an account that may not do more in the administrative interface than the actor.
    Account,
    /// As Account, by somebody who proved all factors a short while ago.
    AccountSignIn,
    /// An external representative, while web consoles may connect, and nobody else (SUP-70).
    External,
    /// As ConsoleUser, who may give attended support.
    Supporter,
    /// As Supporter, who may make session keys (SUP-13).
    KeyMaker,
    /// As Supporter, who takes sessions out of the queue (SUP-30).
    QueueServed,
    /// As User, who may read reports of any sessions (REC-6); of which, is asked of each.
    Reports,
    /// As Reports, who may have recordings of any sessions.
    Recordings,
    /// As User, for an item that the user sees (JMP-31).
    ItemSeen,
    /// As ConsoleUser, for an item that the user may start sessions with.
    ItemJump,
    /// As User, with one of the rights that change something of the item; which one each change needs is asked where it is made.
    ItemEdited,
    /// As User, with this right.
    Item(RoleRight),
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
    ($($(#[$doc:meta])* $name:ident($resource:ty): $who:expr;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub enum $name {}
            impl sealed::Sealed for $name {}
            impl Action for $name {
                const NAME: &'static str = stringify!($name);
                const WHO: Who = $who;
                type Resource = $resource;
            }
        )*
        /// All of them: name and who.
        pub const ACTIONS: &[(&str, Who)] = &[$((stringify!($name), $who)),*];
    };
}

use Who::{
    Account, AccountSignIn, Administrator, Anyone, Areas, ConsoleUser, External, FreshAdministrator, FreshIn, Item,
    ItemEdited, ItemJump, ItemSeen, KeyMaker, Lister, OwnFactors, PersonIn, QueueServed, Recordings, Reports, SignedIn,
    Supporter, User,
};

/// Areas whose forms choose among the policies, roles and groups of the site.
const CHOOSERS: &[Area] = &[Area::Policies, Area::Users, Area::Groups, Area::Installers];

actions! {
    /// What is public: signing in, a forgotten password, links that carry their own proof, whether the console is on, the document of the API.
    Open(()): Anyone;
    /// End the own login.
    SignOut(()): SignedIn;
    /// Read the own account.
    ViewMe(()): SignedIn;
    /// End another login of one's own.
    EndOwnLogin(()): SignedIn;
    /// Change the own password.
    ChangeOwnPassword(()): SignedIn;
    /// See the own second factors; prove them again.
    ViewOwnFactors(()): SignedIn;
    /// Make and remove own second factors and recovery codes.
    ManageOwnFactors(()): OwnFactors;
    /// Change the own name and address.
    EditMe(()): User;
    /// Get a ticket for a console's link.
    MakeTicket(()): ConsoleUser;
    /// List and search the Jump Items that one sees.
    ListItems(()): Lister;
    /// Read an item's details.
    ViewItem(ItemFacts): ItemSeen;
    /// Jump.
    StartSession(ItemFacts): ItemJump;
    /// Take part in a session that a customer asked for.
    Support(()): Supporter;
    /// Hand a session on, or share it: with whom is asked for each.
    HandOn(()): ConsoleUser;
    /// Send and fetch the files of a session's chat, and use what is said often: in which session is asked for each.
    Converse(()): ConsoleUser;
    /// The same for an external representative, of the one session that they were let into (SUP-70).
    ConverseAsExternal(()): External;
    /// See which canned scripts there are to run: whether they may be run is asked in each session (SCR-6).
    SeeOwnScripts(()): ConsoleUser;
    /// Answer the survey of a session that one was in (SUP-80).
    AnswerSurvey(()): ConsoleUser;
    /// See what a session that one is in has to do with earlier ones, and set its custom fields: whether one is in it is asked where it is done.
    SeeOwnSession(()): ConsoleUser;
    /// Take a session out of a queue.
    AcceptSession(QueueFacts): QueueServed;
    /// Make, see and withdraw own session keys.
    ManageSessionKeys(()): KeyMaker;
    /// Change something of an item.
    EditItem(ItemFacts): ItemEdited;
    /// Remove an item and uninstall its agent.
    RemoveItem(ItemFacts): Item(RoleRight::Remove);
    /// Put a Jump Client into a list: pin one there (SUP-60).
    Deploy(PlaceFacts): Item(RoleRight::Create);
    /// Do the same to several items; what it is and whether it may be done to each, is asked for each.
    BatchItems(()): Lister;
    /// See Jump Groups.
    ViewGroups(()): Areas(CHOOSERS);
    /// Make, change and remove Jump Groups.
    ManageGroups(()): Areas(&[Area::Groups]);
    /// See, make and revoke installers.
    ManageInstallers(()): Areas(&[Area::Installers]);
    /// See accounts.
    ViewUsers(()): Areas(&[Area::Users, Area::Groups, Area::Policies, Area::Configuration]);
    /// Make accounts.
    CreateUser(()): PersonIn(&[Area::Users]);
    /// Change an account.
    ManageUser(AccountFacts): Account;
    /// Remove an account.
    RemoveUser(AccountFacts): AccountSignIn;
    /// Do the same to several accounts; what it is and whether it may be done to each, is asked for each.
    BatchUsers(()): Areas(&[Area::Users]);
    /// Set an account's password, remove its second factors.
    ManageSignIn(AccountFacts): AccountSignIn;
    /// See what can be allowed, the policies and the roles.
    ViewPolicies(()): Areas(CHOOSERS);
    /// Make, change and remove group policies, session policies and Jump Item Roles; ask the simulator.
    ManagePolicies(()): Areas(&[Area::Policies]);
    /// See, make, change and remove support teams, issues, skills, custom fields, canned messages and scripts, surveys and public sites; set how the chat is.
    ManageConfiguration(()): Areas(&[Area::Configuration]);
    /// See what was answered in surveys.
    ViewSurveyAnswers(()): Areas(&[Area::Configuration, Area::Status]);
    /// See public sites, and what their session policies allow.
    ViewSites(()): Areas(&[Area::Configuration, Area::Policies]);
    /// See the skills that an account can be given.
    ViewSkills(()): Areas(&[Area::Configuration, Area::Users]);
    /// See the state of the site and who is signed in.
    ViewStatus(()): Areas(&[Area::Status]);
    /// End somebody's login.
    EndLogin(()): Areas(&[Area::Status]);
    /// See all running sessions.
    ViewSessions(()): Areas(&[Area::Status]);
    /// Set custom fields of somebody's session.
    EditSession(()): Areas(&[Area::Status]);
    /// End somebody's session.
    EndSession(()): Areas(&[Area::Status]);
    /// Read the reports of sessions: of which, is asked of each (REC-1).
    ViewReports(()): Reports;
    /// Have the recordings of their shells (SHL-6).
    ViewRecordings(()): Recordings;
    /// See API accounts.
    ViewPrograms(()): PersonIn(&[Area::Api]);
    /// Make, change and remove API accounts.
    ManagePrograms(()): FreshIn(&[Area::Api]);
    /// See security providers.
    ViewProviders(()): Administrator;
    /// Make, change, try and remove security providers: whoever does can sign in as everybody who signs in through one.
    ManageProviders(()): FreshAdministrator;
    /// Read and check the administrative record.
    ViewRecord(()): Areas(&[Area::Record]);
    /// Switch the web console on and off.
    ManageSecurity(()): Areas(&[Area::Security]);
    /// See how mail is sent.
    ViewMail(()): Administrator;
    /// Say how mail is sent, and try it: whoever does can read the links that reset anybody's password.
    ManageMail(()): FreshAdministrator;
    /// See how the chat is translated.
    ViewTranslation(()): Administrator;
    /// Say which service translates the chat: whoever does can read what customers and representatives say.
    ManageTranslation(()): FreshAdministrator;
}
