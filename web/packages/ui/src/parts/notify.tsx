// Short messages at the lower left: what was done, or what did not work and why. They stack, stay 10 s and are read aloud.

import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck, IconInfoCircle } from "@tabler/icons-react";
import { ApiError } from "@towline/api";
import { uiTexts } from "../messages/en";

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
  /** Shows what was thrown, in the appliance's words when it has some. */
  refused,
};
