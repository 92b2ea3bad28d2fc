// Words of the pages about who may do what: what each setting means, policies, roles. Those of the simulator are in simulator.ts.

import { catalogue, number, plural } from "@towline/ui";

/** What each setting means. A key that is not here (an appliance newer than this page) shows itself. */
export const { now: settingTexts, useMessages: useSettingTexts } = catalogue({
  sections: {
    session: "Inside sessions",
    prompting: "Asking the customer",
    support: "Attended support",
    jump: "Jump Items",
    reports: "Reports",
    vault: "Vault",
    administration: "Administrative interface",
    sign_in: "Signing in",
  } as Record<string, string>,
  sectionHints: {
    session: "What may be done on a machine. A Jump Item's session policy comes before what is said here.",
    prompting:
      "Holds for what is set to be asked for under “Inside sessions”. The customer is asked in the window of the full customer client.",
    support:
      "What may be done for customers who ask for help. What may be done on their machines is said under “Inside sessions”.",
    jump: "Which Jumps may be started at all, and the role in lists that nobody assigned one for.",
    administration: "Areas of these pages. Only administrators can open or close them.",
    sign_in: "What a sign-in needs, and how long it lasts.",
  } as Record<string, string>,
  labels: {
    "session.screen_view": "See the screen",
    "session.screen_control": "Use keyboard and mouse",
    "session.shell": "Open command shells",
    "session.command_rules": "Commands that are denied or told of",
    "session.customer_restriction": "Disable mouse, keyboard and screen of the machine",
    "session.elevation": "Get administrative rights",
    "session.system_info_view": "Look at system information",
    "session.system_info_act": "End processes, start and stop services",
    "session.clipboard_to_endpoint": "Clipboard, to the machine",
    "session.clipboard_from_endpoint": "Clipboard, from the machine",
    "session.annotation": "Draw on the screen",
    "session.hear_sound": "Hear what the machine plays",
    "session.canned_scripts": "Run canned scripts",
    "session.shell_programs": "Choose the program of a shell",
    "session.file_download": "Look at files, and fetch them",
    "session.file_upload": "Send files, and change what is there",
    "session.file_read_paths": "Where files may be read",
    "session.file_write_paths": "Where files may be sent and changed",
    "session.file_scan": "Scan files before they are handed over",
    "session.special_actions": "Special actions, and programs as another user",
    "session.power": "Restart the machine, and shut it down",
    "session.pin": "Pin and unpin Jump Clients",
    "session.support_buttons": "Deploy and remove Support Buttons",
    "prompting.seconds": "Seconds to answer",
    "prompting.unanswered": "Allow it where nobody can be asked",
    "prompting.elevate_at_start": "Ask for administrative rights at the start",
    "support.attended": "Give attended support",
    "support.session_keys": "Make session keys",
    "support.session_key_minutes": "Longest validity of a session key, in minutes",
    "support.session_key_sites": "Public sites of session keys",
    "support.general_queue": "Accept from the general queue",
    "support.transfer": "Transfer sessions",
    "support.share": "Share sessions with",
    "support.custom_fields": "Set custom fields of sessions",
    "support.invite_external": "Invite external representatives",
    "support.extended_availability": "Be asked while signed out",
    "jump.method_jump_client": "Jump to Jump Clients",
    "jump.role_default": "Default role",
    "jump.role_personal": "Role in the own personal list",
    "jump.role_teams": "Role in lists of team members",
    "jump.role_system": "Role everywhere else",
    "reports.sessions": "Read reports of sessions",
    "reports.recordings": "Play and download recordings",
    "admin.status": "Status",
    "admin.jump_groups": "Jump Groups",
    "admin.installers": "Installers",
    "admin.users": "Users",
    "admin.policies": "Policies and roles",
    "admin.configuration": "Configuration",
    "admin.security": "Security",
    "admin.record": "Administrative record",
    "admin.api_accounts": "API accounts",
    "sign_in.second_factor": "Second factor required",
    "sign_in.idle_minutes": "Log out when idle, in minutes",
  } as Record<string, string>,
  hints: {
    "session.screen_view": "Without it nothing of the desktop is shown, and nothing on it can be used.",
    "session.screen_control": "Needs the screen as well.",
    "session.shell": "Opens, sees and types into command shells.",
    "session.customer_restriction":
      "While keyboard and mouse are theirs. A notice on the screen says who did it; whoever sits there takes it back with Ctrl+Alt+Shift+Esc, also when this site is gone.",
    "session.elevation":
      "In the full customer client and in Jump Clients that run as a user: by a prompt at the machine, or with an account and its password. Then shells are those of the system.",
    "session.system_info_view": "Hardware, processes, services, programs, users and the event log of the machine.",
    "session.system_info_act": "Needs looking as well. Everything that is done stands in the session's log.",
    "session.clipboard_to_endpoint":
      "What this person copies can be pasted at the machine, once they share their clipboard and while they have control.",
    "session.clipboard_from_endpoint":
      "What is copied at the machine, by whoever sits there too, is on this person's clipboard once they share it.",
    "session.annotation":
      "Lines, arrows and a pointer above everything on the machine's screen, for whoever sits there and all who look. Needs seeing the screen as well; it controls nothing.",
    "session.hear_sound":
      "Everything that the machine plays, calls too, once this person listens; its microphone never. The log and the customer are told who listens. Recordings have no sound.",
    "session.canned_scripts":
      "Scripts of the library (Configuration, Canned Scripts) that are for this person's teams, and no others. One that runs as system needs getting administrative rights as well. Their output is recorded as shells are.",
    "session.shell_programs":
      "In place of the account's own: one of those that the machine lists. As another account a shell needs getting administrative rights as well, or special actions and that account's password.",
    "session.command_rules":
      "For what is typed at the prompts of shells: a denied command is not run, and whoever typed it is told why; of an alerted one the representatives are told. Both stand in the log, with the line. This is a guard rail and no wall: scripts, aliases, editors and encodings go around it. Canned scripts are the site's own, and not looked at.",
    "session.file_download":
      "Lists folders, looks into files and fetches them, as the account whose session it is. Every file stands in the session's log, with its SHA-256.",
    "session.file_upload":
      "Also makes folders, renames and moves, changes permissions, and deletes for good: there is no recycle bin. Alone, it lets this person list what is there, and fetch nothing.",
    "session.file_read_paths":
      "For listing and fetching: in these folders and all below them, whatever links lead out of them. Who may not fetch files at all gains nothing by it.",
    "session.file_write_paths":
      "For sending, renaming, deleting and every other change: in these folders and all below them, whatever links lead out of them.",
    "session.file_scan":
      "Required: what is sent, fetched, looked at or copied goes through the scan of the machine itself first, and what is not clean is not handed over. With what, whoever owns the machine says there (towline-agent scan); where nothing is set no file goes at all.",
    "session.special_actions":
      "Opens the terminal, the task manager, the settings and such on the desktop, locks it, logs its user off, and starts a program there with a user name and a password. Needs keyboard and mouse as well.",
    "session.power": "The session waits for a machine that is restarted, and goes on by itself.",
    "session.pin":
      "Installs the agent on a customer's machine during the session, into a list where this person may put Jump Clients; or uninstalls one.",
    "session.support_buttons":
      "Puts an icon on the desktop of the machine, with which whoever sits there can ask for help again without a key; or removes one.",
    "prompting.seconds": "For what the customer is asked. Who does not answer in time has said neither yes nor no.",
    "prompting.unanswered":
      "Where the customer is to be asked and nobody is at the machine, as with a Jump. Where a customer is, silence is never a yes.",
    "prompting.elevate_at_start":
      "As soon as the full customer client is there, the customer is prompted for administrative rights, for representatives who may get them.",
    "support.attended": "Sessions that customers ask for. Without it, none of what follows is possible.",
    "support.session_keys": "Keys and links with which a customer starts a session from the public portal.",
    "support.session_key_minutes":
      "From 10 minutes to 1440, which is a day. It limits the start of a session, not the session.",
    "support.session_key_sites": "Where customers enter them. With none chosen, no keys can be made.",
    "support.general_queue": "Sessions that wait there for whoever is faster.",
    "support.transfer": "Hand a session on to another person or queue.",
    "support.share": "Whom this person may ask to join a session.",
    "support.custom_fields": "Those that representatives see, in sessions that this person is in.",
    "support.invite_external":
      "People without an account come into one session by a link, with a session policy that is marked for it.",
    "support.extended_availability": "By e-mail, if the person switches it on under My Account.",
    "jump.method_jump_client": "Sessions with machines that have an agent installed.",
    "jump.role_default": "Holds in Jump Groups that are assigned without a role, looked up at the moment of the Jump.",
    "jump.role_personal": "Holds in the list that only this person sees.",
    "jump.role_teams": "Holds in the personal lists of lower-ranked members of the own teams.",
    "jump.role_system": "Holds in every other list. Anything but “No access” shows all Jump Items of the site.",
    "reports.sessions": "Who was in them, what was said and done. A role can open those of its Jump Items besides.",
    "reports.recordings": "What shells and scripts put out, of sessions whose reports may be read.",
    "admin.status":
      "See the state of the site, who is signed in and all running sessions; log people out, end sessions, set their custom fields.",
    "admin.jump_groups": "Make and change Jump Groups, and say who is in them.",
    "admin.installers": "Make and revoke installers of Jump Clients.",
    "admin.users": "Make, change and disable users who may not do more here than this person.",
    "admin.policies": "Whoever has this can allow itself everything inside sessions and in every list.",
    "admin.configuration": "Make and change support teams, issues, skills, custom fields and public sites.",
    "admin.security": "Switch the web console, and the rules of passwords and sign-ins.",
    "admin.record": "Read who changed what, and when.",
    "admin.api_accounts": "Give programs access to this site's interface.",
    "sign_in.second_factor": "An authenticator app or a passkey, set up at the next sign-in.",
    "sign_in.idle_minutes": "0 means never.",
  } as Record<string, string>,
  values: {
    undefined: "Not defined",
    allow: "Allow",
    ask_once: "Ask the customer once",
    ask_each: "Ask the customer each time",
    deny: "Deny",
    yes: "Yes",
    no: "No",
    nothing: "Nothing",
    own: "Own",
    team: "Own teams",
    all: "All",
    every: "Every public site",
    these: "Chosen sites",
    noSite: "None",
    everywhere: "Everywhere",
    below: "Only below these",
    off: "Off",
    required: "Required",
  },
  words: {
    chosen: (setting: string) => `${setting}: chosen ones`,
    paths: (setting: string) => `${setting}: paths`,
    path: (setting: string, line: number) => `${setting}: path ${line}`,
    addPath: "Add a path",
    addPathTo: (setting: string) => `Add a path: ${setting}`,
    removePath: (path: string) => `Remove ${path}`,
    removeLine: (line: number) => `Remove line ${line}`,
    mostPaths: (most: number) => `A list has at most ${most} paths.`,
    wholeList: "The first that defines a list decides, with the whole list; lists are not put together.",
    choose: "Choose sites",
    final: "Final",
    finalHint: "No policy further down changes it",
    fromPolicy: (name: string) => `From the policy “${name}”`,
  },
  pathFaults: {
    blank: "Enter a path, or remove the line.",
    relative: "A path begins with /",
    up: "A path goes up nowhere: leave out ..",
    long: "A path has at most 512 bytes.",
    control: "A path has no control characters.",
  },
});

export const { now: assignTexts, useMessages: useAssignTexts } = catalogue({
  words: {
    role: (name: string) => `Role for ${name}`,
    accountDefault: "The account's default role",
    remove: (name: string) => `Remove ${name}`,
    addGroup: "Add a Jump Group",
    addPerson: "Add a person",
    searchPeople: "Type a name",
    none: "Nothing yet.",
    noMatch: "Nobody found",
    noGroup: "No further Jump Group",
    gone: "(removed meanwhile)",
  },
});

export const { now: policyTexts, useMessages: usePolicyTexts } = catalogue({
  page: {
    lead: "What groups of people may do. Policies are read from top to bottom: a later one wins, unless an earlier one marked a setting as final. What no policy defines is up to each user.",
    add: "Make a group policy",
    emptyTitle: "No group policies yet",
    emptyText: "A policy says once for many people what they may do, for example “only view screens” for a team.",
    searchLabel: "Search group policies by name, description or member",
    orderHint: "To change the order, show all policies in the order in which they are read.",
    up: (name: string) => `Move ${name} up`,
    down: (name: string) => `Move ${name} down`,
    settings: (count: number) => plural(count, { one: "1 setting", other: `${count} settings` }),
    defines: (settings: number, groups: number) =>
      [
        plural(settings, { one: "1 setting", other: `${settings} settings` }),
        plural(groups, { one: "1 Jump Group", other: `${groups} Jump Groups` }),
      ].join(", "),
  },
  columns: { order: "Order", name: "Name", members: "Members", defines: "Defines", description: "Description" },
  edit: {
    title: "About this policy",
    name: "Name",
    nameMissing: "Enter a name.",
    description: "Description",
    members: "Members",
    membersText: "Whoever is in this policy gets what it defines, at once, also in running sessions.",
    byProviders: (count: number) =>
      plural(count, {
        one: "One more is in it by a group at a security provider.",
        other: `${number(count)} more are in it by groups at security providers.`,
      }),
    groups: "Jump Groups",
    groupsText: "Lists of machines that members may use, and the role that they have there.",
    settings: "What it defines",
    settingsText: "Leave what should be decided elsewhere as “Not defined”.",
  },
  create: { title: "Make a group policy", submit: "Make the policy", done: (name: string) => `${name} is made` },
  remove: {
    title: "Remove",
    open: "Remove this policy",
    ask: (name: string) => `Remove ${name}?`,
    will: "Its members lose at once what it allows and get back what it denies. Users and Jump Groups stay.",
    willMany: "Their members lose at once what they allow and get back what they deny. Users and Jump Groups stay.",
    submit: "Remove the policy",
    done: (name: string) => `${name} is removed`,
    askMany: (text: string, count: number) =>
      plural(count, { one: "Remove 1 group policy?", other: `Remove ${text} group policies?` }),
    doneMany: (text: string, count: number) =>
      plural(count, { one: "1 group policy is removed", other: `${text} group policies are removed` }),
  },
});

export const { now: sessionPolicyTexts, useMessages: useSessionPolicyTexts } = catalogue({
  page: {
    lead: "What may be done in sessions with the Jump Items that name the policy. It comes before what people may do themselves.",
    add: "Make a session policy",
    searchLabel: "Search session policies by name or description",
    emptyTitle: "No session policies yet",
    emptyText: "Use one for machines where less, or more, may be done than people may otherwise.",
  },
  columns: {
    name: "Name",
    items: "Jump Items",
    defines: "Defines",
    external: "External",
    externalYes: "Yes",
    description: "Description",
  },
  everybody: {
    title: "Everybody",
    text: "Holds where neither a Jump Item's session policy nor a policy or the user says anything.",
  },
  edit: {
    title: "About this policy",
    name: "Name",
    nameMissing: "Enter a name.",
    description: "Description",
    external: "External representatives can be invited with it",
    externalHint:
      "It says what they may at most, and never more than whoever invites them. What it leaves undefined is decided for everybody.",
    permissions: "In sessions",
    permissionsText: "Leave what should be decided elsewhere as “Not defined”.",
  },
  create: { title: "Make a session policy", submit: "Make the policy", done: (name: string) => `${name} is made` },
  remove: {
    title: "Remove",
    open: "Remove this policy",
    ask: (name: string) => `Remove ${name}?`,
    will: "No Jump Item and no public site names it.",
    inUse: (count: number) =>
      plural(count, {
        one: "1 Jump Item names it. Choose another policy there first.",
        other: `${count} Jump Items name it. Choose another policy there first.`,
      }),
    onSites: (sites: readonly string[]) =>
      plural(sites.length, {
        one: `The public site ${sites.join("")} names it. Choose another policy there first.`,
        other: `Public sites name it: ${sites.join(", ")}. Choose another policy there first.`,
      }),
    submit: "Remove the policy",
    done: (name: string) => `${name} is removed`,
    askMany: (text: string, count: number) =>
      plural(count, { one: "Remove 1 session policy?", other: `Remove ${text} session policies?` }),
    doneMany: (text: string, count: number) =>
      plural(count, { one: "1 session policy is removed", other: `${text} session policies are removed` }),
    willMany: "Those that a Jump Item, an installer or a public site still names are not removed.",
  },
  item: {
    title: "Session policies",
    text: "What may be done in sessions with this machine, over what people may otherwise.",
    attended: "While a person is at the machine",
    unattended: "While nobody is",
    none: "None",
  },
});

export const { now: roleTexts, useMessages: useRoleTexts } = catalogue({
  page: {
    lead: "Sets of rights that somebody has in a list of Jump Items. Four of them are the same on every site.",
    add: "Make a role",
    searchLabel: "Search roles by name or description",
    anyKind: "Every kind",
    builtIn: "Built in",
    own: "Own",
    noRights: "Nothing: the Jump Items are not even seen",
    everything: "Everything",
  },
  columns: { name: "Name", rights: "Allows", kind: "Kind", description: "Description" },
  rights: {
    view: "See the Jump Items",
    start: "Start sessions",
    create: "Create and deploy",
    edit_name: "Change the name",
    edit_tag: "Change the tag",
    edit_comments: "Change the comments",
    edit_policies: "Choose policies",
    edit_connection: "Change the connection, set a password",
    move: "Move between lists",
    remove: "Remove",
    view_reports: "Read reports",
    override_schedule: "Start outside the schedule",
  } as Record<string, string>,
  groups: {
    use: "Use",
    change: "Change",
    lists: "Lists",
  },
  edit: {
    title: "About this role",
    name: "Name",
    nameMissing: "Enter a name.",
    description: "Description",
    rights: "What it allows",
    rightsText: "Every right brings the sight of the Jump Items with it.",
    builtIn: "This role is the same on every site and cannot be changed. Make a role of your own for other rights.",
  },
  create: { title: "Make a role", submit: "Make the role", done: (name: string) => `${name} is made` },
  remove: {
    title: "Remove",
    open: "Remove this role",
    ask: (name: string) => `Remove ${name}?`,
    will: "A role that is still chosen somewhere is not removed.",
    submit: "Remove the role",
    done: (name: string) => `${name} is removed`,
    askMany: (text: string, count: number) => plural(count, { one: "Remove 1 role?", other: `Remove ${text} roles?` }),
    doneMany: (text: string, count: number) =>
      plural(count, { one: "1 role is removed", other: `${text} roles are removed` }),
    willMany: "Built-in roles, and those that are still chosen somewhere, are not removed.",
  },
});

export const { now: teamTexts, useMessages: useTeamTexts } = catalogue({
  page: {
    lead: "Who works together. Leads and managers may be given rights in the personal lists of those below them, by the role in lists of team members.",
    add: "Make a team",
    emptyTitle: "No support teams yet",
    emptyText: "A team brings people together who help the same customers or look after the same machines.",
    rank: (name: string) => `Rank of ${name}`,
    searchLabel: "Search teams by name, comments or member",
  },
  ranks: { member: "Member", lead: "Lead", manager: "Manager" },
  columns: { name: "Name", members: "Members", leads: "Leads and managers", comments: "Comments" },
  edit: {
    title: "About this team",
    name: "Name",
    nameMissing: "Enter a name.",
    comments: "Comments",
    members: "Members",
    membersText: "A lead stands above members, a manager above both.",
  },
  create: { title: "Make a team", submit: "Make the team", done: (name: string) => `${name} is made` },
  remove: {
    title: "Remove",
    open: "Remove this team",
    ask: (name: string) => `Remove ${name}?`,
    will: "Its members stay on the site. Its leads and managers lose the sight of their personal lists. Whoever waits in its queue goes on to another one.",
    willMany: "Their members stay on the site. Their leads and managers lose the sight of their personal lists.",
    submit: "Remove the team",
    done: (name: string) => `${name} is removed`,
    askMany: (text: string, count: number) => plural(count, { one: "Remove 1 team?", other: `Remove ${text} teams?` }),
    doneMany: (text: string, count: number) =>
      plural(count, { one: "1 team is removed", other: `${text} teams are removed` }),
  },
});
