// Asks the customer, who has only a page in a browser, to run the full customer client (SUP-40). Stands above the chat, where the tools will be.

import { Button } from "@mantine/core";
import { IconDeviceDesktopDown } from "@tabler/icons-react";
import type { SessionState } from "@towline/wire";
import { useState } from "react";
import { useRoom } from "../live/useLive";
import { useWords } from "../words/en";
import { useSessionActions } from "./actions";
import classes from "./chat.module.css";

/** The full customer client is for these so far; an empty name is a browser that does not say. */
const SYSTEMS = ["", "Linux"];

export function ClientOffer({ state }: { state: SessionState }) {
  const words = useWords().session;
  const { offerClient } = useSessionActions(state);
  const room = useRoom(state.sessionId);
  const [busy, setBusy] = useState(false);
  const { customer } = state;
  if (!customer || state.agent || customer.disconnected) return null;
  const known = SYSTEMS.includes(customer.system);
  // Of a kind of machine that the client is for, this appliance may not have the one for its processor.
  const fits = known && !customer.noClient;
  const asked = room?.log.events.some((event) => event.kind === "client_offered") ?? false;
  const ask = async () => {
    setBusy(true);
    await offerClient();
    setBusy(false);
  };
  return (
    <section className={classes.offer} aria-label={words.runClient}>
      <IconDeviceDesktopDown size={24} aria-hidden="true" />
      <div className={classes.offerWords} role="status">
        {asked && fits ? (
          <>
            <strong>{words.runClientAsked(customer.name)}</strong>
            <span>{words.runClientAskedText}</span>
          </>
        ) : (
          <span>
            {fits ? words.runClientText : known ? words.runClientNone : words.runClientOtherSystem(customer.system)}
          </span>
        )}
      </div>
      {fits ? (
        <Button variant={asked ? "default" : "filled"} loading={busy} onClick={() => void ask()}>
          {asked ? words.runClientAgain : words.runClient}
        </Button>
      ) : null}
    </section>
  );
}
