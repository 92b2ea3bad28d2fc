// What drawing on a picture says of itself, as a component reads it.

import type { Drawing, DrawingState } from "@towline/desktop";
import { useEffect, useState } from "react";

const OFF: DrawingState = { on: false, tool: "pen", colour: 0, width: 1, drew: false };

export function useDrawing(drawing: Drawing | undefined): DrawingState {
  const [shown, setShown] = useState(OFF);
  useEffect(() => {
    setShown(OFF);
    return drawing?.onState(setShown);
  }, [drawing]);
  return shown;
}
