// English texts of the clipboard.

import { number, plural } from "@towline/ui";

const faults: Record<string, string> = {
  changed: "The clipboard changed meanwhile. Copy it again.",
  too_large: "It is too large for the clipboard here: text up to 1 MiB, a picture up to 16 MiB.",
  no_answer: "The program at the machine that has it does not hand it over.",
  not_permitted: "It is not permitted any more.",
  lost: "The machine went away meanwhile. Try again.",
  refused: "The machine did not take it.",
};

const files = (n: number) => `${number(n)} ${plural(n, { one: "file", other: "files" })}`;

const sendingFaults: Record<string, string> = {
  outside: "The rules of this site do not let you put files where they would have to lie.",
  no_space: "The disk of the machine is full.",
  not_permitted: "It is not permitted any more.",
  limit: "Too many files were put on the clipboard in this session.",
  cancelled: "The transfer was cancelled.",
  no_answer: "The machine's desktop did not take them.",
  lost: "The connection was lost. Try again.",
  no_tool: "File Transfer was stopped.",
  unreadable: "This computer could not read a file.",
};

const gettingFaults: Record<string, string> = {
  outside: "The rules of this site do not let you read them.",
  not_permitted: "The machine's system does not let this account read them.",
  not_found: "They are not there any more.",
  ended: "File Transfer was stopped.",
};

export const clipboard = {
  openFiles: (n: number) => `Clipboard, shared: ${files(n)} at the machine`,
  filesThere: (n: number) => `${files(n)} on the machine's clipboard`,
  filesMore: (n: number) => `and ${number(n)} more`,
  filesGet: "Download…",
  filesGetAsk: "Ask to transfer files…",
  filesGetNamed: (n: number) => `Download ${files(n)} from the machine's clipboard`,
  filesNoDownload: "You may not download files in this session.",
  filesNoUpload: "You may not upload files in this session.",
  filesOutside: "The rules of this site do not let you put files where they would have to lie for the clipboard.",
  filesGetting: (n: number) => `${files(n)} ${plural(n, { one: "is", other: "are" })} being downloaded`,
  filesGettingText: "How far it is, File Transfer shows.",
  filesNone: "Nothing there could be downloaded.",
  filesGetFailed: "The files were not downloaded",
  filesPut: "Put files on the machine's clipboard…",
  filesPutAsk: "Ask to transfer files…",
  filesPutHint: "Or paste or drop files onto the picture.",
  filesPutFailed: "The files are not on the machine's clipboard",
  filesStarting: "File Transfer is started…",
  filesSending: (n: number) => `${files(n)} on the way to the machine's clipboard`,
  filesPlacing: "They are put on the machine's clipboard…",
  filesPutDone: (n: number) => `${files(n)} ${plural(n, { one: "is", other: "are" })} on the machine's clipboard`,
  filesPutDoneText: "Paste them there, with Ctrl+V.",
  filesGetFault: (code: string) => gettingFaults[code] ?? "The machine did not hand them over.",
  filesCancel: "Take back",
  filesFault: (code: string) => sendingFaults[code] ?? "The machine did not take them.",
  filesOnWay: "Files are on the way to the machine's clipboard",

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
  pasteHint: "Text, a picture or files, with Ctrl+V in this field.",
  send: "Send text",
  sent: "It is on the machine's clipboard.",
  failedHere: "What was copied at the machine did not come",
  failedThere: "What you pasted did not get there",
  fault: (code: string) => faults[code] ?? "The machine did not take it.",
  characters: (n: number) => `${number(n)} characters`,
  event_on: (who: string) => `${who} shared the clipboard.`,
  event_off: (who: string) => `${who} stopped sharing the clipboard.`,
};
