// What can be done with several users at once (ADM-7).

import { Select, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type UserTask } from "@towline/api";
import { useState } from "react";
import { BatchDialog, type Plan } from "../../list/BatchDialog";
import type { Deed } from "../../list/ChosenBar";
import { refusalsIn, type Working } from "../../list/work";
import { groupPoliciesQuery } from "../../queries";
import { useMe } from "../../session";
import { again } from "../../shell/Again";
import { useUserTexts } from "../../words";
import { type Fate, fateOf, isSaid, WhatGoes } from "./PersonalItems";

type Name = "disable" | "enable" | "signOut" | "newPassword" | "join" | "leave" | "remove";

/** Those that this person may do at all; the appliance decides for each user again. */
export function useUserDeeds(): Deed[] {
  const me = useMe();
  const { many } = useUserTexts();
  const policies = me.areas.includes("admin.policies");
  const names: Name[] = policies
    ? ["enable", "signOut", "newPassword", "join", "leave", "disable", "remove"]
    : ["enable", "signOut", "newPassword", "disable", "remove"];
  return names.map((name) => ({
    key: name,
    label: many[name],
    ...(name === "disable" || name === "remove" ? { danger: true } : {}),
  }));
}

interface Props {
  readonly deed: string;
  readonly find: (working: Working) => Promise<ReadonlyMap<string, string>>;
  readonly onLeft: (left: ReadonlyMap<string, string>) => void;
  readonly onClose: () => void;
}

export function UserDeedDialog({ deed, find, onLeft, onClose }: Props) {
  const client = useQueryClient();
  const { many: texts } = useUserTexts();
  const [policy, setPolicy] = useState<string | null>(null);
  const [fate, setFate] = useState<Fate>({});
  const act = (task: UserTask) => async (ids: readonly string[]) =>
    refusalsIn((await again(() => api.batchUsers(ids, task))).outcomes);
  const plain = (title: Plan["title"], will: string, submit: string, done: Plan["done"], task: UserTask): Plan => ({
    title,
    children: () => <Text inherit>{will}</Text>,
    submit,
    act: act(task),
    done,
  });
  const aboutPolicy = (action: "join_policy" | "leave_policy", will: string): Partial<Plan> => ({
    children: () => (
      <>
        <Text inherit>{will}</Text>
        <PolicyChoice value={policy} onChange={setPolicy} />
      </>
    ),
    ready: policy !== null,
    act: act({ action, policy_id: policy ?? "" }),
  });
  const joining = { action: "join_policy", policy_id: policy ?? "" } as const;
  const plans: Record<Name, Plan> = {
    disable: {
      ...plain(texts.askDisable, texts.willDisable, texts.disable, texts.doneDisable, { action: "disable" }),
      danger: true,
    },
    enable: plain(texts.askEnable, texts.willEnable, texts.enable, texts.doneEnable, { action: "enable" }),
    signOut: plain(texts.askSignOut, texts.willSignOut, texts.signOut, texts.doneSignOut, { action: "sign_out" }),
    newPassword: plain(texts.askNewPassword, texts.willNewPassword, texts.newPassword, texts.doneNewPassword, {
      action: "require_new_password",
    }),
    join: {
      ...plain(texts.askJoin, texts.willJoin, texts.join, texts.doneJoin, joining),
      ...aboutPolicy("join_policy", texts.willJoin),
    },
    leave: {
      ...plain(texts.askLeave, texts.willLeave, texts.leave, texts.doneLeave, joining),
      ...aboutPolicy("leave_policy", texts.willLeave),
    },
    remove: {
      title: texts.askRemove,
      children: (found) => <WhatGoes ids={[...found.keys()]} fate={fate} onChange={setFate} />,
      submit: texts.remove,
      danger: true,
      ready: isSaid(fate),
      act: act({ action: "remove", ...personal(fate) }),
      done: texts.doneRemove,
    },
  };
  return (
    <BatchDialog
      plan={plans[deed as Name]}
      find={find}
      onDone={(left) => {
        onLeft(left);
        for (const key of ["users", "status", "group-policies", "jump-groups", "jump-items", "api-accounts"]) {
          void client.invalidateQueries({ queryKey: [key], predicate: ({ queryKey }) => queryKey[1] !== "belongings" });
        }
      }}
      onClose={onClose}
    />
  );
}

function personal(fate: Fate) {
  const of = fateOf(fate);
  return of ? { personal_items: of } : {};
}

function PolicyChoice({ value, onChange }: { value: string | null; onChange: (policy: string | null) => void }) {
  const { many: texts } = useUserTexts();
  const policies = useQuery(groupPoliciesQuery);
  return (
    <Select
      label={texts.policy}
      placeholder={texts.choosePolicy}
      nothingFoundMessage={texts.noPolicy}
      searchable
      data={(policies.data ?? []).map((policy) => ({ value: policy.id, label: policy.name }))}
      value={value}
      onChange={onChange}
    />
  );
}
