// What is done in a session, as its customer reads it in the conversation (SES-30): in plain words, and only what they may know.

import type { Entry } from "./messages";
import type { Words } from "./page";

/** The words for what happened, by its kind and, of tools, which one. */
function key({ kind, text }: Entry): string {
  const tool = text === "screen" || text === "system" || text === "files" ? text : "";
  switch (kind) {
    case "tool_started":
      return tool && `${tool}_on`;
    case "tool_stopped":
      return tool && `${tool}_off`;
    case "control_taken":
      return "control_on";
    case "control_released":
      return "control_off";
    case "clipboard_on":
    case "clipboard_off":
    case "drawing_on":
    case "sound_on":
    case "sound_off":
    case "files_uploaded":
    case "files_downloaded":
    case "files_viewed":
    case "files_removed":
    case "files_changed":
      return kind;
    case "script_started":
      return "script_on";
    case "script_ended":
      return "script_off";
    case "shell_opened":
      return "shell_on";
    case "shell_ended":
      return "shell_off";
    case "access_paused":
      return "you_paused";
    case "access_resumed":
      return "you_resumed";
    case "pinned":
    case "pinned_user":
      return "pinned";
    case "button_placed":
      return "button_on";
    case "button_removed":
      return "button_off";
    case "elevated":
      return "elevated_on";
    case "elevation_ended":
      return "elevated_off";
    case "privacy_input":
      return "privacy_on";
    case "privacy_screen":
      return "privacy_blank";
    case "privacy_off":
      return "privacy_off";
    case "held":
      return "held";
    case "resumed":
      return "goes_on";
    case "system_asked":
      return "changed";
    case "system_failed":
      return "not_changed";
    case "translation_started":
      return "translated_on";
    case "translation_stopped":
      return "translated_off";
    case "sharing_started":
    case "sharing_paused":
    case "sharing_resumed":
    case "sharing_stopped":
      return kind;
    default:
      return "";
  }
}

/** Empty: it means nothing to a customer. */
export function happened(entry: Entry, words: Words): string {
  const found = words[key(entry)];
  if (!found) return "";
  const said = found.replace("{name}", () => entry.name).replace(/\{(?:text|what)\}/, () => entry.text);
  // The questions share these words, and end otherwise.
  return said + (/\p{Script=Han}|\p{Script=Hiragana}/u.test(found) ? "。" : ".");
}
