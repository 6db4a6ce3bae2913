/** Milliseconds since some moment. Node loads half a dozen files for `performance`, and none for this. */
export function clock(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}
