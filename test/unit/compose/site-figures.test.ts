/** Figures of a site for the list of all sites at a hub (docs/rules/company.md). */
import { expect, it, vi } from "vitest";
import { type SiteFigureDeps, siteFiguresOf } from "../../../edge/compose/site-figures.ts";
import { encodeSummary, readSummary, type SiteSummary } from "../../../edge/contracts/fleet/site-summary.ts";
import type { TimeElement } from "../../../edge/contracts/production/production.ts";
import { SummaryLane } from "../../../edge/fleet/site/summary-lane.ts";
import { fakeEdge, NOW_US } from "../../fakes/api/deps.ts";
import { FakeSideChannels } from "../../fakes/fleet/side-channels.ts";
import { log } from "../detect/bench-plant.ts";

const { deps } = fakeEdge();
const elements: readonly TimeElement[] = ["APT", "APT", "AUST", "ADOT", "ADET", "maintenance", "unknown"];
const power = { id: "power", value: 96, unit: "kW", since: NOW_US, recent: [] } as const;
const oee = { id: "oee", value: 71, unit: "%", since: NOW_US - 3_600e6, recent: [] } as const;

const production = {
  machines: elements.map((_, i) => ({ assetUid: String(i), label: String(i) })),
  lines: ["l1", "l2"],
  reasons: [],
  states: (asset: string) => [{ element: "unknown" }, { element: elements[Number(asset)] }],
  stops: () => [],
  // Each piece passes two machines; only those at the end of the line are counted.
  figures: (asset: string) => ({ partsFrom: "counter", quantities: { GQ: asset === "6" ? 107 : 500 } }),
  orderFigures: () => ({}),
};
const material = {
  isCurrent: true,
  orders: () => [
    { endedAt: null, runningAt: 1, due: NOW_US - 1 },
    { endedAt: null, runningAt: 1, due: NOW_US + 1 },
    { endedAt: null, runningAt: null, due: null },
    { endedAt: 5, runningAt: 1, due: 1 },
  ],
};
const meter = { medium: "electricity", unit: "kWh", label: "m", below: null, amount: 812.5, isUncertain: false, u: 0 };
const energy = { since: () => 0, nodes: () => [meter, { ...meter, label: "n", below: "m", amount: 1 }] };

const of = (over: object) =>
  siteFiguresOf({
    ...deps,
    kpis: { fresh: () => [oee, power] },
    config: { simulated: true, kpis: { endOfLine: { assets: ["last"] } } },
    plant: {
      ...deps.plant,
      assets: [
        { label: "last", assetUid: "6" },
        { label: "first", assetUid: "0" },
      ],
    },
    now: () => NOW_US,
    ...over,
  } as unknown as SiteFigureDeps)();

it("[CV2] [CV32] figures are those of the edge's own services", async () => {
  const figures = await of({ production, material, energy });
  expect(figures).toMatchObject({
    machines: { total: 7, producing: 2, standing: 2, stopped: 2, unknown: 1 },
    oee: { value: 0.71, fromMs: oee.since / 1000, toMs: NOW_US / 1000 },
    energy: { kWhToday: 812.5, kW: 96, quality: "good" },
    goodToday: 107,
    orders: { running: 2, late: 1 },
    simulated: true,
  });
  const summary = { at: 1, name: { en: "a", zh: "b" }, location: null, ...figures };
  expect(readSummary(encodeSummary(summary))).toEqual(summary);
});

it("[CV2] what no book knows, or a book does not answer, is null and never 0", async () => {
  const unknown = { machines: null, oee: null, energy: null, goodToday: null, orders: null };
  expect(await of({ kpis: { fresh: () => [] } })).toMatchObject(unknown);
  const fails = () => Promise.reject(new Error("the books do not answer"));
  const silent = {
    production: { ...production, states: fails, figures: fails },
    material: { ...material, orders: fails },
    energy: { ...energy, nodes: fails },
  };
  expect(await of({ ...silent, kpis: { fresh: () => [] } })).toMatchObject(unknown);
  const uncertain = {
    ...energy,
    nodes: () => [
      { ...meter, isUncertain: true },
      { ...meter, label: "n", below: "m" },
    ],
  };
  expect((await of({ energy: uncertain })).energy?.quality).toBe("estimated");
  expect((await of({ energy, kpis: { fresh: () => [] } })).energy).toMatchObject({ kW: null, quality: "stale" });
});

it("[CV2] [CV33] they go every ten seconds, sooner after a change of alerts, later where books are slow", async () => {
  const channels = new FakeSideChannels();
  let [nowMs, tookMs, sent] = [0, 0, 0];
  let changed: () => void = () => undefined;
  channels.hub.on("summary", () => void sent++);
  const figures = await of({});
  const lane = new SummaryLane({
    channel: channels.edge,
    site: deps.plant.site,
    figures: () => {
      nowMs += tookMs;
      return Promise.resolve(figures);
    },
    alerts: {
      subscribe: (listener) => {
        changed = listener as () => void;
        return () => undefined;
      },
    },
    jobs: { start: () => ({ stop: () => Promise.resolve() }) },
    log,
    elapsed: () => nowMs,
  });
  const during = async (seconds: number): Promise<number> => {
    const before = sent;
    for (let i = 0; i < seconds; i++) {
      nowMs += 1_000;
      await lane.turn();
    }
    return sent - before;
  };
  await during(1);
  expect(await during(100)).toBe(10);
  changed();
  expect(await during(3)).toBe(1);
  tookMs = 2_000;
  await during(20);
  // [CV33] Not less often than the hub needs for figures of now.
  expect(await during(300)).toBeGreaterThanOrEqual(12);
  tookMs = 30_000;
  await during(120);
  expect(await during(600)).toBeLessThanOrEqual(20);
  await lane.close();
});

it("[CV36] a summary has the time at which the books were asked, however long they take", async () => {
  const channels = new FakeSideChannels();
  const sent: (number | undefined)[] = [];
  channels.hub.on("summary", (_edge, body) => void sent.push(readSummary(body)?.at));
  const figures = await of({});
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
  try {
    const lane = new SummaryLane({
      channel: channels.edge,
      site: deps.plant.site,
      figures: () => {
        vi.setSystemTime(1_009_000);
        return Promise.resolve(figures);
      },
      alerts: { subscribe: () => () => undefined },
      jobs: { start: () => ({ stop: () => Promise.resolve() }) },
      log,
    });
    await lane.turn();
    await lane.close();
  } finally {
    vi.useRealTimers();
  }
  expect(sent).toEqual([1_000_000]);
});

it("[UL30] a site with long names has its figures at the hub: names are cut, which is said once", async () => {
  const channels = new FakeSideChannels();
  const heard: (SiteSummary | undefined)[] = [];
  channels.hub.on("summary", (_edgeId, body) => void heard.push(readSummary(body)));
  const figures = await of({});
  const long = { en: `${"n".repeat(198)}🏭🏭`, zh: "厂".repeat(1_001) };
  const warn = vi.fn();
  let nowMs = 0;
  const lane = new SummaryLane({
    channel: channels.edge,
    site: { ...deps.plant.site, name: long, location: { latitude: 30, longitude: 120, place: long } },
    figures: () => Promise.resolve(figures),
    alerts: { subscribe: () => () => undefined },
    jobs: { start: () => ({ stop: () => Promise.resolve() }) },
    log: { warn } as unknown as typeof log,
    elapsed: () => nowMs,
  });
  for (; heard.length < 3; nowMs += 1_000) await lane.turn();
  await lane.close();
  const cut = { en: `${"n".repeat(198)}\uFFFD…`, zh: `${"厂".repeat(199)}…` };
  for (const one of heard) expect(one).toMatchObject({ name: cut, location: { latitude: 30, place: cut } });
  expect(warn).toHaveBeenCalledTimes(1);
});
