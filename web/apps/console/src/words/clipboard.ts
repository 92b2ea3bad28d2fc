// English texts of the clipboard.

import { number } from "@towline/ui";

const faults: Record<string, string> = {
  changed: "The clipboard changed meanwhile. Copy it again.",
  too_large: "It is too large for the clipboard here: text up to 1 MiB, a picture up to 16 MiB.",
  no_answer: "The program at the machine that has it does not hand it over.",
  not_permitted: "It is not permitted any more.",
  lost: "The machine went away meanwhile. Try again.",
  refused: "The machine did not take it.",
};

export const clipboard = {
  on: "Share the clipboard",
  open: "Clipboard, shared",
  openWaiting: "Clipboard, shared: something waits for you",
  title: "Clipboard",
  off: "Stop sharing the clipboard",
  notPermitted: "You may not use the machine's clipboard",
  noWayText: "Not possible here: the desktop's portal lets no program have the clipboard.",
  notPermittedText: "Your rights in this session do not include the clipboard.",
  permissionTo: "the clipboard, to the machine",
  permissionFrom: "the clipboard, from the machine",
  from: "From the machine",
  fromText: "What is copied there is on your clipboard.",
  fromNot: "You may not have what is copied there.",
  to: "To the machine",
  toText: "What you paste into the picture goes there first.",
  toNot: "You may not put anything on its clipboard.",
  toControl: "Take control first.",
  copied: "Copied at the machine",
  copiedText: "Your browser gives it to you only after a click.",
  picture: "A picture",
  formatted: "Formatted text",
  copy: "Copy to my clipboard",
  copyOffered: "Copy what is there now",
  copyFailed: "Your browser did not let it onto your clipboard",
  copyFailedText:
    "Allow the clipboard for this site in your browser, or use a current Chrome, Edge, Firefox or Safari.",
  paste: "Paste into the machine's clipboard",
  pasteHint: "Text or a picture, with Ctrl+V in this field.",
  send: "Send text",
  sent: "It is on the machine's clipboard.",
  failedHere: "What was copied at the machine did not come",
  failedThere: "What you pasted did not get there",
  fault: (code: string) => faults[code] ?? "The machine did not take it.",
  characters: (n: number) => `${number(n)} characters`,
  event_on: (who: string) => `${who} shared the clipboard.`,
  event_off: (who: string) => `${who} stopped sharing the clipboard.`,
};
