import { join } from "node:path";
import { pino } from "pino";
import { expect, vi } from "vitest";
import type { GapRecord } from "../../../edge/contracts/path/event-batch.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { startHistorian } from "../../../edge/historian/embedded/start-historian.ts";
import { LiveTail } from "../../../edge/historian/live-tail.ts";
import { openLog } from "../../../edge/historian/log/commit-log.ts";
import { LogReader } from "../../../edge/historian/log/log-reader.ts";
import { KINDS, type Kind } from "./edge.ts";
import type { Sent } from "./publisher.ts";

/** Samples per query of the historian. */
const PAGE = 100_000;

/** Content of the commit log of `startMqttEdge` for one source. */
export interface LogOf {
  /** Samples by number; several if a message was repeated. */
  readonly counts: Map<number, number>;
  readonly gaps: GapRecord[];
}

/** Reads the commit log of the folder `dir`. */
export async function readLog(dir: string): Promise<Record<Kind, LogOf>> {
  const found = Object.fromEntries(
    KINDS.map((kind): [Kind, LogOf] => [kind, { counts: new Map(), gaps: [] }]),
  ) as Record<Kind, LogOf>;
  const reader = new LogReader(join(dir, "log"), 0);
  for (;;) {
    const chunk = await reader.read(10_000, Number.MAX_SAFE_INTEGER);
    if (chunk === undefined) break;
    for (const { tags, values, length } of chunk.batches) {
      for (let i = 0; i < length; i++) {
        const { counts } = found[KINDS[tags[i] as number] as Kind];
        const n = values[i] as number;
        counts.set(n, (counts.get(n) ?? 0) + 1);
      }
    }
    for (const { type, payload } of chunk.events) {
      if (type !== "gap.declared") continue;
      const gap = payload as unknown as GapRecord;
      const kind = KINDS.find((one) => gap.source === one || gap.source?.startsWith(`${one}/`));
      if (kind !== undefined) found[kind].gaps.push(gap);
    }
  }
  await reader.close();
  return found;
}

/** Sent numbers that did not arrive, and those of them outside declared gaps. */
export function account(sent: readonly Sent[], { counts, gaps }: LogOf): { lost: number; undeclared: Sent[] } {
  const lost = sent.filter(({ n }) => !counts.has(n));
  return {
    lost: lost.length,
    undeclared: lost.filter(({ t }) => !gaps.some(({ from, to }) => t * 1000 >= from && t * 1000 <= to)),
  };
}

/** Answers of a historian over the log of `dir` for each source: the number of samples, and of different numbers. */
export async function askHistorian(
  dir: string,
  expected: number,
): Promise<Record<Kind, { rows: number; numbers: number }>> {
  const log = pino({ level: "silent" });
  const commitLog = await openLog({ dir: join(dir, "log"), edgeId: "edge-1", epoch: 1, log });
  const config = {
    retentionHours: 1e6,
    rollupDays: { "1s": 1e5, "10s": 1e5, "1min": 1e5, "1h": 1e5 },
    maxBytes: 1024 ** 3,
    memoryLimitMb: 128,
  };
  const historian = await startHistorian({ dir: join(dir, "historian"), commitLog, tail: new LiveTail(), config, log });
  try {
    await vi.waitFor(async () => expect(await historian.count()).toBeGreaterThanOrEqual(expected), {
      // The deadline of the test ends it before.
      timeout: 3_600_000,
      interval: 200,
    });
    const answers = {} as Record<Kind, { rows: number; numbers: number }>;
    for (const [ref, kind] of KINDS.entries()) {
      const numbers = new Set<number>();
      let rows = 0;
      for (let from = 0; ; ) {
        const { times, values } = await historian.raw(ref as TagRef, from, Number.MAX_SAFE_INTEGER, PAGE);
        rows += times.length;
        for (const value of values) numbers.add(value as number);
        if (times.length < PAGE) break;
        from = (times.at(-1) as number) + 1;
      }
      answers[kind] = { rows, numbers: numbers.size };
    }
    return answers;
  } finally {
    await historian.close();
    await commitLog.close();
  }
}
