import { create } from "@bufbuild/protobuf";
import {
  type ConsoleDownBody,
  type ConsoleLink,
  type ConsoleUpBody,
  ItemAvailability,
  ItemStatusesSchema,
  ProblemError,
  SessionEventSchema,
  SessionEventsSchema,
  SessionListSchema,
  SessionPhase,
  SessionStateSchema,
  SessionSummarySchema,
} from "@towline/wire";
import { expect, test } from "vitest";
import { Live } from "../src/live/live";
import { emptyLog, unreadChat, withEvents } from "../src/live/log";

class ScriptedLink {
  state = { phase: "open", since: 1 } as ConsoleLink["state"];
  welcome = undefined;
  asked: ConsoleUpBody[] = [];
  refuse: ProblemError | undefined;
  tellState: (state: ConsoleLink["state"]) => void = () => undefined;
  tell: (body: ConsoleDownBody) => void = () => undefined;
  onState(take: (state: ConsoleLink["state"]) => void) {
    this.tellState = (state) => {
      this.state = state;
      take(state);
    };
  }
  onMessage(take: (body: ConsoleDownBody) => void) {
    this.tell = take;
  }
  async request(body: ConsoleUpBody) {
    this.asked.push(body);
    if (this.refuse) throw this.refuse;
    return {};
  }
  close() {}
}

const rig = () => {
  const link = new ScriptedLink();
  return { link, live: new Live(() => link as unknown as ConsoleLink) };
};
const event = (sequence: bigint, kind = "chat", actor = 2) => create(SessionEventSchema, { sequence, kind, actor });
const events = (...list: ReturnType<typeof event>[]): ConsoleDownBody => ({
  case: "events",
  value: create(SessionEventsSchema, { sessionId: "s", events: list }),
});
const sequences = (live: Live) =>
  live
    .snapshot()
    .rooms.get("s")
    ?.log.events.map((each) => Number(each.sequence));
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

test("events_stand_in_order_and_none_twice_ses_31", () => {
  const { link, live } = rig();
  live.openRoom("s");
  link.tell(events(event(1n), event(3n)));
  link.tell(events(event(3n), event(2n), event(2n)));
  link.tell(events(event(1n), event(4n)));
  expect(sequences(live)).toEqual([1, 2, 3, 4]);
});

test("a_log_that_had_all_events_is_the_same_object", () => {
  const log = withEvents(emptyLog, [event(1n), event(2n)]);
  expect(withEvents(log, [event(2n)])).toBe(log);
});

test("after_a_reconnect_a_session_goes_on_from_the_event_that_is_there_ses_2", async () => {
  const { link, live } = rig();
  live.openRoom("s");
  link.tell(events(event(1n), event(7n)));
  link.asked = [];
  link.tellState({ phase: "reconnecting", since: 2 });
  link.tellState({ phase: "open", since: 3 });
  await settle();
  expect(link.asked.find((each) => each.case === "openSession")?.value).toMatchObject({
    sessionId: "s",
    haveEvent: 7n,
  });
});

test("joined_sessions_open_by_themselves_and_waiting_ones_do_not_ses_10", () => {
  const { link, live } = rig();
  const summary = (sessionId: string, joined: boolean) =>
    create(SessionSummarySchema, { sessionId, joined, phase: joined ? SessionPhase.ACTIVE : SessionPhase.ON_HOLD });
  link.tell({
    case: "sessions",
    value: create(SessionListSchema, { sessions: [summary("a", true), summary("b", false)] }),
  });
  expect([...live.snapshot().rooms.keys()]).toEqual(["a"]);
});

test("a_session_that_cannot_be_opened_says_why_and_opens_when_asked_again", async () => {
  const { link, live } = rig();
  link.refuse = new ProblemError({ code: "not_found", title: "There is no such session", detail: "", retryAfterMs: 0 });
  live.openRoom("s");
  await settle();
  expect(live.snapshot().rooms.get("s")?.problem?.code).toBe("not_found");
  link.refuse = undefined;
  live.openRoom("s");
  link.tell({ case: "session", value: create(SessionStateSchema, { sessionId: "s" }) });
  expect(live.snapshot().rooms.get("s")?.problem).toBeUndefined();
});

test("watched_items_are_told_once_and_again_after_a_reconnect_jmp_6", async () => {
  const { link, live } = rig();
  const [table, cards] = [{}, {}];
  live.watchItems(table, { items: ["a", "b"], detail: ["b"] });
  live.watchItems(cards, { items: ["c"], detail: [] });
  await settle();
  live.watchItems(table, { items: ["a", "b"], detail: ["b"] });
  await settle();
  const told = () => link.asked.filter((each) => each.case === "watchItems");
  expect(told().map((each) => each.value)).toMatchObject([{ items: ["b", "a", "c"], detail: ["b"] }]);
  link.tellState({ phase: "reconnecting", since: 2 });
  link.tellState({ phase: "open", since: 3 });
  await settle();
  expect(told().length).toBe(2);
  live.watchItems(table, undefined);
  await settle();
  expect(told().at(-1)?.value).toMatchObject({ items: ["c"], detail: [] });
});

test("a_status_without_figures_leaves_the_last_ones_and_offline_takes_them_away_jmp_2", () => {
  const { link, live } = rig();
  const status = (availability: ItemAvailability, cpuPermille?: number) =>
    link.tell({
      case: "items",
      value: create(ItemStatusesSchema, {
        items: [{ itemId: "a", availability, ...(cpuPermille === undefined ? {} : { statistics: { cpuPermille } }) }],
      }),
    });
  const figures = () => live.snapshot().items.get("a")?.statistics?.cpuPermille;
  status(ItemAvailability.ONLINE, 31);
  status(ItemAvailability.ONLINE);
  expect(figures()).toBe(31);
  status(ItemAvailability.OFFLINE);
  expect(figures()).toBeUndefined();
});

test("unread_counts_what_others_said_since_it_was_seen_ses_30", () => {
  const log = withEvents(emptyLog, [event(1n), event(2n, "tool_started"), event(3n), event(4n, "chat", 1), event(5n)]);
  expect(unreadChat(log, 1n, [1])).toBe(2);
  expect(unreadChat(log, 5n, [1])).toBe(0);
  // Whatever the customer says is of somebody else.
  expect(unreadChat(withEvents(log, [event(6n, "chat", 65535)]), 5n, [1, 2])).toBe(1);
});
