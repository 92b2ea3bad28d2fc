// How keyboard, fingers and pointer of this person reach the remote machine: the virtual keyboard, the device's own, by character or by place, touch, and the pointer for programs that grab it
// (SCR-8, SCR-15, SCR-16).

import { Menu } from "@mantine/core";
import {
  IconCheck,
  IconDeviceMobile,
  IconHandFinger,
  IconKeyboardShow,
  IconPointer,
  IconPointerPause,
} from "@tabler/icons-react";
import type { KeyMode, TouchMode } from "@towline/desktop";
import { IconButton, notify } from "@towline/ui";
import type { SessionState } from "@towline/wire";
import { useEffect, useState } from "react";
import { useWords } from "../words/en";
import { selfOf } from "./actions";
import classes from "./menus.module.css";
import { IN_MAIN } from "./OverflowBar";
import type { ScreenView } from "./useDesktop";
import { useWorkspace } from "./workspaces";

const touches = () =>
  (globalThis.matchMedia?.("(any-pointer: coarse)").matches ?? false) || navigator.maxTouchPoints > 0;

export function KeyboardMenu({ state, screen }: { state: SessionState; screen: ScreenView }) {
  const words = useWords().screen;
  const [workspace, view] = useWorkspace(state.sessionId);
  const own = useOwnLayout();
  const { desktop } = screen;
  const controls = selfOf(state)?.controls ?? false;
  const hands = screen.state?.hands;
  const check = (on: boolean) => (on ? <IconCheck size={16} /> : null);
  const modes: [KeyMode, string, string][] = [
    ["automatic", words.keyAutomatic, words.keyAutomaticText],
    ["character", words.keyCharacter, words.keyCharacterText],
    ["place", words.keyPlace, words.keyPlaceText],
  ];
  const fingers: [TouchMode, string][] = [
    ["direct", words.touchDirect],
    ["trackpad", words.touchTrackpad],
  ];
  const grab = async () => {
    if (!(await desktop?.hands.grab())) notify.failed(words.grabFailed, words.grabFailedText);
  };
  return (
    <Menu position="bottom-start" width={320} {...IN_MAIN} returnFocus={false} onClose={() => desktop?.focus()}>
      <Menu.Target>
        <IconButton
          label={words.keyboard}
          icon={<IconKeyboardShow size={20} />}
          reason={controls ? undefined : words.controlFirst}
        />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconKeyboardShow size={16} />}
          rightSection={check(view.keysShown)}
          onClick={() => workspace.change({ keysShown: !view.keysShown })}
        >
          {words.panelShow}
        </Menu.Item>
        {touches() ? (
          <Menu.Item
            leftSection={<IconDeviceMobile size={16} />}
            rightSection={check(hands?.deviceKeyboard ?? false)}
            onClick={() => desktop?.hands.callDeviceKeyboard(!hands?.deviceKeyboard)}
          >
            {words.deviceKeyboard}
          </Menu.Item>
        ) : null}
        <Menu.Divider />
        <Menu.Label>{words.keyMode}</Menu.Label>
        {modes.map(([mode, label, text]) => (
          <Menu.Item
            key={mode}
            rightSection={check(hands?.keyMode === mode)}
            onClick={() => {
              desktop?.hands.setKeyMode(mode);
              workspace.change({ keyMode: mode });
              desktop?.focus();
            }}
          >
            {label}
            <span className={classes.text}>{text}</span>
          </Menu.Item>
        ))}
        <p className={classes.note}>{words.layouts(screen.state?.keyboardLayout || words.layoutUnknown, own)}</p>
        <Menu.Divider />
        <Menu.Label>{words.touchMode}</Menu.Label>
        {fingers.map(([mode, label]) => (
          <Menu.Item
            key={mode}
            leftSection={mode === "direct" ? <IconHandFinger size={16} /> : <IconPointer size={16} />}
            rightSection={check(hands?.touchMode === mode)}
            onClick={() => {
              desktop?.hands.setTouchMode(mode);
              workspace.change({ touchMode: mode });
            }}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconPointerPause size={16} />} disabled={!hands?.mayGrab} onClick={() => void grab()}>
          {words.grab}
          <span className={classes.text}>{hands?.mayGrab === false ? words.grabImpossible : words.grabText}</span>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface LayoutKeyboard {
  getLayoutMap?: () => Promise<ReadonlyMap<string, string>>;
}

/** What is known of the layout here: some browsers tell what a few keys give, none tells a name. */
function useOwnLayout(): string {
  const words = useWords().screen;
  const [name, setName] = useState<string>();
  useEffect(() => {
    let away = false;
    const { keyboard } = navigator as { keyboard?: LayoutKeyboard };
    void keyboard
      ?.getLayoutMap?.()
      .then((map) => {
        if (!away) setName(layoutOf((code) => map.get(code)));
      })
      .catch(() => undefined);
    return () => {
      away = true;
    };
  }, []);
  return name ?? words.layoutUnknown;
}

/** Layouts by what tells them apart; of others the first row of letters. */
export function layoutOf(at: (code: string) => string | undefined): string | undefined {
  const row = ["KeyQ", "KeyW", "KeyE", "KeyR", "KeyT", "KeyY"].map((code) => at(code) ?? "").join("");
  if (row === "") return undefined;
  if (row === "azerty") return "fr";
  if (row === "qwertz") return at("Semicolon") === "é" ? "ch" : "de";
  if (row === "йцукен") return "ru";
  if (row !== "qwerty") return row;
  if (at("Semicolon") === "ñ") return "es";
  if (at("BracketLeft") === "@") return "jp";
  if (at("IntlBackslash") === "\\" && at("Backslash") === "#") return "gb";
  return at("Semicolon") === ";" ? "us" : row;
}
