// Screen Sharing's own buttons: stop, control, Ctrl-Alt-Del, monitor, colours, size, screenshot, full screen (SCR-1, 2, 5, 9, 10, 11, 12).

import { IconCamera, IconCopy, IconKeyboard, IconMaximize, IconMouse, IconPlayerStopFilled } from "@tabler/icons-react";
import { IconButton, notify } from "@towline/ui";
import { Permission, type SessionState, Tool } from "@towline/wire";
import { SpecialMenu } from "../actions/ActionMenu";
import { ClipboardTool } from "../clipboard/ClipboardTool";
import { DrawButton } from "../draw/DrawButton";
import { PrivacyButton } from "../privacy/PrivacyButton";
import { ScriptsMenu } from "../scripts/ScriptsMenu";
import { SoundTool } from "../sound/SoundTool";
import { useWords } from "../words/en";
import { asksForControl, mayBegin, mustAskHolder, selfOf, stopsForAll, useSessionActions } from "./actions";
import { ColourMenu } from "./ColourMenu";
import { KeyboardMenu } from "./KeyboardMenu";
import { MonitorMenu } from "./MonitorMenu";
import { BarEntry, OverflowBar } from "./OverflowBar";
import { saveFile } from "./saveFile";
import type { ScreenView } from "./useDesktop";
import { ViewMenu } from "./ViewMenu";

interface ScreenButtonsProps {
  state: SessionState;
  screen: ScreenView;
  /** Absent: the screen is full already. */
  onFullScreen?: () => void;
}

export function ScreenButtons({ state, screen, onFullScreen }: ScreenButtonsProps) {
  const words = useWords().session;
  const actions = useSessionActions(state);
  if (!state.runningTools.includes(Tool.SCREEN)) return null;
  const { desktop } = screen;
  const controls = selfOf(state)?.controls ?? false;
  const noPicture = screen.state && screen.state.width > 0 ? undefined : words.noPictureYet;

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
  // More of them: see OverflowBar.tsx.
  return (
    <OverflowBar>
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
          reason={
            mayBegin(state, Permission.SCREEN_CONTROL)
              ? state.screen?.inputAbsent
                ? `${words.looksOnly}. ${words.looksOnlyText}`
                : undefined
              : words.controlNotPermitted
          }
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
      {state.share ? null : <SpecialMenu state={state} />}
      {state.share ? null : <ScriptsMenu state={state} />}
      {state.share ? null : <ClipboardTool state={state} screen={screen} />}
      {state.share ? null : <DrawButton state={state} screen={screen} />}
      {state.share ? null : <SoundTool state={state} screen={screen} />}
      {state.share ? null : <PrivacyButton state={state} />}
      <MonitorMenu state={state} screen={screen} />
      {state.share ? null : <KeyboardMenu state={state} screen={screen} />}
      <ViewMenu state={state} screen={screen} />
      <ColourMenu state={state} screen={screen} />
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
      {onFullScreen ? (
        <BarEntry priority={7}>
          <IconButton
            label={words.fullScreen}
            icon={<IconMaximize size={20} />}
            reason={noPicture}
            onClick={onFullScreen}
          />
        </BarEntry>
      ) : null}
    </OverflowBar>
  );
}
