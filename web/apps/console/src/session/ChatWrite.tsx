// Where a message is written: Enter sends, Shift Enter makes a new line. What is being written outlives a switch and a reload. Where there is a customer, whom
// it goes to is chosen right above it, and the field itself shows it.

import { Textarea } from "@mantine/core";
import { IconLock, IconSend2, IconUsers } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useWords } from "../words/en";
import { bytesOf, CHAT_LIMIT_BYTES } from "./chat";
import classes from "./chat.module.css";
import type { Audience } from "./workspace";

/** Browsers that size a field by its text need no script, which would measure the field anew with every drawing of the session. */
const GROWS = typeof CSS !== "undefined" && CSS.supports("field-sizing", "content");
const MOST_LINES = 6;

interface ChatWriteProps {
  draft: string;
  onDraft: (draft: string) => void;
  onSend: (text: string) => void;
  /** Takes files that are pasted; absent: none are taken. */
  onFiles: ((files: FileList) => void) | undefined;
  /** Buttons for what is not typed. */
  tools: ReactNode;
  /** Given where there is a choice. */
  audience?: Audience;
  onAudience?: (audience: Audience) => void;
}

export function ChatWrite({ draft, onDraft, onSend, onFiles, tools, audience, onAudience }: ChatWriteProps) {
  const words = useWords().session;
  const text = draft.trim();
  const tooLong = bytesOf(text) > CHAT_LIMIT_BYTES;
  const toReps = audience === "reps";
  const placeholder = toReps ? words.chatWriteReps : words.chatWrite;
  const field = useRef<HTMLTextAreaElement>(null);
  const before = useRef(draft);
  // What was put in from elsewhere is gone on with by the keyboard.
  useEffect(() => {
    const put = draft !== before.current && document.activeElement !== field.current && draft !== "";
    before.current = draft;
    if (put) field.current?.focus();
  }, [draft]);
  const send = () => {
    if (text && !tooLong) onSend(text);
  };
  return (
    <form
      className={classes.write}
      data-private={toReps || undefined}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className={classes.above}>
        {audience && onAudience ? <AudienceChoice audience={audience} onChoose={onAudience} /> : <span />}
        <div className={classes.writeTools}>{tools}</div>
      </div>
      <Textarea
        ref={field}
        className={classes.field ?? ""}
        classNames={{ input: classes.grows ?? "" }}
        {...(GROWS ? { rows: 1 } : { autosize: true, minRows: 1, maxRows: MOST_LINES })}
        aria-label={placeholder}
        placeholder={placeholder}
        value={draft}
        error={tooLong ? words.chatTooLong : undefined}
        onChange={(event) => onDraft(event.currentTarget.value)}
        onPaste={(event) => {
          if (!onFiles || event.clipboardData.files.length === 0) return;
          event.preventDefault();
          onFiles(event.clipboardData.files);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <IconButton
        type="submit"
        size={36}
        tone="accent"
        label={words.chatSend}
        shortcut="Enter"
        tooltipPosition="top"
        icon={<IconSend2 size={20} />}
      />
    </form>
  );
}

function AudienceChoice({ audience, onChoose }: { audience: Audience; onChoose: (audience: Audience) => void }) {
  const words = useWords().session;
  const name = useId();
  const choices = [
    { value: "everyone", label: words.chatEveryone, Icon: IconUsers },
    { value: "reps", label: words.chatReps, Icon: IconLock },
  ] as const;
  return (
    <fieldset className={classes.audiences}>
      <legend className={classes.hidden}>{words.chatTo}</legend>
      {choices.map(({ value, label, Icon }) => (
        <label key={value} className={classes.audienceChoice} data-chosen={audience === value || undefined}>
          <input
            type="radio"
            name={name}
            className={classes.hidden}
            checked={audience === value}
            onChange={() => onChoose(value)}
          />
          <Icon size={14} aria-hidden="true" />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
