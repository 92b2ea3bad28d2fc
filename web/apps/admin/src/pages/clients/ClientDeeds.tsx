// What can be done with several Jump Clients at once (ADM-7). Whether it may be done to each, decides the role in its list; the appliance asks for each.

import { Select, Text, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type ItemTask } from "@towline/api";
import { useState } from "react";
import { BatchDialog, type Plan } from "../../list/BatchDialog";
import type { Deed } from "../../list/ChosenBar";
import { refusalsIn, type Working } from "../../list/work";
import { groupsQuery, sessionPoliciesQuery } from "../../queries";
import { useMe } from "../../session";
import { useClientTexts, useSessionPolicyTexts } from "../../words";
import { CHOOSERS } from "./ClientForm";

type Name = "move" | "tag" | "policies" | "remove";

export function useClientDeeds(): Deed[] {
  const me = useMe();
  const { many } = useClientTexts();
  const chooses = me.areas.some((area) => CHOOSERS.includes(area));
  const names: Name[] = chooses ? ["move", "tag", "policies", "remove"] : ["tag", "remove"];
  return names.map((name) => ({ key: name, label: many[name], ...(name === "remove" ? { danger: true } : {}) }));
}

interface Props {
  readonly deed: string;
  readonly find: (working: Working) => Promise<ReadonlyMap<string, string>>;
  readonly onLeft: (left: ReadonlyMap<string, string>) => void;
  readonly onClose: () => void;
}

const PERSONAL = "personal";
const LEAVE = "leave";
const NONE = "none";

export function ClientDeedDialog({ deed, find, onLeft, onClose }: Props) {
  const client = useQueryClient();
  const { many: texts, edit, page } = useClientTexts();
  const { item: policyTexts } = useSessionPolicyTexts();
  const [place, setPlace] = useState<string | null>(null);
  const [tag, setTag] = useState("");
  const [attended, setAttended] = useState(LEAVE);
  const [unattended, setUnattended] = useState(LEAVE);
  const groups = useQuery({ ...groupsQuery, enabled: deed === "move" });
  const policies = useQuery({ ...sessionPoliciesQuery, enabled: deed === "policies" });
  const act = (task: ItemTask) => async (ids: readonly string[]) =>
    refusalsIn((await api.batchItems(ids, task)).outcomes);
  const said = (value: string) => (value === NONE ? null : value);
  const choices = [
    { value: LEAVE, label: texts.leavePolicy },
    { value: NONE, label: policyTexts.none },
    ...(policies.data ?? []).map((policy) => ({ value: policy.id, label: policy.name })),
  ];
  const plans: Record<Name, Plan> = {
    move: {
      title: texts.askMove,
      children: () => (
        <>
          <Text inherit>{texts.willMove}</Text>
          <Select
            label={edit.location}
            placeholder={texts.choose}
            searchable
            data={[
              { value: PERSONAL, label: page.myPersonal },
              ...(groups.data ?? []).map((group) => ({ value: group.id, label: group.name })),
            ]}
            value={place}
            onChange={setPlace}
          />
        </>
      ),
      submit: texts.move,
      ready: place !== null,
      act: act({
        action: "move",
        location: place === PERSONAL ? { kind: "personal" } : { kind: "group", group_id: place ?? "" },
      }),
      done: texts.doneMove,
    },
    tag: {
      title: texts.askTag,
      children: () => (
        <TextInput
          label={edit.tag}
          description={texts.tagHint}
          maxLength={128}
          autoComplete="off"
          value={tag}
          onChange={(event) => setTag(event.currentTarget.value)}
        />
      ),
      submit: tag.trim() === "" ? texts.untag : texts.tag,
      act: act({ action: "tag", tag: tag.trim() }),
      done: texts.doneTag,
    },
    policies: {
      title: texts.askPolicies,
      children: () => (
        <>
          <Text inherit>{texts.willPolicies}</Text>
          <Select
            label={policyTexts.attended}
            data={choices}
            value={attended}
            onChange={(next) => setAttended(next ?? LEAVE)}
            allowDeselect={false}
          />
          <Select
            label={policyTexts.unattended}
            data={choices}
            value={unattended}
            onChange={(next) => setUnattended(next ?? LEAVE)}
            allowDeselect={false}
          />
        </>
      ),
      submit: texts.policies,
      ready: attended !== LEAVE || unattended !== LEAVE,
      act: act({
        action: "policies",
        ...(attended === LEAVE ? {} : { attended_policy_id: said(attended) }),
        ...(unattended === LEAVE ? {} : { unattended_policy_id: said(unattended) }),
      }),
      done: texts.donePolicies,
    },
    remove: {
      title: texts.askRemove,
      children: () => <Text inherit>{texts.willRemove}</Text>,
      submit: texts.submitRemove,
      danger: true,
      act: act({ action: "remove" }),
      done: texts.doneRemove,
    },
  };
  return (
    <BatchDialog
      plan={plans[deed as Name]}
      find={find}
      onDone={(left) => {
        onLeft(left);
        for (const key of ["jump-items", "jump-groups", "session-policies", "status"]) {
          void client.invalidateQueries({ queryKey: [key] });
        }
      }}
      onClose={onClose}
    />
  );
}
