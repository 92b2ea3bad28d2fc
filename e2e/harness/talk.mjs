// A rep and a customer in one session: where most of what is told of chat begins.

import { Console } from "./console.mjs";
import { CustomerPage } from "./customer.mjs";

/** A session key of this rep's. */
export const keyOfRep = async (appliance, user) =>
  (await appliance.signIn(user))("POST", "/session-keys", { minutes: 10 });

/** A rep at the console with a customer at the page. `fingers`: touch points that the customer's browser tells of. */
export async function talk({ appliance, browser, user, name = "Carla", customer: how = {}, fingers = 0 }) {
  const key = await keyOfRep(appliance, user);
  const person = await browser.person(appliance, { width: 1280, height: 900 });
  const console = await Console.open(person, user);
  const guest = await browser.person(appliance, { width: 900, height: 1100, ...how });
  if (fingers > 0)
    await guest.context.addInitScript(`Object.defineProperty(navigator, "maxTouchPoints", { get: () => ${fingers} })`);
  const customer = await CustomerPage.follows(guest, key.url, name);
  await console.button(`View the session with ${name}`).click();
  await console.button(`Accept the session with ${name}`).click();
  await customer.isTold(`Helping you now: ${user.display_name}`);
  const goHome = async () => {
    for (const each of [person, guest]) {
      await each.assertWell();
      await each.leave();
    }
  };
  return { console, customer, person, guest, goHome };
}
