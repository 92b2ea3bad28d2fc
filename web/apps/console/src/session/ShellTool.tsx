// Command Shell: several shells as tabs, one in front. The terminals themselves live in the workspace and are drawn by @towline/terminal, outside React.

import { Button } from "@mantine/core";
import { IconPlus, IconTerminal2 } from "@tabler/icons-react";
import { EmptyState, IconButton } from "@towline/ui";
import { Permission, SessionPhase, type SessionState, Tool } from "@towline/wire";
import { useWords } from "../words/en";
import { mayBegin, mayUse, mustAsk } from "./actions";
import { EndpointVeil } from "./EndpointVeil";
import { ShellChoice } from "./ShellChoice";
import { ShellTabs } from "./ShellTabs";
import classes from "./shell.module.css";
import { MOST_SHELLS, useShells } from "./shells";
import { TerminalView } from "./TerminalView";
import { ToolStart } from "./ToolStart";

export function ShellTool({ state }: { state: SessionState }) {
  const words = useWords().session;
  const shells = useShells(state);
  const may = mayBegin(state, Permission.SHELL);
  if (!mayUse(state, Permission.SHELL) || !state.runningTools.includes(Tool.SHELL)) {
    if (state.phase === SessionPhase.CONNECTING || state.phase === SessionPhase.ENDPOINT_LOST)
      return <EndpointVeil state={state} />;
    return (
      <ToolStart
        icon={<IconTerminal2 size={28} />}
        title={words.shell}
        text={state.customer ? words.shellCustomerText : words.shellText}
        start={words.startShell}
        asks={mustAsk(state, Permission.SHELL)}
        reason={may ? undefined : words.toolNotPermitted}
        onStart={shells.start}
      />
    );
  }
  const { front } = shells;
  return (
    <>
      {shells.shown.length > 0 ? (
        <div className={classes.tabBar}>
          <ShellTabs shells={shells.shown} front={front?.shellId} onChoose={shells.choose} onMove={shells.move} />
          <IconButton
            size={28}
            label={words.newShell}
            icon={<IconPlus size={16} />}
            reason={shells.running >= MOST_SHELLS ? words.shellTooMany : undefined}
            onClick={() => void shells.open()}
          />
          <ShellChoice
            state={state}
            shells={shells}
            reason={shells.running >= MOST_SHELLS ? words.shellTooMany : undefined}
          />
        </div>
      ) : null}
      {front ? (
        <TerminalView key={front.shellId} state={state} shell={front} />
      ) : (
        <div className={classes.none}>
          <EmptyState
            icon={<IconTerminal2 size={20} />}
            title={words.noShell}
            text={words.noShellText}
            actions={
              <>
                <Button
                  loading={shells.opening}
                  leftSection={<IconPlus size={16} />}
                  onClick={() => void shells.open()}
                >
                  {words.newShell}
                </Button>
                <ShellChoice state={state} shells={shells} size={36} />
              </>
            }
          />
        </div>
      )}
      <EndpointVeil state={state} />
    </>
  );
}
