// Runs a built program and keeps what V8 compiled: node warm.mjs FOLDER, then the words of each command line, each but the
// first behind "--".
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";

// V8 would forget what was not needed for a while.
setFlagsFromString("--no-flush-bytecode");
const [, , folder, ...words] = process.argv;
const file = `${folder}/program.cjs`;
const script = new Script(readFileSync(file, "utf8"), { filename: "program.cjs" });

/** Begins the next run when the one before has nothing left to do. */
function next() {
  const end = words.indexOf("--");
  const args = words.splice(0, end < 0 ? words.length : end);
  words.shift();
  process.argv = [process.execPath, file, ...args];
  script.runInThisContext()(createRequire(file), folder);
}

// An empty event loop ends for good unless something is to come.
process.on("beforeExit", () => words.length > 0 && setImmediate(next));
process.on("exit", () => {
  // Compiled code is taken only by a process with the same settings.
  setFlagsFromString("--flush-bytecode");
  writeFileSync(`${folder}/program.cache`, script.createCachedData());
});
next();
