//! What is drawn, as it goes to the endpoint (SCR-14). Pure.

import { create } from "@bufbuild/protobuf";
import {
  DrawClearSchema,
  DrawEraseSchema,
  DrawPointSchema,
  DrawStrokeSchema,
  DrawTool as DrawToolWire,
  DrawUndoSchema,
  type ScreenUp,
} from "@towline/wire";
import type { DrawEvent, DrawTool } from "../messages";

const TOOLS: Readonly<Record<DrawTool, DrawToolWire>> = {
  pen: DrawToolWire.PEN,
  highlighter: DrawToolWire.HIGHLIGHTER,
  arrow: DrawToolWire.ARROW,
  rectangle: DrawToolWire.RECTANGLE,
  ellipse: DrawToolWire.ELLIPSE,
};

export function drawBody(event: DrawEvent): ScreenUp["body"] {
  switch (event.kind) {
    case "stroke": {
      const { stroke, colour, width, points } = event;
      const value = create(DrawStrokeSchema, { stroke, tool: TOOLS[event.tool], colour, width, points: [...points] });
      return { case: "drawStroke", value };
    }
    case "erase":
      return { case: "drawErase", value: create(DrawEraseSchema, { x: event.x, y: event.y }) };
    case "undo":
      return { case: "drawUndo", value: create(DrawUndoSchema) };
    case "clear":
      return { case: "drawClear", value: create(DrawClearSchema, { all: event.all }) };
    case "point":
      return { case: "drawPoint", value: create(DrawPointSchema, { x: event.x, y: event.y, colour: event.colour }) };
  }
}
