import type { Reply, Request } from "../questions/protocol.js";
import { answer } from "./engine.js";

/** Questions that are being answered, by their ids. */
const running = new Map<number, AbortController>();

function reply(message: Reply): void {
  self.postMessage(message);
}

async function handle(request: Request): Promise<void> {
  if (request.kind === "stop") {
    running.get(request.id)?.abort();
    return;
  }
  const { id } = request;
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const progress = (message: string) => reply({ id, kind: "progress", message });
    reply({ id, kind: "answer", answer: await answer(request, controller.signal, progress) });
  } catch (failure) {
    const message = failure instanceof Error ? failure.message : `${failure}`;
    reply({ id, kind: "answer", answer: { kind: "problem", message } });
  } finally {
    running.delete(id);
  }
}

self.addEventListener("message", (event: MessageEvent<Request>) => void handle(event.data));
