// One Jump Group: its name and members, its machines, and deleting it.

import { Button, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { api, type JumpGroup } from "@towline/api";
import { ConfirmDialog, notify } from "@towline/ui";
import { useState } from "react";
import { drafts } from "../../form/drafts";
import { SavingForm } from "../../form/FormParts";
import { useForm } from "../../form/useForm";
import { groupsQuery, locationsQuery } from "../../queries";
import { Detail, Gone, Waiting } from "../../shell/Detail";
import { DetailSection } from "../../shell/Facts";
import { TextLink } from "../../shell/links";
import { useFrameTexts, useGroupTexts } from "../../words";
import { checkGroup, GroupFields, type GroupValues, membersOf } from "./GroupFields";

const route = getRouteApi("/jump/groups/$id");

export function GroupDetail() {
  const { id } = route.useParams();
  const navigate = useNavigate();
  const query = useQuery(groupsQuery);
  const { sections } = useFrameTexts();
  const close = () => void navigate({ to: "/jump/groups", search: true });
  const group = query.data?.find((each) => each.id === id);
  return (
    <Detail title={group?.name ?? sections.groups} onClose={close}>
      <Waiting query={query}>{() => (group ? <Loaded key={id} group={group} onGone={close} /> : <Gone />)}</Waiting>
    </Detail>
  );
}

function Loaded({ group, onGone }: { group: JumpGroup; onGone: () => void }) {
  const client = useQueryClient();
  const { edit, machines } = useGroupTexts();
  const { form: formTexts } = useFrameTexts();
  const { data: locations } = useQuery(locationsQuery);
  const count = locations?.groups.find((each) => each.id === group.id)?.count ?? group.count ?? 0;
  const stale = () => client.invalidateQueries({ queryKey: ["jump-groups"] });
  const form = useForm<GroupValues>({
    name: `group:${group.id}`,
    saved: { name: group.name, comments: group.comments, members: group.members },
    check: checkGroup,
    save: (_, { members, ...changes }) =>
      api.changeJumpGroup(group, { ...changes, ...(members ? { members: membersOf(members) } : {}) }),
    onSaved: () => {
      notify.done(formTexts.saved);
      void client.invalidateQueries({ queryKey: ["jump-items"] });
      void client.invalidateQueries({ queryKey: ["users"] });
      return stale();
    },
    onStale: stale,
  });
  return (
    <>
      <SavingForm form={form} label={edit.title}>
        <GroupFields form={form} />
      </SavingForm>
      <DetailSection title={machines.title}>
        <Text size="sm">
          {machines.count(count)}
          {count > 0 ? (
            <>
              {" · "}
              <TextLink to="/jump/clients" search={{ list: group.id }} inherit>
                {machines.show}
              </TextLink>
            </>
          ) : null}
        </Text>
      </DetailSection>
      <DeleteGroup group={group} count={count} onDone={onGone} />
    </>
  );
}

function DeleteGroup({ group, count, onDone }: { group: JumpGroup; count: number; onDone: () => void }) {
  const client = useQueryClient();
  const { remove: texts } = useGroupTexts();
  const [asking, setAsking] = useState(false);
  const remove = async () => {
    try {
      await api.removeJumpGroup(group);
      drafts.discard(`group:${group.id}`);
      notify.done(texts.done(group.name));
      onDone();
      await client.invalidateQueries();
    } catch (reason) {
      notify.refused(reason);
      setAsking(false);
    }
  };
  return (
    <DetailSection title={texts.title} text={count === 0 ? texts.will : texts.first(count)}>
      <div>
        <Button
          variant="light"
          color="red"
          leftSection={<IconTrash size={16} stroke={1.6} />}
          disabled={count > 0}
          onClick={() => setAsking(true)}
        >
          {texts.open}
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        title={texts.ask(group.name)}
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
