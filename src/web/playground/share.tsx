import { useState } from "preact/hooks";
import { DEFAULT_LIMITS } from "../../harness/limits.js";
import { encodeLink } from "../../stepper/link.js";
import type { Address } from "../address.js";

interface ShareProps {
  readonly address: Address;
  readonly text: string;
  readonly model: string | null;
  readonly variant: string | null;
}

/** Copies the link of what is shown, or the command that says the same in a terminal. */
export function Share({ address, text, model, variant }: ShareProps) {
  const [said, setSaid] = useState("");
  const copy = async (what: string, words: string) => {
    try {
      await navigator.clipboard.writeText(words);
      setSaid(`${what} copied.`);
    } catch {
      setSaid(words);
    }
  };
  const command = () => commandLine(address, text, model, variant);
  return (
    <div class="bar share">
      <button type="button" onClick={() => copy("Link", location.href)}>
        Copy link
      </button>
      <button type="button" onClick={() => copy("Command", command())}>
        Copy as command
      </button>
      <span role="status">{said}</span>
    </div>
  );
}

/** What a shell takes: a shipped test by its path, another with its text as standard input. */
function commandLine(
  { test, outcome, view, path, at, isFine }: Address,
  text: string,
  model: string | null,
  variant: string | null,
): string {
  const flags = [
    ...(variant === null ? [] : [`--variant ${quoted(variant)}`]),
    ...(model === null ? [] : [`--model ${quoted(model)}`]),
  ];
  const taken = path.slice(0, at);
  if (view === "stepper" && test === null && model !== null) {
    // A stepper reads keys from standard input: its link holds the text.
    const { loopRoundsMax } = DEFAULT_LIMITS;
    const linked = { kind: "text", name: "test.lit", text } as const;
    const link = { test: linked, model, variant, isFine, loopRoundsMax, path: taken };
    return `litmus step --link ${encodeLink(link)}`;
  }
  const steps = [
    ...(isFine ? ["--every-step"] : []),
    ...(taken.length === 0 ? [] : [`--at ${taken.map((step) => step + 1).join(",")}`]),
  ];
  const words =
    view === "stepper"
      ? ["step", ...flags, ...steps]
      : outcome === null
        ? ["run", ...(variant === null ? [] : flags.slice(0, 1))]
        : ["explain", ...flags, `--outcome ${quoted(conditionOf(outcome))}`];
  const [command, ...rest] = words;
  if (test !== null) return ["litmus", command, quoted(`litmus/${test}`), ...rest].join(" ");
  return `${["litmus", command, "-", ...rest].join(" ")} <<'LITMUS'\n${text.trimEnd()}\nLITMUS`;
}

/** A final state as a condition. */
function conditionOf(outcome: string): string {
  return outcome.trim().split(/\s+/).join(" /\\ ");
}

function quoted(word: string): string {
  return /^[\w./+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
