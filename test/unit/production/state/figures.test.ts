import { expect, it } from "vitest";
import { StateTable } from "../../../../edge/production/state/state-table.ts";
import { BenchPlant, S } from "../../detect/bench-plant.ts";
import { figuresOf, IDEAL, plant, stay } from "./one-lathe.ts";
import { MACHINE, SHIFT_START, STATE, Work } from "./work.ts";

it("[SE6] [SE7] the worked example: PBT 480 min, APT 360, PRI 0.5 min, PQ 600, GQ 570", () => {
  const work = new Work(plant(), IDEAL);
  stay(work, STATE.executing, 360 * 60);
  for (let n = 0; n < 600; n++)
    work.report("completed", "CNC-101", `PC-${n}`, {
      at: SHIFT_START + (n + 1) * 30 * S,
      verdict: n < 570 ? "good" : "scrap",
    });
  stay(work, STATE.outOfService, 120 * 60);
  expect(figuresOf(work)).toMatchObject({
    availability: 0.75,
    qualityRatio: 0.95,
    oee: 0.59375,
    elements: { PBT: 28_800, APT: 21_600, ADET: 7200 },
    quantities: { PQ: 600, GQ: 570, SQ: 30 },
  });
  expect(figuresOf(work).effectiveness).toBeCloseTo(5 / 6, 12);
});

it("[SE6] undefined figures are never 0 or 1", () => {
  const work = new Work(plant(), IDEAL);
  expect(figuresOf(work, { to: SHIFT_START + S })).toMatchObject({
    availability: null,
    effectiveness: null,
    qualityRatio: null,
    oee: null,
    mtbfS: { practice: null },
    reason: expect.any(String),
  });
});

it("[SE8] losses of both models add up to planned busy time minus planned run time of good pieces", () => {
  const work = new Work(plant(), { ...IDEAL, minorStopBelowMin: 5 });
  stay(work, STATE.executing, 1800);
  stay(work, STATE.notExecuting, 120);
  stay(work, STATE.executing, 600, 2);
  stay(work, STATE.outOfService, 900);
  stay(work, STATE.executing, 600);
  for (let n = 0; n < 50; n++)
    work.report("completed", "CNC-101", `PC-${n}`, {
      at: SHIFT_START + (n + 1) * 36 * S,
      verdict: n < 48 ? "good" : "scrap",
    });
  for (const lossModel of ["iso22400", "nakajima"] as const) {
    const figures = figuresOf(work, { lossModel });
    const lost = figures.losses.reduce((sum, { seconds }) => sum + seconds, 0);
    expect(figures.elements.PBT - lost).toBeCloseTo(30 * 48, 6);
    expect(figures.oee).toBeCloseTo((30 * 48) / figures.elements.PBT, 12);
  }
  expect(figuresOf(work, { lossModel: "nakajima" }).losses).toEqual(
    expect.arrayContaining([
      { id: "minor-stops", seconds: 120 },
      { id: "breakdown", seconds: 900 },
      { id: "setup", seconds: 600 },
    ]),
  );
  expect(figuresOf(work)).toMatchObject({
    lossModel: "iso22400",
    minorStopBelowS: 300,
    failures: 1,
    mtbfS: { practice: 3000, iso22400: 1500 },
    mttrS: { practice: 900, iso22400: 450 },
  });
});

it.each([
  [3, 3, "APT"],
  [3, 2, "AUST"],
  [3, Number.NaN, "APT"],
  [1, 3, "ADET"],
  [2, 0, "ADOT"],
  [0, 3, "unknown"],
  [Number.NaN, 3, "unknown"],
  [2, 1, "maintenance"],
] as const)("[SE1] OPC 40501-1: item state %d in mode %d is %s", (itemState, mode, element) => {
  expect(
    new StateTable("opc-40501-1", []).elementOf({ itemState, mode, hasOrder: true, signal: () => Number.NaN }),
  ).toBe(element);
});

it.each([
  [1, 3, true, "ADET"],
  [0, 3, true, "ADET"],
  [2, 0, true, "ADET"],
  [2, 3, true, "ADOT"],
  [1, 0, false, "ADOT"],
  [0, 0, false, "ADOT"],
] as const)("[SE1] OPC 40001-1: item state %d in mode %d, order %s, is %s", (itemState, mode, hasOrder, element) => {
  expect(new StateTable("opc-40001-1", []).elementOf({ itemState, mode, hasOrder, signal: () => Number.NaN })).toBe(
    element,
  );
});

it("[SE1] a PLC bit of a row of the config takes precedence over the model", () => {
  const work = new Work(plant(), {
    states: [{ of: { assets: ["CNC-*"] }, signal: "plc/tool-change", element: "AUST" }],
  });
  stay(work, STATE.notExecuting, 60);
  work.set("CNC-101", "tool-change", 1);
  work.wait(40);
  work.set("CNC-101", "tool-change", 0);
  work.wait(20);
  expect(figuresOf(work).elements).toMatchObject({ ADOT: 80, AUST: 40 });
});

it("[SE3] a declared gap is unknown until the first sample in it", () => {
  const work = new Work(plant(), {});
  stay(work, STATE.executing, 100);
  const from = work.now;
  work.now += 50 * S;
  work.set("CNC-101", "item-state", STATE.notExecuting, from + 30 * S);
  work.event("gap.declared", { payload: { source: "line", from, to: from + 40 * S, reason: "link_down" } });
  expect(figuresOf(work).elements).toMatchObject({ APT: 100, unknown: 30, ADOT: 20 });
});

it("[SE3] [F29] a gap of one vehicle leaves the state of another vehicle of its source known", () => {
  const vehicles = new BenchPlant([
    { label: "AGV-01", tags: MACHINE },
    { label: "AGV-02", tags: MACHINE },
  ]);
  const link = new Map([
    [vehicles.uid("AGV-01"), "fleet/Acme/1"],
    [vehicles.uid("AGV-02"), "fleet/Acme/2"],
  ]);
  const work = new Work(vehicles, {}, 0, ({ assetUid }) => link.get(assetUid) as string);
  work.event("links.changed", { payload: { isWhole: true, live: [...link.values()], silent: [] } });
  for (const label of ["AGV-01", "AGV-02"]) work.set(label, "item-state", STATE.executing);
  work.wait(100);
  const gap = { source: "fleet/Acme/1/state", from: work.now - 40 * S, to: work.now - 10 * S, reason: "source_qos0" };
  work.event("gap.declared", { payload: gap });
  const elementsOf = (label: string) =>
    work.production.figures(work.bench.uid(label), { from: SHIFT_START, to: work.now }).elements;
  expect(elementsOf("AGV-01")).toMatchObject({ unknown: 30 });
  expect(elementsOf("AGV-02")).toMatchObject({ unknown: 0 });
});

it("[SE17] a silence of its link interrupts a machine's state, also after a restart", () => {
  const work = new Work(plant(), {});
  stay(work, STATE.executing, 100);
  work.isLive = false;
  work.wait(30);
  // The same state with its old source time: the time in between was not observed.
  work.isLive = true;
  work.wait(20);
  expect(figuresOf(work).elements).toMatchObject({ APT: 120, unknown: 30 });
  work.reopen();
  expect(figuresOf(work).elements).toMatchObject({ APT: 120, unknown: 30 });
});

it("[SE17] late samples of the silent time make the state known from there on", () => {
  const work = new Work(plant(), {});
  stay(work, STATE.executing, 100);
  const lost = work.now;
  work.isLive = false;
  work.wait(40);
  work.set("CNC-101", "item-state", STATE.notExecuting, lost + 10 * S);
  work.isLive = true;
  work.wait(20);
  expect(figuresOf(work).elements).toMatchObject({ APT: 101, unknown: 9, ADOT: 50 });
});

it("[SE2] a state holds until the next one's source time; a machine that is off keeps its last mode", () => {
  const work = new Work(plant(), {});
  work.set("CNC-101", "mode", 2);
  work.set("CNC-101", "item-state", STATE.executing);
  work.now += 100 * S;
  work.set("CNC-101", "item-state", STATE.notAvailable);
  // A machine cannot report its mode while it is off.
  work.lose("CNC-101", "mode");
  work.now += 60 * S;
  work.set("CNC-101", "item-state", STATE.executing);
  work.now += 40 * S;
  // Set-up has continued, because no other mode was sent.
  expect(figuresOf(work).elements).toMatchObject({ AUST: 140, unknown: 60, APT: 0 });
  work.set("CNC-101", "mode", 3);
  work.now += 50 * S;
  expect(figuresOf(work).elements).toMatchObject({ AUST: 140, APT: 50 });
});

it("[SE2] source times of a controller with a wrong clock are converted to the edge's clock", () => {
  const work = new Work(plant(), {});
  // Its clock is 1.5 s ahead, and its messages take 20 to 120 ms.
  for (let n = 0; n < 12; n++) {
    const happened = SHIFT_START + (5 + n * 10) * S;
    work.now = happened + (20 + ((n * 37) % 100)) * 1000;
    work.set("CNC-101", "item-state", n % 2 === 0 ? STATE.executing : STATE.outOfService, happened + 1.5 * S, work.now);
  }
  work.now = SHIFT_START + 125 * S;
  const { APT, ADET, unknown } = figuresOf(work).elements;
  expect(unknown).toBeCloseTo(5, 1);
  expect(APT).toBeCloseTo(60, 1);
  expect(ADET).toBeCloseTo(60, 1);
});

it("[SE4] when clocks go forward the night shift is an hour shorter, without breaks; other work is separate", () => {
  const night = { name: { zh: "夜", en: "Night" }, start: "22:00", end: "06:00" };
  const bench = new BenchPlant([{ label: "CNC-101", tags: MACHINE }], [], {
    timeZone: "Europe/Berlin",
    shifts: [night],
  });
  const work = new Work(bench, { breaks: [{ afterMin: 240, lastsMin: 30 }] });
  // From 21:00 on 28 March 2026 to 07:00 the next morning, which is nine hours later: at 2:00 it is 3:00.
  const from = Date.UTC(2026, 2, 28, 20) * 1000;
  work.now = from;
  work.set("CNC-101", "item-state", STATE.executing);
  work.now = from + 9 * 3600 * S;
  expect(work.production.figures(bench.uid("CNC-101"), { from, to: work.now }).elements).toMatchObject({
    PBT: 6.5 * 3600,
    APT: 6.5 * 3600,
    outside: 2.5 * 3600,
  });
});

it("[SE9] mean times by both named definitions: undefined without a failure, or divided by one more", () => {
  const work = new Work(plant(), {});
  stay(work, STATE.executing, 3000);
  stay(work, STATE.executing, 600, 2);
  expect(figuresOf(work)).toMatchObject({
    failures: 0,
    mtbfS: { practice: null, iso22400: 3600 },
    mttrS: { practice: null, iso22400: 0 },
  });
  stay(work, STATE.outOfService, 300);
  stay(work, STATE.executing, 300);
  stay(work, STATE.outOfService, 100);
  expect(figuresOf(work)).toMatchObject({
    failures: 2,
    mtbfS: { practice: 1950, iso22400: 1300 },
    mttrS: { practice: 200, iso22400: 400 / 3 },
  });
});

it("[SE7] a piece begun before the period counts in full and never gives an OEE above 100 %", () => {
  const work = new Work(plant(), IDEAL);
  work.set("CNC-101", "mode", 3);
  work.set("CNC-101", "item-state", STATE.executing);
  for (let n = 0; n < 40; n++) {
    work.now = SHIFT_START + (10 + n * 30.5) * S;
    work.report("completed", "CNC-101", `PC-${n}`, { startedAt: (work.now - 30 * S) / 1000 });
    work.now += 5 * S;
    const { oee, effectiveness, reason } = figuresOf(work);
    if (n === 0)
      expect({ oee, effectiveness, reason }).toEqual({
        oee: null,
        effectiveness: 2,
        reason: expect.stringContaining("begun before"),
      });
    expect(oee ?? 0).toBeLessThanOrEqual(1);
  }
  expect(figuresOf(work).oee).toBeGreaterThan(0.98);
});

it("[SE7] an OEE above 100 % over a longer time is shown and means that the ideal cycle is wrong", () => {
  const work = new Work(plant(), IDEAL);
  work.set("CNC-101", "item-state", STATE.executing);
  for (let n = 0; n < 150; n++) {
    work.now = SHIFT_START + ((n + 1) * 24 - 1) * S;
    work.report("completed", "CNC-101", `PC-${n}`);
  }
  work.now = SHIFT_START + 3600 * S;
  expect(figuresOf(work)).toMatchObject({ oee: 1.25, reason: null });
});

it("[SE3] pieces that were finished unobserved count as output, not for the pace", () => {
  const work = new Work(plant(), IDEAL);
  for (let n = 0; n < 3; n++) work.report("completed", "CNC-101", `PC-${n}`, { at: SHIFT_START + (n + 1) * 30 * S });
  work.now = SHIFT_START + 600 * S;
  stay(work, STATE.executing, 600);
  for (let n = 3; n < 21; n++)
    work.report("completed", "CNC-101", `PC-${n}`, { at: SHIFT_START + (600 + (n - 2) * 30) * S });
  expect(figuresOf(work)).toMatchObject({
    quantities: { PQ: 21 },
    plannedRunS: 18 * 30,
    effectiveness: 0.9,
    elements: { PBT: 600, unknown: 600 },
  });
});

it("[SE5] while a machine does not execute, its pieces give the cause", () => {
  const work = new Work(plant(), {});
  stay(work, STATE.notExecuting, 10);
  work.report("arrived", "CNC-101", "PC-1");
  work.wait(20);
  work.report("completed", "CNC-101", "PC-1");
  work.wait(30);
  work.report("departed", "CNC-101", "PC-1");
  work.wait(40);
  expect(figuresOf(work).causes).toMatchObject({ idle: 10, loading: 20, blocked: 30, starved: 40 });
});
