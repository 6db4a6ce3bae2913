import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { afterAll, describe, expect, test } from "vitest";
import { Litmus } from "./litmus.js";

/** util-linux gives the program a terminal of its own. */
const HAS_SCRIPT = spawnSync("script", ["--version"]).status === 0;
if (!HAS_SCRIPT) process.stderr.write("no tests of the stepper's screen: there is no script\n");

const ESCAPE = "\x1b";
const END_OF_FRAME = `${ESCAPE}[?2026l`;
/** Colours and erased lines. */
const SEQUENCE = new RegExp(`${ESCAPE}\\[[0-9;?]*[A-Za-z]`, "g");
/** A terminal as it was before: it wraps lines, shows the cursor, and is on its first screen. */
const LEFT = `${ESCAPE}[?7h${ESCAPE}[?25h${ESCAPE}[?1049l`;
const ROWS = 30;
const COLUMNS = 90;
const PATIENCE_MILLISECONDS = 10_000;

const litmus = new Litmus();
afterAll(() => litmus.dispose());

/** `litmus step` on a terminal: what it shows, and keys to press. */
class Terminal {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<number | null>;
  #text = "";
  #look = () => {};

  constructor(args: readonly string[]) {
    const words = ["node", litmus.program, "step", ...args].map((word) => `'${word}'`).join(" ");
    const command = `stty rows ${ROWS} cols ${COLUMNS}; exec ${words}`;
    this.#child = spawn("script", ["-qec", command, "/dev/null"], {
      cwd: litmus.work,
      env: { ...process.env, TERM: "xterm", SHELL: "/bin/sh" },
    });
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#text += text;
      this.#look();
    });
    this.#ended = new Promise((resolve) => this.#child.on("close", resolve));
  }

  /** The lines of the last frame that is whole. */
  get lines(): readonly string[] {
    const frame = this.#text.split(END_OF_FRAME).at(-2) ?? "";
    return frame.replaceAll(SEQUENCE, "").split(/\r*\n/);
  }

  /** Waits until a line is shown. */
  shows(wanted: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = () => reject(new Error(`no ${wanted} in\n${this.lines.join("\n")}`));
      const timer = setTimeout(fail, PATIENCE_MILLISECONDS);
      this.#look = () => {
        if (!this.lines.some((line) => line.includes(wanted))) return;
        clearTimeout(timer);
        this.#look = () => {};
        resolve();
      };
      this.#look();
    });
  }

  async press(keys: string, shown: string): Promise<void> {
    this.#child.stdin.write(keys);
    await this.shows(shown);
  }

  /** Presses the number of the possible step of a thread that says this. */
  async take(thread: string, text: string, shown: string): Promise<void> {
    const row = this.lines.find((line) => line.includes(thread) && line.endsWith(text));
    const number = /^[ >]*(\d)/.exec(row ?? "")?.[1];
    if (number === undefined) throw new Error(`no step ${text} in\n${this.lines.join("\n")}`);
    await this.press(number, shown);
  }

  /** Presses the last key; the exit code, and what came after the last frame. */
  async end(key: string): Promise<{ readonly code: number | null; readonly last: string }> {
    this.#child.stdin.write(key);
    const code = await this.#ended;
    return { code, last: this.#text.split(END_OF_FRAME).at(-1)! };
  }
}

describe.skipIf(!HAS_SCRIPT)("on a terminal", () => {
  test("keys lead to the bad outcome and back, and the terminal is left as it was", async () => {
    const screen = new Terminal(["SB", "--model", "tso"]);
    await screen.shows("start");
    await screen.take("P0", "buffers x = 1", "step 1 of 1");
    await screen.take("P1", "buffers y = 1", "step 2 of 2");
    await screen.take("P0", "reads y = 0", "step 3 of 3");
    await screen.take("P1", "reads x = 0", "step 4 of 4");
    await screen.press("o", "1 outcome can be reached from here");
    // Enter closes the answer, and then takes the first step.
    await screen.press("\r", "store of x = 1 leaves its store buffer");
    await screen.press("\r", "step 5 of 5");
    await screen.press("\r", "the condition is true");
    await screen.press("u", "step 5 of 6");
    await screen.press(`${ESCAPE}[D`, "step 4 of 6");
    await screen.press(`${ESCAPE}[C`, "step 5 of 6");
    await screen.press("g2\r", "step 2 of 6");
    await screen.press("f0:r_y=1\r", "steps from here: r takes one after the other");
    expect(screen.lines.length).toBeLessThanOrEqual(ROWS);
    for (const line of screen.lines) expect(line.length).toBeLessThanOrEqual(COLUMNS);
    expect(await screen.end("q")).toEqual({ code: 0, last: LEFT });
  });

  test("a step that has to wait says for what, a witness is played, and Ctrl-C ends it", async () => {
    const screen = new Terminal([
      ...["fence-loss.lit", "--variant", "refcount inc relaxed"],
      ...["--at", "1,1,2,2,2,2,2"],
    ]);
    await screen.shows("waits: its store buffer still holds");
    await screen.press("p", "12 steps to where the condition is true");
    await screen.press("g12\r", "0:locked=1  0:seq=0  1:locked=1  the condition is true");
    expect(await screen.end("\x03")).toEqual({ code: 130, last: LEFT });
  });
});
