import { describe, expect, test } from "vitest";
import { exploreMachine } from "../../src/harness/machine.js";
import { Pace, Work } from "../../src/harness/pace.js";
import type { MachineCell } from "../../src/harness/result.js";
import { replay } from "../../src/machine/trace.js";
import { DEFAULT_MACHINE_OPTIONS } from "../../src/models/model.js";
import { pathToOutcome, reachableAfter } from "../../src/stepper/ask.js";
import { Stepper } from "../../src/stepper/session.js";
import { asking, type Subject } from "../../src/stepper/subject.js";
import { stepsOfWitness } from "../../src/stepper/witness.js";
import { ASK, subjectOf, subjects } from "./subjects.js";

/** What `litmus run` finds, by its reduced search. */
function searched({ program, model }: Subject): Promise<MachineCell> {
  const about = { variant: null, model: model.id, engine: "machine" } as const;
  const machineOptions = DEFAULT_MACHINE_OPTIONS;
  const work = new Work(new Pace(ASK), about, Number.POSITIVE_INFINITY);
  return exploreMachine({ name: null, program }, model, { ...ASK, machineOptions }, work);
}

const outcomesOf = (cell: MachineCell) => cell.outcomes.map(({ values }) => values.join()).sort();

describe("of every test and machine", () => {
  const all = subjects();

  test.each(all)(
    "%s: from the start everything is reachable that run finds",
    async (_, subject) => {
      const [here, there] = [await reachableAfter(subject, [], ASK), await searched(subject)];
      expect(here.isComplete).toBe(true);
      expect(outcomesOf(here)).toEqual(outcomesOf(there));
    },
  );

  test.each(all)("%s: a witness of run is played with the same states", async (_, subject) => {
    const { outcomes, trace } = await searched(subject);
    for (const { state } of outcomes.slice(0, 3)) {
      const witness = trace(state);
      const steps = stepsOfWitness(subject, witness.choices);
      expect(steps).not.toBeNull();
      const machine = subject.model.machine(subject.asked, subject.machineOptions);
      const played = replay(subject.asked, machine, steps!);
      // The session's steps may be smaller: every state of the witness is one of its states, in the same order.
      let at = 0;
      for (const view of witness.views) {
        const shown = seen(view);
        while (at < played.views.length && seen(played.views[at]!) !== shown) at++;
        expect(at).toBeLessThan(played.views.length);
      }
      expect(played.views.at(-1)!.memory).toEqual(witness.views.at(-1)!.memory);
    }
  });
});

/** What no reduction changes. */
function seen({ memory, threads }: ReturnType<typeof replay>["views"][number]): string {
  const buffers = threads.map(({ storeBuffer, stale }) => [storeBuffer, stale]);
  return JSON.stringify([memory, buffers]);
}

describe("fence-loss under wmm", () => {
  const subject = subjectOf("vma-lock/fence-loss", "wmm", "refcount inc relaxed")!;

  test("the way to the bad outcome is a shortest one, and leads there", async () => {
    const { path, isComplete } = await pathToOutcome(subject, [], true, ASK);
    expect(path).toHaveLength(12);
    expect(isComplete).toBe(true);
    const stepper = new Stepper(subject);
    expect(stepper.load(path!)).toBeNull();
    stepper.jump(12);
    expect(stepper.state.view.end).toMatchObject({ kind: "final", satisfies: true });
  });

  test("a question may be another, and is asked from where the session is", async () => {
    const stepper = new Stepper(subject);
    for (const index of [0, 0, 1, 1, 1]) stepper.take(index);
    const asked = asking(subject, "1:locked=0").subject!;
    expect((await pathToOutcome(asked, stepper.path, true, ASK)).path).toBeNull();
    const other = asking(subject, "0:locked=0 /\\ 1:locked=1").subject!;
    const { path } = await pathToOutcome(other, stepper.path, true, ASK);
    expect(stepper.load(path!)).toBeNull();
    stepper.jump(stepper.state.history.length);
    expect(stepper.state.view.end).toMatchObject({
      outcome: [
        { name: "0:locked", value: "0" },
        { name: "0:seq", value: "0" },
        { name: "1:locked", value: "1" },
      ],
    });
  });

  test("fewer outcomes are reachable later, and none that were not before", async () => {
    const bad = await pathToOutcome(subject, [], true, ASK);
    let before = outcomesOf(await reachableAfter(subject, [], ASK));
    for (let at = 1; at <= bad.path!.length; at++) {
      const taken = bad.path!.slice(0, at);
      const now = outcomesOf(await reachableAfter(subject, taken, ASK));
      // Also where a value is stale already that the rest of the way reads.
      const { path } = await pathToOutcome(subject, taken, true, ASK);
      expect(path).toHaveLength(bad.path!.length - at);
      expect(before).toEqual(expect.arrayContaining(now));
      before = now;
    }
    expect(before).toHaveLength(1);
  });

  test("a question that cannot be read is a diagnostic", () => {
    const { subject: none, diagnostics } = asking(subject, "2:r0=1");
    expect(none).toBeNull();
    expect(diagnostics.map(({ code }) => code)).toEqual(["unknown-thread"]);
  });

  test("a limit is said, and nothing is called impossible then", async () => {
    const limits = { ...ASK.limits, statesMax: 5 };
    expect(await pathToOutcome(subject, [], true, { ...ASK, limits })).toEqual({
      path: null,
      isComplete: false,
      bounds: ["5 states"],
    });
  });

  test("choices of another machine are no witness", () => {
    expect(stepsOfWitness(subject, [0, 9])).toBeNull();
  });
});
