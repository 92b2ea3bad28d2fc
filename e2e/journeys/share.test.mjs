// A session is handed on, shared, and a representative is removed from it: three people, each in a browser of their own, and one machine.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { atOnce, picture } from "../harness/browser.mjs";
import { Console } from "../harness/console.mjs";
import { Customer } from "../harness/customer.mjs";
import { answer, bar, button, dialog, offer, shareWith, transferTo, view } from "../harness/invitations.mjs";
import { journey } from "../harness/journey.mjs";
import { looks } from "../harness/looks.mjs";
import { until } from "../harness/processes.mjs";
import { Stage } from "../harness/stage.mjs";

let stage;
let olga;
let grace;
let heidi;

before(async () => {
  stage = await Stage.build({ name: "Workshop PC" });
  const { api, addUser } = stage.appliance;
  const add = addUser.bind(stage.appliance);
  olga = await add("olga", "Olga Rep");
  grace = await add("grace", "Grace Hopper");
  heidi = await add("heidi", "Heidi Helper");
  const [group] = (await api("GET", "/jump-groups")).groups;
  const members = group.members.map(({ user_id, role_id }) => ({ user_id, role_id }));
  // Only Olga sees the machine; the others come in because they are invited.
  await api("PATCH", `/jump-groups/${group.id}`, { members: [...members, { user_id: olga.id }] });
  const rank = "member";
  await api("POST", "/teams", {
    name: "Helpdesk",
    members: [olga, grace, heidi].map(({ id }) => ({ user_id: id, rank })),
  });
});
after(() => stage?.strike());

/** Everybody at their consoles. */
async function signedIn(...users) {
  const people = [];
  const consoles = [];
  for (const user of users) {
    const person = await stage.browser.person(stage.appliance);
    people.push(person);
    consoles.push(await Console.open(person, user));
  }
  const goHome = async () => {
    for (const person of people) {
      await person.assertWell();
      await person.leave();
    }
  };
  return { consoles, goHome };
}

/** Ends the session that the console is in, whoever else is. */
async function end(console) {
  await console.close("end");
  await console.jumpItems.waitFor();
}

journey("a shared session is there at once with its chat, shell and screen (SES-21, SES-23)", async () => {
  const { consoles, goHome } = await signedIn(olga, grace);
  const [owner, guest] = consoles;
  await owner.jumpTo("Workshop PC");
  await owner.startScreen();
  await owner.say("The printer is gone.");
  await owner.chatShows("The printer is gone.");
  await owner.startShell();
  await owner.typeInShell("echo before-$((40+2))\n");
  await owner.shellShows("before-42");

  await button(owner, "Share").click();
  const team = dialog(owner).getByRole("combobox", { name: "Team" });
  await team.waitFor();
  assert.equal(await team.inputValue(), "Helpdesk");
  await dialog(owner).getByRole("radio", { name: "Grace Hopper" }).check();
  await dialog(owner).getByLabel("Comments").fill("You know its driver.");
  assert.equal(await dialog(owner).getByRole("radio", { name: "Heidi Helper" }).count(), 0, "she is not signed in");
  await looks(owner.page, "share-dialog");
  await dialog(owner).getByRole("button", { name: "Invite", exact: true }).click();
  await owner.chatShows("You invited Grace Hopper.");
  await button(owner, "Open invitations: 1").click();
  await owner.page.getByRole("button", { name: "Cancel the invitation of Grace Hopper" }).waitFor();
  await looks(owner.page, "share-open");
  await owner.page.keyboard.press("Escape");

  // The one who is invited already cannot be invited again.
  await button(owner, "Share").click();
  assert.ok(await dialog(owner).getByRole("radio", { name: "Grace Hopper" }).isDisabled());
  await dialog(owner).getByText("Invited already").waitFor();
  await owner.page.keyboard.press("Escape");

  await offer(guest, "Olga Rep invites you to a session").waitFor();
  await looks(guest.page, "share-popup");
  await guest.goHome();
  await guest.page.getByRole("navigation", { name: "Home" }).getByRole("link", { name: "Personal queue 1" }).click();
  const row = guest.page.getByRole("table", { name: "Invitations" }).getByRole("row", { name: "Workshop PC" });
  await row.getByText("Join").waitFor();
  await looks(guest.page, "share-row");
  await row.getByRole("button", { name: "View the invitation to the session with Workshop PC" }).click();
  await dialog(guest).getByText("You know its driver.").waitFor();
  await looks(guest.page, "share-invitation");
  await dialog(guest).getByRole("button", { name: "Accept", exact: true }).click();

  await guest.canvas.waitFor();
  await guest.chatShows("The printer is gone.");
  await guest.chatShows("You accepted the invitation.");
  await guest.tool("Command Shell");
  await guest.shellShows("before-42");
  await owner.chatShows("Grace Hopper accepted the invitation.");
  await button(owner, "Participants: 2").waitFor();
  assert.equal(await button(owner, "Open invitations: 1").count(), 0);

  // What only the owner can is there for the guest, greyed, and says why.
  for (const name of ["Transfer", "Share"]) {
    assert.equal(await button(guest, name).getAttribute("aria-disabled"), "true");
    await button(guest, name).hover();
    await guest.page.getByText("Only the owner can do this: Olga Rep.").waitFor();
  }
  await looks(guest.page, "share-guest");
  await end(owner);
  await guest.page.getByText("The session has ended: Workshop PC").waitFor();
  await goHome();
});

journey("whose pointer is whose is seen by name and colour, with control and without (SES-25)", async () => {
  const { consoles, goHome } = await signedIn(olga, grace);
  const [owner, guest] = consoles;
  await owner.jumpTo("Workshop PC");
  await owner.startScreen();
  const marks = (console) => console.page.locator("[data-pointer]");
  await owner.canvas.hover({ position: { x: 40, y: 40 } });
  assert.equal(await marks(owner).count(), 0, "alone there is nobody to be told apart from");
  await shareWith(owner, "Grace Hopper", "Look at this");
  await answer(guest, "Accept", "Workshop PC");
  await guest.canvas.waitFor();
  await button(owner, "Participants: 2").waitFor();

  /** Moves over a place of the picture, and says where that is in the window. */
  const pointAt = async (console, x, y) => {
    const box = await console.canvas.boundingBox();
    await console.page.mouse.move(box.x + box.width * (x - 0.01), box.y + box.height * y);
    await console.page.mouse.move(box.x + box.width * x, box.y + box.height * y);
  };
  /** Where a mark is on the picture. */
  const placeOf = async (console, name) => {
    const [mark, box] = await Promise.all([
      marks(console).filter({ hasText: name }).boundingBox(),
      console.canvas.boundingBox(),
    ]);
    return mark && [(mark.x - box.x) / box.width, (mark.y - box.y) / box.height];
  };
  const isAt = (console, name, x, y) =>
    until(`${name} is seen there`, async () => {
      const place = await placeOf(console, name);
      return place && Math.abs(place[0] - x) < 0.01 && Math.abs(place[1] - y) < 0.01;
    });

  // The owner has keyboard and mouse, the guest only looks.
  await pointAt(owner, 0.3, 0.4);
  await isAt(guest, "Olga Rep", 0.3, 0.4);
  await pointAt(guest, 0.6, 0.5);
  await isAt(owner, "Grace Hopper", 0.6, 0.5);
  assert.equal(await marks(owner).count(), 1, "nobody sees a mark of their own");
  const colour = (console) =>
    marks(console)
      .locator("span")
      .evaluate((name) => getComputedStyle(name).backgroundColor);
  assert.notEqual(await colour(owner), await colour(guest));
  await picture(owner.page, "share-pointers");

  // Off the picture it points nowhere; and whoever goes takes their mark along.
  await guest.page.mouse.move(5, 5);
  await marks(owner).waitFor({ state: "detached" });
  await pointAt(owner, 0.5, 0.5);
  await isAt(guest, "Olga Rep", 0.5, 0.5);
  await end(owner);
  await goHome();
});

journey("control is asked for and given, or not; the owner takes it; one stops for themselves (SES-25)", async () => {
  const { consoles, goHome } = await signedIn(olga, grace);
  const [owner, guest] = consoles;
  await owner.jumpTo("Workshop PC");
  await owner.startScreen();
  await owner.takeControl();
  await shareWith(owner, "Grace Hopper", "Look at this");
  await answer(guest, "Accept", "Workshop PC");
  await guest.canvas.waitFor();
  const status = (console, name) =>
    console.page.getByRole("region", { name: "Status of the session" }).getByRole("button", { name });
  const asked = owner.page.getByRole("status").filter({ hasText: "Grace Hopper asks for keyboard and mouse." });

  await status(guest, "Olga Rep controls · Ask for control").click();
  await asked.waitFor();
  await status(guest, "Withdraw the request for control").waitFor();
  await looks(owner.page, "control-asked");
  await picture(guest.page, "control-asking");
  await status(guest, "Withdraw the request for control").click();
  await asked.waitFor({ state: "detached" });

  await button(guest, "Ask for control").click();
  await owner.button("Keep control from Grace Hopper").click();
  await guest.page.getByText("Olga Rep does not give control now", { exact: true }).waitFor();
  await guest.chatShows("Olga Rep did not give control to Grace Hopper.");
  await button(owner, "Stop control").waitFor();

  await button(guest, "Ask for control").click();
  await owner.button("Give control to Grace Hopper").click();
  await button(guest, "Stop control").waitFor();
  await guest.page.getByText("You have keyboard and mouse now", { exact: true }).waitFor();
  await picture(guest.page, "control-given");
  await owner.chatShows("You gave control to Grace Hopper.");

  // The owner asks nobody.
  await status(owner, "Grace Hopper controls · Take control").click();
  await button(owner, "Stop control").waitFor();
  await button(guest, "Ask for control").waitFor();

  // Whoever does not own the session takes no picture from the one who does.
  await button(guest, "Stop for me").click();
  await guest.button("Start Screen Sharing").waitFor();
  assert.ok(await owner.canvas.isVisible());
  assert.equal(await button(owner, "Stop control").count(), 1, "and no control");
  await guest.startScreen();
  await button(owner, "Stop sharing").click();
  await guest.button("Start Screen Sharing").waitFor();
  await end(owner);
  await goHome();
});

journey("an invitation is declined, another is cancelled, and both sides are told (SES-21)", async () => {
  const { consoles, goHome } = await signedIn(olga, grace);
  const [owner, guest] = consoles;
  await owner.jumpTo("Workshop PC");
  await shareWith(owner, "Grace Hopper");
  await answer(guest, "Decline", "Workshop PC");
  await owner.page.getByText("Grace Hopper declined", { exact: true }).waitFor();
  await owner.chatShows("Grace Hopper declined the invitation.");
  await picture(owner.page, "share-declined");
  assert.equal(await guest.page.getByRole("toolbar", { name: "Tools" }).count(), 0);

  await shareWith(owner, "Grace Hopper");
  await view(guest, "Workshop PC");
  await dialog(guest).getByText("Olga Rep invites you to a session").waitFor();
  await button(owner, "Open invitations: 1").click();
  await owner.page.getByRole("button", { name: "Cancel the invitation of Grace Hopper" }).click();
  await owner.chatShows("You cancelled the invitation of Grace Hopper.");
  await dialog(guest).getByText("It was taken back").waitFor();
  await looks(guest.page, "share-over");
  await dialog(guest).getByRole("button", { name: "Close", exact: true }).last().click();
  await end(owner);
  await goHome();
});

journey("any of a team is invited, two accept at once: one is in, the other is told (SES-21)", async () => {
  const { consoles, goHome } = await signedIn(olga, grace, heidi);
  const [owner, ...guests] = consoles;
  await owner.jumpTo("Workshop PC");
  await shareWith(owner, "Any representative");
  await owner.chatShows("You invited Helpdesk.");
  for (const guest of guests) {
    await view(guest, "Workshop PC");
    await dialog(guest).getByText("Whoever accepts first has it.").waitFor();
    // What is for several is not for one to decline.
    assert.equal(await dialog(guest).getByRole("button", { name: "Decline" }).count(), 0);
  }
  await looks(guests[0].page, "share-any");
  const accepts = guests.map((guest) => dialog(guest).getByRole("button", { name: "Accept", exact: true }));
  const inside = async (console) => (await bar(console).count()) > 0;
  const [winner, loser] = guests;
  await atOnce(accepts[0], () => inside(winner), accepts[1]);
  await loser.page.getByText("This invitation is over").first().waitFor();
  await picture(loser.page, "share-late");
  assert.ok(!(await inside(loser)));
  await winner.chatShows("You accepted the invitation.");
  await button(owner, "Participants: 2").waitFor();
  await end(owner);
  await goHome();
});

journey("a session is handed on: cancelled, declined, then accepted; the former owner stays (SES-20)", async () => {
  const { consoles, goHome } = await signedIn(olga, grace);
  const [owner, next] = consoles;
  await owner.jumpTo("Workshop PC");
  await owner.say("Handed over with care.");
  await button(owner, "Transfer").click();
  await dialog(owner).getByRole("radio", { name: "General queue" }).waitFor();
  await dialog(owner).getByRole("radio", { name: "Helpdesk" }).waitFor();
  await dialog(owner).getByRole("radio", { name: "Grace Hopper" }).check();
  await looks(owner.page, "transfer-dialog");
  await dialog(owner).getByRole("button", { name: "Transfer", exact: true }).click();
  await owner.page.getByText("Waiting for Grace Hopper to accept").waitFor();
  assert.equal(await button(owner, "Transfer").getAttribute("aria-disabled"), "true");
  await looks(owner.page, "transfer-waiting");
  await owner.page.getByRole("button", { name: "Cancel the transfer to Grace Hopper" }).click();
  await owner.chatShows("You cancelled the transfer to Grace Hopper.");
  await owner.page.getByText("Waiting for Grace Hopper to accept").waitFor({ state: "detached" });

  await transferTo(owner, "Grace Hopper");
  await answer(next, "Decline", "Workshop PC");
  await owner.page.getByText("You keep the session with Workshop PC.").waitFor();
  await owner.chatShows("Grace Hopper declined to take over the session.");

  await transferTo(owner, "Grace Hopper");
  await view(next, "Workshop PC");
  await dialog(next).getByText("Olga Rep asks you to take over a session").waitFor();
  await looks(next.page, "transfer-invitation");
  await dialog(next).getByRole("button", { name: "Accept", exact: true }).click();
  await next.chatShows("Handed over with care.");
  await next.chatShows("You are the owner now.");
  await owner.page.getByText("Grace Hopper took over the session", { exact: true }).waitFor();
  for (const name of ["Transfer", "Share"]) {
    assert.equal(await button(owner, name).getAttribute("aria-disabled"), "true");
    assert.equal(await button(next, name).getAttribute("aria-disabled"), null);
  }
  await button(owner, "Transfer").hover();
  await owner.page.getByText("Only the owner can do this: Grace Hopper.").waitFor();

  // Back to the one who is inside: asked in the session itself.
  await transferTo(next, "Olga Rep");
  await owner.page.getByText("Grace Hopper asks you to take over this session.").waitFor();
  await looks(owner.page, "transfer-inside");
  await owner.page.getByRole("button", { name: "Accept", exact: true }).click();
  await owner.chatShows("You are the owner now.");
  await end(owner);
  await goHome();
});

journey("the owner removes a representative, who is told and is back at the list (SES-22)", async () => {
  const { consoles, goHome } = await signedIn(olga, grace);
  const [owner, guest] = consoles;
  const key = await (await stage.appliance.signIn(olga))("POST", "/session-keys", { minutes: 10 });
  const customer = await Customer.comes(stage.appliance, { key: key.key, name: "Carla" });
  await owner.button("View the session with Carla").click();
  await owner.button("Accept the session with Carla").click();
  await customer.isTold("active");
  await shareWith(owner, "Grace Hopper");
  await answer(guest, "Accept", "Carla");
  await guest.say("Two of us are here.");
  await customer.hears("Two of us are here.");
  // Representatives' own affairs are not for the customer.
  assert.ok(!customer.events.some((event) => event.kind.startsWith("share_")));

  await button(owner, "Participants: 3").click();
  await looks(owner.page, "remove-list");
  await owner.page.getByRole("button", { name: "Remove Grace Hopper" }).click();
  const question = owner.page.getByRole("dialog", { name: "Remove Grace Hopper from the session?" });
  await question.waitFor();
  await looks(owner.page, "remove-question");
  await question.getByRole("button", { name: "Remove", exact: true }).click();
  await guest.page.getByText("You were removed from the session").waitFor();
  await guest.jumpItems.waitFor();
  await guest.page.getByRole("navigation", { name: "Home" }).waitFor();
  await picture(guest.page, "removed");
  await owner.chatShows("The owner removed Grace Hopper.");
  await until("the customer sees one representative", () => customer.state.reps.length === 1);

  // Invited again, she is in again, with all that was said.
  await shareWith(owner, "Grace Hopper");
  await answer(guest, "Accept", "Carla");
  await guest.chatShows("Two of us are here.");
  await guest.say("Back again.");
  await customer.hears("Back again.");
  await end(owner);
  await customer.isTold("ended");
  await goHome();
});
