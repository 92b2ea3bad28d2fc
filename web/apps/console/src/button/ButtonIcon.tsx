// A Support Button as it stands on the customer's desktop: its picture with its label below.

import { IconLifebuoy } from "@tabler/icons-react";
import { api } from "@towline/api";
import { useState } from "react";
import { useWords } from "../words/en";
import classes from "./button.module.css";

export function ButtonIcon({ profileId, label }: { profileId: string; label: string }) {
  const words = useWords().button;
  return (
    <figure className={classes.preview} aria-label={words.previewOf(label)}>
      <Picture key={profileId} profileId={profileId} />
      <figcaption className={classes.label}>{label}</figcaption>
    </figure>
  );
}

function Picture({ profileId }: { profileId: string }) {
  const [missing, setMissing] = useState(false);
  return missing ? (
    <IconLifebuoy className={classes.picture} aria-hidden="true" />
  ) : (
    <img
      className={classes.picture}
      src={api.supportButtonIcon({ id: profileId })}
      alt=""
      onError={() => setMissing(true)}
    />
  );
}
