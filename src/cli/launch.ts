import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";

/**
 * Starts `program.cjs`, the bundled `main.ts`, with the code that V8 compiled while the package was built: about a third
 * of the time of a small test would otherwise be spent compiling. V8 takes that code only in the version of Node that
 * made it; in another one the program is compiled as usual.
 */
// V8 takes compiled code only with the settings that it was made with; this one, of the processes that `check` starts, has
// had its effect when node started.
if (process.argv[2] === "worker") setFlagsFromString("--max-old-space-size=0");

const file = join(__dirname, "program.cjs");
const cachedData = readCache(join(__dirname, "program.cache"));
const script = new Script(readFileSync(file, "utf8"), {
  // What V8 compiled remembers the name that it had: not a path, so that the same is said on every machine.
  filename: "program.cjs",
  ...(cachedData === null ? {} : { cachedData }),
});
// Most tests are small. With V8's own number (67,584 bytes of what a function has run) it would optimize hundreds of
// functions that never earn that back; large searches run so long that they do not notice.
setFlagsFromString("--interrupt-budget=400000");
script.runInThisContext()(createRequire(file), __dirname);

function readCache(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
