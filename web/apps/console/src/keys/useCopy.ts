// Copies a text, and says for a while which one it was.

import { notify } from "@towline/ui";
import { useEffect, useRef, useState } from "react";
import { useWords } from "../words/en";

const SAID_MS = 4_000;

export function useCopy() {
  const words = useWords().keys;
  const [copied, setCopied] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const run = async (text: string, said: string) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      notify.failed(words.copyFailed);
      return;
    }
    setCopied(said);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setCopied(undefined), SAID_MS);
  };
  return { copied, run };
}
