// What most journeys begin with: an appliance that is set up, a browser, and a machine with a desktop that is online.

import { Agent } from "./agent.mjs";
import { Appliance } from "./appliance.mjs";
import { Browser } from "./browser.mjs";
import { Display } from "./display.mjs";

export class Stage {
  /** `env`: what the agent knows besides; `desktop`: what starts another desktop than an X server's; `direct`: nothing is between the appliance and everybody, for what is measured. */
  static async build({
    width = 1280,
    height = 800,
    layout = "us",
    name = "Workshop PC",
    env = {},
    desktop,
    direct = false,
  } = {}) {
    const stage = new Stage();
    stage.appliance = await Appliance.start({ direct });
    await stage.appliance.setUp();
    stage.browser = await Browser.start();
    stage.display = desktop ? await desktop() : await Display.start({ width, height, layout });
    stage.agent = await Agent.install(await stage.appliance.installer({ name }), stage.display, env);
    [stage.item] = await stage.appliance.online(1);
    return stage;
  }

  async strike() {
    await this.browser?.stop();
    this.agent?.kill();
    await this.display?.stop();
    await this.appliance?.stop();
  }
}
