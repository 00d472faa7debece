import type { Logger } from "pino";
import type { SampleBatch } from "../../contracts/sample-batch.ts";
import { SinkRetry, type SinkSession, type WriteResult } from "../../contracts/sink.ts";
import type { InfluxConfig } from "./config.ts";
import type { DeadLetters } from "./dead-letters.ts";
import type { LineWriter } from "./line-writer.ts";
import { type Answer, InfluxTransport } from "./transport.ts";

/** Between two tries while the server says that the configuration is wrong. */
const PROBE_MS = 30_000;
/** A 400 that is about lines; any other is about the request, and no line is guilty of it. */
const ABOUT_LINES =
  /partial write|unable to parse|failed to parse|cannot (?:parse|unmarshal)|field type conflict|(?:beyond|outside) retention|max-(?:series|values)|(?:invalid|missing|bad) (?:number|boolean|fields?|tag|timestamp|line|column)/i;

interface Rejected {
  readonly line: number;
  readonly reason: string;
}

/** One connection to an InfluxDB. Splits what is refused until the guilty lines stand alone; everything else that fails is thrown as `SinkRetry`. */
export class InfluxSession implements SinkSession {
  readonly #transport: InfluxTransport;
  readonly #config: InfluxConfig;
  readonly #writer: LineWriter;
  readonly #deadLetters: DeadLetters;
  readonly #log: Logger;
  #maxLines: number;
  #connections = 0;

  constructor(config: InfluxConfig, parts: { writer: LineWriter; deadLetters: DeadLetters; log: Logger }) {
    this.#config = config;
    this.#transport = new InfluxTransport(config);
    this.#writer = parts.writer;
    this.#deadLetters = parts.deadLetters;
    this.#log = parts.log;
    this.#maxLines = config.maxLinesPerWrite;
  }

  async write(batches: readonly SampleBatch[], signal: AbortSignal): Promise<WriteResult> {
    const { lines, samples, nameless } = this.#writer.write(batches);
    const rejected: Rejected[] = [];
    for (let from = 0; from < lines.length; ) {
      const to = Math.min(lines.length, from + this.#maxLines);
      await this.#send(lines, { from, to }, { rejected, signal });
      from = to;
    }
    this.#checkConnection();
    if (rejected.length === 0 && nameless.length === 0) return { kind: "written" };
    const reason = rejected[0]?.reason ?? "the tag is not in the config any more";
    if (rejected.length > 0) await this.#keep(rejected, lines);
    return { kind: "partly", rejected: Uint32Array.from([...rejected.map(({ line }) => samples[line] as number), ...nameless]), reason };
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#transport.close();
    return Promise.resolve();
  }

  async #send(lines: readonly string[], range: { from: number; to: number }, job: { rejected: Rejected[]; signal: AbortSignal }): Promise<void> {
    const { from, to } = range;
    const count = to - from;
    const answer = await this.#transport.send(lines.slice(from, to), job.signal);
    if (answer.kind === "stored") return;
    const verdict = verdictOf(answer);
    if (verdict.kind === "retry") throw new SinkRetry(`${this.#config.url}: ${verdict.reason}`, verdict.waitMs);
    if (count === 1) {
      job.rejected.push({ line: from, reason: verdict.reason });
      return;
    }
    const middle = from + (count >> 1);
    // The half that was too long teaches how long a write may be; the lines themselves are fine.
    if (verdict.kind === "too-long") this.#maxLines = Math.max(1, Math.min(this.#maxLines, count >> 1));
    await this.#send(lines, { from, to: middle }, job);
    await this.#send(lines, { from: middle, to }, job);
  }

  /** Where an answer is not durability, a lost connection may mean a restarted server: what is not settled goes again. */
  #checkConnection(): void {
    const before = this.#connections;
    this.#connections = this.#transport.connections;
    if (this.#config.settleMs > 0 && before > 0 && this.#connections > before)
      throw new SinkRetry(`${this.#config.url}: the connection was lost; what the server may not have on disk is sent again`, 0);
  }

  async #keep(rejected: readonly Rejected[], lines: readonly string[]): Promise<void> {
    const reason = (rejected[0] as Rejected).reason;
    this.#log.warn({ lines: rejected.length, reason, file: this.#deadLetters.path }, "InfluxDB refused lines for good; they are kept in a file");
    for (const { line, reason: why } of rejected) await this.#deadLetters.add([lines[line] as string], why);
  }
}

type Verdict = { readonly kind: "guilty" | "too-long"; readonly reason: string } | { readonly kind: "retry"; readonly reason: string; readonly waitMs: number };

/** What an answer other than success asks us to do. */
function verdictOf(answer: Exclude<Answer, { kind: "stored" }>): Verdict {
  if (answer.kind === "unreachable") return { kind: "retry", reason: `cannot reach the server (${answer.message}): check that it runs and the URL`, waitMs: 0 };
  const { status, message, waitMs } = answer;
  const reason = `HTTP ${status}${message === "" ? "" : `: ${message}`}`;
  if (status === 413) return { kind: "too-long", reason };
  if (status === 422 || (status === 400 && ABOUT_LINES.test(message))) return { kind: "guilty", reason };
  if (status === 401 || status === 403) return { kind: "retry", reason: `${reason} (check token or user and password)`, waitMs: Math.max(waitMs, PROBE_MS) };
  if (status === 404) return { kind: "retry", reason: `${reason} (check that bucket or database exist, and api)`, waitMs: Math.max(waitMs, PROBE_MS) };
  if (status === 429 || status >= 500) return { kind: "retry", reason, waitMs };
  return { kind: "retry", reason, waitMs: Math.max(waitMs, PROBE_MS) };
}
