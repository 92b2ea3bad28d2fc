// Find in a shell's output and scrollback (SHL-9): Enter goes back in time, Shift Enter forward, Escape closes.

import { TextInput } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconX } from "@tabler/icons-react";
import type { ShellTerminal } from "@towline/terminal";
import { IconButton } from "@towline/ui";
import { useState } from "react";
import { useWords } from "../words/en";
import classes from "./shell.module.css";

export function FindBar({ terminal, onClose }: { terminal: ShellTerminal; onClose: () => void }) {
  const words = useWords().session;
  const [text, setText] = useState("");
  const [found, setFound] = useState(true);
  const find = (wanted: string, back: boolean) => setFound(terminal.find(wanted, back) || wanted === "");
  return (
    <search className={classes.find}>
      <TextInput
        size="xs"
        w={220}
        autoFocus
        aria-label={words.findInShell}
        placeholder={words.findInShell}
        value={text}
        error={!found}
        onChange={(event) => {
          setText(event.currentTarget.value);
          find(event.currentTarget.value, true);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") find(text, !event.shiftKey);
          if (event.key === "Escape") onClose();
        }}
      />
      <span className={classes.findNothing} role="status">
        {found ? "" : words.findNothing}
      </span>
      <IconButton
        size={28}
        label={words.findPrevious}
        shortcut="Enter"
        icon={<IconChevronUp size={16} />}
        onClick={() => find(text, true)}
      />
      <IconButton
        size={28}
        label={words.findNext}
        shortcut="Shift Enter"
        icon={<IconChevronDown size={16} />}
        onClick={() => find(text, false)}
      />
      <IconButton size={28} label={words.findClose} shortcut="Esc" icon={<IconX size={16} />} onClick={onClose} />
    </search>
  );
}
