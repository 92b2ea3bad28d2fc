// Asks the customer to open a web page (SES-32). What is sent is the address as browsers spell it: the rep sees it before, the customer sees it whole.

import { create } from "@bufbuild/protobuf";
import { Button, Modal, TextInput } from "@mantine/core";
import { IconWorldShare } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import { PushUrlSchema, type SessionState } from "@towline/wire";
import { useState } from "react";
import frame from "../frame/frame.module.css";
import { useTitleOf } from "../home/naming";
import { useAsk } from "../session/actions";
import { webAddress } from "../session/sentences";
import { useWords } from "../words/en";
import classes from "./talk.module.css";

export function PushUrl({ state }: { state: SessionState }) {
  const words = useWords().talk;
  const title = useTitleOf()(state);
  const [opened, setOpened] = useState(false);
  return (
    <>
      <IconButton
        size={28}
        label={words.push}
        icon={<IconWorldShare size={16} />}
        reason={state.customer?.disconnected ? words.pushOff : undefined}
        tooltipPosition="top"
        onClick={() => setOpened(true)}
      />
      <Modal opened={opened} onClose={() => setOpened(false)} title={words.pushTitle(title)} size={480}>
        <Form sessionId={state.sessionId} onDone={() => setOpened(false)} />
      </Modal>
    </>
  );
}

function Form({ sessionId, onDone }: { sessionId: string; onDone: () => void }) {
  const { talk: words, session } = useWords();
  const ask = useAsk();
  const [typed, setTyped] = useState("");
  const [odd, setOdd] = useState(false);
  const [busy, setBusy] = useState(false);
  // What is typed without its beginning is meant to have the usual one.
  const said = typed.trim();
  const url = webAddress(/^[a-z][a-z0-9+.-]*:\/\//i.test(said) ? said : `https://${said}`);
  const send = async () => {
    if (said === "" || !url) return setOdd(true);
    setBusy(true);
    const value = create(PushUrlSchema, { sessionId, url, nonce: crypto.randomUUID() });
    const done = await ask({ case: "pushUrl", value });
    setBusy(false);
    if (done) onDone();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        // The dialog is a part of the form that messages are written in, though not on the page.
        event.stopPropagation();
        void send();
      }}
    >
      <p className={frame.dialogText}>{words.pushText}</p>
      <TextInput
        label={words.pushAddress}
        description={words.pushHint}
        value={typed}
        error={odd && !url ? words.pushOdd : undefined}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setOdd(false);
        }}
        dir="ltr"
        inputMode="url"
        maxLength={2048}
        data-autofocus
      />
      <p className={classes.address} dir="ltr">
        {said && url ? url : ""}
      </p>
      <div className={frame.dialogFoot}>
        <Button variant="default" onClick={onDone}>
          {session.cancel}
        </Button>
        <Button type="submit" loading={busy}>
          {words.pushSend}
        </Button>
      </div>
    </form>
  );
}
