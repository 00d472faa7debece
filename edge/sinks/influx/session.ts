import type { Logger } from "pino";
import type { SampleBatch } from "../../contracts/path/sample-batch.ts";
import { SinkRetry, type SinkSession, type WriteResult } from "../../contracts/path/sink.ts";
import type { InfluxConfig } from "./config.ts";
import type { DeadLetters } from "./dead-letters.ts";
import { type Lines, type LineWriter, lineAt } from "./line-writer.ts";
import { type Answer, InfluxTransport } from "./transport.ts";

const HOUR_US = 3_600_000_000;
/** Time between two tries while the server reports a wrong configuration. */
const PROBE_MS = 30_000;
/** A 400 about lines; any other 400 is about the request, and no line is to blame. */
const ABOUT_LINES = new RegExp(
  [
    "partial write|unable to parse|failed to parse|cannot (?:parse|unmarshal)",
    "field type conflict|(?:beyond|outside) retention|max-(?:series|values)",
    "(?:invalid|missing|bad) (?:number|boolean|fields?|tag|timestamp|line|column)",
  ].join("|"),
  "i",
);

/** VictoriaMetrics drops samples this far ahead of its clock: two days, less the difference of clocks. */
const VICTORIA_AHEAD_US = 47 * HOUR_US;
const VICTORIA_KEEPS_HOURS = 31 * 24;

interface Rejected {
  /** Index of the sample within the write. */
  readonly sample: number;
  readonly line: string;
  readonly reason: string;
}

/** Lines to send, and how to find the samples of a refused one. */
interface Job {
  /** Body of a request with these lines. */
  readonly bodyOf: (lines: readonly number[]) => Buffer;
  readonly textOf: (line: number) => string;
  readonly samplesOf: (line: number) => readonly number[];
  /** A line with this sample alone. */
  readonly single: (sample: number) => string;
  readonly rejected: Rejected[];
  readonly signal: AbortSignal;
}

/**
 * One connection to an InfluxDB. Splits refused writes until the invalid lines are isolated; throws `SinkRetry` for any
 * other failure.
 */
export class InfluxSession implements SinkSession {
  readonly #transport: InfluxTransport;
  readonly #config: InfluxConfig;
  readonly #writer: LineWriter;
  readonly #deadLetters: DeadLetters;
  readonly #log: Logger;
  #maxSamples: number;
  #serverRun: string | undefined;

  constructor(
    config: InfluxConfig,
    parts: { writer: LineWriter; deadLetters: DeadLetters; log: Logger; clock?: () => number },
  ) {
    this.#config = config;
    this.#transport = new InfluxTransport(config, parts.clock);
    this.#writer = parts.writer;
    this.#deadLetters = parts.deadLetters;
    this.#log = parts.log;
    this.#maxSamples = config.maxLinesPerWrite;
  }

  async write(batches: readonly SampleBatch[], signal: AbortSignal): Promise<WriteResult> {
    const lines = this.#writer.write(batches);
    const rejected: Rejected[] = lines.nameless.map((sample) => ({
      sample,
      line: describe(batches, sample),
      reason: "the tag is not in the config any more",
    }));
    const single = (sample: number): string => this.#writer.single(...placeOf(batches, sample));
    const job = {
      bodyOf: (wanted: readonly number[]) => bodyOf(lines, wanted),
      textOf: (line: number) => lineAt(lines, line),
      samplesOf: (line: number) => indexesOf(lines.lineOf, line),
      single,
      rejected,
      signal,
    };
    const lanes = this.#lanes(lines, job);
    await allSettled(lanes.map((lane) => this.#sendLane(job, lane, lines.counts)));
    if (rejected.length === 0) return { kind: "written" };
    const { reason } = rejected[0] as Rejected;
    await this.#deadLetters.add(rejected);
    this.#log.warn(
      { lines: rejected.length, reason, file: this.#deadLetters.path },
      "InfluxDB never takes these lines; they are kept in a file",
    );
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

  /** Distributes lines over parallel requests. A series always takes the same one, which keeps its order. */
  #lanes({ series, times }: Lines, job: Job): number[][] {
    const count = this.#config.parallelWrites;
    const refusal = this.#timeFilter();
    const lanes = Array.from({ length: count }, (): number[] => []);
    for (let line = 0; line < series.length; line++) {
      const reason = refusal?.(times[line] as number);
      if (reason === undefined) (lanes[(series[line] as number) % count] as number[]).push(line);
      else job.rejected.push(...job.samplesOf(line).map((sample) => ({ sample, line: job.single(sample), reason })));
    }
    return lanes;
  }

  /** Returns why the server would silently drop a sample of a given time; undefined where it drops none. */
  #timeFilter(): ((time: number) => string | undefined) | undefined {
    const { server, keepsHours = server === "victoria-metrics" ? VICTORIA_KEEPS_HOURS : undefined } = this.#config;
    if (keepsHours === undefined) return undefined;
    const nowUs = Date.now() * 1000;
    const [oldest, newest] = [
      nowUs - keepsHours * HOUR_US,
      server === "victoria-metrics" ? nowUs + VICTORIA_AHEAD_US : Number.POSITIVE_INFINITY,
    ];
    return (time) => {
      if (time < oldest) return `older than the ${keepsHours} hours that the server keeps (keepsHours)`;
      return time > newest ? "further ahead of the clock than the server takes" : undefined;
    };
  }

  /** Sends one request after the other, each with lines of at most `#maxSamples` samples. */
  async #sendLane(job: Job, lane: readonly number[], counts: Uint32Array): Promise<void> {
    for (let from = 0; from < lane.length; ) {
      let to = from;
      for (let samples = 0; to < lane.length; to++) {
        samples += counts[lane[to] as number] as number;
        if (samples > this.#maxSamples && to > from) break;
      }
      await this.#send(job, lane.slice(from, to));
      from = to;
    }
  }

  async #send(job: Job, lines: readonly number[]): Promise<void> {
    const answer = await this.#transport.send(job.bodyOf(lines), job.signal);
    if (answer.kind === "stored") return;
    const verdict = verdictOf(answer);
    if (verdict.kind === "retry") throw new SinkRetry(`${this.#config.url}: ${verdict.reason}`, verdict.waitMs);
    if (lines.length === 1) return this.#takeApart(job, lines[0] as number, verdict);
    const middle = lines.length >> 1;
    const [first, second] = [lines.slice(0, middle), lines.slice(middle)];
    // The half that was too long shows the limit; its lines are fine.
    if (verdict.kind === "too-long") this.#maxSamples = Math.max(1, Math.min(this.#maxSamples, samplesIn(job, first)));
    await this.#send(job, first);
    await this.#send(job, second);
  }

  /** Splits a refused line into its samples, or sets its one sample aside. */
  async #takeApart(job: Job, line: number, { reason }: { readonly reason: string }): Promise<void> {
    const samples = job.samplesOf(line);
    if (samples.length === 1) job.rejected.push({ sample: samples[0] as number, line: job.textOf(line), reason });
    else {
      const textOf = (index: number): string => job.single(samples[index] as number);
      const alone = {
        ...job,
        textOf,
        bodyOf: (wanted: readonly number[]) => Buffer.from(wanted.map(textOf).join("\n")),
        samplesOf: (index: number) => [samples[index] as number],
      };
      await this.#send(
        alone,
        samples.map((_, index) => index),
      );
    }
  }
}

/** Copies neighbours together; often all lines of a request are neighbours. */
function bodyOf({ bytes, starts }: Lines, wanted: readonly number[]): Buffer {
  const runs: Buffer[] = [];
  for (let i = 0; i < wanted.length; ) {
    const first = wanted[i] as number;
    let next = first;
    while (wanted[i] === next) {
      next++;
      i++;
    }
    runs.push(bytes.subarray(starts[first], starts[next]));
  }
  return runs.length === 1 ? (runs[0] as Buffer) : Buffer.concat(runs);
}

function samplesIn(job: Job, lines: readonly number[]): number {
  return lines.reduce((sum, line) => sum + job.samplesOf(line).length, 0);
}

function indexesOf(column: Uint32Array, value: number): number[] {
  const found: number[] = [];
  for (let i = column.indexOf(value); i >= 0; i = column.indexOf(value, i + 1)) found.push(i);
  return found;
}

/** Waits for all, then throws the first failure: no request may still run when the write is tried again. */
async function allSettled(promises: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(promises)).find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

/** Description of a sample without a name, as far as it is known. */
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

type Verdict =
  | { readonly kind: "guilty" | "too-long"; readonly reason: string }
  | { readonly kind: "retry"; readonly reason: string; readonly waitMs: number };

/** Consequence of an answer other than success. */
function verdictOf(answer: Exclude<Answer, { kind: "stored" }>): Verdict {
  if (answer.kind === "unreachable")
    return {
      kind: "retry",
      reason: `cannot reach the server (${answer.message}): check that it runs and the URL`,
      waitMs: 0,
    };
  const { status, message, waitMs } = answer;
  const reason = `HTTP ${status}${message === "" ? "" : `: ${message}`}`;
  if (status === 413) return { kind: "too-long", reason };
  if (status === 422 || (status === 400 && ABOUT_LINES.test(message))) return { kind: "guilty", reason };
  if (status === 401 || status === 403)
    return {
      kind: "retry",
      reason: `${reason} (check token or user and password)`,
      waitMs: Math.max(waitMs, PROBE_MS),
    };
  if (status === 404)
    return {
      kind: "retry",
      reason: `${reason} (check that bucket or database exist, and api)`,
      waitMs: Math.max(waitMs, PROBE_MS),
    };
  if (status === 429 || status >= 500) return { kind: "retry", reason, waitMs };
  return { kind: "retry", reason, waitMs: Math.max(waitMs, PROBE_MS) };
}
