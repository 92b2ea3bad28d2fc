// The chat itself, wherever it stands: the stream, a line while the customer is away, and where one writes, to everyone or to representatives only (SES-30).

import { Loader } from "@mantine/core";
import { SessionPhase, type SessionState } from "@towline/wire";
import { type DragEvent, useState } from "react";
import { useGuest } from "../external/guest";
import { useTitleOf } from "../home/naming";
import { useLive, useRoom } from "../live/useLive";
import { useSeconds } from "../live/useSeconds";
import { AttachButton } from "../talk/AttachButton";
import { CannedPicker } from "../talk/CannedPicker";
import { withInserted } from "../talk/canned";
import { PushUrl } from "../talk/PushUrl";
import { TranslateChat } from "../talk/TranslateChat";
import { Typing, useTells } from "../talk/Typing";
import { UploadList } from "../talk/UploadList";
import { useFiles } from "../talk/useFiles";
import { useWords } from "../words/en";
import { selfOf } from "./actions";
import { ChatLog } from "./ChatLog";
import { ChatWrite } from "./ChatWrite";
import { useChat } from "./chat";
import classes from "./chat.module.css";
import { clockOf, clockTime } from "./EndpointVeil";
import { ScreenPicturesButton } from "./ScreenPictures";
import { useAfter } from "./states";
import { useWorkspace } from "./workspaces";

const none: never[] = [];

export function ChatBody({ state }: { state: SessionState }) {
  const [workspace, view] = useWorkspace(state.sessionId);
  const words = useWords().talk;
  const events = useRoom(state.sessionId)?.log.events ?? none;
  const chat = useChat(workspace, events);
  const alone = state.customer?.disconnected ?? false;
  // Without a customer everybody in the session is a representative, and there is nothing to choose.
  const choose =
    state.customer && !alone
      ? { audience: view.audience, onAudience: (audience: typeof view.audience) => workspace.change({ audience }) }
      : {};
  const audience = alone ? "reps" : state.customer ? view.audience : "everyone";
  const files = useFiles(state.sessionId, audience);
  const guest = useGuest() !== undefined;
  const tells = useTells(state.sessionId, audience);
  const title = useTitleOf()(state);
  const [over, setOver] = useState(false);
  const names = { customer: state.customer ? title : "", rep: selfOf(state)?.displayName ?? "" };
  const carries = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files can be chosen by a button as well
    <div
      className={classes.body}
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!carries(event)) return;
        event.preventDefault();
        setOver(files.reason === undefined);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        if (!carries(event)) return;
        event.preventDefault();
        setOver(false);
        files.send(event.dataTransfer.files);
      }}
    >
      <ChatLog state={state} events={events} outbox={view.outbox} onAgain={chat.again} onDiscard={chat.discard} />
      {alone ? <p className={classes.alone}>{words.disconnected}</p> : <CustomerAway state={state} />}
      <Typing sessionId={state.sessionId} />
      <UploadList sessionId={state.sessionId} />
      <ChatWrite
        {...choose}
        draft={view.draft}
        onDraft={(draft) => {
          workspace.change({ draft });
          if (draft.trim() !== "") tells();
        }}
        onSend={(text) => chat.send(text, audience)}
        onFiles={files.reason === undefined ? files.send : undefined}
        tools={
          <>
            <AttachButton files={files} />
            {guest ? null : (
              <CannedPicker
                names={names}
                onChoose={(text) => workspace.change({ draft: withInserted(workspace.view().draft, text) })}
              />
            )}
            {state.customer ? <PushUrl state={state} /> : null}
            <ScreenPicturesButton state={state} />
            <TranslateChat state={state} />
          </>
        }
      />
    </div>
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
