// The page of an invitation that came by mail (SUP-33): who asks, and the answer that its link stands for as a button. Looking at it changes nothing.

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api } from "@towline/api";
import { ErrorState, notify, SignInFrame } from "@towline/ui";
import { useState } from "react";
import { Opening } from "../entry/Plain";
import { wantAccept } from "../share/wanted";
import { useWords } from "../words/en";
import classes from "./external.module.css";
import { isVoid } from "./Landing";
import { tokenOf } from "./token";

type Answer = "accept" | "decline" | "switch-off";
const ANSWERS: readonly Answer[] = ["accept", "decline", "switch-off"];

/** What the link asks for, by the last part of its address. */
export const answerOf = ({ pathname }: Pick<Location, "pathname">): Answer =>
  ANSWERS.find((each) => pathname.replace(/\/$/, "").endsWith(`/${each}`)) ?? "accept";

export function AwayPage() {
  const words = useWords().external;
  const [token] = useState(() => tokenOf(location));
  const [first] = useState(() => answerOf(location));
  const [done, setDone] = useState<Answer>();
  const [busy, setBusy] = useState<Answer>();
  const [void_, setVoid] = useState(token === undefined);
  const link = useQuery({
    queryKey: ["away-link", token],
    queryFn: () => api.awayInvitation(token ?? ""),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: token !== undefined,
  });
  const toConsole = (
    <Button component="a" href="/console/" variant="default" mt="lg">
      {words.toConsole}
    </Button>
  );
  if (void_ || isVoid(link.error))
    return (
      <SignInFrame title={words.awayVoidTitle} text={<p className={classes.lead}>{words.awayVoidText}</p>}>
        {toConsole}
      </SignInFrame>
    );
  if (link.isPending) return <Opening />;
  if (!link.data) return <ErrorState error={link.error} onRetry={() => void link.refetch()} />;
  const { session_id, number, session_name, inviter, comments, transfer } = link.data;
  if (done)
    return (
      <SignInFrame
        title={words.awayDeclined}
        text={
          <p className={classes.lead} role="status">
            {done === "switch-off" ? words.awayOffText(inviter) : words.awayDeclinedText(inviter)}
          </p>
        }
      >
        {toConsole}
      </SignInFrame>
    );
  const answer = async (how: Answer) => {
    if (token === undefined || busy) return;
    setBusy(how);
    if (how === "accept") {
      wantAccept(session_id, number);
      location.assign(`/console/session/${encodeURIComponent(session_id)}`);
      return;
    }
    try {
      await api.declineAway(token, how === "switch-off");
      setDone(how);
    } catch (reason) {
      if (isVoid(reason)) setVoid(true);
      else notify.refused(reason);
    } finally {
      setBusy(undefined);
    }
  };
  const names: Record<Answer, string> = {
    accept: words.awayAccept,
    decline: words.awayDecline,
    "switch-off": words.awayOff,
  };
  const order = [first, ...ANSWERS.filter((each) => each !== first)];
  return (
    <SignInFrame
      title={transfer ? words.awayTitleTake(inviter) : words.awayTitleJoin(inviter)}
      footer={<span>{location.host}</span>}
    >
      <dl className={classes.facts}>
        <dt>{words.awaySession}</dt>
        <dd>{session_name}</dd>
        {comments ? (
          <>
            <dt>{words.comments}</dt>
            <dd className={classes.said}>{comments}</dd>
          </>
        ) : null}
      </dl>
      <div className={classes.buttons}>
        {order.map((each) => (
          <Button
            key={each}
            size={each === first ? "md" : "sm"}
            variant={each === first ? "filled" : "default"}
            loading={busy === each}
            styles={{
              root: { height: "auto", minHeight: 36 },
              label: { whiteSpace: "normal", lineHeight: 1.35, padding: "6px 0" },
            }}
            onClick={() => void answer(each)}
          >
            {names[each]}
          </Button>
        ))}
      </div>
      <p className={classes.small}>{first === "switch-off" ? words.awayOffHint : words.awayAcceptHint}</p>
    </SignInFrame>
  );
}
