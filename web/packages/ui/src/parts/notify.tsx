// Short messages at the lower left: what was done, or what did not work and why. They stack, stay 10 s and are read aloud.

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconBell, IconCheck, IconInfoCircle } from "@tabler/icons-react";
import { ApiError } from "@towline/api";
import { uiTexts } from "../messages/en";
import classes from "./parts.module.css";

const close = () => ({ "aria-label": uiTexts().dialog.close });

function refused(reason: unknown, title?: string): void {
  const texts = uiTexts().error;
  if (reason instanceof ApiError) {
    const offline = reason.unreachable;
    notify.failed(
      title ?? (offline ? texts.offline : reason.title || texts.title),
      offline ? texts.offlineHint : reason.detail || reason.title,
    );
  } else {
    const words = reason as { title?: unknown; detail?: unknown } | null;
    const say = (value: unknown) => (typeof value === "string" ? value : "");
    notify.failed(title ?? (say(words?.title) || texts.title), say(words?.detail) || (title ? say(words?.title) : ""));
  }
}

export interface Offer {
  /** Offered again under the same id, it is the same message. */
  id: string;
  title: string;
  message: string;
  /** What can be done about it: the word on the button, and its whole name. */
  action: string;
  actionName: string;
  onAction: () => void;
}

export const notify = {
  done: (title: string, message: string = "") =>
    void notifications.show({
      title,
      message,
      color: "teal",
      icon: <IconCheck size={16} />,
      // What went well needs no reading twice, and must not pile up over the page.
      autoClose: 5_000,
      closeButtonProps: close(),
    }),
  told: (title: string, message: string = "") =>
    void notifications.show({
      title,
      message,
      color: "gray",
      icon: <IconInfoCircle size={16} />,
      closeButtonProps: close(),
    }),
  failed: (title: string, message: string = "") =>
    void notifications.show({
      title,
      message,
      color: "red",
      icon: <IconAlertTriangle size={16} />,
      closeButtonProps: close(),
    }),
  /** Something that somebody may want to see to. It interrupts nobody, and goes by itself, but not from under a pointer or the keyboard. */
  offer: ({ id, title, message, action, actionName, onAction }: Offer) =>
    void notifications.show({
      id,
      title,
      message: (
        <span className={classes.offer}>
          <span className={classes.offerText}>{message}</span>
          <Button
            size="compact-sm"
            aria-label={actionName}
            onClick={() => {
              notifications.hide(id);
              onAction();
            }}
          >
            {action}
          </Button>
        </span>
      ),
      role: "status",
      color: "teal",
      icon: <IconBell size={16} />,
      autoClose: 10_000,
      closeButtonProps: close(),
    }),
  /** Takes an offer back: there is nothing to see to any more. */
  takeBack: (id: string) => void notifications.hide(id),
  /** Shows what was thrown, in the appliance's words when it has some. */
  refused,
};
