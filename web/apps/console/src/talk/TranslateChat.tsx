// Translating the chat with a customer who writes in another language (SES-31): which language that is, and an end to it. Only where the site has a service for it.

import { create } from "@bufbuild/protobuf";
import { Button, Modal, Select } from "@mantine/core";
import { IconLanguage } from "@tabler/icons-react";
import { IconButton, languageName } from "@towline/ui";
import { type SessionState, TranslateChatSchema } from "@towline/wire";
import { useState } from "react";
import { useGuest } from "../external/guest";
import frame from "../frame/frame.module.css";
import { useAsk } from "../session/actions";
import { useWords } from "../words/en";
import { useOwnChat } from "./queries";

export function TranslateChat({ state }: { state: SessionState }) {
  const words = useWords().talk;
  const guest = useGuest() !== undefined;
  const [opened, setOpened] = useState(false);
  const languages = useOwnChat().data?.translated ?? [];
  const { translation, customer } = state;
  // Who has no account is told the languages of nobody's service; they read the translations all the same.
  if (guest || !customer || (languages.length === 0 && !translation)) return null;
  const label = translation
    ? words.translates(languageName(translation.customer), languageName(translation.reps))
    : words.translate;
  return (
    <>
      <IconButton
        size={28}
        label={label}
        pressed={translation ? true : undefined}
        icon={<IconLanguage size={16} />}
        reason={customer.disconnected ? words.translateOff : undefined}
        tooltipPosition="top"
        onClick={() => setOpened(true)}
      />
      <Modal opened={opened} onClose={() => setOpened(false)} title={words.translate} size={440}>
        <Form state={state} languages={languages} onDone={() => setOpened(false)} />
      </Modal>
    </>
  );
}

function Form({ state, languages, onDone }: { state: SessionState; languages: readonly string[]; onDone: () => void }) {
  const { talk: words, session } = useWords();
  const ask = useAsk();
  const now = state.translation?.customer ?? "";
  const [chosen, setChosen] = useState<string | null>(now || null);
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const send = async (customer: string) => {
    setBusy(true);
    const value = create(TranslateChatSchema, { sessionId: state.sessionId, customer });
    const done = await ask({ case: "translateChat", value });
    setBusy(false);
    if (done) onDone();
  };
  const named = languages.map((code) => ({ value: code, label: languageName(code) }));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        // The dialog is a part of the form that messages are written in, though not on the page.
        event.stopPropagation();
        if (chosen) void send(chosen);
        else setMissing(true);
      }}
    >
      <p className={frame.dialogText}>{words.translateText}</p>
      <Select
        mt="sm"
        label={words.translateLanguage}
        data={named.sort((a, b) => a.label.localeCompare(b.label))}
        value={chosen}
        error={missing && !chosen ? words.translateMissing : undefined}
        onChange={setChosen}
        searchable
        nothingFoundMessage={words.translateNothing}
        comboboxProps={{ withinPortal: false }}
        openOnFocus={false}
        data-autofocus
      />
      <div className={frame.dialogFoot}>
        {now ? (
          <Button variant="default" loading={busy} onClick={() => void send("")}>
            {words.translateStop}
          </Button>
        ) : (
          <Button variant="default" onClick={onDone}>
            {session.cancel}
          </Button>
        )}
        <Button type="submit" loading={busy} disabled={chosen !== null && chosen === now}>
          {now ? words.translateChange : words.translateStart}
        </Button>
      </div>
    </form>
  );
}
