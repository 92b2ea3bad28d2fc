// Session keys as the appliance has them. They are read again whenever a session comes or goes, because a session is what a key is used for.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type InvitationLanguage, type SessionKey, type SessionKeys } from "@towline/api";
import { useEffect, useReducer } from "react";
import { isUnaccepted } from "../live/queues";
import { useLive } from "../live/useLive";

const KEYS = ["session-keys"] as const;

/** The clock of the appliance, which decides when a key ends. */
const useAheadMs = () => useLive((snapshot) => snapshot.clockAheadMs);

/** The open keys, and what new ones may be like. */
export function useSessionKeys() {
  const queries = useQueryClient();
  const aheadMs = useAheadMs();
  const found = useQuery({
    queryKey: KEYS,
    queryFn: ({ signal }) => api.sessionKeys(signal),
  });
  const waiting = useLive((snapshot) =>
    (snapshot.sessions ?? [])
      .filter(isUnaccepted)
      .map((session) => session.sessionId)
      .join(),
  );
  const opened = useLive((snapshot) => (snapshot.link.phase === "open" ? snapshot.link.since : 0));
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of them may be a key that was used
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: KEYS });
  }, [queries, waiting, opened]);

  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const open = found.data?.session_keys.filter((key) => key.expires_ms > Date.now() + aheadMs);
  const next = Math.min(...(open ?? []).map((key) => key.expires_ms)) - aheadMs;
  useEffect(() => {
    if (!Number.isFinite(next)) return;
    const timer = setTimeout(redraw, Math.max(0, next - Date.now()) + 50);
    return () => clearTimeout(timer);
  }, [next]);
  return { ...found, open };
}

/** The languages that customers of a key can be invited in, and the one of those who say nothing of it. Of a site that one may use no more nothing is known: the appliance chooses. */
export function useInvitationLanguages(key: SessionKey): {
  languages: readonly InvitationLanguage[];
  usual: InvitationLanguage | undefined;
} {
  const site = useSessionKeys().data?.sites.find(({ id }) => id === key.site_id);
  return { languages: site?.languages ?? [], usual: site?.default_language };
}

/** What invites the customer of a key, as a message. */
export function useInvitation(key: SessionKey, language: InvitationLanguage | undefined) {
  return useQuery({
    queryKey: ["session-key-invitation", key.id, language],
    queryFn: ({ signal }) => api.sessionKeyInvitation(key.id, language, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What changes the list of open keys. */
export function useKeyWork() {
  const queries = useQueryClient();
  const put = (change: (keys: readonly SessionKey[]) => SessionKey[]) =>
    queries.setQueryData<SessionKeys>(KEYS, (before) =>
      before ? { ...before, session_keys: change(before.session_keys) } : before,
    );
  return {
    make: async (minutes: number, siteId: string): Promise<SessionKey> => {
      const made = await api.addSessionKey({ minutes, site_id: siteId });
      await queries.cancelQueries({ queryKey: KEYS });
      put((keys) => [made, ...keys.filter((key) => key.id !== made.id)]);
      return made;
    },
    withdraw: async (key: SessionKey): Promise<void> => {
      await api.withdrawSessionKey(key.id);
      await queries.cancelQueries({ queryKey: KEYS });
      put((keys) => keys.filter((each) => each.id !== key.id));
    },
    mail: (key: SessionKey, to: string, language: InvitationLanguage | undefined) =>
      api.mailSessionKey(key.id, to, language),
  };
}
