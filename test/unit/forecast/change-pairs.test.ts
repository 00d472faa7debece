import { describe, expect, it } from "vitest";
import { pairedForecasts, pairFigures, pairText } from "../../../edge/evaluation/forecast/change-pairs.ts";
import { DRAWN, drawnChanges, drawnScenario } from "../../../edge/evaluation/forecast/drawn-scenarios.ts";
import { parseScenario } from "../../../simulators/scenario/read.ts";
import { SMALL_PLANT } from "../../fakes/forecast-history.ts";
import { SEED } from "../../run/seed.ts";

/** Machines that the simulated plant has too. */
const PLANT = {
  assets: [
    { label: "CNC-101", kind: "lathe" },
    { label: "CNC-102", kind: "lathe" },
    { label: "CNC-103", kind: "lathe" },
    { label: "PCK-01", kind: "packing" },
  ],
  material: {
    ...SMALL_PLANT.material,
    operations: [
      { stations: ["CNC-*"], id: "OP10" },
      { stations: ["PCK-01"], id: "OP20" },
    ],
  },
} as const;
const MACHINES: ReadonlySet<string> = new Set(PLANT.assets.map(({ label }) => label));
const HOURS = 200;

describe("drawn scenarios", () => {
  it("[FK36] each is a scenario of the simulators, the same for a seed, over 20 seeds", () => {
    for (let run = 0; run < 20; run++)
      for (const name of DRAWN) {
        const text = drawnScenario(name, PLANT, { seed: (SEED % 1e6) + run, hours: 18 }) ?? "";
        expect(() => parseScenario(text, name)).not.toThrow();
        expect(drawnScenario(name, PLANT, { seed: (SEED % 1e6) + run, hours: 18 })).toBe(text);
      }
    expect(drawnScenario("healthy", PLANT, { seed: 1, hours: 18 })).toBeUndefined();
  });

  it("[FK36] machines break down as often as their group does, over 20 seeds", () => {
    const ofMachine = (label: string): number =>
      Array.from({ length: 20 }, (_, run) => {
        const text = drawnScenario("breakdowns", PLANT, { seed: (SEED % 1e6) + run, hours: HOURS }) ?? "";
        return (JSON.parse(text).faults as { asset: string }[]).filter(({ asset }) => asset === label).length;
      }).reduce((sum, count) => sum + count, 0) / 20;
    // Five standard deviations of a mean of 20 counts of about 23.5, and of about 12.3.
    expect(Math.abs(ofMachine("CNC-101") - HOURS / 8.5)).toBeLessThan(5.5);
    expect(Math.abs(ofMachine("PCK-01") - HOURS / 16.2)).toBeLessThan(4);
  });

  it("[FK37] changes are of different groups and name machines of the model, over 20 seeds", () => {
    for (let run = 0; run < 20; run++) {
      const changes = drawnChanges(PLANT, { seed: (SEED % 1e6) + run, count: 3 }, (label) => label !== "CNC-103");
      expect(changes).toHaveLength(2);
      const named = changes.flatMap(({ machines }) => machines);
      expect(named.every((label) => MACHINES.has(label) && label !== "CNC-103")).toBe(true);
      expect(changes.filter(({ machines }) => machines.includes("PCK-01"))).toHaveLength(1);
    }
  });
});

describe("the better of two changes", () => {
  const plant = (foreseen: number, happened: number, ...behind: readonly number[]) => ({
    machines: [],
    hours: 0,
    foreseen,
    happened,
    behind,
  });

  it("[FK37] pairs within chance are told apart, and count neither as right nor as wrong", () => {
    const one = { seed: 1, chance: 3, plants: [plant(100, 100, -20, -10), plant(80, 70, 10), plant(90, 96)] };
    const two = { seed: 2, chance: -3, plants: [plant(100, 100, 1), plant(101, 90)] };
    const figures = pairFigures([one, two]);
    // 100 and 96 differ by less than two times three pieces.
    expect(figures).toEqual({ pairs: 4, decided: 3, right: 2, within: 1, withinRight: 1, chance: 3 });
    expect(pairText(figures)).toMatch(/67 % .*2 of 3 pairs that the truth decides; 4 pairs in all/);
    expect(pairText(pairFigures([]))).toMatch(/none/);
  });

  it("[FK37] the better one is named by the median difference of the runs, not by the difference of medians", () => {
    const plants = [plant(100, 100, 4), plant(99, 120)];
    expect(pairFigures([{ seed: 1, chance: 1, plants }])).toMatchObject({ decided: 1, right: 1 });
  });

  it("[FK37] a scenario that is not drawn is refused, because its plant cannot be changed", async () => {
    const stream = () => Promise.reject(new Error("no plant"));
    const asked = { scenario: "healthy", seed: 1, horizonH: 4 };
    const made = pairedForecasts({ description: SMALL_PLANT, stream }, asked, 1, () => undefined);
    await expect(made).rejects.toThrow(/--scenario is healthy; give one of sound, breakdowns/);
  });
});
