/** How a set lies in memory. */
export interface WordSetSizes {
  /** Words of one page of records, about. */
  readonly pageWords: number;
  /** Slots of one segment of the index, once it has that many: a power of two. */
  readonly segmentSlots: number;
}

const SIZES: WordSetSizes = { pageWords: 1 << 12, segmentSlots: 1 << 16 };
const SLOTS_INITIAL = 1 << 6;
/** Records of the first page as long as there are no more. */
const RECORDS_INITIAL = 16;
/** Words behind the slots of a segment: the slots that are taken, and how many bits of a hash lead to the segment. */
const TAIL_WORDS = 2;

/**
 * An append-only set of records of a fixed number of Int32 words, numbered in the order in which they came. Records are
 * always compared word by word: equality is exact.
 *
 * Growing never copies much at once, so that the set never takes more memory than it says. Records lie in pages of fixed
 * size. The index is open addressing over (hash, id) pairs, so a record is looked at only when its whole hash agrees; from
 * some size on it is cut into segments by the first bits of the hash, and a full segment alone is cut in two (extendible
 * hashing; Fagin and others, TODS 1979).
 */
export class WordSet {
  /** Records held. */
  count = 0;
  /** Whether the last `add` found the record new. */
  isNew = false;
  /** Memory that the set takes. */
  bytes: number;
  readonly words: number;
  /** Records in one page: a power of two, so that a shift finds the page. */
  readonly #shift: number;
  readonly #mask: number;
  readonly #pages: Int32Array[] = [];
  /** Records that the pages can hold. */
  #room = 0;
  /**
   * Segments by the first bits of a hash; one that fewer bits lead to stands here more than once. A segment is pairs, the
   * hash, then the id plus 1, where 0 is an empty slot; and its tail.
   */
  #segments: Int32Array[];
  /** Of the 31 highest bits of a hash, those that are not needed to find its segment. */
  #segmentShift = 31;
  /** All segments have the same number of slots. */
  #slotMask: number;
  #takenMax: number;
  readonly #segmentSlots: number;
  /** What a segment held that is being cut. */
  #cut: Int32Array | null = null;

  constructor(words: number, sizes: WordSetSizes = SIZES) {
    this.words = words;
    this.#segmentSlots = sizes.segmentSlots;
    this.#shift = Math.max(0, 31 - Math.clz32(Math.max(1, Math.floor(sizes.pageWords / words))));
    this.#mask = (1 << this.#shift) - 1;
    this.#slotMask = Math.min(SLOTS_INITIAL, sizes.segmentSlots) - 1;
    this.#takenMax = takenMax(this.#slotMask + 1);
    const first = newSegment(this.#slotMask + 1);
    this.#segments = [first];
    this.bytes = first.byteLength;
  }

  /** Adds a copy of the record that starts at `from[at]` unless it is there; gives its id either way. */
  add(from: Int32Array, at: number): number {
    const hash = this.#hash(from, at);
    const segment = this.#segments[(hash >>> 1) >>> this.#segmentShift]!;
    const slotMask = this.#slotMask;
    let slot = hash & slotMask;
    for (let id = segment[2 * slot + 1]!; id !== 0; id = segment[2 * slot + 1]!) {
      if (segment[2 * slot] === hash && this.#equals(id - 1, from, at)) {
        this.isNew = false;
        return id - 1;
      }
      slot = (slot + 1) & slotMask;
    }
    segment[2 * slot] = hash;
    segment[2 * slot + 1] = this.count + 1;
    this.isNew = true;
    const tail = 2 * (slotMask + 1);
    const taken = segment[tail]! + 1;
    segment[tail] = taken;
    if (taken >= this.#takenMax) this.#grow(hash);
    return this.#append(from, at);
  }

  /** Whether the record that starts at `from[at]` is there. */
  has(from: Int32Array, at: number): boolean {
    const hash = this.#hash(from, at);
    const segment = this.#segments[(hash >>> 1) >>> this.#segmentShift]!;
    let slot = hash & this.#slotMask;
    for (let id = segment[2 * slot + 1]!; id !== 0; id = segment[2 * slot + 1]!) {
      if (segment[2 * slot] === hash && this.#equals(id - 1, from, at)) return true;
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
    const words = this.words;
    if (id === this.#room) this.#addRoom();
    const page = this.#pages[id >> this.#shift]!;
    const start = (id & this.#mask) * words;
    for (let i = 0; i < words; i++) page[start + i] = from[at + i]!;
    return id;
  }

  /** Makes room for more records: the first page grows to its size in strides, since most sets are small. */
  #addRoom(): void {
    const whole = this.#mask + 1;
    const isFirst = this.#room < whole;
    const records = isFirst ? Math.min(whole, Math.max(RECORDS_INITIAL, 4 * this.#room)) : whole;
    const page = new Int32Array(records * this.words);
    const old = isFirst ? this.#pages.pop() : undefined;
    if (old !== undefined) page.set(old);
    this.#pages.push(page);
    this.#room += records - (isFirst ? this.#room : 0);
    this.bytes += page.byteLength - (old?.byteLength ?? 0);
  }

  /** Makes room where `hash` belongs. */
  #grow(hash: number): void {
    const slots = this.#slotMask + 1;
    if (slots < this.#segmentSlots) {
      const [old] = this.#segments;
      // A small set grows in long strides: it is soon done with moving what it holds.
      const more = Math.min(4 * slots, this.#segmentSlots);
      const segment = newSegment(more);
      this.#segments = [segment];
      this.#slotMask = more - 1;
      this.#takenMax = takenMax(more);
      this.bytes += segment.byteLength - old!.byteLength;
      this.#move(old!);
      return;
    }
    while (this.#segmentAt(hash)[2 * slots]! >= this.#takenMax) this.#split(this.#segmentAt(hash));
  }

  #segmentAt(hash: number): Int32Array {
    return this.#segments[(hash >>> 1) >>> this.#segmentShift]!;
  }

  /** Moves half of the hashes that lead to a segment to a new one. */
  #split(segment: Int32Array): void {
    const slots = this.#slotMask + 1;
    const bits = segment[2 * slots + 1]!;
    if (bits === 31 - this.#segmentShift) {
      this.#segments = this.#segments.flatMap((one) => [one, one]);
      this.#segmentShift--;
    }
    if (this.#cut === null) {
      this.#cut = new Int32Array(segment.length);
      this.bytes += segment.byteLength;
    }
    this.#cut.set(segment);
    segment.fill(0);
    const other = newSegment(slots);
    this.bytes += other.byteLength;
    segment[2 * slots + 1] = bits + 1;
    other[2 * slots + 1] = bits + 1;
    const first = this.#segments.indexOf(segment);
    const count = 1 << (31 - this.#segmentShift - bits);
    this.#segments.fill(other, first + count / 2, first + count);
    this.#move(this.#cut);
  }

  /** Puts what a segment held where it belongs now. */
  #move(old: Int32Array): void {
    const slotMask = this.#slotMask;
    const tail = 2 * (slotMask + 1);
    for (let i = 0; i < old.length - TAIL_WORDS; i += 2) {
      if (old[i + 1] === 0) continue;
      const hash = old[i]!;
      const segment = this.#segmentAt(hash);
      let slot = hash & slotMask;
      while (segment[2 * slot + 1] !== 0) slot = (slot + 1) & slotMask;
      segment[2 * slot] = hash;
      segment[2 * slot + 1] = old[i + 1]!;
      segment[tail]!++;
    }
  }
}

function newSegment(slots: number): Int32Array {
  return new Int32Array(2 * slots + TAIL_WORDS);
}

/** Slots that may be taken before a segment grows. */
function takenMax(slots: number): number {
  return Math.floor(slots * 0.66);
}
