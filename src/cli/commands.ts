import type { CommandEntry } from "./command.js";

/** Every command, in the order of the help; one file each in `commands/`. */
export const commands: readonly CommandEntry[] = [
  {
    name: "run",
    summary: "verdicts of one test, and how its most interesting outcome comes about",
    load: () => import("./commands/run.js"),
  },
  {
    name: "outcomes",
    summary: "every final state that each model allows",
    load: () => import("./commands/outcomes.js"),
  },
  {
    name: "explain",
    summary: "how an outcome comes about, or the circle of rules that makes it impossible",
    load: () => import("./commands/explain.js"),
  },
  {
    name: "step",
    summary: "walk through the states of a machine, step by step, forth and back",
    load: () => import("./commands/step.js"),
  },
  {
    name: "ablate",
    summary: "which orderings of a test are needed, and which are free",
    load: () => import("./commands/ablate.js"),
  },
  {
    name: "fix",
    summary: "which orders to strengthen so that an outcome is impossible, and which can be weaker",
    load: () => import("./commands/fix.js"),
  },
  {
    name: "compare",
    summary: "final states side by side; the smallest program that separates two models",
    load: () => import("./commands/compare.js"),
  },
  {
    name: "graph",
    summary: "pictures of executions and of machines' steps: SVG, DOT, TikZ",
    load: () => import("./commands/graph.js"),
  },
  {
    name: "check",
    summary: "whether tests come out as their authors expect",
    load: () => import("./commands/check.js"),
  },
  {
    name: "merge",
    summary: "put the files of a sharded check together",
    load: () => import("./commands/merge.js"),
  },
  {
    name: "lint",
    summary: "slips in tests: conditions that never hold, races, what is not used",
    load: () => import("./commands/lint.js"),
  },
  {
    name: "course",
    summary: "lessons about memory models, with exercises",
    load: () => import("./commands/course.js"),
  },
  {
    name: "grade",
    summary: "mark the answers of a class",
    load: () => import("./commands/grade.js"),
  },
  {
    name: "hw",
    summary: "what real threads on this machine do, beside what models allow",
    load: () => import("./commands/hw.js"),
  },
  {
    name: "serve",
    summary: "the page: playground, stepper and course, in your browser",
    load: () => import("./commands/serve.js"),
  },
  {
    name: "list",
    summary: "the tests that ship with litmus",
    load: () => import("./commands/list.js"),
  },
  {
    name: "schema",
    summary: "what commands print with --json, as JSON Schema",
    load: () => import("./commands/schema.js"),
  },
  {
    name: "models",
    summary: "the memory models",
    load: () => import("./commands/models.js"),
  },
];
