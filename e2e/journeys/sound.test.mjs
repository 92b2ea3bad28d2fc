// Sound (SCR-18): a real PulseAudio server for the machine's desktop, a tone played on it, and the browser's own audio graph as what hears it.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { Console } from "../harness/console.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { until } from "../harness/processes.mjs";
import { SoundServer } from "../harness/sound.mjs";
import { Stage } from "../harness/stage.mjs";

let stage;
let server;
let admin;
let console_;

/** What goes to the loudspeakers goes to an analyser of the test as well. */
const listenIn = () => {
  const { connect } = AudioNode.prototype;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode) {
      const analyser = new AnalyserNode(this.context, { fftSize: 8192, smoothingTimeConstant: 0 });
      globalThis.__analyser = analyser;
      connect.call(this, analyser);
    }
    return connect.call(this, to, ...rest);
  };
};

/** The loudest frequency that is played now, and whether it is heard at all. */
const played = () =>
  console_.page.evaluate(() => {
    const analyser = globalThis.__analyser;
    if (!analyser) return { hertz: 0, decibels: Number.NEGATIVE_INFINITY };
    const bins = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(bins);
    const loudest = bins.reduce((best, value, at) => (value > bins[best] ? at : best), 0);
    return { hertz: (loudest * analyser.context.sampleRate) / analyser.fftSize, decibels: bins[loudest] };
  });

const reasonOf = async (button) => {
  await button.hover();
  return (await console_.page.getByRole("tooltip").textContent()) ?? "";
};

const allow = (rule) =>
  stage.appliance.api("PATCH", `/users/${admin.id}`, { settings: { "session.hear_sound": rule } });

before(async () => {
  server = new SoundServer();
  stage = await Stage.build({ env: server.env });
  const { users } = await stage.appliance.api("GET", "/users?search=admin");
  admin = users.find((user) => user.username === "admin");
  const person = await stage.browser.person(stage.appliance);
  await person.context.addInitScript(listenIn);
  console_ = await Console.open(person, stage.appliance.admin);
  await console_.jumpTo("Workshop PC");
  await console_.startScreen();
});
after(async () => {
  await stage?.strike();
  await server?.stop();
});

journey("without a sound server it is greyed with the reason, and a server that comes is found (SCR-18)", async () => {
  const listen = console_.button("Listen to the machine");
  await until("it is greyed", async () => (await listen.getAttribute("aria-disabled")) === "true");
  // Until the desktop has told what it can do, another reason stands there.
  await until("the reason is told", async () => /No PulseAudio or PipeWire/.test(await reasonOf(listen)));
  await server.start();
  await until("it can be used", async () => (await listen.getAttribute("aria-disabled")) !== "true");
});

journey(
  "a tone of the machine is heard in the browser, and is captured for nobody who does not listen (SCR-18)",
  async () => {
    const { page } = console_;
    server.tone(440);
    assert.deepEqual(server.captures(), []);
    await console_.button("Listen to the machine").click();
    await until("440 Hz are played", async () => {
      const { hertz, decibels } = await played();
      return Math.abs(hertz - 440) < 8 && decibels > -40;
    });
    assert.equal(server.captures().length, 1);
    await console_.button("Sound: how loud it is here").click();
    await page.getByText("Sound comes from the machine.").waitFor();
    await looks(page, "sound");
    await page.getByRole("switch", { name: "Mute here" }).click();
    await until("muted", async () => (await played()).decibels < -90);
    await page.getByRole("switch", { name: "Mute here" }).click();
    await until("played again", async () => (await played()).decibels > -40);
    // Nothing plays any more: nothing comes, and the text says so.
    server.quiet();
    await page.getByText("The machine is quiet.").waitFor();
    await page.getByRole("button", { name: "Stop listening" }).click();
    await until("nothing is captured", () => server.captures().length === 0);
    await console_.chatShows("You stopped listening to the machine's sound.");
  },
);

journey("a server that dies is told of, and a right that goes ends it at once (SCR-18)", async () => {
  const { page } = console_;
  const listen = console_.button("Listen to the machine");
  await listen.click();
  await until("it is captured", () => server.captures().length === 1);
  await server.stop();
  await page.getByText("The machine is not heard any more").first().waitFor();
  await server.start();
  await until("it can be used again", async () => (await listen.getAttribute("aria-disabled")) !== "true");
  server.tone(880);
  await listen.click();
  await until("880 Hz are played", async () => Math.abs((await played()).hertz - 880) < 8);
  await allow("deny");
  await until("nothing is captured", () => server.captures().length === 0);
  await until("it is greyed", async () => (await listen.getAttribute("aria-disabled")) === "true");
  assert.match(await reasonOf(listen), /do not include its sound/);
});
