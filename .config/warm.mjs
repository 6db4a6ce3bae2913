// Runs a built program and keeps what V8 compiled: node warm.mjs FOLDER, then the words of each command line, each but the
// first behind "--".
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import vm from "node:vm";

// V8 would forget what was not needed for a while.
setFlagsFromString("--no-flush-bytecode");
const [, , folder, ...words] = process.argv;
const file = `${folder}/litmus.cjs`;
const require = createRequire(file);

/** The parts that were read, by name: the same ones in each run, or each would be compiled anew. */
const scripts = new Map();
const { Script } = vm;
vm.Script = class {
  constructor(text, options) {
    const { filename } = options;
    if (!scripts.has(filename)) scripts.set(filename, new Script(text, options));
    // biome-ignore lint/correctness/noConstructorReturn: the launcher asks for a new one.
    return scripts.get(filename);
  }
};

/** Begins the next run when the one before has nothing left to do. */
function next() {
  const end = words.indexOf("--");
  const args = words.splice(0, end < 0 ? words.length : end);
  words.shift();
  process.argv = [process.execPath, file, ...args];
  delete require.cache[file];
  require(file);
}

// An empty event loop ends for good unless something is to come.
process.on("beforeExit", () => words.length > 0 && setImmediate(next));
process.on("exit", () => {
  // Compiled code is taken only by a process with the same settings.
  setFlagsFromString("--flush-bytecode");
  setFlagsFromString("--no-sparkplug");
  for (const [name, script] of scripts) {
    writeFileSync(`${folder}/program/${name.replace(/js$/, "cache")}`, script.createCachedData());
  }
});
next();
