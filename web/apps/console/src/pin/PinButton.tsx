// The button at the right end of a session's bar that makes a customer's machine a Jump Client, or takes a Jump Client away again (SUP-60). It is there for those who may.

import { create } from "@bufbuild/protobuf";
import { IconDeviceDesktopPin, IconPinnedOff } from "@tabler/icons-react";
import { ConfirmDialog, IconButton } from "@towline/ui";
import { Permission, type SessionState, UnpinSessionSchema } from "@towline/wire";
import { useState } from "react";
import { useTitleOf } from "../home/naming";
import { useLive } from "../live/useLive";
import { mayBegin, useAsk, useBackToList } from "../session/actions";
import { useWords } from "../words/en";
import { PinDialog } from "./PinDialog";

export function PinButton({ state }: { state: SessionState }) {
  if (!mayBegin(state, Permission.PIN)) return null;
  return state.customer ? <Pin state={state} /> : <Unpin state={state} />;
}

function Pin({ state }: { state: SessionState }) {
  const words = useWords();
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  const [opened, setOpened] = useState(false);
  const reason = !state.agent
    ? words.pin.needsClient
    : state.pinning
      ? words.pin.alreadyPinning
      : connected
        ? undefined
        : words.session.notConnected;
  return (
    <>
      <IconButton
        label={words.pin.pin}
        icon={<IconDeviceDesktopPin size={20} />}
        reason={reason}
        onClick={() => setOpened(true)}
      />
      <PinDialog state={state} opened={opened} onClose={() => setOpened(false)} />
    </>
  );
}

function Unpin({ state }: { state: SessionState }) {
  const words = useWords();
  const title = useTitleOf()(state);
  const ask = useAsk();
  const back = useBackToList(state.sessionId);
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  const [opened, setOpened] = useState(false);
  const unpin = async () => {
    const value = create(UnpinSessionSchema, { sessionId: state.sessionId });
    const done = await ask({ case: "unpinSession", value });
    setOpened(false);
    if (done) back("over");
  };
  return (
    <>
      <IconButton
        label={words.pin.unpin}
        icon={<IconPinnedOff size={20} />}
        reason={connected ? undefined : words.session.notConnected}
        onClick={() => setOpened(true)}
      />
      <ConfirmDialog
        opened={opened}
        title={words.pin.unpinTitle(title)}
        confirm={words.pin.unpin}
        danger
        onConfirm={unpin}
        onClose={() => setOpened(false)}
      >
        {words.pin.unpinText}
      </ConfirmDialog>
    </>
  );
}
