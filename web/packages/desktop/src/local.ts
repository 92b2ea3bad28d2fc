//! The stream in the page itself, for browsers without module workers. Loaded only then.

import type { FromStream, ToStream } from "./messages";
import { ScreenHost } from "./stream/host";
import { photoDecoder } from "./stream/photo";
import { Room } from "./stream/room";
import { videoDecoder } from "./stream/video";
import { Zstd } from "./stream/zstd";

export async function localHost(post: (message: FromStream) => void): Promise<{ take(message: ToStream): void }> {
  const [zstd, room] = [await Zstd.load(), new Room()];
  return new ScreenHost({ zstd, room, decodePhoto: photoDecoder(room), decodeVideo: videoDecoder(room), post });
}
