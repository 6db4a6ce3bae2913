/** A final state, whatever stands between its parts and in whatever order they are: the same text for the same state. */
export function normalState(state: string): string {
  const parts = state.split(/[\s,;]+|\/\\/).filter((part) => part !== "");
  return parts.sort().join(" ");
}
