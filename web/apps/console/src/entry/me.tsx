// Who is signed in, for the components below.

import type { Me } from "@towline/api";
import { createContext, type ReactNode, useContext } from "react";

const MeContext = createContext<Me | undefined>(undefined);

export function MeProvider({ me, children }: { me: Me; children: ReactNode }) {
  return <MeContext value={me}>{children}</MeContext>;
}

export function useMe(): Me {
  const me = useContext(MeContext);
  if (!me) throw new Error("outside of MeProvider");
  return me;
}
