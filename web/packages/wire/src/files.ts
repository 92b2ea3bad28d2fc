//! The messages of files (FIL). Apart from the others, for only the transfers' worker speaks them.
export * from "./generated/towline/v1/files_pb";
