// Who takes part without an account (SUP-70), for the components below. Outside of it, everybody has one.

import type { ExternalGuest, Party } from "@towline/api";
import { createContext, type ReactNode, useContext } from "react";

const GuestContext = createContext<ExternalGuest | undefined>(undefined);

export function GuestProvider({ guest, children }: { guest: ExternalGuest; children: ReactNode }) {
  return <GuestContext value={guest}>{children}</GuestContext>;
}

/** The guest whose console this is; `undefined`: it is a rep's. */
export const useGuest = (): ExternalGuest | undefined => useContext(GuestContext);

/** Who sends and fetches files here. */
export const useParty = (): Party => (useGuest() ? "external" : "rep");
