import { decodeSteps, encodeSteps } from "../stepper/link.js";

/** The views of the page, in the order of its navigation. */
export const VIEWS = ["verdicts", "stepper", "course", "cpu"] as const;

export type View = (typeof VIEWS)[number];

/** What the page shows, as the part of its URL after `#` says it. */
export interface Address {
  readonly view: View;
  /** Path of a shipped test below `litmus/`; null when the text is the user's. */
  readonly test: string | null;
  readonly text: string | null;
  readonly model: string | null;
  readonly variant: string | null;
  /** A final state, as the table of outcomes writes it; null for the one that the test asks about. */
  readonly outcome: string | null;
  /** Places of the steps of the stepper's history among the successors of each state. */
  readonly path: readonly number[];
  /** How many of these are taken. */
  readonly at: number;
  /** Whether the stepper takes steps one by one that the machine can take together. */
  readonly isFine: boolean;
  /** The lesson of the course; null for their list. */
  readonly lesson: string | null;
}

/** The part of the URL after `#`; the text is compressed. */
export async function encodeAddress(address: Address): Promise<string> {
  const { view, test, text, model, variant, outcome, path, at, isFine, lesson } = address;
  const fields = new URLSearchParams();
  if (test !== null) fields.set("test", test);
  else if (text !== null) fields.set("text", await packed(text));
  if (model !== null) fields.set("model", model);
  if (variant !== null) fields.set("variant", variant);
  if (outcome !== null) fields.set("outcome", outcome);
  if (view !== "verdicts") fields.set("view", view);
  if (view === "stepper") {
    fields.set("path", encodeSteps(path));
    fields.set("at", `${at}`);
    if (isFine) fields.set("every", "1");
  }
  if (lesson !== null) fields.set("lesson", lesson);
  return fields.toString();
}

/** Reads what `encodeAddress` wrote; what it does not understand it leaves out. */
export async function decodeAddress(hash: string): Promise<Address> {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const text = fields.get("text");
  const path = decodeSteps(fields.get("path") ?? "") ?? [];
  const at = Number(fields.get("at") ?? path.length);
  return {
    view: VIEWS.find((name) => name === fields.get("view")) ?? "verdicts",
    test: fields.get("test"),
    text: text === null ? null : await unpacked(text),
    model: fields.get("model"),
    variant: fields.get("variant"),
    outcome: fields.get("outcome"),
    path,
    at: Number.isInteger(at) && at >= 0 ? Math.min(at, path.length) : path.length,
    isFine: fields.get("every") === "1",
    lesson: fields.get("lesson"),
  };
}

async function packed(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Null for what no page has written. */
async function unpacked(text: string): Promise<string | null> {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return await new Response(stream).text();
  } catch {
    return null;
  }
}
