import type { Engine } from "../models/model.js";

/** What a long run is doing. */
export interface Progress {
  readonly variant: string | null;
  readonly model: string;
  readonly engine: Engine;
  /** Transitions or candidate executions looked at so far, about. */
  readonly steps: number;
}

/** Where time comes from, and who wants to know. */
interface PaceOptions {
  /** Milliseconds since some moment in the past. */
  clock(): number;
  readonly signal?: AbortSignal;
  readonly memory?: ProcessMemory;
  onProgress?(progress: Progress): void;
}

/** The memory of the process that searches, whatever it is used for. */
export interface ProcessMemory {
  /** Bytes that it has now. */
  used(): number;
  /** Bytes that it may have: with more, a search ends. */
  readonly bytesMax: number;
}

/** Milliseconds of work between two turns of the event loop. */
const SLICE_MILLISECONDS = 40;

/** Lets the event loop turn now and then during the searches of a run, so that a signal or a message can arrive. */
export class Pace {
  readonly options: PaceOptions;
  #last: number;

  constructor(options: PaceOptions) {
    this.options = options;
    this.#last = options.clock();
  }

  async rest(): Promise<void> {
    const { clock } = this.options;
    if (clock() - this.#last < SLICE_MILLISECONDS) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#last = clock();
  }
}

/** One search, done in slices; its time runs from here on. */
export class Work {
  readonly #pace: Pace;
  readonly #about: Omit<Progress, "steps">;
  readonly #millisecondsMax: number;
  readonly #started: number;

  constructor(pace: Pace, about: Omit<Progress, "steps">, millisecondsMax: number) {
    this.#pace = pace;
    this.#about = about;
    this.#millisecondsMax = millisecondsMax;
    this.#started = pace.options.clock();
  }

  get milliseconds(): number {
    return this.#pace.options.clock() - this.#started;
  }

  /**
   * Calls `advance`, which does about `slice` steps, until it says that there is nothing more to do. What ended the work
   * before that, in words: `10 s`, `Ctrl-C`, `2 GB of memory`; else null.
   */
  async run(slice: number, advance: () => boolean): Promise<string | null> {
    const { signal, memory, onProgress } = this.#pace.options;
    for (let steps = slice; !advance(); steps += slice) {
      if (signal?.aborted) return "Ctrl-C";
      if (memory !== undefined && memory.used() > memory.bytesMax) {
        return memoryText(memory.bytesMax);
      }
      if (this.milliseconds >= this.#millisecondsMax) return timeText(this.#millisecondsMax);
      onProgress?.({ ...this.#about, steps });
      await this.#pace.rest();
    }
    return null;
  }
}

/** `2 GB of memory`, `192 MB of memory`. */
export function memoryText(bytes: number): string {
  const [size, unit] = bytes >= 2 ** 30 ? [bytes / 2 ** 30, "GB"] : [bytes / 2 ** 20, "MB"];
  return `${Number(size.toFixed(1))} ${unit} of memory`;
}

function timeText(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${milliseconds / 1000} s`;
}
