import { describe, expect, test } from "vitest";
import { loadModel } from "../../src/axiomatic/cat/load.js";
import { withChosenCoherence } from "../../src/axiomatic/compile/coherence.js";
import { compileModel } from "../../src/axiomatic/compile/compile.js";
import { VOCABULARIES } from "../../src/axiomatic/vocabulary/vocabularies.js";
import { hasAxioms } from "../../src/models/model.js";
import { inOrderModels, models } from "../../src/models/models.js";
import { Diagnostics } from "../../src/source/diagnostic.js";
import { Source } from "../../src/source/source.js";
import { judgementText, run } from "../axiomatic/cat/helpers.js";
import { execution } from "./executions.js";

/** The models of everything but the kernel itself, and of those the ones without buffers. */
const JUDGES = models.filter(hasAxioms).filter(({ id }) => id !== "lkmm");
const UNBUFFERED = JUDGES.filter(({ id }) => !inOrderModels.some((model) => model.id === id));

const MODELS = new Map(JUDGES.map(({ id, axioms }) => [id, axioms] as const));

/** What a model says of an execution: `A` allowed, `U` allowed in a program with a race, `.` forbidden. */
function verdict(id: string, text: string): string {
  const { text: cat, vocabulary } = MODELS.get(id)!;
  const judgements = run(cat, execution(text, VOCABULARIES.get(vocabulary)!));
  const [said, ...more] = judgements.map(judgementText);
  if (more.length > 0) throw new Error(`${id} has ${more.length + 1} judgements`);
  if (said === "allowed") return "A";
  if (said === "allowed undefined") return "U";
  return said?.startsWith("forbidden") === true ? "." : String(said);
}

const verdicts = (ids: readonly string[], text: string): string =>
  ids.map((id) => verdict(id, text)).join("");

type Row = readonly [name: string, text: string, verdicts: string];

/** The families of verdicts.md 5a: the execution that is asked for, relaxed, then what RC11 says with releases and acquires. */
const FAMILY_MODELS = ["sc", "tso", "pso", "sra", "ra", "rc11", "armv8", "rvwmo", "power"];
const FAMILIES: readonly (readonly [...Row, acquire: string])[] = [
  ["SB", "Wx1 Ry0 | Wy1 Rx0", ".AAAAAAAA", "A"],
  ["MP", "Wx1 Wy1 | Ry1 Rx0", "..A..AAAA", "."],
  ["LB", "Rx1 Wy1 | Ry1 Wx1", "......AAA", "."],
  ["S", "Wx2 Wy1 | Ry1 Wx1", "..A..AAAA", "."],
  ["R", "Wx1 Wy1 | Wy2 Rx0", ".AAAAAAAA", "A"],
  ["2+2W", "Wx2 Wy1 | Wy2 Wx1", "..A.AAAAA", "A"],
  ["WRC", "Wx1 | Rx1 Wy1 | Ry1 Rx0", ".....AAAA", "."],
  ["RWC", "Wx1 | Rx1 Ry0 | Wy1 Rx0", ".AAAAAAAA", "A"],
  ["WWC", "Wx2 | Rx2 Wy1 | Ry1 Wx1", ".....AAAA", "."],
  ["WRW+WR", "Wx1 | Rx1 Wy1 | Wy2 Rx0", ".AAAAAAAA", "A"],
  ["WRR+2W", "Wx2 | Rx2 Ry0 | Wy1 Wx1", "..AAAAAAA", "A"],
  ["WRW+2W", "Wx2 | Rx2 Wy1 | Wy2 Wx1", "..A.AAAAA", "A"],
  ["ISA2", "Wx1 Wy1 | Ry1 Wz1 | Rz1 Rx0", "..A..AAAA", "."],
  ["W+RWC", "Wx1 Wy1 | Ry1 Rz0 | Wz1 Rx0", ".AAAAAAAA", "A"],
  ["Z6.0", "Wx1 Wy1 | Ry1 Wz1 | Wz2 Rx0", ".AAAAAAAA", "A"],
  ["Z6.1", "Wx2 Wy1 | Wy2 Wz1 | Rz1 Wx1", "..A.AAAAA", "A"],
  ["Z6.2", "Wx2 Wy1 | Ry1 Wz1 | Rz1 Wx1", "..A..AAAA", "."],
  ["Z6.3", "Wx1 Wy1 | Wy2 Wz1 | Rz1 Rx0", "..AAAAAAA", "A"],
  ["Z6.4", "Wx1 Wy1 | Wy2 Rz0 | Wz1 Rx0", ".AAAAAAAA", "A"],
  ["Z6.5", "Wx1 Wy1 | Wy2 Wz1 | Wz2 Rx0", ".AAAAAAAA", "A"],
  ["3.2W", "Wx2 Wy1 | Wy2 Wz1 | Wz2 Wx1", "..A.AAAAA", "A"],
  ["3.SB", "Wx1 Ry0 | Wy1 Rz0 | Wz1 Rx0", ".AAAAAAAA", "A"],
  ["3.LB", "Rx1 Wy1 | Ry1 Wz1 | Rz1 Wx1", "......AAA", "."],
  ["IRIW", "Wx1 | Rx1 Ry0 | Wy1 | Ry1 Rx0", "...AAAAAA", "A"],
  ["IRRWIW", "Wx2 | Rx2 Ry0 | Wy1 | Ry1 Wx1", "...AAAAAA", "A"],
  ["IRWIW", "Wx2 | Rx2 Wy1 | Wy2 | Ry2 Wx1", "....AAAAA", "A"],
];

const COHERENCE: readonly (readonly [string, string])[] = [
  ["CoWW", "Wx2 Wx1"],
  ["CoRW1", "Rx1 Wx1"],
  ["CoRW2", "Rx2 Wx1 | Wx2"],
  ["CoWR", "Wx2 Rx1 | Wx1"],
  ["CoRR", "Wx1 | Rx1 Rx0"],
  ["CoRR2", "Wx1 | Wx2 | Rx1 Rx2 | Rx2 Rx1"],
  ["two additions, one lost", "Ux0>1 | Ux0>2"],
  ["a write between the halves", "Ux0>2 | Wx1"],
];

describe("families", () => {
  test.each(FAMILIES)("%s", (_, text, expected, acquire) => {
    expect(verdicts(FAMILY_MODELS, text)).toBe(expected);
    const ordered = text.replace(/W\w\d/g, "$&:rel").replace(/R\w\d/g, "$&:acq");
    expect(verdicts(["rc11"], ordered)).toBe(acquire);
    // Release/acquire is RC11 with nothing else.
    expect(verdicts(["ra"], ordered)).toBe(acquire);
  });

  test.each(FAMILIES)("%s with full fences is allowed by nobody", (_, text) => {
    const fenced = text.replace(/(?<=\d) (?=[RW])/g, " mb ");
    const strong = [...MODELS.keys()].filter((id) => !id.startsWith("c11"));
    expect(verdicts(strong, fenced)).toBe(".".repeat(strong.length));
  });

  test.each(COHERENCE)("%s is allowed by nobody", (_, text) => {
    const all = [...MODELS.keys()];
    expect(verdicts(all, text)).toBe(".".repeat(all.length));
  });
});

/** What "x86" allows beyond "tso": the read of a locked instruction, and it alone, from what overwrites its write. */
const LOCKED: readonly Row[] = [
  ["two exchanges read each other", "Ux2>1 | Ux1>2", "A."],
  ["three exchanges in a ring", "Ux3>1 | Ux1>2 | Ux2>3", "A."],
  ["a store that overwrites it", "Ux2>1 | Wx2", "A."],
  ["what its own thread writes later", "Ux2>1 Wx2", ".."],
  ["a write between the halves", "Ux0>2 | Wx1", ".."],
  ["SB with one exchange for each", "Ux0>1 Ry0 | Uy0>1 Rx0", ".."],
];

describe("x86 and tso", () => {
  test.each(LOCKED)("%s", (_, text, expected) => {
    expect(verdicts(["x86", "tso"], text)).toBe(expected);
  });

  test.each(FAMILIES)("%s", (_, text) => {
    expect(verdict("x86", text)).toBe(verdict("tso", text));
  });
});

/**
 * models.md 1.11, with its section 3 for what kernel primitives become: WMM reconciles for dependent addresses, and
 * read-modify-writes are LR and SC on RISC-V.
 */
const KERNEL_MODELS = ["sc", "tso", "pso", "wmm", "armv8", "rvwmo", "power", "rc11"];
const KERNEL: readonly Row[] = [
  ["SB+rel-acq, RCpc", "Wx1:rel Ry0:acq | Wy1:rel Rx0:acq", ".AAAAAAA"],
  ["SB+rel-acq, RCsc", "Wx1:rel Ry0:acqsc | Wy1:rel Rx0:acqsc", ".AAA.AAA"],
  ["SB+sc", "Wx1:sc Ry0:sc | Wy1:sc Rx0:sc", "........"],
  ["SB+rmw-rlx", "Ux0>1 Ry0 | Uy0>1 Rx0", "...AAAAA"],
  ["SB+rmw-acq", "Ux0>1:acq Ry0 | Uy0>1:acq Rx0", "....AAAA"],
  ["SB+rmw-acqrel", "Ux0>1:acqsc:rel Ry0 | Uy0>1:acqsc:rel Rx0", ".....AAA"],
  ["SB+rmw-full", "Ux0>1:full Ry0 | Uy0>1:full Rx0", "........"],
  ["SB+rfi-po", "Wx1 Rx1 Ry0 | Wy1 Ry1 Rx0", ".AAAAAAA"],
  ["MP", "Wx1 Wy1 | Ry1 Rx0", "..AAAAAA"],
  ["MP+rel+po", "Wx1 Wy1:rel | Ry1 Rx0", "...AAAAA"],
  ["MP+po+acq", "Wx1 Wy1 | Ry1:acq Rx0", "..AAAAAA"],
  ["MP+rel+acq", "Wx1 Wy1:rel | Ry1:acq Rx0", "........"],
  ["MP+wmb+rmb", "Wx1 wmb Wy1 | Ry1 rmb Rx0", "........"],
  ["MP+mb+addr", "Wx1 mb Wy1 | Ry1 Rx0<addr", ".......A"],
  ["MP+mb+ctrl", "Wx1 mb Wy1 | Ry1 Rx0<ctrl", "...AAAAA"],
  ["PPOCA", "Wx1 mb Wy1 | Ry1 Wz1<ctrl Rz1 Rx0<addr", "....AAAA"],
  ["PPOAA", "Wx1 mb Wy1 | Ry1 Wz1<addr Rz1 Rx0<addr", ".......A"],
  ["RSW", "Wx1 mb Wy1 | Ry1 Rz0<addr Rz0 Rx0<addr", "....AAAA"],
  ["RDW", "Wx1 mb Wy1 | Ry1 Rz0<addr Rz1 Rx0<addr | Wz1", ".......A"],
  ["MP+relseq", "Wx1 Wy1:rel | Uy1>2 | Ry2:acq Rx0", "........"],
  ["MP+relseq-po", "Wx1 Wy1:rel Wy2 | Ry2:acq Rx0", "........"],
  ["LB", "Rx1 Wy1 | Ry1 Wx1", "....AAA."],
  ["LB+data+po", "Rx1 Wy1<data | Ry1 Wx1", "....AAA."],
  ["LB+datas", "Rx1 Wy1<data | Ry1 Wx1<data", "........"],
  ["LB+ctrls", "Rx1 Wy1<ctrl | Ry1 Wx1<ctrl", "........"],
  ["LB+acqs", "Rx1:acq Wy1 | Ry1:acq Wx1", "........"],
  ["LB+rels", "Rx1 Wy1:rel | Ry1 Wx1:rel", "........"],
  ["S+rel+po", "Wx2 Wy1:rel | Ry1 Wx1", "....AAAA"],
  ["S+rel+data", "Wx2 Wy1:rel | Ry1 Wx1<data", ".......A"],
  ["R+rel+mb", "Wx1 Wy1:rel | Wy2 mb Rx0", "......AA"],
  ["2+2W+wmbs", "Wx2 wmb Wy1 | Wy2 wmb Wx1", ".......A"],
  ["2+2W+rels", "Wx2 Wy1:rel | Wy2 Wx1:rel", ".......A"],
  ["IRIW", "Wx1 | Rx1 Ry0 | Wy1 | Ry1 Rx0", "...AAAAA"],
  ["IRIW+addrs", "Wx1 | Rx1 Ry0<addr | Wy1 | Ry1 Rx0<addr", "......AA"],
  ["IRIW+acqs", "Wx1 | Rx1:acq Ry0:acq | Wy1 | Ry1:acq Rx0:acq", "......AA"],
  ["IRIW+sc", "Wx1:sc | Rx1:sc Ry0:sc | Wy1:sc | Ry1:sc Rx0:sc", "........"],
  ["WRC", "Wx1 | Rx1 Wy1 | Ry1 Rx0", "...AAAAA"],
  ["WRC+data+addr", "Wx1 | Rx1 Wy1<data | Ry1 Rx0<addr", "......AA"],
  ["WRC+rel+acq", "Wx1 | Rx1 Wy1:rel | Ry1:acq Rx0", "........"],
  ["ISA2+rel+data+acq", "Wx1 Wy1:rel | Ry1 Wz1<data | Rz1:acq Rx0", ".......A"],
  ["ISA2+rel+acq+rel+acq", "Wx1 Wy1:rel | Ry1:acq Wz1:rel | Rz1:acq Rx0", "........"],
  ["MP+rel+rmw-rlx", "Wx1 Wy1:rel | Uy1>2 Rx0", "...AAAAA"],
  ["MP+rel+rmw-rel", "Wx1 Wy1:rel | Uy1>2:rel Rx0", "...AAAAA"],
  ["MP+rel+rmw-acq", "Wx1 Wy1:rel | Uy1>2:acq Rx0", "........"],
  ["MP+rel+failed-acq", "Wx1 Wy1:rel | Cy1:acq Rx0", "...AAAAA"],
  // The fence loss of section 2: a counter, then what the writer changed before it gave the counter back.
  ["FL-K relaxed", "Uc1>5 Ws1 Uc5>6:rel | Uc6>7 Rs0", "...AAAAA"],
  ["FL-K acquire", "Uc1>5 Ws1 Uc5>6:rel | Uc6>7:acq Rs0", "........"],
  ["FL-E relaxed", "Uc1>5 Ws1 Uc5>6 | Uc6>7 Rs0", "..AAAAAA"],
  ["FL-E acquire", "Uc1>5 Ws1 Uc5>6 | Uc6>7:acq Rs0", "..AAAAAA"],
];

test.each(KERNEL)("the kernel's primitives: %s", (_, text, expected) => {
  expect(verdicts(KERNEL_MODELS, text)).toBe(expected);
});

/** What the table of 1.11 does not ask: how several of WMM's fences, and of PSO's barriers, act together. */
const BUFFERS: readonly Row[] = [
  ["commit, then reconcile", "Wx1 wmb rmb Ry0 | Wy1 mb Rx0", "AA."],
  ["reconcile, then commit", "Wx1 rmb wmb Ry0 | Wy1 mb Rx0", "AAA"],
  ["release, then acquire elsewhere", "Wx1 Wz1:rel Rw0:acq Ry0 | Wy1 mb Rx0", "AA."],
  ["a store behind a release store", "Wx1 Wz1:rel Wy1 | Ry1 rmb Rx0", "..."],
  ["an update waits for its location", "Wx1 Ux1>2 Ry0 | Wy1 mb Rx0", "..A"],
  ["an update waits for a barrier", "Wx1 wmb Uz0>1 Ry0 | Wy1 mb Rx0", "..A"],
  ["an update waits for nothing else", "Wx1 Uz0>1 Ry0 | Wy1 mb Rx0", ".AA"],
  ["a full one that fails waits", "Wx1 Cz0:full Ry0 | Wy1 mb Rx0", "..A"],
  ["a relaxed one that fails", "Wx1 Cz0 Ry0 | Wy1 mb Rx0", ".AA"],
  ["a dependent load reconciles", "Wx1 mb Wy1 | Ry1 Rz0<addr Rx0", "..."],
];

test.each(BUFFERS)("buffers of tso, pso, wmm: %s", (_, text, expected) => {
  expect(verdicts(["tso", "pso", "wmm"], text)).toBe(expected);
});

/** verdicts.md 5d: RC11, C11 with a partial order, C11 with the simple rule. */
const C_MODELS = ["rc11", "c11-partial-sc", "c11"];
const C: readonly Row[] = [
  ["SB+4sc", "Wx1:sc Ry0:sc | Wy1:sc Rx0:sc", "..."],
  ["SB+3sc+acq", "Wx1:sc Ry0:acq | Wy1:sc Rx0:sc", "AAA"],
  ["SB+3sc+rel", "Wx1:rel Ry0:sc | Wy1:sc Rx0:sc", "AAA"],
  ["SB+2sc+scf", "Wx1:sc Ry0:sc | Wy1 mb Rx0", "..."],
  ["SB+scfs", "Wx1 mb Ry0 | Wy1 mb Rx0", "..."],
  ["SB+scf+po", "Wx1 mb Ry0 | Wy1 Rx0", "AAA"],
  ["SB+rel+acq", "Wx1:rel Ry0:acq | Wy1:rel Rx0:acq", "AAA"],
  ["SB+rmw-ar, one location", "Wx1 Uz0>1:acq:rel Ry0 | Wy1 Uz1>2:acq:rel Rx0", "..."],
  ["SB+rmw-sc, two locations", "Ux0>1:sc Ry0 | Uy0>1:sc Rx0", "AAA"],
  ["MP+rel+acq", "Wx1 Wy1:rel | Ry1:acq Rx0", "..."],
  ["MP+rel+rlx", "Wx1 Wy1:rel | Ry1 Rx0", "AAA"],
  ["MP+relf+acqf", "Wx1 wmb Wy1 | Ry1 rmb Rx0", "..."],
  ["MP+na+rel+acq, in order", "Wx1:plain Wy1:rel | Ry1:acq Rx1:plain", "AAA"],
  ["MP+na+rel+acq, asked for", "Wx1:plain Wy1:rel | Ry1:acq Rx0:plain", "..."],
  ["MP+na+rel+rlx", "Wx1:plain Wy1:rel | Ry1 Rx0:plain", "UUU"],
  ["MP+relseq-rmw", "Wx1 Wy1:rel | Uy1>2 | Ry2:acq Rx0", "..."],
  ["MP+relseq-store", "Wx1 Wy1:rel Wy2 | Ry2:acq Rx0", "..."],
  ["LB+rlxs", "Rx1 Wy1 | Ry1 Wx1", ".AA"],
  ["LB+acq", "Rx1:acq Wy1 | Ry1 Wx1", ".AA"],
  ["LB+rel", "Rx1 Wy1:rel | Ry1 Wx1", ".AA"],
  ["2+2W+4sc", "Wx2:sc Wy1:sc | Wy2:sc Wx1:sc", "..."],
  ["2+2W+3sc+rel", "Wx2:sc Wy1:rel | Wy2:sc Wx1:sc", "AAA"],
  ["2+2W+rels", "Wx2:rel Wy1:rel | Wy2:rel Wx1:rel", "AAA"],
  ["2+2W+scfs", "Wx2 mb Wy1 | Wy2 mb Wx1", "..."],
  ["IRIW+sc", "Wx1:sc | Rx1:sc Ry0:sc | Wy1:sc | Ry1:sc Rx0:sc", "..."],
  ["IRIW+acqs", "Wx1:sc | Rx1:acq Ry0:acq | Wy1:sc | Ry1:acq Rx0:acq", "AAA"],
  ["IRIW-acq-sc", "Wx1:sc | Rx1:acq Ry0:sc | Wy1:sc | Ry1:acq Rx0:sc", "A.."],
  ["IRIW+scfs", "Wx1 | Rx1 mb Ry0 | Wy1 | Ry1 mb Rx0", ".AA"],
  ["WRC+rel+acq", "Wx1 | Rx1 Wy1:rel | Ry1:acq Rx0", "..."],
  ["WRC+acq-rel+acq", "Wx1:rel | Rx1:acq Wy1:rel | Ry1:acq Rx0", "..."],
  ["RWC+sc", "Wx1:sc | Rx1:sc Ry0:sc | Wy1:sc Rx0:sc", "..."],
  ["RWC-sc-acq", "Wx1:sc | Rx1:acq Ry0:sc | Wy1:sc Rx0:sc", "A.."],
  ["RWC+scfs", "Wx1 | Rx1 mb Ry0 | Wy1 mb Rx0", ".AA"],
  ["Z6.U", "Wx1:sc Wy1:rel | Uy1>2:sc Ry3 | Wy3:sc Rx0:sc", "A.."],
  ["ISA2", "Wx1 Wy1:rel | Ry1:acq Wz1:rel | Rz1:acq Rx0", "..."],
  ["R+scfs", "Wx1 mb Wy1 | Wy2 mb Rx0", "..."],
  ["R+rel+acq", "Wx1 Wy1:rel | Wy2 Rx0:acq", "AAA"],
  ["S+rel+acq", "Wx2 Wy1:rel | Ry1:acq Wx1", "..."],
];

test.each(C)("C11: %s", (_, text, expected) => {
  expect(verdicts(C_MODELS, text)).toBe(expected);
});

describe("every model", () => {
  test.each([...MODELS])("%s names nothing that its vocabulary does not have", (id) => {
    // Only an execution that is allowed makes the interpreter look at every check.
    expect(verdict(id, "Wx1 mb | Rx1")).toBe("A");
  });

  test.each([...MODELS])("%s is compiled whole, coherent and atomic", (id) => {
    const { text, file, vocabulary, variants } = MODELS.get(id)!;
    const diagnostics = new Diagnostics();
    const program = loadModel(new Source(file, text), diagnostics, {
      findFile: withChosenCoherence(),
    });
    const sets = VOCABULARIES.get(vocabulary)!.names;
    const { interpreted, isCoherent, isAtomic } = compileModel(program, { variants, sets });
    expect([diagnostics.hasErrors, interpreted, isCoherent, isAtomic]).toEqual([
      false,
      null,
      true,
      true,
    ]);
  });

  test("of those without buffers contains only models that exist", () => {
    for (const { contains } of UNBUFFERED) {
      for (const id of contains) expect([...MODELS.keys()]).toContain(id);
    }
  });

  test("of those without buffers allows what it contains, in every execution of these tables", () => {
    // The kernel has neither sequentially consistent accesses nor RCsc acquires.
    const relaxed = [...FAMILIES, ...KERNEL, ...BUFFERS]
      .map(([, text]) => text)
      .filter((text) => !/:(acq)?sc/.test(text));
    for (const { id, contains } of UNBUFFERED) {
      for (const text of relaxed) {
        const allowed = contains.filter((other) => verdict(other, text) !== ".");
        if (allowed.length > 0) expect([allowed, text, verdict(id, text)]).not.toContain(".");
      }
    }
  });
});
