// Removing a Jump Client (JMP-14): says before that the agent is uninstalled, and when.

import { Button, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { api, type JumpItemDetails } from "@towline/api";
import { ConfirmDialog, notify } from "@towline/ui";
import { useState } from "react";
import { drafts } from "../../form/drafts";
import { DetailSection } from "../../shell/Facts";
import { useClientTexts } from "../../words";

export function RemoveClient({ item, onRemoved }: { item: JumpItemDetails; onRemoved: () => void }) {
  const client = useQueryClient();
  const { remove: texts } = useClientTexts();
  const [asking, setAsking] = useState(false);
  const will =
    item.availability === "uninstalled"
      ? texts.uninstalled
      : item.availability === "online"
        ? texts.online
        : texts.offline;
  const remove = async () => {
    try {
      await api.removeJumpItem(item.id);
      drafts.discard(`client:${item.id}`);
      notify.done(texts.done(item.name));
      onRemoved();
      client.removeQueries({ queryKey: ["jump-items", "one", item.id] });
      await client.invalidateQueries({ queryKey: ["jump-items"] });
    } catch (reason) {
      notify.refused(reason);
      setAsking(false);
    }
  };
  return (
    <DetailSection title={texts.title} text={will}>
      <div>
        <Button
          variant="light"
          color="red"
          leftSection={<IconTrash size={16} stroke={1.6} />}
          onClick={() => setAsking(true)}
        >
          {texts.open}
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        title={texts.ask(item.name)}
        confirm={item.availability === "uninstalled" ? texts.submitEntry : texts.submit}
        danger
        onConfirm={remove}
        onClose={() => setAsking(false)}
      >
        <Text inherit>{will}</Text>
        {item.availability === "uninstalled" ? null : (
          <Text inherit mt="xs">
            {texts.lasts}
          </Text>
        )}
      </ConfirmDialog>
    </DetailSection>
  );
}
