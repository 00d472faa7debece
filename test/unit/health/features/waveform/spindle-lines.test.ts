import { expect, it } from "vitest";
import { bearingOrders } from "../../../../../edge/contracts/plant/bearing-orders.ts";
import { BEARING_PARTS, PartLines } from "../../../../../edge/health/features/waveform/part-lines.ts";
import { ShaftLine } from "../../../../../edge/health/features/waveform/shaft-line.ts";
import { Random } from "../../../../../simulators/kernel/random.ts";
import { spindleBurst } from "../../../../../simulators/plants/machining/machines/vibration/burst.ts";
import { SOUND, spindleState } from "../../../../fakes/simulators/spindle-state.ts";
import { randomOf } from "../../../../run/seed.ts";

const RATE_HZ = 25_600;
const MACHINES = [500, 501, 502, 503, 504, 505];
const BURSTS = 3;
const { bearing, shaftHz } = spindleState(0);
const lines = new PartLines(
  bearingOrders({
    balls: bearing.elements,
    ballDiameterMm: bearing.elementMm,
    pitchDiameterMm: bearing.pitchMm,
    contactAngleDeg: (bearing.contactRad * 180) / Math.PI,
  }),
);
const shaft = new ShaftLine();

/** Means over some bursts of a machine. */
function meansOf(machine: number, more: Parameters<typeof spindleState>[1]) {
  const sums = { outer: 0, inner: 0, ball: 0, displacement: 0 };
  const out = new Float64Array(BEARING_PARTS.length);
  for (let burst = 0; burst < BURSTS; burst++) {
    const state = spindleState(machine, more);
    const points = spindleBurst(state, new Random(machine).at(burst));
    const of = { rateHz: RATE_HZ, shaftHz: state.shaftHz };
    lines.measure(points, of, out);
    for (const [at, part] of BEARING_PARTS.entries()) sums[part] += (out[at] as number) / BURSTS;
    sums.displacement += shaft.measure(points, of) / BURSTS;
  }
  return sums;
}

it("[WF13] the lines of a damaged part rise on every machine, and those of the other parts do not", () => {
  for (const machine of MACHINES) {
    const sound = meansOf(machine, {});
    for (const [part, field] of [
      ["outer", "outerRace"],
      ["inner", "innerRace"],
      ["ball", "rollingElement"],
    ] as const) {
      const damaged = meansOf(machine, { damage: { ...SOUND, [field]: 0.3 } });
      const rise = BEARING_PARTS.map((one) => damaged[one] - sound[one]);
      expect(rise[BEARING_PARTS.indexOf(part)], `${machine} ${part}`).toBeGreaterThan(0.2);
      expect(Math.max(...rise), `${machine} ${part}`).toBe(rise[BEARING_PARTS.indexOf(part)]);
    }
  }
});

it("[WF14] noise of cold grease, a heavy cut, chatter, an unbalance and a neighbour's shaft move them little", () => {
  for (const machine of MACHINES) {
    const sound = meansOf(machine, {});
    for (const more of [
      { greaseNoise: 1.8 },
      { load: 0.5, teeth: 4, cutMmS: 0.75 },
      { load: 0.5, teeth: 4, cutMmS: 0.75, chatterMs2: 5 },
      { unbalanceMmS: 5 },
      { floor: [{ hz: 8.2 * shaftHz, mmS: 0.3 }] },
    ]) {
      const disturbed = meansOf(machine, more);
      for (const part of BEARING_PARTS)
        expect(Math.abs(disturbed[part] - sound[part]), `${machine} ${part} ${JSON.stringify(more)}`).toBeLessThan(0.2);
    }
  }
});

it("[WF15] the displacement at the shaft's rate is that of the unbalance, the same at every speed", () => {
  for (const rpm of [1300, 4868, 7500]) {
    const state = { shaftHz: rpm / 60, speed: rpm / 8000 };
    const mmS = 0.5 * state.speed * 8;
    const { displacement } = meansOf(500, { ...state, unbalanceMmS: mmS });
    const expected = (mmS * Math.SQRT2) / 1000 / (2 * Math.PI * state.shaftHz);
    expect(displacement / expected).toBeGreaterThan(0.9);
    expect(displacement / expected).toBeLessThan(1.1);
  }
});

it("[WF15] noise hides the line of a sound rotor, and the line of an unbalanced one stands out from it", () => {
  const clear = MACHINES.map((machine) => {
    meansOf(machine, { roughMmS: 4 });
    const isSoundClear = shaft.isClear;
    meansOf(machine, { roughMmS: 4, unbalanceMmS: 6 });
    return [isSoundClear, shaft.isClear];
  });
  expect(clear.filter(([sound]) => sound).length).toBeLessThan(4);
  expect(clear.filter(([, unbalanced]) => unbalanced).length).toBe(MACHINES.length);
});

it("[WF13] a burst that is too short, of a shaft at rest, or with a NaN among its points gives NaN", () => {
  const random = randomOf("short");
  const points = Float32Array.from({ length: 4096 }, () => random() - 0.5);
  const out = new Float64Array(BEARING_PARTS.length);
  const of = { rateHz: RATE_HZ, shaftHz };
  lines.measure(points, of, out);
  expect([...out].every(Number.isFinite)).toBe(true);
  lines.measure(points.subarray(0, 1000), of, out);
  expect([...out].every(Number.isNaN)).toBe(true);
  lines.measure(points, { ...of, shaftHz: 0 }, out);
  expect([...out].every(Number.isNaN)).toBe(true);
  points[7] = Number.NaN;
  lines.measure(points, of, out);
  expect([...out].every(Number.isNaN)).toBe(true);
  expect(shaft.measure(points, { ...of, shaftHz: 0 })).toBeNaN();
  expect(shaft.measure(points.subarray(0, 2048), { ...of, shaftHz: 50 })).toBeNaN();
});

it("[WF13] bearings that measure one burst one after the other get what each gets alone, in an array reused", () => {
  const other = new PartLines(
    bearingOrders({ balls: 9, ballDiameterMm: 7.94, pitchDiameterMm: 39.04, contactAngleDeg: 0 }),
  );
  const state = spindleState(500);
  const of = { rateHz: RATE_HZ, shaftHz: state.shaftHz };
  const bursts = [0, 1].map((burst) => spindleBurst(state, new Random(500).at(burst)).slice());
  const measured = (by: PartLines, points: Float32Array): readonly number[] => {
    const out = new Float64Array(BEARING_PARTS.length);
    by.measure(points, of, out);
    return [...out, ...by.impacts, by.background];
  };
  // Something else between two bursts, so that each is analysed anew.
  const alone = bursts.map((points) =>
    [lines, other].map((by) => {
      measured(lines, new Float32Array(points.length).fill(1));
      return measured(by, points);
    }),
  );
  const again = new Float32Array((bursts[0] as Float32Array).length);
  for (const [at, points] of bursts.entries()) {
    again.set(points);
    expect([measured(lines, again), measured(other, again)]).toEqual(alone[at]);
  }
});
