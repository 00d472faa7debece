/** One run of the edge under opcua-replay: its cost by thread, what it lost, and what came back from Parquet. */
import { setTimeout as sleep } from "node:timers/promises";
import { startReplay } from "./load/opcua-replay.ts";
import { allClosed, type Expected, missingIn } from "./million-verify.ts";
import { cpuUs, rssMb, threadsUs } from "./process-figures.ts";
import { type PlantEdge, startPlantEdge } from "./whole-edge.ts";

/** `startPlantEdge` leaves out the variables V0 to V99. */
const FIRST = 100;
const ITEMS = 20_000;
/** Until then, code is still being compiled and the memory of the start is not released. */
const SETTLES_S = 15;
/** No span of these samples closes before this time, so until then the historian's cost is that of following alone. */
const FIRST_CLOSING_S = 120;
const AUDITED_MS = 8_000;
const CLOSES_WITHIN_MS = 1_800_000;
const GIB = 1024 ** 3;
/** Commit log and history of 300 million samples. */
const DISK = { maxBytes: 48 * GIB };

export interface PassOptions {
  readonly rate: number;
  readonly seconds: number;
  /** Added to the plant's config. */
  readonly more?: Readonly<Record<string, unknown>>;
  /** Runs beside the edge while values arrive. */
  readonly beside?: (edge: PlantEdge) => AsyncDisposable;
  /** Ends when the last value is committed, without waiting for closed spans. */
  readonly isProbe?: boolean;
}

export interface Pass {
  readonly samples: number;
  /** Samples per second from the first value to the last one in the commit log. */
  readonly rate: number;
  /** The largest delay of a message, ms. */
  readonly lateMs: number;
  readonly pathUs: number;
  /** CPU of each kind of thread of the edge process, µs a sample. */
  readonly threads: ReadonlyMap<string, number>;
  readonly loadUs: number;
  readonly followUs: number;
  /** NaN for a probe, as are the next two. */
  readonly closingUs: number;
  readonly drainS: number;
  readonly lost: number;
  readonly declared: number;
  readonly edgeMb: number;
  readonly historianMb: number;
  /** Backlog of each follower and sink at the last value, by name. */
  readonly behind: readonly Behind[];
}

interface Behind {
  readonly name: string;
  readonly state: string;
  readonly backlog: number;
  readonly missed: number;
}

interface Health {
  readonly sources: readonly { readonly received: number; readonly dropped: number }[];
  readonly sinks: readonly { readonly name: string; readonly state: string; readonly backlogSamples: number }[];
  readonly followers: readonly {
    readonly name: string;
    readonly state: string;
    readonly backlogItems: number;
    readonly missed: number;
  }[];
  readonly audit: { readonly missing: number; readonly declared: number };
}

export async function onePass({ rate, seconds, more = {}, beside, isProbe = false }: PassOptions): Promise<Pass> {
  // The config requires whole milliseconds.
  const periodUs = Math.ceil((ITEMS / rate) * 1e3) * 1e3;
  const rounds = Math.max(1, Math.round((seconds * 1e6) / periodUs));
  await using replay = await startReplay({ items: ITEMS, first: FIRST, periodUs, rounds });
  const load = { endpoint: replay.endpoint, tags: ITEMS + FIRST, seconds, everyMs: periodUs / 1_000 };
  await using edge = await startPlantEdge(load, { atLeast: ITEMS, more: { historian: DISK, ...more } });
  await using _beside = beside?.(edge);
  const samples = ITEMS * rounds;
  const startUs = replay.startUs as number;
  const window = new Window(edge, replay.pid);
  const historian = { after: 0, received: 0 };
  const lastAt = await untilLast(
    edge,
    samples,
    (received, elapsedS) => {
      if (elapsedS < Math.min(SETTLES_S, seconds / 3)) window.begin(received);
      if (elapsedS < FIRST_CLOSING_S) Object.assign(historian, { after: cpuUs(edge.pids.historian), received });
      if (received < samples * 0.98) window.end(received);
    },
    startUs,
  );
  // The last receipt of the loss audit comes within 5 s of the last sample.
  const behind = behindIn(await healthOf(edge));
  await sleep(AUDITED_MS);
  const health = await healthOf(edge);
  const declared = health.audit.declared + health.sources.reduce((sum, { dropped }) => sum + dropped, 0);
  const expected: Expected = { items: ITEMS, first: FIRST, periodUs, rounds, startUs };
  const followUs = historian.after / historian.received;
  const closed = isProbe ? undefined : await drained(edge, expected, declared);
  return {
    samples,
    rate: samples / ((lastAt - startUs) / 1e6),
    lateMs: replay.lateMs,
    ...window.costs(),
    followUs,
    closingUs: closed === undefined ? Number.NaN : closed.us / samples - followUs,
    drainS: closed?.seconds ?? Number.NaN,
    lost: replay.startUs === startUs ? (closed?.lost ?? lostIn(health, samples)) : samples,
    declared,
    edgeMb: rssMb(edge.pids.edge),
    historianMb: rssMb(edge.pids.historian),
    behind,
  };
}

/** CPU from the end of the start until shortly before the last value. */
class Window {
  readonly #edge: PlantEdge;
  readonly #load: number;
  #from: Taken | undefined;
  #to: Taken | undefined;

  constructor(edge: PlantEdge, load: number) {
    this.#edge = edge;
    this.#load = load;
  }

  begin(received: number): void {
    this.#from = this.#take(received);
  }

  end(received: number): void {
    this.#to = this.#take(received);
  }

  costs(): Pick<Pass, "pathUs" | "threads" | "loadUs"> {
    const [from, to] = [this.#from as Taken, this.#to as Taken];
    const samples = to.received - from.received;
    const names = [...to.threads.keys()];
    const threads = new Map(names.map((name) => [name, (at(to, name) - at(from, name)) / samples]));
    const all = [...threads.values()].reduce((sum, us) => sum + us, 0);
    return { pathUs: all - (threads.get("followers") ?? 0), threads, loadUs: (to.load - from.load) / samples };
  }

  #take(received: number): Taken {
    const threads = new Map<string, number>();
    for (const { name, us } of threadsUs(this.#edge.pids.edge).values())
      threads.set(name, (threads.get(name) ?? 0) + us);
    return { received, threads, load: cpuUs(this.#load) };
  }
}

interface Taken {
  readonly received: number;
  readonly threads: ReadonlyMap<string, number>;
  readonly load: number;
}

function at({ threads }: Taken, name: string): number {
  return threads.get(name) ?? 0;
}

/** Checks each second until every sample is received. Resolves with that time, µs. */
async function untilLast(
  edge: PlantEdge,
  samples: number,
  look: (received: number, elapsedS: number) => void,
  startUs: number,
): Promise<number> {
  let before = 0;
  let unchangedS = 0;
  for (;;) {
    const received = await edge.received();
    const nowUs = Date.now() * 1_000;
    if (received >= samples) return nowUs;
    unchangedS = received === before ? unchangedS + 1 : 0;
    if (unchangedS > 60)
      throw new Error(`the edge received ${received} of ${samples} samples and then nothing for a minute`);
    before = received;
    look(received, (nowUs - startUs) / 1e6);
    await sleep(1_000);
  }
}

/** Waits until everything is in closed spans, and reads it back. */
async function drained(
  edge: PlantEdge,
  expected: Expected,
  declared: number,
): Promise<{ readonly us: number; readonly seconds: number; readonly lost: number }> {
  const began = performance.now();
  await allClosed(edge.dataDir, expected.items * expected.rounds - declared, CLOSES_WITHIN_MS);
  const seconds = (performance.now() - began) / 1_000;
  const us = cpuUs(edge.pids.historian);
  return { us, seconds, lost: await missingIn(edge.dataDir, expected) };
}

async function healthOf(edge: PlantEdge): Promise<Health> {
  return (await (await fetch(`${edge.address}/api/v1/health`)).json()) as Health;
}

function lostIn({ audit, sources }: Health, samples: number): number {
  const received = sources.reduce((sum, source) => sum + source.received, 0);
  return Math.max(0, samples - received) + audit.missing;
}

function behindIn({ sinks, followers }: Health): readonly Behind[] {
  return [
    ...sinks.map(({ name, state, backlogSamples }) => ({ name, state, backlog: backlogSamples, missed: 0 })),
    ...followers.map(({ name, state, backlogItems, missed }) => ({ name, state, backlog: backlogItems, missed })),
  ];
}
