/** What the page shows, as its address says it. */
export interface Address {
  /** Path of a shipped test below `litmus/`; null when the text is the user's. */
  readonly test: string | null;
  readonly text: string | null;
  readonly model: string | null;
  readonly variant: string | null;
  readonly tab: "verdicts" | "stepper";
  readonly path: readonly number[];
  readonly at: number;
}

/** The part of the address after `#`; the text is compressed. */
export async function encodeAddress(address: Address): Promise<string> {
  const fields = new URLSearchParams();
  if (address.test !== null) fields.set("test", address.test);
  else if (address.text !== null) fields.set("text", await packed(address.text));
  if (address.model !== null) fields.set("model", address.model);
  if (address.variant !== null) fields.set("variant", address.variant);
  if (address.tab === "stepper") {
    fields.set("tab", "stepper");
    fields.set("path", address.path.join("."));
    fields.set("at", `${address.at}`);
  }
  return fields.toString();
}

/** Reads what `encodeAddress` wrote; what it does not understand it leaves out. */
export async function decodeAddress(hash: string): Promise<Address> {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const text = fields.get("text");
  const words = (fields.get("path") ?? "").split(".").filter((word) => /^\d{1,9}$/.test(word));
  const path = words.map(Number);
  const at = Number(fields.get("at") ?? path.length);
  return {
    test: fields.get("test"),
    text: text === null ? null : await unpacked(text),
    model: fields.get("model"),
    variant: fields.get("variant"),
    tab: fields.get("tab") === "stepper" ? "stepper" : "verdicts",
    path,
    at: Number.isInteger(at) && at >= 0 ? Math.min(at, path.length) : path.length,
  };
}

async function packed(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Null for what no page has written. */
async function unpacked(text: string): Promise<string | null> {
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return await new Response(stream).text();
  } catch {
    return null;
  }
}
