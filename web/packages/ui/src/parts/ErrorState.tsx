// Something could not be loaded or stopped working: what happened and what to do.

import { Button } from "@mantine/core";
import { IconAlertTriangle, IconPlugConnectedX, IconRefresh } from "@tabler/icons-react";
import { ApiError } from "@towline/api";
import { useUiTexts } from "../messages/en";
import { EmptyState } from "./EmptyState";

export interface ErrorStateProps {
  /** What was thrown: a refusal of the appliance is shown in its words. */
  error?: unknown;
  title?: string;
  detail?: string;
  onRetry?: (() => void) | undefined;
  retryLabel?: string;
}

export function ErrorState({ error, title, detail, onRetry, retryLabel }: ErrorStateProps) {
  const texts = useUiTexts().error;
  const refusal = error instanceof ApiError ? error : undefined;
  const offline = refusal?.unreachable ?? false;
  return (
    <EmptyState
      announce
      tone={offline ? "waiting" : "danger"}
      icon={offline ? <IconPlugConnectedX size={20} /> : <IconAlertTriangle size={20} />}
      title={title ?? (offline ? texts.offline : refusal?.title || texts.title)}
      text={detail ?? (offline ? texts.offlineHint : refusal?.detail)}
      actions={
        onRetry ? (
          <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={onRetry}>
            {retryLabel ?? texts.retry}
          </Button>
        ) : null
      }
    />
  );
}
