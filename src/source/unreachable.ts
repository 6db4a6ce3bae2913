/** Ends a switch over a tagged union: the compiler rejects the call while a variant is not handled. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
