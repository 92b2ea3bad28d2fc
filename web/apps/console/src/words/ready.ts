// English texts of being there for another session (SUP-32): the choice in the bar, and what is assigned.

import { number, plural } from "@towline/ui";

export const ready = {
  available: "Available",
  busy: "Busy",
  away: "Away",
  label: (state: string) => `You are: ${state}`,
  title: "Are you there for another session?",
  availableText: "Sessions can be assigned to you.",
  busyText: "You are at work. Nothing is assigned to you.",
  awayText: "You are not at this console. Nothing is assigned to you.",
  everybody: "You can always accept what waits. Others see it when they transfer or share.",
  full: (n: number) =>
    `Busy by itself: you are in ${number(n)} ${plural(n, { one: "session", other: "sessions" })} or more.`,
  idle: "Away by itself: nobody touched this console for a while.",
  notSaved: "It could not be changed",
  assignedTitle: "Assigned to you",
  assignedText: (seconds: number) =>
    `${number(seconds)} ${plural(seconds, { one: "second", other: "seconds" })} to answer. Then somebody else is asked.`,
  accept: "Accept",
  acceptOf: (name: string) => `Accept the session with ${name}`,
  decline: "Decline",
  declineOf: (name: string) => `Decline the session with ${name}`,
  over: "The assignment is over",
} as const;
