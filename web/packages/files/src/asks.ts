//! What the page asks of the endpoint's files, one at a time, as requests of the wire.

import type { FilesClient, Request } from "./agent/client";
import { FilesFault } from "./agent/client";
import { type DownBody, entryOf, numberOf, textOf } from "./agent/decode";
import { hexOf } from "./hash";
import type { Ask, Details, Glance, Outcome, Places, Tally } from "./messages";
import { decodeName, encodeName } from "./names";

interface Hears {
  readonly begun: (request: Request) => void;
  readonly tally: (tally: Tally) => void;
}

export async function performed(client: FilesClient, ask: Ask, hears: Hears): Promise<unknown> {
  const { begun } = hears;
  const seen = (body: DownBody): void => {
    if (body.case === "progress") hears.tally(tallyOf(body.value));
  };
  const again = { again: true, begun, seen };
  const once = { again: false, begun, seen };
  switch (ask.kind) {
    case "places": {
      const value = { $typeName: "towline.v1.FilesPlaces" } as const;
      return placesOf(await client.ask({ case: "places", value }, again));
    }
    case "describe": {
      const value = { $typeName: "towline.v1.DescribeFile", path: encodeName(ask.path), digest: ask.digest } as const;
      return detailsOf(await client.ask({ case: "describe", value }, again));
    }
    case "measure": {
      const value = { $typeName: "towline.v1.MeasureFiles", paths: ask.paths.map(encodeName) } as const;
      return outcomeOf(await client.ask({ case: "measure", value }, again));
    }
    case "makeDirectory": {
      const value = { $typeName: "towline.v1.MakeDirectory", path: encodeName(ask.path), parents: false } as const;
      await client.ask({ case: "makeDirectory", value }, once);
      return undefined;
    }
    case "rename": {
      const { from, to } = ask;
      const value = { $typeName: "towline.v1.RenameFile", from: encodeName(from), to: encodeName(to) } as const;
      await client.ask({ case: "rename", value }, once);
      return undefined;
    }
    case "remove": {
      const value = { $typeName: "towline.v1.RemoveFiles", paths: ask.paths.map(encodeName) } as const;
      return outcomeOf(await client.ask({ case: "remove", value }, once));
    }
    case "setMode": {
      const { mode, recursive } = ask;
      const value = { $typeName: "towline.v1.SetFileMode", path: encodeName(ask.path), mode, recursive } as const;
      return outcomeOf(await client.ask({ case: "setMode", value }, again));
    }
    case "stage": {
      const value = { $typeName: "towline.v1.StageFiles" } as const;
      const body = await client.ask({ case: "stage", value }, once);
      if (body.case !== "staged") throw new FilesFault("failed");
      return { path: decodeName(body.value.path), batch: body.value.batch };
    }
    case "unstage": {
      const value = { $typeName: "towline.v1.UnstageFiles", batch: ask.batch } as const;
      await client.ask({ case: "unstage", value }, again);
      return undefined;
    }
    case "glance":
      return glance(client, ask.path, ask.most, begun);
  }
}

async function glance(
  client: FilesClient,
  path: string,
  most: number,
  begun: (request: Request) => void,
): Promise<Glance> {
  await client.ready();
  const request = client.start({
    case: "fetch",
    value: {
      $typeName: "towline.v1.FetchFiles",
      path: encodeName(path),
      resumePath: new Uint8Array(),
      resumeOffset: 0n,
      resumeStamp: new Uint8Array(),
      mostBytes: BigInt(most),
      measure: false,
    },
  });
  begun(request);
  const bytes = new Uint8Array(most);
  let length = 0;
  let whole = 0;
  for (let heard = await request.next(); heard; heard = await request.next()) {
    if (heard.kind === "data") {
      request.done(heard.bytes.length);
      if (heard.offset !== length || length + heard.bytes.length > most) {
        request.leave();
        throw new FilesFault("failed");
      }
      bytes.set(heard.bytes, length);
      length += heard.bytes.length;
    } else if (heard.body.case === "begins") {
      whole = numberOf(heard.body.value.entry?.bytes ?? 0n);
      const { skipped, finding } = heard.body.value;
      if (skipped !== "") throw new FilesFault(skipped, textOf(finding));
    } else if (heard.body.case === "over") {
      if (heard.body.value.code !== "") throw new FilesFault(heard.body.value.code, textOf(heard.body.value.detail));
      return { bytes: bytes.slice(0, length), more: whole > length };
    }
  }
  throw new FilesFault("cancelled");
}

function placesOf(body: DownBody): Places {
  if (body.case !== "places") throw new FilesFault("failed");
  const { places, account, elevated, readable, writable, clipboardOutside, noScanner } = body.value;
  return {
    places: places.map((place) => ({
      path: decodeName(place.path),
      kind: textOf(place.kind),
      device: textOf(place.device),
      fileSystem: textOf(place.fileSystem),
      totalBytes: numberOf(place.totalBytes),
      freeBytes: numberOf(place.freeBytes),
      readOnly: place.readOnly,
    })),
    account: textOf(account),
    elevated,
    readable: readable.map(decodeName),
    writable: writable.map(decodeName),
    clipboardOutside,
    noScanner,
  };
}

function detailsOf(body: DownBody): Details {
  if (body.case !== "details" || !body.value.entry) throw new FilesFault("failed");
  const { value } = body;
  return {
    path: decodeName(value.path),
    entry: entryOf(body.value.entry),
    target: decodeName(value.target),
    links: numberOf(value.links),
    allocatedBytes: numberOf(value.allocatedBytes),
    accessedMs: numberOf(value.accessedMs),
    changedMs: numberOf(value.changedMs),
    createdMs: numberOf(value.createdMs),
    inode: numberOf(value.inode),
    sha256: value.sha256.length === 32 ? hexOf(value.sha256) : "",
    mayRead: value.mayRead,
    mayWrite: value.mayWrite,
  };
}

function outcomeOf(body: DownBody): Outcome {
  if (body.case !== "over") throw new FilesFault("failed");
  const { total, failed, failedPath, failedCode } = body.value;
  return {
    total: total ? tallyOf(total) : undefined,
    failed: numberOf(failed),
    failedPath: decodeName(failedPath),
    failedCode: textOf(failedCode),
  };
}

function tallyOf(tally: { files: bigint; directories: bigint; bytes: bigint; path: Uint8Array }): Tally {
  return {
    files: numberOf(tally.files),
    directories: numberOf(tally.directories),
    bytes: numberOf(tally.bytes),
    path: decodeName(tally.path),
  };
}
