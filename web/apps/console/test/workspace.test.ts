// What a session's workspace does around its painter: the order of events when a screen begins, not its speed.

import { Permission, type SessionState, Tool } from "@towline/wire";
import { beforeEach, expect, test, vi } from "vitest";
import type { Live } from "../src/live/live";
import { Workspace } from "../src/session/workspace";

const made: { dispose: ReturnType<typeof vi.fn>; showAhead: ReturnType<typeof vi.fn> }[] = [];
const place = {} as HTMLElement;
let told: (state: { phase: string }) => void = () => {};

vi.mock("@towline/desktop", () => ({
  RemoteDesktop: class {
    dispose = vi.fn();
    showAhead = vi.fn();
    onState = (take: (state: { phase: string }) => void) => {
      told = take;
      // The tool does not run yet.
      take({ phase: "unavailable" });
      return () => {};
    };
    releaseAll = vi.fn();
    setScale = vi.fn();
    hands = { setKeyMode: vi.fn(), setTouchMode: vi.fn() };
    setControl = vi.fn();
    clipboard = { allow: vi.fn() };
    drawing = { allow: vi.fn() };
    sound = { allow: vi.fn() };
    constructor() {
      made.push(this);
    }
  },
}));

beforeEach(() => {
  made.length = 0;
});

const workspace = () => new Workspace({ viewer: 7n } as unknown as Live, "s1");

const state = (runningTools: Tool[]) =>
  ({
    self: 1,
    permissions: [Permission.SCREEN_VIEW],
    participants: [],
    runningTools,
    shells: [],
  }) as unknown as SessionState;

test("the painter opens its link while the tool is being started, not after it (SCR-31)", async () => {
  const session = workspace();
  let answer: (reply: object) => void = () => {};
  const started = session.beginDesktop(() => new Promise<object>((resolve) => (answer = resolve)));
  await vi.waitFor(() => expect(made.length).toBe(1));
  // Whatever is told meanwhile of a tool that does not run yet, the painter stays.
  session.follow(state([]));
  await Promise.resolve();
  answer({});
  await started;
  session.follow(state([Tool.SCREEN]));
  await Promise.resolve();
  expect(made.length).toBe(1);
  expect(made[0]?.dispose).not.toHaveBeenCalled();
  session.follow(state([]));
  await vi.waitFor(() => expect(made[0]?.dispose).toHaveBeenCalled());
});

test("the link waits while the start is offered, and goes with the page that offers it (SCR-31)", async () => {
  const session = workspace();
  const end = session.offerDesktop(place);
  await vi.waitFor(() => expect(made.length).toBe(1));
  session.follow(state([]));
  await session.beginDesktop(() => Promise.resolve({}));
  session.follow(state([Tool.SCREEN]));
  end();
  await Promise.resolve();
  expect(made.length).toBe(1);
  expect(made[0]?.dispose).not.toHaveBeenCalled();
  // Stopped, the old painter goes; offered again, another one waits; the page goes, and it goes too.
  session.follow(state([]));
  const again = session.offerDesktop(place);
  await vi.waitFor(() => expect(made.length).toBe(2));
  again();
  await vi.waitFor(() => expect(made[1]?.dispose).toHaveBeenCalled());
});

test("the first picture has a place from the start on, and none before or without it (SCR-31)", async () => {
  const session = workspace();
  const end = session.offerDesktop(place);
  await vi.waitFor(() => expect(made.length).toBe(1));
  await Promise.resolve();
  expect(made[0]?.showAhead).not.toHaveBeenCalled();
  expect(session.pictureDue()).toBe(false);
  await session.beginDesktop(() => Promise.resolve({}));
  expect(made[0]?.showAhead).toHaveBeenCalledExactlyOnceWith(place);
  expect(session.pictureDue()).toBe(true);
  told({ phase: "live" });
  expect(session.pictureDue()).toBe(false);
  session.follow(state([Tool.SCREEN]));
  end();
  // What starts by itself has the page's own place.
  session.follow(state([]));
  await session.beginDesktop(() => Promise.resolve({}));
  await vi.waitFor(() => expect(made.length).toBe(2));
  expect(made[1]?.showAhead).not.toHaveBeenCalled();
});

test("a start that is refused leaves no painter behind (SCR-1)", async () => {
  const session = workspace();
  await session.beginDesktop(() => Promise.resolve(undefined));
  await vi.waitFor(() => expect(made[0]?.dispose).toHaveBeenCalled());
  expect(session.pictureDue()).toBe(false);
  const failing = session.beginDesktop(() => Promise.reject(new Error("refused")));
  await expect(failing).rejects.toThrow("refused");
  await vi.waitFor(() => expect(made[1]?.dispose).toHaveBeenCalled());
});

test("with a customer who has a browser only the chat is the tool, until there is an agent (SUP-20)", () => {
  const session = workspace();
  const attended = (agent: boolean) => ({ ...state([]), customer: { name: "Carla" }, agent }) as SessionState;
  session.follow(attended(false));
  expect(session.view().tool).toBe("chat");
  session.change({ tool: "summary" });
  session.follow(attended(false));
  expect(session.view().tool).toBe("summary");
  session.change({ tool: "chat" });
  session.follow(attended(true));
  expect(session.view().tool).toBe("screen");
});
