//! Why something was refused, as the wire and the REST interface say it: a stable code, a sentence for a person, and what to do next.

/** Plain form of the wire's Problem. */
export interface ProblemDetails {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** Milliseconds after which trying again makes sense; 0: it does not help. */
  readonly retryAfterMs: number;
}

/** What a rejected request throws. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly retryAfterMs: number;

  constructor(problem: { code: string; title: string; detail?: string; retryAfterMs?: number }) {
    super(problem.title);
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail ?? "";
    this.retryAfterMs = problem.retryAfterMs ?? 0;
  }
}

/** Texts for what the browser's end finds out by itself. */
const TITLES: Readonly<Record<string, string>> = {
  reconnecting: "The connection is being restored.",
  timeout: "No answer came in time.",
  too_large: "The message is too large to send.",
  limit: "Too many requests wait for an answer.",
  ended: "The connection was closed.",
  malformed_frame: "The appliance sent something that this page does not understand.",
  no_credit: "More data came than there was room for.",
  slow_consumer: "The connection is too slow for what is being sent.",
  bad_ticket: "The appliance did not accept this page's ticket.",
  bad_origin: "This page's address is not the appliance's.",
  console_disabled: "The web console has been switched off.",
  signed_out: "You have been signed out.",
  invitation_ended: "Your invitation has ended.",
  taken_over: "This session was opened in another place.",
  version_too_old: "This page is older than the appliance. Load it again.",
  no_decoder: "This browser cannot show video of this kind.",
  internal: "Something in this page broke down.",
  unreachable: "The appliance cannot be reached.",
};

/** A problem that this end names itself. */
export function localProblem(code: string, detail = ""): ProblemDetails {
  return { code, title: TITLES[code] ?? "The connection ended.", detail, retryAfterMs: 0 };
}
