import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Counters } from "../../observe/counters.ts";
import type { Jobs } from "../../observe/jobs.ts";
import { costOf } from "./costs.ts";
import { countCut } from "./cut-off.ts";
import { replyProblem } from "./problems.ts";
import { whenOver } from "./when-over.ts";

export interface ReaderLimits {
  /** A connection ends after this time without progress of its answer. */
  readonly stalledMs: number;
  /** A connection also ends when its answer is older than this and is read more slowly than this rate. */
  readonly leastBytesPerSecond: number;
  readonly slowAfterMs: number;
  /** Bytes that may wait in memory for all connections together; beyond that, requests are refused. */
  readonly mostWaitingBytes: number;
  readonly lookEveryMs: number;
}

export const READER_LIMITS: ReaderLimits = {
  stalledMs: 20_000,
  leastBytesPerSecond: 4096,
  slowAfterMs: 60_000,
  mostWaitingBytes: 64 * 1024 * 1024,
  lookEveryMs: 1_000,
};

interface Answer {
  readonly socket: Socket;
  readonly response: ServerResponse;
  /** When the answer began, and the bytes that its connection had handed over by then. */
  readonly since: { readonly ms: number; readonly bytes: number };
  progress: { ms: number; bytes: number };
}

interface SlowReaderOptions {
  readonly counters: Counters;
  readonly jobs: Pick<Jobs, "start">;
  readonly limits?: ReaderLimits;
}

/** Rules B4 and B5: an answer that is not read ends, and the bytes that wait for slow readers are bounded. */
export function cutSlowReaders(
  app: FastifyInstance,
  { counters, jobs, limits = READER_LIMITS }: SlowReaderOptions,
): void {
  const answers = new Set<Answer>();
  const waiting = (): number => {
    let bytes = 0;
    for (const { socket } of answers) bytes += socket.writableLength;
    return bytes;
  };
  counters.observe("gauge", waiting, {
    name: "gemba_api_waiting_bytes",
    help: "Bytes of answers that wait for their clients to read.",
  });

  const run = (): void => {
    for (const answer of answers) look(answer, limits, counters);
  };
  const job = jobs.start({ name: "slow readers", everyMs: limits.lookEveryMs, run });
  app.addHook("onClose", () => job.stop());

  app.addHook("onRequest", async (request, reply) => {
    const now = performance.now();
    const { socket } = request.raw;
    const since = { ms: now, bytes: handedOver(socket) };
    const answer: Answer = { socket, response: reply.raw, since, progress: { ...since } };
    whenOver(reply.raw, () => answers.delete(answer));
    const isStatus = !request.is404 && costOf(request.method, request.routeOptions.url ?? "") === "status";
    if (!isStatus && answers.size > 0 && waiting() > limits.mostWaitingBytes) {
      const detail = "Too many answers wait for clients that read slowly. Try again in a few seconds.";
      return replyProblem({ status: 503, code: "unavailable", detail }, request, reply.header("retry-after", "5"));
    }
    answers.add(answer);
    return undefined;
  });
}

/** Bytes that the system took from this connection; the rest waits in memory. */
function handedOver(socket: Socket): number {
  return (socket.bytesWritten ?? 0) - (socket.writableLength ?? 0);
}

function look({ socket, response, since, progress }: Answer, limits: ReaderLimits, counters: Counters): void {
  const now = performance.now();
  const bytes = handedOver(socket);
  // Before its first byte, and while no bytes wait, an answer waits for the edge, not for the client.
  const isOurs = !response.headersSent || socket.writableLength === 0;
  if (isOurs || bytes > progress.bytes) {
    progress.ms = now;
    progress.bytes = bytes;
  }
  const ageMs = now - since.ms;
  const isTooSlow =
    !isOurs && ageMs > limits.slowAfterMs && (bytes - since.bytes) / (ageMs / 1000) < limits.leastBytesPerSecond;
  if (now - progress.ms <= limits.stalledMs && !isTooSlow) return;
  countCut(counters, isTooSlow ? "too slow" : "stalled");
  socket.destroy();
}
