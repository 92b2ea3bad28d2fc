// Notifications of the desktop, as the browser gives them: whether it has them, lets us, and one for a session that came.

export type DesktopLeave = "none" | "denied" | "ask" | "granted";

export function desktopLeave(): DesktopLeave {
  if (typeof Notification === "undefined") return "none";
  if (Notification.permission === "default") return "ask";
  return Notification.permission;
}

/** Asks the browser, which asks the person. Only from a click. */
export async function askDesktopLeave(): Promise<DesktopLeave> {
  if (desktopLeave() === "ask") await Notification.requestPermission();
  return desktopLeave();
}

const LONGEST = 160;

/** Tells the desktop while nobody looks at the page. `tag`: told again, it is the same one. */
export function tellDesktop(tag: string, title: string, body: string, onClick: () => void): void {
  if (desktopLeave() !== "granted" || document.hasFocus()) return;
  try {
    const told = new Notification(title, { body: [...body].slice(0, LONGEST).join(""), tag });
    told.onclick = () => {
      window.focus();
      told.close();
      onClick();
    };
  } catch {
    // Some systems only let service workers do this; there is none here.
  }
}
