//! Plain data that every room speaks of: typed ids, moments, permissions, Jump Items. No I/O, no rules.

mod attachment;
mod author;
mod colour;
mod commands;
mod custom;
mod ids;
mod item;
mod logo;
mod moment;
mod paths;
mod permission;
mod provider;
mod public_site;
mod queue;
mod resource;
mod role;
mod routing;
mod script;
mod survey;
mod team;
mod text;
mod translation;
mod web_address;

pub use attachment::{ATTACHMENT_HEAD, ATTACHMENT_NAME, Attachment, AttachmentKind, attachment_name};
pub use author::{Author, AuthorKind};
pub use colour::{Colour, OddColour, WHITE};
pub use commands::{
    COMMAND_LINE, COMMAND_NOTE, COMMAND_PATTERN, COMMAND_RULES, CommandDo, CommandRule, CommandRules, HeldRules,
    OddRule,
};
pub use custom::{AskedOnPortal, CUSTOM_FIELDS, CUSTOM_VALUE, CustomValue, OddCustom, custom_said};
pub use ids::{
    AgentKeyId, ApiAccountId, AttachmentId, ButtonId, ButtonInstallerId, ButtonProfileId, CannedMessageId,
    CustomFieldId, GroupPolicyId, IdError, InstallerId, IssueId, JumpClientId, JumpGroupId, JumpItemId, JumpItemRoleId,
    LoginId, PinId, ProviderId, PublicSiteId, ResourceId, ScriptId, SessionId, SessionKeyId, SessionPolicyId, ShellId,
    SkillId, SurveyId, TeamId, UserId,
};
pub use item::{Availability, INVENTORY_ADDRESSES, INVENTORY_TEXT, Inventory, Place};
pub use logo::{LOGO_BYTES, LOGO_SIDE, Logo, LogoKind, OddLogo};
pub use moment::{Clock, Moment};
pub use paths::{Below, FileReach, OddPath, PATH, PATHS, PathList, Rights, normal_path};
pub use permission::{Ask, Permission, Permissions, Prompting};
pub use provider::{
    Answer, AskedProvider, Found, Identity, Kept, LdapSettings, LdapTransport, OpenIdSettings, ProviderError,
    ProviderKind, ProviderSettings, Proving, Trial, Trials, Visit, VisitedProvider, group_key,
};
pub use public_site::{Language, Notice, SiteTexts, Spoken, is_host_name};
pub use queue::{
    CUSTOMER_DETAILS, CUSTOMER_NAME, CUSTOMER_TEXT, Customer, NeededSkill, OfButton, Queue, Support, Via, paragraphs,
};
pub use resource::{
    RESOURCE_BYTES, RESOURCES, RESOURCES_BYTES, ScriptResource, ToldResource, resource_name_fits, resources_fit,
};
pub use role::{BuiltInRole, RoleRight, RoleRights};
pub use routing::{
    ANSWER_SECONDS, Assignment, GRACE_SECONDS, LONGEST_SECONDS, NOBODY_SECONDS, NOBODY_TEXT, QueueRules, Readiness,
    Routing, team_of,
};
pub use script::{
    Interpreter, ParameterFault, ParameterKind, RunsAs, SCRIPT_CHOICES, SCRIPT_PARAMETERS, SCRIPT_SECONDS, SCRIPT_TEXT,
    SCRIPT_VALUE, SCRIPT_VALUES, ScriptParameter, parameter_name_fits, script_values,
};
pub use survey::{
    ANSWER_TEXT, CHOICES, OddAnswer, OddQuestion, QUESTION_TEXT, QUESTIONS, Question, QuestionKind, SCALE, SurveyAnswer,
};
pub use team::TeamRank;
pub use text::{CODE_NAME, clip, is_code_name, is_plain};
pub use translation::{Languages, is_language_code};
pub use web_address::{WEB_ADDRESS, is_web_address};
