/**
 * An immutable set that keeps its members in the order of their arrival: a window on a shared,
 * growing list. Taking the first member off and adding one more are both quick, which is what the
 * recursive functions of cat do all the time.
 */
export class Members<Value> {
  readonly #store: Store<Value>;
  readonly #start: number;
  readonly #end: number;

  private constructor(store: Store<Value>, start: number, end: number) {
    this.#store = store;
    this.#start = start;
    this.#end = end;
  }

  /** The members of `entries`, by key; later ones with a known key are dropped. */
  static of<Value>(entries: Iterable<readonly [string, Value]>): Members<Value> {
    const store: Store<Value> = { places: new Map(), keys: [], values: [] };
    for (const [key, value] of entries) {
      if (!store.places.has(key)) append(store, key, value);
    }
    return new Members(store, 0, store.values.length);
  }

  get size(): number {
    return this.#end - this.#start;
  }

  has(key: string): boolean {
    const place = this.#store.places.get(key);
    return place !== undefined && place >= this.#start && place < this.#end;
  }

  /** The set with one more member, at the end; the set itself if it has the key. */
  add(key: string, value: Value): Members<Value> {
    if (this.has(key)) return this;
    const isNewest = this.#end === this.#store.values.length && !this.#store.places.has(key);
    if (!isNewest) return Members.of([...this.entries(), [key, value]]);
    append(this.#store, key, value);
    return new Members(this.#store, this.#start, this.#end + 1);
  }

  /** The members from place `from` up to `to`, from 0. */
  slice(from: number, to = this.size): Members<Value> {
    return new Members(this.#store, this.#start + from, this.#start + to);
  }

  /** The member at a place, from 0 to size - 1. */
  at(place: number): Value {
    return this.#store.values[this.#start + place]!;
  }

  /** The set of the members whose key passes. */
  filter(isKept: (key: string) => boolean): Members<Value> {
    return Members.of(this.entries().filter(([key]) => isKept(key)));
  }

  keys(): readonly string[] {
    return this.#store.keys.slice(this.#start, this.#end);
  }

  values(): readonly Value[] {
    return this.#store.values.slice(this.#start, this.#end);
  }

  entries(): readonly (readonly [string, Value])[] {
    const keys = this.keys();
    return this.values().map((value, k) => [keys[k]!, value] as const);
  }
}

/** Grows at its end only; what a window shows never changes. */
interface Store<Value> {
  readonly places: Map<string, number>;
  readonly keys: string[];
  readonly values: Value[];
}

function append<Value>(store: Store<Value>, key: string, value: Value): void {
  store.places.set(key, store.values.length);
  store.keys.push(key);
  store.values.push(value);
}
