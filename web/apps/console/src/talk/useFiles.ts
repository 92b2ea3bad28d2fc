// Sending files into a session's chat, however they come: chosen, pasted or dropped.

import { useLiveLink } from "../live/useLive";
import type { Audience } from "../session/workspace";
import { useWords } from "../words/en";
import { sizeInWords } from "../words/sizes";
import { beActive } from "./activity";
import { useOwnChat } from "./queries";
import { uploads } from "./uploads";

export interface FileSender {
  /** Why no file can be sent; `undefined`: they can. */
  readonly reason: string | undefined;
  readonly send: (files: FileList | readonly File[] | null | undefined) => void;
}

export function useFiles(sessionId: string, audience: Audience): FileSender {
  const { talk: words, session } = useWords();
  const live = useLiveLink();
  const own = useOwnChat().data;
  const most = own?.file_bytes ?? 0;
  return {
    reason: own === undefined ? session.notConnected : most === 0 ? words.attachOff : undefined,
    send: (files) => {
      if (most === 0) return;
      for (const file of files ?? []) {
        const name = file.name || words.pasted;
        if (file.size > most) uploads.refuse(sessionId, name, words.tooLarge(sizeInWords(most)));
        else uploads.begin(sessionId, file, name, audience === "reps", () => beActive(live, sessionId));
      }
    },
  };
}
