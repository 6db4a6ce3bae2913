import { parseArgs } from "node:util";
import { DEFAULT_MACHINE_OPTIONS, type MachineOptions } from "../../src/models/model.js";
import { disagreements, speakersOf, twofoldModels } from "./axioms.js";
import { ALL_REDUCTIONS } from "./laws.js";
import { SETS } from "./sets.js";

/**
 * Compares machine and axioms of every model that has both on the sets of `sets.ts` in full: what `machines.test.ts` does
 * on samples. Prints what differs, then a table.
 */

const USAGE = `full.ts [--set LANGUAGE/NAME]... [--model ID]... [--every N] [--switches]
  --set       ${SETS.map((set) => `${set.language}/${set.name}`).join(" ")}; all when absent
  --model     ${twofoldModels.map((m) => m.id).join(" ")}; all when absent
  --every     one program in so many (1)
  --switches  with each reduction of the machine off, too`;

const { values } = parseArgs({
  options: {
    set: { type: "string", multiple: true },
    model: { type: "string", multiple: true, default: twofoldModels.map((m) => m.id) },
    every: { type: "string", default: "1" },
    switches: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** As many as anybody reads. */
const SHOWN_MAX = 20;

function main(): void {
  const every = Number(values.every);
  const names = SETS.map((set) => `${set.language}/${set.name}`);
  const isKnown =
    (values.set ?? []).every((name) => names.includes(name)) &&
    values.model.every((id) => twofoldModels.some((m) => m.id === id));
  if (values.help || !isKnown || !(every >= 1)) {
    console.error(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const switches: readonly (readonly [string, MachineOptions])[] = values.switches
    ? ALL_REDUCTIONS
    : [["", DEFAULT_MACHINE_OPTIONS]];
  let shown = 0;
  let different = 0;
  console.log("set, models, programs, different, seconds");
  for (const [k, set] of SETS.entries()) {
    if (!(values.set ?? names).includes(names[k]!)) continue;
    const models = speakersOf(set.language).filter(({ id }) => values.model.includes(id));
    if (models.length === 0) continue;
    const started = performance.now();
    let wrong = 0;
    const count = set.sample(every, (program) => {
      const texts = disagreements(program, models, switches);
      wrong += texts.length;
      if (texts.length > 0 && shown++ < SHOWN_MAX) console.log(texts[0]);
    });
    different += wrong;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const ids = models.map((m) => m.id).join(" ");
    console.log([names[k], ids, count, wrong, seconds].join(", "));
  }
  console.log(different === 0 ? "no difference" : `${different} differences`);
  process.exitCode = different === 0 ? 0 : 1;
}

main();
