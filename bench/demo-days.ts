/** Days with the tags, samples and events of the demo plant, for the benches `seek` and `explore`. */
import type { EdgeEvent } from "../edge/contracts/path/event-batch.ts";
import { NO_TEXTS, type SampleBatch } from "../edge/contracts/path/sample-batch.ts";
import type { EmbeddedHistorian } from "../edge/historian/embedded/start-historian.ts";
import type { CommitLog } from "../edge/historian/log/commit-log.ts";
import { caughtUp, near } from "./with-historian.ts";

export const TAGS = 341;
export const DAY_S = 86_400;
/** Five samples of each tag in two seconds: 852 a second, as in the demo's diagnostics. */
export const EVERY_US = 400_000;
const COMMIT_S = 40;
const PER_TAG = (COMMIT_S * 1e6) / EVERY_US;
/** Events of the demo's machines and vehicles. */
const EVENTS_PER_COMMIT = 190;

/** Stored history, which begins at `start`, µs. */
export interface Stored {
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

/** Stores it, at most as fast as the historian follows. */
export async function fill(
  historian: EmbeddedHistorian,
  commitLog: CommitLog,
  { start, seconds }: Stored,
): Promise<void> {
  for (let commit = 0; commit < seconds / COMMIT_S; commit++) {
    const from = start + commit * COMMIT_S * 1e6;
    commitLog.pushEvents({ events: eventsOf(from, commit) });
    const position = commitLog.push(samplesOf(from));
    await commitLog.committed(position, AbortSignal.timeout(60_000));
    await near(historian);
  }
  await caughtUp(historian);
}
