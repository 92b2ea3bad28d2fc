// Where a message is written: Enter sends, Shift Enter makes a new line. What is being written outlives a switch and a reload.

import { Textarea } from "@mantine/core";
import { IconSend2 } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import { useWords } from "../words/en";
import { bytesOf, CHAT_LIMIT_BYTES } from "./chat";
import classes from "./chat.module.css";

interface ChatWriteProps {
  draft: string;
  onDraft: (draft: string) => void;
  onSend: (text: string) => void;
}

export function ChatWrite({ draft, onDraft, onSend }: ChatWriteProps) {
  const words = useWords().session;
  const text = draft.trim();
  const tooLong = bytesOf(text) > CHAT_LIMIT_BYTES;
  const send = () => {
    if (text && !tooLong) onSend(text);
  };
  return (
    <form
      className={classes.write}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Textarea
        className={classes.field ?? ""}
        autosize
        minRows={1}
        maxRows={6}
        aria-label={words.chatWrite}
        placeholder={words.chatWrite}
        value={draft}
        error={tooLong ? words.chatTooLong : undefined}
        onChange={(event) => onDraft(event.currentTarget.value)}
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
