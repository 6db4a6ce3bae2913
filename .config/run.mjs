// Runs a TypeScript script of test/: `node .config/run.mjs test/bench/main.ts ARGUMENTS`.
import { mkdirSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const [entry, ...rest] = process.argv.slice(2);
if (entry === undefined) throw new Error("usage: node .config/run.mjs SCRIPT.ts [ARGUMENT...]");
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = `${root}/node_modules/.cache/litmus`;
mkdirSync(folder, { recursive: true });
const outfile = `${folder}/${entry.replaceAll("/", "-")}.mjs`;
await build({
  absWorkingDir: root,
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  sourcemap: "inline",
  loader: { ".cat": "text" },
  logLevel: "warning",
});
process.argv = [process.argv[0], outfile, ...rest];
process.chdir(root);
await import(pathToFileURL(outfile).href);
