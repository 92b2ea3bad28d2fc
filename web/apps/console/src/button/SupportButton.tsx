// The button at the right end of a session's bar that puts a Support Button on the desktop of the machine, or removes the one that is there (SUP-50). It is there for those who may.

import { IconHandClick, IconHandClickOff } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import { Permission, type SessionButton, type SessionState } from "@towline/wire";
import { useState } from "react";
import { useLive } from "../live/useLive";
import { mayBegin } from "../session/actions";
import { useWords } from "../words/en";
import { ButtonDialog } from "./ButtonDialog";
import { RemoveDialog } from "./RemoveDialog";

export function SupportButton({ state }: { state: SessionState }) {
  if (!mayBegin(state, Permission.BUTTON)) return null;
  const there = state.button;
  return there && there.state !== "placing" ? <Remove state={state} there={there} /> : <Deploy state={state} />;
}

function Deploy({ state }: { state: SessionState }) {
  const { button: words, session } = useWords();
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  const [opened, setOpened] = useState(false);
  const reason = !state.agent
    ? words.needsClient
    : state.button
      ? words.alreadyPlacing
      : connected
        ? undefined
        : session.notConnected;
  return (
    <>
      <IconButton
        label={words.deploy}
        icon={<IconHandClick size={20} />}
        reason={reason}
        onClick={() => setOpened(true)}
      />
      <ButtonDialog state={state} opened={opened} onClose={() => setOpened(false)} />
    </>
  );
}

function Remove({ state, there }: { state: SessionState; there: SessionButton }) {
  const { button: words, session } = useWords();
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  const [opened, setOpened] = useState(false);
  const reason = !state.agent
    ? words.needsClient
    : there.state === "taking"
      ? words.alreadyTaking
      : connected
        ? undefined
        : session.notConnected;
  return (
    <>
      <IconButton
        label={words.remove}
        icon={<IconHandClickOff size={20} />}
        reason={reason}
        onClick={() => setOpened(true)}
      />
      <RemoveDialog state={state} description={there.description} opened={opened} onClose={() => setOpened(false)} />
    </>
  );
}
