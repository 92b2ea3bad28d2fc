// A new name, typed where the old one stands: Enter takes it, Escape gives it up.

import { type Entry, shownName, wrongName } from "@towline/files";
import { useRef, useState } from "react";
import { useFilesWords } from "../words/files";
import classes from "./files.module.css";

export function RenameField({ entry, onDone }: { entry: Entry; onDone: (name: string | undefined) => void }) {
  const words = useFilesWords();
  const shown = shownName(entry.name);
  const [name, setName] = useState(shown);
  const wrong = wrongName(name);
  // What is shown of a name that is no text is not its name: unless something else was typed, it stays.
  // Enter ends it, and so does what happens to the field then.
  const ended = useRef(false);
  const end = (to: string | undefined) => {
    if (ended.current) return;
    ended.current = true;
    onDone(to);
  };
  const done = () => end(name === shown || wrong ? undefined : name);
  return (
    <input
      className={classes.rename}
      aria-label={words.files.renameTo(shown)}
      aria-invalid={wrong !== undefined}
      title={wrong ? words.wrongName[wrong] : undefined}
      value={name}
      // biome-ignore lint/a11y/noAutofocus: it stands there because the person asked to type
      autoFocus
      onFocus={(event) => {
        const dot = shown.lastIndexOf(".");
        const end = entry.kind === "file" && dot > 0 ? dot : shown.length;
        event.currentTarget.setSelectionRange(0, end);
      }}
      onChange={(event) => setName(event.currentTarget.value)}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onBlur={done}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter" && !wrong) done();
        else if (event.key === "Escape") end(undefined);
      }}
    />
  );
}
