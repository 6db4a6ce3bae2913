import type { Model } from "../models/model.js";
import type { Support } from "./supports.js";

/** What becomes of the outcome under one model when everything that is free alone is removed at once. */
export interface Together extends Joint {
  readonly model: Model;
  /** What is free when it is removed alone. */
  readonly free: readonly Support[];
}

interface Joint {
  /** Whether all of it is still free when it is removed at once; null when it is not known. */
  readonly isFree: boolean | null;
  /**
   * When it is not: some of it that is not free together, though any one of them less is. Empty when it is free, or not
   * known.
   */
  readonly clash: readonly Support[];
  /** As many of the free ones as can go at once, taken in the order of the text. */
  readonly most: readonly Support[];
}

/**
 * Removes all free supports at once. When that is too much, finds out by removing others, each time asked of the model,
 * which do not go together and which do. What is weaker allows more, so a part of what goes together goes together too.
 */
export async function removeTogether(
  free: readonly Support[],
  appearsWithout: (gone: readonly Support[]) => Promise<boolean | null>,
): Promise<Joint> {
  if (free.length < 2) return { isFree: free.length === 0 ? null : true, clash: [], most: free };
  const appears = await appearsWithout(free);
  if (appears === null) return { isFree: null, clash: [], most: [] };
  if (!appears) return { isFree: true, clash: [], most: free };
  let clash = free;
  for (const one of free) {
    const rest = clash.filter((other) => other !== one);
    if (rest.length > 1 && (await appearsWithout(rest)) === true) clash = rest;
  }
  let most: readonly Support[] = [];
  for (const one of free) {
    if (most.length === 0 || (await appearsWithout([...most, one])) === false)
      most = [...most, one];
  }
  return { isFree: false, clash, most };
}
