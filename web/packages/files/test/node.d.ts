// The little of Node.js that the tests use; the page's types are without it.
declare module "node:child_process" {
  export function execFileSync(file: string, args: string[], options: { encoding: "utf8" }): string;
}
declare module "node:fs" {
  export function mkdtempSync(prefix: string): string;
  export function rmSync(path: string, options: { recursive: boolean }): void;
  export function writeFileSync(path: string, data: Uint8Array): void;
  export function openSync(path: string, flags: string): number;
  export function closeSync(handle: number): void;
  export function ftruncateSync(handle: number, size: number): void;
  export function writeSync(handle: number, data: Uint8Array, offset: number, length: number, at: number): void;
}
declare module "node:os" {
  export function tmpdir(): string;
}
declare module "node:path" {
  export function join(...parts: string[]): string;
}
