// Sends a customer on an iPhone or iPad what it takes to show the screen there: instructions for pictures of it (SUP-26). No browser of these can capture the screen.

import { Button } from "@mantine/core";
import { IconPhotoScan } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import type { SessionState } from "@towline/wire";
import { useState } from "react";
import { useRoom } from "../live/useLive";
import { useWords } from "../words/en";
import { useSessionActions } from "./actions";
import classes from "./chat.module.css";

/** By what the customer's browser says of itself, as the appliance decides it as well. */
export const onIos = ({ customer, agent }: SessionState): boolean =>
  customer !== undefined && !agent && !customer.disconnected && customer.system === "iOS";

function useInstructions(state: SessionState) {
  const { sendInstructions } = useSessionActions(state);
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    await sendInstructions();
    setBusy(false);
  };
  return { busy, send: () => void send() };
}

/** Above the chat, beside what else can be asked of the customer. */
export function ScreenPictures({ state }: { state: SessionState }) {
  const words = useWords().session;
  const room = useRoom(state.sessionId);
  const { busy, send } = useInstructions(state);
  if (!onIos(state)) return null;
  const who = state.customer?.name ?? "";
  const sent = room?.log.events.some((event) => event.kind === "instructions_sent") ?? false;
  return (
    <section className={classes.offer} aria-label={words.picturesLabel}>
      <IconPhotoScan size={24} aria-hidden="true" />
      <div className={classes.offerWords} role="status">
        {sent ? (
          <>
            <strong>{words.picturesSent(who)}</strong>
            <span>{words.picturesSentText}</span>
          </>
        ) : (
          <span>{words.picturesText(who)}</span>
        )}
      </div>
      <Button variant={sent ? "default" : "filled"} loading={busy} onClick={send}>
        {sent ? words.picturesAgain : words.pictures}
      </Button>
    </section>
  );
}

/** The same beside where one writes: it is there as well while a camera is looked at. */
export function ScreenPicturesButton({ state }: { state: SessionState }) {
  const words = useWords().session;
  const { busy, send } = useInstructions(state);
  if (!onIos(state)) return null;
  return (
    <IconButton
      size={28}
      label={words.picturesLabel}
      icon={<IconPhotoScan size={16} />}
      disabled={busy}
      tooltipPosition="top"
      onClick={send}
    />
  );
}
