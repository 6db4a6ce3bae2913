/**
 * Random sequential C: one body that is both a thread of a test and a function for a C compiler. It has no undefined
 * behaviour under -fwrapv and does not depend on the order in which C leaves operands to be evaluated.
 */
export interface Sequential {
  /** Declarations and functions before the thread. */
  readonly before: string;
  /** The parameters and their initial values, as the init block writes them. */
  readonly init: string;
  readonly parameters: string;
  readonly body: string;
}

/** What a final state is asked for, in this order. */
export const LOCALS = ["a", "b", "c", "d", "e"] as const;
export const SHARED = ["x", "y", "z", "arr[0]", "arr[1]", "s.f", "s.g.h"] as const;

const TYPES = "int,unsigned int,long,unsigned long,u8,s8,u16,short,bool,u32,s64".split(",");
const NUMBERS = "255,0x80000000,-1,127,65535,1UL,3U,0x7fffffff,-129L,0xffffffffffUL,0,1,2".split(
  ",",
);
const PLACES = "*x,*y,*z,arr[0],arr[1],s->f,s->g.h".split(",");

const BEFORE = `struct in { u8 h; };
struct st { int f; struct in g; };
static long f(int a, u32 b)
{
	if (a > 3)
		return b;
	if (b & 1) {
		a += b;
		return a - 7;
	}
	return (long)a * b;
}
static int swap_in(int *p, u8 v)
{
	int r = *p;
	*p = v;
	if (v == 2)
		return -1;
	return r + v;
}
static void out(int v, int *o)
{
	if (v)
		*o = v * 3;
}
`;

/** The program of a seed. */
export function sequential(seed: number): Sequential {
  const random = new Random(seed);
  const types = LOCALS.map((name) => (name === "a" ? "int" : random.pick(TYPES)));
  const z = random.pick(["int", "u8", "long", "u32"]);
  const declarations = LOCALS.map(
    (name, i) => `${types[i]} ${name} = ${random.pick(["0", "1", "-1", "200", "70000"])};`,
  );
  const statements = Array.from({ length: 5 }, () => random.statement(2));
  return {
    before: BEFORE,
    init: `int x = 5; int y = -3; ${z} z = 250; int arr[2] = { 7, -8 }; struct st s = { .f = 2, .g = { 255 } };`,
    parameters: `int *x, int *y, ${z} *z, int *arr, struct st *s`,
    body: [...declarations, ...statements].join("\n"),
  };
}

class Random {
  #state: number;
  #names = 0;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(n: number): number {
    this.#state = (Math.imul(this.#state, 1103515245) + 12345) >>> 0;
    return (this.#state >>> 8) % n;
  }

  pick(list: readonly string[]): string {
    return list[this.below(list.length)]!;
  }

  place(): string {
    return this.pick(this.below(2) === 0 ? LOCALS : PLACES);
  }

  leaf(): string {
    const kind = this.below(4);
    if (kind === 0) return this.pick(NUMBERS);
    return kind === 1 ? this.pick([...PLACES, `arr[${this.pick(LOCALS)} & 1]`]) : this.pick(LOCALS);
  }

  expression(depth: number): string {
    if (depth === 0) return this.leaf();
    const inner = (): string => this.expression(depth - 1);
    switch (this.below(12)) {
      case 0:
      case 1:
        return `(${inner()} ${this.pick(["+", "-", "*", "&", "|", "^"])} ${inner()})`;
      case 2:
        return `(${inner()} ${this.pick(["<", "<=", ">", ">=", "==", "!="])} ${inner()})`;
      case 3:
        return `(${inner()} ${this.pick(["&&", "||"])} ${inner()})`;
      case 4:
        return `(${inner()} ? ${inner()} : ${inner()})`;
      case 5:
        return `${this.pick(["-", "~", "!", "+"])}(${inner()})`;
      case 6:
        return `((${this.pick(TYPES)})${inner()})`;
      case 7:
        return `(${inner()} ${this.pick(["<<", ">>"])} (${inner()} & 7))`;
      case 8:
        return `(${inner()} ${this.pick(["/", "%"])} ((${inner()} & 15) | 1))`;
      case 9:
        return `f(${inner()}, ${inner()})`;
      case 10:
        return `({ int t = ${inner()}; t + 1; })`;
      default:
        return this.leaf();
    }
  }

  statement(depth: number): string {
    const inner = (): string => this.statement(depth - 1);
    const test = (): string => this.expression(1);
    switch (this.below(depth > 0 ? 12 : 6)) {
      case 0:
      case 1:
        return `${this.place()} = ${this.expression(2)};`;
      case 2:
        return `${this.place()} ${this.pick(["+=", "-=", "*=", "&=", "|=", "^="])} ${test()};`;
      case 3:
        return this.pick(["a++;", "--b;", "(*x)++;", "s->g.h--;", "c = d++;"]);
      case 4:
        return `out(${test()}, &a);`;
      case 5:
        return `${this.pick(LOCALS)} = swap_in(${this.pick(["x", "y"])}, ${test()});`;
      case 6:
      case 7:
        return `if (${this.expression(2)}) { ${inner()} ${inner()} } else { ${inner()} }`;
      case 8: {
        const i = `i${this.#names++}`;
        const leave = `if (${test()}) ${this.pick(["break", "continue"])};`;
        return `for (int ${i} = 0; ${i} < ${1 + this.below(3)}; ${i}++) { ${inner()} ${leave} ${inner()} }`;
      }
      case 9: {
        const i = `i${this.#names++}`;
        return `{ int ${i} = 2; do { ${inner()} if (${test()}) break; } while (${i}-- > 0); }`;
      }
      case 10:
        return `switch (${test()}) { case 0: ${inner()} break; case 1: ${inner()} default: ${inner()} }`;
      default: {
        const label = `l${this.#names++}`;
        return `if (${test()}) goto ${label}; ${inner()} ${label}: ;`;
      }
    }
  }
}
