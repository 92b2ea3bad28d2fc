//! What the beginning of a file is, judged by its bytes and by nothing that an endpoint says of it.

export type Glanced =
  | { readonly kind: "image"; readonly type: string }
  | { readonly kind: "text"; readonly text: string; readonly encoding: "UTF-8" | "Latin-1" }
  | { readonly kind: "other" };

export const MOST_IMAGE_BYTES = 4 * 1024 * 1024;
export const MOST_TEXT_BYTES = 256 * 1024;

const starts = (bytes: Uint8Array, at: number, what: string): boolean =>
  [...what].every((letter, index) => bytes[at + index] === letter.charCodeAt(0));

/** SECURITY: pixels only. SVG and HTML are programs, and are shown as the text that they are. */
function imageType(bytes: Uint8Array): string | undefined {
  if (starts(bytes, 0, "\x89PNG\r\n\x1a\n")) return "image/png";
  if (starts(bytes, 0, "\xff\xd8\xff")) return "image/jpeg";
  if (starts(bytes, 0, "GIF87a") || starts(bytes, 0, "GIF89a")) return "image/gif";
  if (starts(bytes, 0, "RIFF") && starts(bytes, 8, "WEBP")) return "image/webp";
  if (starts(bytes, 4, "ftypavif") || starts(bytes, 4, "ftypavis")) return "image/avif";
  return undefined;
}

export function glanced(bytes: Uint8Array<ArrayBuffer>, more: boolean): Glanced {
  const type = imageType(bytes);
  if (type !== undefined) return { kind: "image", type };
  const part = bytes.subarray(0, MOST_TEXT_BYTES);
  if (part.includes(0)) return { kind: "other" };
  const cut = more || part.length < bytes.length;
  const utf8 = textOf(part, cut);
  if (utf8 !== undefined) return { kind: "text", text: utf8, encoding: "UTF-8" };
  // Of what is no UTF-8, some control characters tell that it is no text at all.
  if (part.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27))) return { kind: "other" };
  return { kind: "text", text: Array.from(part, (byte) => String.fromCharCode(byte)).join(""), encoding: "Latin-1" };
}

/** The last letter may be cut in two. */
function textOf(bytes: Uint8Array<ArrayBuffer>, cut: boolean): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: cut });
  } catch {
    return undefined;
  }
}
