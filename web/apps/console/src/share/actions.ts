// Inviting, answering and removing (SES-20 to SES-22), as functions of the page. Each gives whether it was done; a refusal is shown in the appliance's words.

import { create } from "@bufbuild/protobuf";
import { notify } from "@towline/ui";
import {
  AcceptInvitationSchema,
  AskForHelpSchema,
  CancelInvitationSchema,
  type ConsoleUpBody,
  DeclineInvitationSchema,
  InvitationKind,
  InviteExternalSchema,
  InviteRepSchema,
  ProblemError,
  QueueKind,
  RemoveRepSchema,
  type Reply,
} from "@towline/wire";
import { useState } from "react";
import { useJump } from "../home/jump";
import { useLiveLink } from "../live/useLive";
import { useWords } from "../words/en";
import type { Invited } from "./invitations";

/** Whom an invitation is for: a rep, or a queue. */
export interface Target {
  readonly kind: QueueKind;
  readonly id: string;
}

/** As the value of a choice in a form, and back. */
export const targetKey = ({ kind, id }: Target) => `${kind} ${id}`;
export function targetOf(key: string): Target {
  const [kind, id = ""] = key.split(" ");
  const known = [QueueKind.PERSONAL, QueueKind.TEAM, QueueKind.GENERAL].find((each) => String(each) === kind);
  return { kind: known ?? QueueKind.UNSPECIFIED, id };
}

export function useOwnerWork(sessionId: string) {
  const words = useWords().share;
  const live = useLiveLink();
  const ask = async (body: ConsoleUpBody, failed?: string) => {
    try {
      await live.request(body);
      return true;
    } catch (reason) {
      notify.refused(reason, failed);
      return false;
    }
  };
  return {
    invite: (kind: InvitationKind, to: Target, comments: string) =>
      ask(
        { case: "inviteRep", value: create(InviteRepSchema, { sessionId, kind, to: to.kind, toId: to.id, comments }) },
        kind === InvitationKind.TRANSFER ? words.notTransferred : words.notInvited,
      ),
    askForHelp: (issueId: string, comments: string) =>
      ask({ case: "askForHelp", value: create(AskForHelpSchema, { sessionId, issueId, comments }) }, words.notInvited),
    /** Gives the link and whether it was mailed, or `undefined` when nobody was invited. */
    inviteExternal: async (guest: ExternalWish): Promise<Reply | undefined> => {
      try {
        return await live.request({
          case: "inviteExternal",
          value: create(InviteExternalSchema, { sessionId, ...guest }),
        });
      } catch (reason) {
        notify.refused(reason, words.notInvited);
        return undefined;
      }
    },
    cancel: (number: number) =>
      ask({ case: "cancelInvitation", value: create(CancelInvitationSchema, { sessionId, number }) }),
    remove: (number: number, name: string) =>
      ask({ case: "removeRep", value: create(RemoveRepSchema, { sessionId, number }) }, words.notRemoved(name)),
  };
}

/** Somebody without an account who is to be invited (SUP-70). */
export interface ExternalWish {
  readonly name: string;
  readonly email: string;
  readonly policyId: string;
  readonly comments: string;
}

export type Answer = "accept" | "decline";

/** Answers an invitation; one that is accepted opens the session's tab. `busy`: which answer is on its way. */
export function useAnswers(): { busy: Answer | undefined; answer: (invited: Invited, how: Answer) => Promise<void> } {
  const live = useLiveLink();
  const { open } = useJump();
  const [busy, setBusy] = useState<Answer>();
  const answer = async ({ session, invitation }: Invited, how: Answer) => {
    if (busy) return;
    const { sessionId } = session;
    const { number } = invitation;
    setBusy(how);
    try {
      if (how === "decline") {
        await live.request({
          case: "declineInvitation",
          value: create(DeclineInvitationSchema, { sessionId, number }),
        });
      } else {
        // What was watched before one was in it, or when one was in it last, is read anew.
        if (!session.joined) live.closeRoom(sessionId);
        await live.request({ case: "acceptInvitation", value: create(AcceptInvitationSchema, { sessionId, number }) });
        open(sessionId, false);
      }
    } catch (reason) {
      if (reason instanceof ProblemError && reason.code === "invitation_over") notify.told(reason.title, reason.detail);
      else notify.refused(reason);
    } finally {
      setBusy(undefined);
    }
  };
  return { busy, answer };
}
