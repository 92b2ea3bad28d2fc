// The line above File Transfer where the rep has one of its two rights and can ask the customer for the other (SES-5): whoever starts the tool again wants that one.

import { Button } from "@mantine/core";
import { IconFolders } from "@tabler/icons-react";
import { Permission, type SessionState, Tool } from "@towline/wire";
import { useWords } from "../words/en";
import { mayUse, mustAsk, useSessionActions } from "./actions";
import classes from "./session.module.css";

export function FilesAsk({ state }: { state: SessionState }) {
  const words = useWords().fileEvents;
  const { startFiles } = useSessionActions(state);
  const missing = (right: Permission) => mustAsk(state, right) && !mayUse(state, right);
  const other =
    mayUse(state, Permission.FILE_DOWNLOAD) && missing(Permission.FILE_UPLOAD)
      ? Permission.FILE_UPLOAD
      : mayUse(state, Permission.FILE_UPLOAD) && missing(Permission.FILE_DOWNLOAD)
        ? Permission.FILE_DOWNLOAD
        : undefined;
  const asked = state.prompts.some((prompt) => prompt.participant === state.self && prompt.permission === other);
  if (other === undefined || asked || !state.runningTools.includes(Tool.FILES)) return null;
  const sending = other === Permission.FILE_UPLOAD;
  return (
    <div className={classes.filesAsk}>
      <IconFolders size={16} aria-hidden="true" />
      <span>{sending ? words.onlyLooking : words.onlySending}</span>
      <Button size="compact-sm" variant="default" onClick={startFiles}>
        {words.askCustomer}
      </Button>
    </div>
  );
}
