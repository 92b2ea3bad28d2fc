//! The painter's worker: hands the page's messages to a ScreenHost. What comes before the decoder is loaded waits.

import type { FromStream, ToStream } from "./messages";
import { ScreenHost } from "./stream/host";
import { photoDecoder } from "./stream/photo";
import { Room } from "./stream/room";
import { videoDecoder } from "./stream/video";
import { warm } from "./stream/warm";
import { Zstd } from "./stream/zstd";

interface WorkerScope {
  onmessage: ((event: MessageEvent<ToStream>) => void) | null;
  postMessage(message: FromStream, transfer: Transferable[]): void;
}
const scope = globalThis as unknown as WorkerScope;

const early: ToStream[] = [];
scope.onmessage = (event) => early.push(event.data);

Zstd.load().then((zstd) => {
  const post = (message: FromStream, transfer: ArrayBuffer[] = []): void => scope.postMessage(message, transfer);
  const room = new Room();
  const decodePhoto = photoDecoder(room);
  const host = new ScreenHost({ zstd, room, decodePhoto, decodeVideo: videoDecoder(room), post });
  for (const message of early.splice(0)) host.take(message);
  scope.onmessage = (event) => host.take(event.data);
  void warm(zstd, decodePhoto);
});
