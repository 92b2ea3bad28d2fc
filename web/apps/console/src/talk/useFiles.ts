// Sending files into a session's chat, however they come: chosen, pasted or dropped.

import { useParty } from "../external/guest";
import { useLiveLink } from "../live/useLive";
import type { Audience } from "../session/workspace";
import { useWords } from "../words/en";
import { sizeInWords } from "../words/sizes";
import { beActive } from "./activity";
import { useFileLimit } from "./queries";
import { uploads } from "./uploads";

export interface FileSender {
  /** Why no file can be sent; `undefined`: they can. */
  readonly reason: string | undefined;
  readonly send: (files: FileList | readonly File[] | null | undefined) => void;
}

export function useFiles(sessionId: string, audience: Audience): FileSender {
  const { talk: words, session } = useWords();
  const live = useLiveLink();
  const party = useParty();
  const limit = useFileLimit();
  const most = limit ?? 0;
  const repsOnly = audience === "reps";
  return {
    reason: limit === undefined ? session.notConnected : most === 0 ? words.attachOff : undefined,
    send: (files) => {
      if (most === 0) return;
      for (const file of files ?? []) {
        const name = file.name || words.pasted;
        if (file.size > most) uploads.refuse(sessionId, name, words.tooLarge(sizeInWords(most)));
        else uploads.begin(sessionId, file, { party, name, repsOnly }, () => beActive(live, sessionId));
      }
    },
  };
}
