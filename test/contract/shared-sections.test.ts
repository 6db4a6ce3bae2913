import { expect, test } from "vitest";
import type { Condition } from "../../src/program/condition.js";
import type { Instruction, Program } from "../../src/program/program.js";
import { sharedDomains } from "../../src/program/sections.js";
import { at, build, fence, load, rcu, register, site, store } from "./build.js";
import { violations } from "./laws.js";
import { type Dice, dice } from "./random.js";

const PROGRAMS = 120;

/** A final state that counts: only to have a filter; every final state meets it. */
const EVERYTHING: Condition = {
  quantifier: "exists",
  proposition: { kind: "constant", value: true },
  span: site().span,
};

/** One thread enters, one leaves, one waits for grace periods; accesses to three locations and fences between. */
function handOver(seed: number): Program {
  const roll = dice(seed);
  const leaving = [load(0, 2), { ...rcu("unlock", 1), value: register(0) }];
  const threads = [[rcu("lock", 1)], leaving, [rcu("synchronize", 1)]].map((fixed, t) => {
    const code: Instruction[] = [...fixed];
    for (let more = 2 + roll(2); more > 0; more--) {
      code.splice(roll(code.length + 1), 0, anything(roll, 1 + more, t));
    }
    return code;
  });
  const program = build(threads, { locations: [0, 0, 0], rcuDomains: ["rcu", "ss"] });
  return roll(2) === 0 ? program : { ...program, filter: EVERYTHING };
}

function anything(roll: Dice, into: number, thread: number): Instruction {
  switch (roll(12)) {
    case 0:
      return fence("mb");
    case 1:
      return rcu("lock", 1);
    case 2:
      return rcu("unlock", 1);
    case 3:
      return rcu(thread === 2 ? "synchronize" : "lock", roll(2));
    case 4:
    case 5:
    case 6:
    case 7:
      return load(into, at(roll(3)), roll(4) === 0 ? "acquirePc" : "relaxed");
    default:
      return store(at(roll(3)), 1, roll(4) === 0 ? "release" : "relaxed");
  }
}

test("sections that another thread leaves: packed = reference on random programs", () => {
  const broken: string[] = [];
  let shared = 0;
  for (let seed = 0; seed < PROGRAMS; seed++) {
    const program = handOver(seed);
    if (sharedDomains(program)[1]) shared++;
    broken.push(...violations(program));
  }
  expect(broken.slice(0, 3)).toEqual([]);
  expect(shared).toBe(PROGRAMS);
}, 600_000);
