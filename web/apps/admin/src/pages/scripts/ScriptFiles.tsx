// Files that go along with a canned script: given, listed with size and hash, replaced, downloaded, removed. Each is sent at once, apart from the form.

import { ActionIcon, Button, Checkbox, FileButton, Progress, Text, Tooltip } from "@mantine/core";
import { IconDownload, IconFilePlus, IconTrash, IconX } from "@tabler/icons-react";
import {
  ApiError,
  api,
  giveScriptFile,
  type Script,
  type ScriptFile,
  type Sending,
  scriptFileAddress,
} from "@towline/api";
import { notify, number } from "@towline/ui";
import { useEffect, useRef, useState } from "react";
import { FormGroup } from "../../form/FormParts";
import { useScriptTexts } from "../../words";
import { FILE_BYTES, FILES, FILES_BYTES, fileName, oddFile } from "./files";
import styles from "./scripts.module.css";

interface Way {
  readonly name: string;
  readonly share: number;
}

interface Props {
  readonly script: Script;
  readonly onChanged: () => Promise<unknown>;
}

export function ScriptFiles({ script, onChanged }: Props) {
  const { files: texts } = useScriptTexts();
  const [wrong, setWrong] = useState<string | null>(null);
  const [way, setWay] = useState<Way | null>(null);
  const [busy, setBusy] = useState(false);
  const sending = useRef<Sending<Script>>(null);
  // The same file can be chosen again.
  const reset = useRef<() => void>(null);
  // Whoever closes the script breaks off what is on its way.
  useEffect(() => () => sending.current?.stop(), []);
  const act = async (work: () => Promise<unknown>, done: string) => {
    setWrong(null);
    setBusy(true);
    try {
      await work();
      notify.done(done);
      await onChanged();
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      if (reason.code === "changed_meanwhile") void onChanged();
      const said = reason.fields.name ?? [reason.title, reason.detail].filter(Boolean).join(" ");
      if (said) setWrong(said);
      else notify.refused(reason);
    } finally {
      sending.current = null;
      setWay(null);
      setBusy(false);
      reset.current?.();
    }
  };
  const choose = (file: File | null) => {
    if (!file) return;
    const name = fileName(file.name);
    const odd = oddFile(script.resources, name, file.size);
    if (odd) {
      setWrong(texts[odd]);
      reset.current?.();
      return;
    }
    const before = script.resources.find((one) => one.name === name);
    setWay({ name, share: 0 });
    void act(
      () => {
        const given = { name, executable: before?.executable ?? false };
        const begun = giveScriptFile(script, given, file, (share) => setWay({ name, share }));
        sending.current = begun;
        return begun.done;
      },
      before ? texts.replaced(name) : texts.added(name),
    );
  };
  const stop = () => {
    sending.current?.stop();
    sending.current = null;
    setWay(null);
    setBusy(false);
    reset.current?.();
  };
  const all = script.resources.reduce((sum, one) => sum + one.bytes, 0);
  return (
    <FormGroup title={texts.title} text={texts.text}>
      {script.resources.length > 0 ? (
        <ul className={styles.files} aria-label={texts.title}>
          {script.resources.map((file) => (
            <Row key={file.id} script={script} file={file} busy={busy} act={act} />
          ))}
        </ul>
      ) : null}
      {way ? (
        <div className={styles.way}>
          <Text size="sm">{texts.sending(way.name)}</Text>
          <Progress value={way.share * 100} aria-label={texts.sending(way.name)} className={styles.progress ?? ""} />
          <Tooltip label={texts.stop}>
            <ActionIcon variant="subtle" aria-label={texts.stop} onClick={stop}>
              <IconX size={16} />
            </ActionIcon>
          </Tooltip>
        </div>
      ) : null}
      {wrong ? (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {wrong}
        </Text>
      ) : null}
      <div className={styles.add}>
        <FileButton onChange={choose} resetRef={reset}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFilePlus size={16} />} disabled={busy}>
              {texts.add}
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed">
          {texts.room(script.resources.length, FILES, mebibytes(all), mebibytes(FILES_BYTES), mebibytes(FILE_BYTES))}
        </Text>
      </div>
    </FormGroup>
  );
}

const mebibytes = (bytes: number): string => number(Math.round((bytes / 1024 / 1024) * 10) / 10);

interface RowProps {
  readonly script: Script;
  readonly file: ScriptFile;
  readonly busy: boolean;
  readonly act: (work: () => Promise<unknown>, done: string) => Promise<void>;
}

function Row({ script, file, busy, act }: RowProps) {
  const { files: texts } = useScriptTexts();
  return (
    <li className={styles.file} aria-label={file.name}>
      <div className={styles.about}>
        <strong>{file.name}</strong>
        <span>{texts.bytes(number(file.bytes))}</span>
        <span className={styles.hash} title={file.sha256}>
          SHA-256: {file.sha256.slice(0, 16)}…
        </span>
      </div>
      <div className={styles.moves}>
        <Checkbox
          size="sm"
          label={texts.executable}
          aria-label={texts.executableOf(file.name)}
          checked={file.executable}
          disabled={busy}
          onChange={(event) => {
            const on = event.currentTarget.checked;
            void act(() => api.changeScriptFile(script, file.id, on), texts.changed(file.name, on));
          }}
        />
        <Tooltip label={texts.download(file.name)}>
          <ActionIcon
            component="a"
            variant="subtle"
            href={scriptFileAddress(script.id, file.id)}
            download={file.name}
            aria-label={texts.download(file.name)}
          >
            <IconDownload size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={texts.remove(file.name)}>
          <ActionIcon
            variant="subtle"
            color="red"
            disabled={busy}
            aria-label={texts.remove(file.name)}
            onClick={() => void act(() => api.removeScriptFile(script, file.id), texts.removed(file.name))}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
    </li>
  );
}
