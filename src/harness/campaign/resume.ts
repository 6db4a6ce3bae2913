import type { CampaignFile } from "./file.js";
import type { Planned } from "./plan.js";
import type { CampaignHeader, Row } from "./row.js";

/** What of an earlier, unfinished run still stands. */
export interface Resumed {
  /** Rows of tests that need not run again, with their place in the list as it is now. */
  readonly kept: ReadonlyMap<string, Row>;
  /** Tests whose text, or whose known answer, is another one than when they ran. */
  readonly changed: readonly string[];
  /** Rows of tests that are no longer asked for. */
  readonly gone: readonly string[];
  /** Whether the file has to be written anew before anything is added to it. */
  readonly isStale: boolean;
}

/** A test as it is now. */
export interface PlannedText extends Planned {
  /** See `Row.text`. */
  readonly text: string;
}

/**
 * What differs between what rows were made with and what is asked now, each in words; rows can stand together only when
 * nothing does. Which tests there are, and which part of them this is, may change.
 */
export function changedSettings(before: CampaignHeader, now: CampaignHeader): readonly string[] {
  const names = [...new Set([...Object.keys(before.options), ...Object.keys(now.options)])];
  // Which models there are is in the options.
  const ids = Object.keys(before.models).filter((id) => now.models[id] !== undefined);
  return [
    ...difference("litmus", before.version, now.version),
    ...difference("compared with", before.mode, now.mode),
    ...names.flatMap((name) => difference(name, before.options[name], now.options[name])),
    ...ids
      .filter((id) => before.models[id] !== now.models[id])
      .map((id) => `the model ${id} has another text`),
  ];
}

function difference(name: string, before: unknown, now: unknown): readonly string[] {
  const text = (value: unknown) => (value === undefined ? "not given" : `${value}`);
  return before === now ? [] : [`${name}: ${text(before)} there, ${text(now)} now`];
}

/** Compares the rows of a file with the tests as they are now. Crashed tests run again. */
export function resume(
  { header, rows, isTorn, repeated }: CampaignFile,
  now: CampaignHeader,
  planned: readonly PlannedText[],
): Resumed {
  const kept = new Map<string, Row>();
  const changed: string[] = [];
  const asked = new Set(planned.map(({ test }) => test));
  for (const { test, text, index } of planned) {
    const row = rows.get(test);
    if (row === undefined || row.standing === "crashed") continue;
    if (row.text === text) kept.set(test, row.index === index ? row : { ...row, index });
    else changed.push(test);
  }
  const gone = [...rows.keys()].filter((test) => !asked.has(test));
  const isSame = JSON.stringify(header) === JSON.stringify(now) && kept.size === rows.size;
  return { kept, changed, gone, isStale: !isSame || isTorn || repeated > 0 };
}
