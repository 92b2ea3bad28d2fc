import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { QueueKind, QueueRefSchema, SessionPhase, type SessionSummary, SessionSummarySchema } from "@towline/wire";
import { expect, test, vi } from "vitest";
import { ArrivalWatch, othersFirst } from "../src/arrivals/watch";
import { GENERAL, isUnaccepted, PERSONAL, queuesOf } from "../src/live/queues";
import { watchIdle } from "../src/ready/idle";
import { queueSearch } from "../src/routes";

type Init = MessageInitShape<typeof SessionSummarySchema>;

const TEAM = "7d6f9a0e-0000-4000-8000-000000000001";
const queueRef = (kind: QueueKind, id: string, name: string) => create(QueueRefSchema, { kind, id, name });
const personal = queueRef(QueueKind.PERSONAL, "me", "Olga");
const team = queueRef(QueueKind.TEAM, TEAM, "Linux team");
const general = queueRef(QueueKind.GENERAL, "", "");

const session = (sessionId: string, more: Init = {}): SessionSummary =>
  create(SessionSummarySchema, {
    sessionId,
    phase: SessionPhase.WAITING,
    queue: personal,
    waitingSinceMs: 1000n,
    customer: { name: "Carla", there: true },
    ...more,
  } as Init);

test("every_queue_that_is_served_has_what_waits_in_it_the_longest_first_sup_30", () => {
  const queues = queuesOf(
    [personal, team, general],
    [
      session("late", { waitingSinceMs: 9n }),
      session("early", { waitingSinceMs: 3n }),
      session("team", { queue: team }),
      session("mine", { joined: true, phase: SessionPhase.ACTIVE }),
      session("invited", { invitation: { number: 1 } }),
      session("over", { phase: SessionPhase.ENDED }),
    ],
  );
  expect(queues.map(({ id, waiting }) => [id, waiting.map((each) => each.sessionId)])).toEqual([
    [PERSONAL, ["early", "late"]],
    [TEAM, ["team"]],
    [GENERAL, []],
  ]);
});

test("without_a_word_from_the_appliance_there_is_the_personal_queue", () => {
  expect(queuesOf([], []).map((queue) => queue.id)).toEqual([PERSONAL]);
});

test("ones_own_on_hold_is_resumed_and_everything_else_of_a_customer_accepted_sup_30", () => {
  expect(isUnaccepted(session("a"))).toBe(true);
  expect(isUnaccepted(session("a", { owned: true, phase: SessionPhase.ON_HOLD }))).toBe(false);
  // Whoever had it is gone for good.
  expect(isUnaccepted(session("a", { phase: SessionPhase.ON_HOLD, queue: general }))).toBe(true);
  expect(isUnaccepted(session("a", { owned: true, phase: SessionPhase.ENDPOINT_LOST }))).toBe(true);
  const machine = create(SessionSummarySchema, { sessionId: "m", owned: true, phase: SessionPhase.ON_HOLD });
  expect(isUnaccepted(machine)).toBe(false);
});

const news = (watch: ArrivalWatch, ...sessions: SessionSummary[]) => {
  const { came, went } = watch.see(sessions);
  return [came.map((each) => each.sessionId).join(), went.join()];
};

test("who_comes_is_told_once_and_who_waited_before_the_page_was_opened_is_not_sup_31", () => {
  const watch = new ArrivalWatch();
  expect(news(watch, session("old"))).toEqual(["", ""]);
  expect(news(watch, session("old"), session("new"))).toEqual(["new", ""]);
  expect(news(watch, session("old"), session("new"))).toEqual(["", ""]);
  // Away for a moment, and back: the same visit.
  const away = { phase: SessionPhase.ENDPOINT_LOST };
  expect(news(watch, session("old"), session("new", away))).toEqual(["", ""]);
  expect(news(watch, session("old"), session("new"))).toEqual(["", ""]);
  // Accepted here, and elsewhere.
  expect(news(watch, session("new", { joined: true, phase: SessionPhase.ACTIVE }))).toEqual(["", "old,new"]);
});

test("what_is_put_on_hold_is_no_news_also_when_its_customer_goes_and_comes_sup_31", () => {
  const watch = new ArrivalWatch();
  const mine = { owned: true, waitingSinceMs: 5n };
  expect(news(watch, session("a", { owned: true, joined: true, phase: SessionPhase.ACTIVE }))).toEqual(["", ""]);
  expect(news(watch, session("a", { ...mine, phase: SessionPhase.ON_HOLD }))).toEqual(["", ""]);
  expect(news(watch, session("a", { ...mine, phase: SessionPhase.ENDPOINT_LOST }))).toEqual(["", ""]);
  expect(news(watch, session("a", { ...mine, phase: SessionPhase.ON_HOLD }))).toEqual(["", ""]);
});

test("what_comes_into_another_queue_is_news_there_sup_31", () => {
  const watch = new ArrivalWatch();
  news(watch, session("a"));
  expect(news(watch, session("a", { queue: general, waitingSinceMs: 9n, phase: SessionPhase.ON_HOLD }))).toEqual([
    "a",
    "",
  ]);
});

test("what_waits_too_long_is_told_once_more_and_not_after_each_list_sup_32", () => {
  const watch = new ArrivalWatch();
  const again = (...sessions: SessionSummary[]) => watch.see(sessions).again.map((each) => each.sessionId);
  expect(again(session("old", { overdue: true }))).toEqual([]);
  expect(again(session("old", { overdue: true }), session("new"))).toEqual([]);
  expect(again(session("old", { overdue: true }), session("new", { overdue: true }))).toEqual(["new"]);
  expect(again(session("new", { overdue: true }))).toEqual([]);
  // In another queue it begins anew.
  expect(again(session("new", { queue: team }))).toEqual([]);
  expect(again(session("new", { queue: team, overdue: true }))).toEqual(["new"]);
});

test("keys_and_clicks_are_somebody_and_a_mouse_that_moves_is_not_sup_32", () => {
  vi.useFakeTimers();
  const page = new EventTarget();
  const said: boolean[] = [];
  const stop = watchIdle(page, 60_000, (idle) => said.push(idle));
  vi.advanceTimersByTime(50_000);
  page.dispatchEvent(new Event("keydown"));
  vi.advanceTimersByTime(50_000);
  page.dispatchEvent(new Event("pointermove"));
  expect(said).toEqual([]);
  vi.advanceTimersByTime(11_000);
  expect(said).toEqual([true]);
  page.dispatchEvent(new Event("pointerdown"));
  page.dispatchEvent(new Event("keydown"));
  expect(said).toEqual([true, false]);
  vi.advanceTimersByTime(61_000);
  expect(said).toEqual([true, false, true]);
  stop();
  page.dispatchEvent(new Event("keydown"));
  vi.advanceTimersByTime(120_000);
  expect(said).toHaveLength(3);
  vi.useRealTimers();
});

test("an_address_names_a_session_or_nothing", () => {
  expect(queueSearch({ session: TEAM })).toEqual({ session: TEAM });
  for (const nonsense of ["<script>", "", 7, [TEAM], "../x"]) expect(queueSearch({ session: nonsense })).toEqual({});
});

test("who_has_the_skills_of_an_issue_is_told_first_and_everybody_if_nobody_has_them_sup_32", () => {
  const needs = (mine: boolean, others: string[]) => session("a", { skills: { needed: ["Printers"], mine, others } });
  expect(othersFirst(session("a"))).toBe(false);
  expect(othersFirst(needs(true, ["Otto"]))).toBe(false);
  expect(othersFirst(needs(false, ["Otto"]))).toBe(true);
  expect(othersFirst(needs(false, []))).toBe(false);
});
