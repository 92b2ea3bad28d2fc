// The two menus: *Restart or shut down* for the machine, *Special actions* for its desktop (SCR-4, SCR-6). What cannot be done is greyed and says why.

import { Menu, Tooltip } from "@mantine/core";
import {
  IconActivity,
  IconBolt,
  IconFileText,
  IconFolder,
  IconLock,
  IconLogout,
  IconPower,
  IconRefresh,
  IconRefreshAlert,
  IconSettings,
  IconTerminal,
  IconUserShield,
} from "@tabler/icons-react";
import { IconButton, notify } from "@towline/ui";
import { ActionKind, Permission, ProblemError, type SessionState } from "@towline/wire";
import { type ReactNode, useState } from "react";
import { useLive } from "../live/useLive";
import { mayBegin } from "../session/actions";
import { IN_MAIN } from "../session/OverflowBar";
import classes from "../session/session.module.css";
import { useWords } from "../words/en";
import { ActionDialog } from "./ActionDialog";
import { actionName, POWER, SPECIAL, whyNone, whyNotAction } from "./offers";
import { RunAsDialog } from "./RunAsDialog";
import { useAction, useTold } from "./useAction";

const icons: Partial<Record<ActionKind, ReactNode>> = {
  [ActionKind.RESTART]: <IconRefresh size={16} />,
  [ActionKind.RESTART_SAFE]: <IconRefreshAlert size={16} />,
  [ActionKind.SHUT_DOWN]: <IconPower size={16} />,
  [ActionKind.TASK_MANAGER]: <IconActivity size={16} />,
  [ActionKind.TERMINAL]: <IconTerminal size={16} />,
  [ActionKind.FILE_MANAGER]: <IconFolder size={16} />,
  [ActionKind.SYSTEM_SETTINGS]: <IconSettings size={16} />,
  [ActionKind.EVENT_LOG]: <IconFileText size={16} />,
  [ActionKind.RUN_AS]: <IconUserShield size={16} />,
  [ActionKind.LOCK]: <IconLock size={16} />,
  [ActionKind.LOG_OFF]: <IconLogout size={16} />,
};

/** The machine itself: at the right end of the session's bar, as it goes for all tools. */
export function PowerMenu({ state }: { state: SessionState }) {
  if (!state.agent || !mayBegin(state, Permission.POWER)) return null;
  return <ActionMenu state={state} kinds={POWER} power />;
}

/** The desktop: beside Screen Sharing's other buttons. */
export function SpecialMenu({ state }: { state: SessionState }) {
  if (!state.agent) return null;
  return <ActionMenu state={state} kinds={SPECIAL} power={false} />;
}

interface MenuProps {
  state: SessionState;
  kinds: readonly ActionKind[];
  power: boolean;
}

function ActionMenu({ state, kinds, power }: MenuProps) {
  const all = useWords();
  const words = all.actions;
  const connected = useLive((snapshot) => snapshot.link.phase === "open");
  const act = useAction(state);
  const told = useTold(state);
  const [asked, setAsked] = useState<ActionKind>();
  const begin = async (kind: ActionKind) => {
    // Whatever takes something away asks first, and what needs words has its form.
    if (power || kind === ActionKind.LOG_OFF || kind === ActionKind.RUN_AS) return setAsked(kind);
    try {
      told(await act(kind));
    } catch (reason) {
      // The customer is being asked: that is said below the session's bar, and is no failure.
      if (!(reason instanceof ProblemError && reason.code === "asking")) notify.refused(reason, words.notBegun);
    }
  };
  const label = power ? words.power : words.special;
  const reason = whyNone(state, power, all) ?? (connected ? undefined : all.session.notConnected);
  const button = (
    <IconButton label={label} icon={power ? <IconPower size={20} /> : <IconBolt size={20} />} reason={reason} />
  );
  return (
    <>
      {reason ? (
        button
      ) : (
        <Menu position={power ? "bottom-end" : "bottom-start"} width={280} {...IN_MAIN}>
          <Menu.Target>{button}</Menu.Target>
          <Menu.Dropdown aria-label={label}>
            {kinds.map((kind) => (
              <Item key={kind} kind={kind} reason={whyNotAction(state, kind, all)} onClick={() => void begin(kind)} />
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {asked === ActionKind.RUN_AS ? (
        <RunAsDialog state={state} onClose={() => setAsked(undefined)} />
      ) : asked !== undefined ? (
        <ActionDialog state={state} kind={asked} onTold={told} onClose={() => setAsked(undefined)} />
      ) : null}
    </>
  );
}

function Item({ kind, reason, onClick }: { kind: ActionKind; reason: string | undefined; onClick: () => void }) {
  const words = useWords().actions;
  return (
    <Tooltip label={reason} disabled={reason === undefined} position="left" multiline maw={260}>
      <Menu.Item
        leftSection={icons[kind]}
        aria-disabled={reason ? true : undefined}
        data-off={reason ? true : undefined}
        className={classes.toolItem}
        closeMenuOnClick={reason === undefined}
        onClick={() => {
          if (reason === undefined) onClick();
        }}
      >
        {words.name(actionName[kind])}
        {reason ? <span className={classes.hidden}>. {reason}</span> : null}
      </Menu.Item>
    </Tooltip>
  );
}
