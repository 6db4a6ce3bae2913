/** Whether this page may share memory with its workers. */
export function isIsolated(): boolean {
  return globalThis.crossOriginIsolated === true && typeof SharedArrayBuffer !== "undefined";
}

/** Why no threads can run here, and where they can. */
export function NotIsolated() {
  const isFile = location.protocol === "file:";
  return (
    <div class="problem" role="alert">
      <p>
        <strong>No threads can run in this page.</strong> Browsers let threads share memory only
        where a page is isolated from all other sites, and this one is not:{" "}
        {isFile
          ? "it was opened from a file."
          : globalThis.isSecureContext
            ? "its host does not send the headers for it."
            : "it came over a connection that is not secure."}
      </p>
      <p>
        On your own machine <code>litmus serve</code> shows it with all that it needs, and{" "}
        <code>litmus hw</code> needs no browser. A host has to serve it over https with the headers{" "}
        <code>Cross-Origin-Opener-Policy: same-origin</code> and{" "}
        <code>Cross-Origin-Embedder-Policy: require-corp</code>.
      </p>
    </div>
  );
}
