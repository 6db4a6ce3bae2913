import type { Witness } from "../../axiomatic/result.js";
import type { Test, TestVariant } from "../../harness/load.js";
import type { AxiomaticCell } from "../../harness/result.js";
import { type RunOptions, runTest } from "../../harness/run.js";
import { hasAxioms, type Model } from "../../models/model.js";
import type { Instruction, Program, Site } from "../../program/program.js";
import { type Finding, placeOf, type Rule } from "./rule.js";

/** Flags by which models say that plain accesses race. */
const FLAGS: ReadonlySet<string> = new Set(["data-race", "undefined"]);

/**
 * A plain access that races, by the models that know of races. Which one it is, is found by making all other plain accesses
 * marked ones: what the model still flags can only be a race of the one that is left.
 */
export const racesRule: Rule = {
  code: "data-race",
  summary: "a plain access that races with another one",
  async check(test, options) {
    const models = options.models.filter(isAware);
    const races = new Map<string, Race>();
    let isComplete = true;
    for (const variant of test.variants) {
      for (const model of models) {
        const cell = await judged(test, variant, model, options);
        if (cell === null) continue;
        isComplete &&= cell.isComplete;
        if (flagIn(cell) === null) continue;
        for (const site of plainSites(variant.program)) {
          const program = withOnlyPlain(variant.program, site);
          const witness = flagIn(await judged(test, { ...variant, program }, model, options));
          if (witness !== null) note(races, site, witness, variant, model);
        }
      }
    }
    return { isComplete, findings: [...races.values()].map((race) => findingOf(test, race)) };
  },
};

interface Race {
  readonly site: Site;
  readonly partners: Map<string, Site>;
  readonly variants: Set<string>;
  readonly models: Set<string>;
}

/** Whether a model's text speaks of races. */
function isAware(model: Model): boolean {
  return hasAxioms(model) && [...FLAGS].some((name) => model.axioms.text.includes(name));
}

async function judged(
  test: Test,
  variant: TestVariant,
  model: Model,
  options: RunOptions,
): Promise<AxiomaticCell | null> {
  const only = { ...test, variants: [variant], expectations: [] };
  const asked = { ...options, models: [model], variants: null, engine: "axioms" as const };
  const [cell] = (await runTest(only, asked)).variants[0]!.cells;
  return cell?.engine === "axioms" ? cell : null;
}

/** An execution that the model flags for a race; null for none. */
function flagIn(cell: AxiomaticCell | null): Witness | null {
  return cell?.flags.find(({ what }) => FLAGS.has(what))?.witness() ?? null;
}

/** Every plain access that the author wrote, each place once; those inside a primitive are the primitive's affair. */
function plainSites({ threads }: Program): readonly Site[] {
  const sites = new Map<string, Site>();
  for (const { code } of threads) {
    for (const i of code) {
      if (isPlain(i) && i.site.primitive === "") sites.set(placeOf(i.site), i.site);
    }
  }
  return [...sites.values()];
}

function isPlain(i: Instruction): boolean {
  return (i.op === "load" || i.op === "store") && i.order === "plain";
}

/** The program in which only the accesses of one place are plain. */
function withOnlyPlain(program: Program, site: Site): Program {
  const key = placeOf(site);
  const threads = program.threads.map((thread) => ({
    ...thread,
    code: thread.code.map((i): Instruction => {
      const isOther = isPlain(i) && placeOf(i.site) !== key;
      return isOther && (i.op === "load" || i.op === "store") ? { ...i, order: "relaxed" } : i;
    }),
  }));
  return { ...program, threads };
}

function note(
  races: Map<string, Race>,
  site: Site,
  witness: Witness,
  variant: TestVariant,
  model: Model,
): void {
  const key = placeOf(site);
  const race = races.get(key) ?? {
    site,
    partners: new Map(),
    variants: new Set(),
    models: new Set(),
  };
  races.set(key, race);
  for (const partner of conflicting(witness, site)) race.partners.set(placeOf(partner), partner);
  if (variant.name !== null) race.variants.add(variant.name);
  race.models.add(model.id);
}

/** The accesses of other threads that conflict with those of a place: of the same location, and one of the two writes. */
function conflicting({ events }: Witness, site: Site): readonly Site[] {
  const key = placeOf(site);
  const own = events.filter((e) => e.site !== null && placeOf(e.site) === key);
  return events.flatMap((other) => {
    if (other.site === null || other.kind === "fence") return [];
    const isConflict = own.some(
      ({ thread, location, kind }) =>
        thread !== other.thread &&
        location === other.location &&
        (kind === "write" || other.kind !== "read"),
    );
    return isConflict ? [other.site] : [];
  });
}

function findingOf(test: Test, race: Race): Omit<Finding, "code" | "severity"> {
  const { site, partners, variants, models } = race;
  const isSome = variants.size > 0 && variants.size < test.variants.length;
  const names = [...variants].map((name) => `\`${name}\``).join(", ");
  const where = isSome ? ` in ${names}` : "";
  const isOne = partners.size === 1;
  const others = [...partners.values()].map(({ span }) => {
    const message = isOne ? "the other access is here" : "one of those that it may race with";
    return { message, span };
  });
  const help = "help: mark both accesses (READ_ONCE, WRITE_ONCE; atomic in C11), or order them";
  return {
    message: `this plain access races${where} (${[...models].join(", ")})`,
    span: site.span,
    notes: [...others, { message: help }],
  };
}
