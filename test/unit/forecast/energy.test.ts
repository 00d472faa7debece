import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { whatIfText } from "../../../edge/cli/whatif-text.ts";
import type { PastEnergy, PlantHistory } from "../../../edge/contracts/forecast/history.ts";
import { EnergyStore } from "../../../edge/energy/energy-store.ts";
import { readPastEnergy } from "../../../edge/energy/pieces/past-energy.ts";
import type { HourRow } from "../../../edge/energy/pieces/piece-store.ts";
import { powerOf } from "../../../edge/forecast/learn/power.ts";
import { historyUntil } from "../../../edge/forecast/learn/until.ts";
import type { ModelPlan } from "../../../edge/forecast/model/plan.ts";
import type { RunResult } from "../../../edge/forecast/model/tally.ts";
import { answerOf } from "../../../edge/forecast/whatif/answer.ts";
import { energyOf } from "../../../edge/forecast/whatif/energy.ts";
import { describedBy, readRecord } from "../../../edge/futures/record-of-pieces.ts";
import { createLog } from "../../../edge/observe/log.ts";
import { SMALL_PLANT, START_US, smallHistory } from "../../fakes/forecast-history.ts";
import { recordPlant } from "../../fakes/recorded-plant.ts";
import { randomOf } from "../../run/seed.ts";

const HOUR = 3600e6;
const FIRST = Math.ceil(START_US / HOUR) * HOUR;
const HISTORY = smallHistory(400, randomOf("history"));
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const hour = (station: string, at: number, piecesKWh: number, restKWh: number): PastEnergy => {
  return { station, hour: FIRST + at * HOUR, knownFrom: FIRST + (at + 2) * HOUR, piecesKWh, restKWh };
};

/** Two and a half hours of a lathe that takes 8 kW at work and 2 kW else; the packing machine has no meter. */
function metered(history: PlantHistory): PlantHistory {
  const rows = ["CNC-1", "CNC-2"].flatMap((station) =>
    [0, 1].map((at) => {
      const [from, to] = [FIRST + at * HOUR, FIRST + (at + 1) * HOUR];
      const worked = history.pieces
        .flatMap(({ operations }) => operations)
        .filter((one) => one.station === station)
        .reduce((sum, { start, end }) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)), 0);
      const workedH = worked / HOUR;
      return hour(station, at, 8 * workedH, 2 * (1 - workedH));
    }),
  );
  return { ...history, energy: rows };
}

describe("power of machines", () => {
  it("[FK75] is that at work and that of the other time, and one mean where no work is reported", () => {
    const power = powerOf(metered(HISTORY));
    expect(power["CNC-1"]?.workingKw).toBeCloseTo(8, 6);
    expect(power["CNC-1"]?.elseKw).toBeCloseTo(2, 6);
    expect(powerOf({ ...HISTORY, energy: [hour("OVEN", 0, 3, 1), hour("OVEN", 1, 3, 1)] })).toEqual({
      OVEN: { workingKw: 4, elseKw: 4, meanKw: 4, hours: 2 },
    });
    expect(powerOf(HISTORY)).toEqual({});
  });

  it("[FK75] is learnt from hours that were settled at the instant", () => {
    const at = FIRST + 2.5 * HOUR;
    const known = historyUntil(metered(HISTORY), at);
    expect(known.energy?.map((one) => (one.hour - FIRST) / HOUR)).toEqual([0, 0]);
    expect(powerOf(known)["CNC-1"]?.hours).toBe(1);
  });
});

it("[FK75] a future in which a machine stands takes less, and the answer names what has no meter", async () => {
  const history = metered(HISTORY);
  const at = START_US + 4.5 * HOUR;
  const futures = [{ name: "one stands", changes: [{ kind: "out", machines: "CNC-1", fromH: 0, hours: 2 } as const] }];
  const runs = { horizonS: 7200, replications: 4, seed: 1 };
  const means = { pause: async () => {} };
  const answer = await answerOf({ description: SMALL_PLANT, history, at, futures }, runs, means);
  expect(answer.metered).toEqual({ with: ["CNC-1", "CNC-2"], without: ["PCK-1"] });
  const [asIs, stands] = answer.futures;
  // Two lathes for two hours take 8 kWh at least, and 32 kWh if they work all the time.
  expect(asIs?.energy?.kWh.low).toBeGreaterThan(20);
  expect(asIs?.energy?.kWh.high).toBeLessThanOrEqual(32);
  expect(asIs?.energy?.perGood.middle).toBeCloseTo((asIs?.energy?.kWh.middle ?? 0) / (asIs?.good.middle ?? 1), 1);
  expect(stands?.against?.energyKWh?.high).toBeLessThan(-8);
  for (const [language, words] of [
    [
      "en",
      /Electricity of 2 machines with a meter; without: PCK-1[\s\S]*electricity, kWh: \d+ \/ \d+ \/ \d+ \(for each/,
    ],
    ["zh", /用电量只计有电表的 2 台设备；没有电表：PCK-1[\s\S]*用电量（kWh）：\d+/],
  ] as const)
    expect(whatIfText(answer, language)).toMatch(words);
  const unknown = await answerOf({ description: SMALL_PLANT, history: HISTORY, at, futures }, runs, means);
  expect([unknown.metered, unknown.futures[0]?.energy, unknown.futures[1]?.against?.energyKWh]).toEqual([
    null,
    null,
    null,
  ]);
  expect(whatIfText(unknown, "en")).not.toMatch(/lectricity/);
});

it("[FK75] a machine that stands with a piece in it takes no power of work, whenever the outage begins", async () => {
  const at = START_US + 4.5 * HOUR;
  const runs = { horizonS: 7200, replications: 4, seed: 1 };
  for (const fromH of [0.1, 0.25, 0.505, 0.52]) {
    const out = { kind: "out", machines: "CNC-1", fromH, hours: 1.4 } as const;
    const futures = [{ name: "one stands", changes: [out] }];
    const asked = { description: SMALL_PLANT, history: metered(HISTORY), at, futures };
    const { futures: found } = await answerOf(asked, runs, { pause: async () => {} });
    expect(found[1]?.against?.energyKWh?.middle).toBeLessThan(-4);
  }
});

it("[FK75] a belt has its mean power, and one that pieces pass twice has it once", () => {
  const belt = { kind: "belt", label: "OVEN" } as unknown as ModelPlan["places"][number];
  const plan = { places: [belt, belt] } as unknown as ModelPlan;
  const run = { busy: Float64Array.of(0, 0), stood: Float64Array.of(0, 0) } as unknown as RunResult;
  const powers = { OVEN: { workingKw: 20, elseKw: 3, meanKw: 18, hours: 2 } };
  expect(energyOf(run, plan, powers, 7200)).toBe(36);
});

describe("the record of energy", () => {
  it("[FK75] gives settled hours of electricity with readings, whatever is written meanwhile", () => {
    const folder = mkdtempSync(join(tmpdir(), "gemba-past-energy-"));
    folders.push(folder);
    recordPlant(folder, HISTORY);
    const path = join(folder, "production", "energy.db");
    const store = new EnergyStore(path, createLog({ level: "silent" }));
    const [lathe = 0, air = 0] = store.pieces.codes([
      { station: "CNC-1", medium: "electricity" },
      { station: "CNC-1", medium: "compressed-air" },
    ]);
    const row = (channel: number, at: number, unmetered: number): HourRow => {
      const parts = { pieces: 3e6, idle: 1e6, setUp: 0.5e6, unmetered: unmetered * 1e6 };
      return { channel, hour: FIRST + at * HOUR, metered: 4.5e6 + parts.unmetered, ...parts };
    };
    const hours = [row(lathe, 0, 0), row(lathe, 1, 1), row(air, 0, 0), row(lathe, 2, 0.1), row(lathe, 9, 0)];
    store.pieces.write({
      ...{ steps: [], traces: [], stays: [], gone: [], state: {}, forgetBefore: Number.NaN },
      hours,
    });
    // The store is open, as at a running edge.
    const range = { from: FIRST, to: FIRST + 4.9 * HOUR };
    const found = readPastEnergy(path, range, {});
    expect(found.map((one) => [one.station, (one.hour - FIRST) / HOUR, one.piecesKWh])).toEqual([
      ["CNC-1", 0, 3],
      ["CNC-1", 2, 3],
    ]);
    expect(found[1]?.restKWh).toBeCloseTo(1.6, 9);
    expect(readPastEnergy(path, range, { settleMinutes: 120 })).toHaveLength(1);
    const plant = describedBy({ ...SMALL_PLANT, energy: { pieces: { settleMinutes: 10 } } } as never);
    const recorded = readRecord(folder, plant, { forS: 86_400 });
    expect(recorded?.energy?.length).toBeGreaterThan(0);
    store.close();
  });
});
