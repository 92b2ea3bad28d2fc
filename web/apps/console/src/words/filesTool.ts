// What is said of File Transfer before it is opened. All its other texts come with it (files.ts).

export const filesTool = {
  title: "File Transfer",
  text: "Browse the machine's files, and send and fetch files and folders. Each change is written into the session's log.",
  start: "Start File Transfer",
  stop: "Stop File Transfer",
  stopTitle: "Stop File Transfer?",
  stopText: "Transfers that have not ended are cancelled.",
  loading: "Opening the files",
  failed: "The file browser could not be loaded.",
  retry: "Try again",
};
