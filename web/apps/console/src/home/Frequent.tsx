// Frequently used: the items that this rep starts most, as cards. Hovering or focusing one offers Start session (JMP-3).

import type { JumpItem } from "@towline/api";
import { useWords } from "../words/en";
import classes from "./home.module.css";
import { standingOf, useStatuses, useWatchedItems } from "./itemStatus";
import { JumpButton } from "./JumpButton";
import { useFrequent } from "./queries";
import { StatusOf } from "./StatusOf";

export function Frequent() {
  const words = useWords().home;
  const items = useFrequent().data?.items ?? [];
  const statuses = useStatuses();
  useWatchedItems(
    items.map((item) => item.id),
    [],
  );
  if (items.length === 0) return null;
  return (
    <section aria-label={words.frequent}>
      <h2 className={classes.sectionHead}>{words.frequent}</h2>
      <ul className={classes.cards}>
        {items.slice(0, 6).map((item) => {
          const standing = standingOf(item, statuses.get(item.id));
          return (
            <li key={item.id} className={classes.card}>
              <Card item={item} />
              <div className={classes.cardFoot}>
                <span className={classes.cardStatus}>
                  <StatusOf itemId={item.id} standing={standing} />
                </span>
                <span className={classes.cardStart}>
                  <JumpButton item={item} standing={standing} wide />
                </span>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Card({ item }: { item: JumpItem }) {
  const words = useWords().home;
  return (
    <>
      <span className={classes.cardName} title={item.name}>
        {item.name}
      </span>
      <span className={classes.cardPlace}>
        {words.jumpClient} · {item.location.kind === "personal" ? words.personal : item.location.name}
      </span>
    </>
  );
}
