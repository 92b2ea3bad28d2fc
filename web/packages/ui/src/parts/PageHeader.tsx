// The head of a page: its name, one sentence about it, and what can be done there.

import type { ReactNode } from "react";
import classes from "./parts.module.css";

export function PageHeader({ title, text, actions }: { title: ReactNode; text?: ReactNode; actions?: ReactNode }) {
  return (
    <header className={classes.header}>
      <div className={classes.headerWords}>
        <h1 className={classes.headerTitle}>{title}</h1>
        {text ? <p className={classes.headerText}>{text}</p> : null}
      </div>
      {actions ? <div className={classes.headerActions}>{actions}</div> : null}
    </header>
  );
}
