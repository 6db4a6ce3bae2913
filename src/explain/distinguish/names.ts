/** What one instruction does, but for its location. */
export interface Letter {
  readonly name: string;
  /** Whether it has a location: a fence has none. */
  readonly isAccess: boolean;
}

/** A letter at a location, which is numbered from 0; that of a letter without one is 0. */
export interface Word<L extends Letter = Letter> {
  readonly letter: L;
  readonly location: number;
}

/** The threads of a program, each a list of words. */
export type Words<L extends Letter = Letter> = readonly (readonly Word<L>[])[];

/**
 * All programs with threads of these lengths, longest first, over at most so many locations: each once, whatever its
 * threads and locations are called. Locations are numbered as they first occur.
 */
export function* programsUpToNames<L extends Letter>(
  letters: readonly L[],
  lengths: readonly number[],
  locationsMax: number,
): Generator<Words<L>> {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const words: Word<L>[] = [];
  const permutations = permutationsOf(lengths);
  const codeOf = (letter: L) => letters.indexOf(letter);
  function* extend(used: number): Generator<Words<L>> {
    if (words.length === total) {
      const program = cut(words, lengths);
      if (isFirst(program, permutations, codeOf)) yield program;
      return;
    }
    for (const letter of letters) {
      const choices = letter.isAccess ? Math.min(used + 1, locationsMax) : 1;
      for (let location = 0; location < choices; location++) {
        words.push({ letter, location });
        yield* extend(letter.isAccess ? Math.max(used, location + 1) : used);
        words.pop();
      }
    }
  }
  yield* extend(0);
}

/** The ways to exchange threads that leave a program as it is, but for names; the one that exchanges none is left out. */
export function symmetriesOf(program: Words): readonly (readonly number[])[] {
  const letters = [...new Set(program.flat().map(({ letter }) => letter))];
  const codeOf = (letter: Letter) => letters.indexOf(letter);
  const own = codesOf(program, codeOf).join();
  return permutationsOf(program.map((thread) => thread.length)).filter((permutation) => {
    return codesOf(permuted(program, permutation), codeOf).join() === own;
  });
}

/** Whether no other order of the threads gives a program that comes earlier. */
function isFirst<L extends Letter>(
  program: Words<L>,
  permutations: readonly (readonly number[])[],
  codeOf: (letter: L) => number,
): boolean {
  const own = codesOf(program, codeOf);
  return permutations.every((permutation) => {
    const other = codesOf(permuted(program, permutation), codeOf);
    const at = own.findIndex((code, i) => code !== other[i]);
    return at < 0 || own[at]! < other[at]!;
  });
}

function permuted<L extends Letter>(program: Words<L>, order: readonly number[]): Words<L> {
  return order.map((thread) => program[thread]!);
}

/** A number for each word, with locations numbered as they first occur. */
function codesOf<L extends Letter>(
  program: Words<L>,
  codeOf: (letter: L) => number,
): readonly number[] {
  const names = new Map<number, number>();
  const words = program.flat();
  return words.map(({ letter, location }) => {
    if (!letter.isAccess) return codeOf(letter) * words.length;
    const name = names.get(location) ?? names.size;
    names.set(location, name);
    return codeOf(letter) * words.length + name;
  });
}

function cut<T>(words: readonly T[], lengths: readonly number[]): readonly (readonly T[])[] {
  return lengths.map((length, thread) => {
    const start = lengths.slice(0, thread).reduce((sum, before) => sum + before, 0);
    return words.slice(start, start + length);
  });
}

/** Orders of the threads in which every thread has the length of the one whose place it takes; not the order that is. */
function permutationsOf(lengths: readonly number[]): readonly (readonly number[])[] {
  let orders: readonly (readonly number[])[] = [[]];
  for (const length of lengths) {
    orders = orders.flatMap((order) =>
      lengths.flatMap((other, k) =>
        other === length && !order.includes(k) ? [[...order, k]] : [],
      ),
    );
  }
  return orders.filter((order) => order.some((thread, place) => thread !== place));
}
