import { describe, expect, it } from "vitest";
import { Peers } from "../../../../edge/health/evidence/peers.ts";
import { filters } from "../../../../edge/health/watches/process/filter.ts";
import { units } from "../../../../edge/health/watches/unit/units.ts";
import { FLOW, POWER, press } from "../../../fakes/health/unknown-machine.ts";
import { watchedAsset } from "../../../fakes/health/watched-asset.ts";
import { randomOf } from "../../../run/seed.ts";
import { BenchPlant, type TagShape } from "../../detect/bench-plant.ts";

/** Hours after which learning is complete, with a margin. */
const LEARNT_H = 60;

/** Adds to values from this hour on. */
const from = (hour: number, change: (values: Float64Array) => void) => (values: Float64Array, now: number) => {
  if (now >= hour) change(values);
};

const add = (values: Float64Array, channel: number, amount: number): void => {
  values[channel] = (values[channel] as number) + amount;
};

describe("an asset whose physics no other watch knows", () => {
  const made = (kind: string, tags: readonly TagShape[]) =>
    units(watchedAsset(new BenchPlant([{ label: "A", kind, tags }]), "A", new Peers()));
  const three: readonly TagShape[] = [
    { signal: "pressure", unit: "bar" },
    { signal: "flow", unit: "L/min" },
    { signal: "temperature", unit: "Cel" },
  ];

  it("[UW1] is watched by its measured values; meters, assets with few values and known machines are not", () => {
    expect(made("press", three).map(({ component, inputs }) => [component, inputs.length])).toEqual([["", 3]]);
    expect(made("meter", three)).toEqual([]);
    expect(made("press", three.slice(1))).toEqual([]);
    const counts: readonly TagShape[] = [
      { signal: "pieces", role: "parts-produced", unit: "1" },
      { component: "slide", signal: "position", unit: "mm" },
      { component: "energy", signal: "import", unit: "kW.h" },
      { signal: "level", type: "boolean" },
    ];
    expect(made("press", [...three, ...counts])[0]?.inputs.length).toBe(3);
    const bench = new BenchPlant([
      { label: "A", kind: "press", tags: [...three, { component: "filter", signal: "pressure-drop", unit: "mbar" }] },
    ]);
    const asset = watchedAsset(bench, "A", new Peers());
    const known = filters(asset);
    expect(known.length).toBe(1);
    expect(units({ ...asset, taken: new Set(known.flatMap(({ inputs }) => inputs)) })).toEqual([]);
  });

  it("[UW2] causes no finding about a sound machine, by day or by night", () => {
    const sound = ["a", "b", "c"].map((name) => press(randomOf(`sound press ${name}`)).to(9 * 24));
    // By chance one of several hundred has a finding in nine days, so that two of three do once in 50,000 runs.
    const quiet = sound.filter(({ said }) => said.length === 0);
    expect(quiet.length).toBeGreaterThanOrEqual(2);
    for (const one of quiet) expect(one.stageOf("")).toBe("healthy");
  });

  it("[UW3] is found within five hours when a value no longer fits the others, and the value is named", () => {
    for (const [channel, amount] of [
      [FLOW, 3],
      [POWER, 1],
    ] as const) {
      const fault = from(LEARNT_H, (values) => add(values, channel, amount));
      const [first] = press(randomOf(`press ${channel}`), { fault }).to(72).said;
      expect(first).toMatchObject({ kind: "unlike-before", component: "", tags: [channel] });
      expect((first?.hour ?? 0) - LEARNT_H).toBeLessThan(5);
    }
  });

  it("[UW4] is found by its level when a value leaves the others slowly", () => {
    const slow = press(randomOf("slow press"), {
      fault: (values, hour) => add(values, FLOW, 8 * Math.min(1, Math.max(0, (hour - 168) / 72))),
    }).to(264);
    expect(slow.said[0]).toMatchObject({ kind: "unlike-before", tags: expect.arrayContaining([FLOW]) });
    expect(slow.said[0]?.hour).toBeGreaterThan(168);
  });

  it("[UW5] continues from its file bit for bit, learning or not", () => {
    for (const hour of [10, 40, 61]) {
      const leak = { fault: from(LEARNT_H, (values) => add(values, FLOW, 3)) };
      const whole = press(randomOf("cut press"), leak).to(hour + 6);
      const cut = press(randomOf("cut press"), leak)
        .to(hour)
        .restart()
        .to(hour + 6);
      expect(cut.stored()).toEqual(whole.stored());
      expect(cut.said).toEqual(whole.said);
    }
  });

  it("[UW6] learns again after a repair, and makes no rows from a silent source", () => {
    const bench = new BenchPlant([{ label: "A", kind: "press", tags: three }]);
    const [watch] = units(watchedAsset(bench, "A", new Peers()));
    const random = randomOf("silent");
    const S = 1e6;
    const until = (fromS: number, toS: number, isHeard: boolean): void => {
      for (let s = fromS; s < toS; s += 10) {
        if (isHeard) for (let channel = 0; channel < 3; channel++) watch?.sample(channel, s * S, random());
        watch?.second?.((s + 10) * S);
      }
    };
    until(0, 4 * 86_400, true);
    expect(watch?.isLearning).toBe(false);
    const relations = () =>
      structuredClone((watch?.snapshot() as { readonly relations: unknown } | undefined)?.relations);
    // A few rows have the last values until the silence is detected.
    until(4 * 86_400, 4.1 * 86_400, false);
    const noticed = relations();
    until(4.1 * 86_400, 5 * 86_400, false);
    expect(relations()).toEqual(noticed);
    until(5 * 86_400, 5.1 * 86_400, true);
    expect(relations()).not.toEqual(noticed);
    expect(watch?.strengths.every((strength) => strength === 0)).toBe(true);
    watch?.renewed(0);
    expect(watch?.isLearning).toBe(true);
  });

  it("[UW6] uses log time only: a source's clock may be hours off, and log time may be set back", () => {
    const S = 1e6;
    const [DAY_S, BEGAN_S] = [86_400, 1e9];
    const isLearningWith = (sourceS: number, backS: number): boolean | undefined => {
      const bench = new BenchPlant([{ label: "A", kind: "press", tags: three }]);
      const [watch] = units(watchedAsset(bench, "A", new Peers()));
      const random = randomOf("clock");
      for (let s = 0; s < 4 * DAY_S; s += 10) {
        const logS = BEGAN_S + s - (s < DAY_S ? 0 : backS);
        for (let channel = 0; channel < 3; channel++) watch?.sample(channel, (logS + sourceS) * S, random());
        watch?.second?.((logS + 10) * S);
      }
      return watch?.isLearning;
    };
    for (const sourceS of [0, -6 * 3600, 30 * DAY_S]) expect(isLearningWith(sourceS, 0), String(sourceS)).toBe(false);
    expect(isLearningWith(0, 30 * DAY_S)).toBe(false);
  });
});
