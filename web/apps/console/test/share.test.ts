// What is news of invitations: those for this rep, and what became of the own ones.

import { create } from "@bufbuild/protobuf";
import {
  InvitationKind,
  InvitationSchema,
  ParticipantSchema,
  QueueKind,
  QueueRefSchema,
  SessionEventSchema,
  SessionPhase,
  SessionStateSchema,
  SessionSummarySchema,
} from "@towline/wire";
import { expect, test } from "vitest";
import { queuesOf } from "../src/live/queues";
import { isWaiting } from "../src/live/sessions";
import { targetKey, targetOf } from "../src/share/actions";
import { InvitationWatch, invitedTo } from "../src/share/invitations";
import { OutcomeWatch } from "../src/share/outcomes";
import { anybodySignedIn, repsOf, teamChoices } from "../src/share/queries";

const invited = (number: number, to = create(QueueRefSchema, { kind: QueueKind.PERSONAL, id: "me" })) =>
  create(SessionSummarySchema, {
    sessionId: "s1",
    phase: SessionPhase.ACTIVE,
    invitation: create(InvitationSchema, { number, kind: InvitationKind.SHARE, to, sinceMs: BigInt(number) }),
  });

test("an invitation is told once, and taken back when it is over; a second one of the session is another (SES-21)", () => {
  const watch = new InvitationWatch();
  expect(watch.see([invited(1)]).came.length).toBe(1);
  expect(watch.see([invited(1)])).toEqual({ came: [], went: [] });
  const { came, went } = watch.see([invited(2)]);
  expect([came.map((each) => each.invitation.number), went]).toEqual([[2], ["s1 1"]]);
  expect(watch.see([]).went).toEqual(["s1 2"]);
});

test("a session that one is invited to in two ways stands there with both (SES-20, SES-21)", () => {
  const both = invited(1);
  const transfer = create(InvitationSchema, { number: 2, kind: InvitationKind.TRANSFER, sinceMs: 2n });
  both.invitations = [...(both.invitation ? [both.invitation] : []), transfer];
  expect(invitedTo([both]).map((each) => each.invitation.number)).toEqual([1, 2]);
  expect(new InvitationWatch().see([both]).came.length).toBe(2);
});

test("an invitation stands in the queue that it is for, and its session waits in none (SES-21)", () => {
  const team = create(QueueRefSchema, { kind: QueueKind.TEAM, id: "t1", name: "Helpdesk" });
  const sessions = [invited(1, team)];
  const queues = queuesOf([team], sessions);
  expect(sessions.filter(isWaiting)).toEqual([]);
  expect(queues.map((queue) => [queue.id, queue.waiting.length, queue.invited.length])).toEqual([
    ["personal", 0, 0],
    ["t1", 0, 1],
  ]);
  const ended = { ...invited(1), phase: SessionPhase.ENDED };
  expect(invitedTo([ended])).toEqual([]);
});

const state = (owner: number, self = 1) =>
  create(SessionStateSchema, {
    self,
    participants: [1, 2].map((number) => create(ParticipantSchema, { number, owner: number === owner })),
  });
const event = (sequence: number, kind: string, actor: number, text: string) =>
  create(SessionEventSchema, { sequence: BigInt(sequence), kind, actor, text });

test("the owner hears what became of the own invitations, and history is no news (SES-20, SES-21)", () => {
  const watch = new OutcomeWatch();
  const began = [event(1, "session_started", 1, ""), event(2, "share_declined", 0, "Old")];
  expect(watch.see([["s1", { state: undefined, events: [] }]])).toEqual([]);
  expect(watch.see([["s1", { state: state(1), events: began }]])).toEqual([]);
  const declined = [...began, event(3, "transfer_declined", 0, "Grace")];
  expect(watch.see([["s1", { state: state(1), events: declined }]])).toEqual([
    { sessionId: "s1", outcome: { kind: "transfer_declined", name: "Grace" } },
  ]);
  expect(watch.see([["s1", { state: state(1), events: declined }]])).toEqual([]);
  // The state says who the new owner is before the log does.
  expect(watch.see([["s1", { state: state(1), events: declined }]])).toEqual([]);
  const taken = [...declined, event(4, "transfer_accepted", 2, "Grace")];
  expect(watch.see([["s1", { state: state(2), events: taken }]])).toEqual([
    { sessionId: "s1", outcome: { kind: "transfer_accepted", name: "Grace" } },
  ]);
  const timedOut = [...taken, event(5, "transfer_timed_out", 0, "Olga")];
  expect(watch.see([["s1", { state: state(2), events: timedOut }]]), "another's invitation").toEqual([]);
});

test("who was removed by the owner is told; who left is not (SES-22)", () => {
  const watch = new OutcomeWatch();
  const began = [event(1, "session_started", 1, "")];
  watch.see([["s1", { state: state(1, 2), events: began }]]);
  const left = [...began, event(2, "participant_left", 2, "left")];
  expect(watch.see([["s1", { state: state(1, 2), events: left }]])).toEqual([]);
  const others = [...left, event(3, "participant_left", 3, "removed_by_owner")];
  expect(watch.see([["s1", { state: state(1, 2), events: others }]])).toEqual([]);
  const removed = [...others, event(4, "participant_left", 2, "removed_by_owner")];
  expect(watch.see([["s1", { state: state(1, 2), events: removed }]])).toEqual([
    { sessionId: "s1", outcome: { kind: "removed" } },
  ]);
});

test("each rep is listed once with all teams, and the own teams stand apart from others (SES-20, SES-21)", () => {
  const grace = { id: "g", name: "Grace", readiness: "away" as const, by_mail: true };
  const teams = [
    {
      id: "t1",
      name: "Helpdesk",
      own: true,
      representatives: [grace, { id: "o", name: "Olga", readiness: "available" as const, by_mail: false }],
    },
    { id: "t2", name: "Linux", own: false, representatives: [grace] },
  ];
  // Who is signed in comes first (SUP-33).
  expect(repsOf({ teams, issues: [], sends_mail: true, share: true, transfer: true })).toEqual([
    { id: "o", name: "Olga", readiness: "available", byMail: false, teams: ["Helpdesk"] },
    { id: "g", name: "Grace", readiness: "away", byMail: true, teams: ["Helpdesk", "Linux"] },
  ]);
  expect(teams.map(anybodySignedIn)).toEqual([true, false]);
  expect(teamChoices(teams, "Own", "Other")).toEqual([
    { group: "Own", items: [{ value: "t1", label: "Helpdesk" }] },
    { group: "Other", items: [{ value: "t2", label: "Linux" }] },
  ]);
  expect(teamChoices(teams.slice(0, 1), "Own", "Other")).toEqual([{ value: "t1", label: "Helpdesk" }]);
  for (const target of [
    { kind: QueueKind.TEAM, id: "t1" },
    { kind: QueueKind.GENERAL, id: "" },
  ])
    expect(targetOf(targetKey(target))).toEqual(target);
});
