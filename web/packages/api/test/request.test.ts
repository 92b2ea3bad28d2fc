import { afterEach, expect, test, vi } from "vitest";
import { ApiError, addressOf, api, onSignedOut } from "../src/index";

const answer = (status: number, body: unknown, type = "application/problem+json") =>
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response(JSON.stringify(body), { status, headers: { "content-type": type } })),
  );

const refusal = async (work: Promise<unknown>): Promise<ApiError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiError) return error;
  throw new Error("was not refused");
};

afterEach(() => vi.unstubAllGlobals());

test("a_problem_document_becomes_an_error_with_code_and_fields", async () => {
  answer(422, {
    code: "password_rejected",
    title: "The password was not accepted",
    fields: { new: "It is too short." },
  });
  const error = await refusal(api.changePassword("old", "new"));
  expect([error.code, error.status, error.fields.new]).toEqual(["password_rejected", 422, "It is too short."]);
});

test("a_refusal_that_is_no_problem_document_still_has_a_code", async () => {
  answer(502, "<b>bad gateway</b>", "text/html");
  const error = await refusal(api.status());
  expect([error.code, error.unreachable]).toEqual(["http_502", true]);
});

test("unsafe_requests_carry_the_header_against_forgery_and_safe_ones_need_none", async () => {
  answer(200, {}, "application/json");
  await api.ticket();
  await api.status();
  const calls = vi.mocked(fetch).mock.calls.map(([, init]) => new Headers(init?.headers).get("x-towline"));
  expect(calls).toEqual(["1", null]);
});

test("a_401_tells_listeners_once_but_a_failed_sign_in_does_not_acc_4", async () => {
  answer(401, { code: "sign_in_failed", title: "no" });
  const told = vi.fn();
  const stop = onSignedOut(told);
  await refusal(api.signIn("someone", "wrong"));
  expect(told).not.toHaveBeenCalled();
  await refusal(api.status());
  expect(told).toHaveBeenCalledTimes(1);
  stop();
});

test("no_answer_at_all_is_offline", async () => {
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => Promise.reject(new TypeError("failed"))),
  );
  expect((await refusal(api.status())).code).toBe("offline");
});

test("ids_and_queries_are_encoded", async () => {
  answer(200, {}, "application/json");
  await api.jumpItem("../users");
  expect(vi.mocked(fetch).mock.calls[0]?.[0]).toBe("/api/v1/jump-items/..%2Fusers");
  expect(addressOf("/jump-items", { location: "all", search: "", page: 2 })).toBe(
    "/api/v1/jump-items?location=all&page=2",
  );
});

const pieces = (...texts: readonly string[]) => {
  const bytes = new TextEncoder().encode(texts.join(""));
  const cancelled = vi.fn();
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      // One byte at a time.
      for (const byte of bytes) stream.enqueue(Uint8Array.of(byte));
      stream.close();
    },
    cancel: cancelled,
  });
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => new Response(body, { headers: { "content-type": "text/plain; charset=utf-8" } })),
  );
  return cancelled;
};

test("of_a_long_text_the_beginning_is_read_and_the_rest_is_let_be_shl_6", async () => {
  pieces("grün\n", "€ 5\n");
  expect(await api.shellTranscript("a", "b", 100)).toEqual({ text: "grün\n€ 5\n", whole: true });
  pieces("grün\n", "€ 5\n");
  expect(await api.shellTranscript("a", "b", 12)).toEqual({ text: "grün\n€ 5\n", whole: true });
  pieces("grün\n", "€ 5\n");
  // The bound is within the third character's bytes.
  expect(await api.shellTranscript("a", "b", 3)).toEqual({ text: "gr", whole: false });
  expect(vi.mocked(fetch).mock.calls[0]?.[0]).toBe("/api/v1/session-reports/a/shells/b/transcript");
  answer(404, { code: "not_found", title: "Not found" });
  expect((await refusal(api.shellTranscript("a", "b", 3))).code).toBe("not_found");
});
