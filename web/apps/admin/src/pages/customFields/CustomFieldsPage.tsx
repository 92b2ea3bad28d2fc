// Configuration > Custom Fields: what a session can be started with besides a Jump Item (ACC-9).

import { IconForms } from "@tabler/icons-react";
import { api, type CustomField } from "@towline/api";
import { ThingsPage } from "../../list/ThingsPage";
import type { ListColumn } from "../../list/WholeList";
import { customFieldsQuery } from "../../queries";
import { useCustomFieldTexts, useFrameTexts } from "../../words";

export function CustomFieldsPage() {
  const texts = useCustomFieldTexts();
  const { sections } = useFrameTexts();
  const columns: ListColumn<CustomField>[] = [
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
    {
      key: "asked",
      title: texts.columns.asked,
      width: "200px",
      hideBelow: 800,
      by: (field) => ["no", "optional", "required"].indexOf(field.asked),
      text: (field) => texts.askedChoices[field.asked],
      render: (field) => texts.askedChoices[field.asked],
    },
  ];
  return (
    <ThingsPage
      title={sections.customFields}
      texts={texts}
      icon={<IconForms size={20} />}
      at="/custom-fields"
      all={customFieldsQuery}
      draft="custom-field"
      nameWidth="32%"
      columns={columns}
      words={(field) => [field.code_name]}
      fileName="custom-fields.csv"
      remove={api.removeCustomField}
    />
  );
}
