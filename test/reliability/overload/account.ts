/** Outcome of the numbered samples of an overload run, from the log on disk. */
import { join } from "node:path";
import type { SampleBatch } from "../../../edge/contracts/path/sample-batch.ts";
import type { TagRef } from "../../../edge/contracts/plant/tag.ts";
import { LogReader } from "../../../edge/historian/log/log-reader.ts";
import { readPlantFile } from "../../../edge/model/plant-file.ts";
import type { EdgeProcess } from "../edge-process.ts";
import { FIRST_NUMBER, type FloodSession } from "./flood.ts";

export interface Account {
  readonly produced: number;
  readonly stored: number;
  /** Items in declared gaps. */
  readonly declared: number;
  readonly undeclared: number;
  /** In the log more than once; stores keep one, as they have the same tag and time. */
  readonly repeated: number;
  /** Under a wrong tag, or never produced. */
  readonly wrong: number;
}

/** Numbers of one source that were found. */
interface Found {
  readonly session: FloodSession;
  readonly isThere: Uint8Array;
}

const CHUNK = 50_000;

type Tally = { -readonly [K in "stored" | "repeated" | "wrong"]: Account[K] };

export async function accountOf(edge: EdgeProcess, sessions: readonly FloodSession[]): Promise<Account> {
  const empty = (session: FloodSession): Found => ({ session, isThere: new Uint8Array(session.produced) });
  const found = new Map(sessions.map((session) => [session.stream.source, empty(session)]));
  const tally = { stored: 0, declared: 0, repeated: 0, wrong: 0 };
  const places = placesOf(edge, found);
  const reader = new LogReader(join(edge.dataDir, "log"), 0);
  try {
    for (;;) {
      const chunk = await reader.read(CHUNK, Number.POSITIVE_INFINITY);
      if (chunk === undefined) break;
      for (const { payload, type } of chunk.events) {
        if (type === "gap.declared") tally.declared += Number(payload["lost"] ?? 0);
      }
      for (const batch of chunk.batches) take(batch, places, tally);
    }
  } finally {
    await reader.close();
  }
  const produced = sessions.reduce((sum, session) => sum + session.produced, 0);
  return { produced, ...tally, undeclared: Math.max(0, produced - tally.stored - tally.declared) };
}

/** Checks off the numbers of a batch. */
function take({ tags, values, length }: SampleBatch, places: ReadonlyMap<TagRef, Place>, tally: Tally): void {
  for (let i = 0; i < length; i++) {
    const place = places.get(tags[i] as TagRef);
    if (place === undefined) continue;
    const number = (values[i] as number) - FIRST_NUMBER;
    const { isThere } = place.found;
    if (isThere[number] === undefined || !belongs(number, place)) tally.wrong++;
    else if (isThere[number] === 1) tally.repeated++;
    else {
      isThere[number] = 1;
      tally.stored++;
    }
  }
}

/** Place of a tag's numbers: topic and value in its messages. */
interface Place {
  readonly found: Found;
  readonly topic: number;
  readonly value: number;
}

function belongs(number: number, { found, topic, value }: Place): boolean {
  const { values, topics } = found.session.stream;
  return number % values === value && Math.floor(number / values) % topics.length === topic;
}

function placesOf(edge: EdgeProcess, found: ReadonlyMap<string, Found>): ReadonlyMap<TagRef, Place> {
  const places = new Map<TagRef, Place>();
  for (const { ref, source, signal, assetUid } of readPlantFile(edge.dataDir).tags) {
    const own = found.get(source);
    const topic = Number(/:(\d+)$/.exec(assetUid)?.[1]);
    const value = Number(/^v(\d+)$/.exec(signal)?.[1]);
    const isOurs = Number.isInteger(topic) && Number.isInteger(value);
    if (own !== undefined && isOurs) places.set(ref, { found: own, topic, value });
  }
  return places;
}
