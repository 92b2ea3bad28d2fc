// The tabs of a session's shells. Arrow keys move between them.

import { IconShieldCheck } from "@tabler/icons-react";
import { StatusDot } from "@towline/ui";
import type { ShellInfo } from "@towline/wire";
import type { KeyboardEvent } from "react";
import { useWords } from "../words/en";
import classes from "./shell.module.css";

interface ShellTabsProps {
  shells: readonly ShellInfo[];
  front: string | undefined;
  onChoose: (shellId: string) => void;
  /** What they are together, if not shells. */
  label?: string;
}

export function ShellTabs({ shells, front, onChoose, label }: ShellTabsProps) {
  const { session: words, elevation } = useWords();
  const walk = (event: KeyboardEvent<HTMLElement>) => {
    const at = shells.findIndex((shell) => shell.shellId === front);
    const last = shells.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[
      event.key
    ];
    const shell = to === undefined ? undefined : shells[to];
    if (!shell) return;
    event.preventDefault();
    onChoose(shell.shellId);
    event.currentTarget.querySelector<HTMLElement>(`[data-shell="${shell.shellId}"]`)?.focus();
  };
  return (
    <div className={classes.tabs} role="tablist" aria-label={label ?? words.shells} onKeyDown={walk}>
      {shells.map((shell) => (
        <button
          key={shell.shellId}
          type="button"
          role="tab"
          data-shell={shell.shellId}
          id={`tab-${shell.shellId}`}
          aria-selected={shell.shellId === front}
          tabIndex={shell.shellId === front ? 0 : -1}
          className={classes.tab}
          title={[shell.account, shell.program, shell.elevated ? elevation.shell : ""].filter(Boolean).join(" · ")}
          onClick={() => onChoose(shell.shellId)}
        >
          <StatusDot tone={shell.running ? "online" : "quiet"} hollow={!shell.running} />
          <span className={classes.tabName}>{shell.name}</span>
          {shell.account ? <span className={classes.tabAccount}>{shell.account}</span> : null}
          {shell.elevated ? <IconShieldCheck size={16} role="img" aria-label={elevation.shell} /> : null}
        </button>
      ))}
    </div>
  );
}
