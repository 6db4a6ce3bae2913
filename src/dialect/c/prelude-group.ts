/**
 * A part of a prelude: the primitives of a dialect, written in its own C over a few intrinsics.
 *
 * A definition starts in the first column and goes on over the lines that do not. The comment above a definition says its
 * ordering in one line, and holds for the definitions below it up to the next comment. A word such as `@order` stands for
 * one column of an axis: a definition whose name mentions an axis is there once for each of its rows.
 *
 * The intrinsics, where `p` is a pointer and `__old` in an argument is the value found at `p`:
 * - `__load[order](p)`, `__store[order](p, value)`;
 * - `__store_if[order](p, condition, value, "fault")`: a store that is the fault when the condition is false;
 * - `__rmw[order](p, value)`, `__rmw_if[order](p, condition, value)`: give the value found; when the condition is false,
 *   nothing is written and nothing ordered. With `wait` it waits for the condition; with a last argument it is that fault;
 * - `__fence[kind]()`, `__rcu_step[action]()`;
 * - `__choose[]()` gives 0 or 1, whichever;
 * - `__rcu_step[lock](srcu)` gives the index that `__rcu_step[unlock](srcu, index)` takes; `__rcu_step[synchronize](srcu)`;
 * - `__queue[rcu](head, function)`, `__queue[srcu](head, function, srcu)`: a callback after a grace period;
 * - `__report[warn]("text")`, `__report[fail]("text")`.
 * Orders: `plain once acquire release` of loads and stores, `relaxed acquire release full` of the others. `noreturn` is for
 * operations that give no value; `lock trylock unlock is_locked` say what a spinlock does to a model, `takes downgrades
 * gives` what any lock does to its reader; `tag.Word` is an annotation of a user's macro file. `=order` is the C11 memory order that the parameter `order` is given,
 * `failure=order` that of an operation that fails. `{l}` in a text is the user's argument for the parameter `l`.
 *
 * Types of parameters beside C's: `any` (the argument's own), `lvalue` (the argument is a place, named by the parameter),
 * `expression` (evaluated where the parameter stands, as often as it does), `rest` (all further arguments, not
 * evaluated: one with an effect is an error).
 */
export interface PreludeGroup {
  readonly title: string;
  /** Where the orderings come from. */
  readonly source: string;
  readonly axes: readonly Axis[];
  readonly text: string;
}

/** What the words of one axis stand for, row by row. */
export type Axis = readonly Readonly<Record<string, string>>[];
