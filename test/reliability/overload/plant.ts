/**
 * The plant of an overload run: two large sources, one of medium size and six small ones on two brokers. Each topic has
 * a time within which a message must arrive.
 */
import { EdgeProcess } from "../edge-process.ts";
import { box } from "../numbers-plant.ts";
import type { Random } from "../random.ts";
import { Flood, type FloodSession, type Stream } from "./flood.ts";

/** How often each topic is meant to be published: silence is stale after three times as long. */
const EXPECT_EVERY_MS = 1_000;
/** Rate of a small source, independent of the load. */
const SMALL_PER_SECOND = 2;
/** Values in a message of a large source, and of a small one. */
const VALUES = 20;
const SMALL_VALUES = 5;
const NAME = { zh: "负载", en: "Load" };

interface Part extends Stream {
  /** Share of the load that is offered; 0 for a source with a rate of its own. */
  readonly share: number;
}

/** Sources of each broker. */
type Parts = readonly [readonly Part[], readonly Part[]];

/** The lines share nine tenths of the load at random, at least a fifth each. */
function partsOf(random: Random): Parts {
  const first = 0.2 + 0.5 * random();
  return [
    [large("line-1", 24, first), large("line-2", 24, 0.9 - first)],
    [large("meters", 10, 0.1), ...Array.from({ length: 6 }, (_, i) => small(`cell-${i + 1}`))],
  ];
}

function large(source: string, topics: number, share: number): Part {
  return { source, topics: topicsOf(source, topics), values: VALUES, share };
}

function topicsOf(source: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `${source}/${i}`);
}

function small(source: string): Part {
  return { source, topics: topicsOf(source, 1), values: SMALL_VALUES, share: 0 };
}

export interface LoadedPlant extends AsyncDisposable {
  readonly edge: EdgeProcess;
  readonly sessions: readonly FloodSession[];
  /** Sets the offered load, samples a second. */
  offer(samplesPerSecond: number): void;
  /** Small sources stop, too. */
  quiet(): void;
}

/** Starts the brokers, and writes the plant of an edge that is still to be started. */
export async function loadedPlant(dir: string, random: Random): Promise<LoadedPlant> {
  const parts = partsOf(random);
  const floods = [await Flood.start(parts[0]), await Flood.start(parts[1])] as const;
  const sessions = floods.flatMap((flood) => flood.sessions);
  const shares = new Map(parts.flat().map(({ source, share }) => [source, share]));
  const edge = new EdgeProcess(dir, config(parts, [floods[0].url, floods[1].url]));
  return {
    edge,
    sessions,
    offer(samplesPerSecond) {
      for (const session of sessions) {
        const share = shares.get(session.stream.source) ?? 0;
        session.rate = share === 0 ? SMALL_PER_SECOND : (samplesPerSecond * share) / session.stream.values;
      }
    },
    quiet() {
      for (const session of sessions) session.rate = 0;
    },
    async [Symbol.asyncDispose]() {
      for (const flood of floods) await flood[Symbol.asyncDispose]();
    },
  };
}

/** Samples that were acknowledged so far. */
export function taken({ sessions }: Pick<LoadedPlant, "sessions">): number {
  return sessions.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
}

/** Every tag has a limit, so that the detectors look at every sample; no number reaches it. */
function config([atFirst, atSecond]: Parts, [first, second]: readonly [string, string]): object {
  const parts = [...atFirst.map((part) => ({ part, url: first })), ...atSecond.map((part) => ({ part, url: second }))];
  const tag = (n: number): object => ({
    signal: `v${n}`,
    name: NAME,
    type: "number",
    unit: "1",
    limits: { high: 1e11 },
    binding: { pointer: `/v${n}` },
  });
  const type = (values: number): object => ({ kind: "box", tags: Array.from({ length: values }, (_, n) => tag(n)) });
  return {
    gemba: 1,
    site: { enterprise: "bench", id: "bench", name: NAME, timeZone: "UTC", currency: "EUR", shifts: [] },
    floor: { width: 10, depth: 10 },
    sources: parts.map(({ part, url }) => ({
      name: part.source,
      kind: "mqtt-json",
      url,
      clientId: part.source,
      qos: 1,
      timePointer: "/t",
      timeUnit: "us",
      expectEveryMs: EXPECT_EVERY_MS,
      uptimeTopic: "",
    })),
    types: Object.fromEntries(parts.map(({ part }) => [part.source, type(part.values)])),
    assets: parts.flatMap(({ part }) =>
      part.topics.map((topic, i) => ({
        ...box(part.source, { source: part.source, address: { topic } }),
        uid: `urn:bench:${part.source}:${i}`,
        label: `${part.source}-${i}`.toUpperCase(),
        path: `bench/bench/area/line/cell/${part.source}-${i}`,
      })),
    ),
  };
}
