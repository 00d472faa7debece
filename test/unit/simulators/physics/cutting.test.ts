import { expect, it } from "vitest";
import {
  cuttingForceN,
  cuttingPowerW,
  flankWearMm,
  KC11_N_MM2,
  MC,
  Tool,
  taylorLifeS,
} from "../../../../simulators/plants/machining/machines/cutting.ts";

const SPEC = { number: 1, lifeS: 7200, speedMMin: 330, exponent: 0.35 };

it("Taylor: the slope of log speed over log life is the exponent", () => {
  const speeds = [200, 330, 500];
  const lives = speeds.map((speed) => taylorLifeS(SPEC, speed));
  for (let at = 1; at < speeds.length; at++) {
    const slope =
      Math.log((speeds[at] as number) / (speeds[at - 1] as number)) /
      Math.log((lives[at - 1] as number) / (lives[at] as number));
    expect(slope).toBeCloseTo(SPEC.exponent, 10);
  }
  expect(taylorLifeS(SPEC, SPEC.speedMMin)).toBe(SPEC.lifeS);
});

it("a tool that cuts at its speed reaches VB 0.3 mm at the end of its life, and lives scatter by about 12 %", () => {
  const tool = new Tool(SPEC, 0, 0);
  let seconds = 0;
  while (tool.flankMm < 0.3) {
    tool.wear(1, SPEC.speedMMin, 1);
    seconds++;
  }
  expect(seconds / SPEC.lifeS).toBeCloseTo(1, 2);
  expect(new Tool(SPEC, 0, 1).remainingS(1) / SPEC.lifeS).toBeCloseTo(Math.exp(0.12), 10);
});

it("wear has three phases: steep, steady, steep", () => {
  const slope = (u: number): number => (flankWearMm(u + 1e-4) - flankWearMm(u)) / 1e-4;
  expect(flankWearMm(0)).toBe(0);
  expect(flankWearMm(1)).toBeCloseTo(0.3, 6);
  expect(slope(0.005)).toBeGreaterThan(5 * slope(0.4));
  expect(slope(0.4) / slope(0.3)).toBeCloseTo(1, 1);
  expect(slope(0.98)).toBeGreaterThan(4 * slope(0.4));
});

it("Kienzle: specific force falls with chip thickness, power is force times speed, wear adds 40 %", () => {
  const cut = (chipMm: number) => ({ removalMm3S: 5000, chipMm, speedMMin: 330 });
  const specific = (chipMm: number): number => (1000 * cuttingPowerW(cut(chipMm), 0)) / 5000;
  expect(specific(1)).toBeCloseTo(KC11_N_MM2, 6);
  expect(Math.log(specific(0.1) / specific(0.4)) / Math.log(4)).toBeCloseTo(MC, 10);
  expect((cuttingForceN(cut(0.34), 0) * 330) / 60).toBeCloseTo(cuttingPowerW(cut(0.34), 0), 6);
  expect(cuttingPowerW(cut(0.34), 0.3) / cuttingPowerW(cut(0.34), 0)).toBeCloseTo(1.4, 10);
});
