// English texts of what people say to each other in a session: files, canned messages, pages to be opened; of the warning to those who do nothing; of disconnecting the customer.

export const talk = {
  attach: "Send a file",
  attachOff: "This site takes no files in the chat.",
  dropHere: "Drop to send",
  tooLarge: (size: string) => `It is too large. Send one of at most ${size}.`,
  sending: (name: string) => `Sending ${name}`,
  stop: (name: string) => `Stop sending ${name}`,
  dismiss: (name: string) => `Remove the message about ${name}`,
  notSent: "Not sent",
  pasted: "picture.png",
  picture: (name: string) => `Picture ${name}`,

  canned: "Canned messages",
  cannedSearch: "Search canned messages",
  cannedNone: "Nothing matches.",
  cannedEmpty: "There are no canned messages. Administrators make them under Configuration.",
  cannedOther: "Other",

  translate: "Translate the chat",
  translateText:
    "Messages are sent to the service that this site has set, and shown in both languages. What is said among representatives is not. It also translates what the customer said last.",
  translateLanguage: "The customer reads and writes",
  translateMissing: "Choose a language.",
  translateNothing: "The service does not know this language.",
  translateStart: "Translate",
  translateChange: "Change",
  translateStop: "Stop translating",
  translateOff: "The customer is disconnected.",
  translates: (customer: string, reps: string) => `Translated: ${customer} and ${reps}`,
  original: "Original:",
  translatedTo: "Translated:",
  notTranslated: (code: string) => {
    const why: Readonly<Record<string, string>> = {
      unreachable: "the service does not answer. The next message is tried again.",
      refused: "the service refused it. An administrator sees why on the page Status.",
      busy: "too many messages wait for the service.",
      off: "the service was switched off.",
    };
    return `Not translated: ${why[code] ?? code}`;
  },
  push: "Push a web page",
  pushOff: "The customer is not in the session.",
  pushTitle: (name: string) => `Ask ${name} to open a web page`,
  pushText: "The customer sees the whole address and opens it with a click of their own, in a new tab.",
  pushAddress: "Address",
  pushHint: "It begins with https:// or http://.",
  pushOdd: "Enter a whole address like https://example.com/help, without a user name in it.",
  pushSend: "Ask",
  pushed: "Asked the customer to open:",
  pushedBy: (who: string) => `${who} asked the customer to open:`,

  types: (names: string) => `${names} is writing…`,
  typeSeveral: (names: string) => `${names} are writing…`,

  idle: (session: string, left: string) =>
    `You have done nothing in the session with ${session}. You will be removed from it in ${left}.`,
  stay: "Stay",
  stayIn: (session: string) => `Stay in the session with ${session}`,

  disconnect: "Disconnect the customer",
  disconnectTitle: (name: string) => `Disconnect ${name}?`,
  disconnectText: (name: string) =>
    `For ${name} the session ends now, and they cannot come back to it. You and the other representatives stay, can read everything and write to each other, until you end it.`,
  disconnected: "The customer is disconnected. Only representatives read what you write.",
  viewOnly: "view only",
} as const;
