/**
 * The production books of an edge over a commit log of their own, fed with a recorded plant: continues after the end of
 * the log, prints the number of items, and at the end the state of the books. Arguments: data folder, recording, items
 * at once, milliseconds between.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { demoPlant } from "../../../bench/production/plant-tags.ts";
import { type OpenProduction, openProduction } from "../../../edge/compose/production/production.ts";
import { StopStack } from "../../../edge/compose/stop-stack.ts";
import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";
import type { TwinModel } from "../../../edge/contracts/path/twin.ts";
import type { AssetUid, TagTable } from "../../../edge/contracts/plant/tag.ts";
import { openLog } from "../../../edge/historian/log/commit-log.ts";
import { LogReader } from "../../../edge/historian/log/log-reader.ts";
import { plugins } from "../../../edge/plugins.ts";
import { batchOfSample, type Recorded, readRecording } from "./recording.ts";

const [dir, recording, atOnce, everyMs] = process.argv.slice(2) as [string, string, string, string];
const log = pino({ level: "silent" });
const items = readRecording(recording);
const { config, plant, tags } = await demoPlant();
const commitLog = await openLog({
  dir: join(dir, "log"),
  edgeId: "edge-1",
  epoch: 1,
  tags,
  log,
  commitMs: 2,
});
let taken = await countItems(commitLog.position, tags);
let now = timeOf(items[Math.max(0, taken - 1)] as Recorded);
const production = await openProduction(
  {
    config,
    followers: plugins.followers,
    plant,
    tags,
    twin: { isLive: () => true, value: () => Number.NaN, status: () => 0 } as unknown as TwinModel,
    commitLog,
    dataDir: dir,
    log,
    edgeUid: "edge" as AssetUid,
    // There are no link events: every source counts as connected.
    links: [],
    marks: { tick: () => undefined },
    book: { annunciatedSince: () => 0, apply: () => undefined, settled: async () => undefined },
    now: () => now,
  },
  new StopStack(5000, log),
);
while (taken < items.length) {
  const chunk = items.slice(taken, taken + Number(atOnce));
  let position = commitLog.position;
  for (const item of chunk) {
    position =
      "event" in item ? commitLog.pushEvents({ events: [item.event] }) : commitLog.push(batchOfSample(item.sample));
    now = Math.max(now, timeOf(item));
  }
  await commitLog.committed(position, new AbortController().signal);
  taken += chunk.length;
  for (const step of Object.values(production.steps)) step();
  // Written synchronously, so that printed items are certainly in the log.
  process.stdout.write(`${taken}\n`);
  await sleep(Number(everyMs));
}
while (!production.health().every(({ state, backlogItems }) => state === "running" && backlogItems === 0))
  await sleep(5);
writeFileSync(join(dir, "known.json"), JSON.stringify(await knownOf(production)));
process.exit(0);

/** The part of the recording that is in the log. */
async function countItems(to: number, { at }: TagTable): Promise<number> {
  const reader = new LogReader(join(dir, "log"), 0);
  let count = 0;
  for (let read = 0; read < to; ) {
    const chunk = await reader.read(20_000, to);
    if (chunk === undefined) throw new Error(`the log ends at ${read}, before ${to}`);
    for (const batch of chunk.batches)
      for (let n = 0; n < batch.length; n++) if (at(batch.tags[n] as never)?.isDerived !== true) count++;
    count += chunk.events.filter(({ type }) => type !== "gap.declared").length;
    read = chunk.to;
  }
  await reader.close();
  return count;
}

function timeOf(item: Recorded): Micros {
  return "event" in item ? item.event.receivedAt : item.sample[3];
}

/** Elements, figures, places, orders and the life of every piece. */
async function knownOf({ readers: { material, genealogy, production: figures } }: OpenProduction): Promise<object> {
  const [first, last] = [timeOf(items[0] as Recorded), now];
  const window = { from: first + 60e6, to: last };
  const middle = (first + last) / 2;
  const pieces = [...new Set(items.flatMap((item) => ("event" in item ? (item.event.pieceId ?? []) : [])))];
  return {
    machines: await each(figures.machines, async ({ assetUid }) => [
      await figures.figures(assetUid, window),
      await figures.states(assetUid, window.from, window.to),
      await figures.stops(assetUid, window.from, window.to),
    ]),
    lines: await each(figures.lines, (line) => figures.line(line, window)),
    places: [await material.places(undefined), await material.places(middle)],
    orders: await each([undefined, middle], async (at) =>
      (await material.orders(at, last)).toSorted((a, b) => (a.order < b.order ? -1 : 1)),
    ),
    counters: (await material.reconciliation()).counters,
    pieces: await each(pieces, (piece) => genealogy.life(piece, "both")),
  };
}

/** One query after the other. */
async function each<T, R>(all: readonly T[], ask: (one: T) => R | Promise<R>): Promise<readonly R[]> {
  const answers: R[] = [];
  for (const one of all) answers.push(await ask(one));
  return answers;
}
