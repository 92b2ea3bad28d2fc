// The bar above a session: the tool drop-down, the tool's own buttons, and at the right end the buttons of the session as a whole (SES-11).

import { Button, Menu, Tooltip } from "@mantine/core";
import {
  IconCheck,
  IconChevronDown,
  IconDeviceDesktop,
  IconFolders,
  IconListDetails,
  IconMessage2,
  IconPlayerStopFilled,
  IconServer,
  IconTerminal2,
  IconX,
} from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import { Permission, type SessionState, Tool } from "@towline/wire";
import { type ReactNode, useState } from "react";
import { PowerMenu } from "../actions/ActionMenu";
import { SupportButton } from "../button/SupportButton";
import { ElevateButton } from "../elevation/ElevateButton";
import { FilesButtons } from "../files/FilesButtons";
import { unreadChat } from "../live/log";
import { useRoom } from "../live/useLive";
import { PinButton } from "../pin/PinButton";
import { SessionShare } from "../share/SessionShare";
import { useWords } from "../words/en";
import { mayBegin, stopsForAll, useSessionActions } from "./actions";
import { CloseDialog } from "./CloseDialog";
import { Participants } from "./Participants";
import { ScreenButtons } from "./ScreenButtons";
import { ShellButtons } from "./ShellButtons";
import classes from "./session.module.css";
import type { ScreenView } from "./useDesktop";
import { browserOnly, chatOnly, type ToolName } from "./workspace";
import { useWorkspace } from "./workspaces";

interface ToolBarProps {
  state: SessionState;
  screen: ScreenView;
  onFullScreen: () => void;
}

export function ToolBar({ state, screen, onFullScreen }: ToolBarProps) {
  const words = useWords().session;
  const [workspace, view] = useWorkspace(state.sessionId);
  const room = useRoom(state.sessionId);
  const [closing, setClosing] = useState(false);
  const unread = room ? unreadChat(room.log, view.seen, [...view.selves, state.self]) : 0;
  return (
    <div className={classes.toolBar} role="toolbar" aria-label={words.tools}>
      <ToolChoice state={state} tool={view.tool} onChoose={(tool) => workspace.change({ tool })} />
      <span className={classes.divider} />
      <div className={classes.toolButtons}>
        {view.tool === "screen" ? (
          <ScreenButtons state={state} screen={screen} onFullScreen={onFullScreen} />
        ) : view.tool === "shell" ? (
          <ShellButtons state={state} />
        ) : view.tool === "files" ? (
          <FilesButtons state={state} />
        ) : view.tool === "system" ? (
          <SystemButtons state={state} />
        ) : null}
      </div>
      <div className={classes.sessionButtons}>
        <PowerMenu state={state} />
        <ElevateButton state={state} />
        <PinButton state={state} />
        <SupportButton state={state} />
        <SessionShare state={state} />
        <Participants state={state} />
        {view.tool === "chat" ? null : (
          <IconButton
            label={view.chatOpen ? words.hideChat : words.showChat}
            shortcut="Alt Shift C"
            icon={<IconMessage2 size={20} />}
            pressed={view.chatOpen}
            count={view.chatOpen ? 0 : unread}
            onClick={() => workspace.change({ chatOpen: !view.chatOpen })}
          />
        )}
        <IconButton label={words.close} icon={<IconX size={20} />} onClick={() => setClosing(true)} />
      </div>
      <CloseDialog state={state} opened={closing} onClose={() => setClosing(false)} />
    </div>
  );
}

/** The rest of its buttons stand with what they concern. */
function SystemButtons({ state }: { state: SessionState }) {
  const { system: words, session } = useWords();
  const actions = useSessionActions(state);
  if (!state.runningTools.includes(Tool.SYSTEM)) return null;
  return (
    <IconButton
      label={stopsForAll(state) ? words.stop : session.stopForMe}
      icon={<IconPlayerStopFilled size={20} />}
      onClick={() => void actions.stopSystem()}
    />
  );
}

interface ToolChoiceProps {
  state: SessionState;
  tool: ToolName;
  onChoose: (tool: ToolName) => void;
}

function ToolChoice({ state, tool, onChoose }: ToolChoiceProps) {
  const { session: words, system, filesTool } = useWords();
  const alone = chatOnly(state);
  /** Why a tool that needs an agent cannot be used. */
  const reasonFor = (permission: Permission) => {
    if (alone) return words.customerBrowserOnly;
    if (browserOnly(state) && permission !== Permission.SCREEN_VIEW) return words.customerBrowserOnly;
    return mayBegin(state, permission) ? undefined : words.toolNotPermitted;
  };
  const tools: { name: ToolName; label: string; icon: ReactNode; reason?: string | undefined }[] = [
    ...(alone ? [{ name: "chat" as const, label: words.chat, icon: <IconMessage2 size={16} /> }] : []),
    {
      name: "screen",
      label: words.screen,
      icon: <IconDeviceDesktop size={16} />,
      reason: reasonFor(Permission.SCREEN_VIEW),
    },
    { name: "shell", label: words.shell, icon: <IconTerminal2 size={16} />, reason: reasonFor(Permission.SHELL) },
    {
      name: "files",
      label: filesTool.title,
      icon: <IconFolders size={16} />,
      // Either right opens it; what the other one is for is greyed in it.
      reason: mayBegin(state, Permission.FILE_UPLOAD)
        ? reasonFor(Permission.FILE_UPLOAD)
        : reasonFor(Permission.FILE_DOWNLOAD),
    },
    {
      name: "system",
      label: system.title,
      icon: <IconServer size={16} />,
      reason: reasonFor(Permission.SYSTEM_VIEW),
    },
    { name: "summary", label: words.summary, icon: <IconListDetails size={16} /> },
  ];
  const chosen = tools.find((each) => each.name === tool);
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <Button
          variant="default"
          size="compact-md"
          className={classes.toolChoice}
          leftSection={chosen?.icon}
          rightSection={<IconChevronDown size={16} />}
          data-session-tool
        >
          {chosen?.label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {tools.map((each) => (
          <Tooltip key={each.name} label={each.reason} disabled={each.reason === undefined} position="right">
            <Menu.Item
              leftSection={each.icon}
              rightSection={each.name === tool ? <IconCheck size={16} /> : null}
              aria-disabled={each.reason ? true : undefined}
              data-off={each.reason ? true : undefined}
              className={classes.toolItem}
              closeMenuOnClick={each.reason === undefined}
              onClick={() => {
                if (each.reason === undefined) onChoose(each.name);
              }}
            >
              {each.label}
              {each.reason ? <span className={classes.hidden}>. {each.reason}</span> : null}
            </Menu.Item>
          </Tooltip>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
