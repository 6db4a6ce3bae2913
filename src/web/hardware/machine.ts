import type { MachineAbout } from "../../report/hardware-words.js";

/** What some browsers tell of the processor (User-Agent Client Hints). */
interface ProcessorHints {
  getHighEntropyValues(
    hints: readonly "architecture"[],
  ): Promise<{ readonly architecture?: string }>;
}

/** What the browser tells about the machine; few tell the processor's architecture. */
export async function machineAbout(): Promise<MachineAbout> {
  const processors = navigator.hardwareConcurrency || 1;
  const { userAgentData } = navigator as { readonly userAgentData?: ProcessorHints };
  try {
    const hints = await userAgentData?.getHighEntropyValues(["architecture"]);
    return { architecture: hints?.architecture || null, processors };
  } catch {
    // A browser may keep it to itself.
    return { architecture: null, processors };
  }
}
