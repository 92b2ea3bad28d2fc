// Recovery codes, shown once: to be saved before anything else.

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { saveFile } from "../../form/csv";
import { useMe } from "../../session";
import { useFactorTexts } from "../../words";
import styles from "./factors.module.css";

export function RecoveryCodes({ codes, onSaved }: { codes: readonly string[] | null; onSaved: () => void }) {
  const { recovery: texts } = useFactorTexts();
  const me = useMe();
  const file = () => {
    const head = `${texts.fileTitle(me.site.name)}\n${me.username}\n\n`;
    saveFile(`${me.site.name}-recovery-codes.txt`, `${head}${(codes ?? []).join("\n")}\n`, "text/plain");
  };
  return (
    <Modal
      opened={codes !== null}
      onClose={onSaved}
      title={texts.shownTitle}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Stack gap="md">
        <Text size="sm">{texts.shownText}</Text>
        <ul className={styles.codes} aria-label={texts.list}>
          {(codes ?? []).map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" leftSection={<IconDownload size={16} stroke={1.8} />} onClick={file}>
            {texts.save}
          </Button>
          <Button onClick={onSaved} data-autofocus>
            {texts.saved}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
