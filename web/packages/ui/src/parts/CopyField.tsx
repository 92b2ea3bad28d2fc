// A text that is there to be copied: a command, an address, a token.

import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useUiTexts } from "../messages/en";
import { IconButton } from "./IconButton";
import { notify } from "./notify";
import classes from "./parts.module.css";

export function CopyField({ value, label, wrap }: { value: string; label: string; wrap?: boolean }) {
  const texts = useUiTexts().copy;
  const [copied, setCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
    } catch {
      notify.failed(texts.failed);
      return;
    }
    setCopied(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCopied(false), 2000);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be announced as a form part
    <div className={classes.copy} role="group" aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long values scroll sideways and must be reachable by keyboard */}
      <code className={classes.copyText} data-wrap={wrap || undefined} tabIndex={0}>
        {value}
      </code>
      <IconButton
        label={copied ? texts.copied : `${texts.copy}: ${label}`}
        icon={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
        tone={copied ? "accent" : "plain"}
        onClick={() => void copy()}
      />
    </div>
  );
}
