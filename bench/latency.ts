/**
 * `npm run bench -- latency`: the age of a value when a viewer gets it, through the whole edge: 100,000 tags, of
 * which 20,000 change each second.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { startLoadServer } from "./load/opcua-load.ts";
import { StreamViewer } from "./load/stream-viewer.ts";
import { rssMb } from "./process-figures.ts";
import { type Figures, figure } from "./report.ts";
import { startPlantEdge } from "./whole-edge.ts";

const TAGS = 100_000;
/** Each variable changes once in this time. */
const PERIOD_MS = 5_000;
/** Ages are counted in steps of 1 ms up to here; the last step holds all older ones. */
const OLDEST_MS = 60_000;
/** Tags whose last 24 h are requested, one after the other. */
const TREND_TAGS = 50;
/** The edge limits how often one reader may ask for history. */
const TOO_MANY = 429;

/** Nothing listens on the discard port of this machine. */
const DEAD_INFLUX = {
  sinks: [{ name: "influx", kind: "influx", url: "http://127.0.0.1:9", bucket: "bench", org: "bench", token: "none" }],
};

export async function benchLatency({ seconds, rounds }: { seconds: number; rounds: number }): Promise<Figures> {
  const plain: Ages[] = [];
  const burdened: Ages[] = [];
  const memory: number[] = [];
  for (let round = 0; round < rounds; round++) {
    plain.push((await run({ seconds, isBurdened: false })).ages);
    const { ages, edgeRssMb } = await run({ seconds, isBurdened: true });
    burdened.push(ages);
    memory.push(edgeRssMb);
  }
  const of = (key: string, what: string, share: number, runs: readonly Ages[]) =>
    figure(
      key,
      what,
      "ms",
      runs.map((ages) => ages.quantile(share)),
    );
  return [
    of("latencyP50Ms", "source time to WebSocket, median", 0.5, plain),
    of("latencyP99Ms", "source time to WebSocket, 99th percentile", 0.99, plain),
    of(
      "latencyP99BurdenedMs",
      "the same with InfluxDB dead and 24 h trends asked for as often as the edge allows one reader",
      0.99,
      burdened,
    ),
    figure(
      "changesPerSecond",
      "values that came over the WebSocket",
      "1/s",
      plain.map((ages) => ages.count / seconds),
    ),
    figure("edgeRssMb", "edge process at the end of the burdened run", "MiB", memory),
  ];
}

/** A histogram of ages. */
class Ages {
  count = 0;
  readonly #counts = new Uint32Array(OLDEST_MS + 1);

  add(ms: number): void {
    const step = Math.min(OLDEST_MS, Math.max(0, Math.round(ms)));
    this.#counts[step] = (this.#counts[step] as number) + 1;
    this.count++;
  }

  quantile(share: number): number {
    let seen = 0;
    for (let ms = 0; ms <= OLDEST_MS; ms++) {
      seen += this.#counts[ms] as number;
      if (seen > 0 && seen >= share * this.count) return ms;
    }
    return Number.NaN;
  }
}

async function run({
  seconds,
  isBurdened,
}: {
  seconds: number;
  isBurdened: boolean;
}): Promise<{ ages: Ages; edgeRssMb: number }> {
  await using load = await startLoadServer({ count: TAGS, periodMs: PERIOD_MS, isSpread: true });
  await using edge = await startPlantEdge(
    { endpoint: load.endpoint, tags: TAGS, seconds },
    { atLeast: 2 * TAGS, more: isBurdened ? DEAD_INFLUX : {} },
  );
  const ages = new Ages();
  const ended = new AbortController();
  let isCounting = false;
  const viewer = new StreamViewer(edge.address, {
    onFrame: ({ samples }) => {
      // The server stamps by the same clock.
      const nowUs = (performance.timeOrigin + performance.now()) * 1_000;
      if (isCounting) for (const time of samples.times) ages.add((nowUs - time) / 1_000);
    },
  });
  try {
    await viewer.hasWhole;
    const asking = isBurdened ? askTrends(edge.address, viewer.tagUids.slice(0, TREND_TAGS), ended.signal) : undefined;
    isCounting = true;
    await sleep(seconds * 1_000);
    isCounting = false;
    ended.abort();
    await asking;
    return { ages, edgeRssMb: rssMb(edge.pids.edge) };
  } finally {
    ended.abort();
    viewer.close();
  }
}

async function askTrends(address: string, tagUids: readonly string[], signal: AbortSignal): Promise<void> {
  for (let i = 0; !signal.aborted; i++) {
    const response = await fetch(
      `${address}/api/v1/trends?tag=${encodeURIComponent(tagUids[i % tagUids.length] ?? "")}&from=-24h&width=1000`,
    );
    const answer = await response.text();
    if (response.status === TOO_MANY) await sleep(1_000);
    else if (!response.ok) throw new Error(`trend: ${response.status} ${answer}`);
  }
}
