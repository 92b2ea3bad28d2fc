// The tabs of a session's shells. Arrow keys move between them; with Ctrl and Shift they move the tab, as the mouse does (SHL-1).

import { VisuallyHidden } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { StatusDot } from "@towline/ui";
import type { ShellInfo } from "@towline/wire";
import { type DragEvent, type KeyboardEvent, useState } from "react";
import { useWords } from "../words/en";
import classes from "./shell.module.css";
import { nameOf } from "./shellChoices";

interface ShellTabsProps {
  shells: readonly ShellInfo[];
  front: string | undefined;
  onChoose: (shellId: string) => void;
  /** Puts one at another place; absent: they stay as they are. */
  onMove?: (shellId: string, place: number) => void;
  /** What they are together, if not shells. */
  label?: string;
}

export function ShellTabs({ shells, front, onChoose, onMove, label }: ShellTabsProps) {
  const { session: words, shells: looks, elevation } = useWords();
  const [dragged, setDragged] = useState<string>();
  const [over, setOver] = useState<{ shellId: string; after: boolean }>();
  const [told, setTold] = useState("");
  const last = shells.length - 1;

  const focus = (list: HTMLElement, shellId: string) =>
    list.querySelector<HTMLElement>(`[data-shell="${shellId}"]`)?.focus();
  const move = (shell: ShellInfo, place: number) => {
    onMove?.(shell.shellId, place);
    setTold(looks.moved(shell.name, place + 1, shells.length));
  };
  const walk = (event: KeyboardEvent<HTMLElement>) => {
    const at = shells.findIndex((shell) => shell.shellId === front);
    const shell = shells[at];
    if (event.ctrlKey && event.shiftKey && onMove && shell) {
      const place = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key];
      if (place === undefined) return;
      event.preventDefault();
      if (place < 0 || place > last || place === at) return;
      const list = event.currentTarget;
      move(shell, place);
      requestAnimationFrame(() => focus(list, shell.shellId));
      return;
    }
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[
      event.key
    ];
    const next = to === undefined ? undefined : shells[to];
    if (!next) return;
    event.preventDefault();
    onChoose(next.shellId);
    focus(event.currentTarget, next.shellId);
  };
  const drag = (event: DragEvent<HTMLElement>, shellId: string) => {
    if (dragged === undefined) return;
    event.preventDefault();
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setOver({ shellId, after: event.clientX > left + width / 2 });
  };
  const drop = () => {
    const shell = shells.find((each) => each.shellId === dragged);
    const others = shells.filter((each) => each.shellId !== dragged);
    const at = others.findIndex((each) => each.shellId === over?.shellId);
    if (shell && over && at >= 0) move(shell, at + (over.after ? 1 : 0));
    setDragged(undefined);
    setOver(undefined);
  };
  return (
    <>
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
            title={[
              shell.account,
              shell.program,
              shell.elevated ? elevation.shell : "",
              onMove && last > 0 ? looks.moveHint : "",
            ]
              .filter(Boolean)
              .join(" · ")}
            onClick={() => onChoose(shell.shellId)}
            draggable={onMove !== undefined && last > 0}
            data-dragged={dragged === shell.shellId || undefined}
            data-drop={
              over?.shellId === shell.shellId && dragged !== shell.shellId
                ? over.after
                  ? "after"
                  : "before"
                : undefined
            }
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = "move";
              setDragged(shell.shellId);
            }}
            onDragOver={(event) => drag(event, shell.shellId)}
            onDrop={(event) => {
              event.preventDefault();
              drop();
            }}
            onDragEnd={() => {
              setDragged(undefined);
              setOver(undefined);
            }}
          >
            <StatusDot tone={shell.running ? "online" : "quiet"} hollow={!shell.running} />
            <span className={classes.tabName}>{shell.name}</span>
            {shell.programChosen && shell.program ? (
              <span className={classes.tabAccount}>
                <bdi>{nameOf(shell.program)}</bdi>
              </span>
            ) : null}
            {shell.account ? <span className={classes.tabAccount}>{shell.account}</span> : null}
            {shell.elevated ? <IconShieldCheck size={16} role="img" aria-label={elevation.shell} /> : null}
          </button>
        ))}
      </div>
      {onMove ? <VisuallyHidden role="status">{told}</VisuallyHidden> : null}
    </>
  );
}
