import { describe, expect, it } from "vitest";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { waterMeters } from "../../../../edge/health/watches/process/water.ts";
import { ProcessLine, ramp, type Values } from "../../../fakes/health/process-line.ts";
import type { AssetShape } from "../../detect/bench-plant.ts";

const uidOf = (label: string): AssetUid => `urn:test:${label}` as AssetUid;
const HOUR_S = 3600;

const meter = (label: string, place: { readonly above?: string; readonly of?: string } = {}): AssetShape => ({
  label,
  kind: "meter",
  medium: "water",
  tags: [{ signal: "flow", unit: "m3/h" }],
  ...(place.above === undefined ? {} : { meterAbove: uidOf(place.above) }),
  ...(place.of === undefined ? {} : { meters: uidOf(place.of) }),
});

const washer = (label: string): AssetShape => ({
  label,
  kind: "washer",
  tags: [
    { signal: "item-state", role: "item-state", type: "enum" },
    { component: "water", signal: "flow", unit: "m3/h", range: [0, 5] },
  ],
});

/** Water behind each meter, m3/h, beside what the washer takes and people use. */
interface Leaks {
  readonly main?: number;
  readonly hall?: number;
  readonly sanitary?: number;
  /** What people use beside the usual 0.42 m3/h. */
  readonly people?: number;
}

/** A main meter; below it the hall, whose meter the washer's is below, and sanitary water. */
class WaterTree extends ProcessLine {
  constructor(hasTree = true) {
    const above = (label: string): { readonly above?: string } => (hasTree ? { above: label } : {});
    super(
      [
        meter("MAIN"),
        meter("HALL", above("MAIN")),
        meter("SANITARY", above("MAIN")),
        meter("SUB", { ...above("HALL"), of: "WSH" }),
        washer("WSH"),
      ],
      waterMeters,
    );
  }

  /** The washer works without a pause; in the night it rests. */
  at(second: number, works: boolean, { main = 0, hall = 0, sanitary = 0, people = 0 }: Leaks = {}): Values {
    const washes = works ? (second % 30 < 12 ? 1.35 : 0.05) + 0.03 * Math.sin(second / 1700) : 0.05;
    const used = 0.42 + 0.12 * Math.sin(second / 190) + people + sanitary;
    const read = (flow: number): number => flow * (1 + this.noise(0.002));
    return {
      "WSH item-state": works ? 3 : 2,
      "WSH water/flow": washes + this.noise(0.004),
      "SUB flow": read(washes),
      "HALL flow": read(washes + hall),
      "SANITARY flow": read(used),
      "MAIN flow": read(washes + used + hall + main),
    };
  }
}

describe("a tree of water meters", () => {
  /** Six hours of work, then four of rest. */
  const isDay = (second: number): boolean => second % (10 * HOUR_S) < 6 * HOUR_S;

  it("[HB45] takes no pause of a machine for a leak behind a meter that its water does not flow through", () => {
    const line = new WaterTree();
    line.run(20, (second) => line.at(second, isDay(second)));
    expect(line.kinds).toEqual([]);
  });

  it("[HB45] does not balance one meter against another where nobody says which one is the main one", () => {
    const line = new WaterTree(false);
    line.run(10, (second) => line.at(second, isDay(second)));
    expect(line.kinds).toEqual([]);
    // The washer's own meter needs no tree.
    expect(line.health.components.map(({ assetUid }) => assetUid)).toEqual([uidOf("SUB")]);
  });

  it.each([
    ["in the pipe from the main meter", "main", ["MAIN"]],
    ["behind the sanitary meter", "sanitary", ["MAIN"]],
    ["in the hall's pipe", "hall", ["HALL", "MAIN"]],
  ] as const)("[HB45] finds a leak %s at each meter above it that is balanced", (_where, branch, meters) => {
    for (const from of [3.5, 7]) {
      const line = new WaterTree();
      line
        .run(from, (second) => line.at(second, isDay(second)))
        .run(2.2, (second) => line.at(second, isDay(second), { [branch]: 0.5 * ramp(second, from, 1) }));
      expect([...new Set(line.kinds)].toSorted()).toEqual(meters.map((label) => `${label}  water-leak`));
      for (const label of meters)
        expect(line.said.find(({ what }) => what.startsWith(label))?.hour).toBeLessThan(from + 2);
    }
  });

  it("[HB46] takes no use of water for a leak that ends within 40 minutes, though it comes every two hours", () => {
    const line = new WaterTree();
    // Showers from the fourth hour on, every two hours and five minutes: at any place in the windows of the balance.
    const showers = (second: number): number => (second >= 4 * HOUR_S && second % 7500 < 2400 ? 3 : 0);
    line.run(17, (second) => line.at(second, isDay(second), { people: showers(second) }));
    expect(line.kinds).toEqual([]);
    line.run(2, (second) => line.at(second, isDay(second), { main: 0.2 }));
    expect(line.kinds).toEqual(["MAIN  water-leak"]);
  });
});
