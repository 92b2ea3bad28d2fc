// The finished command: to copy, with what it does and for how long. It is the only time that it can be seen.

import { Alert, Button, List, Stack, Text } from "@mantine/core";
import { IconCheck, IconCopy, IconEyeOff } from "@tabler/icons-react";
import { notify } from "@towline/ui";
import { useEffect, useRef, useState } from "react";
import formStyles from "../../form/form.module.css";
import { useFrameTexts } from "../../words";
import styles from "./wizard.module.css";

interface CommandTexts {
  readonly title: string;
  readonly text: string;
  readonly copy: string;
  readonly once: string;
  readonly whatTitle: string;
  readonly undo: string;
  readonly finish: string;
}

interface CommandShownProps {
  readonly command: string;
  readonly texts: CommandTexts;
  /** What it does, step by step. */
  readonly steps: readonly string[];
  /** How often and how long it works. */
  readonly limits: string;
  readonly onCopied: () => void;
  readonly onDone: () => void;
}

export function CommandShown({ command, texts, steps, limits, onCopied, onDone }: CommandShownProps) {
  const { form: formTexts } = useFrameTexts();
  const [copied, setCopied] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(command);
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
          {command}
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
          {steps.map((step) => (
            <List.Item key={step}>{step}</List.Item>
          ))}
        </List>
        <Text size="sm" mt="sm">
          {limits}
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
