// What is chosen in a list, and what can be done with it.

import { Button, Menu } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { number } from "@towline/ui";
import { useListTexts } from "../words";
import styles from "./list.module.css";
import type { Chosen } from "./useChosen";

/** Something that can be done with what is chosen. */
export interface Deed {
  readonly key: string;
  /** The verb: "Disable". */
  readonly label: string;
  readonly danger?: boolean;
}

interface Props {
  readonly chosen: Chosen;
  readonly total: number;
  readonly deeds: readonly Deed[];
  readonly onDeed: (key: string) => void;
}

export function ChosenBar({ chosen, total, deeds, onDeed }: Props) {
  const { bar: texts } = useListTexts();
  if (chosen.count === 0) return null;
  return (
    <section className={styles.bar} aria-label={texts.label}>
      <span className={styles.count} role="status">
        {chosen.everything ? texts.everything(number(total)) : texts.count(number(chosen.count))}
      </span>
      {chosen.more ? (
        <Button variant="subtle" size="compact-sm" onClick={chosen.chooseEverything}>
          {texts.chooseEverything(number(total))}
        </Button>
      ) : null}
      <Button variant="subtle" color="gray" size="compact-sm" onClick={() => chosen.set(new Map())}>
        {texts.clear}
      </Button>
      <span className={styles.space} />
      {deeds.length > 2 ? (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <Button size="compact-md" rightSection={<IconChevronDown size={16} />}>
              {texts.deeds}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {deeds.map((deed) => (
              <Menu.Item key={deed.key} {...(deed.danger ? { color: "red" } : {})} onClick={() => onDeed(deed.key)}>
                {deed.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      ) : (
        deeds.map((deed) => (
          <Button
            key={deed.key}
            size="compact-md"
            variant={deed.danger ? "light" : "default"}
            {...(deed.danger ? { color: "red" } : {})}
            onClick={() => onDeed(deed.key)}
          >
            {deed.label}
          </Button>
        ))
      )}
    </section>
  );
}
