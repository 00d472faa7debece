import { describe, expect, it } from "vitest";
import { EMPTY_START, type ModelPlan, type OrderPlan } from "../../../../edge/forecast/model/plan.ts";
import { PlantRun } from "../../../../edge/forecast/model/plant-run.ts";
import { type Change, changed } from "../../../../edge/forecast/whatif/changes.ts";
import { bufferOf, lasting, line, stationOf } from "../../../fakes/forecast-plans.ts";
import { SEED } from "../../../run/seed.ts";

const VARIANTS = ["A", "B"];

/** Two machines side by side before a third one, for two variants. */
function twoSideBySide(): ModelPlan {
  const machine = (label: string) => stationOf(label, lasting(60), { work: [lasting(60), lasting(60)] });
  const plan = line([[machine("M1"), machine("M2")], [bufferOf("B", 10)], [machine("M3")]]);
  return { ...plan, variants: VARIANTS, routes: plan.routes.map(([choices = []]) => [choices, choices]) };
}

const both = { ...EMPTY_START, refill: { shares: [0.5, 0.5], quantity: 10 } };

function routed(plan: ModelPlan, variants: string, over: readonly string[]): ModelPlan {
  return changed({ plan, start: both }, [{ kind: "route", variants, over }], "here").plan;
}

describe("routes as a change", () => {
  it("[ST13] send variants over the named machines of their group, and no other variant, over 20 seeds", () => {
    const plan = routed(routed(twoSideBySide(), "A", ["M1"]), "B", ["M2"]);
    const only = (...shares: number[]) => ({ ...EMPTY_START, refill: { shares, quantity: 10 } });
    for (let seed = 0; seed < 20; seed++) {
      for (const [start, ...expected] of [[only(1, 0), 1, 0] as const, [only(0, 1), 0, 1] as const]) {
        const { busy, good } = new PlantRun(plan, start, (SEED % 2 ** 20) + seed).run(7200);
        expect([busy[1], busy[2]]).toEqual(expected);
        expect(good).toBe(118);
      }
    }
    expect(routed(plan, "*", ["M*"])).toEqual(plan);
  });

  it("[ST13] are refused for unknown variants, machines that are on no way of them, and circles", () => {
    const plan = twoSideBySide();
    expect(() => routed(plan, "C", ["M1"])).toThrow(/here, change 1 \(route\): the variant C is unknown; .* A, B/);
    expect(() => routed(plan, "A", ["M1", "M9"])).toThrow(
      /M9 is on no way of A, so no machine there can make it; choose among places side by side: M1, M2/,
    );
    // From M2, pieces go back to the source only.
    const back = plan.routes.with(2, [[{ share: 1, group: [0] }], plan.routes[2]?.[1] ?? []]);
    expect(() => routed({ ...plan, routes: back }, "A", ["M2"])).toThrow(
      /pieces of A would go round between SOURCE, M2 and never leave; name places from which they go on/,
    );
    expect(() => routed({ ...plan, routes: back }, "A", ["M1"])).not.toThrow();
  });

  it("[ST13] bind the ways of vehicles too", () => {
    const plan = line([[bufferOf("IN", 9)], [bufferOf("B1", 9), bufferOf("B2", 9)]], {
      vehicles: 1,
      lanes: [{ from: 1, to: [[2, 3]], load: 1, approach: lasting(1), carry: lasting(1) }],
    });
    expect(routed(plan, "A", ["B2"]).lanes[0]?.to).toEqual([[3]]);
  });
});

it("[ST14] a sequence orders what has not begun, behind what has; equal orders stay as they were", () => {
  const order = (name: string, variant: number, pieces: number, dueS: number, isBegun = false): OrderPlan => ({
    name,
    variant,
    toRelease: pieces,
    open: pieces,
    dueS,
    isBegun,
  });
  const orders = [
    order("O1", 0, 30, 900, true),
    order("O2", 1, 20, 300),
    order("O3", 0, 10, 200),
    order("O4", 1, 10, Number.POSITIVE_INFINITY),
    order("O5", 0, 20, 400),
  ];
  const namesBy = (by: Extract<Change, { kind: "sequence" }>["by"]): string => {
    const future = { plan: twoSideBySide(), start: { ...EMPTY_START, orders } };
    const { start } = changed(future, [{ kind: "sequence", by }], "here");
    return (start.sequence ?? []).map((at) => orders[at]?.name).join(" ");
  };
  expect(namesBy("due")).toBe("O1 O3 O2 O5 O4");
  expect(namesBy("short")).toBe("O1 O3 O4 O2 O5");
  expect(namesBy("variant")).toBe("O1 O3 O5 O2 O4");
});
