import { describe, expect, it } from "vitest";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import type { LinkOf } from "../../../../edge/health/context/sources.ts";
import { airNets } from "../../../../edge/health/watches/process/air.ts";
import { waterMeters } from "../../../../edge/health/watches/process/water.ts";
import { ProcessLine, ramp, type Values } from "../../../fakes/health/process-line.ts";

const EXECUTING = 3;
const SETUP = 2;
const PROCESSING = 3;
const mode = { signal: "operation-mode", role: "operation-mode", type: "enum" } as const;
const state = { signal: "item-state", role: "item-state", type: "enum" } as const;

describe("a compressed-air net", () => {
  const machine = (label: string, kind: string) => ({ label, kind, tags: [state, mode] });
  const meter = (label: string) => ({
    label,
    kind: "meter",
    medium: "compressed-air" as const,
    tags: [
      { signal: "flow", unit: "m3/h" },
      { signal: "pressure", unit: "bar" },
    ],
  });
  const net = (linkOf?: LinkOf): ProcessLine =>
    new ProcessLine(
      [
        { label: "CMP", kind: "compressor", tags: [{ component: "net", signal: "pressure", unit: "bar" }] },
        meter("ALL"),
        meter("HALL"),
        machine("CNC-1", "lathe"),
        machine("CNC-2", "lathe"),
        machine("PRS", "press"),
      ],
      airNets,
      linkOf,
    );
  /** Two shifts of two hours, then two hours of night; the receiver stores and returns air as the pressure changes. */
  const at = (line: ProcessLine, second: number, leak: number): Values => {
    const night = second % 21_600 > 14_400;
    const works = (of: number): boolean => !night && Math.sin(second / (300 + 40 * of) + of) > -0.3;
    const bar = 7.1 + 0.3 * Math.sin(second / 11);
    const stored = (0.3 / 11) * Math.cos(second / 11) * 3 * 3600;
    const hall = 6 + (works(3) ? 12 : 0) + (leak * (bar + 1)) / 8;
    const all = hall + 20 + (works(1) ? 15 : 0) + (works(2) ? 15 : 0);
    return {
      "CMP net/pressure": bar,
      "ALL flow": all + stored + line.noise(1),
      "ALL pressure": bar,
      "HALL flow": hall + line.noise(0.2),
      "HALL pressure": bar,
      "CNC-1 item-state": works(1) ? EXECUTING : 2,
      "CNC-2 item-state": works(2) ? EXECUTING : 2,
      "PRS item-state": works(3) ? EXECUTING : 2,
    };
  };

  it("[PW6] has one finding for a leak that several meters see, by day or at night", () => {
    for (const from of [8.5, 11]) {
      const line = net();
      line
        .run(from, (second) => at(line, second, 0))
        .run(0.9, (second) => at(line, second, 30 * ramp(second, from, 0.5)));
      expect(line.kinds).toEqual(["CMP net air-leak"]);
      expect(line.said[0]?.hour).toBeLessThan(from + 0.4);
    }
  });

  it("[PW9] says how much of the usual flow a leak takes, and when that is thirty per cent", () => {
    const line = net();
    line.run(8.5, (second) => at(line, second, 0)).run(3, (second) => at(line, second, 6 * ramp(second, 8.5, 6)));
    const [found] = line.health.components.map(({ condition }) => condition);
    expect(found?.stage).toBe("act");
    // Half of the growth: 3 m3/h at 7 bar over atmosphere, beside a usual flow of about 13 at HALL.
    expect(found?.health).toBeLessThan(60);
    expect(found?.health).toBeGreaterThan(5);
    expect(found?.rul?.p50).toBeGreaterThan(0);
  });

  /** For the first hour the lathes are set up: they execute as they do later, and make nothing. */
  const withSetups = (line: ProcessLine, second: number, leak: number): Values => {
    const values = at(line, second, leak);
    const isSetUp = second < 3600;
    const takes = (label: string): number => (isSetUp && values[`${label} item-state`] === EXECUTING ? 15 : 0);
    return {
      ...values,
      "ALL flow": (values["ALL flow"] as number) - takes("CNC-1") - takes("CNC-2"),
      "CNC-1 operation-mode": isSetUp ? SETUP : PROCESSING,
      "CNC-2 operation-mode": isSetUp ? SETUP : PROCESSING,
    };
  };

  it("[HB43] does not expect air of a machine that is set up, and still finds a leak", () => {
    const line = net();
    line.run(9, (second) => withSetups(line, second, 0));
    expect(line.kinds).toEqual([]);
    line.run(0.9, (second) => withSetups(line, second, 30 * ramp(second, 9, 0.5)));
    expect(line.kinds).toEqual(["CMP net air-leak"]);
  });

  it("[HB44] is not judged by the last state of a machine whose source is silent", () => {
    const line = net(({ assetUid }) => (assetUid.includes("CNC") ? "line" : "other"));
    line.links({ isWhole: true, live: [], silent: [] }).links({ live: ["line", "other"], silent: [] });
    line.run(8, (second) => at(line, second, 0));
    const standing = { "CNC-1 item-state": 2, "CNC-2 item-state": 2 };
    line.run(0.02, (second) => ({ ...at(line, second, 0), ...standing }));
    line.links({ live: [], silent: ["line"] });
    const unheard = { "CNC-1 item-state": Number.NaN, "CNC-2 item-state": Number.NaN };
    line.run(0.5, (second) => ({ ...at(line, second, 0), ...unheard }));
    expect(line.kinds).toEqual([]);
    line.links({ live: ["line"], silent: [] }).run(0.3, (second) => at(line, second, 0));
    line.run(0.9, (second) => at(line, second, 30 * ramp(second, 8.82, 0.4)));
    expect(line.kinds).toEqual(["CMP net air-leak"]);
  });

  it("[HB44] finds a leak at night while machines are switched off with their source", () => {
    const line = net(({ assetUid }) => (assetUid.includes("CNC") ? "line" : "other"));
    line.links({ isWhole: true, live: [], silent: [] }).links({ live: ["line", "other"], silent: [] });
    // The night begins after ten hours.
    line.run(10.1, (second) => at(line, second, 0)).links({ live: [], silent: ["line"] });
    const off = { "CNC-1 item-state": Number.NaN, "CNC-2 item-state": Number.NaN };
    line.run(0.9, (second) => ({ ...at(line, second, 30 * ramp(second, 10.2, 0.4)), ...off }));
    expect(line.kinds).toEqual([]);
    line.run(0.6, (second) => ({ ...at(line, second, 30), ...off }));
    expect(line.kinds).toEqual(["CMP net air-leak"]);
  });

  it("[HB50] does not call a spell of up to 14 minutes a leak, and one that stays after a quarter of an hour", () => {
    for (const lasts of [5 / 60, 1 / 6, 12 / 60, 14 / 60, 1.5]) {
      const line = net();
      line.run(8.5, (second) => at(line, second, 0));
      line.run(lasts, (second) => at(line, second, 8)).run(2 - lasts, (second) => at(line, second, 0));
      const isLeak = lasts > 0.25;
      expect(line.kinds).toEqual(isLeak ? ["CMP net air-leak"] : []);
      if (isLeak) expect(line.said[0]?.hour).toBeGreaterThanOrEqual(8.74);
      if (isLeak) expect(line.said[0]?.hour).toBeLessThan(8.9);
    }
  });

  it("[PW6] is sound through nights and shifts, whichever machines run", () => {
    const line = net();
    line.run(18, (second) => at(line, second, 0));
    expect(line.kinds).toEqual([]);
  });
});

describe("a water meter", () => {
  const WSH = "urn:test:WSH" as AssetUid;
  const flow = [{ signal: "flow", unit: "m3/h" }];
  const plant = (): ProcessLine =>
    new ProcessLine(
      [
        { label: "MAIN", kind: "meter", medium: "water", tags: flow },
        { label: "SUB", kind: "meter", medium: "water", meters: WSH, tags: flow },
        {
          label: "WSH",
          kind: "washer",
          tags: [state, { component: "water", signal: "flow", unit: "m3/h", range: [0, 5] }],
        },
      ],
      waterMeters,
    );
  const at = (line: ProcessLine, second: number, { behind = 0, elsewhere = 0, ownShare = 1 }): Values => {
    const rinses = second % 200 < 80;
    const own = rinses ? 1.35 : 0.05;
    const sub = own + behind;
    return {
      "WSH item-state": second % 200 < 180 ? EXECUTING : 2,
      "WSH water/flow": ownShare * own + line.noise(0.004),
      "SUB flow": sub * (1 + line.noise(0.002)),
      "MAIN flow": (sub + 0.42 + 0.12 * Math.sin(second / 190) + elsewhere) * (1 + line.noise(0.002)),
    };
  };

  it("[PW7] finds a flow that its machine does not use, and the main meter one that no other meter sees", () => {
    const line = plant();
    line
      .run(4, (second) => at(line, second, {}))
      .run(2, (second) => at(line, second, { behind: 0.5 * ramp(second, 4, 2) }));
    expect(line.kinds).toEqual(["SUB  water-leak"]);
    const other = plant();
    other.run(4, (second) => at(other, second, {}));
    other.run(2, (second) => at(other, second, { elsewhere: 0.5 * ramp(second, 4, 2) }));
    expect(other.kinds).toEqual(["MAIN  water-leak"]);
  });

  it("[PW9] says how large the leak is beside the usual use, and when that is lost once more", () => {
    const line = plant();
    line
      .run(4, (second) => at(line, second, {}))
      .run(6, (second) => at(line, second, { elsewhere: 0.84 * ramp(second, 4, 10) }));
    const found = line.health.components
      .map(({ condition }) => condition)
      .find(({ assetUid }) => assetUid.endsWith("MAIN"));
    // Six tenths of twice the usual 0.42 m3/h.
    expect(found?.health).toBeGreaterThanOrEqual(35);
    expect(found?.health).toBeLessThanOrEqual(50);
    const { p05 = 0, p95 = 0 } = found?.rul ?? {};
    expect(p05).toBeLessThan(4 * 3600);
    expect(p95).toBeGreaterThan(4 * 3600);
  });

  it("[PW7] raises nothing when the machine's own meter shows too little", () => {
    const line = plant();
    line.run(4, (second) => at(line, second, {})).run(3, (second) => at(line, second, { ownShare: 0.7 }));
    expect(line.kinds).toEqual([]);
  });
});
