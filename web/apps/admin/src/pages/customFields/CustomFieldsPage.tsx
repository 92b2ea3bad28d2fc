// Configuration > Custom Fields: what a session can be started with besides a Jump Item (ACC-9).

import { IconForms, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import type { CustomField } from "@towline/api";
import { type Column, DataTable, EmptyState } from "@towline/ui";
import { customFieldsQuery } from "../../queries";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Page } from "../../shell/Page";
import { useCustomFieldTexts, useFrameTexts } from "../../words";

export function CustomFieldsPage() {
  const texts = useCustomFieldTexts();
  const { sections } = useFrameTexts();
  const navigate = useNavigate();
  const fields = useQuery(customFieldsQuery);
  const add = (
    <ButtonLink to="/custom-fields/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.page.add}
    </ButtonLink>
  );
  const columns: Column<CustomField>[] = [
    {
      key: "name",
      title: texts.columns.name,
      width: "32%",
      render: (field) => (
        <NameLink to="/custom-fields/$id" params={{ id: field.id }} draft={`custom-field:${field.id}`}>
          {field.name}
        </NameLink>
      ),
    },
    { key: "link", title: texts.columns.link, render: (field) => `session.custom.${field.code_name}` },
    {
      key: "shown",
      title: texts.columns.shown,
      width: "140px",
      hideBelow: 480,
      render: (field) => (field.shown ? texts.columns.yes : texts.columns.no),
    },
  ];
  return (
    <Page title={sections.customFields} lead={texts.page.lead} action={add}>
      <DataTable
        label={sections.customFields}
        columns={columns}
        rows={fields.data}
        rowKey={(field) => field.id}
        rowName={(field) => field.name}
        error={fields.error}
        onRetry={() => void fields.refetch()}
        onOpen={(field) => void navigate({ to: "/custom-fields/$id", params: { id: field.id } })}
        empty={
          <EmptyState
            icon={<IconForms size={20} />}
            title={texts.page.emptyTitle}
            text={texts.page.emptyText}
            actions={add}
          />
        }
      />
      <Outlet />
    </Page>
  );
}
