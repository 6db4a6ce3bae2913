/** Object-like names that are numbers, of C's own headers. */
export const C_CONSTANTS: ReadonlyMap<string, bigint> = new Map([
  ["NULL", 0n],
  ["true", 1n],
  ["false", 0n],
  ["INT_MAX", 0x7fff_ffffn],
  ["INT_MIN", -0x8000_0000n],
  ["UINT_MAX", 0xffff_ffffn],
  ["LONG_MAX", 0x7fff_ffff_ffff_ffffn],
  ["LONG_MIN", -0x8000_0000_0000_0000n],
  ["ULONG_MAX", 0xffff_ffff_ffff_ffffn],
]);
