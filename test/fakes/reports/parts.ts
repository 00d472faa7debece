/** The parts of a small plant from which reports are made: two machines with known states, figures and meters. */
import { alarmFigures } from "../../../edge/contracts/alerts/alarm-figures.ts";
import type { GapRecord } from "../../../edge/contracts/path/event-batch.ts";
import type { Micros } from "../../../edge/contracts/path/sample-batch.ts";
import type { AssetUid } from "../../../edge/contracts/plant/tag.ts";
import type { EnergyNode } from "../../../edge/contracts/production/energy.ts";
import type { OrderView } from "../../../edge/contracts/production/material.ts";
import type { Figures, StateSpan, StopReason } from "../../../edge/contracts/production/production.ts";
import type { ReportParts } from "../../../edge/reports/asked.ts";
import { fakeEdge, LATHE } from "../api/deps.ts";
import { COST_READERS } from "./costs.ts";

const MILL = "urn:test:mill:1002" as AssetUid;
const MIN = 60e6;
const HOUR = 3_600e6;
/** 08:00 by the plant's clocks. */
export const SHIFT_FROM: Micros = Date.UTC(2026, 10, 24, 0, 0) * 1000;
export const SHIFT_TO: Micros = SHIFT_FROM + 8 * HOUR;
/** Half an hour after the early shift. */
export const NOW: Micros = SHIFT_TO + 30 * MIN;
/** The name of a person, which no report may have. */
export const PERSON = "zhang.wei";

export interface FakePlantOptions {
  readonly now?: Micros;
  readonly gaps?: readonly GapRecord[];
  /** Planned time of the machines, seconds. */
  readonly pbtS?: number;
  readonly oee?: number | null;
  readonly without?: readonly ("production" | "energy" | "material" | "costs")[];
}

export function reportParts({
  now = NOW,
  gaps = [],
  pbtS = 27_000,
  oee = 0.731_25,
  without = [],
}: FakePlantOptions = {}): ReportParts {
  const { deps, tags, twin, alerts } = fakeEdge();
  const lathe = deps.plant.assets[0];
  if (lathe === undefined) throw new Error("the fake plant has a lathe");
  const shifts = [
    { name: { zh: "早班", en: "Early" }, start: "08:00", end: "16:00" },
    { name: { zh: "晚班", en: "Late" }, start: "16:00", end: "00:00" },
    { name: { zh: "夜班", en: "Night" }, start: "00:00", end: "08:00" },
  ];
  const plant = {
    ...deps.plant,
    site: { ...deps.plant.site, shifts },
    assets: [lathe, { ...lathe, assetUid: MILL, label: "MIL-<2>", name: { zh: "铣床", en: "Mill" }, tags: [] }],
  };
  const [raised] = alerts.list;
  if (raised !== undefined)
    alerts.list = [{ ...raised, annunciation: "alarm", raisedAt: SHIFT_FROM + HOUR, clearedAt: SHIFT_FROM + 2 * HOUR }];
  alerts.figures = (from, to) =>
    alarmFigures(
      alerts.list.map(({ alertUid, rule, assetUid, priority, raisedAt: at }) => ({
        alertUid,
        rule,
        assetUid,
        priority,
        at,
      })),
      { from, to, positions: 1 },
    );
  const has = (part: (typeof without)[number]) => !without.includes(part);
  return {
    plant,
    tags,
    twin,
    alerts,
    now: () => now,
    events: {
      events: async () => gaps.map((payload) => ({ type: "gap.declared", payload })) as never,
    },
    ...(has("production") ? { production: production({ pbtS, oee }) } : {}),
    ...(has("energy")
      ? {
          energy: {
            since: () => SHIFT_FROM - HOUR,
            nodes: () => NODES,
            tree: (from, to) => ({
              from,
              to,
              interval: to - from,
              intervals: 1,
              trees: [],
              nodes: [],
              allocated: [],
              branches: [],
            }),
          },
        }
      : {}),
    ...(has("material") ? { material: material() } : {}),
    ...(has("costs") ? COST_READERS : {}),
  };
}

function production({ pbtS, oee }: { readonly pbtS: number; readonly oee: number | null }) {
  const machines = [
    { assetUid: LATHE, label: "CNC-101" },
    { assetUid: MILL, label: "MIL-<2>" },
  ];
  return {
    machines,
    lines: ["L1"],
    reasons: [{ code: "tool", name: { zh: "换刀", en: "Tool change" } }],
    states: (_asset: AssetUid, from: Micros, to: Micros) => statesIn(from, to),
    stops: (_asset: AssetUid, from: Micros, to: Micros) => stopsIn(from, to),
    figures: (assetUid: AssetUid, { from, to }: { from: Micros; to: Micros }) =>
      figuresOf({ assetUid, label: assetUid === LATHE ? "CNC-101" : "MIL-<2>", from, to, pbtS, oee }),
    line: (line: string, { from, to }: { from: Micros; to: Micros }) => ({
      line,
      from,
      to,
      oee,
      last: "MIL-<2>",
      constraint: "CNC-101",
      goodPieces: 1_234,
      plannedRunS: 20_000,
      pbtS,
      throughput: 164.533,
      firstPassYield: 0.987_6,
      bottleneck: [],
      reason: oee === null ? "no planned busy time was seen" : null,
    }),
    orderFigures: () => ({ ended: 2, onTime: 1, onTimeRate: 0.5, leadTimeS: 13_000 }),
    setReason: () => Promise.reject(new Error("reports change nothing")),
  };
}

function statesIn(from: Micros, to: Micros): StateSpan[] {
  const facts = { isPlanned: true, order: "ORD-1", variant: "V1" };
  const cuts = [from, from + 3 * HOUR, from + 3.5 * HOUR, from + 4 * HOUR, to];
  const kinds = [
    ["APT", "working"],
    ["ADET", "failure"],
    ["unknown", "unknown"],
    ["APT", "working"],
  ] as const;
  return kinds.flatMap(([element, cause], i) => {
    const [begin = to, end = to] = [cuts[i], cuts[i + 1]].map((at) => Math.min(at ?? to, to));
    return end > begin ? [{ from: begin, to: end, element, cause, ...facts }] : [];
  });
}

function stopsIn(from: Micros, to: Micros): StopReason[] {
  const stop = { element: "ADET", cause: "failure" } as const;
  return [
    { ...stop, from: from + 3 * HOUR, to: from + 3.5 * HOUR, reason: "tool", saidBy: PERSON, comment: `ask ${PERSON}` },
    { ...stop, from: to - 40 * MIN, to: to - 30 * MIN, reason: "temperature/high", saidBy: null, comment: null },
  ];
}

function figuresOf({
  assetUid,
  label,
  from,
  to,
  pbtS,
  oee,
}: {
  readonly assetUid: AssetUid;
  readonly label: string;
  readonly from: Micros;
  readonly to: Micros;
  readonly pbtS: number;
  readonly oee: number | null;
}): Figures {
  const causes = { working: 0, setup: 0, failure: 0, blocked: 0, starved: 0, loading: 0, idle: 0 };
  return {
    scope: label,
    assetUid,
    from,
    to,
    elements: { PBT: pbtS, APT: 23_400, AUST: 0, ADET: 1_800, ADOT: 0, maintenance: 0, unknown: 1_800, outside: 0 },
    causes: { ...causes, maintenance: 0, unknown: 0 },
    quantities: { PQ: 1_260, GQ: 1_234, SQ: 20, RQ: 6 },
    partsFrom: "events",
    unreported: 0,
    plannedRunS: 20_159.6,
    availability: 0.866_67,
    effectiveness: 0.861_5,
    qualityRatio: 0.979_4,
    oee,
    nee: null,
    teep: null,
    firstPassYield: 0.975,
    scrapRatio: 0.015_9,
    technicalEfficiency: null,
    setupRatio: null,
    throughput: 168.04,
    cycleS: 18.6,
    taktS: 21.4,
    failures: 2,
    mtbfS: { practice: 11_700, iso22400: 7_800 },
    mttrS: { practice: 900, iso22400: 600 },
    changeovers: { count: 0, minutes: 0 },
    lossModel: "iso22400",
    minorStopBelowS: 300,
    losses: [
      { id: "failure", seconds: 1_800 },
      { id: "speed", seconds: 3_240.4 },
      { id: "quality", seconds: 415.9 },
    ],
    reason: oee === null ? "no ideal cycle in kpis.idealCycles" : null,
  };
}

const NODE: EnergyNode = {
  assetUid: LATHE,
  label: "EM-1",
  medium: "electricity",
  below: null,
  of: null,
  amount: 1_234.567,
  unit: "kWh",
  method: "counter",
  isUncertain: false,
  rate: 150.4,
  u: 3.1,
  residual: { amount: 34.5, uc: 4.2 },
  idle: null,
  perPiece: null,
};
const NODES: readonly EnergyNode[] = [
  NODE,
  { ...NODE, label: "EM-2", below: "EM-1", of: LATHE, amount: 1_200.067, residual: null, u: 2.8 },
];

function material() {
  const order: OrderView = {
    order: "ORD-1",
    variant: "V1",
    quantity: 2_000,
    priority: 1,
    due: SHIFT_TO + HOUR,
    state: "running",
    runningAt: SHIFT_FROM,
    endedAt: null,
    reported: { started: 1_300, good: 1_234, scrapped: 20 },
    counted: { started: 1_300, good: 1_234, scrapped: 20 },
    forecast: { finish: SHIFT_TO + 4 * HOUR, reason: null },
  };
  const unused = () => {
    throw new Error("reports do not ask for this");
  };
  return {
    isCurrent: true,
    orders: () => [order],
    pieces: unused,
    placeOf: unused,
    places: unused,
    reconciliation: unused,
  };
}
