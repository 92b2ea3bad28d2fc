// A message and what the service made of it: what somebody else said is read in one's own language, with the original below; of one's own the translation is below.

import { IconLanguage } from "@tabler/icons-react";
import type { SessionEvent } from "@towline/wire";
import { useWords } from "../words/en";
import { Said, Text } from "./Said";
import classes from "./talk.module.css";
import type { Translation } from "./translation";

interface TranslatedProps {
  event: SessionEvent;
  own: boolean;
  /** The customer said it. */
  customer: boolean;
  translation: Translation | undefined;
}

export function Translated({ event, own, customer, translation }: TranslatedProps) {
  const words = useWords().talk;
  if (!translation) return <Said event={event} own={own} />;
  if (translation.text === "") {
    return (
      <>
        <span>
          <Said event={event} own={own} />
        </span>
        <span className={classes.notTranslated}>{words.notTranslated(translation.code)}</span>
      </>
    );
  }
  const original = <Said event={event} own={own} />;
  const made = <Text text={translation.text} />;
  return (
    <>
      <span>{customer ? made : original}</span>
      <span className={classes.translation}>
        <IconLanguage size={12} role="img" aria-label={customer ? words.original : words.translatedTo} />
        <span>{customer ? original : made}</span>
      </span>
    </>
  );
}
