// Screen Sharing's own buttons: stop, control, Ctrl-Alt-Del, monitor, size, screenshot, full screen (SCR-1, 2, 5, 9, 10, 12).

import { Menu } from "@mantine/core";
import {
  IconArrowsMaximize,
  IconAspectRatio,
  IconCamera,
  IconCheck,
  IconCopy,
  IconDeviceDesktop,
  IconKeyboard,
  IconMaximize,
  IconMouse,
  IconPlayerStopFilled,
} from "@tabler/icons-react";
import { IconButton, notify } from "@towline/ui";
import { Permission, type SessionState, Tool } from "@towline/wire";
import { PrivacyButton } from "../privacy/PrivacyButton";
import { useWords } from "../words/en";
import { asksForControl, mayBegin, mustAskHolder, selfOf, stopsForAll, useSessionActions } from "./actions";
import { saveFile } from "./saveFile";
import type { ScreenView } from "./useDesktop";
import { useWorkspace } from "./workspaces";

interface ScreenButtonsProps {
  state: SessionState;
  screen: ScreenView;
  onFullScreen: () => void;
}

export function ScreenButtons({ state, screen, onFullScreen }: ScreenButtonsProps) {
  const words = useWords().session;
  const actions = useSessionActions(state);
  const [workspace, view] = useWorkspace(state.sessionId);
  if (!state.runningTools.includes(Tool.SCREEN)) return null;
  const { desktop } = screen;
  const controls = selfOf(state)?.controls ?? false;
  const noPicture = screen.state && screen.state.width > 0 ? undefined : words.noPictureYet;
  const monitors = screen.state?.monitors ?? [];

  const asks = asksForControl(state);
  const hands = () => {
    if (controls) return actions.releaseControl();
    if (asks) return actions.withdrawControl();
    return mustAskHolder(state) ? actions.askControl() : actions.takeControl();
  };
  const screenshot = async () => {
    try {
      const picture = await desktop?.screenshot();
      if (picture)
        saveFile(picture, `${state.itemName} ${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}.png`);
    } catch {
      notify.failed(words.screenshotFailed);
    }
  };
  const copyScreenshot = async () => {
    try {
      // Made within the click: a browser lets a page write there for no other reason. Not every browser lets it write pictures.
      const taken = desktop?.screenshot();
      if (!taken) return;
      await navigator.clipboard.write([new ClipboardItem({ "image/png": taken })]);
      notify.done(words.screenshotCopied);
    } catch {
      notify.failed(words.screenshotNotCopied, words.screenshotNotCopiedText);
    }
  };
  const scale = (mode: "fit" | "actual") => {
    desktop?.setScale(mode);
    workspace.change({ scale: mode });
  };
  const monitor = (id: number) => {
    desktop?.setMonitor(id);
    workspace.change({ monitor: id });
  };

  return (
    <>
      <IconButton
        label={stopsForAll(state) ? (state.share ? words.stopLooking : words.stopScreen) : words.stopForMe}
        icon={<IconPlayerStopFilled size={20} />}
        onClick={() => void actions.stopScreen()}
      />
      {state.share ? null : (
        <IconButton
          label={
            controls
              ? words.stopControl
              : asks
                ? words.withdrawControl
                : mustAskHolder(state)
                  ? words.askControl
                  : words.startControl
          }
          icon={<IconMouse size={20} />}
          pressed={controls || asks}
          reason={mayBegin(state, Permission.SCREEN_CONTROL) ? undefined : words.controlNotPermitted}
          onClick={() => void hands()}
        />
      )}
      {state.share ? null : (
        <IconButton
          label={words.ctrlAltDel}
          icon={<IconKeyboard size={20} />}
          reason={controls ? noPicture : words.controlFirst}
          onClick={() => {
            desktop?.sendKeys("ctrl+alt+del");
            desktop?.focus();
          }}
        />
      )}
      {state.share ? null : <PrivacyButton state={state} />}
      {monitors.length > 1 ? (
        <Menu position="bottom-start" width={280}>
          <Menu.Target>
            <IconButton label={words.monitor} icon={<IconDeviceDesktop size={20} />} />
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item rightSection={view.monitor === 0 ? <IconCheck size={16} /> : null} onClick={() => monitor(0)}>
              {words.monitorAll}
            </Menu.Item>
            {monitors.map((each) => (
              <Menu.Item
                key={each.id}
                rightSection={view.monitor === each.id ? <IconCheck size={16} /> : null}
                onClick={() => monitor(each.id)}
              >
                {words.monitorNamed(each.id, each.name, `${each.width} × ${each.height}`)}
                {each.primary ? ` · ${words.primary}` : ""}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : null}
      <IconButton
        label={view.scale === "fit" ? words.actualSize : words.fitSize}
        icon={view.scale === "fit" ? <IconAspectRatio size={20} /> : <IconArrowsMaximize size={20} />}
        reason={noPicture}
        onClick={() => scale(view.scale === "fit" ? "actual" : "fit")}
      />
      <IconButton
        label={words.screenshot}
        icon={<IconCamera size={20} />}
        reason={noPicture}
        onClick={() => void screenshot()}
      />
      <IconButton
        label={words.copyScreenshot}
        icon={<IconCopy size={20} />}
        reason={noPicture}
        onClick={() => void copyScreenshot()}
      />
      <IconButton
        label={words.fullScreen}
        icon={<IconMaximize size={20} />}
        reason={noPicture}
        onClick={onFullScreen}
      />
    </>
  );
}
