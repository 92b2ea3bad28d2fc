// Configuration > Canned Messages: what representatives say often (SES-31).

import { IconMessage2 } from "@tabler/icons-react";
import { api, type CannedMessage } from "@towline/api";
import { ThingsPage } from "../../list/ThingsPage";
import type { ListColumn } from "../../list/WholeList";
import { cannedMessagesQuery } from "../../queries";
import { useCannedTexts, useFrameTexts } from "../../words";

export function CannedMessagesPage() {
  const texts = useCannedTexts();
  const { sections } = useFrameTexts();
  const whom = (message: CannedMessage) => message.team?.name ?? texts.columns.everybody;
  const columns: ListColumn<CannedMessage>[] = [
    {
      key: "category",
      title: texts.columns.category,
      by: (message) => message.category,
      text: (message) => message.category,
      render: (message) => message.category,
    },
    {
      key: "team",
      title: texts.columns.team,
      hideBelow: 480,
      by: whom,
      text: whom,
      render: whom,
    },
    {
      key: "text",
      title: texts.columns.text,
      hideBelow: 800,
      text: (message) => message.text,
      render: (message) => message.text,
    },
  ];
  return (
    <ThingsPage
      title={sections.cannedMessages}
      texts={texts}
      icon={<IconMessage2 size={20} />}
      at="/canned-messages"
      all={cannedMessagesQuery}
      draft="canned"
      columns={columns}
      words={(message) => [message.category, message.text, message.team?.name]}
      fileName="canned-messages.csv"
      remove={api.removeCannedMessage}
    />
  );
}
