// Whether a Jump Client can be reached, as dot and word, and who is using it.

import { Text } from "@mantine/core";
import type { JumpItem, Availability as State } from "@towline/api";
import { StatusDot, type Tone } from "@towline/ui";
import { useClientTexts } from "../../words";

const TONES: Record<State, Tone> = { online: "online", offline: "quiet", duplicate: "waiting", uninstalled: "danger" };

export function Availability({ item }: { item: Pick<JumpItem, "availability" | "in_use_by"> }) {
  const { availability, state } = useClientTexts();
  return (
    <div>
      <StatusDot tone={TONES[item.availability]} hollow={item.availability !== "online"}>
        {availability[item.availability]}
      </StatusDot>
      {item.in_use_by.length > 0 ? (
        <Text size="xs" c="dimmed">
          {state.inUseBy(item.in_use_by.join(", "))}
        </Text>
      ) : null}
    </div>
  );
}
