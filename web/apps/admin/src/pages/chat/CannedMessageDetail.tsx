// One canned message: what it says, whom it is for; and removing it.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type CannedMessage } from "@towline/api";
import { notify } from "@towline/ui";
import { drafts } from "../../form/drafts";
import { SavingForm } from "../../form/FormParts";
import { RemoveSection } from "../../form/RemoveSection";
import { useForm } from "../../form/useForm";
import { cannedMessagesQuery } from "../../queries";
import { Detail, Gone, Waiting } from "../../shell/Detail";
import { useCannedTexts, useFrameTexts } from "../../words";
import { bodyOf, CannedFields, type CannedValues, checkCanned, EVERYBODY } from "./CannedFields";

const route = getRouteApi("/canned-messages/$id");

export function CannedMessageDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(cannedMessagesQuery);
  const { sections } = useFrameTexts();
  const message = query.data?.find((each) => each.id === id);
  const close = () => void navigate({ to: "/canned-messages", search: true });
  return (
    <Detail title={message?.name ?? sections.cannedMessages} onClose={close}>
      <Waiting query={query}>
        {() => (message ? <Loaded key={id} message={message} onGone={close} /> : <Gone />)}
      </Waiting>
    </Detail>
  );
}

function Loaded({ message, onGone }: { message: CannedMessage; onGone: () => void }) {
  const client = useQueryClient();
  const { edit, remove } = useCannedTexts();
  const { form: formTexts } = useFrameTexts();
  const stale = () => {
    void client.invalidateQueries({ queryKey: ["teams"] });
    return client.invalidateQueries({ queryKey: ["canned-messages"] });
  };
  const form = useForm<CannedValues>({
    name: `canned:${message.id}`,
    saved: {
      name: message.name,
      category: message.category,
      text: message.text,
      team_id: message.team?.id ?? EVERYBODY,
    },
    check: checkCanned,
    save: (values) => api.changeCannedMessage(message, bodyOf(values)),
    onSaved: () => {
      notify.done(formTexts.saved);
      return stale();
    },
    onStale: stale,
  });
  return (
    <>
      <SavingForm form={form} label={edit.title}>
        <CannedFields form={form} />
      </SavingForm>
      <RemoveSection
        title={remove.title}
        will={remove.will}
        open={remove.open}
        ask={remove.ask(message.name)}
        submit={remove.submit}
        remove={() => api.removeCannedMessage(message)}
        onDone={() => {
          drafts.discard(`canned:${message.id}`);
          notify.done(remove.done(message.name));
          onGone();
          void stale();
        }}
      />
    </>
  );
}
