// Configuration > Custom Fields: what a session can be started with besides a Jump Item (ACC-9).

import { IconForms, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Outlet, useNavigate } from "@tanstack/react-router";
import { api, type CustomField } from "@towline/api";
import { EmptyState } from "@towline/ui";
import { type ListColumn, WholeList } from "../../list/WholeList";
import { customFieldsQuery } from "../../queries";
import { ButtonLink } from "../../shell/links";
import { NameLink } from "../../shell/NameLink";
import { Page } from "../../shell/Page";
import { useCustomFieldTexts, useFrameTexts } from "../../words";

export function CustomFieldsPage() {
  const texts = useCustomFieldTexts();
  const { sections } = useFrameTexts();
  const navigate = useNavigate();
  const client = useQueryClient();
  const fields = useQuery(customFieldsQuery);
  const add = (
    <ButtonLink to="/custom-fields/new" leftSection={<IconPlus size={16} stroke={1.8} />}>
      {texts.page.add}
    </ButtonLink>
  );
  const columns: ListColumn<CustomField>[] = [
    {
      key: "name",
      title: texts.columns.name,
      width: "32%",
      by: (field) => field.name,
      text: (field) => field.name,
      render: (field) => (
        <NameLink to="/custom-fields/$id" params={{ id: field.id }} search draft={`custom-field:${field.id}`}>
          {field.name}
        </NameLink>
      ),
    },
    {
      key: "link",
      title: texts.columns.link,
      by: (field) => field.code_name,
      text: (field) => `session.custom.${field.code_name}`,
      render: (field) => `session.custom.${field.code_name}`,
    },
    {
      key: "shown",
      title: texts.columns.shown,
      width: "140px",
      hideBelow: 480,
      by: (field) => Number(field.shown),
      text: (field) => (field.shown ? texts.columns.yes : texts.columns.no),
      render: (field) => (field.shown ? texts.columns.yes : texts.columns.no),
    },
  ];
  return (
    <Page title={sections.customFields} lead={texts.page.lead} action={add}>
      <WholeList
        label={sections.customFields}
        columns={columns}
        rows={fields.data}
        rowKey={(field) => field.id}
        rowName={(field) => field.name}
        query={fields}
        searchLabel={texts.page.searchLabel}
        words={(field) => [field.name, field.code_name]}
        natural="name"
        fileName="custom-fields.csv"
        deeds={[
          {
            key: "remove",
            label: texts.remove.title,
            danger: true,
            title: texts.remove.askMany,
            will: texts.remove.willMany,
            submit: texts.remove.title,
            act: (field) => api.removeCustomField(field),
            done: texts.remove.doneMany,
          },
        ]}
        onChanged={() => void client.invalidateQueries({ queryKey: customFieldsQuery.queryKey })}
        onOpen={(field) => void navigate({ to: "/custom-fields/$id", params: { id: field.id }, search: true })}
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
