// The fields of a Jump Item Role, for making one and for changing one.

import { Checkbox } from "@mantine/core";
import type { JumpItemRoleInput, RightName } from "@towline/api";
import { FormGroup } from "../../form/FormParts";
import { LongTextField, TextField } from "../../form/fields";
import styles from "../../form/rights.module.css";
import type { Form } from "../../form/useForm";
import { roleTexts, useRoleTexts } from "../../words";

export interface RoleValues {
  name: string;
  description: string;
  rights: RightName[];
}

export const checkRole = (values: RoleValues) => ({
  name: values.name.trim() === "" ? roleTexts().edit.nameMissing : undefined,
});

export const bodyOf = (values: RoleValues): JumpItemRoleInput => ({ ...values, name: values.name.trim() });

const GROUPS: readonly { name: "use" | "change" | "lists"; rights: readonly RightName[] }[] = [
  { name: "use", rights: ["view", "start", "override_schedule", "view_reports"] },
  { name: "change", rights: ["edit_name", "edit_tag", "edit_comments", "edit_policies", "edit_connection"] },
  { name: "lists", rights: ["create", "move", "remove"] },
];

/** Every right brings the sight of the items, so that one cannot be taken away while another is there. */
export function toggled(rights: readonly RightName[], right: RightName, on: boolean): RightName[] {
  if (!on) return right === "view" ? [] : rights.filter((each) => each !== right);
  return [...new Set<RightName>(["view", ...rights, right])];
}

export function Rights({
  rights,
  onChange,
}: {
  rights: readonly RightName[];
  onChange?: (rights: RightName[]) => void;
}) {
  const texts = useRoleTexts();
  return (
    <>
      {GROUPS.map((group) => (
        <fieldset key={group.name} className={styles.rightsGroup}>
          <legend className={styles.rightsTitle}>{texts.groups[group.name]}</legend>
          <div className={styles.rights}>
            {group.rights.map((right) => (
              <Checkbox
                key={right}
                label={texts.rights[right]}
                checked={rights.includes(right)}
                disabled={!onChange}
                onChange={(event) => onChange?.(toggled(rights, right, event.currentTarget.checked))}
              />
            ))}
          </div>
        </fieldset>
      ))}
    </>
  );
}

export function RoleFields({ form, fresh }: { form: Form<RoleValues>; fresh?: boolean }) {
  const { edit: texts } = useRoleTexts();
  return (
    <>
      <FormGroup title={texts.title}>
        <TextField form={form} name="name" label={texts.name} maxLength={100} focusFirst={fresh ?? false} />
        <LongTextField form={form} name="description" label={texts.description} maxLength={1024} />
      </FormGroup>
      <FormGroup title={texts.rights} text={texts.rightsText}>
        <Rights rights={form.values.rights} onChange={(rights) => form.set("rights", rights)} />
      </FormGroup>
    </>
  );
}
