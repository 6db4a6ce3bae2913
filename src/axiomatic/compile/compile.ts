import type { ModelFile } from "../cat/ast.js";
import type { Program } from "../cat/load.js";
import { type CompiledModel, ModelFailure } from "../judge.js";
import { type Check, readChecks } from "./checks.js";
import { CHOSEN_PARTS } from "./coherence.js";
import { Translator } from "./expressions.js";
import { interpretedModel, type KnownNames } from "./interpreted.js";
import { Machine } from "./machine.js";
import {
  type Meaning,
  type Names,
  NO_NAMES,
  NotCompiled,
  nodeMeaning,
  WrongHere,
  withName,
} from "./meaning.js";
import { PRIMITIVES } from "./primitives.js";
import { impliedChecks, isAtomic, isCoherent } from "./shape.js";

/** What a model is compiled for. */
interface CompileOptions {
  /** herd's variants that are on. */
  readonly variants: readonly string[];
  /** Sets that a frame may have beside `FRAME_SETS`: the vocabulary's names. */
  readonly sets: readonly string[];
  /** Relations that a frame may have beside `FRAME_RELATIONS`. */
  readonly relations?: readonly string[];
}

/** Sets that a model may name whatever its vocabulary; one that a frame does not have is empty. */
export const FRAME_SETS: readonly string[] = [
  ...["M", "R", "W", "F", "B", "BCC", "PRED", "IW", "FW", "Exp", "NExp", "SPURIOUS", "SPEC"],
  ...["EXEC", "Rreg", "Wreg", "ADDR", "DATA", "Observed"],
];

/** Relations that a model may name; one that a frame does not have is empty. */
export const FRAME_RELATIONS: readonly string[] = [
  ...["id", "po", "partial_po", "loc", "int", "ext", "addr", "data", "ctrl", "rmw", "depend"],
  ...["tst", "control", "success", "iico_data", "iico_ctrl", "iico_order", "rf-reg", "pco"],
  ...["equiv-spec", "same-instance", "same-instr", "same-static", "sm", "si", "aligned"],
  ...["same-low-order-bits", "pick-addr", "pick-data", "pick-ctrl"],
];

/** The bits of a judgement's flags. */
const FLAGS_MAX = 31;

const CHOSEN = ["rf", "co", "fr"] as const;

/**
 * Makes a model ready for many frames. The program has to be loaded with `withChosenCoherence`.
 * What the compiler does not know is left to the interpreter, and said in `interpreted`. Throws a
 * ModelFailure for more than 31 flags.
 */
export function compileModel(program: Program, options: CompileOptions): CompiledModel {
  const known = knownNames(program, options);
  const { variants, setNames, relationNames } = known;
  const translator = new Translator(variants, setNames);
  let model: CompiledModel;
  try {
    const names = initialNames(translator, relationNames);
    const read = readChecks(translator, program, names);
    const { checks, flags } = read;
    const { graph } = translator;
    const isModelCoherent = isCoherent(graph, checks);
    const isModelAtomic = isAtomic(graph, checks);
    const implied = isModelCoherent ? impliedChecks(graph, checks) : new Set<Check>();
    const machine = new Machine(graph.nodes, read, implied, known);
    model = {
      flags,
      isCoherent: isModelCoherent,
      isAtomic: isModelAtomic,
      interpreted: null,
      start: (frame, choice) => machine.start(frame, choice),
    };
  } catch (problem) {
    if (!(problem instanceof NotCompiled || problem instanceof WrongHere)) throw problem;
    model = interpretedModel(program, known, problem.message);
  }
  return limited(model, program);
}

/** The names that a model may use without defining them. */
export function knownNames(program: Program, options: CompileOptions): KnownNames {
  return {
    variants: new Set(options.variants.map((v) => v.toLowerCase())),
    setNames: new Set([...FRAME_SETS, ...options.sets, ...tagSets(program.bell)]),
    relationNames: new Set([...FRAME_RELATIONS, ...(options.relations ?? [])]),
  };
}

/** The sets of the tags that a bell file declares: each has the name of its tag with a capital. */
function tagSets(bell: ModelFile | null): readonly string[] {
  const tags = (bell?.instructions ?? []).flatMap((i) => (i.kind === "enum" ? i.tags : []));
  return tags.map(({ text }) => text.charAt(0).toUpperCase() + text.slice(1));
}

function limited(model: CompiledModel, program: Program): CompiledModel {
  if (model.flags.length <= FLAGS_MAX) return model;
  const { source } = program.model;
  throw new ModelFailure({
    severity: "error",
    code: "limit-members",
    message: `a model may have ${FLAGS_MAX} flags, this has ${model.flags.length}`,
    span: { source, start: 0, end: 1 },
    notes: [],
  });
}

function initialNames(translator: Translator, relationNames: ReadonlySet<string>): Names {
  const { graph, setNames } = translator;
  const given: (readonly [string, Meaning])[] = [
    ...[...setNames].map((name) => [name, nodeMeaning(graph.base(name, "set"))] as const),
    ...[...relationNames].map((name) => [name, nodeMeaning(graph.base(name, "relation"))] as const),
    ...CHOSEN.map((name) => [name, nodeMeaning(graph.chosen(name))] as const),
    ...CHOSEN_PARTS.map(([name, whole, part]) => {
      const node = graph.intersection(graph.chosen(whole), graph.base(part, "relation"));
      return [name, nodeMeaning(node)] as const;
    }),
    ["id", nodeMeaning(graph.id)],
    ...PRIMITIVES.map((name) => [name, { kind: "primitive", name } as const] as const),
  ];
  return given.reduce((names, [name, meaning]) => withName(names, name, () => meaning), NO_NAMES);
}
