// One installer: what it decides, how far it is used, and withdrawing it. Its command was shown once and is not here.

import { Alert, Button } from "@mantine/core";
import { IconInfoCircle, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type JumpInstaller } from "@towline/api";
import { ConfirmDialog, exactTime, notify, RelativeTime } from "@towline/ui";
import { useState } from "react";
import { installersQuery } from "../../queries";
import { Detail, Gone, Waiting } from "../../shell/Detail";
import { DetailSection, Facts } from "../../shell/Facts";
import { useInstallerTexts } from "../../words";
import { placeName } from "../place";
import { InstallerState } from "./InstallersPage";

const route = getRouteApi("/jump/installers/$id");

export function InstallerDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(installersQuery);
  const { details } = useInstallerTexts();
  const close = () => void navigate({ to: "/jump/installers", search: true });
  return (
    <Detail title={details.title} onClose={close}>
      <Waiting query={query}>
        {(all) => {
          const installer = all.find((each) => each.id === id);
          return installer ? <Loaded installer={installer} onGone={close} /> : <Gone />;
        }}
      </Waiting>
    </Detail>
  );
}

function Loaded({ installer, onGone }: { installer: JumpInstaller; onGone: () => void }) {
  const { details: texts, labels, state } = useInstallerTexts();
  return (
    <>
      <div>
        <InstallerState installer={installer} />
      </div>
      <Facts
        facts={[
          [texts.list, placeName(installer.location)],
          [texts.name, installer.name || texts.ownName],
          [texts.tag, installer.tag || texts.none],
          [texts.comments, installer.comments || texts.none],
          [labels.attended, installer.attended_policy?.name ?? texts.none],
          [labels.unattended, installer.unattended_policy?.name ?? texts.none],
          [texts.uses, state.uses(installer.uses, installer.uses_allowed)],
          [texts.expires, exactTime(installer.expires_ms)],
          [
            texts.created,
            <span key="created">
              <RelativeTime at={installer.created_ms} /> · {installer.created_by}
            </span>,
          ],
        ]}
      />
      <Alert color="gray" variant="light" icon={<IconInfoCircle />}>
        {texts.command}
      </Alert>
      <Withdraw installer={installer} onDone={onGone} />
    </>
  );
}

function Withdraw({ installer, onDone }: { installer: JumpInstaller; onDone: () => void }) {
  const client = useQueryClient();
  const { withdraw: texts } = useInstallerTexts();
  const [asking, setAsking] = useState(false);
  const withdraw = async () => {
    try {
      await api.removeInstaller(installer.id);
      notify.done(texts.done);
      onDone();
      await client.invalidateQueries({ queryKey: installersQuery.queryKey });
    } catch (reason) {
      notify.refused(reason);
      setAsking(false);
    }
  };
  return (
    <DetailSection title={texts.title} text={texts.will}>
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
        title={texts.ask}
        confirm={texts.submit}
        danger
        onConfirm={withdraw}
        onClose={() => setAsking(false)}
      >
        {texts.will}
      </ConfirmDialog>
    </DetailSection>
  );
}
