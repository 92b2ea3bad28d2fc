//! What holds for an account: its own settings under those of its group policies (SES-4), each with the place that it comes from.
//!
//! Policies are read from top to bottom. What a policy defines holds over what the account says; the later policy wins, unless an earlier one marked the setting as final.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use towline_model::{
    BuiltInRole, CommandRules, GroupPolicyId, JumpGroupId, JumpItemRoleId, PathList, PublicSiteId, Queue, RoleRight,
    RoleRights, TeamId, UserId,
};

use ipnet::IpNet;

use crate::ItemScope;
use crate::setting::{FileScan, Kind, Reach, Rule, Section, Setting, Settings, Sites, Value};
use crate::sign_in::{Hours, SignInRules};

/// A Jump Group as somebody is assigned to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assignment {
    /// The group.
    pub group: JumpGroupId,
    /// The role there; `None`: whatever the account's *default* slot holds at the moment of asking (JMP-30).
    pub role: Option<JumpItemRoleId>,
    /// No later policy changes it. Means nothing at an account.
    pub last: bool,
}

/// A group policy that the account is a member of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Which one.
    pub policy: GroupPolicyId,
    /// What it is called.
    pub name: String,
    /// What it defines.
    pub settings: Settings,
    /// What it says of signing in.
    pub sign_in: SignInRules,
    /// Groups that it assigns.
    pub groups: Vec<Assignment>,
}

/// What the store knows of an account's rights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Which one.
    pub user: UserId,
    /// Whether it administers the site: everything in the administrative interface, and every Jump Item.
    pub administrator: bool,
    /// What it says itself.
    pub settings: Settings,
    /// What it says itself of signing in.
    pub sign_in: SignInRules,
    /// Groups that it is assigned to itself.
    pub groups: Vec<Assignment>,
    /// Its policies, from top to bottom.
    pub layers: Vec<Layer>,
    /// Owners of the personal lists that the *teams* slot is about: lower-ranked members of the own teams.
    pub led: BTreeSet<UserId>,
    /// The teams that it is in.
    pub teams: BTreeSet<TeamId>,
    /// What the site's own roles allow. A role that is not in it, and is not built in, allows nothing.
    pub roles: HashMap<JumpItemRoleId, RoleRights>,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// This policy; its place among the account's.
    Policy(GroupPolicyId),
    /// The account itself.
    Account,
    /// Nobody says anything.
    Default,
}

/// A value and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resolved<T> {
    /// What holds.
    pub value: T,
    /// Why.
    pub source: Source,
}

/// The rule of order and finality: `said` are what the policies say, from top to bottom, with whether it is final.
fn topmost<T>(own: Option<T>, said: impl Iterator<Item = (GroupPolicyId, T, bool)>) -> Option<Resolved<T>> {
    let mut found = own.map(|value| Resolved { value, source: Source::Account });
    for (policy, value, last) in said {
        found = Some(Resolved { value, source: Source::Policy(policy) });
        if last {
            break;
        }
    }
    found
}

impl Account {
    /// What the account or its policies define; `None`: nobody does.
    pub fn defined(&self, setting: Setting) -> Option<Resolved<Value>> {
        let said = self
            .layers
            .iter()
            .filter_map(|layer| layer.settings.get(setting).map(|defined| (layer.policy, defined.value, defined.last)));
        topmost(self.settings.get(setting).map(|defined| defined.value), said)
    }

    /// What the account and each of its policies say of command rules (SHL-7): all of it holds, so neither order nor finality matters.
    pub fn command_rules(&self) -> impl Iterator<Item = (CommandRules, Source)> {
        let of = |settings: &Settings, source| match settings.get(Setting::CommandRules)?.value {
            Value::Commands(rules) => Some((rules, source)),
            _ => None,
        };
        let policies = self.layers.iter().filter_map(move |layer| of(&layer.settings, Source::Policy(layer.policy)));
        policies.chain(of(&self.settings, Source::Account))
    }

    /// The networks that a sign-in may come from; `None`: nobody says anything.
    pub fn networks(&self) -> Option<Resolved<&[IpNet]>> {
        let own = self.sign_in.networks.as_ref().map(|rule| rule.value.as_slice());
        let said = self.layers.iter().filter_map(|layer| {
            layer.sign_in.networks.as_ref().map(|rule| (layer.policy, rule.value.as_slice(), rule.last))
        });
        topmost(own, said)
    }

    /// The hours in which a sign-in may be; `None`: nobody says anything.
    pub fn hours(&self) -> Option<Resolved<&Hours>> {
        let own = self.sign_in.hours.as_ref().map(|rule| &rule.value);
        let said = self
            .layers
            .iter()
            .filter_map(|layer| layer.sign_in.hours.as_ref().map(|rule| (layer.policy, &rule.value, rule.last)));
        topmost(own, said)
    }

    /// What holds, defaults included.
    pub fn holds(&self, setting: Setting) -> Resolved<Value> {
        self.defined(setting).unwrap_or(Resolved { value: setting.default(), source: Source::Default })
    }

    /// Whether a setting of the kind *flag* is on.
    pub fn is_on(&self, setting: Setting) -> bool {
        matches!(self.holds(setting).value, Value::Flag(true))
    }

    /// What a role allows on this site.
    pub fn rights_of(&self, role: JumpItemRoleId) -> RoleRights {
        let built_in = BuiltInRole::by_id(role).map(BuiltInRole::rights);
        built_in.or_else(|| self.roles.get(&role).copied()).unwrap_or(RoleRights::NONE)
    }

    fn slot(&self, setting: Setting) -> RoleRights {
        match self.holds(setting).value {
            Value::Role(role) => self.rights_of(role),
            _ => RoleRights::NONE,
        }
    }

    /// The role that holds in a group, and where it comes from. `None`: the group is not assigned. A role of `None` inside is the default slot.
    pub fn assigned(&self, group: JumpGroupId) -> Option<Resolved<Option<JumpItemRoleId>>> {
        let find = |list: &[Assignment]| list.iter().find(|found| found.group == group).copied();
        let said = self
            .layers
            .iter()
            .filter_map(|layer| find(&layer.groups).map(|found| (layer.policy, found.role, found.last)));
        topmost(find(&self.groups).map(|found| found.role), said)
    }

    /// Everything, computed once: what decisions are made from.
    pub fn standing(&self) -> Standing {
        let default = self.slot(Setting::DefaultRole);
        let assigned: BTreeSet<JumpGroupId> = self
            .groups
            .iter()
            .chain(self.layers.iter().flat_map(|layer| &layer.groups))
            .map(|found| found.group)
            .collect();
        let groups = assigned
            .into_iter()
            .filter_map(|group| {
                let role = self.assigned(group)?.value;
                Some((group, role.map_or(default, |role| self.rights_of(role))))
            })
            .collect();
        let session = Setting::ALL
            .iter()
            .filter(|setting| setting.section() == Section::Session)
            .filter_map(|setting| match self.defined(*setting)?.value {
                Value::Rule(rule) => Some((*setting, rule)),
                _ => None,
            })
            .collect();
        let paths = Setting::ALL
            .iter()
            .filter(|setting| setting.kind() == Kind::Paths)
            .filter_map(|setting| match self.defined(*setting)?.value {
                Value::Paths(paths) => Some((*setting, paths)),
                _ => None,
            })
            .collect();
        let prompting = Setting::ALL
            .iter()
            .filter(|setting| setting.section() == Section::Prompting)
            .filter_map(|setting| Some((*setting, self.defined(*setting)?.value)))
            .collect();
        let areas: BTreeSet<Area> =
            Area::ALL.into_iter().filter(|area| self.administrator || self.is_on(area.setting())).collect();
        // SECURITY: a session policy of an item comes before what is defined for the user (SES-4), so whoever chooses it at items of the own list lifts the own limits.
        let mut personal = self.slot(Setting::PersonalRole);
        if !areas.contains(&Area::Policies) {
            personal = personal.without(RoleRight::EditPolicies);
        }
        Standing {
            user: self.user,
            administrator: self.administrator,
            areas,
            jump_clients: self.is_on(Setting::JumpClients),
            personal,
            teams: self.slot(Setting::TeamsRole),
            system: if self.administrator { RoleRights::ALL } else { self.slot(Setting::SystemRole) },
            groups,
            led: self.led.clone(),
            session,
            paths,
            commands: self.command_rules().map(|(rules, _)| rules).collect(),
            scan: self.defined(Setting::FileScan).and_then(|found| match found.value {
                Value::Scan(scan) => Some(scan),
                _ => None,
            }),
            prompting,
            serving: self.serving(),
            custom_fields: self.is_on(Setting::CustomFields),
            handing: Handing {
                transfer: self.is_on(Setting::Transfer),
                share: match self.holds(Setting::Share).value {
                    Value::Reach(reach) => reach,
                    _ => Reach::Nothing,
                },
                external: self.is_on(Setting::InviteExternal),
                away: self.is_on(Setting::Attended) && self.is_on(Setting::ExtendedAvailability),
            },
            reading: self.reading(),
        }
    }

    fn reading(&self) -> Reading {
        if self.administrator {
            return Reading { reports: Reach::All, recordings: Reach::All };
        }
        let reach = |setting| match self.holds(setting).value {
            Value::Reach(reach) => reach,
            _ => Reach::Nothing,
        };
        Reading { reports: reach(Setting::Reports), recordings: reach(Setting::Recordings) }
    }

    fn serving(&self) -> Serving {
        if !self.is_on(Setting::Attended) {
            return Serving { teams: self.teams.clone(), ..Serving::default() };
        }
        let minutes = match self.holds(Setting::SessionKeyMinutes).value {
            Value::Number(minutes) => minutes,
            _ => 0,
        };
        let key_sites = match self.holds(Setting::SessionKeySites).value {
            Value::Sites(sites) => sites,
            _ => Sites::NONE,
        };
        let keys = self.is_on(Setting::SessionKeys) && key_sites != Sites::NONE;
        Serving {
            attended: true,
            key_minutes: keys.then_some(minutes),
            key_sites,
            general: self.is_on(Setting::GeneralQueue),
            teams: self.teams.clone(),
        }
    }
}

/// What an account may do in attended support.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Serving {
    attended: bool,
    key_minutes: Option<u32>,
    key_sites: Sites,
    general: bool,
    teams: BTreeSet<TeamId>,
}

/// How far sessions may be handed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Handing {
    transfer: bool,
    share: Reach,
    external: bool,
    away: bool,
}

/// Whose sessions may be read about afterwards (REC-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Reading {
    pub(crate) reports: Reach,
    pub(crate) recordings: Reach,
}

/// An area of the administrative interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// The state of the site, and who is signed in.
    Status,
    /// Jump Groups.
    Groups,
    /// Installers.
    Installers,
    /// Accounts.
    Users,
    /// Group policies, session policies, Jump Item Roles.
    Policies,
    /// Teams, issues, skills, custom fields.
    Configuration,
    /// The rules of signing in.
    Security,
    /// The administrative record.
    Record,
    /// API accounts.
    Api,
}

impl Area {
    /// All of them.
    pub const ALL: [Area; 9] = [
        Area::Status,
        Area::Groups,
        Area::Installers,
        Area::Users,
        Area::Policies,
        Area::Configuration,
        Area::Security,
        Area::Record,
        Area::Api,
    ];

    /// The setting that opens it.
    pub const fn setting(self) -> Setting {
        match self {
            Area::Status => Setting::AdminStatus,
            Area::Groups => Setting::AdminGroups,
            Area::Installers => Setting::AdminInstallers,
            Area::Users => Setting::AdminUsers,
            Area::Policies => Setting::AdminPolicies,
            Area::Configuration => Setting::AdminConfiguration,
            Area::Security => Setting::AdminSecurity,
            Area::Record => Setting::AdminRecord,
            Area::Api => Setting::AdminApi,
        }
    }
}

/// What an account may do, as of one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    user: UserId,
    administrator: bool,
    areas: BTreeSet<Area>,
    jump_clients: bool,
    personal: RoleRights,
    teams: RoleRights,
    system: RoleRights,
    groups: BTreeMap<JumpGroupId, RoleRights>,
    led: BTreeSet<UserId>,
    session: BTreeMap<Setting, Rule>,
    paths: BTreeMap<Setting, PathList>,
    commands: Vec<CommandRules>,
    scan: Option<FileScan>,
    prompting: BTreeMap<Setting, Value>,
    serving: Serving,
    custom_fields: bool,
    handing: Handing,
    reading: Reading,
}

impl Standing {
    /// Whose.
    pub fn user(&self) -> UserId {
        self.user
    }

    /// Whether it administers the site.
    pub fn administrator(&self) -> bool {
        self.administrator
    }

    /// Whether an area of the administrative interface is open.
    pub fn opens(&self, area: Area) -> bool {
        self.areas.contains(&area)
    }

    /// The areas that are open.
    pub fn areas(&self) -> impl Iterator<Item = Area> {
        self.areas.iter().copied()
    }

    /// Whether sessions with Jump Clients may be started at all.
    pub fn jumps_to_clients(&self) -> bool {
        self.jump_clients
    }

    /// What the account or its policies say of something inside a session.
    pub fn rule(&self, setting: Setting) -> Option<Rule> {
        self.session.get(&setting).copied()
    }

    /// What the account or its policies say of where files may be read or written.
    pub fn paths(&self, setting: Setting) -> Option<&PathList> {
        self.paths.get(&setting)
    }

    /// What the account and its policies say of command rules.
    pub fn commands(&self) -> impl Iterator<Item = CommandRules> {
        self.commands.iter().cloned()
    }

    /// What the account or its policies say of files being scanned.
    pub fn scan(&self) -> Option<FileScan> {
        self.scan
    }

    /// What the account or its policies say of how the customer is asked.
    pub fn prompting(&self, setting: Setting) -> Option<Value> {
        self.prompting.get(&setting).cloned()
    }

    /// Rights in a group: those of the role that it is assigned with; in others, those of the *system* slot. A group that is assigned with a role of no rights stays closed
    /// to a system slot too, except for an administrator.
    pub fn in_group(&self, group: JumpGroupId) -> RoleRights {
        if self.administrator {
            return RoleRights::ALL;
        }
        self.groups.get(&group).copied().unwrap_or(self.system)
    }

    /// Rights in somebody's personal list.
    pub fn in_list_of(&self, owner: UserId) -> RoleRights {
        if self.administrator {
            RoleRights::ALL
        } else if owner == self.user {
            self.personal
        } else if self.led.contains(&owner) {
            self.teams.or(self.system)
        } else {
            self.system
        }
    }

    /// The same, with no more than these areas and these rights at items, and without sessions.
    pub(crate) fn within(&self, areas: &BTreeSet<Area>, rights: RoleRights, reading: Reading) -> Standing {
        let system = if self.administrator { RoleRights::ALL } else { self.system };
        Standing {
            user: self.user,
            administrator: false,
            areas: self.areas.intersection(areas).copied().collect(),
            jump_clients: false,
            personal: if self.administrator { rights } else { self.personal.and(rights) },
            teams: if self.administrator { rights } else { self.teams.and(rights) },
            system: system.and(rights),
            groups: match self.administrator {
                true => BTreeMap::new(),
                false => self.groups.iter().map(|(group, own)| (*group, own.and(rights))).collect(),
            },
            led: self.led.clone(),
            session: BTreeMap::new(),
            paths: BTreeMap::new(),
            commands: Vec::new(),
            scan: None,
            prompting: BTreeMap::new(),
            serving: Serving { teams: self.serving.teams.clone(), ..Serving::default() },
            custom_fields: false,
            handing: Handing::default(),
            reading: Reading {
                reports: self.reading.reports.min(reading.reports),
                recordings: self.reading.recordings.min(reading.recordings),
            },
        }
    }

    /// Whose sessions may be read about in reports: one's own, those of one's teams, all (REC-6).
    pub fn reports(&self) -> Reach {
        self.reading.reports
    }

    /// Whether there is anything that one may read reports of: by the setting, or of sessions of items by a role that says so.
    pub fn reads_reports(&self) -> bool {
        self.reports() != Reach::Nothing || !ItemScope::reported(self).is_nothing()
    }

    /// Of which of these the recordings may be had.
    pub fn recordings(&self) -> Reach {
        self.reading.recordings
    }

    /// The teams that one is in.
    pub fn teams(&self) -> impl Iterator<Item = TeamId> {
        self.serving.teams.iter().copied()
    }

    /// Whether attended support may be given.
    pub fn supports(&self) -> bool {
        self.serving.attended
    }

    /// Longest validity of session keys that may be made, in minutes (SUP-13).
    pub fn key_minutes(&self) -> Option<u32> {
        self.serving.key_minutes
    }

    /// Whether session keys may be made for a public site (SUP-13).
    pub fn makes_keys_for(&self, site: PublicSiteId) -> bool {
        self.serving.key_minutes.is_some() && self.serving.key_sites.has(site)
    }

    /// Whether custom fields of sessions that one is in may be set (SES-40).
    pub fn sets_custom_fields(&self) -> bool {
        self.custom_fields
    }

    /// Whether sessions may be handed on to others (SES-20).
    pub fn transfers(&self) -> bool {
        self.handing.transfer
    }

    /// With whom sessions may be shared (SES-21).
    pub fn shares(&self) -> Reach {
        self.handing.share
    }

    /// Whether people without an account may be invited into sessions (SUP-70).
    pub fn invites_external(&self) -> bool {
        self.handing.external
    }

    /// Whether invitations may come while nobody is signed in, if the person wants that (SUP-33).
    pub fn asked_away(&self) -> bool {
        self.handing.away
    }

    /// Of an external representative: nothing at all (SUP-70).
    pub fn of_external(user: UserId) -> Standing {
        Standing {
            user,
            administrator: false,
            areas: BTreeSet::new(),
            jump_clients: false,
            personal: RoleRights::NONE,
            teams: RoleRights::NONE,
            system: RoleRights::NONE,
            groups: BTreeMap::new(),
            led: BTreeSet::new(),
            session: BTreeMap::new(),
            paths: BTreeMap::new(),
            commands: Vec::new(),
            scan: None,
            prompting: BTreeMap::new(),
            serving: Serving::default(),
            custom_fields: false,
            handing: Handing::default(),
            reading: Reading::default(),
        }
    }

    /// Whether this is one of the own teams.
    pub fn is_in(&self, team: TeamId) -> bool {
        self.serving.teams.contains(&team)
    }

    /// Whether sessions may be taken out of this queue (SUP-30).
    pub fn serves(&self, queue: Queue) -> bool {
        self.serving.attended
            && match queue {
                Queue::Personal(user) => user == self.user,
                Queue::Team(team) => self.serving.teams.contains(&team),
                Queue::General => self.serving.general,
            }
    }

    /// All queues that sessions may be taken out of, the own one first.
    pub fn queues(&self) -> Vec<Queue> {
        let teams = self.serving.teams.iter().copied().map(Queue::Team);
        let all = std::iter::once(Queue::Personal(self.user)).chain(teams).chain([Queue::General]);
        all.filter(|queue| self.serves(*queue)).collect()
    }

    /// Whether everything that `other` may in the administrative interface, this one may too. SECURITY: who manages accounts could otherwise take over one that may more.
    pub fn covers(&self, other: &Standing) -> bool {
        self.administrator || (!other.administrator && other.areas.is_subset(&self.areas))
    }

    /// Groups that are assigned, with the rights there.
    pub fn groups(&self) -> impl Iterator<Item = (JumpGroupId, RoleRights)> {
        self.groups.iter().map(|(group, rights)| (*group, *rights))
    }

    pub(crate) fn slots(&self) -> (RoleRights, RoleRights, RoleRights) {
        (self.personal, self.teams, self.system)
    }

    pub(crate) fn led(&self) -> impl Iterator<Item = UserId> {
        self.led.iter().copied()
    }
}
