// The terminal of the shell in front, with its find bar and the line that says when the shell has ended or cannot be shown.

import { Button, useComputedColorScheme } from "@mantine/core";
import type { ShellTerminal } from "@towline/terminal";
import { Permission, type ProblemDetails, type SessionState, type ShellInfo } from "@towline/wire";
import { useEffect, useRef, useState } from "react";
import { useWords } from "../words/en";
import { mayUse } from "./actions";
import { FindBar } from "./FindBar";
import classes from "./shell.module.css";
import { shellLook, useShellLook } from "./shellLook";
import { useShells } from "./shells";
import { typistName } from "./TypistMenu";
import { useWorkspace } from "./workspaces";

/** In a shared shell exactly one page answers the programs' questions to the terminal: the owner's, else the first that is there. */
function answers(state: SessionState): boolean {
  const there = state.participants.filter((each) => each.connected);
  return (there.find((each) => each.owner) ?? there[0])?.number === state.self;
}

export function TerminalView({ state, shell }: { state: SessionState; shell: ShellInfo }) {
  const { session: words, shells, elevation } = useWords();
  const [workspace, view] = useWorkspace(state.sessionId);
  const look = useShellLook();
  const scheme = useComputedColorScheme("light");
  const theme = look.theme === "console" ? scheme : look.theme;
  const host = useRef<HTMLDivElement>(null);
  const [terminal, setTerminal] = useState<ShellTerminal>();
  const [problem, setProblem] = useState<ProblemDetails>();
  const [failed, setFailed] = useState(false);
  // What has administrative rights is for those who may work with them; others watch.
  const rights = !shell.elevated || mayUse(state, Permission.ELEVATION);
  const turn = state.typist === 0 || state.typist === state.self;
  const canType = mayUse(state, Permission.SHELL) && shell.running && rights && turn;
  const { shellId } = shell;

  // biome-ignore lint/correctness/useExhaustiveDependencies: looks and rights of the moment; later ones are set below
  useEffect(() => {
    let away = false;
    workspace.openTerminal(shellId, { theme, fontSize: shellLook().fontSize, canType }).then(
      (opened) => {
        if (!away && opened) setTerminal(opened);
      },
      () => {
        if (!away) setFailed(true);
      },
    );
    return () => {
      away = true;
    };
  }, [workspace, shellId]);
  useEffect(() => {
    if (!terminal || !host.current) return;
    terminal.attach(host.current);
    terminal.focus();
    return () => terminal.detach();
  }, [terminal]);
  useEffect(() => terminal?.onProblem(setProblem), [terminal]);
  useEffect(() => terminal?.setTheme(theme), [terminal, theme]);
  useEffect(() => terminal?.setFontSize(look.fontSize), [terminal, look.fontSize]);
  useEffect(() => terminal?.setScreenReader(look.screenReader), [terminal, look.screenReader]);
  useEffect(() => terminal?.setCopyOnSelect(look.copyOnSelect), [terminal, look.copyOnSelect]);
  useEffect(() => terminal?.setGuessing(look.guessing), [terminal, look.guessing]);
  useEffect(() => terminal?.setCanType(canType), [terminal, canType]);
  const answering = answers(state);
  useEffect(() => terminal?.setAnswers(answering), [terminal, answering]);
  useEffect(() => {
    terminal?.showSize(shell.columns, shell.rows);
  }, [terminal, shell.columns, shell.rows]);

  const stopFinding = () => {
    terminal?.find("");
    workspace.change({ finding: false });
    terminal?.focus();
  };
  return (
    <div
      className={classes.view}
      role="tabpanel"
      aria-labelledby={`tab-${shellId}`}
      onKeyDownCapture={(event) => {
        if (!(event.ctrlKey && event.shiftKey && event.code === "KeyF")) return;
        event.preventDefault();
        event.stopPropagation();
        workspace.change({ finding: true });
      }}
    >
      <div ref={host} className={classes.terminal} data-remote />
      {view.finding && terminal ? <FindBar terminal={terminal} onClose={stopFinding} /> : null}
      {failed ? <Notice text={words.chunkFailedText} action={words.reload} onAction={() => location.reload()} /> : null}
      {shell.running && !rights ? <Notice text={elevation.noTyping} /> : null}
      {shell.running && rights && !turn ? <Notice text={shells.notYourTurn(typistName(state) ?? "")} /> : null}
      {problem && shell.running ? <Notice text={problem.title} /> : null}
      {shell.running ? null : <EndedShell state={state} shell={shell} />}
    </div>
  );
}

function EndedShell({ state, shell }: { state: SessionState; shell: ShellInfo }) {
  const { session: words, shells: all } = useWords();
  const shells = useShells(state);
  const text =
    shell.status < 0 ? words.shellNeverStarted(all.neverStarted(shell.reason)) : words.shellEnded(shell.status);
  return <Notice text={text} action={words.closeShell} onAction={() => void shells.close(shell)} />;
}

function Notice({ text, action, onAction }: { text: string; action?: string; onAction?: () => void }) {
  return (
    <div className={classes.notice} role="status">
      <span>{text}</span>
      {action ? (
        <Button size="compact-sm" variant="default" onClick={onAction}>
          {action}
        </Button>
      ) : null}
    </div>
  );
}
