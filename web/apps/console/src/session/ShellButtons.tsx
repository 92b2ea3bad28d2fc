// Command Shell's own buttons: stop access, new shell, rename, close, show anew, find, how shells look (SHL-1, SHL-9).

import { IconPencil, IconPlayerStopFilled, IconPlus, IconRefresh, IconSearch, IconSquareX } from "@tabler/icons-react";
import { ConfirmDialog, IconButton } from "@towline/ui";
import { type SessionState, Tool } from "@towline/wire";
import { useState } from "react";
import { ScriptsMenu } from "../scripts/ScriptsMenu";
import { useWords } from "../words/en";
import { stopsForAll, useSessionActions } from "./actions";
import { RenameShell } from "./RenameShell";
import { ShellSettings } from "./ShellSettings";
import { MOST_SHELLS, useShells } from "./shells";
import { TypistMenu } from "./TypistMenu";
import { useWorkspace } from "./workspaces";

export function ShellButtons({ state }: { state: SessionState }) {
  const { session: words, shells: looks } = useWords();
  const actions = useSessionActions(state);
  const shells = useShells(state);
  const [workspace, view] = useWorkspace(state.sessionId);
  const [asking, setAsking] = useState<"stop" | "close" | "rename">();
  if (!state.runningTools.includes(Tool.SHELL)) return null;
  const { front, running } = shells;
  const forAll = stopsForAll(state);
  const none = front ? undefined : words.noShell;

  const close = () => {
    if (!front) return;
    if (front.running) setAsking("close");
    else void shells.close(front);
  };
  const done = () => setAsking(undefined);

  return (
    <>
      <IconButton
        label={forAll ? words.stopShell : words.stopForMe}
        icon={<IconPlayerStopFilled size={20} />}
        onClick={() => (forAll && running > 0 ? setAsking("stop") : void actions.stopShell())}
      />
      <IconButton
        label={words.newShell}
        icon={<IconPlus size={20} />}
        reason={running >= MOST_SHELLS ? words.shellTooMany : undefined}
        onClick={() => void shells.open()}
      />
      <ScriptsMenu state={state} />
      <IconButton label={words.closeShell} icon={<IconSquareX size={20} />} reason={none} onClick={close} />
      <IconButton
        label={words.renameShell}
        icon={<IconPencil size={20} />}
        reason={none}
        onClick={() => setAsking("rename")}
      />
      <IconButton
        label={looks.refresh}
        icon={<IconRefresh size={20} />}
        reason={none}
        onClick={() => front && workspace.terminals.get(front.shellId)?.refresh()}
      />
      <IconButton
        label={words.findInShell}
        shortcut="Ctrl Shift F"
        icon={<IconSearch size={20} />}
        pressed={view.finding}
        reason={none}
        onClick={() => workspace.change({ finding: !view.finding })}
      />
      <TypistMenu state={state} />
      <ShellSettings />
      <ConfirmDialog
        opened={asking === "stop"}
        title={words.stopShellTitle}
        confirm={words.stopShell}
        danger
        onClose={done}
        onConfirm={() => actions.stopShell().then(done)}
      >
        {words.stopShellText(running)}
      </ConfirmDialog>
      <ConfirmDialog
        opened={asking === "close" && front !== undefined}
        title={words.closeShellTitle(front?.name ?? "")}
        confirm={words.closeShell}
        danger
        onClose={done}
        onConfirm={() => front && shells.close(front).then(done)}
      >
        {words.closeShellText}
      </ConfirmDialog>
      {asking === "rename" && front ? <RenameShell state={state} shell={front} onClose={done} /> : null}
    </>
  );
}
