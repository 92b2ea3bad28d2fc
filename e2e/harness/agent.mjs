// A real agent, installed by the one-liner that the appliance gives out, in a folder of its own, for one X display.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { run, temporaryFolder } from "./processes.mjs";

export class Agent {
  static install(installer, display) {
    const agent = new Agent();
    agent.folder = join(temporaryFolder("agent"), "agent");
    agent.env = { ...display?.env, TOWLINE_AGENT_DIR: agent.folder };
    agent.output = run("sh", ["-c", installer.command], { env: agent.env });
    process.once("exit", () => agent.kill());
    return agent;
  }

  /** The service and all that it started, found by the folder that they run from. */
  pids() {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => commandLine(pid).includes(this.folder));
  }

  /** `kill -9` for the service and its helper. */
  kill() {
    for (const pid of this.pids()) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It was faster.
      }
    }
  }

  command(...args) {
    return run(join(this.folder, "towline-agent"), args, { env: this.env });
  }
}

function commandLine(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
