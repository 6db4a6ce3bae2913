// Builds the command line: dist/program.cjs is all of it in one file, dist/program.cache what V8 compiled it to, and
// dist/litmus.cjs starts the one with the other (see src/cli/launch.ts). An argument is the folder to write instead.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const { version } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const folder = process.argv[2] ?? `${root}dist`;

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  minifySyntax: true,
  minifyWhitespace: true,
  loader: { ".cat": "text" },
  logLevel: "warning",
};
/** Commander can start other programs, which we never ask for: what Node needs for that is loaded only then. */
const lazyChildProcess = {
  name: "lazy-child-process",
  setup({ onResolve, onLoad }) {
    const namespace = "lazy";
    onResolve({ filter: /^node:child_process$/ }, ({ path }) => ({ path, namespace }));
    onLoad({ filter: /.*/, namespace }, () => ({
      contents: `const load = (name) => ({ get: () => require("child_process")[name], enumerable: true });
        Object.defineProperties(exports, { spawn: load("spawn"), fork: load("fork") });`,
    }));
  },
};

// The page in it stays: npm run build:web makes that.
for (const name of existsSync(folder) ? readdirSync(folder) : []) {
  if (name !== "web") rmSync(`${folder}/${name}`, { recursive: true, force: true });
}
await build({
  ...common,
  entryPoints: ["src/cli/main.ts"],
  plugins: [lazyChildProcess],
  outfile: `${folder}/program.cjs`,
  define: { LITMUS_VERSION: JSON.stringify(version) },
  banner: { js: "(function(require,__dirname){" },
  footer: { js: "})" },
});
await build({
  ...common,
  entryPoints: ["src/cli/launch.ts"],
  outfile: `${folder}/litmus.cjs`,
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
