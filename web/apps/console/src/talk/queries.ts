// What a rep needs for the chat: how large files may be, and what is ready to say. Seldom another.

import { useQuery } from "@tanstack/react-query";
import { api } from "@towline/api";
import { useGuest } from "../external/guest";

/** A guest has none of it (SUP-70). */
export function useOwnChat() {
  const enabled = useGuest() === undefined;
  return useQuery({ queryKey: ["own-chat"], queryFn: ({ signal }) => api.ownChat(signal), staleTime: 60_000, enabled });
}
