// Who is signed in, for every page below the gate, and leaving.

import { type QueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { api, type Me, onSignedOut } from "@towline/api";
import { setTimeZone } from "@towline/ui";
import { drafts } from "./form/drafts";
import { meQuery } from "./queries";

let lastPerson = "";

/** The person who is signed in. Only below the gate, which shows the sign-in when there is nobody. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(meQuery);
  if (!data) throw new Error("no page is shown without a person");
  return data;
}

/** Forgets everything that was read for the person before, in this tab. */
export function forgetPerson(client: QueryClient): void {
  client.setQueryData(meQuery.queryKey, null);
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== "me" });
}

/** A person has signed in. Unsaved work stays only if it is the same person's. */
export function welcome(client: QueryClient, me: Me): void {
  if (lastPerson !== "" && lastPerson !== me.id) drafts.forgetAll();
  lastPerson = me.id;
  setTimeZone(me.time_zone);
  client.setQueryData(meQuery.queryKey, me);
}

/** Ends the login on the server and in every tab of this browser (ACC-4), then shows the page that confirms it. */
export async function signOut(client: QueryClient, sessions: "hold" | "end", had: number): Promise<void> {
  await api.signOut(sessions);
  drafts.forgetAll();
  forgetPerson(client);
  location.assign(had === 0 ? "/signed-out" : `/signed-out?sessions=${sessions === "hold" ? "held" : "ended"}`);
}

/** Shows the sign-in as soon as the login is over, wherever that was noticed. Returns the way to stop. */
export const watchLogin = (client: QueryClient): (() => void) => onSignedOut(() => forgetPerson(client));
