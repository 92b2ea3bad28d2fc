// What goes with users who are deleted, and what becomes of the Jump Items in their personal lists: it must be said before.

import { Radio, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, type Belongings } from "@towline/api";
import { ErrorState } from "@towline/ui";
import { useEffect } from "react";
import { BATCH } from "../../list/work";
import { groupsQuery } from "../../queries";
import { useMe } from "../../session";
import { Loading } from "../../shell/Loading";
import { useUserTexts } from "../../words";

/** As it stands in the question; `undefined`: nothing is chosen yet. */
export interface Fate {
  readonly kind?: "removed" | "moved" | undefined;
  readonly group?: string | undefined;
  /** How many items there are, once that is known. */
  readonly items?: number | undefined;
}

/** Whether all is said that must be. */
export const isSaid = ({ kind, group, items }: Fate): boolean =>
  items === 0 || (items !== undefined && (kind === "removed" || (kind === "moved" && Boolean(group))));

/** As the appliance takes it. */
export const fateOf = ({ kind, group, items }: Fate): string | undefined =>
  items ? (kind === "moved" ? group : kind) : undefined;

/** How much belongs to all of them, asked for in parts. */
async function countAll(ids: readonly string[], signal: AbortSignal): Promise<Belongings> {
  const all = { personal_items: 0, installers: 0, api_accounts: 0, logins: 0 };
  for (let at = 0; at < ids.length; at += BATCH) {
    const part = await api.belongings(ids.slice(at, at + BATCH), signal);
    for (const key of Object.keys(all) as (keyof Belongings)[]) all[key] += part[key];
  }
  return all;
}

interface Props {
  readonly ids: readonly string[];
  readonly fate: Fate;
  readonly onChange: (fate: Fate) => void;
}

export function WhatGoes({ ids, fate, onChange }: Props) {
  const me = useMe();
  const { remove: texts } = useUserTexts();
  const count = useQuery({
    queryKey: ["users", "belongings", ids],
    queryFn: ({ signal }) => countAll(ids, signal),
    staleTime: 0,
    gcTime: 0,
  });
  const sees = me.areas.some((area) => ["admin.policies", "admin.users", "admin.jump_groups"].includes(area));
  const groups = useQuery({ ...groupsQuery, enabled: sees });
  const items = count.data?.personal_items;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was counted is passed on
  useEffect(() => onChange({ ...fate, items }), [items]);
  if (count.error) return <ErrorState error={count.error} onRetry={() => void count.refetch()} />;
  if (!count.data) return <Loading label={texts.counting} />;
  const { personal_items, installers, api_accounts, logins } = count.data;
  const goes = [
    logins > 0 ? texts.logins(logins) : "",
    api_accounts > 0 ? texts.apiAccounts(api_accounts) : "",
    installers > 0 ? texts.installers(installers) : "",
  ].filter(Boolean);
  return (
    <Stack gap="sm">
      <Text inherit>{texts.will}</Text>
      {goes.map((line) => (
        <Text inherit key={line}>
          {line}
        </Text>
      ))}
      {personal_items > 0 ? (
        <Radio.Group
          label={texts.items(personal_items)}
          value={fate.kind ?? ""}
          onChange={(kind) => onChange({ ...fate, kind: kind === "moved" ? "moved" : "removed" })}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="moved" label={texts.moved} disabled={groups.data?.length === 0} />
            {fate.kind === "moved" ? (
              <Select
                aria-label={texts.group}
                placeholder={texts.group}
                searchable
                data={(groups.data ?? []).map((group) => ({ value: group.id, label: group.name }))}
                value={fate.group ?? null}
                onChange={(group) => onChange({ ...fate, group: group ?? undefined })}
                ml={30}
              />
            ) : null}
            <Radio value="removed" label={texts.removed} />
          </Stack>
        </Radio.Group>
      ) : null}
      <Text inherit>{texts.stays}</Text>
    </Stack>
  );
}
