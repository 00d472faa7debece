/**
 * `npm run bench -- seek`: days with the tags, samples and events of the demo plant, and the plant at random instants
 * of them.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { EdgeEvent } from "../edge/contracts/path/event-batch.ts";
import type { SampleBatch } from "../edge/contracts/path/sample-batch.ts";
import { NO_TEXTS } from "../edge/contracts/path/sample-batch.ts";
import type { EmbeddedHistorian } from "../edge/historian/embedded/start-historian.ts";
import type { CommitLog } from "../edge/historian/log/commit-log.ts";
import { cpuUs, rssMb } from "./process-figures.ts";
import { type Figures, figure } from "./report.ts";
import { caughtUp, near, withHistorian } from "./with-historian.ts";

const TAGS = 341;
const DAY_S = 86_400;
/** Five samples of each tag in two seconds: 852 a second, as in the demo's diagnostics. */
const EVERY_US = 400_000;
const COMMIT_S = 40;
const PER_TAG = (COMMIT_S * 1e6) / EVERY_US;
/** Events of the demo's machines and vehicles. */
const EVENTS_PER_COMMIT = 190;
const SEEKS = 300;
const AFTER_US = 10e6;

/** Stored history, which begins at `start`, µs. */
interface Stored {
  readonly start: number;
  readonly seconds: number;
}

/** 40 s of the plant, in order of time: half rounded numbers, a quarter states, a quarter full doubles. */
function samplesOf(start: number): SampleBatch {
  const length = TAGS * PER_TAG;
  const batch = {
    length,
    tags: new Uint32Array(length),
    times: new Float64Array(length),
    values: new Float64Array(length),
    statuses: new Uint32Array(length),
    flags: new Uint8Array(length),
  };
  for (let i = 0; i < length; i++) {
    const ref = i % TAGS;
    const time = start + Math.floor(i / TAGS) * EVERY_US + ((ref * 7_919) % EVERY_US);
    const wave = Math.sin(time / 1e8 + ref);
    batch.tags[i] = ref;
    batch.times[i] = time;
    batch.values[i] =
      ref % 4 === 0 ? Math.floor(time / 3e8 + ref) % 5 : ref % 4 === 1 ? wave : Math.round(500 + 200 * wave) / 10;
  }
  return { ...batch, receivedAt: start + COMMIT_S * 1e6, texts: NO_TEXTS };
}

function eventsOf(start: number, commit: number): EdgeEvent[] {
  return Array.from({ length: EVENTS_PER_COMMIT }, (_, i) => {
    const time = start + Math.floor((i * COMMIT_S * 1e6) / EVENTS_PER_COMMIT);
    const id = (commit * EVENTS_PER_COMMIT + i).toString(16).padStart(12, "0");
    return {
      eventUid: `019aaaaa-0000-7000-8000-${id}`,
      type: "piece.arrived",
      time,
      receivedAt: time + 1e5,
      schema: "piece-move/1",
      payload: {
        piece: `P-${commit}-${i % 8}`,
        place: `place-${i % 60}`,
        order: `WO-${Math.floor(commit / 90)}`,
        variant: `V-${i % 113}`,
      },
    };
  });
}

async function fill(historian: EmbeddedHistorian, commitLog: CommitLog, { start, seconds }: Stored): Promise<void> {
  for (let commit = 0; commit < seconds / COMMIT_S; commit++) {
    const from = start + commit * COMMIT_S * 1e6;
    commitLog.pushEvents({ events: eventsOf(from, commit) });
    const position = commitLog.push(samplesOf(from));
    await commitLog.committed(position, AbortSignal.timeout(60_000));
    await near(historian);
  }
  await caughtUp(historian);
}

/** Seeks to instants all over the history. Returns the times, ms. */
async function timeSeeks(historian: EmbeddedHistorian, { start, seconds }: Stored): Promise<number[]> {
  const took: number[] = [];
  for (let i = 0; i < SEEKS; i++) {
    const at = Math.floor(start + 3600e6 + Math.random() * (seconds - 7200) * 1e6);
    const asked = performance.now();
    const [keyframe, stretch] = await Promise.all([
      historian.keyframe(at),
      historian.stretch({ from: at, to: at + AFTER_US, every: 0 }),
    ]);
    took.push(performance.now() - asked);
    if (keyframe.samples.length !== TAGS || stretch.samples.length !== (TAGS * AFTER_US) / EVERY_US)
      throw new Error(`the seek found ${keyframe.samples.length} tags and ${stretch.samples.length} samples`);
  }
  return took.sort((a, b) => a - b);
}

/** Stores `seconds` of the plant, at most as fast as the historian follows. */
export async function benchSeek({ seconds }: { seconds: number }): Promise<Figures> {
  const start = Math.floor((Date.now() * 1000 - (seconds + 300) * 1e6) / 60e6) * 60e6;
  return withHistorian(seconds / 3600 + 48, async ({ dir, commitLog, historian }) => {
    await fill(historian, commitLog, { start, seconds });
    const began = cpuUs(historian.pid as number);
    const took = await timeSeeks(historian, { start, seconds });
    const at = (share: number): number => took[Math.floor(took.length * share)] as number;
    return [
      figure(
        "seekP50Ms",
        `the plant at a random instant of ${(seconds / DAY_S).toFixed(1)} days ` +
          `(${((TAGS * seconds) / EVERY_US).toFixed(0)} million samples) and the 10 s after it`,
        "ms",
        [at(0.5)],
      ),
      figure("seekP95Ms", "the same, 95th percentile", "ms", [at(0.95)]),
      figure("seekCpuMs", "CPU of the historian for one", "ms", [
        (cpuUs(historian.pid as number) - began) / 1e3 / SEEKS,
      ]),
      figure("spans", "closed spans", "", [readdirSync(join(dir, "historian", "spans")).length]),
      figure("historianMb", "memory of the historian's process then", "MiB", [rssMb(historian.pid as number)]),
    ];
  });
}
