//! A session's shells as terminals for any page. It knows no framework.
export { openableLink } from "./guard";
export { type ShellOptions, ShellTerminal } from "./terminal";
export type { ThemeName } from "./themes";
