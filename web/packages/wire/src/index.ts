//! The browser's end of the wire: messages, frames, channels with credit, and the live link to the appliance. It knows no page and runs in a worker as well.
export * from "./generated/towline/v1/agent_pb";
export * from "./generated/towline/v1/common_pb";
export * from "./generated/towline/v1/console_pb";
export * from "./generated/towline/v1/stream_pb";
