// What a screen reader is told of the windows on a desktop: a message bus of its own with the accessibility bus on it, asked with gdbus.

import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { Program, runBeside, temporaryFolder, until } from "./processes.mjs";

const STATUS = ["--object-path", "/org/a11y/bus", "--method"];
const ROOT = "/org/a11y/atspi/accessible/root";
/** Deeper than any window is. */
const DEPTH = 24;

export class Reader {
  static async start(display) {
    const reader = new Reader();
    reader.folder = temporaryFolder("reader");
    const runtime = join(reader.folder, "run");
    mkdirSync(runtime, { mode: 0o700 });
    const address = `unix:path=${join(reader.folder, "bus")}`;
    let told;
    const there = new Promise((resolve) => {
      told = resolve;
    });
    reader.bus = new Program(
      "dbus-daemon",
      "dbus-daemon",
      ["--session", "--nofork", "--nopidfile", "--print-address=1", `--address=${address}`],
      {
        env: { ...display.env, HOME: reader.folder, XDG_RUNTIME_DIR: runtime },
        log: join(reader.folder, "bus.log"),
        line: told,
      },
    );
    /** For programs that are to be read. */
    reader.env = { DBUS_SESSION_BUS_ADDRESS: (await reader.bus.orEnded(there)).trim() };
    // Somebody reads: from now on programs tell what they show.
    await reader.#status("org.freedesktop.DBus.Properties.Set", "org.a11y.Status", "ScreenReaderEnabled", "<true>");
    const [, at] = (await reader.#status("org.a11y.Bus.GetAddress")).match(/'([^']+)'/);
    reader.accessibility = at;
    return reader;
  }

  /** Everything that can be read on the desktop now, as name and place. */
  async all() {
    const found = [];
    const walk = async ([owner, path], depth) => {
      const name = await this.#ask(owner, path, "org.freedesktop.DBus.Properties.Get", ACCESSIBLE, "Name");
      found.push({ owner, path, name: text(name) });
      if (depth === 0) return;
      const children = await this.#ask(owner, path, `${ACCESSIBLE}.GetChildren`);
      for (const child of children.matchAll(/\('([^']+)', (?:objectpath )?'([^']+)'\)/g)) {
        await walk([child[1], child[2]], depth - 1);
      }
    };
    await walk(["org.a11y.atspi.Registry", ROOT], DEPTH);
    return found.filter((each) => each.name !== "");
  }

  /** Waits until this stands there. */
  finds(what) {
    return until(`a screen reader finds ${what}`, () => this.#found(what));
  }

  /** Waits until it does not. */
  misses(what) {
    return until(`a screen reader does not find ${what}`, async () => !(await this.#found(what)));
  }

  async #found(what) {
    const fits = (name) => (what instanceof RegExp ? what.test(name) : name === what);
    // A window that changes meanwhile is read again.
    const all = await this.all().catch(() => []);
    return all.find((each) => fits(each.name));
  }

  /** The middle of it, on the whole desktop, once it stands still. */
  async place({ owner, path }) {
    let known = "";
    await until("it stands still", async () => {
      const before = known;
      known = await this.#ask(owner, path, "org.a11y.atspi.Component.GetExtents", "uint32 0");
      return known === before;
    });
    const [x, y, width, height] = known.match(/-?\d+/g).map(Number);
    return [Math.round(x + width / 2), Math.round(y + height / 2)];
  }

  #status(method, ...values) {
    const args = ["call", "--session", "--dest", "org.a11y.Bus", ...STATUS, method, ...values];
    return runBeside("gdbus", args, { env: this.env });
  }

  #ask(owner, path, method, ...values) {
    const to = ["--dest", owner, "--object-path", path, "--method", method, ...values];
    return runBeside("gdbus", ["call", "--address", this.accessibility, ...to]);
  }

  async stop() {
    await this.bus.stop();
  }
}

const ACCESSIBLE = "org.a11y.atspi.Accessible";

/** A string as gdbus prints it in a variant. */
function text(printed) {
  const [, , said] = printed.trim().match(/^\(<(['"])(.*)\1>,\)$/s) ?? ["", "", ""];
  return said.replaceAll(/\\(.)/g, (_, sign) => (sign === "n" ? "\n" : sign));
}
