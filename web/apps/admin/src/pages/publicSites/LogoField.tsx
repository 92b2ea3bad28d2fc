// A site's logo: shown, replaced, removed. It is sent at once, apart from the form.

import { Button, FileButton, Group, Input } from "@mantine/core";
import { ApiError, api, type PublicSite } from "@towline/api";
import { notify } from "@towline/ui";
import { useRef, useState } from "react";
import { usePublicSiteTexts } from "../../words";
import styles from "./publicSites.module.css";

export function LogoField({ site, onChanged }: { site: PublicSite; onChanged: () => unknown }) {
  const { look: texts } = usePublicSiteTexts();
  const [wrong, setWrong] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  // The same file can be chosen again.
  const reset = useRef<() => void>(null);
  const act = async (work: () => Promise<unknown>, done: string) => {
    setWrong(null);
    setSending(true);
    try {
      await work();
      notify.done(done);
      await onChanged();
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason;
      const said = reason.fields.logo ?? [reason.title, reason.detail].filter(Boolean).join(" ");
      if (said) setWrong(said);
      else notify.refused(reason);
    } finally {
      setSending(false);
      reset.current?.();
    }
  };
  const choose = (file: File | null) => {
    if (file) void act(() => api.setPublicSiteLogo(site.id, file), texts.logoSet);
  };
  return (
    <Input.Wrapper label={texts.logo} labelElement="div" description={texts.logoHint} error={wrong}>
      <Group gap="sm" mt="xs">
        {site.logo ? <img className={styles.logo} src={api.publicSiteLogo(site)} alt={texts.logoAlt} /> : null}
        <FileButton accept="image/png,image/jpeg,image/webp" onChange={choose} resetRef={reset}>
          {(props) => (
            <Button {...props} variant="default" loading={sending}>
              {site.logo ? texts.logoReplace : texts.logoChoose}
            </Button>
          )}
        </FileButton>
        {site.logo ? (
          <Button
            variant="subtle"
            color="red"
            disabled={sending}
            onClick={() => void act(() => api.removePublicSiteLogo(site), texts.logoRemoved)}
          >
            {texts.logoRemove}
          </Button>
        ) : null}
      </Group>
    </Input.Wrapper>
  );
}
