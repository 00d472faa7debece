import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Alerting, openAlerting } from "../../../edge/compose/alerting/alerting.ts";
import { StopStack } from "../../../edge/compose/stop-stack.ts";
import type { TwinModel } from "../../../edge/contracts/path/twin.ts";
import { LearnedFile } from "../../../edge/detect/learned-file.ts";
import { Jobs } from "../../../edge/observe/jobs.ts";
import type { PlantConfig } from "../../../edge/plugins.ts";
import { safety } from "../../fakes/safety/register.ts";
import { BenchPlant, batchOf, configOf, log, noise, S, T0 } from "./bench-plant.ts";

let dir: string;
let second: number;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "gemba-learned-"));
  second = 0;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(dir, { recursive: true });
});

const bench = new BenchPlant([
  {
    label: "CNC-103",
    tags: [{ signal: "value", unit: "%", range: [0, 100], limits: { high: 95 }, role: "tool-life-used" }],
  },
]);
const DRIFT = { id: "value", tags: { signal: "value" }, everyS: 5 };
const TREND = {
  id: "wear",
  tags: { signal: "value" },
  to: "high",
  everyS: 5,
  minPoints: 12,
  points: 40,
  horizonMin: 200,
};
const ASSETS = bench.plant.assets.map(({ assetUid }) => ({
  assetUid,
  tags: bench.tags.ofAsset(assetUid).map(({ tagUid, limits }) => ({ tagUid, shape: { limits } })),
}));
const now = () => T0 + second * S;
const file = () => join(dir, "learned.jsonl");

/** Alerting of an edge in this data folder, composed as a start does it. */
async function start(drift: object = DRIFT, more: object = {}) {
  const stop = new StopStack(5_000, log);
  const jobs = new Jobs(log);
  const detectors = configOf({ drifts: [drift], ...more });
  const config = {
    api: { users: "none", hosts: [], access: "loopback", sessionHours: 8, journal: { maxMiB: 10, keepMonths: 6 } },
    notify: { channels: [] },
    uns: {},
    detectors,
    sources: [],
    energy: { tree: [], nodes: [] },
    material: { ways: [] },
    assets: ASSETS,
    folder: dir,
    files: [],
    site: { id: "s" },
    safety: safety({}),
  };
  const twin = {
    links: () => bench.links(),
    snapshot: () => ({ samples: batchOf([], 0) }),
    isLive: () => true,
  } as unknown as TwinModel;
  const parts = {
    config: config as unknown as PlantConfig,
    plant: bench.plant,
    tags: bench.tags,
    twin,
    ...CALM,
    dataDir: dir,
    edgeId: "e",
    host: "127.0.0.1",
    log,
    jobs,
    clock: now,
  };
  const alerting = await openAlerting(parts, stop);
  return { alerting, jobs, end: () => stop.run() };
}

/** There is no source, and the edge keeps up. */
const CALM = {
  states: { read: () => [] },
  strain: {
    state: { stands: false, isForming: false, reasons: [], isHeld: false, backlog: { share: 0, stands: false } },
  },
};

/** Shows the detectors one value a second. */
function run(
  {
    sections: {
      offers: { rules },
    },
    book,
  }: Alerting,
  seconds: number,
  value: (second: number) => number,
): void {
  for (const end = second + seconds; second < end; second++) {
    const batch = batchOf([{ ref: bench.ref("CNC-103", "value"), value: value(second), at: now() }]);
    for (const detector of rules.detectors) book.apply([...detector.observe(batch), ...(detector.tick?.(now()) ?? [])]);
  }
}

const random = noise(7);
const healthy = () => 50 + random() * 0.5;
const drifted = () => 62 + random() * 0.5;
/** The newest alert of a rule; an advisory that is over is closed. */
const newest = ({ book }: Alerting, rule: string) =>
  book.history(0, Number.MAX_SAFE_INTEGER, 10).find((one) => one.rule === rule);
const alert = (one: Alerting) => newest(one, "drift/value/value");
const reference = (one: Alerting) => alert(one)?.evidence[0]?.limit;

async function driftedEdge() {
  const edge = await start();
  run(edge.alerting, 150, healthy);
  run(edge.alerting, 150, drifted);
  expect(alert(edge.alerting)).toMatchObject({ state: "active" });
  expect(reference(edge.alerting)).toBeCloseTo(50, 0);
  return edge;
}

it("[A76] a drift stays active over a restart, against the reference learnt before it", async () => {
  const first = await driftedEdge();
  const uid = alert(first.alerting)?.occurrenceUid;
  expect(await first.end()).toBe(true);
  const later = await start();
  run(later.alerting, 600, drifted);
  expect(alert(later.alerting)).toMatchObject({ state: "active", occurrenceUid: uid });
  expect(reference(later.alerting)).toBeCloseTo(50, 0);
  run(later.alerting, 300, healthy);
  expect(alert(later.alerting)?.clearedAt).toBeDefined();
  await later.end();
});

it("[A76] a kill loses at most the learning since the newest save, which is made every minute", async () => {
  const killed = await driftedEdge();
  await vi.advanceTimersByTimeAsync(60_000);
  await vi.waitFor(() => expect(readFileSync(file(), "utf8")).toContain("drift/value/value"));
  expect(killed.jobs.health().find(({ name }) => name === "learned state")).toMatchObject({ state: "running" });
  const later = await start();
  run(later.alerting, 300, drifted);
  expect(alert(later.alerting)).toMatchObject({ state: "active" });
  expect(reference(later.alerting)).toBeCloseTo(50, 0);
  await later.end();
});

it("[A76] a partly learnt reference is completed, and a trend keeps its window", async () => {
  const worn = (at: number) => 60 + at * 0.01 + random() * 0.02;
  const first = await start(DRIFT, { trends: [TREND] });
  run(first.alerting, 190, worn);
  const foretold = (one: Alerting) => newest(one, "trend/wear/value");
  expect(foretold(first.alerting)).toMatchObject({ state: "active" });
  await first.end();
  const later = await start(DRIFT, { trends: [TREND] });
  run(later.alerting, 15, worn);
  // Three means of this run alone would give no prediction.
  expect(foretold(later.alerting)?.evidence[0]?.why.en).toContain("through the last 39 means");
  await later.end();
  second += 3600;
  const muchLater = await start(DRIFT, { trends: [TREND] });
  run(muchLater.alerting, 30, () => 60);
  expect(foretold(muchLater.alerting)?.clearedAt).toBeDefined();
  await muchLater.end();
});

it("[A77] a rule that was changed learns again", async () => {
  const first = await driftedEdge();
  await first.end();
  const later = await start({ ...DRIFT, slack: 0.75 });
  run(later.alerting, 300, drifted);
  expect(alert(later.alerting)?.clearedAt).toBeDefined();
  await later.end();
});

it("[A78] a damaged file is moved aside and logged, and its intact lines are used", async () => {
  const first = await driftedEdge();
  await first.end();
  const sound = readFileSync(file(), "utf8");
  writeFileSync(file(), `${sound}1a2b3c4d {"key":"half`);
  const later = await start();
  run(later.alerting, 300, drifted);
  expect(reference(later.alerting)).toBeCloseTo(50, 0);
  await later.end();
  expect(readdirSync(dir).filter((name) => name.startsWith("learned.jsonl.damaged-"))).toHaveLength(1);
  writeFileSync(file(), sound.replace('"numbers":"', '"numbers":"A'));
  const anew = await start();
  run(anew.alerting, 300, drifted);
  expect(alert(anew.alerting)?.clearedAt).toBeDefined();
  await anew.end();
});

it("[A79] the file has a bound: states beyond it are not kept, which is logged once", async () => {
  const said: string[] = [];
  const loud = Object.assign(Object.create(log) as typeof log, {
    warn: (_: object, text: string) => void said.push(text),
  });
  const learned = new LearnedFile({ dir, log: loud, mostBytes: 2_000 });
  const states = new Map(
    Array.from(
      { length: 100 },
      (_, i) => [`rule-${i}\nasset`, { print: "p", numbers: new Float64Array(9).fill(i) }] as const,
    ),
  );
  await learned.save(states);
  await learned.save(states);
  expect(said).toHaveLength(1);
  const kept = await new LearnedFile({ dir, log: loud, mostBytes: 2_000 }).read();
  expect(kept.size).toBeGreaterThan(5);
  expect(kept.size).toBeLessThan(100);
  expect(kept.get("rule-5\nasset")?.numbers).toEqual(new Float64Array(9).fill(5));
});
