// Builds the command line: dist/program has its parts (see parts.mjs) with what V8 compiled each to, and dist/litmus.cjs starts
// them (see src/cli/launch.ts). An argument is the folder to write instead.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { partsOf } from "./parts.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const folder = process.argv[2] ?? `${root}dist`;

const minify = { minifySyntax: true, minifyWhitespace: true };
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  ...minify,
  loader: { ".cat": "text" },
  logLevel: "warning",
};

// The page in it stays: npm run build:web makes that.
for (const name of existsSync(folder) ? readdirSync(folder) : []) {
  if (name !== "web") rmSync(`${folder}/${name}`, { recursive: true, force: true });
}
const parts = await partsOf({
  ...common,
  minify,
  define: { LITMUS_VERSION: JSON.stringify(version) },
});
mkdirSync(`${folder}/program`, { recursive: true });
for (const { name, code } of parts) writeFileSync(`${folder}/program/${name}.js`, code);
await build({
  ...common,
  entryPoints: ["src/cli/launch.ts"],
  outfile: `${folder}/litmus.cjs`,
  define: { LITMUS_PARTS: JSON.stringify(parts.map(({ name, first }) => [name, first])) },
  banner: { js: "#!/usr/bin/env node" },
});
chmodSync(`${folder}/litmus.cjs`, 0o755);
// The library, for programs that import it.
await build({
  ...common,
  entryPoints: ["src/index.ts"],
  outfile: `${folder}/index.js`,
  format: "esm",
  packages: "external",
});

// A process of its own: what it compiles while it runs these is what is kept.
const warm = fileURLToPath(new URL("warm.mjs", import.meta.url));
const test = (name) => `${root}litmus/${name}.lit`;
const outcomes = (name) => ["--", "outcomes", test(`classic/${name}`), "--engine", "axioms"];
const { status } = spawnSync(
  process.execPath,
  [
    ...[warm, folder, "run", test("vma-lock/fence-loss")],
    ...["--", "run", test("classic/MP")],
    ...["--", "check", test("classic/aarch64/MP+aarch64")],
    ...["aarch64", "x86", "riscv", "ppc"].flatMap((id) => outcomes(`${id}/MP+${id}`)),
    ...outcomes("c11/MP+c11"),
  ],
  { stdio: ["ignore", "ignore", "inherit"] },
);
if (status !== 0)
  process.stderr.write("the program will start a little slower: no compiled code\n");
