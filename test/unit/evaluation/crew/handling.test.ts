import { expect, it } from "vitest";
import { USUAL_CREW } from "../../../../edge/evaluation/crew/assumptions.ts";
import type { Draws } from "../../../../edge/evaluation/crew/draws.ts";
import { type Handling, handled } from "../../../../edge/evaluation/crew/handling.ts";
import type { Call, Job } from "../../../../edge/evaluation/crew/jobs.ts";

/** A lathe's coolant pump: examinations take 0.75 h (spindle), 0.4 h (tool) and 0.4 h (coolant). */
const JOB: Job = {
  id: "c",
  kind: "coolant-loss",
  asset: "CNC-1",
  place: "coolant",
  places: [
    { path: "spindle", kind: "spindle" },
    { path: "tool", kind: "tool" },
    { path: "coolant", kind: "circuit" },
  ],
  visibleH: 0,
  failsH: 10,
  isInCatalogue: true,
  calls: [],
  pauses: [],
};
/** No round passes before the failure; the repair takes two hours. */
const DRAWS: Draws = { isInStock: true, repairH: 2, roundH: 1e6, order: ["spindle", "coolant"] };
/** Hours for instructions, tools and helpers of this repair: with nobody prepared, and prepared beforehand. */
const ERRANDS = 2 * USUAL_CREW.errands;
const PREPARED = ERRANDS * USUAL_CREW.prepared;
const CALL: Call = { atH: 3, isRight: true, place: "coolant", namesSpare: true, forecasts: [] };

interface Change {
  readonly job?: Partial<Job>;
  readonly draws?: Partial<Draws>;
}

function hours(calls: readonly Call[], { job = {}, draws = {} }: Change = {}): readonly number[] {
  const outcome = handling(calls, { job, draws });
  return [outcome.unplannedH, outcome.plannedH, outcome.activeH].map((value) => Math.round(value * 1e6) / 1e6);
}

/** Rounded like {@link hours}. */
function sums(...values: readonly number[]): readonly number[] {
  return values.map((value) => Math.round(value * 1e6) / 1e6);
}

function handling(calls: readonly Call[], { job = {}, draws = {} }: Change = {}): Handling {
  return handled({ job: { ...JOB, ...job }, calls, draws: { ...DRAWS, ...draws }, crew: USUAL_CREW });
}

it("[E32] without findings the stop lasts for way, search, store, tools, repair and check", () => {
  // 0.5 way + 0.75 spindle + 0.4 coolant + 0.25 store + 2 repair + 0.5 check; the hands work on 3.65 of these 4.4 h.
  expect(hours([])).toEqual(sums(4.4 + ERRANDS, 0, 3.65));
  // Without the part in stock: a day more, in which the repair is prepared, the way to the store less.
  expect(hours([], { draws: { isInStock: false } })).toEqual(sums(28.15 + PREPARED, 0, 3.65));
  expect(handling([])).toMatchObject({ unknownH: 10, isPrevented: false });
});

it("[E32] a finding early enough makes the stop a planned one with one examination", () => {
  // Known at 3 h, technician at 3.5 h, production warned until 4.5 h: 0.4 coolant + 2 + 0.5.
  expect(hours([CALL])).toEqual(sums(0, 2.9 + PREPARED, 2.9));
  expect(handling([CALL])).toMatchObject({ unknownH: 3, isPrevented: true });
  // At 8.5 h the planned stop would begin with the failure: only the search is shorter, and the part is there.
  expect(hours([{ ...CALL, atH: 8.5 }])).toEqual(sums(3.4 + PREPARED, 0, 2.9));
});

it("[E32] a part that is not in stock is ordered with the finding that names it, else after the diagnosis", () => {
  // Ordered at 3.5 h, there at 27.5 h; the machine failed at 10 h, the repair ends at 30 h without the tools.
  expect(hours([CALL], { draws: { isInStock: false } })).toEqual(sums(20 + PREPARED, 0, 2.9));
  // The planned stop from 4.5 to 4.9 h finds the cause, the part comes at 28.9 h.
  const unnamed = { ...CALL, namesSpare: false };
  expect(hours([unnamed], { draws: { isInStock: false } })).toEqual(sums(21.4 + PREPARED, 0.4, 2.9));
  // With a later failure there is a second planned stop.
  expect(hours([unnamed], { draws: { isInStock: false }, job: { failsH: 50 } })).toEqual(sums(0, 2.9 + PREPARED, 2.9));
});

it("[E32] a wrong component costs its examination, and the search goes on as without the finding", () => {
  const wrong: Call = { ...CALL, place: "tool", isRight: false, namesSpare: false };
  // 0.4 tool + 0.75 spindle + 0.4 coolant + 0.25 store + 2.5.
  expect(hours([wrong])).toEqual(sums(0, 4.3 + ERRANDS, 4.05));
  // A finding that names no component of the machine only tells that something is wrong.
  expect(hours([{ atH: 3, isRight: false, namesSpare: false, forecasts: [] }])).toEqual(sums(0, 3.9 + ERRANDS, 3.65));
});

it("[E32] a finding after the failure shortens the search from when it comes", () => {
  const order = ["spindle", "tool", "coolant"];
  expect(hours([], { draws: { order } })).toEqual(sums(4.8 + ERRANDS, 0, 4.05));
  // The technician is at the spindle when it comes, and then looks at the coolant. Part and tools are there by then.
  expect(hours([{ ...CALL, atH: 10.6 }], { draws: { order } })).toEqual(sums(4.15 + PREPARED, 0, 3.65));
  expect(hours([{ ...CALL, atH: 20 }], { draws: { order } })).toEqual(sums(4.8 + ERRANDS, 0, 4.05));
});

it("[E32] work in a pause costs no stop, if the forecast leaves time until then", () => {
  const job = { pauses: [{ fromH: 5, toH: 9 }] };
  expect(hours([CALL], { job })).toEqual([0, 0, 2.9]);
  // One in twenty has failed by 6 h: the crew stops the machine at 4.5 h, half an hour before the pause.
  expect(hours([{ ...CALL, forecasts: [{ atH: 3, fromH: 6 }] }], { job })).toEqual([0, 0.5, 2.9]);
  // A forecast that comes later is not known yet.
  expect(hours([{ ...CALL, forecasts: [{ atH: 4, fromH: 6 }] }], { job })).toEqual([0, 0, 2.9]);
  expect(hours([], { job: { pauses: [{ fromH: 11, toH: 12 }] } })).toEqual(sums(3.4 + ERRANDS, 0, 3.65));
});

it("[E32] a round notices the last tenth before a failure, and a fault without one at any time", () => {
  expect(hours([], { draws: { roundH: 6 }, job: { failsH: 100 } })).toEqual(sums(4.4 + ERRANDS, 0, 3.65));
  // The round at 94 h: planned stop with the whole search.
  expect(hours([], { draws: { roundH: 22 }, job: { failsH: 100 } })).toEqual(sums(0, 3.9 + ERRANDS, 3.65));
  expect(handling([], { draws: { roundH: 6 }, job: { failsH: null } })).toMatchObject({ unknownH: 6, unplannedH: 0 });
  expect(hours([CALL], { draws: { roundH: 6 }, job: { failsH: null } })).toEqual(sums(0, 2.9 + PREPARED, 2.9));
});

it("[E36] a stop is way, diagnosis, waiting for the part, tools, repair and check, and nothing else", () => {
  const { unplannedH, parts } = handling([]);
  const { diagnosisH, ...others } = parts;
  expect(diagnosisH).toBeCloseTo(1.15, 9);
  expect(others).toEqual({ wayH: 0.5, spareH: 0.25, errandsH: ERRANDS, repairH: 2, checkH: 0.5 });
  expect(unplannedH).toBeCloseTo(
    Object.values(parts).reduce((sum, part) => sum + part, 0),
    9,
  );
  // Where a finding came too late to prepare, tools take as long as without it.
  const late = handling([{ ...CALL, atH: 10.4, namesSpare: false }]);
  expect(late.parts.errandsH).toBe(ERRANDS);
  expect(handling([{ ...CALL, atH: 9 }]).parts.errandsH).toBeCloseTo(PREPARED, 12);
});
