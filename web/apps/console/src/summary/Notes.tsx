// Notes for the record: what representatives wrote in this session, and a field to write another. A note that could not be sent stays in its field.

import { Button, Textarea } from "@mantine/core";
import { exactTime, RelativeTime } from "@towline/ui";
import { SessionPhase, type SessionState } from "@towline/wire";
import { useId, useState } from "react";
import { useLive, useRoom } from "../live/useLive";
import { useSessionActions } from "../session/actions";
import { bytesOf, CHAT_LIMIT_BYTES } from "../session/chat";
import classes from "../session/summary.module.css";
import { useWorkspace } from "../session/workspaces";
import { useWords } from "../words/en";
import { FreePart } from "./Part";

export function Notes({ state }: { state: SessionState }) {
  const words = useWords().summary;
  const notes = (useRoom(state.sessionId)?.log.events ?? []).filter((event) => event.kind === "note");
  return (
    <FreePart title={words.notes} about={words.notesText}>
      {notes.length === 0 ? <p className={classes.none}>{words.noNotes}</p> : null}
      <ul className={classes.notes}>
        {notes.map((note) => (
          <li key={note.sequence.toString()}>
            <p className={classes.noteBy} title={exactTime(Number(note.atMs))}>
              {words.noteBy(note.actorName)}
              <RelativeTime at={Number(note.atMs)} />
            </p>
            <p className={classes.noteText}>{note.text}</p>
          </li>
        ))}
      </ul>
      {state.phase === SessionPhase.ENDED ? null : <Write state={state} />}
    </FreePart>
  );
}

function Write({ state }: { state: SessionState }) {
  const { session, summary: words } = useWords();
  const actions = useSessionActions(state);
  const [workspace, { noteDraft }] = useWorkspace(state.sessionId);
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  const [busy, setBusy] = useState(false);
  const hint = useId();
  const long = bytesOf(noteDraft) > CHAT_LIMIT_BYTES;
  const add = async () => {
    if (noteDraft.trim() === "" || long) return;
    setBusy(true);
    const done = await actions.addNote(noteDraft.trim(), crypto.randomUUID());
    setBusy(false);
    if (done) workspace.change({ noteDraft: "" });
  };
  return (
    <form
      className={classes.write}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <Textarea
        aria-label={words.writeNote}
        placeholder={words.writeNote}
        autosize
        minRows={2}
        maxRows={8}
        value={noteDraft}
        error={long ? words.noteTooLong : undefined}
        onChange={(event) => workspace.change({ noteDraft: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void add();
        }}
      />
      <Button
        type="submit"
        variant="default"
        loading={busy}
        disabled={noteDraft.trim() === "" || long || !connected}
        aria-describedby={connected ? undefined : hint}
      >
        {words.addNote}
      </Button>
      {connected ? null : <span id={hint}>{session.notConnected}</span>}
    </form>
  );
}
