// Says that what is shown is no longer fresh, because asking again did not work. What was there stays readable.

import { Alert } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { exactTime } from "@towline/ui";
import { useFrameTexts } from "../words";

interface OutdatedProps {
  readonly query: { readonly data: unknown; readonly isError: boolean; readonly dataUpdatedAt: number };
}

export function Outdated({ query }: OutdatedProps) {
  const { starting } = useFrameTexts();
  if (!query.isError || query.data === undefined) return null;
  return (
    <Alert color="yellow" variant="light" icon={<IconPlugConnectedX />} role="status" title={starting.title}>
      {starting.asOf(exactTime(query.dataUpdatedAt))}
    </Alert>
  );
}
