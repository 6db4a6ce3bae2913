import { createInterface } from "node:readline";
import { stepScreen } from "../../report/step-screen.js";
import { EXIT } from "../exit.js";
import { lookOf } from "../terminal.js";
import { type Desk, obey } from "./desk.js";
import { readOrder } from "./orders.js";

/**
 * Reads orders from standard input, a line each, and prints the state after each that changes it: for scripts, and for
 * terminals that cannot be drawn on. Gives the exit code.
 */
export async function stepByLines(desk: Desk, signal: AbortSignal): Promise<number> {
  const { stdin, stdout } = process;
  const look = lookOf(stdout);
  const { stepper } = desk;
  const show = () => {
    const screen = { stepper, look, height: Number.POSITIVE_INFINITY, selected: -1 };
    stdout.write(`${stepScreen({ ...screen, panel: null, footer: "" }).join("\n")}\n`);
  };
  const isPrompting = stdin.isTTY === true && stdout.isTTY === true;
  const prompt = () => stdout.write(isPrompting ? "\n? for help> " : "");
  show();
  prompt();
  let code: number = EXIT.ok;
  for await (const line of createInterface({ input: stdin, terminal: false })) {
    const order = readOrder(line);
    if (order !== null) {
      const before = stepper.state;
      const { lines, isOver, isProblem } = await obey(desk, order, { signal });
      if (isProblem) code = EXIT.invalid;
      stdout.write(isPrompting ? "" : `\n> ${line.trim()}\n`);
      if (lines.length > 0) stdout.write(`${lines.join("\n")}\n`);
      if (stepper.state.at !== before.at || order.kind === "show") show();
      if (isOver || signal.aborted) break;
    }
    prompt();
  }
  return signal.aborted ? EXIT.interrupted : code;
}
