// Where sessions wait and how a button looks: the same columns in the list of buttons and in that of installers.

import { Text } from "@mantine/core";
import type { QueueTarget } from "@towline/api";
import type { ListColumn } from "../../list/WholeList";
import { queueName } from "./queues";

interface Target {
  readonly queue: QueueTarget;
  readonly issue_name: string;
  readonly profile_name: string;
}

interface Titles {
  readonly queue: string;
  readonly profile: string;
}

export function targetColumns<Row extends Target>(
  titles: Titles,
  forIssue: (name: string) => string,
): ListColumn<Row>[] {
  return [
    {
      key: "queue",
      title: titles.queue,
      width: "18%",
      hideBelow: 640,
      by: (each) => queueName(each.queue),
      text: (each) => queueName(each.queue),
      render: (each) => (
        <div>
          {queueName(each.queue)}
          {each.issue_name ? (
            <Text size="xs" c="dimmed" lineClamp={1}>
              {forIssue(each.issue_name)}
            </Text>
          ) : null}
        </div>
      ),
    },
    {
      key: "profile",
      title: titles.profile,
      width: "12%",
      hideBelow: 800,
      by: (each) => each.profile_name,
      text: (each) => each.profile_name,
      render: (each) => each.profile_name,
    },
  ];
}
