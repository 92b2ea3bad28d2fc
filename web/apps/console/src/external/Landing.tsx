// The page of a link (SUP-70): who invites, what for, and the button that uses the link up. Looking at it changes nothing: scanners of mail look at links.

import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ApiError, api, type ExternalGuest } from "@towline/api";
import { ErrorState, exactTime, notify, SignInFrame } from "@towline/ui";
import { useEffect, useState } from "react";
import { Opening } from "../entry/Plain";
import { useWords } from "../words/en";
import classes from "./external.module.css";

interface LandingProps {
  token: string;
  onIn: (guest: ExternalGuest) => void;
  onVoid: () => void;
}

export const isVoid = (reason: unknown) =>
  reason instanceof ApiError && (reason.code === "external_link_void" || reason.code === "away_link_void");

export function Landing({ token, onIn, onVoid }: LandingProps) {
  const words = useWords().external;
  const [busy, setBusy] = useState(false);
  const link = useQuery({
    queryKey: ["external-link", token],
    queryFn: () => api.externalLink(token),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const over = isVoid(link.error);
  useEffect(() => {
    if (over) onVoid();
  }, [over, onVoid]);
  const follow = async () => {
    setBusy(true);
    try {
      onIn(await api.followExternalLink(token));
    } catch (reason) {
      setBusy(false);
      if (isVoid(reason)) onVoid();
      else notify.refused(reason, words.notOpened);
    }
  };
  if (over || link.isPending) return <Opening />;
  if (!link.data) return <ErrorState error={link.error} onRetry={() => void link.refetch()} />;
  const { name, inviter, comments, expires_ms } = link.data;
  return (
    <SignInFrame
      title={words.landingTitle}
      text={<p className={classes.lead}>{words.landingText(inviter)}</p>}
      footer={<span>{location.host}</span>}
    >
      <dl className={classes.facts}>
        <dt>{words.landingAs}</dt>
        <dd>{name}</dd>
        {comments ? (
          <>
            <dt>{words.comments}</dt>
            <dd className={classes.said}>{comments}</dd>
          </>
        ) : null}
        <dt>{words.until}</dt>
        <dd>{exactTime(expires_ms)}</dd>
      </dl>
      <Button size="md" fullWidth loading={busy} onClick={() => void follow()}>
        {words.open}
      </Button>
      <p className={classes.small}>{words.openHint}</p>
      <p className={classes.small}>
        {words.rules} {words.once}
      </p>
    </SignInFrame>
  );
}

/** One answer for a link that was used, is too old, was taken back or never was. */
export function Void() {
  const words = useWords().external;
  return (
    <SignInFrame
      title={words.voidTitle}
      text={<p className={classes.lead}>{words.voidText}</p>}
      footer={<span>{location.host}</span>}
    />
  );
}
