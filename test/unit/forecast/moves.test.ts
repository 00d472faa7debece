import { describe, expect, it } from "vitest";
import type { PlantDescription } from "../../../edge/contracts/forecast/description.ts";
import { learn } from "../../../edge/forecast/learn/learn.ts";
import { compile } from "../../../edge/forecast/model/compile.ts";
import { drivingPace, paceOff } from "../../../edge/forecast/model/driving-pace.ts";
import { flowOf } from "../../../edge/forecast/model/flow.ts";
import { EMPTY_START, type LanePlan, type ModelPlan } from "../../../edge/forecast/model/plan.ts";
import { PlantRun } from "../../../edge/forecast/model/plant-run.ts";
import { type Change, changed } from "../../../edge/forecast/whatif/changes.ts";
import { readChange } from "../../../edge/forecast/whatif/question.ts";
import { writtenChange } from "../../../edge/forecast/whatif/written-change.ts";
import { DRIVEN, LANE_PLANT, laneHistory } from "../../fakes/lane-plant.ts";
import { randomOf } from "../../run/seed.ts";

const history = laneHistory(40, randomOf("moved lanes"));

function planOf(description: PlantDescription = LANE_PLANT, errorSeed?: number): ModelPlan {
  const flow = flowOf(description);
  const options = { at: history.to, horizonS: 3600, ...(errorSeed === undefined ? {} : { errorSeed }) };
  return compile({ description, flow, learnt: learn(history, flow) }, options);
}

const move = (what: string | readonly string[], where: object): Change =>
  ({ kind: "move", what: typeof what === "string" ? [what] : what, ...where }) as Change;
const movedBy = (plan: ModelPlan, ...changes: readonly Change[]): ModelPlan =>
  changed({ plan, start: EMPTY_START }, changes, "here").plan;
const from = ({ lanes, places }: ModelPlan, label: string): LanePlan =>
  lanes.find((lane) => places[lane.from]?.label === label) as LanePlan;
/** Seconds that a time of a lane gets longer. */
const longer = (plan: ModelPlan, moved: ModelPlan, label: string, time: "carry" | "approach" = "carry"): number =>
  from(moved, label)[time](0.5) - from(plan, label)[time](0.5);

const plan = planOf();

describe("a machine that is moved", () => {
  it("[FK86] takes its stops along, and rides take as much longer as their way at the learnt speed", () => {
    const moved = movedBy(plan, move("M-1", { by: [20, 0] }));
    expect(longer(plan, moved, "RCK-1") / 20).toBeCloseTo(DRIVEN.sPerM, 1);
    expect(longer(plan, moved, "OUT-1") / -20).toBeCloseTo(DRIVEN.sPerM, 1);
    expect(longer(plan, moved, "OUT-3")).toBe(0);
    // The vehicle came from the other stop of the same machine.
    expect(longer(plan, moved, "OUT-1", "approach")).toBe(0);
    expect(from(movedBy(plan, move("M-1", { to: [60, 16] })), "RCK-1").carry(0.3)).toBe(
      from(moved, "RCK-1").carry(0.3),
    );
    // A node that is moved takes its roads and stops along.
    const node = movedBy(plan, move("E", { by: [10, 0] }));
    expect(longer(plan, node, "OUT-3") / -10).toBeCloseTo(DRIVEN.sPerM, 1);
    expect(longer(plan, node, "RCK-1", "approach") / -10).toBeCloseTo(DRIVEN.sPerM, 1);
    // No time is below 0, however much nearer a vehicle is than before.
    expect(from(movedBy(plan, move("E", { by: [79, 0] })), "RCK-1").approach(0.5)).toBe(0);
    expect(movedBy(plan, move("M-1", { by: [0, 0] })).lanes).toEqual(plan.lanes);
  });

  it("[FK86] makes belts longer, and people carry what machines hand to each other farther", () => {
    const at = (label: string): number => plan.places.findIndex((place) => place.label === label);
    const place = (moved: ModelPlan, label: string) => moved.places[at(label)];
    const moved = movedBy(plan, move("M-3", { by: [0, 4] }));
    const [old, now] = [place(plan, "BLT-1"), place(moved, "BLT-1")];
    if (old?.kind !== "belt" || now?.kind !== "belt") throw new Error("no belt");
    expect(now.travel(0.5) / old.travel(0.5)).toBeCloseTo(22 / 18);
    expect(now.capacity).toBe(Math.max(1, Math.round((old.capacity * 22) / 18)));
    expect(longer(plan, moved, "OUT-3") / 4).toBeCloseTo(DRIVEN.sPerM, 1);
    // The buffer stays at its machine's old place: 10 m farther along the aisles, at a walk of 1 m/s.
    const unloadS = (of: ModelPlan): number => {
      const machine = place(of, "M-1");
      return machine?.kind === "station" ? machine.unload(0.5) : Number.NaN;
    };
    const apart = movedBy(plan, move("OUT-1", { to: [50, 10] }));
    expect(unloadS(apart) - unloadS(plan)).toBeCloseTo(10);
    expect(longer(plan, apart, "OUT-1") / -10).toBeCloseTo(DRIVEN.sPerM, 1);
    // Moved together, nothing between them changes.
    const cell = ["M-2", "ROB-1", "BLT-1", "M-3"];
    const shifted = movedBy(plan, move(cell, { by: [-3, 0] }));
    expect(place(shifted, "BLT-1")).toBe(place(plan, "BLT-1"));
  });

  it("[FK86] counts the farthest of what several places hand to one machine, and what people bring to an oven", () => {
    const pose = (x: number, y: number) => ({ x, y, z: 0, yawDeg: 0 });
    const assets = [
      { label: "RCK-A", kind: "rack", pose: pose(10, 10) },
      { label: "RCK-B", kind: "rack", pose: pose(10, 20) },
      { label: "M-1", kind: "lathe", pose: pose(20, 15) },
      { label: "RCK-2", kind: "rack", pose: pose(30, 15) },
    ] as const;
    const material = { ...LANE_PLANT.material, ways: ["RCK-A > M-1 > RCK-2", "RCK-B > M-1"], nodes: [] };
    const kpis = { breaks: [], idealCycles: [{ of: { assets: ["M-1"] }, seconds: 60 }] };
    const byHand = planOf({ ...LANE_PLANT, assets, material, kpis });
    const loadS = (moved: ModelPlan): number => {
      const machine = moved.places.find(({ label }) => label === "M-1");
      return machine?.kind === "station" ? machine.load(0.5) : Number.NaN;
    };
    const [far, near] = [move("RCK-A", { by: [0, 20] }), move("RCK-B", { by: [0, 6] })];
    expect(loadS(movedBy(byHand, far)) - loadS(byHand)).toBeCloseTo(10);
    const both = movedBy(byHand, far, near);
    expect(loadS(both) - loadS(byHand)).toBeCloseTo(10);
    expect(both.moved).toEqual({
      drive: null,
      walkSPerM: 1,
      walks: [
        { from: "RCK-A", to: "M-1", metres: 10 },
        { from: "RCK-B", to: "M-1", metres: 6 },
      ],
    });
    // The same work as an oven, through which pieces travel.
    const ovenOf = (of: ModelPlan): ModelPlan => ({
      ...of,
      places: of.places.map((one) =>
        one.label === "M-1" ? { kind: "belt", label: "M-1", capacity: 4, spacingS: 1, travel: () => 60 } : one,
      ),
    });
    expect(movedBy(ovenOf(byHand), far).places.find(({ label }) => label === "M-1")).toSatisfy(
      (oven: ModelPlan["places"][number]) => oven.kind === "belt" && oven.travel(0.5) === 70,
    );
  });

  it("[FK86] says on what its times rest: the pace of vehicles, learnt or assumed, and what people carry", () => {
    expect(plan.moved).toBeUndefined();
    const { drive, walks } = movedBy(plan, move("M-1", { by: [20, 0] })).moved ?? {};
    expect(drive).toEqual({ sPerM: expect.closeTo(DRIVEN.sPerM, 1), isLearnt: true });
    expect(walks).toEqual([]);
    const apart = movedBy(plan, move("OUT-1", { to: [50, 10] })).moved;
    expect(apart?.walks).toEqual([{ from: "M-1", to: "OUT-1", metres: 10 }]);
    // In the same run as drawn: the usual pace is told, not the drawn one.
    for (const seed of [1, 2, 3])
      expect(movedBy(planOf(LANE_PLANT, seed), move("M-1", { by: [20, 0] })).moved?.drive).toEqual(drive);
    expect(movedBy(plan, move("M-3", { by: [0, 0] })).moved?.drive).toBeNull();
  });

  it("[FK86] is one new layout with all moves of its future, and an explicit room counts after it", () => {
    const [robot, machine] = [move("ROB-1", { by: [-4, 0] }), move("M-2", { by: [-4, 0] })];
    const carry = (of: ModelPlan): number => from(of, "OUT-1").carry(0.5);
    expect(carry(movedBy(plan, robot, machine))).toBe(carry(movedBy(plan, machine, robot)));
    const room: Change = { kind: "capacity", places: "BLT-1", pieces: 7 };
    const both = movedBy(plan, room, move("M-3", { by: [0, 4] }));
    expect(both.places.find(({ label }) => label === "BLT-1")).toMatchObject({ capacity: 7 });
    // Two shifts add up.
    const twice = movedBy(
      plan,
      move("M-1", { by: [10, 0] }),
      move("M-*", { by: [0, 0] }),
      move("M-1", { by: [10, 0] }),
    );
    expect(carry(twice)).toBe(carry(movedBy(plan, move("M-1", { by: [20, 0] }))));
  });

  it("[FK86] gives the same run with the same seed, and fewer pieces where vehicles drive much farther", () => {
    const start = { ...EMPTY_START, refill: { shares: [1], quantity: 100 } };
    const fewer = { ...plan, vehicles: 1 };
    const made = (changes: readonly Change[]): number => {
      const future = changed({ plan: fewer, start }, changes, "here");
      const runs = [1, 2].map(() => new PlantRun(future.plan, future.start, 5).run(36_000));
      expect(runs[1]).toEqual(runs[0]);
      return runs[0]?.good ?? Number.NaN;
    };
    expect(made([move(["M-3", "D", "E"], { by: [0, 15] })])).toBeLessThan(made([]));
  });
});

describe("the speed of vehicles", () => {
  it("[FK87] is the slope through lanes of different lengths, in spite of a held-up one, over 20 seeds", () => {
    const random = randomOf("paces");
    let held = 0;
    for (let seed = 0; seed < 20; seed++) {
      const [sPerM, handlingS] = [0.7 + random(), 5 + 20 * random()];
      const lanes = Array.from({ length: 7 }, (_, at) => {
        const lengthM = 20 + 25 * at + 5 * random();
        const heldS = at === 3 ? 60 : 0;
        return { lengthM, rides: 30, seconds: handlingS + sPerM * lengthM + 4 * (random() - 0.5) + heldS };
      });
      const pace = drivingPace(lanes, 1.6);
      if (pace === undefined) throw new Error("no pace");
      expect(Math.abs(pace.sPerM / sPerM - 1)).toBeLessThan(0.15);
      expect(pace.error).toBeGreaterThan(0);
      if (Math.abs(pace.sPerM - sPerM) <= pace.error) held++;
    }
    // One standard error holds two thirds; fewer than 8 of 20 would come by chance once in 100.
    expect(held).toBeGreaterThanOrEqual(8);
  });

  it("[FK87] is bounded by what vehicles declare, and taken from it where lanes are equally long", () => {
    const lane = (lengthM: number, seconds: number) => ({ lengthM, seconds, rides: 10 });
    expect(drivingPace([lane(10, 60), lane(110, 70)], 1.6)?.sPerM).toBe(1 / 1.6);
    // All of the time cannot be less than driving.
    expect(drivingPace([lane(10, 1), lane(110, 400)], 1.6)?.sPerM).toBeLessThanOrEqual(400 / 110);
    for (const alike of [[], [lane(50, 60)], [lane(50, 60), lane(50.5, 90)], [lane(50, 90), lane(90, 60)]])
      expect(drivingPace(alike, 1.5)).toMatchObject({ least: 1 / 1.5, sPerM: 1 / 1.5 / 0.75 });
    expect(drivingPace([lane(50, 60)], undefined)).toBeUndefined();
    const pace = { sPerM: 1, error: 0.5, least: 0.8, most: 1.7 };
    expect([-3, 0, 1, 3].map((off) => paceOff(pace, off))).toEqual([0.8, 1, 1.5, 1.7]);
  });

  it("[FK87] differs from run to run within its error, and is the same for the same seed", () => {
    const paces = Array.from({ length: 20 }, (_, seed) => {
      const [drawn, again] = [planOf(LANE_PLANT, seed), planOf(LANE_PLANT, seed)];
      const moved = (of: ModelPlan): number => longer(of, movedBy(of, move("M-1", { by: [20, 0] })), "RCK-1") / 20;
      expect(moved(drawn)).toBe(moved(again));
      return moved(drawn);
    });
    expect(new Set(paces).size).toBeGreaterThan(10);
    for (const pace of paces) expect(pace).toBeGreaterThanOrEqual(1 / 1.6 - 1e-9);
  });
});

describe("a move that cannot be", () => {
  const refused =
    (...changes: readonly Change[]) =>
    () =>
      movedBy(plan, ...changes);

  it("[FK88] is refused with future, number of the change and remedy where no road leads to the new stop", () => {
    expect(refused({ kind: "vehicles", add: 1 }, move("M-1", { by: [0, 20] }))).toThrow(
      /here, change 2 \(move\): no road leads to the new stop of IN-1: .* 10\.0 m away; choose a place at most 5 m/,
    );
    // With the node there is a road.
    expect(refused(move(["M-1", "B"], { by: [0, 20] }))).not.toThrow();
    const parted = { ...LANE_PLANT, routes: { ...LANE_PLANT.routes, edges: LANE_PLANT.routes.edges.slice(1) } };
    expect(() => movedBy(planOf(parted), move("M-1", { by: [10, 0] }))).toThrow(
      /no road leads from RCK-1 to IN-1; draw one/,
    );
  });

  it("[FK88] is refused where a robot no longer reaches its machine", () => {
    expect(refused(move("M-2", { by: [-4, 0] }))).toThrow(
      /ROB-1 would be 7\.0 m from M-2, and robots of this plant have theirs at most 3\.5 m away; move both/,
    );
    expect(refused(move("ROB-1", { by: [3, 0] }))).toThrow(/ROB-1 would be 6\.0 m from M-2/);
    expect(refused(move(["ROB-1", "M-2"], { by: [-4, 0] }))).not.toThrow();
  });

  it("[FK88] is refused where a robot that hands pieces on, and tends nothing, no longer reaches them", () => {
    const pose = (x: number, y: number) => ({ x, y, z: 0, yawDeg: 0 });
    const assets = [
      { label: "RCK-1", kind: "rack", pose: pose(10, 10) },
      { label: "M-1", kind: "lathe", pose: pose(20, 15) },
      { label: "ROB-1", kind: "robot", pose: pose(22, 15) },
      { label: "M-2", kind: "lathe", pose: pose(24, 15) },
      { label: "RCK-2", kind: "rack", pose: pose(30, 15) },
    ] as const;
    const material = { ...LANE_PLANT.material, ways: ["RCK-1 > M-1 > ROB-1 > M-2 > RCK-2"], nodes: [] };
    const idealCycles = ["M-1", "M-2"].map((label) => ({ of: { assets: [label] }, seconds: 60 }));
    const robots = planOf({ ...LANE_PLANT, assets, material, kpis: { breaks: [], idealCycles } });
    expect(() => movedBy(robots, move("M-1", { by: [-10, 0] }))).toThrow(/ROB-1 would be 12\.0 m from M-1/);
    // Within its reach it carries what people do not.
    const near = movedBy(robots, move("M-1", { by: [-0.4, 0] }));
    expect(near.moved?.walks.map(({ from: at, to }) => `${at} ${to}`)).not.toContain("M-1 ROB-1");
  });

  it("[FK88] is refused for what stands nowhere or on no way, several things at one point, and places outside", () => {
    expect(refused(move("MTR-1", { to: [6, 6] }))).toThrow(/MTR-1 stands on no way of pieces/);
    expect(refused(move("M-9", { to: [6, 6] }))).toThrow(/M-9 is nothing that stands on a way of pieces; write/);
    expect(refused(move("M-*", { to: [6, 6] }))).toThrow(/M-1, M-2, M-3 cannot all stand at one point; shift them/);
    expect(refused(move("M-1", { by: [0, 50] }))).toThrow(/would stand at \[40, 66\], and the hall has 120 × 60 m/);
    expect(refused(move("M-1", { by: [Number.NaN, 0] }))).toThrow(/would stand at \[NaN, 16\]/);
    const assets = LANE_PLANT.assets.map(({ label, kind }) => ({ label, kind }));
    expect(() => movedBy(planOf({ ...LANE_PLANT, assets }), move("M-1", { to: [6, 6] }))).toThrow(
      /M-1 has no place in the layout; place it in the layout editor/,
    );
    // One that stands nowhere is refused beside others that do.
    const without = LANE_PLANT.assets.filter(({ label }) => label !== "M-1");
    const one = planOf({ ...LANE_PLANT, assets: [...without, { label: "M-1", kind: "lathe" }] });
    expect(() => movedBy(one, move(["M-3", "M-1"], { by: [1, 0] }))).toThrow(/: M-1 has no place in the layout/);
    expect(() => movedBy(one, move("M-*", { by: [0, 0] }))).not.toThrow();
  });

  it("[FK88] is refused where stops of vehicles, or their speed, are not known", () => {
    const { nodes: _, ...material } = LANE_PLANT.material;
    expect(() => movedBy(planOf({ ...LANE_PLANT, material }), move("M-1", { by: [5, 0] }))).toThrow(
      /where vehicles stop for IN-1 is not written, so its ways have no length; write it \(material\.nodes\)/,
    );
    const ways = ["RCK-1 > AGV-* > IN-1 > M-1 > OUT-1"];
    const assets = LANE_PLANT.assets.map(({ label, kind, ...rest }) => ({
      label,
      kind,
      ...("pose" in rest ? { pose: rest.pose } : {}),
    }));
    const short = { ...LANE_PLANT, assets, material: { ...LANE_PLANT.material, ways } };
    expect(() => movedBy(planOf(short), move("M-1", { by: [5, 0] }))).toThrow(
      /how fast vehicles drive is not known: .* unit m\/s and a range/,
    );
  });

  it("[FK88] is read from a file to a point or by a shift, not both, and written as it was", () => {
    for (const written of [
      { move: "M-1", to: [60, 16] },
      { move: ["M-*", "ROB-1"], by: [-4, 0.5] },
    ]) {
      const change = readChange(structuredClone(written));
      expect(writtenChange(change as Change)).toEqual(written);
    }
    for (const bad of [{ move: "M-1" }, { move: "M-1", to: [1, 2], by: [1, 2] }])
      expect(readChange(bad)).toEqual([expect.stringMatching(/to a point .* or by a shift .* give one of them/)]);
    for (const bad of [{ to: [1] }, { to: [1, "2"] }, { by: [1, 2, 3] }, { to: [1e99, 0] }, { to: [1, 2], at: 3 }])
      expect(readChange({ move: "M-1", ...bad })).toEqual(expect.arrayContaining([expect.any(String)]));
    expect(readChange({ move: [], by: [1, 1] })).toEqual(expect.arrayContaining([expect.any(String)]));
  });
});
