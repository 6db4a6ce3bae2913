import type { FenceKind, Location, Program, Site } from "../../program/program.js";
import type { Code } from "../../program/value.js";
import type { Events, State } from "../machine.js";
import type { Layout, ThreadStorage } from "../storage.js";
import { isOneViewExact } from "./fences.js";
import { layOutViews, type ViewShape, type ViewWords } from "./layout.js";
import { ScLog } from "./log.js";
import { Mode, type ModeSet, modeOfFence, modesOf } from "./modes.js";
import { type Needs, needsOf } from "./needs.js";
import { EventKind } from "./order.js";
import { Races, type Suspect } from "./races.js";
import { Views } from "./views.js";

/** In what the models with this machine differ. */
export interface ViewRules {
  /** A release sequence goes on through later writes of the thread that released (C11), and not only through updates. */
  readonly hasOwnWrites: boolean;
}

/**
 * Memory as messages and views, with what is known about races and about the one order of sequentially consistent
 * events. The state is changed by `load`, `store`, `update` and `fence`; the accesses give false when no execution goes
 * on like that.
 */
export class ViewMemory implements ThreadStorage {
  readonly threadWords: readonly number[];
  readonly sharedWords: number;
  readonly needs: Needs;
  /** What the last access raced with; null for nothing. */
  raced: Suspect | null = null;
  readonly #program: Program;
  readonly #rules: ViewRules;
  readonly #shape: ViewShape;
  readonly #words: ViewWords;
  readonly #races: Races;
  readonly #log: ScLog | null;
  #views: Views | null = null;
  #events: Events | null = null;

  constructor(program: Program, rules: ViewRules) {
    this.#program = program;
    this.#rules = rules;
    this.needs = needsOf(program);
    this.#races = new Races(program);
    const locations = program.locations.length;
    const hasScAccess = program.threads.some(({ code }) =>
      code.some((i) => i.op !== "fence" && (modesOf(i) & Mode.sc) !== 0),
    );
    const needsLog = hasScAccess || !isOneViewExact(program);
    this.#log = needsLog ? new ScLog(program, this.needs, locations) : null;
    const byteWords = Math.ceil((locations + (needsLog ? program.threads.length : 0)) / 4);
    this.#shape = {
      locations,
      byteWords,
      viewWords: byteWords + this.#races.words,
      raceWords: this.#races.words,
      logWords: this.#log?.words ?? program.threads.map(() => 0),
    };
    const hasScView = !needsLog && this.needs.scFences.some((from) => from[0] !== 0);
    this.#words = layOutViews(program, this.needs, this.#shape, rules.hasOwnWrites, hasScView);
    this.threadWords = this.#words.threads;
    this.sharedWords = this.#words.shared;
  }

  place({ threads, shared, counters, events }: Layout): void {
    const places = this.#words.place(threads, shared);
    const views = new Views(
      this.#program,
      this.needs,
      this.#shape,
      this.#rules.hasOwnWrites,
      counters,
      places,
    );
    this.#views = views;
    this.#races.place(places, counters, this.#shape.byteWords, views);
    this.#log?.place(places, counters);
    this.#events = events;
  }

  /** Told where everything stands, it is there. */
  get views(): Views {
    return this.#views!;
  }

  /** Whether views say who did something: clocks do, and bits about races. Messages do not. */
  get namesThreads(): boolean {
    return this.#log !== null || this.#races.words > 0;
  }

  initial(state: State): void {
    this.views.initial(state);
  }

  isNoFence(fence: FenceKind): boolean {
    return modeOfFence(fence) === 0;
  }

  isDrained(): boolean {
    return true;
  }

  memory(state: State, location: Location): Code {
    return this.views.memory(state, location);
  }

  settled(state: State): void {
    const isLogging = this.#log?.isOpen(state) ?? false;
    if (this.#log !== null && !isLogging) this.#log.close(state, this.views);
    this.views.forget(state, isLogging);
    if (this.#races.words > 0) this.#races.forget(state);
  }

  /**
   * Whether there is room for what an instruction of a thread adds to the history of a location, -1 for none, and to the
   * log. Without it the thread waits for ever, and the answer says so.
   */
  hasRoom(state: State, t: number, location: Location, site: Site): boolean {
    const written = location < 0 ? null : this.views.limit(state, location);
    const bound = written ?? (this.#isLogging(state) ? this.#log!.limit(state, t) : null);
    if (bound === null) return true;
    this.#events!.add({ kind: "buffer-bound", thread: t, site, bound });
    return false;
  }

  /** Whether a thread may wait for room that there will never be. */
  isFull(state: State): boolean {
    for (let l = 0; l < this.#shape.locations; l++) {
      if (this.views.limit(state, l) !== null) return true;
    }
    const log = this.#isLogging(state) ? this.#log : null;
    return log !== null && this.#program.threads.some((_, t) => log.limit(state, t) !== null);
  }

  /** The thread reads the message at a place. */
  load(state: State, t: number, location: Location, place: number, mode: ModeSet): boolean {
    const isLogging = this.#isLogging(state);
    this.views.read(state, t, location, place, mode);
    this.#access(state, t, location, false, mode);
    if (!isLogging) return true;
    this.#log!.tick(state, t);
    this.#log!.append(state, t, EventKind.read, mode, location, place);
    if (!this.#fits(state, location, place)) return false;
    this.#log!.foldRounds(state, t);
    return true;
  }

  /** The thread writes a new message, before the one that is at a place now. */
  store(
    state: State,
    t: number,
    location: Location,
    place: number,
    value: Code,
    mode: ModeSet,
  ): boolean {
    const isLogging = this.#isLogging(state);
    this.#access(state, t, location, true, mode);
    if (isLogging) this.#log!.tick(state, t);
    this.views.write(state, t, location, place, value, mode, false);
    if (!isLogging) return true;
    this.#log!.insert(state, location, place);
    this.#log!.append(state, t, EventKind.write, mode, location, place);
    return this.#fits(state, location, place);
  }

  /** The thread reads the message at a place and writes the one that comes right behind it. */
  update(
    state: State,
    t: number,
    location: Location,
    place: number,
    value: Code,
    mode: ModeSet,
  ): boolean {
    const isLogging = this.#isLogging(state);
    this.views.read(state, t, location, place, mode);
    this.#access(state, t, location, true, mode);
    if (isLogging) this.#log!.tick(state, t);
    this.views.write(state, t, location, place + 1, value, mode, true);
    if (!isLogging) return true;
    this.#log!.insert(state, location, place + 1);
    this.#log!.append(state, t, EventKind.update, mode, location, place + 1);
    return this.#fits(state, location, place + 1);
  }

  fence(state: State, t: number, mode: ModeSet): void {
    const isLogging = this.#isLogging(state);
    this.raced = null;
    this.views.acquire(state, t, mode);
    if (isLogging) this.#log!.tick(state, t);
    this.views.release(state, t, mode);
    if (isLogging) this.#log!.append(state, t, EventKind.fence, mode, 0, 0);
  }

  /**
   * Whether the one order has room for an event that has read or written the message at a place. Nothing has to come
   * after a new event of the last message, or a new fence: those need no look.
   */
  #fits(state: State, location: Location, place: number): boolean {
    return place === this.views.count(state, location) - 1 || this.#log!.isConsistent(state);
  }

  #access(state: State, t: number, location: Location, isWrite: boolean, mode: ModeSet): void {
    this.raced =
      this.#races.words === 0 ? null : this.#races.access(state, t, location, isWrite, mode);
  }

  #isLogging(state: State): boolean {
    return this.#log?.isOpen(state) === true;
  }
}
