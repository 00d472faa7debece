/** The writers of history: commit log, cursors, dead letters of a sink, and closed spans. */
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { Spans, writePlacedTo } from "../../../edge/historian/embedded/spans.ts";
import { openLog } from "../../../edge/historian/log/commit-log.ts";
import { Cursor } from "../../../edge/historian/log/cursor.ts";
import { LogReader } from "../../../edge/historian/log/log-reader.ts";
import { DeadLetters } from "../../../edge/sinks/influx/dead-letters.ts";
import { numbered } from "../source/samples.ts";
import { FakeTags } from "../source/tags.ts";
import { each, type Writer } from "./writer.ts";

const log = pino({ level: "silent" });
const never = new AbortController().signal;

/** Values of all samples in the segments of a log. */
export async function valuesIn(dir: string): Promise<ReadonlySet<number>> {
  const reader = new LogReader(dir, 0);
  const next = () => reader.read(1000, Number.POSITIVE_INFINITY);
  const values = new Set<number>();
  for (let chunk = await next(); chunk !== undefined; chunk = await next())
    for (const { values: some } of chunk.batches) for (const value of some) values.add(value);
  await reader.close();
  return values;
}

const commitLog: Writer = {
  name: "commit log",
  without: ["full"],
  async work(dir, acknowledge, over) {
    const open = await openLog({
      dir,
      edgeId: "edge-1",
      epoch: 1,
      log,
      commitMs: 1,
      tags: FakeTags.ofSize(10),
      segmentBytes: 1500,
    });
    await each(4, async (i) => {
      await open.committed(open.push(numbered(i * 50, 50)), over);
      acknowledge(String(i));
    });
    // The log retries for some seconds.
    await Promise.race([open.close(), over.aborted ? undefined : once(over, "abort")]);
  },
  async read(dir) {
    rmSync(join(dir, "log.lock"), { force: true });
    const open = await openLog({ dir, edgeId: "edge-1", epoch: 2, log, commitMs: 1, tags: FakeTags.ofSize(10) });
    await open.committed(open.push(numbered(9000, 1)), never);
    await open.close();
    const values = await valuesIn(dir);
    return [1, 2, 3, 4]
      .filter((i) => Array.from({ length: 50 }, (_, j) => i * 50 + j).every((value) => values.has(value)))
      .map(String);
  },
};

const cursor: Writer = {
  name: "cursor",
  isReplaced: true,
  isDerived: true,
  async work(dir, acknowledge) {
    const file = await Cursor.load({ dir, name: "influx", logUid: "log", settleMs: 0 }, 0);
    await each(3, async (i) => {
      file.moveTo(i);
      await file.save();
      acknowledge(String(i));
    });
    await file.close();
  },
  async read(dir) {
    return [String((await Cursor.load({ dir, name: "influx", logUid: "log", settleMs: 0 }, 0)).settled)];
  },
};

const deadLetters: Writer = {
  name: "dead letters",
  async work(dir, acknowledge) {
    const letters = new DeadLetters(join(dir, "dead.jsonl"));
    await each(4, async (i) => {
      await letters.add([{ reason: "refused", line: String(i) }]);
      acknowledge(String(i));
    });
  },
  async read(dir) {
    await new DeadLetters(join(dir, "dead.jsonl")).add([{ reason: "", line: "after" }]);
    const all = readFileSync(join(dir, "dead.jsonl"), "utf8").split("\n").slice(0, -1);
    return all.map((line) => (JSON.parse(line) as { line: string }).line).filter((line) => line !== "after");
  },
};

/** Row 15: a file that is in place stays, whatever is deleted because of it. */
const spans: Writer = {
  name: "spans of the historian",
  isReplaced: true,
  async work(dir, acknowledge) {
    const open = await Spans.open(join(dir, "spans"));
    await each(3, async (i) => {
      const building = await open.begin();
      writePlacedTo(building, { logUid: "log", position: i });
      await open.put(building, { from: 60e6, to: 120e6 });
      acknowledge(String(i));
    });
  },
  async read(dir) {
    const [span] = (await Spans.open(join(dir, "spans"))).all();
    return [String(span?.placed?.position ?? 0)];
  },
};

export const HISTORY_WRITERS: readonly Writer[] = [commitLog, cursor, deadLetters, spans];
