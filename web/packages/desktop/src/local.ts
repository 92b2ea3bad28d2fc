//! The stream in the page itself, for browsers without module workers. Loaded only then.

import type { FromStream, ToStream } from "./messages";
import { ScreenHost } from "./stream/host";
import { photoDecoder } from "./stream/photo";
import { videoDecoder } from "./stream/video";
import { Zstd } from "./stream/zstd";

export async function localHost(post: (message: FromStream) => void): Promise<{ take(message: ToStream): void }> {
  return new ScreenHost({ zstd: await Zstd.load(), decodePhoto: photoDecoder(), decodeVideo: videoDecoder(), post });
}
