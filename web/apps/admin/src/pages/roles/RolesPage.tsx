// Jump > Jump Item Roles: sets of rights in lists of Jump Items.

import { IconPlus, IconUserShield } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { api, type JumpItemRole } from "@towline/api";
import { EmptyState } from "@towline/ui";
import { type ListColumn, WholeList } from "../../list/WholeList";
import { permissionCatalogueQuery, rolesQuery } from "../../queries";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Page } from "../../shell/Page";
import { useFrameTexts, useRoleTexts } from "../../words";

export function RolesPage() {
  const texts = useRoleTexts();
  const { sections } = useFrameTexts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const roles = useQuery(rolesQuery);
  const catalogue = useQuery(permissionCatalogueQuery);
  const allowed = (role: JumpItemRole) => {
    if (role.rights.length === 0) return texts.page.noRights;
    if (role.rights.length === catalogue.data?.rights.length) return texts.page.everything;
    return role.rights.map((right) => texts.rights[right] ?? right).join(", ");
  };
  const add = (
    <ButtonLink to="/jump/roles/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.page.add}
    </ButtonLink>
  );
  const kind = (role: JumpItemRole) => (role.built_in ? texts.page.builtIn : texts.page.own);
  const columns: ListColumn<JumpItemRole>[] = [
    {
      key: "name",
      title: texts.columns.name,
      width: "24%",
      by: (role) => role.name,
      text: (role) => role.name,
      render: (role) => (
        <NameLink to="/jump/roles/$id" params={{ id: role.id }} search draft={`role:${role.id}`}>
          {role.name}
        </NameLink>
      ),
    },
    {
      key: "kind",
      title: texts.columns.kind,
      width: "96px",
      by: kind,
      text: kind,
      render: kind,
    },
    { key: "rights", title: texts.columns.rights, text: allowed, render: allowed },
    {
      key: "description",
      title: texts.columns.description,
      hideBelow: 800,
      text: (role) => role.description,
      render: (role) => role.description,
    },
  ];
  return (
    <Page title={sections.roles} lead={texts.page.lead} action={add}>
      <WholeList
        label={sections.roles}
        searchLabel={texts.page.searchLabel}
        query={roles}
        columns={columns}
        rows={roles.data}
        rowKey={(role) => role.id}
        rowName={(role) => role.name}
        words={(role) => [role.name, role.description]}
        filter={{
          label: texts.columns.kind,
          any: texts.page.anyKind,
          options: [
            { value: "built_in", label: texts.page.builtIn, fits: (role) => role.built_in },
            { value: "own", label: texts.page.own, fits: (role) => !role.built_in },
          ],
        }}
        fileName="jump-item-roles.csv"
        deeds={[
          {
            key: "remove",
            label: texts.remove.title,
            danger: true,
            title: texts.remove.askMany,
            will: texts.remove.willMany,
            submit: texts.remove.title,
            act: (role) => api.removeRole(role),
            done: texts.remove.doneMany,
          },
        ]}
        onChanged={() => void client.invalidateQueries({ queryKey: rolesQuery.queryKey })}
        onOpen={(role) => void navigate({ to: "/jump/roles/$id", params: { id: role.id }, search: true })}
        empty={
          <EmptyState icon={<IconUserShield size={20} />} title={sections.roles} text={texts.page.lead} actions={add} />
        }
      />
      <Outlet />
    </Page>
  );
}
