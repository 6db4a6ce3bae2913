import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, test } from "vitest";

/** The rules of src/README.md that a compiler does not check. */
const ROOT = new URL("..", import.meta.url).pathname;
const LINES_MAX = 500;
const FUNCTION_LINES_MAX = 70;

interface File {
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly text: string;
}

function read(folder: string): readonly File[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}

const sources = read("src");
const all = [...sources, ...read("test")];

const paths = new Set(all.map(({ path }) => path));

/** What a file imports, exports from or loads: paths from the root, or names of packages. */
function imports({ path, text }: File): readonly string[] {
  const found = text.matchAll(/(?:\bfrom\s+|\bimport\s+|\bimport\()"([^"]+)"/g);
  return Array.from(found, ([, name]) => {
    if (!name!.startsWith(".")) return name!;
    const target = normalize(join(dirname(path), name!)).replaceAll("\\", "/");
    const [file = target] = [".ts", ".tsx"]
      .map((extension) => target.replace(/\.js$/, extension))
      .filter((one) => paths.has(one));
    return file;
  });
}

/** Lines that a pattern matches, as `file:line: text`. */
function matches(files: readonly File[], pattern: RegExp): readonly string[] {
  return files.flatMap(({ path, text }) =>
    text
      .split("\n")
      .flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
  );
}

/** Folders that each folder may import, from the table in src/README.md, closed over what these may import. */
function layers(): ReadonlyMap<string, ReadonlySet<string>> {
  const readme = readFileSync(join(ROOT, "src/README.md"), "utf8");
  const rows = [...readme.matchAll(/^\| `(\w+)\/` \|[^|]*\| ([^|]*) \|$/gm)];
  const allowed = new Map<string, Set<string>>();
  for (const [, folder, words] of rows) {
    const direct =
      words === "all above" ? [...allowed.keys()] : words === "nothing" ? [] : words!.split(", ");
    const closed = new Set([folder!]);
    for (const name of direct) {
      closed.add(name);
      for (const further of allowed.get(name) ?? []) closed.add(further);
    }
    allowed.set(folder!, closed);
  }
  return allowed;
}

const folderOf = (path: string) => path.split("/")[1]!;

describe("layers", () => {
  const allowed = layers();

  test("every folder of src is in the table, and the table names no other", () => {
    const folders = readdirSync(join(ROOT, "src"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect([...allowed.keys()].sort()).toEqual(folders.sort());
  });

  test("a file imports only from folders that its own may import", () => {
    const wrong: string[] = [];
    for (const file of sources) {
      if (file.path === "src/index.ts") continue;
      for (const target of imports(file)) {
        if (!target.startsWith("src/")) continue;
        if (!allowed.get(folderOf(file.path))?.has(folderOf(target))) {
          wrong.push(`${file.path} imports ${target}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test("only the command line and the harness's file access know Node", () => {
    const wrong = sources.flatMap((file) =>
      imports(file)
        .filter((name) => name.startsWith("node:"))
        .filter(() => !file.path.startsWith("src/cli/") && file.path !== "src/harness/files.ts")
        .map((name) => `${file.path} imports ${name}`),
    );
    expect(wrong).toEqual([]);
    const pure = sources.filter(({ path }) => !path.startsWith("src/cli/"));
    expect(matches(pure, /\b(process|__dirname)\b[.([]|\bBuffer\.|\brequire(\.|\(["'`])/)).toEqual(
      [],
    );
  });

  test("engines have no clock and no randomness", () => {
    const engines = sources.filter(({ path }) => !/^src\/(cli|web)\//.test(path));
    expect(matches(engines, /\bDate\b[.(]|\bnew Date\b|Math\.random|performance\.now/)).toEqual([]);
  });

  test("there are no import cycles, but of types", () => {
    const edges = new Map(
      sources.map(({ path, text }) => {
        const values = text.replaceAll(/^(import|export) type [^;]*;/gm, "");
        return [path, imports({ path, text: values }).filter((name) => name.startsWith("src/"))];
      }),
    );
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path))
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(" > "));
      if (trail.includes(path) || done.has(path)) return;
      for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const path of edges.keys()) visit(path, []);
    expect(cycles).toEqual([]);
  });
});

describe("files", () => {
  test(`have at most ${LINES_MAX} lines`, () => {
    const long = all.filter(({ text }) => text.split("\n").length - 1 > LINES_MAX);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  test(`have functions of at most ${FUNCTION_LINES_MAX} lines`, () => {
    expect(sources.flatMap(longFunctions)).toEqual([]);
  });

  test("have lower-case names", () => {
    expect(all.map(({ path }) => path).filter((path) => !/^[a-z0-9./-]+$/.test(path))).toEqual([]);
  });

  test("import modules by their .js name, cat files by theirs, and what a bundler makes as it says", () => {
    const wrong = all.flatMap(({ path, text }) =>
      [...text.matchAll(/^(?:import|export|\}) .*from "(\.[^"]*)";$/gm)]
        .filter(([, name]) => !/\.(js|cat)$|\?(raw|worker)/.test(name!))
        .map(([, name]) => `${path} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test("have no path of a machine in them", () => {
    expect(matches(all, /["'`](\/work\/|\/root\/|\/home\/)/)).toEqual([]);
  });
});

/** First line of a function or a method, as the formatter lays it out: nothing that is indented deeper is looked at. */
const FUNCTION = /^(?:export )?(?:async )?(?:function |const \w+.*=> \{$)/;
const METHOD = /^ {2}(?!if|for|while|switch|return)(?:async |get )?#?\w+\((?:.*\).* \{)?$/;

/** Functions and methods that are too long. */
function longFunctions({ path, text }: File): readonly string[] {
  const lines = text.split("\n");
  return lines.flatMap((line, i) => {
    if (!FUNCTION.test(line) && !(METHOD.test(line) && !line.includes("=>"))) return [];
    const indent = line.startsWith(" ") ? "  " : "";
    const last = new RegExp(`^${indent}\\}[;,]?$`);
    const length = lines.findIndex((other, j) => j > i && last.test(other)) - i + 1;
    return length > FUNCTION_LINES_MAX ? [`${path}:${i + 1}: ${length} lines`] : [];
  });
}

describe("words", () => {
  test.each([
    ["default exports", /^export default\b/],
    ["any", /(:|<|\bas|\|) ?any\b(?! [a-z])/],
    ["enum", /^\s*(export )?(const )?enum \w+ \{/],
    ["barrels", /^export \* /],
    ["namespaces", /^\s*(export )?(declare )?namespace /],
    ["notes to self", /\b(TODO|FIXME|XXX|HACK)\b/],
    ["switched-off checks", /@ts-(ignore|nocheck|expect-error)|biome-ignore-all|\.only\(/],
  ])("no %s", (name, pattern) => {
    // This file has to write the words down, and the tests have C in them, which has enums.
    const files = (name === "enum" ? sources : all).filter(
      ({ path }) => path !== "test/tidy.test.ts",
    );
    const config =
      name === "default exports" ? files.filter(({ path }) => !path.includes("config")) : files;
    expect(matches(config, pattern)).toEqual([]);
  });

  test("re-exports stand in src/index.ts only", () => {
    const others = sources.filter(({ path }) => path !== "src/index.ts");
    expect(matches(others, /^export (type )?\{.*\} from /)).toEqual([]);
  });
});

describe("registries", () => {
  /** Files that declare something of a kind, and the registry that has to import each of them. */
  test.each([
    ["model", "src/models/models.ts", /^export const \w+: (Machine)?Model = /m],
    ["dialect", "src/dialect/dialects.ts", /^export const \w+: Dialect = /m],
    ["report", "src/report/reports.ts", /^export const \w+: Report = /m],
    ["campaign report", "src/report/campaigns.ts", /^export const \w+: CampaignReport = /m],
    ["command", "src/cli/commands.ts", /^export function declare\(/m],
  ])("every %s is in its registry", (_, registry, declaration) => {
    const declaring = sources.filter(({ text }) => declaration.test(text)).map(({ path }) => path);
    const registered = imports(sources.find(({ path }) => path === registry)!);
    expect(declaring.length).toBeGreaterThan(0);
    expect(declaring.filter((path) => !registered.includes(path))).toEqual([]);
  });

  test("every file in commands/ is a command", () => {
    const files = sources.filter(({ path }) => path.startsWith("src/cli/commands/"));
    const registered = imports(sources.find(({ path }) => path === "src/cli/commands.ts")!);
    const names = files.map(({ path }) => path);
    expect(names.filter((path) => !registered.includes(path))).toEqual([]);
  });
});

test("the tidy rules read the project they are in", () => {
  expect(relative(ROOT, new URL(import.meta.url).pathname)).toBe(join("test", "tidy.test.ts"));
  expect(sources.length).toBeGreaterThan(20);
});
