import type { Candidate } from "./candidate.js";
import { DIVIDED_DEPTH, type Division } from "./division.js";
import type { Judge, Judged } from "./judge.js";
import { Question } from "./question.js";

/** What a search wants of the executions of one graph. */
export interface Goal {
  /**
   * Whether to try every choice of every read before the last one is decided: fewer complete candidates are in vain, for
   * more looks at partial ones. For counting.
   */
  readonly isThorough: boolean;
  /** Whether the model is asked about candidates of which only a part is decided. */
  readonly isPartlyJudged: boolean;
  /** Reads that can change what is wanted: decided first. By event. */
  readonly isRelevant: Uint8Array;
  /** Ways to decide the reads up to which `isSettled` looks ahead: infinite when it does not. */
  readonly choicesMax: number;
  /** Whether no execution that the candidate can still become is wanted. `judge`: of what is decided. */
  isSettled(judge: () => Judge): boolean;
  /** The same of a candidate of which everything is decided. */
  isSeen(): boolean;
  /** Whether the order in which threads stand is one to look at (symmetry); false cuts. */
  isCanonical(candidate: Candidate): boolean;
  /** A consistent execution: everything in the candidate is decided. */
  found(candidate: Candidate, judged: Judged): void;
}

const NOTHING_RAISED: Judged = { isAllowed: true, flags: 0 };

/** Leaves below a node up to which it is as cheap to judge them as to ask first whether one of them is allowed: mostly one is. */
const CHEAP_LEAVES = 64;
/** Leaves below a node from which on it pays to ask whether all of them are allowed, and whether all show what was seen. */
const CERTAIN_FROM = 4;
const SETTLED_FROM = 9;
/**
 * A depth-first search over rf, then co, of one graph. Every node draws all conclusions of what is decided and asks the
 * model for a check that fails whatever is decided later (models.md 5.3, 4.6). `advance` does a part of the work.
 */
export class Search {
  /** Complete candidates that it came to, and those of them that were judged and allowed. */
  candidates = 0;
  executions = 0;
  readonly #candidate: Candidate;
  readonly #judge: Judge;
  readonly #goal: Goal;
  /** Others make the same search: this one does a share of it. */
  readonly #division: Division | null;
  /** A model's flags make the judgement of a leaf necessary although it is known to be allowed. */
  readonly #hasFlags: boolean;
  /** Saved states of the candidate, one for each decision on the way. */
  readonly #saved: Int32Array[] = [];
  /** For each decision: the read, or the first of two writes plus the second; and what is left to try. */
  readonly #levels: Level[] = [];
  /** The candidate's state while a choice is tried. */
  readonly #probed: Int32Array;
  /** Writes that were ordered with all later ones of their location before anything was decided are not among them. */
  readonly #openWrites: readonly number[];
  #depth = 0;
  /** The depth from which on every candidate is known to be allowed. */
  #certainFrom = Number.POSITIVE_INFINITY;
  /** Whether all below a node is allowed, and whether all that a node, or a leaf, can still show was seen. */
  readonly #areAllAllowed = new Question(4, 16);
  readonly #isAllSeen = new Question(1024, 16);
  readonly #isLeafSeen = new Question(1024, 16);
  #isFresh = true;
  /** Whether the judge was told of the current candidate. */
  #isBounded = false;
  isFinished = false;

  /** The candidate has begun. */
  constructor(
    candidate: Candidate,
    judge: Judge,
    hasFlags: boolean,
    goal: Goal,
    division: Division | null,
  ) {
    this.#candidate = candidate;
    this.#judge = judge;
    this.#goal = goal;
    this.#division = division;
    this.#hasFlags = hasFlags;
    this.#openWrites = openWrites(candidate);
    this.#probed = new Int32Array(goal.isThorough ? candidate.state.length : 0);
  }

  /** Looks at about `nodes` nodes; true when there is nothing more to look at. */
  advance(nodes: number): boolean {
    for (let left = nodes; left > 0 && !this.isFinished; left--) {
      if (this.#isFresh) {
        this.#isFresh = false;
        if (this.#isOwn(DIVIDED_DEPTH) && this.#visit()) continue;
      }
      this.#next();
    }
    return this.isFinished;
  }

  /** Whether what begins at a depth is for this search to do; what begins elsewhere is not asked about. */
  #isOwn(depth: number): boolean {
    return this.#division === null || this.#depth !== depth || this.#division.claim();
  }

  /** Looks at the current candidate. True: it made a decision to try. */
  #visit(): boolean {
    const candidate = this.#candidate;
    if (!this.#goal.isCanonical(candidate)) return false;
    const read = this.#chooseRead();
    if (read < 0 && !candidate.closeCycles()) return false;
    const isLeaf = read < 0 && !this.#chooseWrites();
    const isTop = this.#division !== null && this.#depth < DIVIDED_DEPTH;
    if (isLeaf) {
      if (!isTop || this.#isOwn(this.#depth)) this.#leaf();
      return false;
    }
    this.#isBounded = false;
    const isCertain = this.#depth >= this.#certainFrom;
    if (!isCertain && this.#isPruned()) return false;
    const leaves = this.#leavesBelow();
    // What others find, or were told before, must not change the order in which all come to what is below.
    if (!isTop && leaves >= SETTLED_FROM && this.#isSettled()) return false;
    if (!isTop && !isCertain && this.#isWorthAsking(leaves) && this.#bounded().isCertain()) {
      this.#certainFrom = this.#depth;
      this.#areAllAllowed.wasYes();
    }
    // Trying may have decided the read that was chosen before.
    const next = this.#goal.isThorough ? this.#chooseRead() : read;
    if (next < 0 && read >= 0) return this.#visit();
    this.#push(next);
    return true;
  }

  /**
   * While several reads are undecided, takes away what each can surely not read, as the model tells on the partial
   * candidate. False: a read has nothing left.
   */
  #probe(): boolean {
    const candidate = this.#candidate;
    const { reads, rfOf, sources, state } = candidate;
    const { words } = candidate.graph.space;
    const before = this.#probed;
    let undecided = 0;
    for (const r of reads) if (rfOf[r]! < 0) undecided++;
    for (const r of reads) {
      if (undecided < 2) break;
      if (rfOf[r]! >= 0) continue;
      for (let s = 0; s < candidate.graph.space.events; s++) {
        const word = r * words + (s >>> 5);
        if (((sources[word]! >>> (s & 31)) & 1) === 0) continue;
        before.set(state);
        let isPossible = candidate.read(r, s) && candidate.settle();
        if (isPossible) {
          candidate.updateBounds();
          isPossible = this.#judge.isPossible();
        }
        state.set(before);
        if (!isPossible) sources[word]! &= ~(1 << (s & 31));
      }
      if (!candidate.settle()) return false;
      undecided = 0;
      for (const other of reads) if (rfOf[other]! < 0) undecided++;
    }
    this.#isBounded = false;
    return true;
  }

  /** The judge, told what is decided. */
  readonly #bounded = (): Judge => {
    if (!this.#isBounded) this.#candidate.updateBounds();
    this.#isBounded = true;
    return this.#judge;
  };

  #leaf(): void {
    const candidate = this.#candidate;
    const isCertain = this.#depth >= this.#certainFrom;
    this.#isBounded = false;
    this.candidates++;
    if (this.#isSeen()) return;
    let judged = NOTHING_RAISED;
    if (!isCertain || this.#hasFlags) {
      this.#bounded();
      candidate.choice.values = candidate.eventValues();
      judged = this.#judge.judge();
      candidate.choice.values = null;
    }
    if (!judged.isAllowed) return;
    this.executions++;
    this.#goal.found(candidate, judged);
  }

  /** Tries what is left at the innermost decision, or goes back. */
  #next(): void {
    if (this.#depth === 0) {
      this.isFinished = true;
      return;
    }
    const candidate = this.#candidate;
    const level = this.#levels[this.#depth - 1]!;
    const option = level.next();
    if (option < 0) {
      this.#depth--;
      // A sibling of the node that was certain is not.
      if (this.#depth <= this.#certainFrom) this.#certainFrom = Number.POSITIVE_INFINITY;
      return;
    }
    candidate.state.set(this.#saved[this.#depth - 1]!);
    const isDecided =
      level.second < 0
        ? candidate.read(level.first, option)
        : option === 0
          ? candidate.order(level.first, level.second)
          : candidate.order(level.second, level.first);
    this.#isFresh = isDecided && candidate.settle();
  }

  #push(read: number): void {
    const candidate = this.#candidate;
    const depth = this.#depth++;
    if (depth === this.#levels.length) {
      this.#levels.push(new Level(candidate.graph.space.words));
      this.#saved.push(new Int32Array(candidate.state.length));
    }
    this.#saved[depth]!.set(candidate.state);
    const level = this.#levels[depth]!;
    if (read >= 0) level.chooseRead(read, candidate.sources);
    else level.chooseWrites(this.#first, this.#second);
  }

  /**
   * The undecided read to decide next: one that matters, with the fewest writes to choose from; -1 for none. While there
   * is much to decide in a search that may stop early, the one with the most: what is left is sooner little enough to
   * be told what it can still show.
   */
  #chooseRead(): number {
    const { reads, rfOf } = this.#candidate;
    const { isRelevant, choicesMax } = this.#goal;
    const isLarge = choicesMax < Number.POSITIVE_INFINITY && this.#choicesLeft() > choicesMax;
    let best = -1;
    let fewest = Number.POSITIVE_INFINITY;
    for (const r of reads) {
      if (rfOf[r]! >= 0) continue;
      const own = this.#candidate.sourceCount(r);
      const count = (isLarge ? -own : own) + (isRelevant[r] === 1 ? 0 : 1 << 16);
      if (count < fewest) {
        fewest = count;
        best = r;
      }
    }
    return best;
  }

  /** The number of ways to decide all reads, were they free; at most a little above the goal's `choicesMax`. */
  #choicesLeft(): number {
    let choices = 1;
    for (const r of this.#candidate.reads) {
      choices *= this.#candidate.sourceCount(r);
      if (choices > this.#goal.choicesMax) break;
    }
    return choices;
  }

  #first = 0;
  #second = 0;

  /** Finds two writes to a location whose order is not decided. */
  #chooseWrites(): boolean {
    const candidate = this.#candidate;
    const { space } = candidate.graph;
    for (const a of this.#openWrites) {
      for (let k = a >>> 5; k < space.words; k++) {
        const later = candidate.undecidedAfter(a, k);
        if (later === 0) continue;
        this.#first = a;
        this.#second = (k << 5) + 31 - Math.clz32(later & -later);
        return true;
      }
    }
    return false;
  }

  /** Whether nothing below is wanted. */
  #isSettled(): boolean {
    if (!this.#isAllSeen.isDue() || !this.#goal.isSettled(this.#bounded)) return false;
    this.#isAllSeen.wasYes();
    return true;
  }

  /** Whether what a decided candidate shows is not wanted. */
  #isSeen(): boolean {
    if (!this.#isLeafSeen.isDue() || !this.#goal.isSeen()) return false;
    this.#isLeafSeen.wasYes();
    return true;
  }

  /** Whether the model tells, of what is decided, that nothing below is allowed. */
  #isPruned(): boolean {
    const { isPartlyJudged, isThorough } = this.#goal;
    if (!isPartlyJudged) return false;
    const isAsked = isThorough || this.#leavesBelow() > CHEAP_LEAVES;
    return (isAsked && !this.#bounded().isPossible()) || (isThorough && !this.#probe());
  }

  /** Whether to ask if all below is allowed. */
  #isWorthAsking(leaves: number): boolean {
    return this.#goal.isPartlyJudged && leaves >= CERTAIN_FROM && this.#areAllAllowed.isDue();
  }

  /** Leaves below the current node, were all choices free; at most a little above `CHEAP_LEAVES`. */
  #leavesBelow(): number {
    const { reads, graph } = this.#candidate;
    let leaves = 1;
    for (const r of reads) {
      leaves *= this.#candidate.sourceCount(r);
      if (leaves > CHEAP_LEAVES) return leaves;
    }
    for (const a of this.#openWrites) {
      for (let k = a >>> 5; k < graph.space.words; k++) {
        for (let rest = this.#candidate.undecidedAfter(a, k); rest !== 0; rest &= rest - 1) {
          leaves *= 2;
          if (leaves > CHEAP_LEAVES) return leaves;
        }
      }
    }
    return leaves;
  }
}

/** The writes whose order with a later one of their location is not decided; what is decided stays so in a search. */
function openWrites(candidate: Candidate): readonly number[] {
  const { events, space } = candidate.graph;
  const open: number[] = [];
  for (let a = 0; a < space.events; a++) {
    if (events[a]!.write < 0) continue;
    let later = 0;
    for (let k = a >>> 5; k < space.words; k++) later |= candidate.undecidedAfter(a, k);
    if (later !== 0) open.push(a);
  }
  return open;
}

/** One decision: a read and the writes it has not tried, or two writes and the orders not tried. */
class Level {
  first = 0;
  /** -1: `first` is a read. */
  second = -1;
  readonly #rest: Int32Array;
  #order = 0;

  constructor(words: number) {
    this.#rest = new Int32Array(words);
  }

  chooseRead(read: number, sources: Int32Array): void {
    const words = this.#rest.length;
    this.first = read;
    this.second = -1;
    for (let k = 0; k < words; k++) this.#rest[k] = sources[read * words + k]!;
  }

  chooseWrites(first: number, second: number): void {
    this.first = first;
    this.second = second;
    this.#order = 0;
  }

  /** The next option: a write to read, or 0 and 1 for the orders; -1 when all were tried. */
  next(): number {
    if (this.second >= 0) return this.#order < 2 ? this.#order++ : -1;
    for (let k = 0; k < this.#rest.length; k++) {
      const bits = this.#rest[k]!;
      if (bits === 0) continue;
      this.#rest[k] = bits & (bits - 1);
      return (k << 5) + 31 - Math.clz32(bits & -bits);
    }
    return -1;
  }
}
