import { describe, expect, it } from "vitest";
import { LinearModel } from "../../../../edge/health/evidence/linear-model.ts";
import { coolantCircuits } from "../../../../edge/health/watches/process/coolant.ts";
import { coolingCircuits } from "../../../../edge/health/watches/process/cooling.ts";
import { filters } from "../../../../edge/health/watches/process/filter.ts";
import { heaters } from "../../../../edge/health/watches/process/heater.ts";
import { ProcessLine, ramp, type Values } from "../../../fakes/health/process-line.ts";
import type { AssetShape } from "../../detect/bench-plant.ts";

const EXECUTING = 3;
const state = { signal: "item-state", role: "item-state", type: "enum" } as const;

describe("a heater that delivers less than its demand", () => {
  const tags = [
    { component: "zone-1", signal: "heater-demand", unit: "%" },
    { component: "zone-1", signal: "heater-output", unit: "%" },
    { component: "zone-1", signal: "gas-flow", unit: "m3/h" },
  ];
  const oven = (): ProcessLine => new ProcessLine([{ label: "OVN", kind: "oven", tags }], heaters);
  /** The controller demands as much more as the burner loses, so that the zone keeps its temperature. */
  const at = (line: ProcessLine, second: number, lost: number, gasShare = 1): Values => {
    const given = 45 + 10 * Math.sin(second / 900);
    return {
      "OVN zone-1/heater-demand": Math.min(100, given / (1 - lost)),
      "OVN zone-1/heater-output": given + line.noise(0.2),
      "OVN zone-1/gas-flow": 0.06 * given * gasShare + line.noise(0.01),
    };
  };

  it("[PW2] is found while the zone still has reserve, with the lost share as its damage", () => {
    const line = oven();
    line.run(1, (second) => at(line, second, 0)).run(1, (second) => at(line, second, 0.5 * ramp(second, 1, 1)));
    expect(line.kinds).toEqual(["OVN zone-1 oven-heater"]);
    expect(line.said[0]?.hour).toBeLessThan(1.5);
    expect(line.health.components[0]?.damage).toBeCloseTo(0.47, 1);
  });

  it("[PW2] is not found by its gas meter alone", () => {
    const line = oven();
    line.run(1, (second) => at(line, second, 0)).run(2, (second) => at(line, second, 0, 0.7));
    expect(line.kinds).toEqual([]);
  });
});

describe("a filter", () => {
  const tags = [
    state,
    { component: "filter", signal: "pressure-drop", unit: "Pa", limits: { highHigh: 1900 } },
    { component: "air", signal: "flow", unit: "m3/h" },
  ];
  const booth = (): ProcessLine => new ProcessLine([{ label: "PCB", kind: "coating-booth", tags }], filters);
  /** Works for ten minutes, stands for five. `dust` is resistance above that of a clean filter. */
  const at = (line: ProcessLine, second: number, dust: number, weight = 1): Values => {
    const works = second % 900 < 600;
    const drop = (works ? 960 : 790) * (1 + dust);
    return {
      "PCB item-state": works ? EXECUTING : 2,
      "PCB filter/pressure-drop": drop + line.noise(5),
      "PCB air/flow": 9400 - weight * drop + line.noise(25),
    };
  };

  it("[PW3] is found by its resistance at the same load, before it must be changed", () => {
    const line = booth();
    line.run(3, (second) => at(line, second, 0)).run(5, (second) => at(line, second, 1.2 * ramp(second, 3, 5)));
    expect(line.kinds).toEqual(["PCB filter filter-clogging"]);
    expect(line.said[0]?.hour).toBeLessThan(5.5);
    // The drop of the working booth has risen from 960 to 2112 Pa, and the filter is due at 1900 Pa.
    expect(line.health.components[0]?.damage).toBeCloseTo(1.22, 1);
  });

  it("[PW3] is not clogged when it was changed and fills up again as usual, nor by a wrong pressure", () => {
    const line = booth();
    line.run(3, (second) => at(line, second, 0)).run(9, (second) => at(line, second, -0.35 * (1 - ramp(second, 3, 8))));
    expect(line.kinds).toEqual([]);
    const other = booth();
    other
      .run(3, (second) => at(other, second, 0))
      .run(3, (second) => ({
        ...at(other, second, 0),
        "PCB filter/pressure-drop": 1400 + other.noise(5),
      }));
    expect(other.kinds).toEqual([]);
  });
});

describe("the condenser of a chiller", () => {
  const tags = [
    { component: "compressor", signal: "output", unit: "%" },
    { component: "cooling", signal: "power", unit: "kW" },
    { component: "condenser", signal: "temperature", unit: "Cel" },
  ];
  const chiller = (): ProcessLine => new ProcessLine([{ label: "CHL", kind: "chiller", tags }], coolingCircuits);
  const at = (line: ProcessLine, second: number, { fouling = 0, warmerK = 0, swing = 10 }): Values => {
    const output = (45 + swing * Math.sin(second / 1500)) / (1 - 0.45 * fouling);
    return {
      "CHL compressor/output": output + line.noise(0.2),
      "CHL cooling/power": 0.95 * output * (1 - 0.45 * fouling) + line.noise(0.2),
      "CHL condenser/temperature": 33 + 0.14 * output + 20 * fouling + warmerK + line.noise(0.06),
    };
  };

  it("[PW4] is fouled when it condenses hotter and cools less for the output", () => {
    const line = chiller();
    line.run(3, (second) => at(line, second, {})).run(4, (second) => at(line, second, { fouling: ramp(second, 3, 8) }));
    expect(line.kinds).toEqual(["CHL condenser cooling-loss"]);
    expect(line.said[0]?.hour).toBeLessThan(5.5);
  });

  it("[PW4] is found fouled when that begins in the first hour, because the raised output is no new load", () => {
    const line = chiller();
    line.run(0.8, (second) => at(line, second, { swing: 2 }));
    line.run(3.2, (second) => at(line, second, { swing: 2, fouling: ramp(second, 0.8, 4.5) }));
    expect(line.kinds).toEqual(["CHL condenser cooling-loss"]);
  });

  it("[PW4] is not found fouled on warm afternoons", () => {
    const line = chiller();
    line.run(3, (second) => at(line, second, {}));
    line.run(12, (second) => at(line, second, { warmerK: 7 * Math.sin((Math.PI * (second / 3600 - 3)) / 12) ** 2 }));
    expect(line.kinds).toEqual([]);
  });
});

describe("a coolant circuit", () => {
  const tags = [
    { component: "coolant", signal: "flow", unit: "L/min", range: [0, 100] },
    { component: "coolant", signal: "pressure", unit: "bar", range: [0, 80] },
  ] as const;
  const machine = (more: AssetShape["tags"] = []): ProcessLine =>
    new ProcessLine([{ label: "CNC", kind: "lathe", tags: [...tags, ...more] }], coolantCircuits);
  /** The pump runs for two of three minutes. */
  const at = (line: ProcessLine, second: number, lost: number, lostPressure = lost): Values => {
    const runs = second % 180 < 120;
    return {
      "CNC coolant/flow": (runs ? 31 * (1 - lost) : 0) + line.noise(0.2),
      "CNC coolant/pressure": (runs ? 22 * (1 - lostPressure) ** 2 : 0) + line.noise(0.08),
    };
  };

  it("[PW5] is found by flow and pressure of the running pump, whenever it runs", () => {
    const line = machine();
    line.run(2, (second) => at(line, second, 0)).run(2, (second) => at(line, second, 0.6 * ramp(second, 2, 2)));
    expect(line.kinds).toEqual(["CNC coolant coolant-loss"]);
    expect(line.said[0]?.hour).toBeLessThan(2.7);
  });

  it("[HB20] is not found weak by what a throttled pump showed in maintenance", () => {
    const MAINTENANCE = 1;
    const found = ([false, true] as const).map((isMaintained) => {
      const line = machine([{ signal: "operation-mode", role: "operation-mode", type: "enum" }]);
      const mode = (is: boolean): Values => ({ "CNC operation-mode": is && isMaintained ? MAINTENANCE : 3 });
      line.run(2, (second) => ({ ...at(line, second, 0), ...mode(false) }));
      line.run(0.5, (second) => ({ ...at(line, second, 0.4), ...mode(true) }));
      return line.run(1, (second) => ({ ...at(line, second, 0), ...mode(false) })).kinds;
    });
    expect(found).toEqual([["CNC coolant coolant-loss"], []]);
  });

  it("[PW5] is not found while it is emptied for cleaning, or by one instrument alone", () => {
    const line = machine();
    line.run(2, (second) => at(line, second, 0));
    line.run(1, () => ({ "CNC coolant/flow": line.noise(0.2), "CNC coolant/pressure": line.noise(0.08) }));
    line.run(2, (second) => at(line, second, 0, 0.3));
    expect(line.kinds).toEqual([]);
  });
});

describe("a process watch", () => {
  const tags = [
    { component: "h", signal: "demand", unit: "%" },
    { component: "h", signal: "output", unit: "%" },
  ];
  const line = (): ProcessLine => new ProcessLine([{ label: "X", kind: "box", tags }], heaters);
  const values = (second: number, lost: number): Values => ({
    "X h/demand": 50,
    "X h/output": 50 * (1 - lost) + (second % 7) / 10,
  });

  it("[PW1] does not learn a fault that grows so slowly that each hour is like the previous one", () => {
    const slow = line();
    slow.run(1, (second) => values(second, 0)).run(16, (second) => values(second, 0.1 * ramp(second, 1, 16)));
    expect(slow.kinds).toEqual(["X h oven-heater"]);
  });

  it("[PW1] gives no evidence while an instrument is silent", () => {
    const silent = line();
    silent.run(2, (second) => values(second, 0));
    silent.run(2, (second) => ({ ...values(second, 0.5), "X h/demand": Number.NaN }));
    expect(silent.kinds).toEqual([]);
  });

  it("[PW1] learns a new load before it judges it", () => {
    const model = new LinearModel(2);
    for (let at = 0; at < 100; at++) model.learn(Float64Array.of(1, 0), 5);
    expect(model.leverage(Float64Array.of(1, 0))).toBeLessThan(0.02);
    expect(model.leverage(Float64Array.of(1, 1))).toBeGreaterThan(100);
    for (let at = 0; at < 100; at++) model.learn(Float64Array.of(1, 1), 8);
    expect(model.predict(Float64Array.of(1, 0.5))).toBeCloseTo(6.5, 2);
    expect(model.leverage(Float64Array.of(1, 1))).toBeLessThan(0.02);
  });

  it("[PW8] continues from its file bit for bit, wherever it was cut", () => {
    const [whole, first, second] = [line(), line(), line()];
    const give = (at: number): Values => values(at, 0.3 * ramp(at, 1, 1));
    whole.run(2, give);
    first.run(1.2637, give);
    const states = structuredClone([...first.health.parts()].map(({ part }) => part.snapshot()));
    second.run(1.2637, () => ({}));
    for (const [at, { part }] of [...second.health.parts()].entries())
      (part as { restore(state: unknown): void }).restore(states[at]);
    second.run(2 - 1.2637, give);
    const strengths = (of: ProcessLine) =>
      of.health.components.flatMap(({ watches }) => watches.flatMap((one) => [...one.strengths, one.damage]));
    expect(strengths(second)).toEqual(strengths(whole));
    expect(strengths(whole)[0]).toBeLessThan(-9);
  });
});
