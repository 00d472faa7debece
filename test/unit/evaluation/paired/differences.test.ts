import { expect, it } from "vitest";
import type { ConditionReport } from "../../../../edge/contracts/alerts/condition.ts";
import type { WaveformBlock } from "../../../../edge/contracts/path/waveform-block.ts";
import type { Asset, Plant } from "../../../../edge/contracts/plant/plant.ts";
import type { AssetUid, Tag, TagRef } from "../../../../edge/contracts/plant/tag.ts";
import type { ArrivedSecond } from "../../../../edge/evaluation/input/arrived.ts";
import { Differences } from "../../../../edge/evaluation/paired/differences.ts";
import { VisibilityWatch } from "../../../../edge/evaluation/paired/visibility.ts";
import type { TrueFault } from "../../../../edge/evaluation/truth.ts";
import { createTagTable } from "../../../../edge/model/tag-table.ts";

const S = 1e6;
const CNC = "urn:cnc-1" as AssetUid;
const CMP = "urn:cmp-1" as AssetUid;
const [LOAD, STATE, BURST, AIR] = [0, 1, 2, 3] as TagRef[] as [TagRef, TagRef, TagRef, TagRef];

/** One second with these values; `texts` are those of STATE. */
function second(
  at: number,
  values: readonly (readonly [TagRef, number])[],
  more: { text?: string; burst?: readonly number[]; alarm?: boolean } = {},
): ArrivedSecond {
  const rows = [...values, ...(more.text === undefined ? [] : [[STATE, Number.NaN] as const])];
  const report = { assetUid: CNC, conditionId: "TOOL", active: more.alarm } as unknown as ConditionReport;
  const block = { tag: BURST, start: at * S, points: Float32Array.from(more.burst ?? []) } as unknown as WaveformBlock;
  return {
    at: at * S,
    batch: {
      length: rows.length,
      tags: Uint32Array.from(rows, ([tag]) => tag),
      times: Float64Array.from(rows, () => at * S),
      receivedAt: at * S,
      values: Float64Array.from(rows, ([, value]) => value),
      statuses: new Uint32Array(rows.length),
      flags: new Uint8Array(rows.length),
      texts: more.text === undefined ? new Map() : new Map([[rows.length - 1, more.text]]),
    },
    waveforms: more.burst === undefined ? [] : [block],
    events: [],
    conditions: more.alarm === undefined ? [] : [report],
  };
}

const made = (): Differences =>
  new Differences({
    tags: 4,
    assets: [CNC, CMP],
    floorOf: (ref) => (ref === LOAD || ref === AIR ? { noise: 0.1, resolution: 0.5 } : undefined),
  });

it("[E25] a number differs beyond three deviations of noise and a step of its instrument, until both agree", () => {
  const differences = made();
  differences.second(second(1, [[LOAD, 10]]), second(1, [[LOAD, 10.79]]));
  expect(differences.differs(LOAD)).toBe(false);
  differences.second(second(2, [[LOAD, 10]]), second(2, [[LOAD, 10.81]]));
  expect(differences.differs(LOAD)).toBe(true);
  // Its twin's older value counts until there is a newer one.
  differences.second(second(3, [[LOAD, 10.7]]), second(3, []));
  expect(differences.differs(LOAD)).toBe(false);
  differences.second(second(4, [[LOAD, Number.NaN]]), second(4, []));
  expect(differences.differs(LOAD)).toBe(true);
});

it("[E25] a small difference shows by the RMS of sixty readings: an instrument that is stuck lacks its noise", () => {
  const differences = new Differences({ tags: 1, assets: [], floorOf: () => ({ noise: 1, resolution: 0.1 }) });
  const shown: boolean[] = [];
  for (let at = 1; at <= 60; at++) {
    differences.second(second(at, [[LOAD, 0]]), second(at, [[LOAD, at % 2 === 0 ? 1 : -1]]));
    shown.push(differences.differs(LOAD));
  }
  expect([shown[9], shown[59]]).toEqual([false, true]);
});

it("[E25] after a great difference values that agree show none, at once where an instrument has no noise", () => {
  const differences = made();
  const [door, noisy] = [STATE, LOAD];
  const both = (at: number, value: number, apart: number) => {
    const rows = (by: number) => [[door, by > 0 ? 1 : 0] as const, [noisy, value + by] as const];
    differences.second(second(at, rows(apart)), second(at, rows(0)));
  };
  for (let at = 1; at <= 100; at++) both(at, 10, 1e6);
  expect([door, noisy].map((ref) => differences.differs(ref))).toEqual([true, true]);
  both(101, 10, 0);
  expect(differences.differs(door)).toBe(false);
  for (let at = 102; at <= 300; at++) both(at, 10, 0);
  expect(differences.differs(noisy)).toBe(false);
});

it("[E25] each change of a text shows, and the alarms that a controller reports", () => {
  const differences = made();
  differences.second(second(1, [], { text: "P1" }), second(1, [], { text: "P1" }));
  expect(differences.differs(STATE)).toBe(false);
  differences.second(second(2, [], { text: "P2", alarm: true }), second(2, []));
  expect(differences.differs(STATE)).toBe(true);
  const alarms = differences.conditionsOf(CNC) as TagRef;
  expect([alarms, differences.conditionsOf(CMP)].map((ref) => differences.differs(ref as TagRef))).toEqual([
    true,
    false,
  ]);
  differences.second(second(3, [], { alarm: false }), second(3, []));
  expect(differences.differs(alarms)).toBe(false);
});

it("[E25] a waveform differs when a feature does beyond the scatter of noise of its length", () => {
  const differences = made();
  // Deterministic noise of 1,000 points: 3 deviations of its RMS are 6.7 %.
  let seed = 1;
  const uniform = (): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647 - 0.5;
  };
  const noise = Array.from({ length: 1000 }, uniform);
  const times = (factor: number): number[] => noise.map((value) => factor * value);
  differences.second(second(1, [], { burst: noise }), second(1, [], { burst: times(1.05) }));
  expect(differences.differs(BURST)).toBe(false);
  differences.second(second(2, [], { burst: noise }), second(2, [], { burst: times(1.1) }));
  expect(differences.differs(BURST)).toBe(true);
  // Impacts that hardly change the RMS show in the kurtosis.
  const impacts = noise.map((value, at) => (at % 250 === 0 ? value + 1.6 : value));
  differences.second(second(3, [], { burst: noise }), second(3, [], { burst: noise }));
  expect(differences.differs(BURST)).toBe(false);
  differences.second(second(4, [], { burst: noise }), second(4, [], { burst: impacts }));
  expect(differences.differs(BURST)).toBe(true);
});

const tag = (ref: TagRef, assetUid: AssetUid, component: string): Tag =>
  ({ ref, assetUid, component, signal: "x", tagUid: `${assetUid}#${component}/x` }) as unknown as Tag;
const TAGS = createTagTable(
  [tag(LOAD, CNC, "spindle"), tag(STATE, CNC, ""), tag(BURST, CNC, "spindle"), tag(AIR, CMP, "net")],
  4,
);
const PLANT = {
  assets: [
    { assetUid: CNC, label: "CNC-1", kind: "lathe" },
    { assetUid: CMP, label: "CMP-1", kind: "compressor" },
  ] as unknown as Asset[],
} as unknown as Plant;
const fault = (kind: string, beginsAt: number, repairedAt?: number): TrueFault => ({
  id: kind,
  kind,
  asset: "CNC-1",
  component: "spindle",
  parameters: {},
  beginsAt: beginsAt * S,
  observableAt: 7 * S,
  failureAt: undefined,
  repairedAt: repairedAt === undefined ? undefined : repairedAt * S,
});

/** The values of LOAD and AIR in the faulty run, from second 1 on; both are 0 in its twin. */
function seen(faults: readonly TrueFault[], values: readonly (readonly [load: number, air: number])[]) {
  const differences = made();
  const watch = new VisibilityWatch({ plant: PLANT, tags: TAGS, differences, faults });
  for (const [index, [load, air]] of values.entries()) {
    const at = index + 1;
    differences.second(
      second(at, [
        [LOAD, load],
        [AIR, air],
      ]),
      second(at, [
        [LOAD, 0],
        [AIR, 0],
      ]),
    );
    watch.second(at * S);
  }
  return faults.map((one) => watch.of(one));
}

it("[E25] a fault shows when a tag first differs on its asset, or where a finding would be right", () => {
  const quiet = [0, 0] as const;
  const shown = [1, 0] as const;
  // Values that arrive in second 8 were measured in second 6.
  const values = [...Array.from({ length: 7 }, () => quiet), shown, shown];
  expect(seen([fault("bearing-wear", 3)], values)).toEqual([{ at: 6 * S, first: "urn:cnc-1#spindle/x", taken: 0 }]);
  const leak = Array.from({ length: 9 }, (_, at) => [0, at < 7 ? 0 : 1] as const);
  expect(seen([fault("bearing-wear", 3), fault("air-leak", 3)], leak)).toEqual([
    { taken: 0 },
    { at: 6 * S, first: "urn:cmp-1#net/x", taken: 0 },
  ]);
  // A fault that was over before anything differed; then one that acts on the wire, whose time comes from the truth.
  expect(seen([fault("bearing-wear", 0, 1)], values)).toEqual([{ taken: 0 }]);
  expect(seen([fault("network-loss", 3)], values)).toEqual([{ at: 7 * S, taken: 0 }]);
});

it("[E25] a tag that differed before a fault began does not show it", () => {
  const values = Array.from({ length: 12 }, (_, at) => [at < 4 ? 0 : 1, 0] as const);
  // LOAD differs from the measurement of second 3 on.
  expect(seen([fault("bearing-wear", 3)], values)[0]).toMatchObject({ at: 3 * S, taken: 0 });
  expect(seen([fault("bearing-wear", 6)], values)).toEqual([{ taken: 1 }]);
});
