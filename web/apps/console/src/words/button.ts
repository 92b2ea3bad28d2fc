// English texts of Support Buttons: deploying and removing one in a session (SUP-50).

/** What stands in the chat; part of the words of sessions. */
export const buttonEvents = {
  buttonPermission: "Support Button",
  event_button_started: (who: string, description: string) =>
    `${who} began to deploy the Support Button “${description}”.`,
  event_button_placed: (description: string) => `The Support Button “${description}” is on the desktop.`,
  event_button_removing: (who: string, description: string) =>
    `${who} began to remove the Support Button “${description}”.`,
  event_button_removed: (description: string) => `The Support Button “${description}” was removed.`,
  event_button_not_placed: (reason: string) => `The Support Button was not deployed. ${reason}`,
  event_button_not_removed: (reason: string) => `The Support Button was not removed. ${reason}`,
  event_button_failed: (reason: string) => `Deploying or removing the Support Button did not work. ${reason}`,
  button_no_curl: "The installer needs curl, which is not on the machine. Install it there, then deploy again.",
  button_download: "The button could not be fetched from this site by the machine.",
  button_install: "The installer started and did not come to its end. Space may be lacking there.",
  button_timeout: "Nothing was heard of it in time.",
  button_busy: "Something is being installed there already. Try again in a moment.",
  button_bad_token: "The machine did not take the order. Try again; if that does not help, its agent may be too old.",
  button_nobody_there: "No user is signed in whose desktop it could be put on, or removed from.",
  button_remove: "Something of it could not be deleted there. Try again, or withdraw it in the administration.",
  button_paused: "The customer has paused all access.",
  button_offline: "The machine is not connected.",
  button_customer_disconnected: "The customer was disconnected before it was done.",
  button_not_permitted: "The program on the machine did not allow it.",
} as const;

export const button = {
  deploy: "Deploy Support Button",
  deployTitle: (machine: string) => `A Support Button for ${machine}`,
  deployText:
    "Puts an icon on the desktop of this machine. A click on it asks for help, without a key and without the portal. This session goes on.",
  description: "Description",
  descriptionHint: "For representatives: the sessions of this button are told by it.",
  descriptionMissing: "Enter a description.",
  profile: "Profile",
  profileHint: "How it looks, and which public site it belongs to.",
  profileDefault: (name: string) => `${name} (default)`,
  noProfile:
    "There is no profile that it could be made of. Whoever manages this site can make one under Configuration, Support Buttons.",
  previewOf: (label: string) => `How it looks on the desktop: ${label}`,
  queue: "Sessions wait in",
  personal: "My personal queue",
  personalHint: "Whoever clicks it waits for you.",
  teams: "Teams",
  issues: "Issues",
  issueTo: (issue: string, team: string) => `${issue} → ${team}`,
  issueToAll: (issue: string) => `${issue} → General queue`,
  lasts: "It works for",
  span_week: "1 week",
  span_month: "1 month",
  span_quarter: "3 months",
  span_year: "1 year",
  span_own: "Until a day that you choose",
  lastDay: "Last day",
  lastDayOdd: "Choose a day from tomorrow on, at most ten years ahead.",
  ends: (when: string) => `It ends on ${when}. After that a click says so and starts nothing.`,
  deployNow: "Deploy",
  cancel: "Cancel",
  asking: (customer: string) => `${customer} is asked. It begins when they say yes; leave this open until then.`,
  notAllowed: "The customer did not say yes.",
  notDeployed: "The Support Button was not deployed",
  notRemoved: "The Support Button was not removed",
  needsClient: "The customer is here with a browser only. Ask them to run the full customer client.",
  alreadyPlacing: "A Support Button is being deployed already.",
  alreadyTaking: "It is being removed already.",
  deploying: "The Support Button is being deployed.",
  deployingText: "It is downloaded and put on the desktop. This takes a few seconds.",
  placed: (description: string) => `The Support Button “${description}” is on the desktop.`,
  placedText: "A click on it starts a session.",
  removing: "The Support Button is being removed.",
  removingText: "This takes a few seconds.",
  removed: (description: string) => `The Support Button “${description}” was removed.`,
  failedDeploying: "The Support Button was not deployed.",
  failedRemoving: "The Support Button was not removed.",
  dismiss: "Hide this",
  remove: "Remove Support Button",
  removeTitle: (description: string) => `Remove the Support Button “${description}”?`,
  removeText:
    "The icon goes from the desktop, and the button from the list of the site. This session goes on. For another one, deploy it anew.",
  detail: "Support Button",
} as const;

/** Why it failed, for a person; the code for one that is not known here. */
export function buttonFailure(words: typeof buttonEvents, code: string): string {
  const known: Readonly<Record<string, string>> = {
    no_curl: words.button_no_curl,
    download: words.button_download,
    install: words.button_install,
    timeout: words.button_timeout,
    busy: words.button_busy,
    bad_token: words.button_bad_token,
    nobody_there: words.button_nobody_there,
    remove: words.button_remove,
    paused: words.button_paused,
    offline: words.button_offline,
    customer_disconnected: words.button_customer_disconnected,
    not_permitted: words.button_not_permitted,
  };
  return known[code] ?? code;
}

const ONLY_PLACING: readonly string[] = ["no_curl", "download", "install", "bad_token"];

/** The sentence for a failure. Some reasons say by themselves which of the two it was. */
export function buttonFailed(words: typeof buttonEvents, code: string): string {
  const reason = buttonFailure(words, code);
  if (code === "remove") return words.event_button_not_removed(reason);
  return ONLY_PLACING.includes(code) ? words.event_button_not_placed(reason) : words.event_button_failed(reason);
}
