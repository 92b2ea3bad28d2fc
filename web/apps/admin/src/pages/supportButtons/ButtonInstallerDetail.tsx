// One installer of Support Buttons: what it decides, how far it is used, and removing it. Its command was shown once and is not here.

import { Alert } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type SupportButtonInstaller } from "@towline/api";
import { exactTime, notify, RelativeTime } from "@towline/ui";
import { RemoveSection } from "../../form/RemoveSection";
import { supportButtonInstallersQuery } from "../../queries";
import { Detail, Gone, Waiting } from "../../shell/Detail";
import { Facts } from "../../shell/Facts";
import { useButtonInstallerTexts } from "../../words";
import { ButtonInstallerState } from "./ButtonInstallersPage";
import { queueName } from "./queues";

const route = getRouteApi("/support-buttons/installers/$id");

export function ButtonInstallerDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(supportButtonInstallersQuery);
  const { details } = useButtonInstallerTexts();
  const installer = query.data?.find((each) => each.id === id);
  const close = () => void navigate({ to: "/support-buttons/installers", search: true });
  return (
    <Detail title={installer?.description ?? details.title} onClose={close}>
      <Waiting query={query}>{() => (installer ? <Loaded installer={installer} onGone={close} /> : <Gone />)}</Waiting>
    </Detail>
  );
}

function Loaded({ installer, onGone }: { installer: SupportButtonInstaller; onGone: () => void }) {
  const client = useQueryClient();
  const { columns: titles, details: texts, remove, state } = useButtonInstallerTexts();
  return (
    <>
      <div>
        <ButtonInstallerState installer={installer} />
      </div>
      <Facts
        facts={[
          [titles.profile, installer.profile_name],
          [titles.queue, queueName(installer.queue)],
          [texts.issue, installer.issue_name],
          [titles.lasts, state.days(installer.button_days)],
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
      <RemoveSection
        title={remove.title}
        will={remove.will}
        open={remove.open}
        ask={remove.ask(installer.description)}
        submit={remove.submit}
        remove={() => api.removeSupportButtonInstaller(installer.id)}
        onDone={() => {
          notify.done(remove.done);
          onGone();
          void client.invalidateQueries({ queryKey: supportButtonInstallersQuery.queryKey });
        }}
      />
    </>
  );
}
