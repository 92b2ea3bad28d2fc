// The list of keyboard shortcuts, under `?`.

import { Kbd, Modal } from "@mantine/core";
import { IconArrowLeft, IconArrowRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useWords } from "../words/en";
import classes from "./frame.module.css";

/** The fonts that are shipped draw no sideways arrows. */
const arrows: Readonly<Record<string, ReactNode>> = {
  "→": <IconArrowRight size={12} aria-label="→" />,
  "←": <IconArrowLeft size={12} aria-label="←" />,
};

export function ShortcutsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const words = useWords().shortcuts;
  const groups = [
    {
      title: words.everywhere,
      lines: [
        ["Ctrl K", words.palette],
        ["?", words.help],
        ["Alt Shift →", words.next],
        ["Alt Shift ←", words.previous],
        ["Alt Shift N", words.waiting],
      ],
    },
    {
      title: words.inSession,
      lines: [
        ["Ctrl Alt Shift", words.release],
        ["Alt Shift C", words.chat],
        ["Ctrl Shift F", words.find],
      ],
    },
  ] as const;
  return (
    <Modal opened={opened} onClose={onClose} title={words.title} size={520}>
      <p className={classes.dialogText}>{words.intro}</p>
      {groups.map((group) => (
        <section key={group.title} className={classes.shortcutGroup}>
          <h3>{group.title}</h3>
          <dl>
            {group.lines.map(([keys, text]) => (
              <div key={keys}>
                <dt>{text}</dt>
                <dd>
                  {keys.split(" ").map((key) => (
                    <Kbd key={key}>{arrows[key] ?? key}</Kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  );
}
