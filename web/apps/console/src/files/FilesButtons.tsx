// File Transfer's own button of the session's bar: stop. The others stand with what they concern.

import { IconPlayerStopFilled } from "@tabler/icons-react";
import { ConfirmDialog, IconButton } from "@towline/ui";
import { type SessionState, Tool } from "@towline/wire";
import { useState } from "react";
import { stopsForAll, useSessionActions } from "../session/actions";
import { useWorkspace } from "../session/workspaces";
import { useWords } from "../words/en";

export function FilesButtons({ state }: { state: SessionState }) {
  const { filesTool: words, session } = useWords();
  const actions = useSessionActions(state);
  const [workspace] = useWorkspace(state.sessionId);
  const [asking, setAsking] = useState(false);
  if (!state.runningTools.includes(Tool.FILES)) return null;
  const label = stopsForAll(state) ? words.stop : session.stopForMe;
  return (
    <>
      <IconButton
        label={label}
        icon={<IconPlayerStopFilled size={20} />}
        onClick={() => (workspace.files.busy ? setAsking(true) : void actions.stopFiles())}
      />
      <ConfirmDialog
        opened={asking}
        title={words.stopTitle}
        confirm={label}
        danger
        onClose={() => setAsking(false)}
        onConfirm={() => actions.stopFiles().then(() => setAsking(false))}
      >
        {words.stopText}
      </ConfirmDialog>
    </>
  );
}
