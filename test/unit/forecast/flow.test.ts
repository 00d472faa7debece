import { describe, expect, it } from "vitest";
import type { PlantDescription } from "../../../edge/contracts/forecast/description.ts";
import { ImpossiblePlant } from "../../../edge/contracts/forecast/description.ts";
import type { PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import { learn } from "../../../edge/forecast/learn/learn.ts";
import { WorkHours } from "../../../edge/forecast/model/calendar.ts";
import { compile } from "../../../edge/forecast/model/compile.ts";
import { flowOf } from "../../../edge/forecast/model/flow.ts";
import { EMPTY_START, type ModelPlan, type PlacePlan } from "../../../edge/forecast/model/plan.ts";
import { PlantRun } from "../../../edge/forecast/model/plant-run.ts";
import { type Change, changed } from "../../../edge/forecast/whatif/changes.ts";
import { readQuestion } from "../../../edge/forecast/whatif/question.ts";
import { bufferOf, lasting, line, stationOf } from "../../fakes/forecast-plans.ts";

const NOTHING: PlantHistory = { from: 0, to: 0, pieces: [], orders: [] };

function plantOf(ways: readonly string[], more: Partial<PlantDescription> = {}): PlantDescription {
  const text = { zh: "一", en: "one" };
  return {
    site: { timeZone: "UTC", shifts: [{ name: text, start: "08:00", end: "16:00" }] },
    assets: [
      { label: "CNC-1", kind: "lathe" },
      { label: "CNC-2", kind: "lathe" },
      { label: "PCK-1", kind: "packing" },
    ],
    material: {
      ways,
      buffers: [{ id: "IN" }, { id: "MID", capacity: 6 }, { id: "OUT" }],
      operations: [
        { stations: ["CNC-*"], id: "OP10" },
        { stations: ["PCK-1"], id: "OP20" },
      ],
      scrap: "SCRAP",
    },
    kpis: { idealCycles: [{ of: { kinds: ["lathe", "packing"] }, seconds: 60 }], breaks: [] },
    ...more,
  };
}

function refusal(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ImpossiblePlant) return error.problems;
    throw error;
  }
  return [];
}

const BELT: PlacePlan = { kind: "belt", label: "BELT", capacity: 9, travel: lasting(5), spacingS: 1 };
const WAY = "IN > CNC-* > MID > PCK-1 > OUT";

describe("plants that cannot be forecast", () => {
  it("[FK21] no ways, an undeclared place and a circle are refused with place and remedy", () => {
    expect(refusal(() => flowOf(plantOf([])))).toContainEqual(expect.stringMatching(/^material\.ways: .* write them/));
    expect(refusal(() => flowOf(plantOf(["IN > CNC-9 > OUT"])))).toContainEqual(
      expect.stringMatching(/^material\.ways\[0\]: CNC-9 is neither an asset nor a buffer/),
    );
    expect(refusal(() => flowOf(plantOf(["IN > CNC-1 > MID", "MID > CNC-1"])))).toContainEqual(
      expect.stringMatching(/CNC-1, MID form a circle without a way out/),
    );
    expect(refusal(() => flowOf(plantOf([WAY, "PCK-1 > MID"])))).toEqual([]);
  });

  it("[FK21] a machine without any time is refused, and one with an ideal cycle is not", () => {
    const compiled = (plant: PlantDescription) => () => {
      const flow = flowOf(plant);
      return compile({ description: plant, flow, learnt: learn(NOTHING, flow) }, { at: 0, horizonS: 3600 });
    };
    const kpis = { idealCycles: [{ of: { kinds: ["lathe"] }, seconds: 60 }], breaks: [] };
    expect(refusal(compiled(plantOf([WAY], { kpis })))).toEqual([
      expect.stringMatching(/^kpis\.idealCycles: PCK-1 has no time/),
    ]);
    const plan = compiled(plantOf([WAY]))();
    expect(plan.places.map(({ kind }) => kind)).toEqual([
      "source",
      "station",
      "station",
      "buffer",
      "station",
      "sink",
      "sink",
    ]);
    expect(plan.routes[0]?.[0]?.[0]?.group).toEqual([1, 2]);
    expect(plan.outputs).toEqual([4, 6]);
  });

  it("[FK21] an impossible calendar is refused", () => {
    const kpis = { idealCycles: [], breaks: [{ afterMin: 470, lastsMin: 30 }], days: [0] };
    expect(refusal(() => new WorkHours(plantOf([WAY], { kpis })))).toEqual([
      expect.stringMatching(/^kpis\.breaks\[0\]: 470 to 500 min lies outside of every shift/),
      expect.stringMatching(/^kpis\.days: 0/),
    ]);
  });

  it("[FK17] work begins in shifts without their breaks, on workdays", () => {
    const kpis = { idealCycles: [], breaks: [{ afterMin: 60, lastsMin: 30, of: { kinds: ["lathe"] } }], days: [1, 2] };
    const hours = new WorkHours(plantOf([WAY], { kpis }));
    // Monday 2026-03-02, 07:00 UTC.
    const at = Date.UTC(2026, 2, 2, 7) * 1000;
    const h = 3600;
    expect(hours.openings("CNC-1", at, 48 * h)).toEqual([
      [h, 2 * h],
      [2.5 * h, 9 * h],
      [25 * h, 26 * h],
      [26.5 * h, 33 * h],
    ]);
    expect(hours.openings("PCK-1", at, 72 * h)).toEqual([
      [h, 9 * h],
      [25 * h, 33 * h],
    ]);
  });
});

/** Loads of 8 from OUT, room for 16, to IN, room for 12. */
const DRIVEN: ModelPlan = line([[bufferOf("OUT", 16)], [bufferOf("IN", 12)], [BELT]], {
  lanes: [{ from: 1, to: [[2]], load: 8, approach: lasting(1), carry: lasting(1) }],
  vehicles: 1,
});

describe("changes", () => {
  const future = { plan: line([[stationOf("CNC-1", lasting(10))]]), start: EMPTY_START };

  it("[FK27] a change that names nothing, an unknown variant and a negative fleet are refused with their place", () => {
    const problems = refusal(() =>
      changed(
        future,
        [
          { kind: "out", machines: "CNC-9", fromH: 0, hours: 1 },
          { kind: "vehicles", add: -1 },
          { kind: "add-order", order: "O", variant: "B", pieces: 8, dueH: 4, isFirst: false },
          { kind: "remove-order", order: "O" },
        ],
        "worse",
      ),
    );
    expect(problems).toEqual([
      expect.stringMatching(/^worse, change 1 \(out\): CNC-9 is none of the plant's machines/),
      expect.stringMatching(/^worse, change 2 \(vehicles\): -1 vehicles more than 0/),
      expect.stringMatching(/^worse, change 3 \(add-order\): the variant B is unknown; this plant has made A/),
      expect.stringMatching(/^worse, change 4 \(remove-order\): there is no open order O/),
    ]);
  });

  it("[FK27] an order that has not begun is neither released nor late once removed; another one is refused", () => {
    const order = { name: "O", variant: 0, toRelease: 5, open: 5, dueS: 10 };
    const begun = { ...order, name: "P", isBegun: true };
    const start = { ...EMPTY_START, orders: [order, begun] };
    const without = changed({ plan: future.plan, start }, [{ kind: "remove-order", order: "O" }], "less");
    expect(without.start.orders[0]).toMatchObject({ toRelease: 0, open: 0, dueS: Number.POSITIVE_INFINITY });
    expect(new PlantRun(without.plan, without.start, 1).run(100).finishedS[0]).toBe(0);
    expect(
      refusal(() => changed({ plan: future.plan, start }, [{ kind: "remove-order", order: "P" }], "less")),
    ).toEqual([expect.stringMatching(/^less, change 1 \(remove-order\): the order P has begun/)]);
  });

  it("[FK27] loads and rooms of lanes that are changed have to fit at both ends, and only those", () => {
    const plan = DRIVEN;
    const ask = (change: Change, of = plan) => refusal(() => changed({ plan: of, start: EMPTY_START }, [change], "q"));
    expect(ask({ kind: "load", pieces: 12, from: "OUT" })).toEqual([]);
    expect(ask({ kind: "load", pieces: 14, from: "OUT" })).toEqual([
      expect.stringMatching(/vehicles take 14 pieces at a time, and OUT, IN have room for 12; give room/),
    ]);
    expect(ask({ kind: "capacity", pieces: 8, places: "OUT" })).toEqual([]);
    for (const places of ["OUT", "IN"]) expect(ask({ kind: "capacity", pieces: 4, places })).toHaveLength(1);
    const full = { ...plan, lanes: plan.lanes.map((lane) => ({ ...lane, load: 50 })) };
    expect(ask({ kind: "capacity", pieces: 30, places: "BELT" }, full)).toEqual([]);
    expect(ask({ kind: "capacity", pieces: 1e9, places: "BELT" })).toEqual([
      expect.stringMatching(/1000000000 pieces on a belt; give 10000 at most/),
    ]);
  });

  it("[FK27] what cannot be stopped is named with what can", () => {
    const tenders = [{ label: "ROB-1", stations: [2], fetch: lasting(1), empty: lasting(1), put: lasting(1) }];
    const plan = line([[bufferOf("IN", 4)], [stationOf("CNC-1", lasting(10), { tender: 0 })], [BELT]], { tenders });
    const why = (machines: string) =>
      refusal(() => changed({ plan, start: EMPTY_START }, [{ kind: "out", machines, fromH: 0, hours: 1 }], "q"))[0];
    expect(why("BELT")).toBeUndefined();
    expect(why("IN")).toMatch(/IN is a buffer in the model, and that cannot be changed so; name one of the machines/);
    expect(why("ROB-1")).toMatch(/ROB-1 tends machines and cannot be changed itself; name the machines: CNC-1/);
    expect(why("AGV-1")).toMatch(/AGV-1 is none of the plant's machines and belts; .* how many fewer \(vehicles: -1\)/);
  });

  it("[FK27] a file says what is wrong where: negative times, unknown words, two futures of one name", () => {
    const read = (changes: string) => () =>
      readQuestion(`gemba-whatif: 1\nfutures: [{ name: a, changes: [${changes}] }]`, "q.yaml");
    expect(read("{ out: CNC-1, hours: -4 }")).toThrow(/q\.yaml has mistakes.*\n.*\/futures\/0\/changes\/0\/hours/);
    const twice =
      "gemba-whatif: 1\nfutures: [{ name: a, changes: [{ vehicles: 1 }] }, { name: a, changes: [{ vehicles: 2 }] }]";
    expect(() => readQuestion(twice, "q.yaml")).toThrow(/\/futures: two have one name; give each its own/);
    expect(read("{ jump: 1 }")).toThrow(/is none of out, closed, open/);
    expect(read("{ out: CNC-1, from: 1, hours: 4 }")()).toEqual([
      { name: "a", changes: [{ kind: "out", machines: "CNC-1", fromH: 1, hours: 4 }] },
    ]);
  });
});
