// Asks the customer, who has only a page in a browser, to show their screen there (SUP-20). Stands above the chat, beside the offer of the full client.

import { Button } from "@mantine/core";
import { IconScreenShare } from "@tabler/icons-react";
import { Permission, type SessionState } from "@towline/wire";
import { useState } from "react";
import { useWords } from "../words/en";
import { mayBegin, useSessionActions } from "./actions";
import classes from "./chat.module.css";
import { onIos } from "./ScreenPictures";
import { chatOnly } from "./workspace";

export function ScreenAsk({ state }: { state: SessionState }) {
  const words = useWords().session;
  const { askForScreen } = useSessionActions(state);
  const [busy, setBusy] = useState(false);
  const { customer } = state;
  if (!customer || !chatOnly(state) || !mayBegin(state, Permission.SCREEN_VIEW)) return null;
  const asked = state.prompts.some(
    (prompt) => prompt.participant === state.self && prompt.permission === Permission.SCREEN_VIEW,
  );
  const ios = onIos(state);
  const text = ios ? words.askForCameraText : words.askForScreenText;
  const label = ios ? words.askForCamera : words.askForScreen;
  const ask = async () => {
    setBusy(true);
    await askForScreen();
    setBusy(false);
  };
  return (
    <section className={classes.offer} aria-label={label}>
      <IconScreenShare size={24} aria-hidden="true" />
      <div className={classes.offerWords} role="status">
        <span>{asked ? words.askForScreenAsked(customer.name) : text(customer.name)}</span>
      </div>
      <Button variant="default" loading={busy} disabled={asked || !customer.there} onClick={() => void ask()}>
        {label}
      </Button>
    </section>
  );
}
