// One of a few ways to go on, as a wide button that says what it does.

import { Loader, UnstyledButton } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./frame.module.css";

interface ChoiceButtonProps {
  icon: ReactNode;
  title: string;
  text: string;
  danger?: boolean;
  busy?: boolean;
  autoFocus?: boolean;
  onClick: () => void;
}

export function ChoiceButton({ icon, title, text, danger, busy, autoFocus, onClick }: ChoiceButtonProps) {
  return (
    <UnstyledButton
      className={classes.choice}
      data-danger={danger || undefined}
      data-autofocus={autoFocus || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? undefined : onClick}
    >
      <span className={classes.choiceIcon}>{busy ? <Loader size={20} aria-hidden="true" /> : icon}</span>
      <span className={classes.choiceWords}>
        <strong>{title}</strong>
        <span>{text}</span>
      </span>
    </UnstyledButton>
  );
}
