import { costOf } from "../../explain/fix/costs.js";
import { type Fixes, fix } from "../../explain/fix/fix.js";
import { type FixSite, sitesOf } from "../../explain/fix/sites.js";
import { DEFAULT_LIMITS } from "../../harness/limits.js";
import { readTest } from "../../harness/load.js";
import type { Model } from "../../models/model.js";
import type { Program } from "../../program/program.js";
import { type Edit, edited } from "../../source/edit.js";
import { Source } from "../../source/source.js";
import { allows, askModels, readAnswer, runOptions } from "../asking.js";
import type { Choice } from "../choices.js";
import {
  type ExerciseBase,
  type ExerciseKind,
  type Mark,
  type Marking,
  markOf,
  textAnswer,
  unmarked,
} from "../exercise.js";
import type { CourseTest } from "../test.js";
import { differenceBeside } from "../unchanged.js";

/** Place the fewest fences or weakest orders that make the outcome impossible. */
export interface OrdersExercise extends ExerciseBase {
  readonly kind: "orders";
  readonly test: CourseTest;
  readonly models: readonly Model[];
  /** `weaker`: the outcome is impossible as the test stands, and orders are to be taken away. */
  readonly direction: "stronger" | "weaker";
}

/** What the cheapest answer is. */
interface OrdersKey {
  /** One of the cheapest texts. */
  readonly text: string;
  /** Of the orders of the cheapest answer, and of the test as it stands. */
  readonly optimum: number;
  readonly start: number;
  /** Models whose costs are counted: those that there is something to do for. */
  readonly counted: readonly Model[];
}

/** Repairs that are looked for: the cheapest comes first, and some more for those that cost the same. */
const REPAIRS_MAX = 8;
const SEARCHES_MAX = 5_000;
/** Share of the points for an answer that is enough, whatever it costs. */
const ENOUGH = 0.5;

function ordersKey(
  exercise: OrdersExercise,
  { remember }: Pick<Marking, "remember">,
): Promise<OrdersKey | null> {
  return remember(`orders ${exercise.id}`, async (marking) => {
    const { test, models, direction } = exercise;
    const lowering = { loopRoundsMax: marking.limits().loopRoundsMax };
    const fixes = await fix(test.test, test.test.variants[0]!, {
      run: runOptions(marking, models),
      lowering,
      direction,
      isJoint: true,
      repairsMax: REPAIRS_MAX,
      searchesMax: SEARCHES_MAX,
    });
    return fixes === null ? null : keyOf(exercise, fixes);
  });
}

function keyOf({ test, models, direction }: OrdersExercise, fixes: Fixes): OrdersKey | null {
  const set = fixes.joint ?? fixes.sets[0];
  if (set === undefined || fixes.unknown.length > 0) return null;
  const open = models.filter((model) => !fixes.forbidding.includes(model));
  if (direction === "weaker" && open.length > 0) return null;
  const counted = open.length > 0 ? open : models;
  let best: { readonly text: string; readonly cost: number } | null = null;
  for (const { edits } of set.repairs) {
    const text = edited(test.source.text, edits);
    const program = readTest(new Source("optimum.lit", text), { loopRoundsMax: 1 }).test
      ?.variants[0]?.program;
    if (program === undefined) continue;
    const cost = costOfOrders(program, counted);
    if (best === null || cost < best.cost) best = { text, cost };
  }
  if (best === null) return null;
  const start = costOfOrders(test.program, counted);
  return { text: best.text, optimum: best.cost, start, counted };
}

/** What the orders of a program cost under some models together; code of a function counts once. */
function costOfOrders({ threads }: Program, models: readonly Model[]): number {
  const counted = new Set<string>();
  let sum = 0;
  for (const i of threads.flatMap(({ code }) => code)) {
    const { span } = i.site;
    const place = `${span.source.name} ${span.start} ${span.end} ${i.op}`;
    if (counted.has(place)) continue;
    counted.add(place);
    for (const { id } of models) sum += costOf(i, id);
  }
  return sum;
}

/**
 * The places of the test at which an order can be chosen, in the order of the text; null when two of them overlap, so that
 * one cannot be chosen without the other.
 */
export function choicesOf({ test, direction }: OrdersExercise): readonly Choice[] | null {
  const { source, program } = test;
  const options = { loopRoundsMax: DEFAULT_LIMITS.loopRoundsMax };
  const sites = sitesOf({ source, test: test.test, program, options }, direction);
  const choices = sites.map((site) => choiceOf(site, source));
  choices.sort((a, b) => a.start - b.start || a.end - b.end);
  return choices.some(({ start }, i) => i > 0 && start < choices[i - 1]!.end) ? null : choices;
}

function choiceOf({ place: { kind, span, words }, levels }: FixSite, source: Source): Choice {
  const edits = levels.flatMap((level) => level.edits);
  const own = kind === "gap" ? [] : [{ start: span.start, end: span.start + words.length }];
  const start = Math.min(...[...own, ...edits].map((edit) => edit.start));
  const end = Math.max(...[...own, ...edits].map((edit) => edit.end));
  const moved = (edit: Edit) => ({ ...edit, start: edit.start - start, end: edit.end - start });
  const text = source.text.slice(start, end);
  return {
    start,
    end,
    line: source.position(span.start).line,
    kind,
    options: levels.map((level) => {
      return { words: level.words, text: edited(text, level.edits.map(moved)) };
    }),
    own: levels.findIndex((level) => level.edits.length === 0),
  };
}

/** Place the fewest fences or the weakest orders. */
export const ordersKind: ExerciseKind<OrdersExercise> = {
  name: "orders",
  summary: "change orders and fences, as cheaply as can be, so that the outcome is impossible",
  answer: "the text of the test with other orders and fences, and nothing else changed",
  read(fields, base) {
    const test = fields.test();
    const models = fields.models("models");
    const direction = fields.choice("direction", ["stronger", "weaker"]);
    if (test === null || models === null || direction === null) return null;
    return { ...base, kind: "orders", test, models, direction };
  },
  async mark(exercise, answer, marking) {
    const { text, problem } = textAnswer(answer);
    if (text === null) return unmarked(exercise, "malformed", problem);
    const key = await ordersKey(exercise, marking);
    if (key === null) return unmarked(exercise, "bounded", "The cheapest answer is not known.");
    const read = readAnswer(text, marking);
    if (read.test === null) return unmarked(exercise, "malformed", read.problem);
    const { program } = read.test.variants[0]!;
    const difference = differenceBeside(program, exercise.test.program);
    if (difference !== null) {
      return markOf(exercise, 0, `More than orders and fences has changed: ${difference}.`);
    }
    const cells = await askModels(read.test, exercise.models, marking);
    const standings = cells.map((cell) => allows(program, cell));
    const allowing = exercise.models.filter((_, i) => standings[i] === true);
    if (allowing.length > 0) {
      const ids = allowing.map(({ id }) => id).join(", ");
      return markOf(exercise, 0, `The outcome is still possible under ${ids}.`);
    }
    if (standings.includes(null)) {
      return unmarked(exercise, "bounded", "Whether it is enough was not known within the limits.");
    }
    return markCost(exercise, key, costOfOrders(program, key.counted));
  },
  async solve(exercise, marking) {
    const key = await ordersKey(exercise, marking);
    if (key !== null) return { answer: key.text, problem: null };
    const wanted = exercise.direction === "weaker" ? "impossible already" : "possible as it stands";
    return { answer: null, problem: `no answer was found; the outcome has to be ${wanted}` };
  },
};

function markCost(exercise: OrdersExercise, key: OrdersKey, cost: number): Mark {
  const { optimum, start, counted } = key;
  const where = counted.map(({ id }) => id).join(" + ");
  if (cost <= optimum) {
    return markOf(exercise, 1, `Right, and nothing cheaper is enough: cost ${cost} (${where}).`);
  }
  const said = `Impossible now, but dearer than it need be: cost ${cost}, the least is ${optimum}`;
  const share =
    exercise.direction === "weaker"
      ? (start - cost) / (start - optimum)
      : ENOUGH + (1 - ENOUGH) * (optimum / cost);
  return markOf(exercise, Math.min(0.99, share), `${said} (${where}).`);
}
