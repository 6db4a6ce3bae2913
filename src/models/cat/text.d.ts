/** A cat file is bundled as its text (`.config/build.mjs`, `.config/run.mjs`, `.config/vitest.config.ts`). */
declare module "*.cat" {
  const text: string;
  export default text;
}
