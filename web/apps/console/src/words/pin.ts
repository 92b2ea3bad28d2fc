// English texts of passwords of Jump Clients (JMP-15), of pinning and unpinning (SUP-60).

/** What stands in the chat; part of the words of sessions. */
export const pinEvents = {
  pinPermission: "Pin as Jump Client",
  event_pin_started: (who: string, place: string) =>
    place ? `${who} began to pin this machine to ${place}.` : `${who} began to pin this machine to the personal list.`,
  event_pinned: (item: string) => `${item} is a Jump Client now.`,
  event_pinned_user: (item: string) =>
    `${item} is a Jump Client now. It runs as that user, and only while they are signed in.`,
  event_pin_failed: (reason: string) => `The machine was not pinned. ${reason}`,
  event_unpinned: (who: string, item: string) => `${who} unpinned ${item}.`,
  pin_no_curl: "The installer needs curl, which is not on the machine. Install it there, then pin again.",
  pin_download: "The installer could not be fetched from this site by the machine.",
  pin_install: "The installer started and did not come to its end. It may lack a right, or space.",
  pin_timeout: "Nothing was heard of the installer in time.",
  pin_already_there: "It has a Jump Client of this site already; look for it in the list of Jump Items.",
  pin_busy: "It is being installed already.",
  pin_paused: "The customer has paused all access.",
  pin_offline: "The machine is not connected.",
  pin_customer_disconnected: "The customer was disconnected before it was done.",
  pin_not_permitted: "The customer's program did not allow it.",
} as const;

export const pin = {
  lockedTitle: (item: string) => `Password of ${item}`,
  lockedText: "This Jump Client has a password of its own. It is asked for before every session.",
  password: "Password",
  again: "Password again",
  start: "Start session",
  join: "Join session",
  cancel: "Cancel",
  detail: "Own password",
  setSince: "asked for before every session, since",
  set: "Set a password",
  setFor: (item: string) => `Set a password for ${item}`,
  change: "Change or remove the password",
  changeFor: (item: string) => `Change or remove the password of ${item}`,
  setTitle: (item: string) => `A password for ${item}`,
  setText:
    "It must be entered before every session with this machine, by everybody. Nobody can read it here afterwards; whoever may change the connection can set another one.",
  save: "Save the password",
  remove: "Remove the password",
  saved: "The password was saved",
  removed: "The password was removed",
  notSaved: "The password was not saved",
  tooShort: "Use at least 8 characters.",
  differs: "Both must be the same.",
  pin: "Pin as Jump Client",
  pinTitle: (machine: string) => `Pin the machine of ${machine}`,
  pinText:
    "Installs the agent on the customer's machine, so that you can jump to it later. The session goes on. Without administrative rights it runs only while that user is signed in, and the messages say so.",
  where: "List",
  personal: "My personal list",
  personalHint: "Only you see what is in it.",
  name: "Name",
  nameHint: "Leave it empty to take the machine's own.",
  passwordHint: "Optional. Whoever starts a session with it must enter it.",
  pinSession: "Pin session",
  nowhere:
    "There is no list in which you may put Jump Clients. Your role in a Jump Group, or in your own list, must include it.",
  asking: (customer: string) => `${customer} is asked. It begins when they say yes; leave this open until then.`,
  notAllowed: "The customer did not say yes.",
  notPinned: "The machine was not pinned",
  needsClient: "The customer is here with a browser only. Ask them to run the full customer client.",
  alreadyPinning: "The machine is being pinned already.",
  pinning: "The machine is being pinned.",
  pinningText: "Its agent is downloaded and installed. This takes a few seconds.",
  pinned: (item: string) => `${item} is a Jump Client now.`,
  pinnedUserText: "It runs as that user, and only while they are signed in.",
  failed: "The machine was not pinned.",
  dismiss: "Hide this",
  unpin: "Unpin",
  unpinTitle: (item: string) => `Unpin ${item}?`,
  unpinText:
    "The Jump Client is uninstalled from the machine and removed from the list. This session ends. To reach the machine again, somebody must install it anew.",
} as const;

/** Why a pin failed, for a person; the code for one that is not known here. */
export function pinFailure(words: typeof pinEvents, code: string): string {
  const known: Readonly<Record<string, string>> = {
    no_curl: words.pin_no_curl,
    download: words.pin_download,
    install: words.pin_install,
    timeout: words.pin_timeout,
    already_there: words.pin_already_there,
    busy: words.pin_busy,
    paused: words.pin_paused,
    offline: words.pin_offline,
    customer_disconnected: words.pin_customer_disconnected,
    not_permitted: words.pin_not_permitted,
  };
  return known[code] ?? code;
}
