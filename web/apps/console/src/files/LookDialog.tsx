// A look at a file: a picture, or text. Nothing of it is run: pixels by the browser's own decoders, letters as letters.

import { Loader, Modal } from "@mantine/core";
import { IconFileUnknown } from "@tabler/icons-react";
import {
  type Entry,
  type Glanced,
  glanced,
  MOST_IMAGE_BYTES,
  MOST_TEXT_BYTES,
  type SessionFiles,
  shownName,
} from "@towline/files";
import { EmptyState, ErrorState } from "@towline/ui";
import { useEffect, useState } from "react";
import { useFilesWords } from "../words/files";
import { sizeInWords } from "../words/sizes";
import classes from "./files.module.css";
import { faultOf, faultText } from "./looks";

interface LookDialogProps {
  files: SessionFiles;
  entry: Entry;
  path: string;
  onClose: () => void;
}

type Look = { readonly what: Glanced; readonly more: boolean; readonly address: string };

export function LookDialog({ files, entry, path, onClose }: LookDialogProps) {
  const all = useFilesWords();
  const [look, setLook] = useState<Look>();
  const [failed, setFailed] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: read once
  useEffect(() => {
    let address = "";
    const reading = files.ask({ kind: "glance", path, most: MOST_IMAGE_BYTES });
    reading.answer.then(
      ({ bytes, more }) => {
        const what = glanced(bytes, more);
        // SECURITY: the type is of the bytes, never of the name; a blob is shown as an image only.
        if (what.kind === "image" && !more) address = URL.createObjectURL(new Blob([bytes], { type: what.type }));
        setLook({ what, more, address });
      },
      (why: unknown) => setFailed(faultText(faultOf(why), all.fault)),
    );
    return () => {
      reading.stop();
      if (address) URL.revokeObjectURL(address);
    };
  }, []);
  const name = shownName(entry.name);
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={<bdi>{name}</bdi>}
      closeButtonProps={{ "aria-label": all.files.close }}
    >
      {failed ? (
        <ErrorState title={all.files.refused} detail={failed} />
      ) : look ? (
        <Shown look={look} name={name} />
      ) : (
        <EmptyState announce icon={<Loader size={20} />} title={all.glance.loading} />
      )}
    </Modal>
  );
}

function Shown({ look, name }: { look: Look; name: string }) {
  const words = useFilesWords().glance;
  const [broken, setBroken] = useState(false);
  const nothing = (text: string) => <EmptyState icon={<IconFileUnknown size={20} />} title={text} />;
  const { what, more, address } = look;
  if (what.kind === "other") return nothing(words.other);
  if (what.kind === "image") {
    if (more) return nothing(words.tooLarge(sizeInWords(MOST_IMAGE_BYTES)));
    if (broken) return nothing(words.broken);
    return (
      <div className={classes.picture}>
        <img src={address} alt={name} onError={() => setBroken(true)} />
      </div>
    );
  }
  const cut = more || what.text.length >= MOST_TEXT_BYTES;
  return (
    <>
      {cut ? <p className={classes.quiet}>{words.cut(sizeInWords(MOST_TEXT_BYTES))}</p> : null}
      {what.encoding === "Latin-1" ? <p className={classes.quiet}>{words.latin1}</p> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard */}
      <section className={classes.text} aria-label={words.text} tabIndex={0}>
        <pre dir="auto">{what.text}</pre>
      </section>
    </>
  );
}
