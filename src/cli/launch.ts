import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";

/**
 * Starts the program, `main.ts`, from the parts that it was cut into while the package was built: a command reads those that
 * it needs. Beside each is what V8 compiled it to, or most of the time of a small test would be spent compiling. V8 takes that
 * code only in the version of Node that made it; in another one the program is compiled as usual.
 */

/** The parts by name, and the number of the first module of each. */
declare const LITMUS_PARTS: readonly (readonly [name: string, first: number])[];

type Load = (module: number) => unknown;
/** The modules of a part by number; each is called once and gives what it exports. */
type Part = Readonly<Record<number, () => unknown>>;

const modules = new Map<number, unknown>();
const parts = new Map<string, Part>();

// V8 takes compiled code only with the settings that it was made with; this one, of the processes that `check` starts, has
// had its effect when node started.
if (process.argv[2] === "worker") setFlagsFromString("--max-old-space-size=0");
// Most tests are small. With V8's own number (67,584 bytes of what a function has run) it would optimize hundreds of
// functions that never earn that back; large searches run so long that they do not notice.
setFlagsFromString("--interrupt-budget=700000");

/** Parts of commands that are often over before V8's first compiler, Sparkplug, has earned what it took. */
const SHORT: ReadonlySet<string> = new Set(["main", "outcomes"]);
/** Milliseconds after which it has. */
const SHORT_MAX = 40;
let isShort = true;

setTimeout(endShort, SHORT_MAX).unref();
load(0);

function endShort(): void {
  isShort = false;
  setFlagsFromString("--sparkplug");
}

function load(module: number): unknown {
  const known = modules.get(module);
  if (known !== undefined) return known;
  const [name] = LITMUS_PARTS.findLast(([, first]) => first <= module)!;
  let part = parts.get(name);
  if (part === undefined) {
    part = readPart(name);
    parts.set(name, part);
  }
  const exported = part[module]!();
  modules.set(module, exported);
  return exported;
}

function readPart(name: string): Part {
  const file = join(__dirname, "program", name);
  const cachedData = readCache(`${file}.cache`);
  // All parts were compiled with this setting.
  setFlagsFromString("--no-sparkplug");
  // The build sees to it that there are only ASCII letters: so V8 has a byte for each.
  const script = new Script(readFileSync(`${file}.js`, "latin1"), {
    // What V8 compiled remembers the name that it had: not a path, so that the same is said on every machine.
    filename: `${name}.js`,
    ...(cachedData === null ? {} : { cachedData }),
  });
  if (!(isShort && SHORT.has(name))) endShort();
  const start: (load: Load, require: NodeJS.Require, folder: string) => Part =
    script.runInThisContext();
  return start(load, require, __dirname);
}

function readCache(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
