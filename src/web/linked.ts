import { DEFAULT_LIMITS } from "../harness/limits.js";
import { decodeLink, fingerprint } from "../stepper/link.js";
import type { Address } from "./address.js";
import { FIRST_TEST, shippedText } from "./playground/catalogue.js";
import type { Shown } from "./shown.js";

/** The folder of the tests that ship with litmus, as the terminal names them. */
const SHIPPED = "litmus/";

/** Reads a link of `litmus step` that stands behind `#`. */
export async function readLinked(hash: string): Promise<Shown> {
  const { link, problem } = decodeLink(hash);
  if (link === null) return unread(problem);
  const { model, variant, isFine, path, loopRoundsMax } = link;
  const rounds = DEFAULT_LIMITS.loopRoundsMax;
  if (loopRoundsMax !== rounds) {
    return unread(
      `its loops are cut off after ${loopRoundsMax} rounds, those of the page after ${rounds}`,
    );
  }
  const test = link.test.kind === "name" ? link.test.name.replace(SHIPPED, "") : null;
  const text = link.test.kind === "name" ? await shippedText(test!) : link.test.text;
  if (text === null) return unread(`this version of litmus ships no test ${test}`);
  if (link.test.kind === "name" && fingerprint(text) !== link.test.fingerprint) {
    return unread(`${test} has changed since the link was made: its steps mean nothing now`);
  }
  const walk = { model, variant, isFine, path, at: path.length, outcome: null, lesson: null };
  const address: Address = { view: "stepper", test, text, ...walk };
  return { address, text, problem: null, origin: test === null ? null : { test, text } };
}

/** The first test, and why it is not the one of the link. */
function unread(why: string): Shown {
  const { path: test, text } = FIRST_TEST;
  const address: Address = {
    ...{ view: "stepper", test, text, model: null, variant: null, outcome: null },
    ...{ path: [], at: 0, isFine: false, lesson: null },
  };
  return { address, text, problem: `The link cannot be opened: ${why}.`, origin: { test, text } };
}
