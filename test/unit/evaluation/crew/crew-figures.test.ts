import { expect, it } from "vitest";
import { CREW, EXAMINATIONS, REPAIRS } from "../../../../edge/evaluation/crew/assumptions.ts";
import { crewFigures } from "../../../../edge/evaluation/crew/crew-figures.ts";
import { crewRows } from "../../../../edge/evaluation/crew/crew-report.ts";
import type { Call, Job } from "../../../../edge/evaluation/crew/jobs.ts";
import { slower } from "../../../../edge/evaluation/crew/pace.ts";

const PLACES = ["spindle", "axis-x", "axis-z", "tool", "coolant", "hydraulics", "cabinet"].map((path) => ({
  path,
  kind: path.startsWith("axis") ? "axis" : path,
}));
const job = (id: string, more: Partial<Job> = {}): Job => ({
  id,
  kind: "coolant-loss",
  asset: `CNC-${id}`,
  place: "coolant",
  places: PLACES,
  visibleH: 1,
  failsH: 200,
  isInCatalogue: true,
  calls: [],
  pauses: [],
  ...more,
});
const call = (atH: number, more: Partial<Call> = {}): Call => ({
  atH,
  isRight: true,
  place: "coolant",
  namesSpare: true,
  forecasts: [],
  ...more,
});
const IDS = ["1", "2", "3", "4", "5", "6"];
const pair = (jobs: readonly Job[], falses = 0) => ({
  jobs,
  falseAlerts: Array.from({ length: falses }),
  assetWeeks: 50,
  hours: 24,
});

it("[E31] without findings both crews are the same to the bit", () => {
  const figures = crewFigures([pair(IDS.map((id) => job(id)))]);
  for (const fault of figures.faults) expect(fault.with).toStrictEqual(fault.without);
  expect(figures.downtime.with).toStrictEqual(figures.downtime.without);
  expect(figures.active).toMatchObject({ reduction: 0, interval: [0, 0] });
  expect(figures.stops.warningH).toEqual([0, 0, 0]);
  for (const { activeReduction } of figures.sensitivity) expect(activeReduction).toBe(0);
});

it("[E31] what chance brings to a fault does not depend on its findings, nor on other faults", () => {
  const alone = crewFigures([pair([job("1")])]).faults[0];
  const found = crewFigures([pair([job("1", { calls: [call(2)] }), job("2")])]);
  expect(found.faults[0]?.without).toStrictEqual(alone?.without);
  expect(found.faults[1]?.without).not.toEqual(alone?.without);
  expect(crewFigures([pair([job("1", { calls: [call(2)] }), job("2")])])).toStrictEqual(found);
});

it("[E31] early findings of the right component with its spare leave no unplanned stop", () => {
  const figures = crewFigures([pair(IDS.map((id) => job(id, { calls: [call(2)] })))]);
  expect(figures.downtime.with.unplannedH).toBe(0);
  expect(figures.stops.prevented.with).toBe(1);
  expect(figures.stops.prevented.without).toBeLessThan(1);
  expect(figures.active.reduction).toBeGreaterThan(0);
  const [from, to] = figures.active.interval ?? [0, 0];
  expect(from).toBeLessThanOrEqual(figures.active.reduction ?? 0);
  expect(to).toBeGreaterThanOrEqual(figures.active.reduction ?? 1);
  // One examination of the coolant is 0.4 h; the longer others take, the more is saved.
  for (const { with: warned } of figures.faults) expect(warned.parts.diagnosisH).toBeCloseTo(0.4, 9);
  const [half, twice] = figures.sensitivity.map(({ activeReduction }) => activeReduction ?? 0);
  expect(half).toBeLessThan(figures.active.reduction ?? 0);
  expect(twice).toBeGreaterThan(figures.active.reduction ?? 1);
});

it("[E33] each false finding is a call: per technician and week, with work and a stop of its own", () => {
  const [none, some, more] = [0, 1, 5].map((falses) => crewFigures([pair([job("1")], falses)]));
  // 50 asset-weeks are two weeks of a technician with 25 assets.
  expect([none, some, more].map((one) => one?.falseCalls.perTechnicianWeek)).toEqual([0, 0.5, 2.5]);
  expect(none?.falseCalls.upperBound95).toBeCloseTo(2.996 / 2, 3);
  expect(more?.falseCalls).toMatchObject({ count: 5, workH: 5 * CREW.falseCall.value });
  const planned = (one: typeof none): number => one?.downtime.with.plannedH ?? 0;
  expect(planned(more) - planned(none)).toBeCloseTo(5 * CREW.falseStop.value, 9);
});

it("[E33] hours of warning count from the first right finding to the stop; a missed stop has none", () => {
  const calls = (...atH: number[]): Pick<Job, "calls"> => ({ calls: atH.map((at) => call(at)) });
  const { stops } = crewFigures([
    pair([
      job("1", calls(100, 150)),
      job("2", calls(195)),
      job("3"),
      job("4", { calls: [call(20, { isRight: false, place: "tool" }), call(199.5)] }),
      job("5", calls(201)),
      job("6", { ...calls(2), failsH: null }),
    ]),
  ]);
  expect(stops.count).toBe(5);
  expect(stops.warningH).toEqual([0, 0.5, 5]);
  expect(stops.atLeast).toEqual({ "1h": 0.4, "8h": 0.2, "24h": 0.2 });
  expect(stops.lifeH).toEqual([199, 199, 199]);
});

it("[E33] right component first counts over faults with a finding, right spare over parts of the catalogue", () => {
  const { named } = crewFigures([
    pair([
      job("1", { calls: [call(2)] }),
      job("2", { calls: [call(2, { isRight: false, place: "tool", namesSpare: false }), call(3)] }),
      job("3", { isInCatalogue: false, calls: [call(2, { namesSpare: false })] }),
      job("4", { kind: "cooling-loss", isInCatalogue: true }),
      job("5"),
    ]),
  ]);
  expect(named).toEqual({ found: 3, rightFirst: 2, needSpare: 4, inCatalogue: 3, rightSpare: 2 });
});

it("[E33] the report gives each figure a line, and every assumption", () => {
  const stopping = IDS.map((id) => job(id, { calls: [call(2)] }));
  const creeping = job("7", { failsH: null, calls: [call(3)] });
  const figures = crewFigures([pair([...stopping, creeping], 1)]);
  const text = crewRows(figures).join("\n");
  expect(text).toMatch(/^maintenance team +simulated, 7 faults for it, 6 of them stop a machine$/m);
  expect(text).toMatch(/^ +warning of a stop +median 198\.0 h .*100 % have 24 h or more$/m);
  expect(text).toMatch(/^ +false calls +0\.50 per technician and week, at most 2\.37/m);
  expect(text).toMatch(/^ +unplanned downtime +\d+\.\d h, 0\.0 h$/m);
  expect(text).toMatch(/^ +MTTR, hands-on +\d+\.\d h, \d+\.\d h \(−\d+ %, 95 % −\d+ % to −\d+ %\)/m);
  for (const { meaning, value } of Object.values(CREW)) expect(text).toContain(`${meaning} ${value}`);
  expect(text).toMatch(/^ +MTTR, in work +\d+\.\d h, \d+\.\d h \(−\d+ %, 95 % −\d+ % to −\d+ %\)/m);
  expect(text).toMatch(/^ +of it, pauses included: way \d\.\d h, 0\.0 h; diagnosis \d\.\d h, 0\.4 h; waiting /m);
  expect(text).toMatch(/^ +if +spare in stock in 50 %: hands-on −\d+ %, in work −\d+ %, stop to ready −\d+ %, unpl/m);
  expect(figures.assumptions).toEqual({ crew: CREW, repairs: REPAIRS, examinations: EXAMINATIONS });
  for (const { source, unit } of Object.values(CREW)) expect([source, unit]).not.toContain("");
  const few = crewFigures([pair(stopping.slice(0, 4))]);
  expect([few.active.interval, few.stopped.interval]).toEqual([null, null]);
  expect(crewRows(few).join("\n")).toMatch(/^ +MTTR, stop to ready +\d+\.\d h, \d+\.\d h \(−\d+ %\) a fault/m);
  expect(crewRows(crewFigures([]))).toEqual([
    "maintenance team    simulated, 0 faults for it, 0 of them stop a machine",
  ]);
});

it("[E35] slower growth puts off findings and stops alike, but not the crew's way, pauses and deliveries", () => {
  const fast = job("1", { visibleH: 2, failsH: 5, calls: [call(3, { forecasts: [{ atH: 4, fromH: 4.5 }] })] });
  const slow = slower({ ...fast, pauses: [{ fromH: 8, toH: 9 }] }, 10, 12);
  expect(slow).toMatchObject({ visibleH: 2, failsH: 32, calls: [{ atH: 12, forecasts: [{ atH: 22, fromH: 27 }] }] });
  expect(slow.pauses).toEqual([8, 20, 32].map((fromH) => ({ fromH, toH: fromH + 1 })));
  expect(slower({ ...fast, failsH: null, calls: [] }, 10, 12)).toMatchObject({ failsH: null, pauses: [] });
  // A day's delivery comes before the stop then.
  const short = crewFigures([pair(IDS.map((id) => job(id, { failsH: 12, calls: [call(2)] })))]);
  const paced = short.sensitivity.find(({ change }) => change === "damage grows 10 times as slowly");
  expect(short.downtime.with.unplannedH).toBeGreaterThan(0);
  expect(paced?.unplanned.withH).toBe(0);
});
