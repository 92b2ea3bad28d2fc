// A button that is only an icon. It always has a tooltip with its name and shortcut, and says why when it cannot be used: a disabled button stays
// reachable by keyboard and pointer, so that its reason can be read.

import { ActionIcon, Kbd, Tooltip } from "@mantine/core";
import { forwardRef, type ReactNode } from "react";
import classes from "./parts.module.css";

export interface IconButtonProps extends Omit<React.ComponentPropsWithoutRef<"button">, "color" | "style"> {
  /** The name: accessible name and first line of the tooltip. */
  label: string;
  icon: ReactNode;
  /** As shown to people: "Ctrl K". */
  shortcut?: string | undefined;
  /** Set: the button cannot be used, and this says why. */
  reason?: string | undefined;
  /** On or off, for a button that toggles; leave out for one that does not. */
  pressed?: boolean | undefined;
  tone?: "plain" | "danger" | "accent";
  size?: number;
  /** A small number at the corner; none for 0. */
  count?: number | undefined;
  tooltipPosition?: "top" | "bottom" | "left" | "right";
}

export const IconButton = forwardRef<HTMLButtonElement, IconButtonProps>(function IconButton(
  {
    label,
    icon,
    shortcut,
    reason,
    pressed,
    disabled = false,
    tone = "plain",
    size = 32,
    count,
    tooltipPosition = "bottom",
    ...rest
  },
  ref,
) {
  const { onClick, className, ...attributes } = rest;
  const tip = (
    <>
      <span>{label}</span>
      {shortcut ? <Kbd className={classes.tipKey}>{shortcut}</Kbd> : null}
      {reason ? <span className={classes.tipReason}>{reason}</span> : null}
    </>
  );
  return (
    <Tooltip label={tip} position={tooltipPosition}>
      <ActionIcon
        ref={ref}
        size={size}
        color={tone === "danger" ? "red" : tone === "accent" || pressed ? "teal" : "gray"}
        variant={pressed ? "light" : "subtle"}
        className={[classes.iconButton, className].filter(Boolean).join(" ")}
        aria-label={count ? `${label}: ${count}` : label}
        disabled={disabled}
        aria-pressed={pressed}
        aria-disabled={reason ? true : undefined}
        data-off={reason ? true : undefined}
        onClick={reason ? undefined : onClick}
        {...attributes}
      >
        {icon}
        {count ? (
          <span className={classes.bubble} aria-hidden="true">
            {count > 99 ? "99+" : count}
          </span>
        ) : null}
      </ActionIcon>
    </Tooltip>
  );
});
