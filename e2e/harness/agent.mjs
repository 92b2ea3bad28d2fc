// A real agent, installed by the one-liner that the appliance gives out, in a folder of its own, for one X display.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { atTheEnd, Program, runBeside, temporaryFolder, until } from "./processes.mjs";

export class Agent {
  /** Runs the installer's command, with the options that a machine with several displays needs, and without sudo. `env`: what programs of its machine find besides. */
  static async install(installer, display, env = {}) {
    const agent = new Agent();
    agent.folder = join(temporaryFolder("agent"), "agent");
    agent.program = join(agent.folder, "towline-agent");
    const options = ["--dir", agent.folder];
    if (display) options.push("--display", display.name);
    if (display?.authority) options.push("--xauthority", display.authority);
    const command = `${installer.command.replace("| sudo sh", "| sh")} -s -- ${options.join(" ")}`;
    agent.output = await runBeside("sh", ["-c", command], { env });
    atTheEnd(() => agent.kill());
    return agent;
  }

  /** Those that were killed hold nothing any more: with a disk at work that is later than their death. */
  gone() {
    return until("the agent that was killed is gone", () => this.#killed.every(isGone));
  }

  /** Starts the installed agent again, as the system would after a crash. */
  async restart() {
    await this.gone();
    return new Program("towline-agent", this.program, ["run", "--dir", this.folder], {
      log: join(this.folder, "restarted.log"),
    });
  }

  /** The service and all that it started, found by the folder that they run from. */
  pids() {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => this.commandLine(pid).includes(this.folder));
  }

  commandLine(pid) {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8");
    } catch {
      return "";
    }
  }

  #killed = [];

  /** `kill -9` for the service and its helper. */
  kill() {
    this.#killed = this.pids();
    for (const pid of this.#killed) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It was faster.
      }
    }
  }

  command(...args) {
    return runBeside(this.program, [...args, "--dir", this.folder]);
  }
}

/** Whether a process holds nothing any more: it is not there, or only waits to be counted. Its first thread may be over before the others, who hold its files until then. */
function isGone(pid) {
  try {
    const over = /^[ZX]/.test(readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1));
    return over && readdirSync(`/proc/${pid}/task`).length <= 1;
  } catch {
    return true;
  }
}
