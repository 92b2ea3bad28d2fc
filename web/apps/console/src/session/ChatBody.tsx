// The chat itself, wherever it stands: the stream, a line while the customer is away, and where one writes, to everyone or to representatives only (SES-30).

import { Loader } from "@mantine/core";
import { SessionPhase, type SessionState } from "@towline/wire";
import { useTitleOf } from "../home/naming";
import { useLive, useRoom } from "../live/useLive";
import { useSeconds } from "../live/useSeconds";
import { useWords } from "../words/en";
import { ChatLog } from "./ChatLog";
import { ChatWrite } from "./ChatWrite";
import { useChat } from "./chat";
import classes from "./chat.module.css";
import { clockOf, clockTime } from "./EndpointVeil";
import { useAfter } from "./states";
import { useWorkspace } from "./workspaces";

const none: never[] = [];

export function ChatBody({ state }: { state: SessionState }) {
  const [workspace, view] = useWorkspace(state.sessionId);
  const events = useRoom(state.sessionId)?.log.events ?? none;
  const chat = useChat(workspace, events);
  // Without a customer everybody in the session is a representative, and there is nothing to choose.
  const choose = state.customer
    ? { audience: view.audience, onAudience: (audience: typeof view.audience) => workspace.change({ audience }) }
    : {};
  const audience = state.customer ? view.audience : "everyone";
  return (
    <>
      <ChatLog state={state} events={events} outbox={view.outbox} onAgain={chat.again} onDiscard={chat.discard} />
      <CustomerAway state={state} />
      <ChatWrite
        {...choose}
        draft={view.draft}
        onDraft={(draft) => workspace.change({ draft })}
        onSend={(text) => chat.send(text, audience)}
      />
    </>
  );
}

function CustomerAway({ state }: { state: SessionState }) {
  const { customer } = state;
  if (!customer || customer.there || state.phase === SessionPhase.ENDED) return null;
  return <Away key={customer.goneSinceMs.toString()} state={state} goneSinceMs={Number(customer.goneSinceMs)} />;
}

/** A second or less shows nothing. */
function Away({ state, goneSinceMs }: { state: SessionState; goneSinceMs: number }) {
  const words = useWords().session;
  const name = useTitleOf()(state);
  const shown = useAfter(1000);
  const ahead = useLive((snapshot) => snapshot.clockAheadMs);
  const since = goneSinceMs - ahead;
  useSeconds(since);
  if (!shown) return null;
  const left = Number(state.givesUpMs) - ahead - Date.now();
  return (
    <p className={classes.away} role="status">
      <Loader size={14} color="yellow" aria-hidden="true" />
      <span>
        {goneSinceMs > 0 ? words.customerAway(name, clockTime(since)) : words.customerNotYet(name)}{" "}
        {state.givesUpMs > 0n ? <span aria-hidden="true">{words.timeLeft(clockOf(left))}</span> : null}
      </span>
    </p>
  );
}
