// Which monitor is shown, all of them or one, and windows of their own for each (SCR-9). The list follows plugging; the primary one is marked P.

import { Badge, Menu } from "@mantine/core";
import { IconAppWindow, IconCheck, IconDeviceDesktop } from "@tabler/icons-react";
import { IconButton, notify } from "@towline/ui";
import type { SessionState } from "@towline/wire";
import { useSyncExternalStore } from "react";
import { useTitleOf } from "../home/naming";
import { useWords } from "../words/en";
import { selfOf } from "./actions";
import { IN_MAIN } from "./OverflowBar";
import type { ScreenView } from "./useDesktop";
import { useWorkspace } from "./workspaces";

export function MonitorMenu({ state, screen }: { state: SessionState; screen: ScreenView }) {
  const { session: words, screen: texts } = useWords();
  const [workspace, view] = useWorkspace(state.sessionId);
  const open = useSyncExternalStore(workspace.windows.subscribe, workspace.windows.open);
  const title = useTitleOf()(state);
  const { desktop } = screen;
  const controls = selfOf(state)?.controls ?? false;
  const monitors = screen.state?.monitors ?? [];
  if (monitors.length < 2 && open.length === 0) return null;
  const choose = (id: number) => {
    desktop?.setMonitor(id);
    workspace.change({ monitor: id });
  };
  const named = (id: number, name: string) => name || texts.monitorNumber(id);
  const openWindow = (id: number, name: string) => {
    if (!workspace.windows.show(id, named(id, name), title, controls))
      notify.failed(texts.popupBlocked, texts.popupBlockedText);
  };
  return (
    <Menu
      position="bottom-start"
      width={320}
      {...IN_MAIN}
      returnFocus={!controls}
      onClose={() => {
        if (controls) desktop?.focus();
      }}
    >
      <Menu.Target>
        <IconButton label={words.monitor} icon={<IconDeviceDesktop size={20} />} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item rightSection={view.monitor === 0 ? <IconCheck size={16} /> : null} onClick={() => choose(0)}>
          {words.monitorAll}
        </Menu.Item>
        {monitors.map((each) => (
          <Menu.Item
            key={each.id}
            leftSection={
              each.primary ? (
                <Badge size="sm" variant="light" aria-hidden="true">
                  {texts.primaryMark}
                </Badge>
              ) : null
            }
            rightSection={view.monitor === each.id ? <IconCheck size={16} /> : null}
            onClick={() => choose(each.id)}
          >
            {words.monitorNamed(each.id, each.name, `${each.width} × ${each.height}`)}
            {each.primary ? ` · ${words.primary}` : ""}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {monitors.map((each) => (
          <Menu.Item
            key={each.id}
            leftSection={<IconAppWindow size={16} />}
            onClick={() => openWindow(each.id, each.name)}
          >
            {open.includes(each.id)
              ? texts.ownWindowShow(named(each.id, each.name))
              : texts.ownWindow(named(each.id, each.name))}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
