//! The browser's end of the wire: messages, frames, channels with credit, and the live link to the appliance. It knows no page and runs in a worker as well.
export type { Channel } from "./channel";
export { type ConsoleDownBody, VERSION } from "./connection";
export { CONTROL_LIMIT, DATA_LIMIT } from "./frame";
export * from "./generated/towline/v1/agent_pb";
export * from "./generated/towline/v1/common_pb";
export * from "./generated/towline/v1/console_pb";
export * from "./generated/towline/v1/stream_pb";
export * from "./generated/towline/v1/system_pb";
export { realTiming, type Timing } from "./heartbeat";
export { ConsoleLink, type LinkOptions, type LinkState } from "./link";
export * from "./payload";
export { localProblem, type ProblemDetails, ProblemError } from "./problem";
export type { ConsoleUpBody } from "./requests";
export type { LinkSocket } from "./socket";
export { workerAddress } from "./worker_address";
