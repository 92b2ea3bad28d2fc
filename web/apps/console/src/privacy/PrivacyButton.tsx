// Two switches beside the screen's other buttons (SCR-3): mouse and keyboard, and the screen, of whoever sits at the machine. What cannot be done is greyed with the reason.

import { create } from "@bufbuild/protobuf";
import { Menu } from "@mantine/core";
import { IconEyeOff, IconLock } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import { type SessionState, UsePrivacySchema } from "@towline/wire";
import type { ReactNode } from "react";
import { useAsk } from "../session/actions";
import { IN_MAIN } from "../session/OverflowBar";
import { useWords } from "../words/en";
import { whyNotBlank, whyNotPrivacy } from "./privacy";
import classes from "./privacy.module.css";

export function PrivacyButton({ state }: { state: SessionState }) {
  const words = useWords().privacy;
  const ask = useAsk();
  const { sessionId, privacy } = state;
  const reason = privacy ? undefined : whyNotPrivacy(state, words);
  const want = (input: boolean, blank: boolean) =>
    void ask({ case: "usePrivacy", value: create(UsePrivacySchema, { sessionId, input, blank }) });
  const icon = privacy?.blank ? <IconEyeOff size={20} /> : <IconLock size={20} />;
  // A button that does nothing opens no menu either: its reason is its own.
  if (reason) return <IconButton label={words.menu} icon={icon} reason={reason} />;
  return (
    <Menu position="bottom-start" width={320} {...IN_MAIN}>
      <Menu.Target>
        <IconButton label={words.menu} icon={icon} pressed={privacy !== undefined} />
      </Menu.Target>
      <Menu.Dropdown>
        <Switch
          on={privacy !== undefined}
          icon={<IconLock size={16} />}
          label={words.input}
          text={words.inputText}
          reason={privacy ? undefined : whyNotPrivacy(state, words)}
          onClick={() => want(privacy === undefined, false)}
        />
        <Switch
          on={privacy?.blank ?? false}
          icon={<IconEyeOff size={16} />}
          label={words.blank}
          text={words.blankText}
          reason={privacy?.blank ? undefined : whyNotBlank(state, words)}
          onClick={() => want(true, !privacy?.blank)}
        />
        <Menu.Label role="presentation">{words.takeBack}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}

interface SwitchProps {
  on: boolean;
  icon: ReactNode;
  label: string;
  text: string;
  reason: string | undefined;
  onClick: () => void;
}

function Switch({ on, icon, label, text, reason, onClick }: SwitchProps) {
  return (
    <Menu.CheckboxItem
      checked={on}
      aria-disabled={reason ? true : undefined}
      data-off={reason ? true : undefined}
      className={classes.item}
      closeMenuOnClick={reason === undefined}
      rightSection={icon}
      onChange={() => {
        if (reason === undefined) onClick();
      }}
    >
      <span className={classes.label}>{label}</span>
      <span className={classes.text}>{reason ?? text}</span>
    </Menu.CheckboxItem>
  );
}
