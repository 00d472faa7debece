import { expect, it } from "vitest";
import { BenchPlant, S } from "../../detect/bench-plant.ts";
import { MACHINE, SHIFT_START, SHIFTS, STATE, Work } from "./work.ts";

/** Two lathes side by side, then packing. */
function line() {
  const bench = new BenchPlant(
    [
      { label: "CNC-101", tags: MACHINE },
      { label: "CNC-102", tags: MACHINE },
      { label: "PCK-01", kind: "packing", tags: MACHINE },
    ],
    [],
    { shifts: SHIFTS },
  );
  const work = new Work(bench, {
    idealCycles: [{ of: { kinds: ["lathe"] }, seconds: 40 }],
    lines: [{ id: "housings", stations: ["CNC-*", "PCK-01"], last: "PCK-01", constraint: "CNC-101" }],
  });
  return {
    work,
    figures: (from: number, to: number) =>
      work.production.line("housings", { from: SHIFT_START + from * S, to: SHIFT_START + to * S }),
  };
}

/** Packs a piece every `everyS`; the turning of pieces from `madeFrom` on was observed. */
function pack(
  work: Work,
  { from, count, everyS, madeFrom = 0 }: { from: number; count: number; everyS: number; madeFrom?: number },
): void {
  for (let n = 0; n < count; n++) {
    const at = SHIFT_START + (from + (n + 1) * everyS - 0.1) * S;
    work.now = Math.max(work.now, at);
    if (n >= madeFrom) work.report("completed", n % 2 === 0 ? "CNC-101" : "CNC-102", `PC-${n}`, { at: at - 30 * S });
    work.report("completed", "PCK-01", `PC-${n}`, { at });
  }
}

it("[SE10] OEE is good pieces at the last station by the pace of parallel machines, over planned busy time", () => {
  const { work, figures } = line();
  work.set("PCK-01", "item-state", STATE.executing);
  pack(work, { from: 0, count: 45, everyS: 20 });
  expect(figures(0, 1000)).toMatchObject({
    constraint: "CNC-101, CNC-102",
    goodPieces: 45,
    plannedRunS: 900,
    pbtS: 1000,
    oee: 0.9,
    reason: null,
  });
});

it("[SE3] [SE10] time and pieces before the last station was known do not count for the line", () => {
  const { work, figures } = line();
  // The controller's ring buffer still reports earlier events.
  pack(work, { from: 500, count: 5, everyS: 20 });
  work.now = SHIFT_START + 1000 * S;
  work.set("PCK-01", "item-state", STATE.executing);
  pack(work, { from: 1000, count: 45, everyS: 20 });
  expect(figures(0, 2000)).toMatchObject({ goodPieces: 45, pbtS: 1000, oee: 0.9 });
  expect(figures(0, 900)).toMatchObject({
    goodPieces: 0,
    pbtS: 0,
    oee: null,
    reason: expect.stringContaining("no planned busy time"),
  });
});

it("[SE3] [SE10] a declared gap of the last station is not planned busy time of the line", () => {
  const { work, figures } = line();
  work.set("PCK-01", "item-state", STATE.executing);
  pack(work, { from: 0, count: 45, everyS: 20 });
  const [from, to] = [950, 990].map((second) => SHIFT_START + second * S);
  work.event("gap.declared", { payload: { source: "line", from, to, reason: "link_down" } });
  expect(figures(0, 1000)).toMatchObject({ pbtS: 960, oee: 900 / 960 });
});

it("[SE10] pieces in the line at the first observation give no OEE above 100 %, but a reason", () => {
  const { work, figures } = line();
  work.set("PCK-01", "item-state", STATE.executing);
  // Packing empties its buffer in 15 s per piece, and the lathes make one every 20 s.
  pack(work, { from: 0, count: 48, everyS: 15, madeFrom: 40 });
  for (let second = 30; second <= 720; second += 15)
    expect(figures(0, second)).toMatchObject({
      oee: null,
      reason: expect.stringMatching(/too early|before it was observed/),
    });
  expect(figures(0, 720).reason).toContain("40 of 48 pieces went through CNC-101, CNC-102 before");
});

it("[SE10] an OEE above 100 % by pieces that the line made is shown: the ideal cycle is wrong", () => {
  const { work, figures } = line();
  work.set("PCK-01", "item-state", STATE.executing);
  pack(work, { from: 0, count: 100, everyS: 16 });
  expect(figures(0, 1600)).toMatchObject({ oee: 1.25, reason: null });
});
