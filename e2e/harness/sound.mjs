// A PulseAudio server of a machine's own, with one output that nobody hears, and what is played on it.

import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { Program, temporaryFolder, until } from "./processes.mjs";

const RATE = 48000;

export class SoundServer {
  /** What the machine's programs need to find it. */
  constructor() {
    this.folder = temporaryFolder("sound");
    this.env = { XDG_RUNTIME_DIR: this.folder };
  }

  async start() {
    const options = ["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes"];
    const modules = ["module-native-protocol-unix", "module-null-sink sink_name=speakers"];
    this.server = new Program(
      "pulseaudio",
      "pulseaudio",
      [...options, ...modules.flatMap((module) => ["-L", module])],
      {
        env: { ...this.env, HOME: this.folder },
        log: join(this.folder, "pulseaudio.log"),
      },
    );
    await until("the sound server", () => existsSync(join(this.folder, "pulse/native")));
  }

  async stop() {
    this.quiet();
    await this.server?.stop();
  }

  /** Plays a tone, until `quiet`. */
  tone(hertz) {
    this.quiet();
    const second = Buffer.alloc(RATE * 4);
    for (let at = 0; at < RATE; at++) {
      const value = Math.round(Math.sin((2 * Math.PI * hertz * at) / RATE) * 12000);
      second.writeInt16LE(value, at * 4);
      second.writeInt16LE(value, at * 4 + 2);
    }
    const options = ["--playback", "--format=s16le", `--rate=${RATE}`, "--channels=2", "--latency-msec=50"];
    this.player = spawn("pacat", options, { env: this.#env, stdio: ["pipe", "ignore", "ignore"] });
    const { stdin } = this.player;
    // Whoever stops it breaks the pipe.
    stdin.on("error", () => undefined);
    const more = () => {
      while (stdin.writable && stdin.write(second));
    };
    stdin.on("drain", more);
    more();
  }

  quiet() {
    this.player?.kill("SIGKILL");
    this.player = undefined;
  }

  /** Streams that capture something on the machine. */
  captures() {
    const list = execFileSync("pactl", ["list", "short", "source-outputs"], { env: this.#env, encoding: "utf8" });
    return list.split("\n").filter(Boolean);
  }

  get #env() {
    return {
      ...process.env,
      ...this.env,
      HOME: this.folder,
      PULSE_SERVER: `unix:${join(this.folder, "pulse/native")}`,
    };
  }
}
