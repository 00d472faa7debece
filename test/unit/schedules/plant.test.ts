import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadConfig } from "../../../edge/config/load.ts";
import { valueProblems } from "../../../edge/config/read-file.ts";
import { workPlanSchema } from "../../../edge/contracts/schedule/work-plan.ts";
import { describedBy } from "../../../edge/futures/record-of-pieces.ts";
import { plugins } from "../../../edge/plugins.ts";
import { workPlanProblems } from "../../../edge/schedule/plant/problems.ts";
import { plantApart } from "../../../edge/schedules/plant-apart.ts";
import { firstDue } from "../../../edge/schedules/plant-orders.ts";
import { SMALL, smallHistory } from "../../fakes/forecast-history.ts";
import { recordPlant } from "../../fakes/recorded-plant.ts";
import { madeSchedule, openedSchedules, scheduleFolder } from "../../fakes/schedule-book.ts";
import { randomOf } from "../../run/seed.ts";

async function plantOf(pieces: number) {
  const dataDir = mkdtempSync(join(tmpdir(), "gemba-plant-plan-test-"));
  try {
    recordPlant(dataDir, smallHistory(pieces, randomOf("plant plan")));
    const description = describedBy(await loadConfig(dataDir, plugins));
    return await plantApart({ dataDir, description }, new AbortController().signal);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

it("[SD26] the plan of the plant has routes and times as learnt and the open orders, and can be made", async () => {
  const { plan, missing } = await plantOf(200);
  if (plan === null) throw new Error(missing.map(({ en }) => en).join("; "));
  expect(valueProblems("plan", structuredClone(plan), workPlanSchema, workPlanProblems)).toEqual([]);
  expect(plan.machines.map(({ id }) => id)).toEqual(["CNC-1", "CNC-2", "PCK-1"]);
  const [work, pack] = plan.variants[0]?.route ?? [];
  expect(work?.machines.map(({ machine }) => machine)).toEqual(["CNC-1", "CNC-2"]);
  expect(work?.machines[0]?.minutes).toBeCloseTo(SMALL.workS / 60, 0);
  expect(pack?.machines).toEqual([{ machine: "PCK-1", minutes: expect.closeTo(SMALL.packS / 60, 1) }]);
  expect(plan.setUps[0]?.between.every(({ minutes }) => Math.abs(minutes - SMALL.setUpS / 60) < 1)).toBe(true);
  expect(plan.orders.length).toBeGreaterThan(0);
  const { book } = openedSchedules(scheduleFolder());
  const { uid } = await book.ask({ name: "plant", seconds: 1, seed: 1, plan }, "li");
  const { state, improvements } = await madeSchedule(book, uid);
  expect([state, improvements.length > 0]).toEqual(["done", true]);
  await book.close();
});

it("[SD26] says what is missing where too little was seen", async () => {
  const { plan, missing } = await plantOf(3);
  expect(plan).toBeNull();
  expect(missing[0]?.en).toContain("let the edge watch the plant");
  expect(missing[0]?.zh).toContain("边缘端");
});

it("[SD26] takes the orders that are due first, as many as can be stored", () => {
  const route = Array.from({ length: 4_000 }, (_, at) => ({ id: `s${at}`, size: 1, fixtures: [], machines: [] }));
  const variants = [{ id: "V", isWhole: true, route: route.map((step) => ({ ...step, interruptible: false })) }];
  const orders = ["09", "07", "08"].map((day) => ({
    ...{ id: day, variant: "V", quantity: 1, priority: 1, material: [] },
    due: `2026-12-${day}T06:00:00Z`,
  }));
  expect(firstDue({ orders, variants }).map(({ id }) => id)).toEqual(["07", "08"]);
});
