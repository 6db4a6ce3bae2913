/** Put in place by the build, from package.json. */
declare const LITMUS_VERSION: string;

/** Version of litmus. */
export const version = LITMUS_VERSION;
