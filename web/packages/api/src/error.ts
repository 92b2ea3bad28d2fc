// Why a request was refused, as the appliance says it in application/problem+json (RFC 9457), or why it never got there.
//
// Not a place for words of our own: `title` and `detail` come from the appliance; without an answer the code is `offline` and the page words it.

/** A refusal of the appliance, or `offline` when it could not be reached. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    /** Stable code: `sign_in_failed`, `not_permitted`, … or `offline`. */
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    /** What is wrong with single fields of a form, by the field's name. */
    readonly fields: Readonly<Record<string, string>> = {},
  ) {
    super(title || code);
  }

  /** The appliance could not be reached: trying again later makes sense. */
  get unreachable(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Makes an error of a refused response. A body that is no problem document still gives an error with the status. */
export async function errorOf(response: Response): Promise<ApiError> {
  const kind = response.headers.get("content-type") ?? "";
  let body: Record<string, unknown> = {};
  if (kind.startsWith("application/problem+json")) {
    const parsed: unknown = await response.json().catch(() => null);
    if (typeof parsed === "object" && parsed !== null) body = parsed as Record<string, unknown>;
  }
  const fields: Record<string, string> = {};
  if (typeof body.fields === "object" && body.fields !== null) {
    for (const [name, message] of Object.entries(body.fields)) fields[name] = text(message);
  }
  return new ApiError(
    text(body.code) || `http_${response.status}`,
    text(body.title) || response.statusText,
    text(body.detail),
    response.status,
    fields,
  );
}
