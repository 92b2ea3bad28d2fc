// The picture of a profile's buttons: shown as on a desktop, replaced, set back. It is sent at once, apart from the form.

import { Button, FileButton, Input, Text } from "@mantine/core";
import { ApiError, api, type SupportButtonProfile } from "@towline/api";
import { notify } from "@towline/ui";
import { useRef, useState } from "react";
import { useButtonProfileTexts } from "../../words";
import styles from "./supportButtons.module.css";

/** The largest file that the appliance takes. */
const MOST_BYTES = 64 * 1024;

interface Props {
  readonly profile: SupportButtonProfile;
  /** What stands below it, as it is typed. */
  readonly label: string;
  readonly onChanged: () => unknown;
}

export function IconField({ profile, label, onChanged }: Props) {
  const { icon: texts } = useButtonProfileTexts();
  const [wrong, setWrong] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  // Each time another address, so that the browser does not show the picture that was.
  const [version, setVersion] = useState(0);
  // The same file can be chosen again.
  const reset = useRef<() => void>(null);
  const act = async (work: () => Promise<unknown>, done: string) => {
    setWrong(null);
    setSending(true);
    try {
      await work();
      notify.done(done);
      setVersion((before) => before + 1);
      await onChanged();
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      if (reason.code === "changed_meanwhile") void onChanged();
      const said = reason.fields.icon ?? [reason.title, reason.detail].filter(Boolean).join(" ");
      if (said) setWrong(said);
      else notify.refused(reason);
    } finally {
      setSending(false);
      reset.current?.();
    }
  };
  const choose = (file: File | null) => {
    if (!file) return;
    const odd = file.type !== "image/png" ? texts.notPng : file.size > MOST_BYTES ? texts.tooLarge : null;
    if (odd) {
      setWrong(odd);
      reset.current?.();
      return;
    }
    void act(() => api.setSupportButtonIcon(profile, file), texts.done);
  };
  return (
    <Input.Wrapper label={texts.label} labelElement="div" description={texts.hint} error={wrong}>
      <div className={styles.icon}>
        <figure className={styles.preview} aria-label={texts.preview(label)}>
          <img
            className={styles.picture}
            src={api.supportButtonIcon({ id: profile.id, etag: `${profile.etag ?? ""}-${version}` })}
            alt=""
          />
          <figcaption className={styles.label}>{label}</figcaption>
        </figure>
        <div className={styles.choices}>
          <Text size="sm" c="dimmed">
            {profile.icon ? texts.own : texts.builtIn}
          </Text>
          <FileButton accept="image/png" onChange={choose} resetRef={reset}>
            {(props) => (
              <Button {...props} variant="default" loading={sending}>
                {profile.icon ? texts.replace : texts.choose}
              </Button>
            )}
          </FileButton>
          {profile.icon ? (
            <Button
              variant="default"
              disabled={sending}
              onClick={() => void act(() => api.removeSupportButtonIcon(profile), texts.resetDone)}
            >
              {texts.reset}
            </Button>
          ) : null}
        </div>
      </div>
    </Input.Wrapper>
  );
}
