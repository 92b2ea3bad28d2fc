// Deleting one user: what goes with it, what becomes of the personal Jump Items, and proving again who is asking.

import { Button, Modal } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { api, type UserDetails } from "@towline/api";
import { notify } from "@towline/ui";
import { useState } from "react";
import { drafts } from "../../form/drafts";
import listStyles from "../../list/list.module.css";
import { useMe } from "../../session";
import { again, refusedUnlessDeclined } from "../../shell/Again";
import { DetailSection } from "../../shell/Facts";
import { useFrameTexts, useUserTexts } from "../../words";
import { type Fate, fateOf, isSaid, WhatGoes } from "./PersonalItems";

export function RemoveUser({ user, onRemoved }: { user: UserDetails; onRemoved: () => void }) {
  const me = useMe();
  const client = useQueryClient();
  const { remove: texts } = useUserTexts();
  const { drawer, form } = useFrameTexts();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fate, setFate] = useState<Fate>({});
  if (user.id === me.id) return <DetailSection title={texts.title} text={texts.self} />;
  const remove = async () => {
    setBusy(true);
    try {
      await again(() => api.removeUser({ id: user.id }, fateOf(fate)));
      drafts.discard(`user:${user.id}`);
      notify.done(texts.done(user.display_name));
      onRemoved();
      client.removeQueries({ queryKey: ["users", "one", user.id] });
      for (const key of ["users", "status", "jump-items", "jump-groups"]) {
        void client.invalidateQueries({ queryKey: [key] });
      }
    } catch (reason) {
      refusedUnlessDeclined(reason);
    } finally {
      setBusy(false);
      setAsking(false);
    }
  };
  return (
    <DetailSection title={texts.title} text={texts.text}>
      <div>
        <Button
          variant="light"
          color="red"
          leftSection={<IconTrash size={16} stroke={1.6} />}
          onClick={() => {
            setFate({});
            setAsking(true);
          }}
        >
          {texts.open}
        </Button>
      </div>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={texts.ask(user.display_name)}
        closeButtonProps={{ "aria-label": drawer.close }}
      >
        <WhatGoes ids={[user.id]} fate={fate} onChange={setFate} />
        <div className={listStyles.actions}>
          <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
            {form.cancel}
          </Button>
          <Button color="red" loading={busy} disabled={!isSaid(fate)} onClick={() => void remove()}>
            {texts.submit}
          </Button>
        </div>
      </Modal>
    </DetailSection>
  );
}
