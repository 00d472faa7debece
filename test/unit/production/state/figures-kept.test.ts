import { expect, it } from "vitest";
import { bottlenecks } from "../../../../edge/production/state/bottleneck.ts";
import type { Machine } from "../../../../edge/production/state/machine.ts";
import { takePast } from "../../../../edge/production/state/past.ts";
import { S } from "../../detect/bench-plant.ts";
import { figuresOf, IDEAL, plant, stay } from "./one-lathe.ts";
import { SHIFT_START, STATE, Work } from "./work.ts";

it("[SE12] late events correct every later answer", () => {
  const work = new Work(plant(), {});
  stay(work, STATE.executing, 200);
  expect(figuresOf(work).elements.APT).toBe(200);
  work.set("CNC-101", "item-state", STATE.outOfService, SHIFT_START + 50 * S);
  work.set("CNC-101", "item-state", STATE.executing, SHIFT_START + 80 * S);
  expect(figuresOf(work).elements).toMatchObject({ APT: 170, ADET: 30 });
});

it("[SE14] [SE15] figures are the same to the digit after a kill, and a repeated completion counts once", () => {
  const work = new Work(plant(), IDEAL);
  for (let n = 0; n < 20; n++) {
    stay(work, n % 3 === 2 ? STATE.outOfService : STATE.executing, 61.7);
    work.report("completed", "CNC-101", `PC-${n % 15}`, {
      verdict: n % 5 === 4 ? "rework" : "good",
      order: `ORD-${n % 3}`,
      variant: `V-${n % 3}`,
    });
    work.report("completed", "CNC-101", `PC-${n % 15}`, {
      verdict: n % 5 === 4 ? "rework" : "good",
      order: `ORD-${n % 3}`,
      variant: `V-${n % 3}`,
    });
  }
  work.wait(1);
  const before = figuresOf(work);
  expect(before.quantities.PQ).toBe(20);
  expect(before.firstPassYield).toBe(12 / 15);
  work.reopen();
  expect(figuresOf(work)).toEqual(before);
});

it("[SE11] the machine that is active longest is the bottleneck, and two are while it shifts between them", () => {
  const span = (from: number, to: number, cause: "working" | "starved") => ({
    from: from * S,
    to: to * S,
    element: "APT" as const,
    cause,
    isPlanned: true,
    order: "",
    variant: "",
  });
  const shares = bottlenecks([
    { label: "A", spans: [span(0, 60, "working"), span(60, 100, "starved")] },
    { label: "B", spans: [span(0, 40, "starved"), span(40, 100, "working")] },
  ]);
  expect(
    shares.map(({ label, sole, shifting }) => [label, Math.round(100 * sole), Math.round(100 * shifting)]),
  ).toEqual([
    ["A", 40, 20],
    ["B", 40, 20],
  ]);
});

it("[SE18] imported states count once, up to a gap before the first observed state", () => {
  const work = new Work(plant(), IDEAL, 600);
  const to = SHIFT_START + 590 * S;
  const past = {
    label: "CNC-101",
    from: SHIFT_START,
    to,
    times: [SHIFT_START, SHIFT_START + 500 * S],
    states: [STATE.executing, STATE.outOfService],
    modes: [3, 3],
    completions: [1, 2, 3].map((n) => ({
      time: SHIFT_START + n * 100 * S,
      start: SHIFT_START + (n * 100 - 30) * S,
      piece: `PC-${n}`,
      order: "",
      variant: "",
      verdict: "good" as const,
    })),
  };
  stay(work, STATE.executing, 100);
  // The same number names another piece today.
  work.report("completed", "CNC-101", "PC-1", { at: work.now - 10 * S });
  for (let times = 0; times < 2; times++)
    for (const write of takePast(work.engine.machines[0] as Machine, past)) work.engine.store.write([write]);
  const expected = { elements: { APT: 600, ADET: 90, unknown: 10 }, quantities: { PQ: 4, GQ: 4 }, firstPassYield: 1 };
  expect(figuresOf(work)).toMatchObject(expected);
  work.reopen();
  expect(figuresOf(work)).toMatchObject(expected);
});
