const files = import.meta.glob<string>(
  [
    "../../../litmus/**/*.{lit,litmus}",
    "!../../../litmus/invalid/**",
    "!../../../litmus/course/**",
  ],
  { query: "?raw", import: "default", eager: true },
);

/** The tests that ship with litmus: their texts by their paths below `litmus/`. */
export const texts: ReadonlyMap<string, string> = new Map(
  Object.entries(files).map(([path, text]) => [path.replace("../../../litmus/", ""), text]),
);
