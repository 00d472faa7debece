import { expect, it } from "vitest";
import { Conditions } from "../../../simulators/kernel/faults/condition.ts";
import { Circumstances } from "../../../simulators/kernel/nuisances/circumstance.ts";
import { Random } from "../../../simulators/kernel/random.ts";
import type { Surroundings } from "../../../simulators/plants/machining/machine.ts";
import { Chiller } from "../../../simulators/plants/machining/machines/chiller.ts";
import { Cnc } from "../../../simulators/plants/machining/machines/cnc.ts";
import { ProgramLibrary } from "../../../simulators/plants/machining/machines/cnc-program.ts";
import { Floor } from "../../../simulators/plants/machining/machines/vibration/floor.ts";
import type { Piece } from "../../../simulators/plants/machining/material/piece.ts";
import { Calendar } from "../../../simulators/plants/machining/planning/calendar.ts";
import { Islands } from "../../../simulators/plants/machining/planning/islands.ts";
import { JobOrders } from "../../../simulators/plants/machining/planning/job-orders.ts";
import { STANDARD_VARIANTS } from "../../../simulators/plants/machining/products/variant.ts";
import { parseScenario, ScenarioError } from "../../../simulators/scenario/read.ts";
import { USUAL_UTILITIES } from "../../../simulators/scenario/scenario.ts";

/**
 * Operation of a plant outside its shifts: a zone with daylight saving, idle machines, warm spindles, chilled water by
 * the clock.
 */

const HEAD = "scenario: 1\ntitle: { zh: 甲, en: A }\n";
const planOf = (calendar: string) => parseScenario(`${HEAD}calendar:\n${calendar}`, "plan.yaml").calendar;
const BERLIN = planOf(`  timeZone: Europe/Berlin
  shifts: [{ name: early, start: "06:00", hours: 8 }, { name: night, start: "22:00", hours: 8 }]
  breaks: [{ after: 5 h, lasts: 30 min }]
  idle: [{ asset: CNC-103, start: "22:00", hours: 8 }]
`);
const at = (text: string): number => Date.parse(text);

it("shifts follow the site's clock over daylight saving; a break comes only after people have worked for hours", () => {
  const calendar = new Calendar(BERLIN);
  // Winter time until 29 March 2026, 02:00.
  expect(calendar.at(at("2026-03-28T05:30:00Z"))).toBe("working");
  expect(calendar.at(at("2026-03-28T04:30:00Z"))).toBe("working");
  expect(calendar.at(at("2026-03-28T13:30:00Z"))).toBe("off-shift");
  expect(calendar.shiftAt(at("2026-03-29T04:30:00Z"))).toEqual({ name: "early", startMs: at("2026-03-29T04:00:00Z") });
  // The night shift began at 22:00, 21:00 UTC, and is an hour shorter.
  expect(calendar.shiftAt(at("2026-03-29T03:30:00Z"))).toEqual({ name: "night", startMs: at("2026-03-28T21:00:00Z") });
  expect(calendar.at(at("2026-03-29T02:15:00Z"))).toBe("break");
  expect(calendar.at(at("2026-03-29T12:30:00Z"))).toBe("off-shift");
});

it("only the configured machine tool is idle in its hours of the site's day, over midnight", () => {
  const calendar = new Calendar(BERLIN);
  const idle = (text: string, station = "CNC-103"): boolean => calendar.isIdleAt(station, at(text));
  expect(
    ["2026-03-28T20:59:00Z", "2026-03-28T21:01:00Z", "2026-03-29T03:59:00Z", "2026-03-29T04:01:00Z"].map((text) =>
      idle(text),
    ),
  ).toEqual([false, true, true, false]);
  expect(idle("2026-03-28T22:00:00Z", "CNC-104")).toBe(false);
});

it("an unknown time zone and an idle machine that is not a machine tool are refused with a remedy", () => {
  const problems = (calendar: string): string => {
    try {
      planOf(calendar);
      return "";
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      return error.message;
    }
  };
  expect(problems("  timeZone: Europe/Nowhere\n")).toMatch(/plan\.yaml:4 calendar\/timeZone: .*Europe\/Berlin/);
  expect(problems('  idle: [{ asset: OVN-01, start: "22:00", hours: 8 }]\n')).toMatch(
    /calendar\/idle\/0\/asset: names no machine tool: CNC-101/,
  );
});

function surroundings(calendar: string): Surroundings {
  const none = (): void => undefined;
  return {
    nowMs: 0,
    hallCel: 24,
    sagged: false,
    utilities: USUAL_UTILITIES,
    voltageV: 231,
    wear: 1,
    wearFactors: () => ({ spindle: 1, tool: 1 }),
    workTime: "off-shift",
    calendar: planOf(calendar),
    conditions: new Conditions(),
    circumstances: new Circumstances(),
    floor: new Floor(),
    programs: new ProgramLibrary(),
    isIdle: () => false,
    standby: new Set(),
    operations: { start: none, complete: none, truth: none },
    jobs: new JobOrders({ variants: STANDARD_VARIANTS, nowMs: () => 0, report: none }),
    islands: new Islands(STANDARD_VARIANTS),
    book: { move: none },
    report: none,
  } as unknown as Surroundings;
}

it("a chiller switched off by the clock warms to at most hall temperature and cools within an hour", () => {
  const around = surroundings("  chilledWater: shifts\n");
  const chiller = new Chiller("CHL-01", { around, random: new Random(1) });
  const read = (id: string): number => chiller.signals.find((signal) => signal.id === id)?.read() as number;
  for (let second = 0; second < 8 * 3600; second++) chiller.slow(1);
  expect(chiller.itemState).toBe(2);
  expect(read("water/supply-temperature")).toBeGreaterThan(18);
  expect(read("water/supply-temperature")).toBeLessThanOrEqual(24);
  expect([read("water/flow"), read("cooling/power")]).toEqual([0, 0]);
  around.workTime = "working";
  for (let second = 0; second < 3600; second++) chiller.slow(1);
  expect(chiller.itemState).toBe(3);
  expect(read("water/supply-temperature")).toBeLessThan(13);
});

it("after hours of standstill a spindle is warmed up once in steps of speed, without cutting", () => {
  const around = surroundings("  spindleWarmUp: 20 min\n");
  const cnc = new Cnc("CNC-201", "machining-centre", { around, random: new Random(1) });
  const run = (seconds: number): void => {
    for (let second = 0; second < seconds; second++) {
      cnc.step(1);
      cnc.slow(1);
    }
  };
  run(7200);
  expect([cnc.phase, cnc.spindle.rpm]).toEqual(["waiting", 0]);
  around.workTime = "working";
  run(30);
  expect([cnc.phase, cnc.cause, cnc.itemState, cnc.spindle.rpm]).toEqual(["warm-up", "setup", 3, 800]);
  const coldCel = cnc.spindle.frontBearingCel;
  run(1140);
  expect([cnc.spindle.rpm, cnc.spindle.cutW]).toEqual([4000, 0]);
  expect(cnc.spindle.frontBearingCel).toBeGreaterThan(coldCel + 5);
  expect(cnc.spindle.frontBearingCel).toBeLessThan(70);
  run(600);
  expect([cnc.phase, cnc.spindle.rpm]).toEqual(["waiting", 0]);
});

it("a piece in an idle machine tool is started when the idle hours are over", () => {
  const around = surroundings("  days: [1, 2, 3, 4, 5, 6, 7]\n");
  let idle = true;
  around.isIdle = () => idle;
  const cnc = new Cnc("CNC-103", "lathe", { around, random: new Random(1) });
  const [variant] = STANDARD_VARIANTS;
  cnc.family = variant?.family ?? "";
  cnc.exchange({ variant } as unknown as Piece);
  cnc.start();
  cnc.step(1);
  expect(cnc.phase).toBe("waiting");
  idle = false;
  cnc.step(1);
  expect(cnc.phase).toBe("cutting");
});
