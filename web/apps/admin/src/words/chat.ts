// Words of the pages about the chat of sessions: its settings, and canned messages.

import { catalogue, plural } from "@towline/ui";

export const { now: chatTexts, useMessages: useChatTexts } = catalogue({
  page: {
    lead: "How representatives and customers talk in a session.",
    failed: "The settings of the chat could not be loaded",
  },
  files: {
    title: "Files in the chat",
    text: "Pictures are shown, everything else is downloaded. Customers can send files as soon as a representative has taken their session.",
    file: "Largest file, in MB",
    fileHint: "At most 100. 0: no files can be sent.",
    session: "Files of one session together, in MB",
    sessionHint: "1 to 2000.",
  },
  idle: {
    title: "Representatives who do nothing",
    text: "A key, a click or a file that is being sent counts; a mouse that only moves does not. The representative is warned a minute ahead, then removed. A session whose owner is alone waits in their personal queue.",
    minutes: "Minutes until they are removed",
    minutesHint: "2 to 480. 0: never. It holds for sessions that begin from now on.",
    minutesOdd: "Enter 0, or at least 2.",
  },
});

export const { now: cannedTexts, useMessages: useCannedTexts } = catalogue({
  page: {
    lead: "What representatives say often. They find it beside the field of the chat, by searching, and can change it before they send it.",
    searchLabel: "Search canned messages by name, category, text or team",
    add: "Make a canned message",
    emptyTitle: "No canned messages yet",
    emptyText: "A canned message is a greeting or an explanation that everybody would otherwise type anew each time.",
  },
  columns: { name: "Name", category: "Category", team: "For", everybody: "Everybody", text: "Text" },
  edit: {
    title: "About this message",
    name: "Name",
    nameMissing: "Enter a name.",
    category: "Category",
    categoryHint: "The heading that it stands under. May be empty.",
    team: "For",
    everybody: "Everybody",
    text: "Text",
    textHint: "{customer} stands for the customer's name, {rep} for the name of whoever says it.",
    textMissing: "Enter what is to be said.",
  },
  create: { title: "Make a canned message", submit: "Make the message", done: (name: string) => `${name} is made` },
  remove: {
    title: "Remove",
    open: "Remove this message",
    ask: (name: string) => `Remove ${name}?`,
    will: "What was said with it stays as it was said.",
    submit: "Remove the message",
    done: (name: string) => `${name} is removed`,
    askMany: (text: string, count: number) =>
      plural(count, { one: "Remove 1 canned message?", other: `Remove ${text} canned messages?` }),
    willMany: "What was said with them stays as it was said.",
    doneMany: (text: string, count: number) =>
      plural(count, { one: "1 canned message is removed", other: `${text} canned messages are removed` }),
  },
});
