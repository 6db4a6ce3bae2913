import type { Answer, Question, Reply, Request } from "./protocol.js";
import { startWorker } from "./start.js";

interface Pending {
  readonly done: (answer: Answer) => void;
  readonly progress: (message: string) => void;
}

const worker = startWorker();
const pending = new Map<number, Pending>();
let lastId = 0;

worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
  const asker = pending.get(data.id);
  if (data.kind === "progress") {
    asker?.progress(data.message);
    return;
  }
  pending.delete(data.id);
  asker?.done(data.answer);
});

function send(request: Request): void {
  worker.postMessage(request);
}

/** Asks the worker. A question that is stopped is answered with what is known. */
export function ask(
  question: Question,
  progress: (message: string) => void = () => {},
): { readonly answer: Promise<Answer>; stop(): void } {
  const id = ++lastId;
  const answer = new Promise<Answer>((done) => pending.set(id, { done, progress }));
  send({ ...question, id });
  return { answer, stop: () => send({ kind: "stop", id }) };
}
