// Script output: what the scripts of a session write, live, below whatever tool is in front. Nobody types into it (SCR-6).

import { Button, useComputedColorScheme } from "@mantine/core";
import { IconChevronDown, IconPlayerStopFilled, IconScript, IconX } from "@tabler/icons-react";
import type { ShellTerminal } from "@towline/terminal";
import { IconButton } from "@towline/ui";
import { Permission, type SessionState, type ShellInfo } from "@towline/wire";
import { useEffect, useRef, useState } from "react";
import { useLive } from "../live/useLive";
import { useSeconds } from "../live/useSeconds";
import { mayUse, useSessionActions } from "../session/actions";
import { ShellTabs } from "../session/ShellTabs";
import shell from "../session/shell.module.css";
import { shellLook, useShellLook } from "../session/shellLook";
import { frontShell } from "../session/shells";
import { useWorkspace } from "../session/workspaces";
import { useWords } from "../words/en";
import { shownScripts } from "./scripts";
import classes from "./scripts.module.css";

export function ScriptPanel({ state }: { state: SessionState }) {
  const words = useWords().scripts;
  const actions = useSessionActions(state);
  const [workspace, view] = useWorkspace(state.sessionId);
  const shown = mayUse(state, Permission.RUN_SCRIPTS) ? shownScripts(state.shells, view.closedShells) : [];
  const front = frontShell(shown, view.script);
  if (!front) return null;
  const running = shown.filter((each) => each.running).length;
  if (!view.scriptsShown)
    return (
      <div className={classes.folded}>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconScript size={16} />}
          onClick={() => workspace.change({ scriptsShown: true })}
        >
          {words.show(running)}
        </Button>
      </div>
    );
  const close = () => workspace.change({ closedShells: [...workspace.view().closedShells, front.shellId] });
  return (
    <section className={classes.panel} aria-label={words.outputs}>
      <div className={shell.tabBar}>
        <ShellTabs
          shells={shown}
          front={front.shellId}
          label={words.outputs}
          onChoose={(script) => workspace.change({ script })}
        />
        <span className={classes.space} />
        {front.running ? (
          <IconButton
            size={28}
            label={words.stop}
            icon={<IconPlayerStopFilled size={16} />}
            tooltipPosition="top"
            onClick={() => void actions.endShell(front.shellId)}
          />
        ) : (
          <IconButton
            size={28}
            label={words.closeOutput}
            icon={<IconX size={16} />}
            tooltipPosition="top"
            onClick={close}
          />
        )}
        <IconButton
          size={28}
          label={words.hide}
          icon={<IconChevronDown size={16} />}
          tooltipPosition="top"
          onClick={() => workspace.change({ scriptsShown: false })}
        />
      </div>
      <Output key={front.shellId} state={state} script={front} />
      <Status state={state} script={front} />
    </section>
  );
}

function Output({ state, script }: { state: SessionState; script: ShellInfo }) {
  const [workspace] = useWorkspace(state.sessionId);
  const look = useShellLook();
  const theme = useComputedColorScheme("light");
  const host = useRef<HTMLDivElement>(null);
  const [terminal, setTerminal] = useState<ShellTerminal>();
  const { shellId } = script;
  // biome-ignore lint/correctness/useExhaustiveDependencies: looks of the moment; later ones are set below
  useEffect(() => {
    let away = false;
    workspace.openTerminal(shellId, { theme, fontSize: shellLook().fontSize, canType: false }).then(
      (opened) => {
        if (!away) setTerminal(opened);
      },
      () => {},
    );
    return () => {
      away = true;
    };
  }, [workspace, shellId]);
  useEffect(() => {
    if (!terminal || !host.current) return;
    terminal.attach(host.current);
    return () => terminal.detach();
  }, [terminal]);
  useEffect(() => terminal?.setTheme(theme), [terminal, theme]);
  useEffect(() => terminal?.setFontSize(look.fontSize), [terminal, look.fontSize]);
  useEffect(() => terminal?.setScreenReader(look.screenReader), [terminal, look.screenReader]);
  useEffect(() => {
    terminal?.showSize(script.columns, script.rows);
  }, [terminal, script.columns, script.rows]);
  return (
    <div className={classes.output} role="tabpanel" aria-labelledby={`tab-${shellId}`}>
      <div ref={host} className={classes.terminal} data-theme={theme} />
    </div>
  );
}

function Status({ state, script }: { state: SessionState; script: ShellInfo }) {
  const words = useWords().scripts;
  const ahead = useLive((snapshot) => snapshot.clockAheadMs);
  const began = Number(script.script?.startedMs ?? 0n) - ahead;
  const over = Number(script.script?.endedMs ?? 0n) - ahead;
  const ticking = useSeconds(script.running ? began : undefined);
  const passed = script.running ? ticking : Math.max(0, Math.round((over - began) / 1000));
  const who = state.participants.find((each) => each.number === script.script?.participant);
  const along = script.script?.resources ?? 0;
  const limit = words.took(script.script?.timeoutSeconds ?? 0);
  const failed = !script.running && (script.status !== 0 || script.reason !== "");
  const text = script.running
    ? script.account || script.program
      ? words.running(script.account)
      : words.waiting
    : words.ended(script.status, script.reason);
  return (
    <div className={classes.status} role="status" data-failed={failed || undefined}>
      <strong>{text}</strong>
      <span>{script.running ? words.elapsed(words.took(passed), limit) : words.took(passed)}</span>
      {along > 0 ? <span>{words.resources(along, Number(script.script?.resourceBytes ?? 0n))}</span> : null}
      {who ? <span>{words.byWhom(who.displayName)}</span> : null}
    </div>
  );
}
