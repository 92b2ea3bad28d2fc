// A state at a glance: a dot with its word, or a word in a coloured badge. Never by colour alone: offline is also hollow, and the word is always there.

import type { ReactNode } from "react";
import classes from "./parts.module.css";

export type Tone = "online" | "waiting" | "danger" | "accent" | "quiet";

const colour: Record<Tone, string> = {
  online: "var(--tl-online)",
  waiting: "var(--tl-waiting)",
  danger: "var(--tl-danger)",
  accent: "var(--tl-accent)",
  quiet: "var(--tl-faint)",
};
const soft: Record<Tone, string> = {
  online: "var(--tl-online-soft)",
  waiting: "var(--tl-waiting-soft)",
  danger: "var(--tl-danger-soft)",
  accent: "var(--tl-accent-soft)",
  quiet: "var(--tl-hover)",
};

export function StatusDot({ tone, hollow, children }: { tone: Tone; hollow?: boolean; children?: ReactNode }) {
  return (
    <span className={classes.status}>
      <span
        className={classes.dot}
        data-hollow={hollow || undefined}
        style={{ "--dot": colour[tone] } as React.CSSProperties}
        aria-hidden="true"
      />
      {children}
    </span>
  );
}

export function StatusBadge({
  tone = "quiet",
  icon,
  children,
}: {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
}) {
  return (
    <span
      className={classes.badge}
      style={
        {
          "--badge": tone === "quiet" ? "var(--tl-quiet)" : colour[tone],
          "--badge-soft": soft[tone],
        } as React.CSSProperties
      }
    >
      {icon}
      {children}
    </span>
  );
}
