// One Jump Client: what it is called and where it stands, what is known about the machine, and removing it.

import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import type { JumpItemDetails, RightName } from "@towline/api";
import { RelativeTime } from "@towline/ui";
import { clientQuery } from "../../queries";
import { Detail, Waiting } from "../../shell/Detail";
import { DetailSection, Facts } from "../../shell/Facts";
import { useClientTexts, useFrameTexts } from "../../words";
import { size } from "../../words/measures";
import { Availability } from "./Availability";
import { ClientForm } from "./ClientForm";
import { RemoveClient } from "./RemoveClient";

const route = getRouteApi("/jump/clients/$id");

export function ClientDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const search = getRouteApi("/jump/clients").useSearch();
  const query = useQuery(clientQuery(id));
  const { sections } = useFrameTexts();
  const close = () => void navigate({ to: "/jump/clients", search });
  return (
    <Detail title={query.data?.name ?? sections.clients} onClose={close}>
      <Waiting query={query}>{(item) => <Loaded key={item.id} item={item} onGone={close} />}</Waiting>
    </Detail>
  );
}

/** Rights that change something in the form. */
const EDITS: readonly RightName[] = ["edit_name", "edit_tag", "edit_comments", "edit_policies", "move"];

function Loaded({ item, onGone }: { item: JumpItemDetails; onGone: () => void }) {
  const { state, remove, columns } = useClientTexts();
  const may = (right: RightName) => item.rights.includes(right);
  const editable = EDITS.some(may);
  const trouble =
    item.availability === "duplicate"
      ? state.duplicateText
      : item.availability === "uninstalled"
        ? state.uninstalledText
        : null;
  return (
    <>
      <Facts
        facts={[
          [columns.state, <Availability key="state" item={item} />],
          [state.since, <RelativeTime key="since" at={item.since_ms} />],
        ]}
      />
      {trouble ? (
        <Alert color="yellow" variant="light" icon={<IconAlertTriangle />}>
          {trouble}
        </Alert>
      ) : null}
      {editable ? <ClientForm item={item} /> : null}
      <Machine item={item} />
      {may("remove") ? (
        <RemoveClient item={item} onRemoved={onGone} />
      ) : (
        <DetailSection title={remove.title} text={remove.notYours} />
      )}
    </>
  );
}

function Machine({ item }: { item: JumpItemDetails }) {
  const { facts: texts } = useClientTexts();
  const volumes = item.statistics?.volumes ?? [];
  return (
    <DetailSection title={texts.title}>
      <Facts
        facts={[
          [texts.hostName, item.host_name],
          [texts.system, [item.os, item.os_version, item.architecture].filter(Boolean).join(" · ")],
          [texts.console, item.console_user || texts.nobody],
          [texts.domain, item.domain],
          [texts.publicIp, item.public_ip],
          [
            texts.privateIps,
            item.private_ips.length > 0 ? (
              <ul key="ips">
                {item.private_ips.map((address) => (
                  <li key={address}>{address}</li>
                ))}
              </ul>
            ) : null,
          ],
          [texts.processor, item.cpu_model ? texts.cores(item.cpu_model, item.cpu_count) : null],
          [texts.memory, item.memory_bytes > 0 ? size(item.memory_bytes, 1024) : null],
          [
            texts.volumes,
            volumes.length > 0 ? (
              <ul key="volumes">
                {volumes.map((volume) => (
                  <li key={volume.mount_point}>
                    {volume.mount_point}: {texts.free(size(volume.free_bytes), size(volume.total_bytes))}
                  </li>
                ))}
              </ul>
            ) : null,
          ],
          [texts.booted, item.booted_at_ms ? <RelativeTime key="booted" at={item.booted_at_ms} /> : null],
          [
            texts.agent,
            item.agent_version
              ? texts.agentMode(item.agent_version, item.install_mode === "user" ? texts.user : texts.service)
              : null,
          ],
          [texts.password, item.password_set_ms ? <RelativeTime key="password" at={item.password_set_ms} /> : null],
          [texts.added, <RelativeTime key="added" at={item.created_ms} />],
          [texts.lastAccessed, <RelativeTime key="accessed" at={item.last_accessed_ms} />],
        ]}
      />
    </DetailSection>
  );
}
