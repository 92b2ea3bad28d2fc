// The finished command: to copy, with what it does and for how long. It is the only time that it can be seen.

import { Alert, Button, List, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy, IconEyeOff } from "@tabler/icons-react";
import type { NewJumpInstaller } from "@towline/api";
import { exactTime, notify } from "@towline/ui";
import { useEffect, useRef, useState } from "react";
import formStyles from "../../form/form.module.css";
import { useFrameTexts, useInstallerTexts } from "../../words";
import styles from "./wizard.module.css";

interface CommandShownProps {
  readonly installer: NewJumpInstaller;
  readonly onCopied: () => void;
  readonly onDone: () => void;
}

export function CommandShown({ installer, onCopied, onDone }: CommandShownProps) {
  const { command: texts } = useInstallerTexts();
  const { form: formTexts } = useFrameTexts();
  const [copied, setCopied] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(installer.command);
      setCopied(true);
      onCopied();
    } catch {
      notify.failed(formTexts.copyFailed);
    }
  };
  return (
    <div className={formStyles.form} data-alone>
      <div>
        <h3 ref={heading} tabIndex={-1} className={styles.ready}>
          {texts.title}
        </h3>
        <Text c="dimmed">{texts.text}</Text>
      </div>
      <Stack gap="sm">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the text can be selected by keyboard when copying is not allowed */}
        <code className={styles.command} tabIndex={0} onCopy={onCopied}>
          {installer.command}
        </code>
        <div>
          <Button
            onClick={() => void copy()}
            leftSection={copied ? <IconCheck size={16} stroke={1.8} /> : <IconCopy size={16} stroke={1.8} />}
            data-autofocus
          >
            {copied ? formTexts.copied : texts.copy}
          </Button>
        </div>
        <Alert color="yellow" variant="light" icon={<IconEyeOff />}>
          {texts.once}
        </Alert>
      </Stack>
      <div>
        <Text fw={550} mb={4}>
          {texts.whatTitle}
        </Text>
        <List size="sm" spacing={4} type="ordered">
          <List.Item>{texts.whatFetch}</List.Item>
          <List.Item>{texts.whatInstall}</List.Item>
          <List.Item>{texts.whatEnrol}</List.Item>
        </List>
        <Text size="sm" mt="sm">
          {texts.limits(installer.uses_allowed, exactTime(installer.expires_ms))}
        </Text>
        <Text size="sm" c="dimmed" mt={4}>
          {texts.undo}
        </Text>
      </div>
      <div className={formStyles.bar}>
        <span className={formStyles.unsaved} />
        <Button variant={copied ? "filled" : "default"} onClick={onDone}>
          {texts.finish}
        </Button>
      </div>
    </div>
  );
}
