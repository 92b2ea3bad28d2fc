// Where the bytes of a file of the chat are fetched: of the session that one is in, or of a report that one reads.

import { attachmentAddress } from "@towline/api";
import { createContext, useContext } from "react";
import { useParty } from "../external/guest";

/** For pages that are not a session's own: the address of a file by its id. */
export const AttachmentsContext = createContext<((id: string) => string) | undefined>(undefined);

export function useAttachmentAddress(): (id: string) => string {
  const elsewhere = useContext(AttachmentsContext);
  const party = useParty();
  return elsewhere ?? ((id) => attachmentAddress(id, party));
}
