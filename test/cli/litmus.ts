import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = new URL("../..", import.meta.url).pathname;

/** What a run of the program left behind. */
export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The bundled program in a folder of its own, with the shipped tests beside it as in the package. */
export class Litmus {
  readonly folder: string;
  readonly program: string;

  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), "litmus-test-"));
    this.program = join(this.folder, "dist", "litmus.cjs");
    mkdirSync(join(this.folder, "work"));
    symlinkSync(join(ROOT, "litmus"), join(this.folder, "litmus"));
    const build = spawnSync("node", [join(ROOT, ".config/build.mjs"), join(this.folder, "dist")]);
    if (build.status !== 0) throw new Error(`the build failed:\n${build.stderr}`);
  }

  /** An empty folder in which the program runs. */
  get work(): string {
    return join(this.folder, "work");
  }

  run(args: readonly string[], more: { input?: string; env?: NodeJS.ProcessEnv } = {}): Run {
    const { status, stdout, stderr } = spawnSync("node", [this.program, ...args], {
      cwd: this.work,
      encoding: "utf8",
      input: more.input ?? "",
      env: { ...process.env, ...more.env },
    });
    return { code: status, out: stdout, err: stderr };
  }

  /** Starts the program and sends it a signal after a while. */
  interrupt(args: readonly string[], milliseconds: number): Promise<Run> {
    return new Promise((resolve) => {
      const child = spawn("node", [this.program, ...args], { cwd: this.work });
      let out = "";
      let err = "";
      child.stdout.on("data", (chunk) => {
        out += chunk;
      });
      child.stderr.on("data", (chunk) => {
        err += chunk;
      });
      const timer = setTimeout(() => child.kill("SIGINT"), milliseconds);
      child.on("close", (code) => {
        clearTimeout(timer);
        resolve({ code, out, err });
      });
    });
  }

  /** Runs a line of shell with `litmus` for the program; it may use pipes. */
  shell(line: string): Run {
    const script = `litmus() { node ${this.program} "$@"; }\nset -o pipefail\n${line}`;
    const { status, stdout, stderr } = spawnSync("bash", ["-c", script], {
      cwd: this.work,
      encoding: "utf8",
    });
    return { code: status, out: stdout, err: stderr };
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Times differ from run to run. */
export function withoutTimes(text: string): string {
  return text.replace(/\b\d+\.\d\d s\b/g, "_ s");
}
