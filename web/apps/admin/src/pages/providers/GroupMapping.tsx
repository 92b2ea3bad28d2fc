// Which of a provider's groups get which group policies: one row each.

import { Button, Select, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { IconButton } from "@towline/ui";
import { FormGroup } from "../../form/FormParts";
import { SwitchField } from "../../form/fields";
import styles from "../../form/rights.module.css";
import type { Form } from "../../form/useForm";
import { groupPoliciesQuery } from "../../queries";
import { useProviderTexts } from "../../words";
import own from "./providers.module.css";
import type { GroupRow, ProviderValues } from "./values";

export function GroupMapping({ form }: { form: Form<ProviderValues> }) {
  const { groups: texts } = useProviderTexts();
  const policies = useQuery(groupPoliciesQuery).data ?? [];
  const rows = form.values.groups;
  const put = (next: readonly GroupRow[]) => form.set("groups", [...next]);
  const change = (at: number, part: Partial<GroupRow>) =>
    put(rows.map((row, index) => (index === at ? { ...row, ...part } : row)));
  return (
    <FormGroup title={texts.title} text={form.values.kind === "ldap" ? `${texts.text} ${texts.ldapText}` : texts.text}>
      {rows.length > 0 ? (
        <ul className={styles.rows}>
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own until they are typed
            <li key={at} className={own.row}>
              <TextInput
                aria-label={texts.group}
                placeholder={texts.group}
                value={row.group}
                maxLength={1024}
                spellCheck={false}
                autoComplete="off"
                className={own.group}
                onChange={(event) => change(at, { group: event.currentTarget.value })}
              />
              <Select
                aria-label={texts.policy}
                placeholder={texts.choose}
                nothingFoundMessage={texts.none}
                searchable
                allowDeselect={false}
                value={row.policy_id || null}
                className={own.policy}
                onChange={(policy_id) => change(at, { policy_id: policy_id ?? "" })}
                data={policies.map((policy) => ({ value: policy.id, label: policy.name }))}
              />
              <IconButton
                label={texts.remove(row.group)}
                icon={<IconX size={16} />}
                onClick={() => put(rows.filter((_, index) => index !== at))}
              />
            </li>
          ))}
        </ul>
      ) : null}
      {form.error("groups") ? (
        <Text size="sm" c="red" role="alert">
          {form.error("groups")}
        </Text>
      ) : null}
      <div>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} stroke={1.8} />}
          onClick={() => put([...rows, { group: "", policy_id: "" }])}
        >
          {texts.add}
        </Button>
      </div>
      <SwitchField form={form} name="admits_others" label={texts.others} hint={texts.othersHint} />
    </FormGroup>
  );
}
