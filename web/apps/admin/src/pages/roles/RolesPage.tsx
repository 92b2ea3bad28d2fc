// Jump > Jump Item Roles: sets of rights in lists of Jump Items.

import { IconPlus, IconUserShield } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import type { JumpItemRole } from "@towline/api";
import { type Column, DataTable, EmptyState } from "@towline/ui";
import { permissionCatalogueQuery, rolesQuery } from "../../queries";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Page } from "../../shell/Page";
import { useFrameTexts, useRoleTexts } from "../../words";

export function RolesPage() {
  const texts = useRoleTexts();
  const { sections } = useFrameTexts();
  const navigate = useNavigate();
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
  const columns: Column<JumpItemRole>[] = [
    {
      key: "name",
      title: texts.columns.name,
      width: "24%",
      render: (role) => (
        <NameLink to="/jump/roles/$id" params={{ id: role.id }} draft={`role:${role.id}`}>
          {role.name}
        </NameLink>
      ),
    },
    {
      key: "kind",
      title: texts.columns.kind,
      width: "96px",
      render: (role) => (role.built_in ? texts.page.builtIn : texts.page.own),
    },
    { key: "rights", title: texts.columns.rights, render: allowed },
    { key: "description", title: texts.columns.description, hideBelow: 800, render: (role) => role.description },
  ];
  return (
    <Page title={sections.roles} lead={texts.page.lead} action={add}>
      <DataTable
        label={sections.roles}
        columns={columns}
        rows={roles.data}
        rowKey={(role) => role.id}
        rowName={(role) => role.name}
        error={roles.error}
        onRetry={() => void roles.refetch()}
        onOpen={(role) => void navigate({ to: "/jump/roles/$id", params: { id: role.id } })}
        empty={
          <EmptyState icon={<IconUserShield size={20} />} title={sections.roles} text={texts.page.lead} actions={add} />
        }
      />
      <Outlet />
    </Page>
  );
}
