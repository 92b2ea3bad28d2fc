// Files on their way into the chat, above the field: each with how far it is and a way to stop it.

import { Progress } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { IconButton } from "@towline/ui";
import { useWords } from "../words/en";
import classes from "./talk.module.css";
import { uploads, useUploads } from "./uploads";

export function UploadList({ sessionId }: { sessionId: string }) {
  const words = useWords().talk;
  const list = useUploads(sessionId);
  if (list.length === 0) return null;
  return (
    <ul className={classes.uploads}>
      {list.map((each) => (
        <li key={each.id}>
          <bdi className={classes.uploadName}>{each.name}</bdi>
          {each.refused === undefined ? (
            <Progress.Root className={classes.progress ?? ""} size="sm">
              <Progress.Section value={each.share * 100} aria-label={words.sending(each.name)} />
            </Progress.Root>
          ) : (
            <span className={classes.refused} role="alert">
              {words.notSent}. {each.refused}
            </span>
          )}
          <IconButton
            size={24}
            label={each.refused === undefined ? words.stop(each.name) : words.dismiss(each.name)}
            icon={<IconX size={14} />}
            onClick={() => uploads.drop(sessionId, each.id)}
          />
        </li>
      ))}
    </ul>
  );
}
