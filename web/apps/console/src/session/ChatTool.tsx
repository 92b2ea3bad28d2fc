// The chat as the tool itself: in the middle and wide, for a customer who is there with a browser only and whom nothing else can be done with (SUP-20).

import type { SessionState } from "@towline/wire";
import { useWords } from "../words/en";
import { ChatBody } from "./ChatBody";
import { ClientOffer } from "./ClientOffer";
import classes from "./chat.module.css";
import { ScreenAsk } from "./ScreenAsk";
import { ScreenPictures } from "./ScreenPictures";

export function ChatTool({ state }: { state: SessionState }) {
  const words = useWords().session;
  return (
    <section className={classes.centre} aria-label={words.chat}>
      <div className={classes.column}>
        <ScreenPictures state={state} />
        <ScreenAsk state={state} />
        <ClientOffer state={state} />
        <ChatBody state={state} />
      </div>
    </section>
  );
}
