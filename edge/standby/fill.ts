/**
 * Fills in what the other box had committed alone before it died: samples, waveforms and events, at their own times,
 * as data that come late (rule SB19). A kill in the middle costs a repetition: a sample is there once by its key.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { uuidv7 } from "../batch/uuidv7.ts";
import { LINKS_CHANGED } from "../contracts/path/live-links.ts";
import { LOG_MARK } from "../contracts/path/log-mark.ts";
import { type Micros, type SampleBatch, SampleFlag } from "../contracts/path/sample-batch.ts";
import type { Inlet, LogPosition } from "../contracts/path/source.ts";
import type { TagRef, TagTable, TagUid } from "../contracts/plant/tag.ts";
import type { LogItem } from "../historian/log/log-chunk.ts";
import { LogReader } from "../historian/log/log-reader.ts";
import { namesIn } from "../store/names-in.ts";
import { fillFolder, TAIL_NAME, takeOwnTails } from "./replicate/tails.ts";

const AT_ONCE = 10_000;
const FULL_PAUSE_MS = 50;
/** The log's own marks of its time and links: those of another box mean nothing here. */
const OWN_MARKS: readonly string[] = [LOG_MARK, LINKS_CHANGED];

export interface FillParts {
  readonly dataDir: string;
  readonly inlet: Inlet;
  readonly tags: TagTable;
  readonly log: Logger;
  readonly now: () => Micros;
  readonly signal: AbortSignal;
}

interface Filled {
  samples: number;
  unknown: number;
  from: Micros;
  to: Micros;
}

/** Fills in every tail that has come, and those of this box. Resolves early when the signal aborts. */
export async function fillTails(parts: FillParts): Promise<void> {
  const { dataDir, inlet, log, now, signal } = parts;
  await takeOwnTails(dataDir);
  for (const name of namesIn(fillFolder(dataDir))) {
    const begins = TAIL_NAME.exec(name)?.[2];
    if (begins === undefined) continue;
    const folder = join(fillFolder(dataDir), name);
    const filled: Filled = { samples: 0, unknown: 0, from: Number.POSITIVE_INFINITY, to: 0 };
    await fill(folder, Number(begins), filled, parts);
    if (signal.aborted) return;
    const { samples, unknown, from, to } = filled;
    const payload = { source: "standby", from: samples > 0 ? from : now(), to: samples > 0 ? to : now(), samples };
    const at = now();
    const event = {
      eventUid: uuidv7(at / 1_000),
      type: "gap.filled",
      time: at,
      receivedAt: at,
      schema: "gap-filled/1",
    };
    await inlet.committed(inlet.pushEvents({ events: [{ ...event, payload }] }), signal);
    await rm(folder, { recursive: true, force: true });
    log.info({ samples, unknown }, "standby: what the other box had alone is filled in");
  }
}

async function fill(folder: string, begins: LogPosition, filled: Filled, parts: FillParts): Promise<void> {
  const { inlet, tags, signal } = parts;
  const reader = new LogReader(folder, 0, { isInOrder: true });
  const refs = new Map<number, TagRef>();
  try {
    for (let from = -1; !signal.aborted; ) {
      const chunk = await reader.read(AT_ONCE, Number.POSITIVE_INFINITY);
      if (chunk === undefined || chunk.to === from) return;
      from = chunk.to;
      for (const { ref, tagUid } of chunk.dictionary) {
        const own = tags.find(tagUid as TagUid);
        if (own !== undefined) refs.set(ref, own.ref);
      }
      let position: LogPosition = 0;
      for (const item of chunk.items ?? []) position = push(item, { begins, refs, filled }, parts) ?? position;
      await inlet.committed(position, signal);
      while (inlet.full && !signal.aborted) await sleep(FULL_PAUSE_MS);
    }
  } finally {
    await reader.close();
  }
}

/** Where the item is in this log; undefined for one that is not filled in. */
function push(
  item: LogItem,
  { begins, refs, filled }: { begins: LogPosition; refs: ReadonlyMap<number, TagRef>; filled: Filled },
  { inlet, now }: FillParts,
): LogPosition | undefined {
  if ("batch" in item) {
    const known = Math.max(0, begins - item.at);
    const batch = lateBatch(item.batch, known, refs, now());
    filled.unknown += Math.max(0, item.batch.length - known) - batch.length;
    count(batch, filled);
    return inlet.push(batch);
  }
  if (item.at < begins) return undefined;
  if ("event" in item)
    return OWN_MARKS.includes(item.event.type) ? undefined : inlet.pushEvents({ events: [item.event] });
  const tag = refs.get(item.waveform.tag);
  return tag === undefined ? undefined : inlet.pushWaveform({ ...item.waveform, tag });
}

function count(batch: SampleBatch, filled: Filled): void {
  filled.samples += batch.length;
  for (const time of batch.times) {
    filled.from = Math.min(filled.from, time);
    filled.to = Math.max(filled.to, time);
  }
}

/** The samples from `from` on whose tags this edge has, as late ones. */
function lateBatch(batch: SampleBatch, from: number, refs: ReadonlyMap<number, TagRef>, now: Micros): SampleBatch {
  const kept: number[] = [];
  for (let at = from; at < batch.length; at++) if (refs.has(batch.tags[at] as number)) kept.push(at);
  const texts = new Map<number, string>();
  for (const [at, of] of kept.entries()) {
    const text = batch.texts.get(of);
    if (text !== undefined) texts.set(at, text);
  }
  return {
    length: kept.length,
    tags: Uint32Array.from(kept, (at) => refs.get(batch.tags[at] as number) as TagRef),
    times: Float64Array.from(kept, (at) => batch.times[at] as number),
    receivedAt: now,
    values: Float64Array.from(kept, (at) => batch.values[at] as number),
    statuses: Uint32Array.from(kept, (at) => batch.statuses[at] as number),
    flags: Uint8Array.from(kept, (at) => (batch.flags[at] as number) | SampleFlag.backfill),
    texts,
  };
}
