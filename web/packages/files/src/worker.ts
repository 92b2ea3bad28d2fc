//! The transfers' worker: hands the page's messages to a FilesHost.

import { FilesHost } from "./host";
import type { FromWorker, ToWorker } from "./messages";

interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
}
const scope = globalThis as unknown as WorkerScope;
const host = new FilesHost({ post: (message) => scope.postMessage(message) });
scope.onmessage = (event) => host.take(event.data);
