import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Stepper } from "../../src/stepper/session.js";
import type { Subject } from "../../src/stepper/subject.js";
import { subjectOf, subjects } from "./subjects.js";

/** Takes steps chosen by numbers, as far as there are any; gives the states on the way, the first included. */
function stroll(stepper: Stepper, choices: readonly number[]): readonly unknown[] {
  const states = [stepper.state.view as unknown];
  for (const choice of choices) {
    const { length } = stepper.state.view.possible;
    if (length === 0) break;
    stepper.take(choice % length);
    states.push(stepper.state.view);
  }
  return states;
}

/** Threads of which nothing is said: neither what they can do nor what they wait for. */
function idle(stepper: Stepper): readonly number[] {
  const { possible, impossible, threads } = stepper.state.view;
  return [...threads.keys()].filter((t) => {
    return [...possible, ...impossible].every(({ thread }) => thread !== t);
  });
}

const walks = fc.array(fc.nat(11), { minLength: 1, maxLength: 14 });
const RUNS = { numRuns: 2, seed: 17 };

function fine(name: string, model: string): readonly [string, Subject] {
  return [`${name} under ${model}, every step`, subjectOf(name, model, null, true)!];
}

describe("of every test and machine", () => {
  const all = [...subjects(), fine("kernel/seqcount", "wmm"), fine("kernel/spinlock", "rc11")];

  test.each(all)(
    "%s: undo and redo are exact; whoever cannot do anything has a reason",
    (_name, subject) => {
      fc.assert(
        fc.property(walks, (choices) => {
          const stepper = new Stepper(subject);
          const states = stroll(stepper, choices);
          const { path } = stepper;
          expect(idle(stepper)).toEqual([]);
          for (let at = states.length - 1; at > 0; at--) {
            expect(stepper.state.view).toEqual(states[at]);
            expect(stepper.before).toEqual(states[at - 1]);
            expect(stepper.undo()).toBe(true);
          }
          expect(stepper.state.view).toEqual(states[0]);
          expect(stepper.undo()).toBe(false);
          for (const state of states.slice(1)) {
            expect(stepper.redo()).toBe(true);
            expect(stepper.state.view).toEqual(state);
          }
          expect(stepper.redo()).toBe(false);
          stepper.jump(states.length >> 1);
          expect(stepper.state.view).toEqual(states[states.length >> 1]);
          const again = new Stepper(subject);
          expect(again.load(path)).toBeNull();
          again.jump(path.length);
          expect(again.state.view).toEqual(states.at(-1));
        }),
        RUNS,
      );
    },
  );
});

const fenceLoss = () =>
  new Stepper(subjectOf("vma-lock/fence-loss", "wmm", "refcount inc relaxed")!);

describe("a session", () => {
  test("another step than the undone one forgets what was undone; the same keeps it", () => {
    const stepper = fenceLoss();
    stepper.take(0);
    stepper.take(0);
    stepper.jump(0);
    stepper.take(0);
    expect(stepper.state.history).toHaveLength(2);
    stepper.jump(0);
    stepper.take(1);
    expect(stepper.state.history.map(({ text }) => text)).toEqual([
      "P1 reads mm.mm_lock_seq.sequence = 1",
    ]);
  });

  test("a step that is not possible is refused, and nothing changes", () => {
    const stepper = fenceLoss();
    expect(() => stepper.take(2)).toThrow(new RangeError("step 2 of a state with 2"));
    expect(() => stepper.jump(1)).toThrow(new RangeError("step 1 of a history of 0"));
    stepper.take(0);
    expect(stepper.load([0, 7])).toBe("step 3 is number 8, but 2 steps are possible there");
    expect(stepper.state.history).toHaveLength(1);
  });

  test("it is known what a step changed", () => {
    const stepper = fenceLoss();
    for (const index of [0, 0, 1, 1, 1, 1, 1]) stepper.take(index);
    expect(stepper.state.history.at(-1)!.text).toBe("P1 buffers vma.vm_lock_seq = 1");
    const changed = stepper.changes.map(({ path }) => path.join("/"));
    expect(changed.filter((path) => !/possible/.test(path)).sort()).toEqual([
      "at",
      "view/threads/1/line",
      "view/threads/1/pc",
      "view/threads/1/storeBuffer/0",
    ]);
    expect(stepper.isChanged("threads", 1, "storeBuffer")).toBe(true);
    expect(stepper.isChanged("threads", 0)).toBe(false);
    expect(stepper.isChanged("memory")).toBe(false);
  });

  test("parts of a state that no step touches stay the same object", () => {
    const stepper = fenceLoss();
    const before = stepper.state.view;
    stepper.take(1);
    expect(stepper.state.view.threads[0]).toBe(before.threads[0]);
    expect(stepper.state.view.memory).toBe(before.memory);
  });

  test("says what is possible, and what is not and why", () => {
    const stepper = fenceLoss();
    for (const index of [0, 0, 1, 1, 1, 1, 1]) stepper.take(index);
    expect(stepper.state.view.possible.map(({ text }) => text)).toEqual([
      "P0 finds vma.vm_refcnt = 0x40000001 and does not update it",
      "P1's store of vma.vm_lock_seq = 1 leaves its store buffer",
    ]);
    expect(stepper.state.view.impossible).toEqual([
      {
        thread: 1,
        line: 74,
        text: "P1's refcount_sub_and_test() waits: its store buffer still holds vma.vm_lock_seq = 1",
      },
    ]);
  });

  test("a lock has a holder", () => {
    const stepper = new Stepper(subjectOf("kernel/spinlock", "sc", "spin_lock")!);
    stepper.take(1);
    expect(stepper.state.view.impossible.map(({ text }) => text)).toEqual([
      "P0 waits for the lock lock (held by P1 since step 1)",
    ]);
  });

  test("the end says what came out", () => {
    const stepper = fenceLoss();
    expect(stepper.state.view.end).toBeNull();
    expect(stepper.load([0, 0, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0])).toBeNull();
    stepper.jump(12);
    expect(stepper.state.view.end).toEqual({
      kind: "final",
      outcome: [
        { name: "0:locked", value: "1" },
        { name: "0:seq", value: "0" },
        { name: "1:locked", value: "1" },
      ],
      satisfies: true,
      isCounted: true,
    });
  });
});
