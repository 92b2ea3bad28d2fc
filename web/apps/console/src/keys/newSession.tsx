// *Start New Session* (SUP-10), wherever it stands: the bar, the queues, the palette. The dialog is one for all of them; only who may make keys sees any of it.

import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { SessionKey } from "@towline/api";
import { createContext, type ReactNode, useContext, useState } from "react";
import { useMe } from "../entry/me";
import { useWords } from "../words/en";
import { KeyDialog } from "./KeyDialog";

interface NewSession {
  /** Asks for how long, and makes a key. */
  start: () => void;
  /** Shows one that was made before. */
  show: (key: SessionKey) => void;
}

const NewSessionContext = createContext<NewSession | undefined>(undefined);

/** Absent for those who may not make session keys. */
export function useNewSession(): NewSession | undefined {
  const newSession = useContext(NewSessionContext);
  return useMe().session_keys ? newSession : undefined;
}

export function NewSessionProvider({ children }: { children: ReactNode }) {
  const [opened, setOpened] = useState(false);
  const [shown, setShown] = useState<SessionKey>();
  const value: NewSession = {
    start: () => {
      setShown(undefined);
      setOpened(true);
    },
    show: (key) => {
      setShown(key);
      setOpened(true);
    },
  };
  return (
    <NewSessionContext value={value}>
      {children}
      <KeyDialog opened={opened} shown={shown} onShow={setShown} onClose={() => setOpened(false)} />
    </NewSessionContext>
  );
}

export function NewSessionButton() {
  const words = useWords().keys;
  const newSession = useNewSession();
  if (!newSession) return null;
  return (
    <Button leftSection={<IconPlus size={16} />} onClick={newSession.start}>
      {words.start}
    </Button>
  );
}
