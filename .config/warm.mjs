// Runs a built program once and keeps what V8 compiled: node warm.mjs FOLDER ARGUMENTS.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Script } from "node:vm";

const [, , folder, ...args] = process.argv;
const file = `${folder}/program.cjs`;
const script = new Script(readFileSync(file, "utf8"), { filename: "program.cjs" });
process.argv = [process.execPath, file, ...args];
process.on("exit", () => writeFileSync(`${folder}/program.cache`, script.createCachedData()));
script.runInThisContext()(createRequire(file), folder);
