// What somebody said, in its bubble: a text with its links, a file, a page that was pushed.
//
// SECURITY: names and texts are text; only what the appliance knows to be a picture is shown, from an address of our own that can run nothing.

import { IconFile, IconWorldShare } from "@tabler/icons-react";
import type { SentFile, SessionEvent } from "@towline/wire";
import { webAddress, withLinks } from "../session/sentences";
import { useWords } from "../words/en";
import { sizeInWords } from "../words/sizes";
import { useAttachmentAddress } from "./attachments";
import classes from "./talk.module.css";

export function Said({ event, own }: { event: SessionEvent; own: boolean }) {
  if (event.kind === "file_sent" && event.file) return <FileSaid file={event.file} />;
  if (event.kind === "url_pushed") return <Pushed event={event} own={own} />;
  return <Text text={event.text} />;
}

export function Text({ text }: { text: string }) {
  return (
    <>
      {withLinks(text).map((part, index) =>
        part.address ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never move
          <a key={index} href={part.address} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </>
  );
}

function FileSaid({ file }: { file: SentFile }) {
  const words = useWords().talk;
  const address = useAttachmentAddress()(file.id);
  const size = <span className={classes.size}>{sizeInWords(Number(file.bytes))}</span>;
  if (!file.picture) {
    return (
      <span className={classes.file}>
        <IconFile size={16} aria-hidden="true" />
        <a href={address} download={file.name}>
          <bdi>{file.name}</bdi>
        </a>
        {size}
      </span>
    );
  }
  return (
    <span className={classes.picture}>
      <a href={address} target="_blank" rel="noopener noreferrer">
        <img src={address} alt={words.picture(file.name)} loading="lazy" />
      </a>
      <span className={classes.file}>
        <bdi>{file.name}</bdi>
        {size}
      </span>
    </span>
  );
}

function Pushed({ event, own }: { event: SessionEvent; own: boolean }) {
  const words = useWords().talk;
  const address = webAddress(event.text);
  return (
    <span className={classes.pushed}>
      <span className={classes.file}>
        <IconWorldShare size={16} aria-hidden="true" />
        {own ? words.pushed : words.pushedBy(event.actorName)}
      </span>
      {address ? (
        <a href={address} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
          {address}
        </a>
      ) : (
        <bdi>{event.text}</bdi>
      )}
    </span>
  );
}
