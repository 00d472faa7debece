import { expect, it } from "vitest";
import type { IslandSpan } from "../../../edge/contracts/production/islands.ts";
import { historyUntil, withIslandsNow } from "../../../edge/forecast/learn/until.ts";
import { boundBy } from "../../../edge/forecast/model/bound.ts";
import type { ModelPlan } from "../../../edge/forecast/model/plan.ts";
import { routedOver } from "../../../edge/forecast/whatif/route-change.ts";
import { ISLANDS, MOVED } from "../../fakes/islands.ts";

const NOTHING = () => 0;
const place = (label: string): ModelPlan["places"][number] => ({ kind: "buffer", label, capacity: 9 });

/** Store, four lathes side by side, a vehicle to two machining centres, a washer, the end. */
const PLAN: ModelPlan = {
  variants: ["PH-40A", "PH-80B", "XX-1"],
  places: [
    { kind: "source", label: "RCK-01", capacity: 1e9 },
    ...["CNC-101", "CNC-102", "CNC-103", "CNC-104", "BUF", "CNC-201", "CNC-202", "WSH-01"].map(place),
    { kind: "sink", label: "END", isScrap: false },
  ],
  routes: [[[1, 2, 3, 4]], ...[5, 5, 5, 5].map((to) => [[to]]), [], ...[8, 8].map((to) => [[to]]), [[9]], []].map(
    (groups) => [0, 1, 2].map(() => groups.map((group) => ({ share: 1, group }))),
  ),
  tenders: [],
  lanes: [{ from: 5, to: [0, 1, 2].map(() => [6, 7]), load: 8, approach: NOTHING, carry: NOTHING }],
  vehicles: 1,
  arrivals: [],
  outputs: [9],
};
const labels = ({ places }: ModelPlan, group: readonly number[] = []) => group.map((at) => places[at]?.label).join(" ");
const waysOf = (plan: ModelPlan, variant: number) => [
  labels(plan, plan.routes[0]?.[variant]?.[0]?.group),
  labels(plan, plan.lanes[0]?.to[variant]),
  labels(plan, plan.routes[6]?.[variant]?.[0]?.group),
];

it("[IS3] without islands a plan is the same object", () => {
  expect(boundBy(PLAN, [])).toBe(PLAN);
});

it("[IS7] each variant uses the machines of its island, on direct ways and on those of vehicles", () => {
  const bound = boundBy(PLAN, ISLANDS);
  expect(waysOf(bound, 0)).toEqual(["CNC-101 CNC-102", "CNC-201", "WSH-01"]);
  expect(waysOf(bound, 1)).toEqual(["CNC-103 CNC-104", "CNC-202", "WSH-01"]);
  // Of no island, and each machine belongs to one.
  expect(waysOf(bound, 2)).toEqual(["CNC-101 CNC-102 CNC-103 CNC-104", "CNC-201 CNC-202", "WSH-01"]);
});

it("[IS7] the change route looks beyond the islands in force, for the named variants and steps alone", () => {
  const routed = routedOver(boundBy(PLAN, ISLANDS), "PH-40A", ["CNC-104"]) as ModelPlan;
  expect(waysOf(routed, 0)).toEqual(["CNC-104", "CNC-201", "WSH-01"]);
  expect(waysOf(routed, 1)).toEqual(["CNC-103 CNC-104", "CNC-202", "WSH-01"]);
  expect(routedOver(boundBy(PLAN, ISLANDS), "PH-40A", ["CNC-999"])).toContain(
    "CNC-101, CNC-102, CNC-103, CNC-104; CNC-201, CNC-202",
  );
});

it("[IS7] what an instant knows of islands is what was in force until then", () => {
  const islands: readonly IslandSpan[] = [
    { from: 10, version: 1, islands: ISLANDS },
    { from: 20, version: 2, islands: MOVED },
  ];
  const history = { from: 0, to: 100, pieces: [], orders: [], islands };
  expect(historyUntil(history, 15).islands?.map(({ version }) => version)).toEqual([1]);
  expect("islands" in historyUntil({ from: 0, to: 100, pieces: [], orders: [] }, 15)).toBe(false);
});

it("[IS17] what begins now uses the islands in force, also where the newest report is older than they are", () => {
  const islands: readonly IslandSpan[] = [
    { from: 10, version: 1, islands: ISLANDS },
    { from: 20, version: 2, islands: MOVED },
    { from: 30, version: 3, islands: ISLANDS },
  ];
  const history = { from: 0, to: 15, pieces: [], orders: [], islands };
  const known = historyUntil(withIslandsNow(history, 15), 15).islands;
  expect(known?.map(({ version, from }) => [version, from])).toEqual([
    [1, 10],
    [3, 15],
  ]);
  expect(withIslandsNow(history, 40)).toBe(history);
  const none = { from: 0, to: 15, pieces: [], orders: [] };
  expect(withIslandsNow(none, 15)).toBe(none);
});
