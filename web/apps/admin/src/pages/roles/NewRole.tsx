// Making a Jump Item Role.

import { api } from "@towline/api";
import { NewThing } from "../../form/NewThing";
import { useRoleTexts } from "../../words";
import { bodyOf, checkRole, RoleFields, type RoleValues } from "./RoleFields";

const EMPTY: RoleValues = { name: "", description: "", rights: ["view"] };

export function NewRole() {
  const { create } = useRoleTexts();
  return (
    <NewThing
      texts={create}
      at="/jump/roles"
      queryKey={["jump-item-roles"]}
      draft="role"
      empty={EMPTY}
      check={checkRole}
      add={(values) => api.addRole(bodyOf(values))}
    >
      {(form) => <RoleFields form={form} fresh />}
    </NewThing>
  );
}
