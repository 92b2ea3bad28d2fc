// Words about second factors, and about proving again that one is still the same person.

import { catalogue, plural } from "@towline/ui";

export const { now: factorTexts, useMessages: useFactorTexts } = catalogue({
  card: {
    title: "Second factors",
    text: "What you prove besides your password. With one of them, a password that somebody learned is not enough.",
    none: "You have none yet. Anybody who learns your password can sign in as you.",
    required: "A rule of this site asks for at least one.",
    addApp: "Add an authenticator app",
    addPasskey: "Add a passkey",
    noPasskeys: "Passkeys need a browser that has them, and a site that is called by its host name, not by its number.",
    app: "Authenticator app",
    passkey: "Passkey",
    added: "added",
    used: "last used",
    never: "never used",
    remove: (name: string) => `Remove ${name}`,
    removeAsk: (name: string) => `Remove ${name}?`,
    removeWill: "It can no longer be used to sign in.",
    removeLastWill:
      "It can no longer be used to sign in. Your password alone will be enough then, and your recovery codes go with it.",
    removeDo: "Remove it",
    removed: (name: string) => `${name} is removed`,
    done: (name: string) => `${name} is added`,
    doneHint: "Everywhere else you are signed out.",
  },
  recovery: {
    title: "Recovery codes",
    left: (count: number, text: string) =>
      count === 0
        ? "You have no recovery codes left."
        : plural(count, {
            one: "One recovery code is left, for the day when your phone or key is gone.",
            other: `${text} recovery codes are left, for the day when your phone or key is gone.`,
          }),
    renew: "Make new codes",
    renewAsk: "Make new recovery codes?",
    renewWill: "The codes that you have now stop working at once.",
    renewDo: "Make new codes",
    shownTitle: "Your recovery codes",
    shownText:
      "Keep them where you find them without this device. Each works once, in place of your second factor. They are shown only now.",
    list: "Recovery codes",
    save: "Save as a file",
    fileTitle: (site: string) => `Recovery codes for ${site}`,
    saved: "I have saved them",
  },
  app: {
    title: "Add an authenticator app",
    scan: "Scan this with the app on your phone, or type the key into it.",
    picture: "QR code for the authenticator app",
    key: "Key",
    name: "What to call it",
    defaultName: "Phone",
    code: "Code that the app shows now",
    codeHint: "Six digits.",
    submit: "Add the app",
  },
  passkey: {
    title: "Add a passkey",
    text: "Your browser asks where to keep it: on this device, on your phone, or on a security key. It can sign you in without a password.",
    name: "What to call it",
    defaultName: "Passkey",
    submit: "Make the passkey",
    failed: "The passkey was not made",
    failedHint: "It was cancelled, or this device has one for this site already.",
  },
  again: {
    title: "Confirm that it is you",
    text: "You are about to change how people sign in.",
  },
  setUp: {
    title: "Set up a second factor",
    lead: "A rule of this site asks for one, so that a password alone is not enough to sign in as you.",
  },
  user: {
    title: "Second factors",
    text: "For somebody who lost phone, key and recovery codes. Make sure that you know who asks.",
    open: "Remove all second factors",
    ask: (name: string) => `Remove all second factors of ${name}?`,
    will: "Their password alone is enough to sign in then, until they set up a new factor. They are signed out everywhere.",
    submit: "Remove them",
    done: (name: string) => `${name} has no second factor now`,
  },
});
