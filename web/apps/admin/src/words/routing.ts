// Words about how sessions find their representative: the rules of queues, and what holds for the whole site.

import { catalogue } from "@towline/ui";

export const { now: routingTexts, useMessages: useRoutingTexts } = catalogue({
  page: {
    lead: "What becomes of customers who wait, and of sessions whose representative is gone. The queue of a team has its rules at the team.",
  },
  general: { title: "General queue" },
  personal: { title: "Personal queues" },
  site: {
    title: "The whole site",
    lostTitle: "When a representative is gone for good",
    lostText:
      "They signed out, or were gone longer than the grace time. A session with a customer then goes to whoever shares it longest; else to the queue where it was last, if somebody is there or the queue keeps sessions; else to the queue that it came by, likewise; else to the one below.",
    grace: "A representative may be gone for (seconds)",
    graceHint:
      "A browser that is loaded anew or a network that fails for a moment is no loss. Holds for sessions that begin.",
    fallback: "Last resort",
    fallbackHint: "Also for those who wait where nobody is there and whose queue does not keep them.",
    fallbackNone: "None: the session ends",
    nobodyText: "What customers are told when nobody is there",
    nobodyTextHint: "Leave it empty for a sentence in the customer's language.",
    transferTitle: "When a session is handed on",
    transferText: "It stays with its owner until somebody accepts.",
    transfer: "A transfer waits for an answer (seconds)",
    transferHint: "Then it is over, and the owner is told. Holds for sessions that begin.",
    readyTitle: "Available, busy, away",
    readyText:
      "Representatives say it at the top of the console. Only those who are available are assigned sessions; everybody can still accept.",
    busy: "Busy in so many sessions",
    busyHint: "0: never by themselves.",
    away: "Away after so many minutes without a key or a click",
    awayHint: "0: never by themselves.",
  },
  rules: {
    general: "General queue",
    choose: "Choose a queue",
    wait_team: "When somebody waits long",
    wait_general: "When somebody waits long in the general queue",
    wait_personal: "When somebody waits long for one representative",
    waitText: "The times count from the moment at which the session came into this queue.",
    alert: "Tell representatives again after (minutes)",
    alertHint: "Its row is marked, and those who serve the queue are notified again. 0: never.",
    overflow: "Send to another queue after (minutes)",
    overflowHint: "0: never. No session goes back to a queue that it left so.",
    overflowTo: "To this queue",
    overflowMissing: "Choose the queue that sessions go to.",
    nobody_team: "When nobody of the team is there",
    nobody_general: "When nobody is there",
    nobody_personal: "When that representative is not there",
    nobodyText: "Nobody who serves this queue has a console open.",
    nobodyTextPersonal:
      "The representative has no console open. This holds for those who wait and for sessions on hold.",
    persistent: "Sessions stay",
    persistentHint: "Otherwise the customer is told that nobody is there, and goes to the last resort of the site.",
    nobody: "They stay for (minutes)",
    nobodyHint: "At least one minute: a page that is loaded anew is not gone.",
    assignTitle: "Assignment",
    assignText:
      "A session can be offered to one available representative at a time, who must answer. When nobody takes it, it waits for whoever accepts it. Whoever has more of the skills that the issue needs comes first.",
    assignment: "Offer sessions",
    off: "To nobody in particular",
    off_hint: "Whoever accepts first has it.",
    least_busy: "To the least busy",
    least_busy_hint: "Who is in the fewest sessions.",
    longest_idle: "To the longest idle",
    longest_idle_hint: "Whose last session, or whose arrival, is the longest ago.",
    answer: "Time for an answer (seconds)",
    answerHint: "Then the next one is asked.",
  },
});
