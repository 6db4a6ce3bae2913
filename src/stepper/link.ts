/** What a link to a state says: everything that is needed to be there again. */
export interface Link {
  readonly test: LinkedTest;
  /** Id of the model. */
  readonly model: string;
  /** Null for a test without variants. */
  readonly variant: string | null;
  /** See `Subject.isFine`. */
  readonly isFine: boolean;
  /** See `LoweringOptions.loopRoundsMax`. */
  readonly loopRoundsMax: number;
  /** The place of each step among the successors of the state before it, from 0. */
  readonly path: readonly number[];
}

/** A test that ships with litmus, by its name, or any text. */
export type LinkedTest =
  | {
      readonly kind: "name";
      readonly name: string;
      /** `fingerprint` of its text when the link was made: with another text its steps mean something else. */
      readonly fingerprint: string;
    }
  | { readonly kind: "text"; readonly name: string; readonly text: string };

/** A link that was read, or what is wrong with it, in words. */
export type DecodedLink =
  | { readonly link: Link; readonly problem: null }
  | { readonly link: null; readonly problem: string };

/** What every link begins with. The number grows when links of before are not understood any more. */
const VERSION = "s1";
const SEPARATOR = ".";
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** Stands before a step that needs more than one digit. */
const LONG = "~";
/** Steps in one link at most. */
const STEPS_MAX = 100_000;

/**
 * A link as text that a URL can hold as it is: letters, digits, and `-._~`. Fields are separated by points: version, model,
 * switches, variant, steps, test, and a fingerprint of all that, so that a link that was cut off is not taken for another.
 */
export function encodeLink({ test, model, variant, isFine, loopRoundsMax, path }: Link): string {
  const of =
    test.kind === "name"
      ? ["n", toBase64(test.name), test.fingerprint]
      : ["t", toBase64(test.name), toBase64(test.text)];
  const body = [
    VERSION,
    toBase64(model),
    `${isFine ? "f" : "c"}${loopRoundsMax}`,
    variant === null ? "" : `v${toBase64(variant)}`,
    encodeSteps(path),
    ...of,
  ].join(SEPARATOR);
  return `${body}${SEPARATOR}${fingerprint(body)}`;
}

/** Reads what `encodeLink` wrote, also behind the `#` of an address of the page. Whether model, variant and steps are there is for whoever opens the link to see. */
export function decodeLink(text: string): DecodedLink {
  const trimmed = text.trim().replace(/^[^#]*#/, "");
  const at = trimmed.lastIndexOf(SEPARATOR);
  const [body, check] = [trimmed.slice(0, Math.max(0, at)), trimmed.slice(at + 1)];
  const fields = body.split(SEPARATOR);
  const version = /^s(\d+)$/.exec(fields[0] ?? "")?.[1];
  if (version === undefined) return wrong("this is no link to a state: it does not begin with s1.");
  if (fields[0] !== VERSION) {
    return wrong(`the link is of version ${version}, and this litmus reads version 1`);
  }
  if (fields.length !== 8 || fingerprint(body) !== check) {
    return wrong("the link is not whole: a part of it is missing, or a character is not as it was");
  }
  const [, model, switches, variant, steps, kind, name, rest] = fields;
  const [, fine, rounds] = /^([fc])(\d{1,9})$/.exec(switches!) ?? [];
  const path = decodeSteps(steps!);
  const words = [model!, variant!.slice(1), name!, kind === "t" ? rest! : ""].map(fromBase64);
  const [modelId, variantName, testName, testText] = words;
  const hasKinds = (kind === "n" || kind === "t") && /^(v|$)/.test(variant!);
  if (fine === undefined || path === null || !hasKinds || words.includes(null)) {
    return wrong("the link says nothing that can be understood");
  }
  const test: LinkedTest =
    kind === "n"
      ? { kind: "name", name: testName!, fingerprint: rest! }
      : { kind: "text", name: testName!, text: testText! };
  const link: Link = {
    test,
    model: modelId!,
    variant: variant === "" ? null : variantName!,
    isFine: fine === "f",
    loopRoundsMax: Number(rounds),
    path,
  };
  return { link, problem: null };
}

/** A few characters that are the same for the same text and almost surely others for another (FNV-1a, 32 bits). */
export function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(36);
}

/** Steps as a part of a URL: a character each, or a number between two `~`. */
export function encodeSteps(path: readonly number[]): string {
  return path.map(stepText).join("");
}

function wrong(problem: string): DecodedLink {
  return { link: null, problem };
}

function stepText(index: number): string {
  if (!Number.isSafeInteger(index) || index < 0) throw new RangeError(`step ${index}`);
  if (index < DIGITS.length) return DIGITS[index]!;
  return `${LONG}${index}${LONG}`;
}

/** Reads what `encodeSteps` wrote; null for anything else. */
export function decodeSteps(text: string): readonly number[] | null {
  const steps: number[] = [];
  for (const [word, long] of text.matchAll(/~(\d{1,9})~|./gs)) {
    const step = long === undefined ? DIGITS.indexOf(word) : Number(long);
    if (step < 0 || steps.length >= STEPS_MAX) return null;
    steps.push(step);
  }
  return steps;
}

function toBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let out = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const count = Math.min(4, bytes.length - i + 1);
    for (let k = 0; k < count; k++) out += BASE64[(word >> (18 - 6 * k)) & 63];
  }
  return out;
}

/** The text, null where it is not what `toBase64` gives. */
function fromBase64(text: string): string | null {
  const bytes: number[] = [];
  for (let i = 0; i < text.length; i += 4) {
    const digits = [...text.slice(i, i + 4)].map((digit) => BASE64.indexOf(digit));
    if (digits.includes(-1) || digits.length === 1) return null;
    const word = digits.reduce((sum, digit, k) => sum | (digit << (18 - 6 * k)), 0);
    for (let k = 0; k < digits.length - 1; k++) bytes.push((word >> (16 - 8 * k)) & 255);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes));
  } catch {
    return null;
  }
}
