import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { KERNEL } from "./answers.js";
import { Litmus, type Run } from "./litmus.js";

/** The program with a fresh folder for each test, in which it runs. */
export class Bench {
  readonly #litmus = new Litmus();
  readonly #name: string;
  #count = 0;

  constructor(name: string) {
    this.#name = name;
  }

  get program(): string {
    return this.#litmus.program;
  }

  get folder(): string {
    return join(this.#litmus.work, `${this.#name}-${this.#count}`);
  }

  /** Goes to the next folder. */
  next(): void {
    this.#count++;
    mkdirSync(this.folder);
  }

  readonly pathOf = (name: string): string => join(this.folder, name);

  readonly read = (name: string): string => readFileSync(this.pathOf(name), "utf8");

  readonly write = (name: string, text: string): void => {
    mkdirSync(dirname(this.pathOf(name)), { recursive: true });
    writeFileSync(this.pathOf(name), text);
  };

  readonly run = (
    args: readonly string[],
    more: { input?: string; env?: NodeJS.ProcessEnv } = {},
  ): Run => {
    const { status, stdout, stderr } = spawnSync("node", [this.program, ...args], {
      cwd: this.folder,
      encoding: "utf8",
      input: more.input ?? "",
      env: { ...process.env, ...more.env },
    });
    return { code: status, out: stdout, err: stderr };
  };

  /** Starts the program, and sends it a signal after some milliseconds, or when something is so. */
  readonly signal = (
    args: readonly string[],
    signal: NodeJS.Signals,
    when: number | (() => boolean),
  ): Promise<Run> => {
    return new Promise((resolve) => {
      const child = spawn("node", [this.program, ...args], { cwd: this.folder });
      let out = "";
      let err = "";
      child.stdout.on("data", (chunk) => {
        out += chunk;
      });
      child.stderr.on("data", (chunk) => {
        err += chunk;
      });
      const timer =
        typeof when === "number"
          ? setTimeout(() => child.kill(signal), when)
          : setInterval(() => {
              if (!when()) return;
              clearInterval(timer);
              child.kill(signal);
            }, 5);
      child.on("close", (code) => {
        clearInterval(timer);
        resolve({ code, out, err });
      });
    });
  };

  dispose(): void {
    this.#litmus.dispose();
  }
}

/** Store buffering with an expectation under sc. */
export const named = (name: string, expected = "Never"): string =>
  `${KERNEL.replace(/^C \S+/, `C ${name}`)}expect\n      sc\n      ${expected}\n`;
