import { expect, it } from "vitest";
import type { StepFigures } from "../../edge/contracts/production/piece-energy.ts";
import { stepRows } from "../../twin-viewer/src/data/piece-energy-api.ts";

it("[PE22] adds the media of a step and variant, most energy first", () => {
  const row = (operation: string, medium: StepFigures["medium"], kWh: number): StepFigures => ({
    ...{ operation, variant: "V1", medium, unit: "kWh", n: 4, mean: kWh, spread: 0, least: 0, most: 1, kWh, kgce: 0 },
  });
  const rows = stepRows([
    row("OP10", "electricity", 1),
    row("OP90", "electricity", 0.4),
    row("OP90", "natural-gas", 2),
  ]);
  expect(rows).toEqual([
    { operation: "OP90", variant: "V1", n: 4, kWh: 2.4 },
    { operation: "OP10", variant: "V1", n: 4, kWh: 1 },
  ]);
});
