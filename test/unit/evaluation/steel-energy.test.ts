import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { steelEnergy } from "../../../edge/evaluation/data-sets/steel-energy.ts";
import { writeTable } from "../../../edge/evaluation/data-sets/table.ts";
import { randomOf } from "../../run/seed.ts";

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const REACTIVE = ["Lagging_Current_Reactive.Power_kVarh", "Leading_Current_Reactive_Power_kVarh"];

it("[EB6] predicts the last quarter of the rows from what was known before each", () => {
  const data = mkdtempSync(join(tmpdir(), "gemba-steel-"));
  const out = join(data, "out");
  const random = randomOf("steel");
  const rows = Array.from({ length: 24 * 96 }, (_, step) => {
    const day = Math.floor(step / 96);
    const isWork = step % 96 >= 32 && step % 96 < 80 && day % 7 < 5;
    const usage = (isWork ? 60 : 4) + random();
    return [usage, usage / 2, 0, isWork ? "Medium_Load" : "Light_Load", DAYS[day % 7] as string];
  });
  writeTable(join(data, "steel_industry.csv"), ["Usage_kWh", ...REACTIVE, "Load_Type", "Day_of_week"], rows);
  const lines = steelEnergy.score?.({ data, out, seed: 1 }) ?? [];
  expect(lines[0]).toBe("learned from 18 days and frozen, judged on the next 6");
  const written = readFileSync(join(out, "pred.csv"), "utf8").trim().split("\n");
  expect([written[0], written.length]).toEqual(["actual,predicted", 1 + 6 * 96]);
  const cvIn = (line = ""): number => Number(/CV\(RMSE\) ([\d.]+) %/.exec(line)?.[1]);
  expect(cvIn(lines[1])).toBeLessThan(cvIn(lines[3]));
});
