import type { Logger } from "pino";
import type { SampleBatch } from "../../contracts/sample-batch.ts";
import { SinkRetry, type SinkSession, type WriteResult } from "../../contracts/sink.ts";
import type { InfluxConfig } from "./config.ts";
import type { DeadLetters } from "./dead-letters.ts";
import type { Lines, LineWriter } from "./line-writer.ts";
import { type Answer, InfluxTransport } from "./transport.ts";

const HOUR_US = 3_600_000_000;
/** Between two tries while the server says that the configuration is wrong. */
const PROBE_MS = 30_000;
/** A 400 that is about lines; any other is about the request, and no line is guilty of it. */
const ABOUT_LINES =
  /partial write|unable to parse|failed to parse|cannot (?:parse|unmarshal)|field type conflict|(?:beyond|outside) retention|max-(?:series|values)|(?:invalid|missing|bad) (?:number|boolean|fields?|tag|timestamp|line|column)/i;

/** VictoriaMetrics drops what is so far ahead of its clock; two days, less what clocks differ. */
const VICTORIA_AHEAD_US = 47 * HOUR_US;
const VICTORIA_KEEPS_HOURS = 31 * 24;

interface Rejected {
  /** Index of the sample among all of the write. */
  readonly sample: number;
  readonly line: string;
  readonly reason: string;
}

interface Job {
  readonly lines: readonly string[];
  readonly samples: Uint32Array;
  readonly rejected: Rejected[];
  readonly signal: AbortSignal;
}

/** One connection to an InfluxDB. Splits what is refused until the guilty lines stand alone; everything else that fails is thrown as `SinkRetry`. */
export class InfluxSession implements SinkSession {
  readonly #transport: InfluxTransport;
  readonly #config: InfluxConfig;
  readonly #writer: LineWriter;
  readonly #deadLetters: DeadLetters;
  readonly #log: Logger;
  #maxLines: number;
  #serverRun: string | undefined;

  constructor(config: InfluxConfig, parts: { writer: LineWriter; deadLetters: DeadLetters; log: Logger }) {
    this.#config = config;
    this.#transport = new InfluxTransport(config);
    this.#writer = parts.writer;
    this.#deadLetters = parts.deadLetters;
    this.#log = parts.log;
    this.#maxLines = config.maxLinesPerWrite;
  }

  async write(batches: readonly SampleBatch[], signal: AbortSignal): Promise<WriteResult> {
    const { lines, samples, series, nameless } = this.#writer.write(batches);
    const rejected: Rejected[] = nameless.map((sample) => ({ sample, line: describe(batches, sample), reason: "the tag is not in the config any more" }));
    const lanes = this.#lanes({ lines, samples, series }, { batches, rejected });
    await allSettled(lanes.map((lane) => this.#sendLane({ ...lane, rejected, signal })));
    if (rejected.length === 0) return { kind: "written" };
    const { reason } = rejected[0] as Rejected;
    await this.#deadLetters.add(rejected);
    this.#log.warn({ lines: rejected.length, reason, file: this.#deadLetters.path }, "InfluxDB never takes these lines; they are kept in a file");
    return { kind: "partly", rejected: Uint32Array.from(rejected, ({ sample }) => sample), reason };
  }

  async isSameRun(signal: AbortSignal): Promise<boolean | undefined> {
    const run = await this.#transport.serverRun(signal);
    if (run === undefined) return undefined;
    this.#serverRun ??= run;
    return run === this.#serverRun;
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#transport.close();
    return Promise.resolve();
  }

  /** Shares the lines out over the parallel requests, a series always to the same one, which keeps its order. */
  #lanes(
    { lines, samples, series }: Pick<Lines, "lines" | "samples" | "series">,
    { batches, rejected }: { batches: readonly SampleBatch[]; rejected: Rejected[] },
  ): { lines: string[]; samples: Uint32Array }[] {
    const count = this.#config.parallelWrites;
    const isTaken = this.#timeFilter(batches);
    const lanes = Array.from({ length: count }, () => ({ lines: [] as string[], samples: [] as number[] }));
    for (const [i, line] of lines.entries()) {
      const sample = samples[i] as number;
      const reason = isTaken?.(sample);
      if (reason !== undefined) rejected.push({ sample, line, reason });
      else {
        const lane = lanes[(series[i] as number) % count] as (typeof lanes)[number];
        lane.lines.push(line);
        lane.samples.push(sample);
      }
    }
    return lanes.filter((lane) => lane.lines.length > 0).map((lane) => ({ lines: lane.lines, samples: Uint32Array.from(lane.samples) }));
  }

  /** Tells why the server would drop a sample in silence; undefined where it drops none. */
  #timeFilter(batches: readonly SampleBatch[]): ((sample: number) => string | undefined) | undefined {
    const { server, keepsHours = server === "victoria-metrics" ? VICTORIA_KEEPS_HOURS : undefined } = this.#config;
    if (keepsHours === undefined) return undefined;
    const nowUs = Date.now() * 1000;
    const [oldest, newest] = [nowUs - keepsHours * HOUR_US, server === "victoria-metrics" ? nowUs + VICTORIA_AHEAD_US : Number.POSITIVE_INFINITY];
    return (sample) => {
      const time = timeAt(batches, sample);
      if (time < oldest) return `older than the ${keepsHours} hours that the server keeps (keepsHours)`;
      return time > newest ? "further ahead of the clock than the server takes" : undefined;
    };
  }

  async #sendLane(job: Job): Promise<void> {
    for (let from = 0; from < job.lines.length; ) {
      const to = Math.min(job.lines.length, from + this.#maxLines);
      await this.#send(job, { from, to });
      from = to;
    }
  }

  async #send(job: Job, { from, to }: { from: number; to: number }): Promise<void> {
    const count = to - from;
    const answer = await this.#transport.send(job.lines.slice(from, to), job.signal);
    if (answer.kind === "stored") return;
    const verdict = verdictOf(answer);
    if (verdict.kind === "retry") throw new SinkRetry(`${this.#config.url}: ${verdict.reason}`, verdict.waitMs);
    if (count === 1) {
      job.rejected.push({ sample: job.samples[from] as number, line: job.lines[from] as string, reason: verdict.reason });
      return;
    }
    const middle = from + (count >> 1);
    // The half that was too long teaches how long a write may be; the lines themselves are fine.
    if (verdict.kind === "too-long") this.#maxLines = Math.max(1, Math.min(this.#maxLines, count >> 1));
    await this.#send(job, { from, to: middle });
    await this.#send(job, { from: middle, to });
  }
}

/** Waits for all, then throws the first failure: no request may still run when the write is tried again. */
async function allSettled(promises: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(promises)).find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

function timeAt(batches: readonly SampleBatch[], sample: number): number {
  const [batch, index] = placeOf(batches, sample);
  return batch.times[index] as number;
}

/** A sample that has no name, as far as it can be told. */
function describe(batches: readonly SampleBatch[], sample: number): string {
  const [batch, index] = placeOf(batches, sample);
  const value = batch.texts.get(index) ?? batch.values[index];
  return JSON.stringify({ ref: batch.tags[index], timeUs: batch.times[index], value, status: batch.statuses[index] });
}

function placeOf(batches: readonly SampleBatch[], sample: number): [SampleBatch, number] {
  let left = sample;
  for (const batch of batches) {
    if (left < batch.length) return [batch, left];
    left -= batch.length;
  }
  throw new RangeError(`sample ${sample} is not of these batches`);
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
