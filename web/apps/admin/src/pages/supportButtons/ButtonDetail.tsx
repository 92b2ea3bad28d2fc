// One Support Button: where it is, where it leads, how it was used; and withdrawing it.

import { Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type SupportButton } from "@towline/api";
import { exactTime, notify, RelativeTime } from "@towline/ui";
import { RemoveSection } from "../../form/RemoveSection";
import { supportButtonsQuery } from "../../queries";
import { Detail, Gone, Waiting } from "../../shell/Detail";
import { Facts } from "../../shell/Facts";
import { useSupportButtonTexts } from "../../words";
import { ButtonState, LastUsed } from "./ButtonsPage";
import { queueName } from "./queues";

const route = getRouteApi("/support-buttons/$id");

export function ButtonDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(supportButtonsQuery);
  const { details } = useSupportButtonTexts();
  const button = query.data?.find((each) => each.id === id);
  return (
    <Detail
      title={button?.description ?? details.title}
      onClose={() => void navigate({ to: "/support-buttons", search: true })}
    >
      <Waiting query={query}>{() => (button ? <Loaded button={button} /> : <Gone />)}</Waiting>
    </Detail>
  );
}

const TEXTS = { active: "activeText", expired: "expiredText", withdrawn: "withdrawnText" } as const;

function Loaded({ button }: { button: SupportButton }) {
  const client = useQueryClient();
  const { columns: titles, details, state, withdraw } = useSupportButtonTexts();
  return (
    <>
      <div>
        <ButtonState button={button} />
        <Text size="sm" c="dimmed" mt={8}>
          {state[TEXTS[button.state]]}
        </Text>
      </div>
      <Facts
        facts={[
          [titles.machine, button.machine],
          [titles.queue, queueName(button.queue)],
          [titles.issue, button.issue_name || details.none],
          [titles.profile, button.profile_name],
          [titles.expires, exactTime(button.expires_ms)],
          [titles.used, <LastUsed key="used" button={button} />],
          [
            details.made,
            <span key="made">
              <RelativeTime at={button.created_ms} /> · {button.made_by}
            </span>,
          ],
        ]}
      />
      {button.state === "withdrawn" ? null : (
        <RemoveSection
          title={withdraw.title}
          will={withdraw.will}
          open={withdraw.open}
          ask={withdraw.ask(button.description)}
          submit={withdraw.submit}
          remove={() => api.withdrawSupportButton(button.id)}
          onDone={() => {
            notify.done(withdraw.done);
            void client.invalidateQueries({ queryKey: supportButtonsQuery.queryKey });
          }}
        />
      )}
    </>
  );
}
