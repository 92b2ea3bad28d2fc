// Disabling and enabling a user. Disabling says before what it does to open sessions.

import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { api, type User } from "@towline/api";
import { ConfirmDialog, notify } from "@towline/ui";
import { useState } from "react";
import { useMe } from "../../session";
import { again, refusedUnlessDeclined } from "../../shell/Again";
import { DetailSection } from "../../shell/Facts";
import { useFactorTexts, useUserTexts } from "../../words";

export function UserAccess({ user }: { user: User }) {
  const me = useMe();
  const client = useQueryClient();
  const { access: texts } = useUserTexts();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const change = async (disabled: boolean) => {
    setBusy(true);
    try {
      await api.changeUser({ id: user.id }, { disabled });
      notify.done(disabled ? texts.done(user.display_name) : texts.enabled(user.display_name));
      await client.invalidateQueries({ queryKey: ["users"] });
      await client.invalidateQueries({ queryKey: ["status"] });
    } catch (reason) {
      notify.refused(reason);
    } finally {
      setBusy(false);
      setAsking(false);
    }
  };
  if (user.id === me.id) return <DetailSection title={texts.title} text={texts.self} />;
  return (
    <DetailSection title={texts.title} text={user.disabled ? texts.disabledHint : texts.enabledHint}>
      <div>
        {user.disabled ? (
          <Button variant="default" loading={busy} onClick={() => void change(false)}>
            {texts.enable}
          </Button>
        ) : (
          <Button variant="light" color="red" onClick={() => setAsking(true)}>
            {texts.disable}
          </Button>
        )}
      </div>
      <ConfirmDialog
        opened={asking}
        title={texts.disableAsk(user.display_name)}
        confirm={texts.disableDo}
        danger
        onConfirm={() => change(true)}
        onClose={() => setAsking(false)}
      >
        {texts.disableWill}
      </ConfirmDialog>
    </DetailSection>
  );
}

/** For somebody who lost phone, key and recovery codes (ACC-6). */
export function UserFactors({ user }: { user: User }) {
  const me = useMe();
  const client = useQueryClient();
  const { user: texts } = useFactorTexts();
  const [asking, setAsking] = useState(false);
  if (user.id === me.id) return null;
  const remove = async () => {
    try {
      await again(() => api.removeUserFactors(user.id));
      notify.done(texts.done(user.display_name));
      await client.invalidateQueries({ queryKey: ["users"] });
    } catch (reason) {
      refusedUnlessDeclined(reason);
    } finally {
      setAsking(false);
    }
  };
  return (
    <DetailSection title={texts.title} text={texts.text}>
      <div>
        <Button variant="light" color="red" onClick={() => setAsking(true)}>
          {texts.open}
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        title={texts.ask(user.display_name)}
        confirm={texts.submit}
        danger
        onConfirm={remove}
        onClose={() => setAsking(false)}
      >
        {texts.will}
      </ConfirmDialog>
    </DetailSection>
  );
}
