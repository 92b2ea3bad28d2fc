//! The transfers of one session in their order: two at a time, by themselves or when they are started.

import type { FilesClient } from "../agent/client";
import { BlockHashes } from "../hash";
import type { Choice, Conflict, CopyOrder, DownloadOrder, FromWorker, TransferAct, UploadOrder } from "../messages";
import { nameOf, safeName, shownName } from "../names";
import { type Found, type FoundCopy, hashesOf, type KeptCopy, type Ledger } from "../sinks/ledger";
import { FileSink, FolderSink, type Sink, ZipSink } from "../sinks/sink";
import { Copy, type CopyStanding } from "./copy";
import { Download, type DownloadParts } from "./download";
import type { Transfer } from "./transfer";
import { Upload } from "./upload";

const AT_ONCE = 2;
/** A page draws no more often. */
const TELL_MS = 250;
/** So many files of one drop have a line each. */
const MOST_LINES = 8;

export interface QueueParts {
  readonly client: FilesClient;
  readonly sessionId: string;
  readonly endpoint: string;
  readonly ledger: Promise<Ledger>;
  readonly post: (message: FromWorker) => void;
}

export class Queue {
  readonly #parts: QueueParts;
  readonly #transfers = new Map<number, Transfer>();
  readonly #files = new Map<number, { file: File; name: string }>();
  readonly #changed = new Set<Transfer>();
  readonly #removed: number[] = [];
  readonly #questions = new Map<
    number,
    { conflict: Conflict; answer: (answer: { choice: Choice; all: boolean }) => void }
  >();
  #automatic = true;
  #next = 1;
  #nextQuestion = 1;
  #telling: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: QueueParts) {
    this.#parts = parts;
  }

  get busy(): boolean {
    return [...this.#transfers.values()].some((transfer) => !transfer.over);
  }

  set automatic(on: boolean) {
    this.#automatic = on;
    if (!on) return;
    for (const transfer of this.#transfers.values()) transfer.released = true;
    this.#go();
  }

  upload(order: UploadOrder): void {
    for (const [name, part] of parted(order)) {
      this.#add(
        (id) =>
          new Upload(id, this.#automatic, this.#told, part, name, {
            client: this.#parts.client,
            endpoint: this.#parts.endpoint,
            conflict: (conflict) => this.#ask(conflict),
            arrived: (directory) => this.#parts.post({ type: "arrived", directory }),
          }),
      );
    }
  }

  download(order: DownloadOrder): void {
    const [first] = order.items;
    if (!first) return;
    const single = order.items.length === 1 && first.kind === "file" && !order.folder;
    const name = order.items.length === 1 ? nameOf(first.path) : `${nameOf(first.path)} …`;
    const from = order.items
      .map((item) => shownName(item.path))
      .slice(0, 20)
      .join("\n");
    const { folder } = order;
    if (folder) {
      this.#add((id) =>
        this.#downloading(id, shownName(name), {
          items: order.items,
          single: false,
          from,
          to: folder.name,
          sink: () => Promise.resolve(new FolderSink(folder)),
          stands: () => {},
        }),
      );
      return;
    }
    const saved = single ? name : order.items.length === 1 ? `${name}.zip` : `${archiveName(first.path)}.zip`;
    const key = crypto.randomUUID();
    const { sessionId } = this.#parts;
    const kept = { sessionId, at: Date.now(), name: saved, single, from, items: order.items };
    this.#add((id) =>
      this.#downloading(
        id,
        shownName(saved),
        {
          items: order.items,
          single,
          from,
          to: "",
          sink: async () => {
            const ledger = await this.#parts.ledger;
            await ledger.remove(key);
            const store = await ledger.begin(key, kept);
            if (single) return new FileSink(store, saved);
            return new ZipSink(store, saved, [], (entry) => ledger.note(key, { entry }));
          },
          stands: (position) => void this.#parts.ledger.then((ledger) => ledger.note(key, { position })),
        },
        { key, saved },
      ),
    );
  }

  copy(copy: CopyOrder): void {
    const key = crypto.randomUUID();
    this.#copying(key, { sessionId: this.#parts.sessionId, at: Date.now(), copy }, undefined);
  }

  #copying(key: string, kept: KeptCopy, before: CopyStanding | undefined): void {
    const { copy } = kept;
    let latest: Promise<unknown> = Promise.resolve();
    // In their order: what is over must not be kept by a beginning that takes longer.
    const keep = (act: (ledger: Ledger) => unknown) => {
      latest = latest.then(async () => act(await this.#parts.ledger)).catch(() => undefined);
    };
    const begins = () => keep((ledger) => ledger.copy(key, kept));
    begins();
    this.#add(
      (id) =>
        new Copy(id, this.#automatic || before !== undefined, this.#told, copy, {
          client: this.#parts.client,
          before,
          begins,
          stands: (standing) => keep((ledger) => ledger.stands(key, standing)),
          arrived: () => this.#parts.post({ type: "copied", session: copy.session, directory: copy.directory }),
          over: () => keep((ledger) => ledger.remove(key)),
        }),
    );
  }

  /** Goes on with what the page before left. */
  async restore(): Promise<void> {
    const ledger = await this.#parts.ledger;
    for (const found of await ledger.found(this.#parts.sessionId)) {
      const restored = isCopy(found) ? this.#copyRestored(ledger, found) : this.#restored(ledger, found);
      await restored.catch(() => undefined);
    }
  }

  async #copyRestored(ledger: Ledger, { key, kept, standing }: FoundCopy): Promise<void> {
    await ledger.copy(key, kept);
    this.#copying(key, kept, standing);
  }

  async #restored(ledger: Ledger, found: Found): Promise<void> {
    const { key, kept } = found;
    const store = await ledger.again(key);
    let sink: Sink | undefined;
    let before: DownloadParts["before"];
    if (kept.single) {
      const hashes = await hashesOf(store);
      const position = found.position;
      // Without its stamp it cannot be known that the file is the same.
      if (position && position.stamp !== "" && !position.whole) {
        sink = new FileSink(store, kept.name);
        before = { position: { ...position, offset: store.size }, hashes, doneBytes: store.size, doneFiles: 0 };
      }
    } else {
      sink = new ZipSink(store, kept.name, found.entries, (entry) => ledger.note(key, { entry }));
      const last = found.position;
      // An entry of which only a part is there begins anew behind the last one that is whole.
      if (last?.whole) {
        const doneBytes = found.entries.reduce((sum, entry) => sum + entry.bytes, 0);
        const doneFiles = found.entries.filter((entry) => !entry.directory).length;
        before = { position: last, hashes: new BlockHashes(), doneBytes, doneFiles };
      }
    }
    if (!before) {
      store.close();
      await ledger.remove(key);
      this.download({ items: kept.items });
      return;
    }
    let kept_: Sink | undefined = sink;
    this.#add((id) =>
      this.#downloading(
        id,
        shownName(kept.name),
        {
          items: kept.items,
          single: kept.single,
          from: kept.from,
          to: "",
          before,
          sink: async () => {
            const first = kept_;
            kept_ = undefined;
            if (first) return first;
            await ledger.remove(key);
            const fresh = await ledger.begin(key, kept);
            return kept.single
              ? new FileSink(fresh, kept.name)
              : new ZipSink(fresh, kept.name, [], (entry) => ledger.note(key, { entry }));
          },
          stands: (position) => ledger.note(key, { position }),
        },
        { key, saved: kept.name },
      ),
    );
  }

  #downloading(
    id: number,
    name: string,
    parts: Pick<DownloadParts, "items" | "single" | "from" | "to" | "sink" | "stands"> & Partial<DownloadParts>,
    browser?: { key: string; saved: string },
  ): Download {
    return new Download(id, this.#automatic || parts.before !== undefined, this.#told, name, {
      ...parts,
      client: this.#parts.client,
      save: browser ? () => this.#save(id) : undefined,
      finished: (file) => {
        if (!file || !browser) return;
        void this.#parts.ledger.then((ledger) => {
          ledger.note(browser.key, { finished: Date.now() });
          ledger.close(browser.key);
        });
        this.#files.set(id, { file, name: safeName(browser.saved) });
        this.#save(id);
      },
      removed: () => {
        this.#files.delete(id);
        if (browser) void this.#parts.ledger.then((ledger) => ledger.remove(browser.key));
      },
    });
  }

  act(id: number, act: TransferAct): void {
    const transfer = this.#transfers.get(id);
    if (!transfer) return;
    if (act === "pause") transfer.pause();
    else if (act === "resume") transfer.resume();
    else if (act === "cancel") {
      this.#withdraw(id);
      transfer.cancel();
    } else if (act === "retry") transfer.retry();
    else if (act === "start") transfer.released = true;
    else if (act === "save") this.#save(id);
    else if (transfer.over) this.#clear(transfer);
    this.#go();
  }

  clearDone(): void {
    for (const transfer of [...this.#transfers.values()]) if (transfer.over) this.#clear(transfer);
  }

  choose(question: number, choice: Choice, all: boolean): void {
    const asked = this.#questions.get(question);
    if (!asked) return;
    this.#questions.delete(question);
    const transfer = this.#transfers.get(asked.conflict.transfer);
    if (transfer?.state === "asking") transfer.state = "running";
    asked.answer({ choice, all });
    if (transfer) this.#told(transfer);
    this.#showQuestion();
  }

  /** The link is gone for good: nothing goes on by itself. */
  stop(): void {
    for (const transfer of this.#transfers.values()) if (!transfer.over) this.act(transfer.id, "cancel");
  }

  #add(make: (id: number) => Transfer): void {
    const id = this.#next;
    this.#next += 1;
    const transfer = make(id);
    this.#transfers.set(id, transfer);
    this.#told(transfer);
  }

  readonly #told = (transfer: Transfer): void => {
    this.#changed.add(transfer);
    this.#telling ??= setTimeout(() => this.#tell(), TELL_MS);
    this.#go();
  };

  #tell(): void {
    this.#telling = undefined;
    const now = performance.now();
    const changed = [...this.#changed].filter(({ id }) => this.#transfers.has(id)).map((each) => each.view(now));
    this.#changed.clear();
    this.#parts.post({ type: "transfers", changed, removed: this.#removed.splice(0) });
  }

  #go(): void {
    const all = [...this.#transfers.values()];
    let busy = all.filter((transfer) => transfer.busy).length;
    for (const transfer of all) {
      if (busy >= AT_ONCE) return;
      if (transfer.state !== "waiting" || !transfer.released) continue;
      busy += 1;
      transfer.go();
    }
  }

  #clear(transfer: Transfer): void {
    this.#transfers.delete(transfer.id);
    this.#removed.push(transfer.id);
    void transfer.cleared();
    this.#files.delete(transfer.id);
    this.#told(transfer);
  }

  #save(id: number): void {
    const saved = this.#files.get(id);
    if (saved) this.#parts.post({ type: "save", ...saved });
  }

  #ask(asked: Omit<Conflict, "question">): Promise<{ choice: Choice; all: boolean }> {
    const question = this.#nextQuestion;
    this.#nextQuestion += 1;
    return new Promise((answer) => {
      this.#questions.set(question, { conflict: { ...asked, question }, answer });
      const transfer = this.#transfers.get(asked.transfer);
      if (transfer?.state === "running") transfer.state = "asking";
      if (transfer) this.#told(transfer);
      this.#showQuestion();
    });
  }

  /** One at a time is in front of the person. */
  #showQuestion(): void {
    const [first] = this.#questions.values();
    this.#parts.post({ type: "conflict", conflict: first?.conflict });
  }

  /** The transfer that asks is not wanted any more. */
  #withdraw(id: number): void {
    for (const [question, { conflict, answer }] of [...this.#questions]) {
      if (conflict.transfer !== id) continue;
      this.#questions.delete(question);
      answer({ choice: "skip", all: false });
    }
    this.#showQuestion();
  }
}

const isCopy = (found: Found | FoundCopy): found is FoundCopy => "copy" in found.kept;

const archiveName = (path: string): string => nameOf(path).replace(/\.[^.]{1,8}$/u, "");

/** What was given together as the transfers that a person would name: a few files each on its own, a directory with all that is in it as one. */
function* parted(order: UploadOrder): Generator<readonly [string, UploadOrder]> {
  const loose = order.files.filter(({ path }) => path.length === 1);
  const trees = new Map<string, UploadOrder>();
  const tree = (top: string) => trees.get(top) ?? { ...order, files: [], directories: [] };
  for (const chosen of order.files) {
    const [top] = chosen.path;
    if (chosen.path.length === 1 || top === undefined) continue;
    const part = tree(top);
    (part.files as unknown as (typeof chosen)[]).push(chosen);
    trees.set(top, part);
  }
  for (const path of order.directories) {
    const [top] = path;
    if (top === undefined) continue;
    const part = tree(top);
    trees.set(top, { ...part, directories: [...part.directories, path] });
  }
  if (loose.length <= MOST_LINES) {
    for (const chosen of loose) yield [chosen.path[0] ?? "", { ...order, files: [chosen], directories: [] }];
  } else yield [`${loose[0]?.path[0] ?? ""} …`, { ...order, files: loose, directories: [] }];
  for (const [top, part] of trees) yield [top, part];
}
