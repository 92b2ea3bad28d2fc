//! Faster drawing by WebGL where the machine has a graphics processor. Without one, or when the browser takes the context back, the terminal's own drawing stays.

import type { Terminal } from "@xterm/xterm";

export function accelerate(terminal: Terminal): void {
  if (!hasGraphicsProcessor()) return;
  import("@xterm/addon-webgl").then(
    ({ WebglAddon }) => {
      try {
        const addon = new WebglAddon();
        addon.onContextLoss(() => addon.dispose());
        terminal.loadAddon(addon);
      } catch {
        // Drawn without it.
      }
    },
    () => {
      // Drawn without it.
    },
  );
}

/** WebGL without a graphics processor is slower than no WebGL. */
function hasGraphicsProcessor(): boolean {
  try {
    const context = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: true });
    if (!context) return false;
    const details = context.getExtension("WEBGL_debug_renderer_info");
    const name = details ? String(context.getParameter(details.UNMASKED_RENDERER_WEBGL)) : "";
    context.getExtension("WEBGL_lose_context")?.loseContext();
    return !/swiftshader|llvmpipe|software/i.test(name);
  } catch {
    return false;
  }
}
