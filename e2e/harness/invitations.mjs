// Handing a session on and asking others into it, as those who do it and those who are asked see it.

export const bar = (console) => console.page.getByRole("toolbar", { name: "Tools" });
export const button = (console, name) => bar(console).getByRole("button", { name, exact: true });
export const dialog = (console) => console.page.getByRole("dialog");
/** The message at the lower left. */
export const offer = (console, text) => console.page.getByRole("status").filter({ hasText: text });

/** Shares with one of the team that is shown, or with any of them. */
export async function shareWith(console, whom, comments = "") {
  await button(console, "Share").click();
  await dialog(console).getByRole("radio", { name: whom }).check();
  if (comments) await dialog(console).getByLabel("Comments").fill(comments);
  await dialog(console).getByRole("button", { name: "Invite", exact: true }).click();
  await dialog(console).waitFor({ state: "detached" });
}

export async function transferTo(console, whom) {
  await button(console, "Transfer").click();
  await dialog(console).getByRole("radio", { name: whom }).check();
  await dialog(console).getByRole("button", { name: "Transfer", exact: true }).click();
  await dialog(console).waitFor({ state: "detached" });
}

/** Looks at the invitation by the message at the lower left. */
export const view = (console, name) =>
  console.page
    .getByRole("status")
    .getByRole("button", { name: `View the invitation to the session with ${name}` })
    .click();

/** The same, and answers it. */
export async function answer(console, how, name) {
  await view(console, name);
  await dialog(console).getByRole("button", { name: how, exact: true }).click();
}
