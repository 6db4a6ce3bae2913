import { createHash } from "node:crypto";
import type { Model } from "../models/model.js";
import type { PlainAnswer } from "./messages.js";

/** Hexadecimal digits of a fingerprint: enough that two texts of a campaign never share one by chance. */
const DIGITS = 16;

/** The beginning of a text's SHA-256. */
export function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, DIGITS);
}

/** Of a test and of what it is compared with, if that is known. */
export function testFingerprint(text: string, answer: PlainAnswer | null): string {
  return fingerprint(answer === null ? text : `${text}\0${JSON.stringify(answer)}`);
}

/** Of everything that a model's axioms are written in; of a model without axioms, of what it says of itself. */
export function modelFingerprint({ title, source, axioms }: Model): string {
  const { text = "", variants = [], bell, findFile } = axioms ?? {};
  const texts = [title, source, variants.join(), text, bell?.text ?? ""];
  const seen = new Set<string>();
  for (const [i, one] of texts.entries()) {
    // What `texts` gains here is looked at in its turn.
    if (i < 3) continue;
    for (const [, name] of one.matchAll(/\binclude\s+"([^"]+)"/g)) {
      if (seen.has(name!)) continue;
      seen.add(name!);
      texts.push(findFile?.(name!)?.text ?? "");
    }
  }
  return fingerprint(texts.join("\0"));
}
