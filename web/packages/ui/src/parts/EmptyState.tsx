// A place with nothing in it yet: what it is for, and the first thing to do. Also the frame of waiting and failing places (ErrorState).

import type { ReactNode } from "react";
import classes from "./parts.module.css";

export interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  text?: ReactNode;
  tone?: "plain" | "waiting" | "danger";
  actions?: ReactNode;
  /** For states that replace what was there: read aloud at once. */
  announce?: boolean;
  /** It is all of the page: its title is the page's. */
  page?: boolean;
}

export function EmptyState({ icon, title, text, tone = "plain", actions, announce, page }: EmptyStateProps) {
  const Title = page ? "h1" : "h2";
  return (
    <div className={classes.state} role={announce ? "status" : undefined}>
      <span className={classes.stateIcon} data-tone={tone} aria-hidden="true">
        {icon}
      </span>
      <Title className={classes.stateTitle}>{title}</Title>
      {text ? <p className={classes.stateText}>{text}</p> : null}
      {actions ? <div className={classes.stateActions}>{actions}</div> : null}
    </div>
  );
}
