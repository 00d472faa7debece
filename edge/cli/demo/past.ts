/**
 * The hours before the first start of a simulated plant. A headless run in the background computes them; they go into
 * history, flagged simulated and backfilled, and into the states book.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Logger } from "pino";
import { reasonOf } from "../../contracts/errors.ts";
import { SampleFlag } from "../../contracts/path/sample-batch.ts";
import type { MachinePast } from "../../contracts/production/past.ts";
import type { RunningEdge } from "../../runtime.ts";
import { replaceFileSync } from "../../store/replace-file.ts";
import type { Options } from "../options.ts";
import { readPast } from "./read-past.ts";
import { runSimulator } from "./run-simulator.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Interval of the samples: a chart of eight hours has a pixel for each 30 s. */
const EVERY_S = 10;

/** `past.json` in the data folder: the past of this plant, and whether history has it. */
interface PastFile {
  readonly scenario: string;
  readonly seed: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly isFilled: boolean;
}

/** The parts of a running edge that receive the past. */
type Filled = Pick<RunningEdge, "placeRecording" | "takePast">;

/** A past that history does not have yet. */
export interface Past {
  /** Computes it beside the start of the plant, so that it is there soon after the first live values. */
  compute(signal: AbortSignal): void;
  /**
   * Writes the history, once it is computed. Stops when the signal aborts; then the next start begins again. Never
   * rejects.
   */
  fill(edge: Filled, signal: AbortSignal): Promise<void>;
}

/**
 * Plans the past of the plant in this data folder. Undefined where history has it already, or where an edge has run
 * without one. Call it before the edge starts: afterwards the folder is no longer new.
 */
export function planPast(options: Options, log: Logger): Past | undefined {
  const { dataDir, scenario, seed, pastHours } = options;
  const path = join(dataDir, "past.json");
  let past = readFile(path);
  if (past === undefined) {
    if (pastHours === 0 || existsSync(join(dataDir, "log"))) return undefined;
    const toMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
    past = { scenario, seed, fromMs: toMs - pastHours * HOUR_MS, toMs, isFilled: false };
    replaceFileSync(path, JSON.stringify(past));
  }
  if (past.isFilled) return undefined;
  const [toFill, dir, end] = [past, join(dataDir, "past"), new AbortController()];
  const endWith = (signal: AbortSignal): void => {
    if (signal.aborted) end.abort();
    else signal.addEventListener("abort", () => end.abort(), { once: true });
  };
  let computed: Promise<number> | undefined;
  return {
    compute: (signal) => {
      endWith(signal);
      computed ??= simulate(toFill, dir, end.signal);
      // `fill` reports a failure; without it nobody waits.
      computed.catch(() => undefined);
    },
    fill: (edge, signal) => {
      endWith(signal);
      const run = () => (computed ??= simulate(toFill, dir, end.signal));
      return fill(toFill, { path, dir, edge, log, run }, signal);
    },
  };
}

/** Resolves with the exit code of the headless run. */
async function simulate({ scenario, seed, fromMs, toMs }: PastFile, dir: string, signal: AbortSignal): Promise<number> {
  signal.throwIfAborted();
  // An interrupted start may have left files. The same run gives the same samples at the same times, so there are no
  // duplicates.
  rmSync(dir, { recursive: true, force: true });
  const hours = (toMs - fromMs) / HOUR_MS;
  const given = {
    scenario,
    seed: String(seed),
    hours: String(hours),
    start: new Date(fromMs).toISOString(),
    from: String(-hours),
    every: String(EVERY_S),
    waveforms: "0",
    out: dir,
  };
  return await runSimulator("headless", given, signal, { quiet: true, isBackground: true });
}

async function fill(
  past: PastFile,
  to: { path: string; dir: string; edge: Filled; log: Logger; run: () => Promise<number> },
  signal: AbortSignal,
): Promise<void> {
  const { path, dir, edge, log, run } = to;
  const { fromMs, toMs } = past;
  const begun = performance.now();
  try {
    const hours = (toMs - fromMs) / HOUR_MS;
    const code = await run();
    if (signal.aborted) return;
    if (code !== 0) throw new Error(`the simulated plant ended with ${code}`);
    const machines = await takePast(edge, await readPast(join(dir, "events.jsonl"), past, signal), signal);
    const samples = await edge.placeRecording({
      dir,
      start: fromMs * 1000,
      from: fromMs * 1000,
      to: toMs * 1000,
      flags: SampleFlag.simulated | SampleFlag.backfill,
    });
    replaceFileSync(path, JSON.stringify({ ...past, isFilled: true }));
    log.info(
      { part: "past", samples, machines, hours, seconds: Math.round((performance.now() - begun) / 1000) },
      "the plant's simulated past is in history",
    );
  } catch (error) {
    if (!signal.aborted)
      log.warn(
        { part: "past", reason: reasonOf(error) },
        "the plant's simulated past could not be filled in; the next start tries again",
      );
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Machine by machine, so that the books can answer other questions in between. */
async function takePast(
  edge: Pick<RunningEdge, "takePast">,
  pasts: readonly MachinePast[],
  signal: AbortSignal,
): Promise<number> {
  let taken = 0;
  for (const past of pasts) {
    signal.throwIfAborted();
    taken += await edge.takePast([past]);
  }
  return taken;
}

function readFile(path: string): PastFile | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as PastFile;
  } catch {
    return undefined;
  }
}
