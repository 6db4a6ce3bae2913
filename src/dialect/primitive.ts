/** A primitive or an instruction, for help, completion and documentation. */
export interface Primitive {
  readonly name: string;
  /** What it takes: `int i, atomic_t *v`, `register, memory`; empty for nothing. */
  readonly parameters: string;
  /** One line: what it orders, on success and on failure. */
  readonly ordering: string;
  readonly group: string;
}
