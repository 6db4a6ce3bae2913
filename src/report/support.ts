import type { Strength } from "../explain/orderings.js";
import type { Support } from "../explain/supports.js";
import { unreachable } from "../source/unreachable.js";
import { lineOf, listText } from "./words.js";

/** What keeps accesses in order, by what it is and its line: `the release at line 12 (smp_store_release)`. */
export function supportText(support: Support): string {
  const { site } = support;
  const name = site.primitive === "" ? "" : ` (${site.primitive})`;
  return `the ${kindText(support)} at line ${lineOf(site)}${name}`;
}

/** Several of them, with the names of fences only: `the acquire at lines 9 and 12 and the fence at line 10 (smp_rmb)`. */
export function briefText(supports: readonly Support[]): string {
  const linesOf = new Map<string, number[]>();
  const texts: string[] = [];
  for (const support of supports) {
    const kind = kindText(support);
    if (support.kind === "fence") texts.push(supportText(support));
    else linesOf.set(kind, [...(linesOf.get(kind) ?? []), lineOf(support.site)]);
  }
  const others = [...linesOf].map(([kind, lines]) => {
    const once = [...new Set(lines)];
    return `the ${kind} at line${once.length === 1 ? "" : "s"} ${listText(once.map(String))}`;
  });
  return listText([...others, ...texts]);
}

function kindText(support: Support): string {
  switch (support.kind) {
    case "address":
      return "address dependency";
    case "data":
      return "data dependency";
    case "control":
      return "control dependency";
    case "lock":
      return "lock";
    case "section":
      return "read-side section";
    case "grace-period":
      return "grace period";
    case "fence":
      return "fence";
    case "load":
    case "store":
    case "rmw":
      return orderText(support.strength);
    default:
      return unreachable(support);
  }
}

/** The order of an access in words. */
function orderText(strength: Strength): string {
  switch (strength) {
    case "full":
      return "full barriers";
    case "acquire-release":
      return "acquire and release";
    case "sc":
      return "seq_cst order";
    default:
      return strength;
  }
}
