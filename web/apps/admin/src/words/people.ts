// Words of the pages about oneself and about other users.

import { catalogue, number, plural } from "@towline/ui";

export const { now: accountTexts, useMessages: useAccountTexts } = catalogue({
  page: { lead: "How others see you, and how you sign in." },
  console: {
    title: "Web rep console",
    text: "Work on machines right in the browser: sessions, screens, shells. You are signed in there already.",
    launch: "Launch Web Rep Console",
    newTab: "(opens in a new tab)",
    offTitle: "The web console is switched off",
    off: (who: string) =>
      who === ""
        ? "An administrator can allow it under Management > Security."
        : `An administrator can allow it under Management > Security. On this site: ${who}.`,
    offAdmin: "You can allow it under Management > Security.",
    offAdminLink: "Go to Security",
  },
  profile: {
    title: "About you",
    text: "Your name is shown to other representatives, and to people whose machines you work on.",
    username: "User name",
    usernameHint: "You sign in with it. Only an administrator can change it.",
    displayName: "Your name",
    displayNameMissing: "Enter the name that others should see.",
    email: "E-mail",
    emailHint:
      "For messages from this site, such as the link when you forget your password. It is not shown to customers.",
  },
  times: {
    title: "Dates and times",
    text: "In which time zone they are shown to you, here and in the console.",
    zone: "Time zone",
    own: (name: string) => `The browser’s own (${name})`,
    now: (time: string) => `There it is now ${time}.`,
  },
  away: {
    title: "While you are signed out",
    text: "Colleagues can ask you into a session, or to take one over, though you are not signed in.",
    label: "Send me invitations by e-mail",
    hint: (email: string) => `To ${email}, with links to accept, to decline, and to switch this off.`,
    noAddress: "Enter your e-mail address above first.",
  },
  portal: {
    title: "Public site",
    text: "Customers can ask for you by name, while your console is open. They wait in your personal queue.",
    label: "Show me on the public site",
    nowhere: "No public site shows representatives. It can be switched on under Public Portals > Public Sites.",
  },
  password: {
    title: "Password",
    text: "Changing it signs you out everywhere else.",
    current: "Current password",
    currentMissing: "Enter the password that you use now.",
    fresh: "New password",
    freshHint: (minimum: number, old: number) =>
      [
        `At least ${number(minimum)} characters, and not one of the common ones.`,
        old > 0 ? plural(old, { one: "Not the one that you have.", other: `None of your last ${number(old)}.` }) : "",
        "A few unrelated words make a good one.",
      ]
        .filter(Boolean)
        .join(" "),
    freshShort: (minimum: number) => `Use at least ${number(minimum)} characters.`,
    freshSame: "This is the password that you have now. Choose another.",
    again: "New password again",
    againDifferent: "This differs from the new password above.",
    submit: "Change the password",
    done: "The password is changed",
    doneHint: "Use the new one from now on.",
  },
});

export const { now: loginTexts, useMessages: useLoginTexts } = catalogue({
  card: {
    title: "Where you are signed in",
    text: "If you do not know one of them, sign it out and change your password.",
    current: "this browser",
    unknown: "Unknown browser",
    on: (browser: string, system: string) => `${browser} on ${system}`,
    since: "since",
    out: "Sign out",
    outName: (name: string) => `Sign out ${name}`,
    outDone: (name: string) => `${name} is signed out`,
    others: "Sign out everywhere else",
    othersDone: "Everywhere else is signed out",
  },
});

export const { now: userTexts, useMessages: useUserTexts } = catalogue({
  page: {
    lead: "People who can sign in to this site.",
    add: "Create a user",
    searchLabel: "Search users by name, user name or e-mail",
    administrator: "Administrator",
    representative: "Representative",
    active: "Active",
    disabled: "Disabled",
    over: "Ended",
    closed: "Disabled or ended",
    anyState: "Any state",
    anyRole: "Any role",
    administrators: "Administrators",
    representatives: "Representatives",
    fileName: "users.csv",
    locked: "Locked",
    lockedUntil: (time: string) => `Locked until ${time} after wrong passwords.`,
    you: "you",
    emptyTitle: "Only you so far",
    emptyText: "Create a user for everybody who works with this site, so that each session shows who did what.",
  },
  columns: {
    name: "Name",
    username: "User name",
    state: "State",
    role: "Role",
    lastLogin: "Last sign-in",
    email: "E-mail",
  },
  edit: {
    title: "About this user",
    displayName: "Name",
    displayNameHint: "Shown to other representatives, and to people whose machines they work on.",
    displayNameMissing: "Enter a name.",
    username: "User name",
    usernameHint: "For signing in. Letters, digits, dots, dashes and underscores.",
    usernameMissing: "Enter a user name.",
    usernameWrong: "Use only letters, digits, dots, dashes and underscores.",
    email: "E-mail",
    role: "Role",
    administrator: "Administrator",
    administratorHint: "Manages the whole site: users, groups, installers, security. Sees every Jump Item.",
    administratorOnly: "Only administrators can give or take this.",
    policies: "Group policies",
    administratorSelf: "You cannot take this role from yourself. Another administrator can.",
    groups: "Jump Groups",
    groupsHint: "The lists of machines that this user may use, beside their own personal list.",
    created: "Created",
    expires: "Ends on",
    expiresHint: "From this day on the account cannot be used. Empty: it does not end by itself.",
  },
  create: {
    title: "Create a user",
    submit: "Create the user",
    passwordTitle: "First password",
    passwordText: "Give it to them in person or by telephone. It is shown only now.",
    mustChange: "They must choose their own password at the first sign-in",
    done: (name: string) => `${name} can sign in now`,
    doneHint: "Give them this password, in person or by telephone.",
    once: "It is shown only now. Nobody can look it up later; if it is lost, set a new one.",
    finish: "Done",
  },
  access: {
    title: "Access",
    disable: "Disable this user",
    disableAsk: (name: string) => `Disable ${name}?`,
    disableWill:
      "They are signed out everywhere at once and their sessions end. Nothing is deleted: you can enable them again.",
    disableDo: "Disable",
    enable: "Enable this user",
    enabledHint: "They can sign in.",
    disabledHint: "They cannot sign in. Enabling gives them back what they had.",
    self: "You cannot disable yourself. Another administrator can.",
    done: (name: string) => `${name} is disabled`,
    enabled: (name: string) => `${name} is enabled`,
  },
  remove: {
    title: "Delete",
    text: "For somebody who will not come back. Disabling keeps everything, and can be undone.",
    self: "You cannot delete yourself. Another administrator can.",
    open: "Delete this user",
    ask: (name: string) => `Delete ${name}?`,
    submit: "Delete",
    done: (name: string) => `${name} is deleted`,
    counting: "Counting what goes with them",
    will: "This cannot be undone. Their sessions end at once, and they are taken out of teams, groups and policies.",
    logins: (count: number) =>
      plural(count, { one: "1 login ends at once.", other: `${number(count)} logins end at once.` }),
    apiAccounts: (count: number) =>
      plural(count, {
        one: "1 API account that they made goes with them: that program loses access.",
        other: `${number(count)} API accounts that they made go with them: those programs lose access.`,
      }),
    installers: (count: number) =>
      plural(count, {
        one: "1 installer for a personal list stops working.",
        other: `${number(count)} installers for personal lists stop working.`,
      }),
    items: (count: number) =>
      plural(count, {
        one: "What should become of the Jump Item in the personal list?",
        other: `What should become of the ${number(count)} Jump Items in personal lists?`,
      }),
    moved: "Move to a Jump Group",
    group: "Jump Group",
    removed: "Remove and uninstall",
    stays: "The administrative record and past sessions keep their names.",
  },
  many: {
    disable: "Disable",
    enable: "Enable",
    signOut: "Sign out everywhere",
    newPassword: "Require a new password",
    join: "Add to a group policy",
    leave: "Take out of a group policy",
    remove: "Delete",
    policy: "Group policy",
    choosePolicy: "Choose a policy",
    noPolicy: "There is no such policy",
    askDisable: (text: string, count: number) =>
      plural(count, { one: "Disable 1 user?", other: `Disable ${text} users?` }),
    willDisable:
      "They are signed out everywhere at once and their sessions end. Nothing is deleted: you can enable them again.",
    doneDisable: (text: string, count: number) =>
      plural(count, { one: "1 user is disabled", other: `${text} users are disabled` }),
    askEnable: (text: string, count: number) =>
      plural(count, { one: "Enable 1 user?", other: `Enable ${text} users?` }),
    willEnable: "They can sign in again and have back what they had.",
    doneEnable: (text: string, count: number) =>
      plural(count, { one: "1 user is enabled", other: `${text} users are enabled` }),
    askSignOut: (text: string, count: number) =>
      plural(count, { one: "Sign 1 user out everywhere?", other: `Sign ${text} users out everywhere?` }),
    willSignOut:
      "Their pages show the sign-in at once. Sessions that they own are put on hold, so that nothing is lost. They can sign in again.",
    doneSignOut: (text: string, count: number) =>
      plural(count, { one: "1 user is signed out", other: `${text} users are signed out` }),
    askNewPassword: (text: string, count: number) =>
      plural(count, { one: "Require a new password of 1 user?", other: `Require a new password of ${text} users?` }),
    willNewPassword:
      "They can do nothing else before they have chosen another password, also where they are signed in now. They need the one that they have to sign in.",
    doneNewPassword: (text: string, count: number) =>
      plural(count, { one: "1 user must choose a new password", other: `${text} users must choose a new password` }),
    askJoin: (text: string, count: number) =>
      plural(count, { one: "Add 1 user to a group policy?", other: `Add ${text} users to a group policy?` }),
    willJoin: "They get at once what the policy defines, also in running sessions.",
    doneJoin: (text: string, count: number) =>
      plural(count, { one: "1 user is in the policy", other: `${text} users are in the policy` }),
    askLeave: (text: string, count: number) =>
      plural(count, { one: "Take 1 user out of a group policy?", other: `Take ${text} users out of a group policy?` }),
    willLeave: "They lose at once what it allows and get back what it denies. Whoever is not in it stays as before.",
    doneLeave: (text: string, count: number) =>
      plural(count, { one: "1 user is not in the policy", other: `${text} users are not in the policy` }),
    askRemove: (text: string, count: number) =>
      plural(count, { one: "Delete 1 user?", other: `Delete ${text} users?` }),
    doneRemove: (text: string, count: number) =>
      plural(count, { one: "1 user is deleted", other: `${text} users are deleted` }),
  },
  reset: {
    title: "Password",
    text: "Set a new one if they have forgotten theirs. It signs them out everywhere.",
    open: "Reset the password",
    ask: (name: string) => `New password for ${name}`,
    generated: "Generate one",
    typed: "Type one",
    how: "How",
    password: "New password",
    submit: "Set the password",
    done: (name: string) => `The password of ${name} is set`,
    again: "Generate another",
    typedHint: (minimum: number) => `At least ${number(minimum)} characters, and not one of the common ones.`,
  },
});
