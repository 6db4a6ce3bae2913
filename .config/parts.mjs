// Cuts the command line into parts, so that a command loads only what it needs.
import { build, transform } from "esbuild";

/**
 * What is loaded together, in this order: what main.ts needs at once, then what each list of modules needs more, then all the
 * rest. A part is a file, and V8 takes longest for what it reads and never runs.
 */
const PARTS = [
  ["main", ["src/cli/main.ts"]],
  ["outcomes", ["src/cli/commands/outcomes.ts", "src/harness/axioms.ts", "src/report/herd.ts"]],
  ["run", ["src/cli/commands/run.ts", "src/report/screen.ts", "src/report/repairs.ts"]],
  ["fix", ["src/explain/fix/fix.ts"]],
  [
    "check",
    [
      "src/cli/commands/check.ts",
      "src/cli/expectations.ts",
      "src/cli/conformance.ts",
      "src/cli/worker.ts",
    ],
  ],
];

/**
 * What is taken from modules of Node that are large and seldom needed: they are loaded when it is used. Commander can start other
 * programs, which we never ask it for; only a campaign that is written to a file has fingerprints.
 */
const LAZY = { "node:child_process": ["spawn", "fork"], "node:crypto": ["createHash"] };

const lazyBuiltins = {
  name: "lazy-builtins",
  setup({ onResolve, onLoad }) {
    const namespace = "lazy";
    onResolve({ filter: /^node:/ }, ({ path }) => (path in LAZY ? { path, namespace } : null));
    onLoad({ filter: /.*/, namespace }, ({ path }) => {
      // Without `node:`, or this would be asked for it again.
      const module = path.replace("node:", "");
      const getters = LAZY[path].map((name) => {
        return `${name}: { get: () => require("${module}").${name}, enumerable: true }`;
      });
      return { contents: `Object.defineProperties(exports, { ${getters} });` };
    });
  },
};

/**
 * The parts of the program by their names. Each is an expression, a function of `__load`, `require` and `__dirname`, which gives
 * the modules of the part by number; a module is a function that gives what it exports, `__load` calls it when it is first asked
 * for. Module 0 is where the program starts; the numbers of a part begin with `first`.
 */
export async function partsOf({ minify, ...options }) {
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints: ["src/cli/main.ts"],
    plugins: [lazyBuiltins],
    outdir: options.absWorkingDir,
    format: "esm",
    splitting: true,
    minifyWhitespace: false,
    metafile: true,
    write: false,
  });
  const { absWorkingDir } = options;
  const texts = new Map(
    outputFiles.map(({ path, text }) => [path.slice(absWorkingDir.length), text]),
  );
  const { outputs } = metafile;
  const groups = groupsOf(outputs);
  const numbers = new Map(groups.flatMap(({ files }) => files).map((file, place) => [file, place]));
  return Promise.all(
    groups.map(async ({ name, files }) => {
      const modules = files.map(
        (file) => `${numbers.get(file)}(){${moduleOf(texts.get(file), outputs[file], numbers)}}`,
      );
      // As a value of something: what nobody takes would be nothing, once it is minified.
      const text = `part=function(__load,require,__dirname){return{${modules}}}`;
      const { code } = await transform(text, { ...minify, target: options.target });
      // The launcher reads a byte for a letter. esbuild leaves only those of regular expressions as they are.
      if (Buffer.byteLength(code) !== code.length) throw new Error(`${name} is not all in ASCII`);
      const value = /^part=([\s\S]*?);?\s*$/.exec(code)[1];
      return { name, code: `(${value})`, first: numbers.get(files[0]) };
    }),
  );
}

/** The modules of each part. */
function groupsOf(outputs) {
  const taken = new Set();
  /** What a module needs, and it, without what is in a part already. */
  const take = (file) => {
    if (taken.has(file)) return [];
    taken.add(file);
    const needed = outputs[file].imports.filter(
      ({ kind, external }) => isStatic(kind) && !external,
    );
    return [file, ...needed.flatMap(({ path }) => take(path))];
  };
  const fileOf = (entry) => {
    const found = Object.keys(outputs).find((file) => outputs[file].entryPoint === entry);
    if (found === undefined) throw new Error(`${entry} is no module that is loaded by itself`);
    return found;
  };
  const parts = PARTS.map(([name, entries]) => {
    return { name, files: entries.flatMap((entry) => take(fileOf(entry))) };
  });
  return [...parts, { name: "rest", files: Object.keys(outputs).flatMap(take) }];
}

const isStatic = (kind) => kind === "import-statement";

/** A module as the body of a function: esbuild writes each import and export as a statement of its own. */
function moduleOf(text, { imports }, numbers) {
  let count = 0;
  const found = (result) => {
    count++;
    return result;
  };
  const load = (path) => `__load(${numbers.get(path.slice(2))})`;
  const body = text
    .replace(/^import "(.*)";$/gm, (_, path) => found(`${load(path)};`))
    .replace(/^import \{([^}]*)\} from "(.*)";$/gm, (_, names, path) => {
      const from = path.startsWith("./") ? load(path) : `require("${path}")`;
      return found(`var {${names.replace(/ as /g, ": ")}} = ${from};`);
    })
    .replace(/^import (?:\* as )?([\w$]+) from "(node:.*)";$/gm, (_, name, path) =>
      found(`var ${name} = require("${path}");`),
    )
    .replace(/\bimport\("(\.\/|node:)(.*?)"\)/g, (_, kind, rest) => {
      const from = kind === "./" ? load(kind + rest) : `require("${kind}${rest}")`;
      return found(`Promise.resolve().then(() => ${from})`);
    })
    .replace(/^export \{([^}]*)\};$/m, (_, names) => {
      const pairs = names.replace(/([\w$]+) as ([\w$]+)/g, "$2: $1");
      return `return {${pairs}};`;
    });
  const expected = imports.filter(({ kind }) => kind !== "require-call").length;
  if (count !== expected) throw new Error(`${count} of ${expected} imports were found`);
  return body;
}
