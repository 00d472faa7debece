/** Ten million samples by SQL to Arrow, from the statement to its last byte, and how late a tick is meanwhile. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { BatchBuilder } from "../../edge/batch/builder.ts";
import { lendHistory } from "../../edge/historian/embedded/lend-history.ts";
import { Store } from "../../edge/historian/embedded/store.ts";
import { openSqlRunner, type SqlParts } from "../../edge/sql/runner.ts";
import { random, secondAt, TAGS, tags } from "../historian-data.ts";
import { type Figures, figure } from "../report.ts";

const SAMPLES = 10_000_000;
const SPAN_SECONDS = 1_200;
const START = Date.UTC(2026, 10, 24) * 1000;
/** As long as a statement takes. */
const QUIET_MS = 2_000;
const STATEMENT =
  "SELECT tag, time, value, quality FROM samples WHERE time >= '2026-11-24' AND time < '2026-11-25' " +
  `LIMIT ${SAMPLES}`;

export async function sqlFigures({ rounds }: { readonly rounds: number }): Promise<Figures> {
  const dir = mkdtempSync(join(tmpdir(), "gemba-bench-sql-"));
  const store = await Store.open(join(dir, "history.duckdb"), 512, { clock: () => START });
  try {
    await fill(store);
    const runner = await openSqlRunner(partsOf(store, dir));
    const ms: number[] = [];
    const first: number[] = [];
    const late: number[] = [];
    // The first statement starts a process; the others find one that waits.
    for (let round = 0; round <= rounds; round++) {
      const quiet = await delayIn(() => sleep(QUIET_MS));
      const asked = performance.now();
      const busy = await delayIn(async () => {
        const { rows, body } = await runner.ask({ statement: STATEMENT, format: "arrow" });
        first.push(performance.now() - asked);
        for await (const _ of body);
        if (rows !== SAMPLES) throw new Error(`the answer has ${rows} rows`);
      });
      ms.push(performance.now() - asked);
      late.push(busy - quiet);
    }
    return [
      figure("sqlMs", "10 million samples by SQL to Arrow, to the last byte", "ms", ms.slice(1)),
      figure("sqlFirstMs", "of that until the first byte", "ms", first.slice(1)),
      figure("sqlColdMs", "the first statement, to the last byte", "ms", ms.slice(0, 1)),
      figure(
        "sqlLateMs",
        "ticks of the asking process later than in quiet, 99 of 100, without the first statement",
        "ms",
        late.slice(1),
      ),
    ];
  } finally {
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Puts the samples into spans of twenty minutes. */
async function fill(store: Store): Promise<void> {
  const next = random(1);
  for (let second = 0; second * TAGS < SAMPLES; second += SPAN_SECONDS) {
    const batches = Array.from({ length: SPAN_SECONDS }, (_, at) => secondAt(second + at, START, next));
    const from = START + second * 1e6;
    await store.place({ from, to: from + SPAN_SECONDS * 1e6 }, batches, []);
  }
}

function partsOf(store: Store, dataDir: string): SqlParts {
  const nothing = new BatchBuilder().finish(0);
  const assets = [
    { assetUid: tags[0]?.assetUid, label: "M-1", equipmentPath: "e/s/a/l/c/M-1", kind: "lathe", simulated: true },
  ];
  const config = { enabled: true, seconds: 600, maxRows: SAMPLES, maxMb: 1_000, memoryMb: 512, atOnce: 1 };
  return {
    ...{ dataDir, timeZone: "UTC", sqlSwitch: { config, signal: new AbortController().signal } },
    historian: { lend: (question) => lendHistory(store, question, nothing) },
    tags: { find: (uid) => tags.find(({ tagUid }) => tagUid === uid) },
    sources: {
      plant: { assets } as unknown as SqlParts["sources"]["plant"],
      tags: { all: () => tags },
      alerts: { history: () => [] },
    },
    now: () => START + 86_400e6,
  };
}

/** How late this process's ticks were during `work`, 99th percentile, ms. */
async function delayIn(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await work();
  delay.disable();
  return delay.percentile(99) / 1e6;
}
