import type { State, Waiting } from "../machine.js";
import { endedInWords, isLocking, operationInWords } from "../waits.js";
import type { ViewExecutor } from "./executor.js";
import type { ViewWordsSource } from "./words.js";

/** What comes next in a thread and cannot happen yet, as `Machine.waiting`. */
export function waitingOnViews(
  source: ViewWordsSource,
  executor: ViewExecutor,
  state: State,
): readonly Waiting[] {
  const { spelt, threads } = source;
  const { program, origins } = spelt;
  const ended = endedInWords(program, threads, state);
  if (ended !== null) return ended.map((one) => ({ ...one, pc: origins[one.thread]![one.pc]! }));
  const next = new Int32Array(threads.words);
  return program.threads.flatMap(({ name, code }, thread): readonly Waiting[] => {
    const at = threads.position(state, thread);
    const pc = origins[thread]![at]!;
    if (at === code.length) return [{ thread, pc, site: null, text: `${name} is finished` }];
    const { site } = code[at]!;
    if (threads.isNotStarted(state, thread)) {
      return [{ thread, pc, site, text: `${name} waits: nobody has queued it` }];
    }
    if (executor.canStep(state, next, thread)) return [];
    return [{ thread, pc, site, ...reasonAt(source, executor, state, thread, at) }];
  });
}

function reasonAt(
  { spelt, memory, threads }: ViewWordsSource,
  executor: ViewExecutor,
  state: State,
  thread: number,
  at: number,
): Pick<Waiting, "text" | "location" | "isLock"> {
  const { program, guesses } = spelt;
  const { name, code } = program.threads[thread]!;
  const instruction = code[at]!;
  if (instruction.op !== "load" && instruction.op !== "rmw" && instruction.op !== "store") {
    const what = operationInWords(program, instruction, -1);
    return { text: `${name}'s ${what} waits: there is no room for more messages` };
  }
  const location = threads.locate(state, thread, at);
  const what = operationInWords(program, instruction, location);
  if (memory.isFull(state)) {
    return { text: `${name}'s ${what} waits: there is no room for more messages` };
  }
  const { name: place } = program.locations[location]!;
  if (executor.isGuessing(state, thread)) {
    const was = guesses[thread]![at] === "succeeds" ? "succeed" : "fail";
    const text = `${name}'s ${what} was to ${was}, and no message of ${place} that it may read lets it`;
    return { text, location };
  }
  if (instruction.op === "store") {
    return { text: `${name}'s ${what} has no place in the one order of seq_cst operations` };
  }
  if (isLocking(instruction)) {
    return { text: `${name} waits for the lock ${place}`, location, isLock: true };
  }
  return { text: `${name} waits for a message of ${place} that lets it go on`, location };
}
