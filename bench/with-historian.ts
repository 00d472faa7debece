import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { type EmbeddedHistorian, startHistorian } from "../edge/historian/embedded/start-historian.ts";
import { LiveTail } from "../edge/historian/live-tail.ts";
import { type CommitLog, openLog } from "../edge/historian/log/commit-log.ts";

const GIB = 1024 ** 3;
/** The most samples by which the historian may lag while a bench pushes. */
const MAX_BEHIND = 1_000_000;

/** Runs `work` with an empty commit log and a historian that follows it and keeps `hours`, in a temporary folder. */
export async function withHistorian<T>(
  hours: number,
  work: (parts: {
    readonly dir: string;
    readonly commitLog: CommitLog;
    readonly historian: EmbeddedHistorian;
  }) => Promise<T>,
): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), "gemba-bench-"));
  const log = pino({ level: "silent" });
  const tail = new LiveTail();
  const commitLog = await openLog({
    dir: join(dir, "log"),
    edgeId: "bench",
    epoch: 1,
    log,
    maxBytes: 2 * GIB,
    onCommitted: (batches, _events, _waveforms, position) => tail.committed(batches, position),
  });
  const config = {
    retentionHours: hours,
    rollupDays: { "1s": 3, "10s": 30, "1min": 365, "1h": 3650 },
    maxBytes: 64 * GIB,
    memoryLimitMb: 128,
  };
  const historian = await startHistorian({ dir: join(dir, "historian"), commitLog, tail, config, log });
  try {
    while (historian.health().state !== "running") await sleep(20);
    return await work({ dir, commitLog, historian });
  } finally {
    await historian.close();
    await commitLog.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Resolves when the historian is near enough for more samples. */
export async function near(historian: EmbeddedHistorian): Promise<void> {
  while (historian.health().backlogSamples > MAX_BEHIND) await sleep(5);
}

export async function caughtUp(historian: EmbeddedHistorian): Promise<void> {
  while (historian.health().state !== "running" || historian.health().backlogSamples > 0) await sleep(20);
}
