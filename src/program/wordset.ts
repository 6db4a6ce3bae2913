/** Words of one page of the arena. */
const PAGE_WORDS = 1 << 12;
const SLOTS_INITIAL = 1 << 8;
/** Below this the index grows by a factor of 4. */
const SLOTS_SMALL = 1 << 16;

/**
 * An append-only set of records of a fixed number of Int32 words, numbered in the order in which they came. Records lie
 * in pages of fixed size, so growing copies none of them; the index is open addressing over (hash, id) pairs, so a
 * record is looked at only when its whole hash agrees. Records are always compared word by word: equality is exact.
 */
export class WordSet {
  /** Records held. */
  count = 0;
  /** Whether the last `add` found the record new. */
  isNew = false;
  readonly words: number;
  /** Records in one page: a power of two, so that a shift finds the page. */
  readonly #shift: number;
  readonly #mask: number;
  readonly #pages: Int32Array[] = [];
  /** Pairs: the hash, then the id plus 1; 0 is an empty slot. */
  #index: Int32Array = new Int32Array(2 * SLOTS_INITIAL);
  #slotMask = SLOTS_INITIAL - 1;
  #growAt = slotsUsable(SLOTS_INITIAL);

  constructor(words: number) {
    this.words = words;
    this.#shift = Math.max(0, 31 - Math.clz32(Math.max(1, Math.floor(PAGE_WORDS / words))));
    this.#mask = (1 << this.#shift) - 1;
  }

  /** Memory that the set takes. */
  get bytes(): number {
    return 4 * (this.#index.length + this.#pages.length * ((this.#mask + 1) * this.words));
  }

  /** Adds a copy of the record that starts at `from[at]` unless it is there; gives its id either way. */
  add(from: Int32Array, at: number): number {
    const hash = this.#hash(from, at);
    const index = this.#index;
    const slotMask = this.#slotMask;
    let slot = hash & slotMask;
    for (let id = index[2 * slot + 1]!; id !== 0; id = index[2 * slot + 1]!) {
      if (index[2 * slot] === hash && this.#equals(id - 1, from, at)) {
        this.isNew = false;
        return id - 1;
      }
      slot = (slot + 1) & slotMask;
    }
    index[2 * slot] = hash;
    index[2 * slot + 1] = this.count + 1;
    this.isNew = true;
    return this.#append(from, at);
  }

  /** Whether the record that starts at `from[at]` is there. */
  has(from: Int32Array, at: number): boolean {
    const hash = this.#hash(from, at);
    const index = this.#index;
    let slot = hash & this.#slotMask;
    for (let id = index[2 * slot + 1]!; id !== 0; id = index[2 * slot + 1]!) {
      if (index[2 * slot] === hash && this.#equals(id - 1, from, at)) return true;
      slot = (slot + 1) & this.#slotMask;
    }
    return false;
  }

  #hash(from: Int32Array, at: number): number {
    const words = this.words;
    // Two chains, so that the processor multiplies for both at once.
    let hash = 0x811c9dc5 | 0;
    let other = 0x2545f491 | 0;
    const end = at + words;
    let i = at;
    for (; i + 1 < end; i += 2) {
      hash = Math.imul(hash ^ from[i]!, 0x01000193);
      other = Math.imul(other ^ from[i + 1]!, 0x5bd1e995);
    }
    if (i < end) hash = Math.imul(hash ^ from[i]!, 0x01000193);
    hash ^= (other >>> 16) ^ Math.imul(other, 0x9e3779b1);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x85ebca6b);
    hash ^= hash >>> 13;
    return hash;
  }

  /** Copies record `id` to `to[at]` and the words after it. */
  load(id: number, to: Int32Array, at: number): void {
    const page = this.#pages[id >> this.#shift]!;
    const words = this.words;
    const start = (id & this.#mask) * words;
    for (let i = 0; i < words; i++) to[at + i] = page[start + i]!;
  }

  #equals(id: number, from: Int32Array, at: number): boolean {
    const page = this.#pages[id >> this.#shift]!;
    const words = this.words;
    const start = (id & this.#mask) * words;
    for (let i = 0; i < words; i++) if (page[start + i] !== from[at + i]) return false;
    return true;
  }

  #append(from: Int32Array, at: number): number {
    const id = this.count++;
    if ((id & this.#mask) === 0) this.#pages.push(new Int32Array((this.#mask + 1) * this.words));
    const page = this.#pages[id >> this.#shift]!;
    const words = this.words;
    const start = (id & this.#mask) * words;
    for (let i = 0; i < words; i++) page[start + i] = from[at + i]!;
    if (this.count >= this.#growAt) this.#grow();
    return id;
  }

  #grow(): void {
    const old = this.#index;
    // A small set grows in longer strides: it is soon done with moving what it holds.
    const slots = (old.length >> 1) * (old.length < 2 * SLOTS_SMALL ? 4 : 2);
    const slotMask = slots - 1;
    const index = new Int32Array(2 * slots);
    for (let i = 0; i < old.length; i += 2) {
      if (old[i + 1] === 0) continue;
      let slot = old[i]! & slotMask;
      while (index[2 * slot + 1] !== 0) slot = (slot + 1) & slotMask;
      index[2 * slot] = old[i]!;
      index[2 * slot + 1] = old[i + 1]!;
    }
    this.#index = index;
    this.#slotMask = slotMask;
    this.#growAt = slotsUsable(slots);
  }
}

/** Slots that may be taken before the index grows. */
function slotsUsable(slots: number): number {
  return Math.floor(slots * 0.66);
}
