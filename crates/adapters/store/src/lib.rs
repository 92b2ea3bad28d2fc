//! The store: one SQLite file, its only writer, its readers, and the SQL of every room. Nobody else imports the database library.
//!
//! What it is not: a place for rules. A caller that may not see something passes a scope that does not show it; the scope becomes a predicate of the query (JMP-31).

mod access;
mod accounts;
mod api_accounts;
mod attachments;
mod buttons;
mod canned_messages;
mod custom_fields;
mod earlier_sessions;
mod error;
mod external;
mod factors;
mod find;
mod group_policies;
mod groups;
mod installers;
mod issues;
mod items;
mod jump_clients;
mod list;
mod logins;
mod open;
mod password_resets;
mod portal;
mod provider_accounts;
mod providers;
mod public_sites;
mod record;
mod removal;
mod reports;
mod resources;
mod rights;
mod roles;
mod routing;
mod row;
mod scripts;
mod session_keys;
mod session_policies;
mod sessions;
mod settings;
mod skills;
mod support_clients;
mod surveys;
mod teams;
mod writer;

pub use access::record_access;
pub use accounts::{NewUser, PasswordCheck, UserChange, UserChanged, UserQuery, UserRow, UserSort, UserState};
pub use api_accounts::{ApiAccountChange, ApiAccountRow, DoneRequest};
pub use attachments::AttachmentRow;
pub use buttons::{
    ButtonInstallerRow, ButtonKind, ButtonProfileChange, ButtonProfileRow, MadeButton, NamedButtonKind,
    NewButtonInstaller, SupportButtonRow, UsableButtonInstaller,
};
pub use canned_messages::{CannedMessageChange, CannedMessageRow};
pub use custom_fields::{CustomFieldChange, CustomFieldRow};
pub use earlier_sessions::{Common, EarlierNote, EarlierSession, Sees};
pub use error::StoreError;
pub use external::{
    AwayInvitation, AwayRep, ExternalInvitationRow, ExternalRow, NewExternalInvitation, UsedExternalInvitation,
};
pub use factors::{Attempt, FactorKind, FactorRow, NewAttempt, NewFactor, Proof};
pub use find::ItemCriteria;
pub use group_policies::{GroupPolicyChange, GroupPolicyRow};
pub use groups::{GroupChange, GroupChanged, GroupRow, Location, Locations, Member};
pub use installers::{InstallerRow, NewInstaller, NewPin};
pub use issues::{IssueChange, IssueRow};
pub use items::{ItemChange, ItemChanged, ItemDetails, NamedPolicy};
pub use jump_clients::{ClientState, EnrolOutcome, Enrolment, JumpClientRow, PinnedClient};
pub use list::{ItemQuery, ItemRow, ItemSort, ItemStatus, Order, Page, Within};
pub use logins::{LoginRow, NamedProvider, NewLogin};
pub use open::Store;
pub use password_resets::ResetAccount;
pub use portal::OfferedIssueRow;
pub use provider_accounts::{ProviderPerson, Taken, VisitRow};
pub use providers::{MappedGroup, ProviderChange, ProviderChanged, ProviderRow};
pub use public_sites::{PublicSiteChange, PublicSiteRow};
pub use record::{MOST, RecordCheck, RecordLine, RecordQuery, Stamp, Subject};
pub use removal::{Belongings, PersonalItems, UserRemoved};
pub use reports::{ReportQuery, ReportReach, ReportRow, ReportSight, SentFile, Stay};
pub use resources::{LIBRARY_BYTES, ResourcesChanged};
pub use roles::{Changed, RoleRow};
pub use scripts::{ScriptChange, ScriptRow};
pub use session_keys::{AskedBy, MadeKey, NewSessionKey, SessionKeyRow};
pub use session_policies::{ItemSession, SessionPolicyRow};
pub use sessions::{Started, StoredSession};
pub use settings::SettingSecret;
pub use skills::{SkillChange, SkillRow};
pub use surveys::{AnswersQuery, AnswersRow, NewAnswers, SurveyChange, SurveyOf, SurveyRow};
pub use teams::{TeamChange, TeamMember, TeamRow};
pub use writer::{Tx, WriteFuture};
