// Who is at the door: nobody (sign in), somebody whose console is switched off (ACC-2), or a rep (the console).

import { Anchor } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError, api, type Me, onSignedOut } from "@towline/api";
import { ErrorState, SignIn, setTimeZone, useActivity } from "@towline/ui";
import { useEffect, useState } from "react";
import { CommandDoor } from "../script/CommandDoor";
import { commandOf } from "../script/command";
import { useWords } from "../words/en";
import { Console } from "./Console";
import { ConsoleOff, FirstThis, Opening } from "./Plain";

/** Nobody is signed in: an answer like any other. */
const whoAmI = (signal: AbortSignal): Promise<Me | null> =>
  api.me(signal).catch((reason: unknown) => {
    if (reason instanceof ApiError && reason.status === 401) return null;
    throw reason;
  });

export function Entry() {
  const words = useWords().entry;
  const queries = useQueryClient();
  // Kept over the sign-in: what a link asks for survives it (ACC-9).
  const [command] = useState(() => commandOf(location));
  const me = useQuery({
    queryKey: ["me"],
    queryFn: ({ signal }) => whoAmI(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  useActivity(me.data?.idle_minutes);
  const zone = me.data?.time_zone ?? "";
  useEffect(() => setTimeZone(zone), [zone]);
  const setting = useQuery({
    queryKey: ["console-setting"],
    queryFn: ({ signal }) => api.consoleSetting(signal),
    enabled: me.data === null,
  });
  useEffect(
    () =>
      onSignedOut(() => {
        // It is told more than once: by the link, by other tabs, by each refused request.
        if (queries.getQueryData(["me"]) === null) return;
        queries.setQueryData(["me"], null);
        queries.removeQueries({ queryKey: ["home"] });
      }),
    [queries],
  );

  if (me.data === undefined)
    return me.error ? <ErrorState error={me.error} onRetry={() => void me.refetch()} /> : <Opening />;
  if (me.data === null) {
    if (setting.isPending) return <Opening />;
    if (setting.data && !setting.data.enabled)
      return <ConsoleOff setting={setting.data} onCheck={() => void setting.refetch()} />;
    return (
      <SignIn
        title={words.title}
        text={words.signInText(location.hostname)}
        footer={<Anchor href="/login/">{words.toAdmin}</Anchor>}
        onSignedIn={(signedIn) => queries.setQueryData(["me"], signedIn)}
      />
    );
  }
  if (me.data.must_change_password)
    return <FirstThis title={words.mustChangeTitle} text={words.mustChangeText} button={words.mustChangeButton} />;
  if (me.data.must_set_up_factor)
    return <FirstThis title={words.mustSetUpTitle} text={words.mustSetUpText} button={words.mustSetUpButton} />;
  const signedIn = me.data;
  if (!command) return <Console key={signedIn.id} me={signedIn} />;
  return (
    <CommandDoor key={signedIn.id} me={signedIn} command={command}>
      {(errand) => <Console me={signedIn} command={errand} />}
    </CommandDoor>
  );
}
