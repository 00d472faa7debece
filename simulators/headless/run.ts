import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { Plant } from "../plants/machining/plant.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { FileThread } from "./file-thread.ts";
import { writeGroundTruth } from "./ground-truth.ts";
import { JsonLines } from "./json-lines.ts";
import { rowGroup, SAMPLE_COLUMNS } from "./sample-columns.ts";
import { GROUP_S, Sampler } from "./sampler.ts";
import { WaveformFile } from "./waveform-file.ts";

export interface HeadlessOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly hours: number;
  readonly out: string;
  /** Times real time; Infinity is as fast as it goes. */
  readonly speed: number;
  /** Minutes between two bursts of a spindle; 0 for none. */
  readonly waveformMinutes: number;
  /** Model time at the start, ms UTC; the scenario's unless given. */
  readonly startMs?: number;
  /** Time of the scenario at the start, seconds; negative before the scenario begins. */
  readonly scenarioFromS?: number;
  /** Interval in seconds at which process values, joints and power are written; states are written when they change. */
  readonly everyS?: number;
  readonly groundTruth?: string;
  readonly signal?: AbortSignal;
}

export interface HeadlessResult {
  readonly samples: number;
  readonly events: number;
  readonly waveforms: number;
  readonly files: number;
  /** Model time per wall clock. */
  readonly speedup: number;
}

const STEPS_PER_S = 10;
/** Seconds of samples per file. */
const FILE_S = 3600;
/** How often the process checks whether it was asked to end, ms. */
const LOOK_UP_MS = 50;

/**
 * Runs the plant without protocols and writes the data of its instruments, recorders and machines into files. The same
 * options give the same bytes.
 */
export async function runHeadless(options: HeadlessOptions): Promise<HeadlessResult> {
  const { scenario, seed, hours, out, signal } = options;
  mkdirSync(out, { recursive: true });
  const { startMs = scenario.startMs, scenarioFromS = 0, everyS = 1 } = options;
  const plant = new Plant({ seed, scenario, startMs, scenarioFromS });
  const run = { title: scenario.title, seed, hours, start: new Date(startMs).toISOString(), wear: scenario.wear };
  const truth = options.groundTruth === undefined ? undefined : writeGroundTruth(plant, options.groundTruth, run);
  const events = new JsonLines(join(out, "events.jsonl"));
  for (const event of plant.snapshot()) events.write(event);
  plant.onEvent((event) => events.write(event));
  const files = new FileThread();
  const samples = new SampleFiles(new Sampler(plant, { groupS: GROUP_S, everyS }), files, out);
  const waveforms =
    options.waveformMinutes === 0
      ? undefined
      : new WaveformFile(plant, {
          path: join(out, "waveforms.parquet"),
          everyMs: options.waveformMinutes * 60_000,
          files,
        });
  await waveforms?.open();
  const startedMs = performance.now();
  const seconds = Math.round(hours * 3600);
  let second = 0;
  let lookedUpMs = startedMs;
  for (; second < seconds && signal?.aborted !== true; second++) {
    for (let step = 0; step < STEPS_PER_S; step++) {
      plant.step();
      samples.sample();
    }
    await waveforms?.second();
    if ((second + 1) % GROUP_S === 0) await samples.group();
    if ((second + 1) % FILE_S === 0) await samples.endFile();
    const aheadMs = ((second + 1) * 1000) / options.speed - (performance.now() - startedMs);
    if (aheadMs > 5) await sleep(aheadMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    if (performance.now() - lookedUpMs < LOOK_UP_MS) continue;
    await turn();
    lookedUpMs = performance.now();
  }
  await samples.close();
  await waveforms?.close();
  await files.end();
  events.close();
  truth?.close();
  const speedup = second / ((performance.now() - startedMs) / 1000);
  const written = {
    samples: samples.rows,
    events: events.count,
    waveforms: waveforms?.count ?? 0,
    files: samples.files,
  };
  writeFileSync(join(out, "run.json"), `${JSON.stringify({ ...run, seconds: second, ...written }, null, 2)}\n`);
  return { ...written, speedup };
}

/** The samples of a run, one file per hour. */
class SampleFiles {
  readonly #sampler: Sampler;
  readonly #threads: FileThread;
  readonly #folder: string;
  #path: string | undefined;
  files = 0;
  rows = 0;

  constructor(sampler: Sampler, threads: FileThread, folder: string) {
    this.#sampler = sampler;
    this.#threads = threads;
    this.#folder = folder;
  }

  sample(): void {
    this.#sampler.sample();
  }

  async group(): Promise<void> {
    const group = rowGroup(this.#sampler.take());
    this.#sampler.clear();
    if (group.rows === 0) return;
    if (this.#path === undefined) {
      this.#path = join(this.#folder, `samples-${String(this.files).padStart(5, "0")}.parquet`);
      this.files++;
      await this.#threads.open(this.#path, SAMPLE_COLUMNS);
    }
    this.rows += group.rows;
    await this.#threads.write(this.#path, group);
  }

  async endFile(): Promise<void> {
    if (this.#path !== undefined) await this.#threads.close(this.#path);
    this.#path = undefined;
  }

  async close(): Promise<void> {
    await this.group();
    await this.endFile();
  }
}
