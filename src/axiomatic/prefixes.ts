import { NO_PICKS, type Pairs, type ThreadPath } from "./path.js";
import { readsOf } from "./tables.js";

/**
 * How far a thread can have come, on any of its paths, when another one fails or is cut off: to just behind a write that
 * somebody could have read, or nowhere. Each once.
 */
export function prefixesOf(paths: readonly ThreadPath[]): readonly ThreadPath[] {
  const found = new Map<string, ThreadPath>();
  for (const path of paths) {
    for (let length = 0; length <= path.events.length; length++) {
      if (length > 0 && path.events[length - 1]!.kind !== "write") continue;
      const prefix = prefixOf(path, length);
      const key = JSON.stringify(prefix, withoutSites);
      if (!found.has(key)) found.set(key, prefix);
    }
  }
  return [...found.values()];
}

/** The first `length` events of a path, with what is decided by them. */
function prefixOf(path: ThreadPath, length: number): ThreadPath {
  const { picks } = path;
  const within = (pairs: Pairs): Pairs => pairs.filter(([a, b]) => a < length && b < length);
  return {
    ...path,
    events: path.events.slice(0, length),
    addr: within(path.addr),
    data: within(path.data),
    ctrl: within(path.ctrl),
    picks:
      picks === NO_PICKS
        ? NO_PICKS
        : { addr: within(picks.addr), data: within(picks.data), ctrl: within(picks.ctrl) },
    rmw: within(path.rmw),
    constraints: path.constraints.filter(({ expression }) =>
      readsOf(expression).every((k) => k < length),
    ),
    registers: [],
    end: { kind: "finished" },
    warnings: [],
  };
}

function withoutSites(key: string, value: unknown): unknown {
  return key === "site" ? null : value;
}
