// Chooses files to send.

import { IconPaperclip } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import { useRef } from "react";
import { useWords } from "../words/en";
import type { FileSender } from "./useFiles";

export function AttachButton({ files }: { files: FileSender }) {
  const words = useWords().talk;
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton
        size={28}
        label={words.attach}
        icon={<IconPaperclip size={16} />}
        reason={files.reason}
        tooltipPosition="top"
        onClick={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-attach
        onChange={(event) => {
          files.send(event.currentTarget.files);
          // The same file can be chosen again.
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}
