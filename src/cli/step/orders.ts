/** What a user can ask of a stepper, by a key or by a line. */
export type Order =
  | { readonly kind: "take"; readonly numbers: readonly number[] }
  | { readonly kind: "go"; readonly at: number }
  | { readonly kind: "find"; readonly proposition: string }
  | { readonly kind: "undo" | "redo" | "play" | "outcomes" | "link" | "help" | "quit" | "show" }
  | { readonly kind: "wrong"; readonly message: string };

/** The orders, as help shows them. */
export const HELP_LINES: readonly string[] = [
  "number  take that step; several are taken one after the other",
  "u r     undo and redo, also left and right",
  "g N     go to where N steps are taken",
  "p       put a witness of the test's condition behind the start; r plays it",
  "f P     put a way to a final state behind this one, of which P is true, such",
  "        as 0:r0=1 /\\ x=2; without P, the test's condition. r plays it",
  "o       outcomes that can still be reached from here",
  "l       a link to this state, and the command that comes back to it",
  "s       show the state again",
  "? q     this help, quit",
];

/** Words for the orders that have no argument. */
const PLAIN: Readonly<Record<string, Exclude<Order["kind"], "take" | "go" | "find" | "wrong">>> = {
  u: "undo",
  undo: "undo",
  r: "redo",
  redo: "redo",
  p: "play",
  play: "play",
  o: "outcomes",
  outcomes: "outcomes",
  l: "link",
  link: "link",
  "?": "help",
  h: "help",
  help: "help",
  s: "show",
  show: "show",
  q: "quit",
  quit: "quit",
};

/** Reads one line; null for an empty one, or a comment. */
export function readOrder(line: string): Order | null {
  const text = line.replace(/^\s*#.*$/, "").trim();
  if (text === "") return null;
  if (/^\d[\d\s,]*$/.test(text)) {
    const numbers = text.split(/[\s,]+/).filter((word) => word !== "");
    return { kind: "take", numbers: numbers.map(Number) };
  }
  const [, word = "", rest = ""] = /^(\S+)\s*(.*)$/s.exec(text) ?? [];
  if (word === "f" || word === "find") return { kind: "find", proposition: rest };
  if (word === "g" || word === "go") {
    if (/^\d+$/.test(rest)) return { kind: "go", at: Number(rest) };
    return { kind: "wrong", message: "g needs a number: where to go, 0 is the start" };
  }
  const kind = Object.hasOwn(PLAIN, word) ? PLAIN[word] : undefined;
  if (kind === undefined || rest !== "") {
    return { kind: "wrong", message: `there is no command ${text}; ? shows all` };
  }
  return { kind };
}
