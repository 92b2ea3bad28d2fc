// The door for people without an account (SUP-70): the page of their link, then the console of the one session. It asks for no sign-in.

import { ApiError, api, type ExternalGuest } from "@towline/api";
import { ErrorState } from "@towline/ui";
import { useCallback, useEffect, useState } from "react";
import { Opening } from "../entry/Plain";
import { ExternalConsole } from "./ExternalConsole";
import { Landing, Void } from "./Landing";
import { Over } from "./Over";
import { tokenOf } from "./token";

type Door =
  | { readonly at: "looking" | "over" | "void" }
  | { readonly at: "failed"; readonly error: unknown }
  | { readonly at: "link"; readonly token: string }
  | { readonly at: "inside"; readonly guest: ExternalGuest };

const isOver = (reason: unknown) => reason instanceof ApiError && reason.code === "invitation_ended";

export function ExternalEntry() {
  const [token] = useState(() => tokenOf(location));
  const [door, setDoor] = useState<Door>(token ? { at: "link", token } : { at: "looking" });
  const goIn = useCallback((guest: ExternalGuest) => {
    // The link was used up: it is of no use in the history either.
    history.replaceState(null, "", "/console/external");
    setDoor({ at: "inside", guest });
  }, []);
  /** Somebody who was in it before comes back. */
  const comeBack = useCallback(
    (otherwise: "over" | "void") => {
      setDoor({ at: "looking" });
      api.externalTicket().then(
        ({ guest }) => goIn(guest),
        (reason: unknown) => setDoor(isOver(reason) ? { at: otherwise } : { at: "failed", error: reason }),
      );
    },
    [goIn],
  );
  useEffect(() => {
    if (!token) comeBack("over");
  }, [token, comeBack]);
  switch (door.at) {
    case "looking":
      return <Opening />;
    case "failed":
      return <ErrorState error={door.error} onRetry={() => comeBack("over")} />;
    case "void":
      return <Void />;
    case "over":
      return <Over how="unknown" />;
    case "link":
      return <Landing token={door.token} onIn={goIn} onVoid={() => comeBack("void")} />;
    case "inside":
      return <ExternalConsole guest={door.guest} />;
  }
}
