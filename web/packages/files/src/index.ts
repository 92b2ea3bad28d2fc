//! The files of an endpoint for any page: a browser of directories and transfers both ways, in a worker. It knows no framework.
export type { Entry, Kind } from "./agent/decode";
export { endingOf, isDirectory, isHidden } from "./listing";
export type {
  Choice,
  Conflict,
  CopyOrder,
  Details,
  Exists,
  Fault,
  Glance,
  ListView,
  Outcome,
  Place,
  Places,
  Remark,
  SortKey,
  Staged,
  Tally,
  TransferAct,
  TransferState,
  TransferView,
} from "./messages";
export { crumbsOf, joined, nameOf, parentOf, separatorOf, shownName, wrongName } from "./names";
export { chosenFiles, droppedFiles, type Given, holdsFiles } from "./page/dropped";
export {
  type FilesLook,
  type FilesOptions,
  FilesRefusal,
  type FilesState,
  type Listed,
  SessionFiles,
  type Wish,
} from "./page/files";
export { type Glanced, glanced, MOST_IMAGE_BYTES, MOST_TEXT_BYTES } from "./page/glance";
export type { Handing } from "./page/handover";
