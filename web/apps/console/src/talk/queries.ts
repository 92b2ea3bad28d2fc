// What a rep needs for the chat: how large files may be, and what is ready to say. Seldom another.

import { useQuery } from "@tanstack/react-query";
import { api } from "@towline/api";
import { useParty } from "../external/guest";

const SELDOM_MS = 60_000;

/** A guest has none of it (SUP-70). */
export function useOwnChat() {
  const enabled = useParty() === "rep";
  const queryFn = ({ signal }: { signal: AbortSignal }) => api.ownChat(signal);
  return useQuery({ queryKey: ["own-chat"], queryFn, staleTime: SELDOM_MS, enabled });
}

/** How large a file may be, in bytes; 0: none may be sent; `undefined`: not known yet. */
export function useFileLimit(): number | undefined {
  const enabled = useParty() === "external";
  const queryFn = ({ signal }: { signal: AbortSignal }) => api.externalChat(signal);
  const external = useQuery({ queryKey: ["external-chat"], queryFn, staleTime: SELDOM_MS, enabled });
  const own = useOwnChat();
  return (enabled ? external : own).data?.file_bytes;
}
