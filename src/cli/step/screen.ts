import type { Progress } from "../../harness/pace.js";
import { stepScreen } from "../../report/step-screen.js";
import { countText } from "../../report/words.js";
import { EXIT } from "../exit.js";
import { lookOf } from "../terminal.js";
import { type Desk, obey } from "./desk.js";
import { type Order, readOrder } from "./orders.js";

const ESCAPE = "\x1b";
/** Terminal sequences (ECMA-48, and xterm's private modes). */
const ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l";
const LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l";
/** A frame is shown at once by terminals that know synchronized output; others ignore the two. */
const BEGIN_FRAME = "\x1b[?2026h\x1b[H";
const END_FRAME = "\x1b[?2026l";

/** Milliseconds between two drawings of how far a search is. */
const PROGRESS_INTERVAL = 200;

const KEYS_LINE =
  "number/Enter step  u undo  r redo  g go to  p witness  f find  o outcomes  l link  ? help  q quit";
const KEYS_LINE_SHORT = "Enter step  u/r undo/redo  p witness  f find  o outcomes  ? help  q quit";

/** Keys that are an order of themselves. */
const KEYS: Readonly<Record<string, string>> = {
  "\x1b[D": "u",
  "\x1b[C": "r",
  "\x1bOD": "u",
  "\x1bOC": "r",
  "\x1b[H": "g 0",
};

/** What is being typed: `keys` begins the order, `label` stands before it. */
interface Typing {
  readonly label: string;
  readonly keys: string;
  readonly text: string;
}

/**
 * The session on a terminal, redrawn in place on its other screen, which is left again however the program ends. Gives
 * the exit code: what a user types wrongly is no failure of the command.
 */
export async function stepByKeys(desk: Desk): Promise<number> {
  return new Keyboard(desk).run();
}

class Keyboard {
  readonly #desk: Desk;
  #selected = 0;
  #panel: readonly string[] | null = null;
  #typing: Typing | null = null;
  /** Set while a search runs: Ctrl-C ends it. */
  #search: AbortController | null = null;
  #isOver = false;
  #exitCode: number = EXIT.ok;
  #failure: unknown = null;
  #end: () => void = () => {};

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  async run(): Promise<number> {
    const { stdin, stdout } = process;
    const leave = () => this.#leave();
    const hangUp = () => process.exit(EXIT.interrupted);
    const draw = () => this.#draw();
    // Keys come one after the other, each after what the one before has led to.
    let turn = Promise.resolve();
    const read = (text: string) => {
      if (this.#search !== null && text.includes("\x03")) this.#search.abort();
      else for (const key of keysOf(text)) turn = turn.then(() => this.#press(key));
      turn.catch((error: unknown) => {
        leave();
        this.#failure = error;
        this.#end();
      });
    };
    const done = new Promise<void>((resolve) => {
      this.#end = resolve;
    });
    process.on("exit", leave);
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, hangUp);
    process.on("SIGCONT", () => this.#enter());
    stdout.on("resize", draw);
    stdin.setEncoding("utf8");
    stdin.on("data", read);
    stdin.on("end", () => this.#end());
    this.#enter();
    await done;
    stdin.pause();
    stdout.off("resize", draw);
    leave();
    process.off("exit", leave);
    if (this.#failure !== null) throw this.#failure;
    return this.#exitCode;
  }

  #enter(): void {
    process.stdin.setRawMode(true);
    process.stdout.write(ENTER);
    this.#draw();
  }

  #leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    process.stdin.setRawMode(false);
    process.stdout.write(LEAVE);
  }

  #draw(): void {
    if (this.#isOver) return;
    const { stdout } = process;
    const { stepper } = this.#desk;
    const look = lookOf(stdout);
    const typing = this.#typing;
    const keys = KEYS_LINE.length <= look.width ? KEYS_LINE : KEYS_LINE_SHORT;
    const footer = typing === null ? keys : `${typing.label}${typing.text}_`;
    const height = stdout.rows || 24;
    const screen = { stepper, look, height, selected: this.#selected, panel: this.#panel, footer };
    const lines = stepScreen(screen).slice(0, height);
    // Erased before it is written: behind a full line the cursor still stands on the last character.
    const text = lines.map((line) => `\x1b[K${line}`).join("\r\n");
    stdout.write(`${BEGIN_FRAME}${text}${lines.length < height ? "\r\n\x1b[J" : ""}${END_FRAME}`);
  }

  async #press(key: string): Promise<void> {
    if (this.#isOver) return;
    if (key === "\x03") {
      this.#exitCode = EXIT.interrupted;
      this.#quit();
    } else if (key === "\x1a") {
      this.#suspend();
      return;
    } else if (this.#typing !== null) await this.#type(key, this.#typing);
    else await this.#command(key);
    this.#draw();
  }

  /** A key while something is being typed. */
  async #type(key: string, typing: Typing): Promise<void> {
    if (key === "\r" || key === "\n") {
      this.#typing = null;
      await this.#obey(readOrder(`${typing.keys}${typing.text}`));
    } else if (key === "\x1b") this.#typing = null;
    else if (key === "\x7f" || key === "\b") {
      const text = typing.text.slice(0, -1);
      this.#typing = typing.text === "" ? null : { ...typing, text };
    } else if (key >= " ") this.#typing = { ...typing, text: typing.text + key };
  }

  async #command(key: string): Promise<void> {
    const { possible } = this.#desk.stepper.state.view;
    const hadPanel = this.#panel !== null;
    this.#panel = null;
    if (/^\d$/.test(key)) {
      // A digit that no further one can follow needs no Enter.
      if (Number(key) * 10 > possible.length) await this.#obey(readOrder(key));
      else this.#typing = { label: "step: ", keys: "", text: key };
    } else if (key === "\x1b[A" || key === "\x1bOA" || key === "k") this.#select(-1);
    else if (key === "\x1b[B" || key === "\x1bOB" || key === "j") this.#select(1);
    else if (key === "g") this.#typing = { label: "go to step: ", keys: "g ", text: "" };
    else if (key === "f") {
      this.#typing = { label: "find (empty: the condition): ", keys: "f ", text: "" };
    } else if (key === "\r" || key === "\n" || key === " ") {
      // Whoever reads an answer means to close it.
      const isStep = !hadPanel && possible.length > 0;
      if (isStep) await this.#obey({ kind: "take", numbers: [this.#selected + 1] });
    } else if (key === "\x1b") return;
    else await this.#obey(readOrder(KEYS[key] ?? key));
  }

  #select(by: number): void {
    const { length } = this.#desk.stepper.state.view.possible;
    this.#selected = Math.max(0, Math.min(length - 1, this.#selected + by));
  }

  async #obey(order: Order | null): Promise<void> {
    if (order === null) return;
    const { stepper } = this.#desk;
    const before = stepper.state;
    const search = new AbortController();
    this.#search = search;
    let shownAt = Number.NEGATIVE_INFINITY;
    const onProgress = ({ steps }: Progress) => {
      if (performance.now() - shownAt < PROGRESS_INTERVAL) return;
      shownAt = performance.now();
      this.#panel = [`searching: ${countText(steps, "step")}; Ctrl-C ends it`];
      this.#draw();
    };
    const { lines, isOver } = await obey(this.#desk, order, { signal: search.signal, onProgress });
    this.#search = null;
    this.#panel = lines.length === 0 ? null : lines.flatMap((line) => folded(line));
    if (stepper.state !== before && stepper.state.at !== before.at) this.#selected = 0;
    if (isOver) this.#quit();
  }

  #quit(): void {
    this.#leave();
    this.#end();
  }

  /** Ctrl-Z: the terminal as it was, until somebody calls the program back. */
  #suspend(): void {
    process.stdin.setRawMode(false);
    process.stdout.write(LEAVE);
    process.kill(process.pid, "SIGTSTP");
  }
}

/** A sequence that begins with Escape is one key, and so is any other character. */
const KEY = new RegExp(`${ESCAPE}\\[[0-9;]*[A-Za-z~]|${ESCAPE}O[A-Z]|.`, "gsu");

/** The keys in what a terminal sent. */
function keysOf(text: string): readonly string[] {
  return text.match(KEY) ?? [];
}

/** A long line, such as a link, over several lines of the terminal. */
function folded(line: string): readonly string[] {
  const width = Math.max(1, lookOf(process.stdout).width);
  const lines: string[] = [];
  for (let at = 0; at < Math.max(1, line.length); at += width)
    lines.push(line.slice(at, at + width));
  return lines;
}
