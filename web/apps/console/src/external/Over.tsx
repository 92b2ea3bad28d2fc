// The end of an external representative's part in a session: why, and that there is nothing left to do.

import { SignInFrame } from "@towline/ui";
import { useEffect } from "react";
import { useWords } from "../words/en";
import type { EndedHow } from "./ended";
import classes from "./external.module.css";

export function Over({ how }: { how: EndedHow }) {
  const words = useWords().external;
  useEffect(() => {
    document.title = words.overTitle;
  }, [words]);
  return (
    <SignInFrame
      title={words.overTitle}
      text={
        <div role="status">
          <p className={classes.lead}>{words[`over_${how}`]}</p>
          <p className={classes.lead}>{words.overClose}</p>
        </div>
      }
      footer={<span>{location.host}</span>}
    />
  );
}
