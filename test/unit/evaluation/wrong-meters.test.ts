import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { planSimulatedPlant } from "../../../edge/cli/demo/simulated-plant.ts";
import { loadConfig } from "../../../edge/config/load.ts";
import { energyFollower } from "../../../edge/energy/follower.ts";
import { countersOf } from "../../../edge/evaluation/media/media-figures.ts";
import { WrongMeters } from "../../../edge/evaluation/media/wrong-meters.ts";
import { plantOf } from "../../../edge/evaluation/path/health-path.ts";
import { createLog } from "../../../edge/observe/log.ts";
import { plugins } from "../../../edge/plugins.ts";
import { SEED } from "../../run/seed.ts";

const DEMO = join(import.meta.dirname, "../../../config/demo");
const HOUR = 3600e6;
const dir = mkdtempSync(join(tmpdir(), "gemba-wrong-meters-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it("[E62] [E65] cases are meters of complete balances, wrong by three u from a time on", async () => {
  for (const [name, value] of Object.entries((await planSimulatedPlant()).env)) process.env[name] ??= value;
  const config = await loadConfig(DEMO, plugins);
  const { tags } = countersOf(config);
  expect(tags).toContain("urn:binjiang:mtr-e-cnc-203#energy/import");
  expect(tags).toContain("urn:binjiang:mtr-a-coating#volume");
  // States of what draws from the branches (EN28), and nothing else.
  expect(tags.some((tag) => /rob-01#.*item-state$/.test(tag))).toBe(true);
  expect(tags.filter((tag) => !/(energy\/import|volume|item-state)$/.test(tag))).toEqual([]);
  // The follower takes what it needs also where no other one asks for it.
  const built = plantOf(config);
  const { goesBy } = energyFollower.plan(config);
  expect(built.tags.all().filter((tag) => tags.includes(tag.tagUid) && !goesBy(tag))).toEqual([]);
  const plan = { config, built, log: createLog({ level: "error" }), dir, start: 0, hours: 40 };
  const wrong = await WrongMeters.open({ ...plan, seed: SEED, cases: 6 });
  try {
    const cases = wrong.judged(40 * HOUR);
    expect(cases).toHaveLength(6);
    for (const { meter, gain, hours, named } of cases) {
      expect(meter).toMatch(/^MTR-E-/);
      // The meter of the utilities feeds more than what is metered: nothing tells those below from their machines.
      expect(meter).not.toMatch(/CMP|CHL/);
      // Class 0.5: 3 · 0.5 % / √3.
      expect(Math.abs(gain)).toBeCloseTo(0.00866, 5);
      expect(hours).toBeGreaterThanOrEqual(0.28 * 40);
      expect(hours).toBeLessThanOrEqual(0.45 * 40);
      expect(named).toBeNull();
    }
  } finally {
    wrong.close();
  }
});
