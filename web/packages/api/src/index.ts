// The appliance's REST interface for the web apps. The only package that speaks HTTP; it knows no framework and keeps no state.

export {
  type AttachmentOrder,
  attachmentAddress,
  giveScriptFile,
  type Party,
  type Sending,
  scriptFileAddress,
  sendAttachment,
} from "./attachments";
export { api, reportFileAddress, shellAddress } from "./client";
export { ApiError } from "./error";
export { addressOf, announceSignedOut, onSignedOut, type Query } from "./request";
export type * from "./types";
