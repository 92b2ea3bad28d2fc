// A representative and a customer with a browser, in a session: what most journeys of attended support begin with.

import { Console } from "./console.mjs";
import { CustomerPage } from "./customer.mjs";

/** Takes whoever waits in the representative's own queue. */
export async function accept(console, name) {
  await console.goHome();
  await console.page
    .getByRole("navigation", { name: "Home" })
    .getByRole("link", { name: /^Personal queue/ })
    .click();
  await console.button(`Accept the session with ${name}`).click();
  await console.page.getByRole("toolbar", { name: "Tools" }).waitFor();
}

/** A customer follows the link of a key of the representative's, who accepts. `customers`: another browser for them; `look`: of what kind it is. */
export async function attend(appliance, browser, rep, name, { customers = browser, look = {} } = {}) {
  const api = await appliance.signIn(rep);
  const key = await api("POST", "/session-keys", { minutes: 10 });
  const [person, somebody] = [await browser.person(appliance), await customers.person(appliance, look)];
  const console = await Console.open(person, rep);
  const customer = await CustomerPage.follows(somebody, key.url, name);
  await accept(console, name);
  await customer.isTold(/Helping you now: /);
  const leave = async () => {
    await Promise.all([person.assertWell(), somebody.assertWell()]);
    await Promise.all([person.leave(), somebody.leave()]);
  };
  return { api, console, customer, leave };
}
