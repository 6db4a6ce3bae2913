import type { Heading } from "../explain-json.js";
import { FORMAT } from "../json.js";
import type { Drawing } from "./drawing.js";

/** A picture, as `graph --json` prints it: what is drawn where, in units of about a pixel. */
export interface DrawingReport extends Heading {
  readonly format: typeof FORMAT;
  readonly drawing: Drawing;
}

/** One line of JSON. */
export function drawingJson(heading: Heading, drawing: Drawing): string {
  const report: DrawingReport = { format: FORMAT, ...heading, drawing };
  return `${JSON.stringify(report)}\n`;
}
